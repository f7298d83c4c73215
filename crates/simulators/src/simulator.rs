//! What a simulator is: a state machine that answers a request at a given time.

use bytes::Bytes;
use std::{fmt::Debug, sync::Arc, time::Duration};

/// A provider's service, simulated.
///
/// A simulator holds no socket and reads no clock. Whoever mounts it (a TCP listener such as
/// [`Server`](crate::Server), or an in-process transport) says how much time has passed since the
/// simulator began, so a test can let a minute of imaging pass at once.
pub trait Simulator: Debug + Send + Sync + 'static {
    /// Acts on one whole request and says what the peer gets to see.
    ///
    /// `now` is the time since the simulator began, told by the mount. It must not go backwards; if it
    /// does, the later time that was seen first stands.
    fn handle(&self, now: Duration, request: http::Request<Bytes>) -> Reply;

    /// The answer with which this provider refuses a call for the reason `code`, in the provider's own
    /// words (`busy`, `billing`, …), or nothing if it has no such reason.
    ///
    /// Nothing happens to the simulator's state. [`Fault::Refused`](crate::faults::Fault::Refused) asks for it.
    fn refusal(&self, code: &str) -> Option<http::Response<Bytes>> {
        let _ = code;
        None
    }
}

impl<S: Simulator + ?Sized> Simulator for Arc<S> {
    fn handle(&self, now: Duration, request: http::Request<Bytes>) -> Reply {
        (**self).handle(now, request)
    }

    fn refusal(&self, code: &str) -> Option<http::Response<Bytes>> {
        (**self).refusal(code)
    }
}

/// What a simulator does about a request, and when: what a mount carries out.
#[derive(Debug)]
#[non_exhaustive]
pub struct Reply {
    /// How long the peer waits before anything happens on the wire.
    pub after: Duration,
    /// What then happens.
    pub then: Then,
}

impl Reply {
    /// `then`, at once.
    pub fn new(then: Then) -> Self {
        Self { after: Duration::ZERO, then }
    }

    /// A whole answer, at once.
    pub fn answer(response: http::Response<Bytes>) -> Self {
        Self::new(Then::Answer(response))
    }

    /// The connection is closed without an answer, at once.
    pub fn drop() -> Self {
        Self::new(Then::Drop)
    }

    /// Nothing ever comes, and the connection stays open.
    pub fn stall() -> Self {
        Self::new(Then::Stall)
    }

    /// The headers promise all of `response`, but the connection ends after `bytes` bytes of its body.
    pub fn truncate(response: http::Response<Bytes>, bytes: usize) -> Self {
        Self::new(Then::Truncate { response, bytes })
    }

    /// The same, but the peer waits `after` in addition.
    #[must_use]
    pub fn delayed(mut self, after: Duration) -> Self {
        self.after = self.after.saturating_add(after);
        self
    }

    /// The response, if this is a whole answer.
    pub fn response(&self) -> Option<&http::Response<Bytes>> {
        match &self.then {
            Then::Answer(response) => Some(response),
            _ => None,
        }
    }

    /// The response by value, if this is a whole answer.
    pub fn into_response(self) -> Option<http::Response<Bytes>> {
        match self.then {
            Then::Answer(response) => Some(response),
            _ => None,
        }
    }
}

/// What happens on the wire.
#[derive(Debug)]
#[non_exhaustive]
pub enum Then {
    /// The whole answer.
    Answer(http::Response<Bytes>),
    /// The connection is closed without an answer.
    Drop,
    /// The peer is left waiting for as long as it cares to wait.
    Stall,
    /// The headers promise the whole body, only so many bytes are sent, then the connection is closed.
    Truncate {
        /// The answer as it would have been.
        response: http::Response<Bytes>,
        /// How much of its body is sent. More than there is means the whole body.
        bytes: usize,
    },
}
