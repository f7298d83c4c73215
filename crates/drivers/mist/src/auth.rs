//! Credentials: a token, given or fetched.

use crate::config::PROVIDER;
use crate::request::Requests;
use crate::wire;
use anycloud_core::{Error, Result, Secret};
use anycloud_http::{Auth, Http};
use async_trait::async_trait;
use bytes::Bytes;
use http::header::{AUTHORIZATION, HeaderValue};
use std::fmt;
use tokio::sync::OnceCell;

/// Who asks.
#[derive(Clone)]
pub(crate) enum Credentials {
    /// An email and its password: it is exchanged for a token before the first call.
    Password(Box<str>, Secret),
    /// An email and a token.
    Token(Box<str>, Secret),
    /// Nobody: a service of one's own does not ask.
    Nobody,
}

impl Credentials {
    pub(crate) fn email(&self) -> Option<&str> {
        match self {
            Self::Password(email, _) | Self::Token(email, _) => Some(email),
            Self::Nobody => None,
        }
    }

    pub(crate) fn check(&self) -> Result<()> {
        let (email, secret, what) = match self {
            Self::Password(email, secret) => (email, secret, "password"),
            Self::Token(email, secret) => (email, secret, "token"),
            Self::Nobody => return Ok(()),
        };
        if email.is_empty() || email.contains(|c: char| c == ':' || c.is_control() || c.is_whitespace()) {
            return Err(Error::config("the user must be an email, without a colon"));
        }
        if secret.expose().is_empty() || secret.expose().contains(char::is_control) {
            return Err(Error::config(format!("the {what} is empty, or holds control characters")));
        }
        Ok(())
    }
}

/// `Authorization: mist_1 EMAIL:TOKEN`. Source: `helpers.get_auth_header` of Mist.io, January 2014; the document's
/// `Authorized` was never read by the code.
pub(crate) struct TokenAuth {
    credentials: Credentials,
    /// A client without credentials, for the exchange.
    login: Http,
    requests: Requests,
    fetched: OnceCell<Secret>,
}

impl TokenAuth {
    pub(crate) fn new(credentials: Credentials, login: Http, requests: Requests) -> Self {
        Self { credentials, login, requests, fetched: OnceCell::new() }
    }
}

/// `POST /auth`.
pub(crate) async fn log_in(
    http: &Http,
    requests: Requests,
    email: &str,
    password: &Secret,
) -> Result<Secret> {
    http.call(requests.auth(email, password)?, wire::token).await
}

#[async_trait]
impl Auth for TokenAuth {
    async fn authorize(&self, request: &mut http::Request<Bytes>) -> Result<()> {
        let (email, token) = match &self.credentials {
            Credentials::Nobody => return Ok(()),
            Credentials::Token(email, token) => (email, token),
            Credentials::Password(email, password) => {
                let fetch = || log_in(&self.login, self.requests, email, password);
                (email, self.fetched.get_or_try_init(fetch).await?)
            }
        };
        let header = Secret::new(format!("mist_1 {email}:{}", token.expose()));
        let mut value = HeaderValue::from_str(header.expose())
            .map_err(|_| Error::config("the credentials do not fit into a header").with_provider(PROVIDER))?;
        value.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, value);
        Ok(())
    }
}

impl fmt::Debug for TokenAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenAuth(***)")
    }
}
