//! Credentials on requests.

use anycloud_core::{Error, Result, Secret};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use std::fmt;
use std::sync::OnceLock;

/// Puts credentials on each attempt of each request, and on nothing that goes to another origin.
#[async_trait]
pub trait Auth: fmt::Debug + Send + Sync + 'static {
    /// Signs or marks the request, which is otherwise complete. It runs again for every attempt.
    ///
    /// # Errors
    /// The credentials cannot be used; nothing is sent then.
    async fn authorize(&self, request: &mut http::Request<Bytes>) -> Result<()>;
}

/// HTTP Basic: a user and a secret in the `Authorization` header.
#[derive(Clone)]
pub struct Basic {
    user: Box<str>,
    secret: Secret,
    /// Made by the first request.
    header: OnceLock<HeaderValue>,
}

impl Basic {
    /// Credentials of a user. The user's name must not contain `:`.
    pub fn new(user: impl Into<Box<str>>, secret: Secret) -> Self {
        Self { user: user.into(), secret, header: OnceLock::new() }
    }
}

#[async_trait]
impl Auth for Basic {
    async fn authorize(&self, request: &mut http::Request<Bytes>) -> Result<()> {
        if let Some(header) = self.header.get() {
            request.headers_mut().insert(AUTHORIZATION, header.clone());
            return Ok(());
        }
        if self.user.contains(':') {
            return Err(Error::config("the user's name contains a colon, which HTTP Basic cannot carry"));
        }
        let pair = Secret::new(format!("{}:{}", self.user, self.secret.expose()));
        let header = Secret::new(format!("Basic {}", STANDARD.encode(pair.expose())));
        let mut value = HeaderValue::from_str(header.expose())
            .map_err(|_| Error::config("the credentials do not fit into a header"))?;
        value.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, self.header.get_or_init(|| value).clone());
        Ok(())
    }
}

impl fmt::Debug for Basic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The user of some clouds is half of the key, so it is not shown either.
        f.write_str("Basic(***)")
    }
}
