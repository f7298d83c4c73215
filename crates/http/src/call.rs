//! A request and what may be done with it when the answer does not come.

use crate::redact::bare_path;
use anycloud_core::run::Stamp;
use bytes::Bytes;
use std::fmt;
use std::time::Duration;

/// One request of a provider's manual, with its [`Class`]. There is no way to make one without a class.
///
/// Credentials, default headers and `Content-Length` are put on by the client, at every attempt.
///
/// The URI is a path and query, put behind the path of the endpoint, or an absolute URI on the same origin.
///
/// ```
/// use anycloud_http::{Call, Class};
/// let request = http::Request::post("/drives/create").body("name web\nsize 1G\n".into())?;
/// let call = Call::once("drives create", request);
/// assert_eq!(call.class(), Class::Unsafe);
/// # Ok::<_, http::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a call does nothing until it is given to `Http::call`, `Http::stream` or `Http::list`"]
pub struct Call {
    pub(crate) operation: &'static str,
    pub(crate) request: http::Request<Bytes>,
    pub(crate) class: Class,
    pub(crate) max_body: Option<usize>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
}

impl Call {
    /// A call that only reads. It may be sent any number of times.
    pub fn safe(operation: &'static str, request: http::Request<Bytes>) -> Self {
        Self::new(operation, request, Class::Safe)
    }

    /// A call that changes something, and that does no more when it is sent twice (`set`, `destroy`).
    pub fn idempotent(operation: &'static str, request: http::Request<Bytes>) -> Self {
        Self::new(operation, request, Class::Idempotent)
    }

    /// A call that acts once each time that it arrives (`create`, `reset`). Whatever the method: a GET that buys
    /// an address belongs here.
    pub fn once(operation: &'static str, request: http::Request<Bytes>) -> Self {
        Self::new(operation, request, Class::Unsafe)
    }

    /// A call that carries a key which the provider honours: the same key acts once. `build` puts the stamp
    /// where this provider wants it; it runs once, so every attempt carries the same key.
    pub fn keyed(
        operation: &'static str,
        stamp: &Stamp,
        build: impl FnOnce(&Stamp) -> http::Request<Bytes>,
    ) -> Self {
        Self::new(operation, build(stamp), Class::Keyed)
    }

    /// The most bytes that a buffered reply to this call may have, instead of the client's limit.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = Some(bytes);
        self
    }

    /// The time that one attempt of this call may take, instead of the client's
    /// [`timeout`](crate::HttpConfig::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long a streamed reply to this call may be silent, where that is longer than the client's
    /// [`idle_timeout`](crate::HttpConfig::idle_timeout). `Duration::MAX` is for ever: of events there may be none for days.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = Some(timeout);
        self
    }

    /// The name of the call in the provider's manual, as errors and logs show it.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The class.
    pub fn class(&self) -> Class {
        self.class
    }

    /// The request, before authentication and default headers: what a test of a driver looks at.
    pub fn request(&self) -> &http::Request<Bytes> {
        &self.request
    }

    fn new(operation: &'static str, request: http::Request<Bytes>, class: Class) -> Self {
        Self { operation, request, class, max_body: None, timeout: None, idle_timeout: None }
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation)
            .field("class", &self.class)
            .field("method", self.request.method())
            .field("path", &bare_path(self.request.uri()))
            .field("body_len", &self.request.body().len())
            .finish_non_exhaustive()
    }
}

/// What sending a request twice would do. The [crate page](crate) has the table of what follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums)] // every consumer must decide for each class; a fifth is a new major version
pub enum Class {
    /// Reads.
    Safe,
    /// Twice is the same as once.
    Idempotent,
    /// Twice is the same as once, because the provider knows the key.
    Keyed,
    /// Twice acts twice.
    Unsafe,
}

impl Class {
    /// The class as one lower-case word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Idempotent => "idempotent",
            Self::Keyed => "keyed",
            Self::Unsafe => "unsafe",
        }
    }
}
