//! A simulator on a TCP port, over HTTP/1.1.

use crate::{Reply, Simulator, Then};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited, combinators::UnsyncBoxBody};
use hyper::{
    body::{Body, Frame, Incoming, SizeHint},
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    future::{Future, pending},
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
    time::{Instant, Sleep, sleep},
};

/// The largest request body that a mounted simulator takes; a bigger one is answered with 413.
const MAX_REQUEST_BODY: usize = 256 * 1024 * 1024;

/// A simulator that listens on a TCP port until this value is dropped; then its connections close, too. HTTP/1.1
/// without TLS, in a runtime of tokio, on its clock.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    url: String,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Listens on `address` (port 0 takes any free one) and serves `simulator`, whose time begins now. Bodies of more
    /// than 256 MiB are answered with 413.
    ///
    /// # Errors
    /// The system's, if the address cannot be listened on.
    pub async fn start(address: SocketAddr, simulator: Arc<dyn Simulator>) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let accepting = tokio::spawn(accept(listener, simulator));
        Ok(Self { address, url: format!("http://{address}"), accepting })
    }

    /// Where it listens, as a URL without a trailing slash.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for ever: the server serves until it is dropped, whether somebody waits or not.
    ///
    /// # Errors
    /// Only if the listening task broke.
    pub async fn wait(&mut self) -> io::Result<()> {
        (&mut self.accepting).await.map_err(io::Error::other)
    }

    /// Serves until the process ends.
    ///
    /// # Errors
    /// Only if the listening task broke.
    pub async fn run_forever(mut self) -> io::Result<()> {
        self.wait().await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The accepting task owns the set of connections, so they end with it.
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, simulator: Arc<dyn Simulator>) {
    let began = Instant::now();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve(stream, Arc::clone(&simulator), began));
                }
                // Out of file descriptors, or a peer that left before it was accepted: both pass.
                Err(_) => sleep(Duration::from_millis(10)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, simulator: Arc<dyn Simulator>, began: Instant) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| respond(Arc::clone(&simulator), began, request));
    // An error here is either the peer's, or the close without an answer that `Then::Drop` asks for.
    let _ = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

type Answer = http::Response<UnsyncBoxBody<Bytes, io::Error>>;

async fn respond(
    simulator: Arc<dyn Simulator>,
    began: Instant,
    request: http::Request<Incoming>,
) -> io::Result<Answer> {
    let (parts, body) = request.into_parts();
    let body = match Limited::new(body, MAX_REQUEST_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => return Ok(too_large()),
        Err(error) => return Err(io::Error::other(error)),
    };
    let Reply { after, then } = simulator.handle(began.elapsed(), http::Request::from_parts(parts, body));
    if !after.is_zero() {
        sleep(after).await;
    }
    match then {
        Then::Answer(response) => Ok(response.map(whole)),
        Then::Drop => Err(closed()),
        Then::Stall => pending().await,
        Then::Truncate { response, bytes } => Ok(cut(response, bytes)),
    }
}

fn whole(body: Bytes) -> UnsyncBoxBody<Bytes, io::Error> {
    Full::new(body).map_err(|never| match never {}).boxed_unsync()
}

fn too_large() -> Answer {
    let mut answer = http::Response::new(whole(Bytes::from_static(b"request body too large\n")));
    *answer.status_mut() = http::StatusCode::PAYLOAD_TOO_LARGE;
    answer
}

fn closed() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "closed as the simulator was asked to")
}

fn cut(response: http::Response<Bytes>, bytes: usize) -> Answer {
    response.map(|body| {
        if bytes >= body.len() {
            return whole(body);
        }
        Cut { promised: body.len() as u64, left: Some(body.slice(..bytes)), flush: None }.boxed_unsync()
    })
}

/// A body that promises more than it gives.
#[derive(Debug)]
struct Cut {
    promised: u64,
    left: Option<Bytes>,
    flush: Option<Pin<Box<Sleep>>>,
}

impl Body for Cut {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(bytes) = self.left.take()
            && !bytes.is_empty()
        {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        // hyper flushes only while a body is pending, so what was given gets a moment to leave.
        let flush = self.flush.get_or_insert_with(|| Box::pin(sleep(Duration::from_millis(20))));
        ready!(flush.as_mut().poll(context));
        Poll::Ready(Some(Err(closed())))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.promised)
    }
}
