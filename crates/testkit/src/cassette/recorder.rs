//! A transport that writes down what passes, without its secrets.

use super::redact::Redactor;
use super::{Answered, Asked, Cassette, Exchange, Origin};
use anycloud_core::Secret;
use anycloud_http::{Body, Transport, TransportError};
use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Records what passes through another transport. Clones share the recording.
///
/// What is secret never gets in: of headers only a short list is kept, of `Authorization`, cookies and API keys
/// only that they were there, and fields and query parameters with a name like `password`, `token` or
/// `vnc:password` become `***`. Tell it the secrets themselves, too: then they are replaced wherever they turn up,
/// under any name and in the usual encodings. It cannot look into compressed bodies.
///
/// Bodies are read to their end before they are handed on. Exchanges without a whole answer are not recorded.
#[derive(Clone)]
pub struct Recorder {
    inner: Arc<dyn Transport>,
    redactor: Redactor,
    cassette: Arc<Mutex<Cassette>>,
}

impl Recorder {
    /// Records what passes through this transport to that server, e.g. `dockerd 26.1`.
    pub fn new(inner: Arc<dyn Transport>, server: impl Into<String>) -> Self {
        let cassette = Cassette::new(Origin::Recorded(server.into()));
        Self { inner, redactor: Redactor::default(), cassette: Arc::new(Mutex::new(cassette)) }
    }

    /// Replaces this value wherever it turns up.
    pub fn secret(mut self, secret: &Secret) -> Self {
        self.redactor.value(secret.expose());
        self
    }

    /// Treats fields and query parameters of this name as secret.
    pub fn secret_field(mut self, name: &str) -> Self {
        self.redactor.field(name);
        self
    }

    /// Keeps the value of one more header. Those that carry credentials stay hidden.
    pub fn keep_header(mut self, name: &str) -> Self {
        self.redactor.keep_header(name);
        self
    }

    /// What was recorded so far.
    pub fn cassette(&self) -> Cassette {
        self.recorded().clone()
    }

    fn recorded(&self) -> MutexGuard<'_, Cassette> {
        self.cassette.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Transport for Recorder {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let asked = Asked {
            method: request.method().clone(),
            path: self.redactor.path(path),
            headers: self.redactor.headers(request.headers()),
            body: self.redactor.body(request.body()),
        };
        let (head, mut body) = self.inner.send(request).await?.into_parts();
        let mut whole = BytesMut::new();
        while let Some(chunk) = body.chunk().await? {
            whole.extend_from_slice(&chunk);
        }
        let whole = whole.freeze();
        let response = Answered {
            status: head.status,
            headers: self.redactor.headers(&head.headers),
            body: self.redactor.body(&whole),
        };
        self.recorded().exchanges.push(Exchange { request: asked, response });
        Ok(Response::from_parts(head, Body::full(whole)))
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder")
            .field("inner", &self.inner)
            .field("exchanges", &self.recorded().exchanges.len())
            .finish_non_exhaustive()
    }
}
