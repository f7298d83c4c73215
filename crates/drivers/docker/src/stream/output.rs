//! What a container, or a command in it, says.

use super::frames::Frames;
use anycloud_core::Result;
use anycloud_http::Streamed;
use bytes::Bytes;
use futures_core::Stream;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// A piece of output, from [`Outputs`] or an [`Execution`](crate::Execution).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Output {
    /// Where it was said.
    pub source: OutputSource,
    /// What was said: at most 256 KiB, cut anywhere, also within a line or character.
    pub bytes: Bytes,
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a container says may be secret.
        write!(f, "Output({:?}, {} bytes)", self.source, self.bytes.len())
    }
}

/// Where output was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OutputSource {
    /// Standard error.
    Stderr,
    /// Standard output.
    Stdout,
    /// The terminal, where both are one.
    Terminal,
}

/// Output of a container as it arrives, from [`Client::container_logs`](crate::Client::container_logs); a [`Stream`]
/// too. It takes bounded memory, however long it is. Dropping it closes the connection.
#[must_use = "dropping it closes the connection"]
pub struct Outputs {
    streamed: Streamed,
    arrived: Bytes,
    /// None for a terminal.
    frames: Option<Frames>,
    over: bool,
}

impl Outputs {
    pub(crate) fn new(streamed: Streamed, terminal: bool) -> Self {
        let frames = (!terminal).then(Frames::new);
        Self { streamed, arrived: Bytes::new(), frames, over: false }
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// `Transport` if it is cut off, or silent for longer than
    /// [`HttpConfig::idle_timeout`](anycloud_http::HttpConfig::idle_timeout) (a log that is not followed); `Decode` if
    /// it is not in frames; `OperationFailed` for what the engine says instead of more output. It is over then.
    pub async fn next(&mut self) -> Result<Option<Output>> {
        poll_fn(|cx| self.poll_output(cx)).await.transpose()
    }

    fn poll_output(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Output>>> {
        if self.over {
            return Poll::Ready(None);
        }
        let next = ready!(self.poll_open(cx));
        self.over = !matches!(next, Some(Ok(_)));
        Poll::Ready(next)
    }

    fn poll_open(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Output>>> {
        loop {
            let split = match &mut self.frames {
                None if self.arrived.is_empty() => Ok(None),
                None => {
                    let bytes = std::mem::take(&mut self.arrived);
                    Ok(Some(Output { source: OutputSource::Terminal, bytes }))
                }
                Some(frames) => frames.next(&mut self.arrived),
            };
            match split {
                Ok(Some(output)) => return Poll::Ready(Some(Ok(output))),
                Ok(None) => {}
                Err(e) => return Poll::Ready(Some(Err(self.streamed.undecoded(e)))),
            }
            match ready!(Pin::new(&mut self.streamed).poll_next(cx)) {
                Some(Ok(bytes)) => self.arrived = bytes,
                Some(Err(e)) => return Poll::Ready(Some(Err(e))),
                None => {
                    let end = self.frames.as_ref().map_or(Ok(()), Frames::end);
                    return Poll::Ready(end.err().map(|e| Err(self.streamed.undecoded(e))));
                }
            }
        }
    }
}

impl Stream for Outputs {
    type Item = Result<Output>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_output(cx)
    }
}

impl fmt::Debug for Outputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outputs").field("terminal", &self.frames.is_none()).finish_non_exhaustive()
    }
}
