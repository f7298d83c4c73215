//! Where requests leave and replies come in.

use crate::body::Body;
use async_trait::async_trait;
use bytes::Bytes;
use http::Uri;
use std::borrow::Cow;
use std::fmt;
use url::Url;

/// Sends one request and gives back the head of its reply, with the body still to come.
///
/// [`ReqwestTransport`](crate::ReqwestTransport) speaks to the network; a simulator or a cassette implements
/// this in the same process. A transport neither repeats, nor follows redirects, nor judges a status. Dropping
/// the future or the [`Body`] must give up the exchange.
#[async_trait]
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends the request, whose URI is absolute and whose headers are complete (but for `Host`).
    ///
    /// # Errors
    /// There is no answer: [`TransportError::not_sent`] if the request surely did not leave, else
    /// [`TransportError::unknown`]. Any status is an answer.
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError>;
}

/// The URI of a request once more, in its extensions: a transport that wants a `Url` need not read the text again.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) url: Url,
    /// What it was read from: credentials, or a transport around this one, may have sent the request elsewhere since.
    pub(crate) uri: Uri,
}

/// Whether a request without an answer may have reached the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums)] // "perhaps" is all that lies between, and it is Unknown
pub enum Sent {
    /// It surely did not leave: name resolution, connection or TLS failed.
    No,
    /// It may have arrived, and been acted on.
    Unknown,
}

/// No answer, or half of one.
pub struct TransportError {
    sent: Sent,
    message: Cow<'static, str>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl TransportError {
    /// The request surely did not leave. Say this only if it is certain: it allows every request to be repeated.
    pub fn not_sent(message: impl Into<Cow<'static, str>>) -> Self {
        Self { sent: Sent::No, message: message.into(), source: None }
    }

    /// Anything that went wrong after the first byte could have left.
    pub fn unknown(message: impl Into<Cow<'static, str>>) -> Self {
        Self { sent: Sent::Unknown, message: message.into(), source: None }
    }

    /// Adds the cause. Its `Debug` and `Display` must be free of URLs, headers and bodies.
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Whether the request may have reached the provider.
    pub fn sent(&self) -> Sent {
        self.sent
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("sent", &self.sent)
            .field("message", &self.message)
            .field("source", &self.source)
            .finish()
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|e| e as _)
    }
}
