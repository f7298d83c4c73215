//! Putting a client together.

use crate::auth::Auth;
use crate::client::{Http, Inner};
use crate::config::HttpConfig;
use crate::judge::Judge;
use crate::origin::check_endpoint;
use crate::rate::Budget;
use crate::redact::Shown;
use crate::reqwest_transport::ReqwestTransport;
use anycloud_core::Result;
use std::fmt;
use std::sync::Arc;
use url::Url;

/// The settings of an [`Http`] before it is made, begun by [`Http::builder`].
#[must_use]
pub struct HttpBuilder {
    endpoint: Url,
    judge: Judge,
    auth: Option<Arc<dyn Auth>>,
    config: HttpConfig,
    max_body: usize,
    provider: Option<Arc<str>>,
    shown: Shown,
}

impl HttpBuilder {
    pub(crate) fn new(endpoint: Url, judge: Judge) -> Self {
        Self {
            endpoint,
            judge,
            auth: None,
            config: HttpConfig::default(),
            max_body: 64 << 20,
            provider: None,
            shown: &[],
        }
    }

    /// The credentials; none by default.
    pub fn auth(mut self, auth: Arc<dyn Auth>) -> Self {
        self.auth = Some(auth);
        self
    }

    /// What a user has set. With a transport of one's own not all of it holds: see [`HttpConfig::transport`].
    pub fn config(mut self, config: HttpConfig) -> Self {
        self.config = config;
        self
    }

    /// The most bytes of a buffered reply, headers not counted. 64 MiB by default.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// The provider's name, as errors and logs show it.
    pub fn provider(mut self, name: impl Into<Arc<str>>) -> Self {
        self.provider = Some(name.into());
        self
    }

    /// Headers, besides the harmless usual ones, whose values logs may show.
    pub fn log_headers(mut self, names: &'static [&'static str]) -> Self {
        self.shown = names;
        self
    }

    /// The client. No connection is opened.
    ///
    /// # Errors
    /// [`InvalidConfig`](anycloud_core::ErrorKind::InvalidConfig): the endpoint is not an http or https URL, has
    /// userinfo, a query or a fragment, or is plain http beyond loopback without being
    /// [allowed](HttpConfig::allow_plain_http); or the transport cannot be set up.
    pub fn build(self) -> Result<Http> {
        check_endpoint(&self.endpoint, self.config.allow_plain_http).map_err(|e| match &self.provider {
            Some(provider) => e.with_provider(&**provider),
            None => e,
        })?;
        let transport = match &self.config.transport {
            Some(transport) => transport.clone(),
            None => Arc::new(ReqwestTransport::new(&self.config)?),
        };
        Ok(Http::from_inner(Inner {
            endpoint: self.endpoint,
            judge: self.judge,
            transport,
            auth: self.auth,
            retry: self.config.retry,
            budget: Budget::new(self.config.rate),
            config: self.config,
            max_body: self.max_body,
            provider: self.provider,
            shown: self.shown,
        }))
    }
}

impl fmt::Debug for HttpBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The endpoint is not checked yet and may hold a password.
        f.debug_struct("HttpBuilder")
            .field("origin", &self.endpoint.origin().ascii_serialization())
            .field("provider", &self.provider)
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
