//! Replies that are read as they arrive.

use crate::raw::{Act, Raw};
use crate::{call, judge};
use anycloud_core::{Delivery, Error, ErrorKind};
use anycloud_http::{Body, Class, Http, HttpConfig, RetryPolicy, Transport, TransportError};
use async_trait::async_trait;
use bytes::Bytes;
use futures_core::Stream;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::time::{Instant, Sleep, sleep};

fn client(server: &Raw, idle: Duration) -> Http {
    let retry = RetryPolicy::default().attempts(3).first_wait(Duration::from_millis(1));
    let config = HttpConfig::default().idle_timeout(idle);
    Http::builder(server.url.clone(), judge).config(config.retry(retry)).build().unwrap()
}

#[tokio::test]
async fn heads_are_judged_and_asked_for_again() {
    let fine = "HTTP/1.1 200 OK\r\nx-size: 9\r\ncontent-length: 9\r\n\r\ndrive raw";
    let server =
        Raw::start(&[Act::ReadAndDrop, Act::Write("HTTP/1.1 500 No\r\n\r\n"), Act::Write(fine)]).await;
    let streamed = client(&server, Duration::from_secs(30)).stream(call(Class::Safe)).await.unwrap();
    assert_eq!((streamed.status().as_u16(), &streamed.headers()["x-size"]), (200, &"9".parse().unwrap()));
    let mut text = String::new();
    streamed.into_reader().read_to_string(&mut text).await.unwrap();
    assert_eq!((text.as_str(), server.requests().len()), ("drive raw", 3));

    let server = Raw::start(&[Act::Write("HTTP/1.1 404 No\r\ncontent-length: 2\r\n\r\nno")]).await;
    let error = client(&server, Duration::from_secs(30)).stream(call(Class::Safe)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn silence_and_cuts_are_errors_and_nothing_is_sent_again() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ndri";
    for act in [Act::Write(half), Act::WriteAndStall(half)] {
        let server = Raw::start(&[act]).await;
        for (class, delivery) in [(Class::Safe, Delivery::Refused), (Class::Unsafe, Delivery::Unknown)] {
            let mut streamed = client(&server, Duration::from_millis(200)).stream(call(class)).await.unwrap();
            assert_eq!(streamed.chunk().await.unwrap().unwrap(), "dri");
            let error = streamed.chunk().await.unwrap_err();
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::Transport, delivery), "{error:?}");
            assert!(streamed.chunk().await.unwrap().is_none(), "an error is the end");
        }
        assert_eq!(server.requests().len(), 2);
        if let Act::WriteAndStall(_) = act {
            server.closed(2).await;
        }
    }
}

#[tokio::test]
async fn dropping_a_reply_closes_its_connection() {
    let server = Raw::start(&[Act::WriteAndStall("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ndri")]).await;
    let streamed = client(&server, Duration::from_secs(30)).stream(call(Class::Safe)).await.unwrap();
    drop(streamed);
    server.closed(1).await;
}

#[tokio::test]
async fn a_reader_shows_our_error() {
    let server = Raw::start(&[Act::Write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ndri")]).await;
    let streamed = client(&server, Duration::from_secs(30)).stream(call(Class::Safe)).await.unwrap();
    let error = streamed.into_reader().read_to_end(&mut Vec::new()).await.unwrap_err();
    let inner = error.get_ref().and_then(|e| e.downcast_ref::<Error>()).unwrap();
    assert_eq!(inner.kind(), ErrorKind::Transport);
}

/// A body whose pieces come one second after they are asked for.
struct Slow {
    left: usize,
    piece: Bytes,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Stream for Slow {
    type Item = Result<Bytes, TransportError>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(Duration::from_secs(1))));
        if timer.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        self.timer = None;
        self.left -= 1;
        Poll::Ready(Some(Ok(self.piece.clone())))
    }
}

#[derive(Debug)]
struct SlowService;

#[async_trait]
impl Transport for SlowService {
    async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let piece = Bytes::from(vec![7; 300 << 10]);
        Ok(http::Response::new(Body::from_stream(Slow { left: 3, piece, timer: None })))
    }
}

#[tokio::test(start_paused = true)]
async fn only_silence_of_the_service_counts() {
    let config = HttpConfig::default().timeout(Duration::from_secs(1)).idle_timeout(Duration::from_secs(2));
    let http = Http::builder("https://api.example".parse().unwrap(), judge)
        .config(config.transport(Arc::new(SlowService)))
        .build()
        .unwrap();
    let start = Instant::now();
    let mut streamed = http.stream(call(Class::Safe)).await.unwrap();
    let mut sizes = Vec::new();
    while let Some(piece) = streamed.chunk().await.unwrap() {
        sizes.push(piece.len() >> 10);
        sleep(Duration::from_secs(60)).await;
    }
    assert_eq!(sizes, [256, 44, 256, 44, 256, 44]);
    assert!(start.elapsed() > Duration::from_secs(360));
}

#[derive(Debug)]
struct InPieces(Vec<Bytes>);

#[async_trait]
impl Transport for InPieces {
    async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        Ok(http::Response::new(Body::from_stream(Pieces(self.0.clone().into_iter()))))
    }
}

struct Pieces(std::vec::IntoIter<Bytes>);

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

/// However a reply is cut, all of it arrives, up to exactly the limit.
#[tokio::test(start_paused = true)]
async fn a_buffered_reply_is_whole_in_any_number_of_pieces() {
    for pieces in 0..=6_u8 {
        let sent: Vec<Bytes> = (0..pieces).map(|n| vec![n; 1000].into()).collect();
        let whole = sent.concat();
        for max in [whole.len(), whole.len().saturating_sub(1)] {
            let http = Http::builder("https://api.example".parse().unwrap(), judge)
                .config(HttpConfig::default().transport(Arc::new(InPieces(sent.clone()))))
                .max_body(max)
                .build()
                .unwrap();
            let read = http.call(call(Class::Safe), |reply| Ok(reply.body)).await;
            if max < whole.len() {
                assert_eq!(read.unwrap_err().kind(), ErrorKind::Decode, "{pieces} pieces, one byte too many");
            } else {
                assert_eq!(read.unwrap(), whole, "{pieces} pieces");
            }
        }
    }
}
