//! The body of a reply, as it arrives.

use crate::transport::TransportError;
use bytes::{Buf, Bytes};
use futures_core::Stream;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, ReadBuf};

/// The body of a reply: whole, or still arriving. Dropping it gives up the exchange.
pub struct Body(Repr);

enum Repr {
    Full(Bytes),
    Stream(Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>),
}

impl Body {
    /// A body that is there already.
    pub fn full(bytes: impl Into<Bytes>) -> Self {
        Self(Repr::Full(bytes.into()))
    }

    /// No bytes.
    pub fn empty() -> Self {
        Self::full(Bytes::new())
    }

    /// A body that arrives piece by piece.
    pub fn from_stream(stream: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self(Repr::Stream(Box::pin(stream)))
    }

    /// The next bytes, or `None` at the end.
    ///
    /// # Errors
    /// The body was cut off.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        poll_fn(|cx| self.poll_chunk(cx)).await.transpose()
    }

    /// The body as a reader.
    pub fn into_reader(self) -> impl AsyncRead + fmt::Debug + Send + Unpin {
        Reader { body: self, rest: Bytes::new() }
    }

    pub(crate) fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            let chunk = match &mut self.0 {
                Repr::Full(bytes) if bytes.is_empty() => return Poll::Ready(None),
                Repr::Full(bytes) => return Poll::Ready(Some(Ok(std::mem::take(bytes)))),
                Repr::Stream(stream) => ready!(stream.as_mut().poll_next(cx)),
            };
            match chunk {
                Some(Ok(bytes)) if bytes.is_empty() => {}
                Some(Ok(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                // Streams need not survive being polled after their end; this body does.
                end => {
                    self.0 = Repr::Full(Bytes::new());
                    return Poll::Ready(end);
                }
            }
        }
    }
}

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(cx)
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self::full(bytes)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Full(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Repr::Stream(_) => f.write_str("Body(arriving)"),
        }
    }
}

/// Any stream of bytes as a reader; an error of the stream becomes the cause of the `io::Error`.
pub(crate) struct Reader<S> {
    pub(crate) body: S,
    pub(crate) rest: Bytes,
}

impl<S, E> AsyncRead for Reader<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: std::error::Error + Send + Sync + 'static,
{
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_next(cx)) {
                None => return Poll::Ready(Ok(())),
                Some(Ok(bytes)) => self.rest = bytes,
                Some(Err(e)) => return Poll::Ready(Err(io::Error::other(e))),
            }
        }
        let n = self.rest.len().min(buf.remaining());
        buf.put_slice(&self.rest[..n]);
        self.rest.advance(n);
        Poll::Ready(Ok(()))
    }
}

impl<S: fmt::Debug> fmt::Debug for Reader<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The rest is content, which is not shown.
        f.debug_struct("Reader").field("body", &self.body).finish_non_exhaustive()
    }
}
