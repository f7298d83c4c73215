//! Events, and the progress of a pull.

use super::lines::Lines;
use crate::error::{told, unread};
use crate::wire::{Event, Progress};
use anycloud_core::Result;
use anycloud_http::Streamed;
use anycloud_http::json::Object;
use futures_core::Stream;
use serde_json::Value;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// What happens, as it happens, from [`Client::events`](crate::Client::events); a [`Stream`] too. Dropping it closes
/// the connection.
///
/// ```no_run
/// # async fn f(engine: anycloud_docker::Client) -> anycloud_core::Result<()> {
/// use anycloud_docker::{EventsQuery, Filters};
/// let deaths = EventsQuery::new().filters(Filters::new().with("type", "container").with("event", "die"));
/// let mut events = engine.events(&deaths).await?;
/// while let Some(event) = events.next().await? {
///     println!("{:?} ended with {:?}", event.id(), event.attributes().get("exitCode"));
/// }
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "dropping it closes the connection"]
pub struct Events(Messages);

impl Events {
    pub(crate) fn new(streamed: Streamed) -> Self {
        Self(Messages::new(streamed))
    }

    /// The next event, however long that takes; `None` at the end, which only
    /// [`EventsQuery::until`](crate::EventsQuery::until) and the engine's own bring.
    ///
    /// # Errors
    /// `Transport` if the stream is cut off, `Decode` if a line is not JSON or longer than 4 MiB; it is over then.
    pub async fn next(&mut self) -> Result<Option<Event>> {
        poll_fn(|cx| self.poll_event(cx)).await.transpose()
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event>>> {
        self.0.poll_with(cx, |object| Ok(Event(object)))
    }
}

impl Stream for Events {
    type Item = Result<Event>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(cx)
    }
}

/// A pull under way, from [`Client::image_pull`](crate::Client::image_pull); a [`Stream`] too. Dropping it closes the
/// connection, and the engine gives up; layers that it has are kept.
#[derive(Debug)]
#[must_use = "dropping it gives the pull up: read it to its end, or call `finish`"]
pub struct Pull(Messages);

impl Pull {
    pub(crate) fn new(streamed: Streamed) -> Self {
        Self(Messages::new(streamed))
    }

    /// How far it is; `None` when the image is there.
    ///
    /// # Errors
    /// `NotFound` if the registry has no such image for these credentials, `Unauthenticated` if it wants some,
    /// `StorageFull`, `OperationFailed` for what else goes wrong there; `Transport` if nothing was said for ten
    /// minutes, or for [`HttpConfig::idle_timeout`](anycloud_http::HttpConfig::idle_timeout) if that is longer;
    /// `Decode` if a line is not JSON.
    pub async fn next(&mut self) -> Result<Option<Progress>> {
        poll_fn(|cx| self.poll_progress(cx)).await.transpose()
    }

    /// Waits until the image is there.
    ///
    /// # Errors
    /// As for [`next`](Self::next).
    pub async fn finish(mut self) -> Result<()> {
        while self.next().await?.is_some() {}
        Ok(())
    }

    fn poll_progress(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Progress>>> {
        self.0.poll_with(cx, |object| match failure(&object) {
            Some(message) => Err(told(message)),
            None => Ok(Progress(object)),
        })
    }
}

impl Stream for Pull {
    type Item = Result<Progress>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_progress(cx)
    }
}

/// What went wrong: newer engines say it in `errorDetail` only. docs: Engine API 1.48.
pub(crate) fn failure<'a>(object: &'a Object<'_>) -> Option<&'a str> {
    let detail = object.get("errorDetail").and_then(|detail| detail.get("message")).and_then(Value::as_str);
    detail.or_else(|| object.str("error"))
}

/// JSON objects as they arrive.
struct Messages {
    streamed: Streamed,
    lines: Lines,
    over: bool,
}

impl Messages {
    fn new(streamed: Streamed) -> Self {
        Self { streamed, lines: Lines::default(), over: false }
    }

    fn poll_with<T>(
        &mut self,
        cx: &mut Context<'_>,
        read: impl Fn(Object<'static>) -> Result<T>,
    ) -> Poll<Option<Result<T>>> {
        if self.over {
            return Poll::Ready(None);
        }
        let next = match ready!(self.poll_value(cx)) {
            Some(Ok(Value::Object(fields))) => Some(read(fields.into())),
            Some(Ok(_)) => Some(Err(unread("a line of the reply is not a JSON object"))),
            Some(Err(e)) => Some(Err(e)),
            None => None,
        };
        self.over |= !matches!(next, Some(Ok(_)));
        Poll::Ready(next.map(|next| next.map_err(|e| self.streamed.undecoded(e))))
    }

    fn poll_value(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Value>>> {
        loop {
            if let Some(value) = self.lines.next().transpose() {
                return Poll::Ready(Some(value));
            }
            match ready!(Pin::new(&mut self.streamed).poll_next(cx)) {
                Some(Ok(bytes)) => self.lines.push(&bytes),
                Some(Err(e)) => return Poll::Ready(Some(Err(e))),
                None => {
                    self.over = true;
                    return Poll::Ready(self.lines.end().transpose());
                }
            }
        }
    }
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages").field("over", &self.over).finish_non_exhaustive()
    }
}
