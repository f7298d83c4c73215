//! HTTP/1.1 over TCP.

use crate::answer;
use crate::asked::only_json;
use crate::gateway::Gateway;
use crate::impatient::Impatient;
use crate::refusal::Refusal;
use crate::room::Room;
use crate::route::is_login;
use anycloud::run::OperationId;
use anycloud::{Error, ErrorKind, Result};
use bytes::Bytes;
use http::StatusCode;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// The largest body that is taken: a key with its script is a few KiB.
const BODY_MAX: usize = 1024 * 1024;
/// The largest body of a login, which anybody may send.
const LOGIN_MAX: usize = 4 * 1024;
/// How long a client may take for the head of a request, and be silent between two.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// How long a connection lasts that has not shown the token.
const STRANGER_TIME: Duration = Duration::from_secs(10);
/// How long a client may take for a body.
const BODY_TIME: Duration = Duration::from_secs(30);
/// How long a client may take none of what it is sent.
const WRITE_TIME: Duration = Duration::from_secs(30);
/// How long requests and changes that have begun may take after the gateway was told to stop. Creating takes longest.
const GOODBYE: Duration = Duration::from_secs(60);
/// So many clients at once, and a quarter of it from one address; others wait to be accepted.
const CONNECTIONS: usize = 1024;

/// A gateway with a port, from [`Gateway::listen`]. Nobody is answered before [`until`](Self::until).
#[derive(Debug)]
pub struct Listening {
    gateway: Gateway,
    listener: TcpListener,
    address: SocketAddr,
}

impl Gateway {
    /// Takes a port; 0 takes any free one. Names in the log the operations of the journal that were cut off before, and
    /// removes those that have been over for a week. [`Listening::until`] answers clients, and removes again every day.
    ///
    /// # Errors
    /// `InvalidConfig` for an address that other machines reach, unless the settings say that they may; `Transport` if
    /// the port cannot be had.
    pub async fn listen(&self, address: SocketAddr) -> Result<Listening> {
        if !address.ip().to_canonical().is_loopback() && !self.settings().listens_anywhere {
            let what = format!(
                "{address} is reached from other machines, over plain HTTP: allow it, or use 127.0.0.1"
            );
            return Err(Error::config(what));
        }
        let failed =
            |e| Error::new(ErrorKind::Transport, format!("cannot listen on {address}: {e}")).with_source(e);
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        self.prune().await;
        self.tell_unfinished().await;
        Ok(Listening { gateway: self.clone(), listener, address })
    }
}

impl Listening {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` is done; then nobody is accepted any more, requests that have begun are answered, and
    /// changes are made to their end even if their clients have left. That may take a minute.
    ///
    /// Gives the operations that took longer and are cut off: the journal knows how far they are.
    pub async fn until(self, stop: impl Future<Output = ()>) -> Vec<OperationId> {
        let Self { gateway, listener, .. } = self;
        let (graceful, room) = (GracefulShutdown::new(), Room::new(CONNECTIONS));
        let mut stop = std::pin::pin!(stop);
        // Ends with this function.
        let mut pruning = JoinSet::new();
        pruning.spawn(gateway.clone().prune_daily());
        loop {
            let accepted = async {
                let free = room.any().await;
                (free, listener.accept().await)
            };
            tokio::select! {
                () = &mut stop => break,
                (free, accepted) = accepted => match accepted {
                    Ok((stream, from)) => {
                        // Whoever has its share is hung up on.
                        let Some(place) = room.place(from.ip(), free) else { continue };
                        let admitted = Arc::new(AtomicBool::new(false));
                        let connection = connection(gateway.clone(), stream, from.ip(), admitted.clone());
                        let connection = graceful.watch(connection);
                        tokio::spawn(async move {
                            tokio::select! {
                                // An error is the peer's: it left, or was too slow.
                                _ = connection => {}
                                () = stranger(&admitted) => {}
                            }
                            drop(place);
                        });
                    }
                    // Out of file descriptors, or a peer that left before it was accepted: both pass.
                    Err(_) => sleep(Duration::from_millis(10)).await,
                },
            }
        }
        drop(listener);
        let end = async {
            graceful.shutdown().await;
            gateway.underway().over().await;
        };
        if timeout(GOODBYE, end).await.is_ok() {
            return Vec::new();
        }
        let open = gateway.underway().operations();
        tracing::warn!(?open, "stopped while requests were being answered or changes made");
        open
    }
}

/// Ends when a peer that has not shown the token has been there for long enough; never once it has.
async fn stranger(admitted: &AtomicBool) {
    sleep(STRANGER_TIME).await;
    if admitted.load(Ordering::Relaxed) {
        std::future::pending::<()>().await;
    }
}

fn connection(
    gateway: Gateway,
    stream: TcpStream,
    from: IpAddr,
    admitted: Arc<AtomicBool>,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + Send + 'static {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| respond(gateway.clone(), from, admitted.clone(), request));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .serve_connection(TokioIo::new(Impatient::new(stream, WRITE_TIME)), service)
}

async fn respond(
    gateway: Gateway,
    from: IpAddr,
    admitted: Arc<AtomicBool>,
    request: http::Request<Incoming>,
) -> std::result::Result<http::Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let as_json = only_json(&parts.headers);
    // A stranger's body is not waited for.
    let login = is_login(&parts.uri);
    let body = match gateway.admit(from, &parts.uri, &parts.headers) {
        Ok(()) => {
            admitted.fetch_or(!login, Ordering::Relaxed);
            whole(body, if login { LOGIN_MAX } else { BODY_MAX }).await
        }
        Err(refusal) => Err(refusal),
    };
    let answer = match body {
        Ok(body) => gateway.answer_admitted(from, http::Request::from_parts(parts, body)).await,
        Err(refusal) => answer::refused(&refusal, as_json),
    };
    Ok(answer.map(Full::new))
}

async fn whole(body: Incoming, max: usize) -> std::result::Result<Bytes, Refusal> {
    match timeout(BODY_TIME, Limited::new(body, max).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(e)) if e.is::<LengthLimitError>() => {
            let what = format!("a body has at most {max} bytes here");
            Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "Request too large", what))
        }
        Ok(Err(_)) => Err(Refusal::bad("the body ends too early")),
        Err(_) => {
            Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "Request timeout", "the body does not arrive"))
        }
    }
}
