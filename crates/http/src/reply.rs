//! What comes back from a call.

use crate::body::{Body, Reader};
use crate::label::Label;
use crate::redact::Headers;
use anycloud_core::{Delivery, Error, ErrorKind, Result};
use bytes::Bytes;
use futures_core::Stream;
use http::response::Parts;
use http::{HeaderMap, StatusCode};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::AsyncRead;
use tokio::time::{Sleep, sleep};

/// A whole reply that the judge let pass.
#[derive(Clone)]
#[non_exhaustive]
pub struct Reply {
    /// Status, version and headers.
    pub parts: Parts,
    /// All of the body.
    pub body: Bytes,
}

impl Reply {
    /// A reply, for the tests of decoders.
    pub fn new(parts: Parts, body: impl Into<Bytes>) -> Self {
        Self { parts, body: body.into() }
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.parts.status)
            .field("headers", &Headers(&self.parts.headers, &[]))
            .field("body_len", &self.body.len())
            .finish()
    }
}

/// A reply that the judge let pass by its head, and whose body arrives as it is read.
///
/// It may be of any length; pieces have at most 256 KiB. A body that is silent for longer than the idle timeout
/// is an error; time that the reader takes for itself does not count. Dropping it closes the connection.
#[must_use = "dropping it closes the connection"]
pub struct Streamed {
    parts: Parts,
    body: Body,
    rest: Bytes,
    idle: Duration,
    silence: Option<Pin<Box<Sleep>>>,
    label: Label,
}

/// The longest piece of a streamed body.
const PIECE: usize = 256 << 10;

impl Streamed {
    pub(crate) fn new(parts: Parts, ahead: Bytes, body: Body, idle: Duration, label: Label) -> Self {
        Self { parts, body, rest: ahead, idle, silence: None, label }
    }

    /// The head, for a decoder.
    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// What a decoder said of this reply, with what is known of the call: as the caller should get it.
    pub fn undecoded(&self, error: Error) -> Error {
        self.label.undecoded(error, self.parts.status.as_u16())
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.parts.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// The next bytes, at most 256 KiB, or `None` at the end.
    ///
    /// # Errors
    /// [`ErrorKind::Transport`] if the body is cut off or silent for too long. Nothing is sent again: what was
    /// read so far may have been used.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        poll_fn(|cx| self.poll_piece(cx)).await.transpose()
    }

    /// The body as a reader. Its `io::Error`s have an anycloud [`Error`] inside.
    pub fn into_reader(self) -> impl AsyncRead + fmt::Debug + Send + Unpin {
        Reader { body: self, rest: Bytes::new() }
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        if self.rest.is_empty() {
            match self.body.poll_chunk(cx) {
                Poll::Ready(Some(Ok(bytes))) => {
                    self.silence = None;
                    self.rest = bytes;
                }
                Poll::Ready(Some(Err(e))) => {
                    let error = Error::new(ErrorKind::Transport, format!("the reply was cut off: {e}"));
                    return Poll::Ready(Some(Err(self.failed(error.with_source(e)))));
                }
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return self.poll_silence(cx),
            }
        }
        let piece = self.rest.split_to(self.rest.len().min(PIECE));
        Poll::Ready(Some(Ok(piece)))
    }

    fn poll_silence(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        let idle = self.idle;
        let silence = self.silence.get_or_insert_with(|| Box::pin(sleep(idle)));
        if silence.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        let message = format!("the reply was silent for {} s", idle.as_secs_f32());
        let error = self.failed(Error::new(ErrorKind::Transport, message));
        Poll::Ready(Some(Err(error)))
    }

    /// The end of this reply: the connection is let go at once.
    fn failed(&mut self, error: Error) -> Error {
        self.body = Body::empty();
        self.silence = None;
        let error = error.delivered(Delivery::Unknown).with_status(self.parts.status.as_u16());
        self.label.settle(error, false)
    }
}

impl Stream for Streamed {
    type Item = Result<Bytes>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_piece(cx)
    }
}

impl fmt::Debug for Streamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Streamed")
            .field("status", &self.parts.status)
            .field("headers", &Headers(&self.parts.headers, &[]))
            .finish_non_exhaustive()
    }
}
