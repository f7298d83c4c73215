//! What it takes to reach an account.

use crate::auth::{Credentials, TokenAuth};
use crate::client::Client;
use crate::dialect::Dialect;
use crate::request::{Requests, segment};
use crate::settings::BackendId;
use anycloud_core::{Error, Realm, Result, Secret};
use anycloud_http::{Http, HttpConfig};
use std::fmt;
use std::sync::Arc;
use url::Url;

/// The driver's name in errors, realms and configuration files.
pub(crate) const PROVIDER: &str = "mist";

/// The service of 2014; a path in front of the calls came later.
const MIST_IO: &str = "https://mist.io";

/// An account and how to reach it. Nothing is checked before [`Mist::new`](crate::Mist::new),
/// [`MistBackend::new`](crate::MistBackend::new) or [`Client::new`](crate::Client::new).
/// `Debug` shows neither the user nor a secret.
///
/// ```
/// use anycloud_core::{CloudId, Secret};
/// use anycloud_mist::{Config, Mist};
/// let config = Config::token("foo@example.com", Secret::new("made-up"));
/// let account = Mist::new(CloudId::new("mist"), config)?;
/// # Ok::<(), anycloud_core::Error>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Config {
    credentials: Credentials,
    endpoint: Option<Url>,
    backend: Option<BackendId>,
    dialect: Option<Dialect>,
    shutdown: bool,
    http: HttpConfig,
}

impl Config {
    /// The user's email and a token of the service, such as [`Client::log_in`](crate::Client::log_in) gives.
    pub fn token(email: &str, token: Secret) -> Self {
        Self::of(Credentials::Token(email.into(), token))
    }

    /// The user's email and password: before the first call they are exchanged for a token (`POST /auth`), which is
    /// kept in memory. One that expires is not fetched again: open the cloud anew.
    pub fn password(email: &str, password: Secret) -> Self {
        Self::of(Credentials::Password(email.into(), password))
    }

    /// A service of one's own that asks nobody who they are. It needs an [`endpoint`](Self::endpoint).
    pub fn open() -> Self {
        Self::of(Credentials::Nobody)
    }

    /// The URL of the service; `https://mist.io` by default, unless the service is [`open`](Self::open). Plain http
    /// beyond this machine needs [`HttpConfig::allow_plain_http`].
    pub fn endpoint(mut self, url: Url) -> Self {
        self.endpoint = Some(url);
        self
    }

    /// The backend that [`MistBackend::new`](crate::MistBackend::new) opens, by the id that
    /// [`Client::backends`](crate::Client::backends) says.
    pub fn backend(mut self, id: impl Into<BackendId>) -> Self {
        self.backend = Some(id.into());
        self
    }

    /// The version of the API. If it is not said, `Cloud::discover` finds it out, or
    /// [`Client::discover`](crate::Client::discover); until then what differs is sent in both spellings.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// Whether the service takes the action `shutdown`, which the document of 2015 names and Mist.io's own code
    /// refused. Then it stands for the soft switch-off, beside `stop` for the hard one. Off by default.
    pub fn shutdown(mut self, shutdown: bool) -> Self {
        self.shutdown = shutdown;
        self
    }

    /// Timeouts, proxy, authorities, retries, limits, and what carries the requests; the defaults are
    /// [`HttpConfig`]'s.
    pub fn http(mut self, http: HttpConfig) -> Self {
        self.http = http;
        self
    }

    fn of(credentials: Credentials) -> Self {
        Self {
            credentials,
            endpoint: None,
            backend: None,
            dialect: None,
            shutdown: false,
            http: HttpConfig::default(),
        }
    }

    pub(crate) fn check(self) -> Result<Checked> {
        self.checked().map_err(|e| e.with_provider(PROVIDER))
    }

    fn checked(self) -> Result<Checked> {
        self.credentials.check()?;
        if let Some(backend) = &self.backend {
            segment("a backend", backend.as_str()).map_err(|e| Error::config(e.message().to_owned()))?;
        }
        let endpoint = match (&self.endpoint, &self.credentials) {
            (Some(url), _) => url.clone(),
            (None, Credentials::Nobody) => {
                return Err(Error::config("say an endpoint, or a user with a token or password"));
            }
            (None, _) => Url::parse(MIST_IO)
                .map_err(|e| Error::config("the default endpoint is no URL").with_source(e))?,
        };
        let mut realm = Realm::new(PROVIDER, endpoint.origin().ascii_serialization());
        if let Some(email) = self.credentials.email() {
            realm = realm.account(email);
        }
        let plain = || {
            Http::builder(endpoint.clone(), crate::error::judge).provider(PROVIDER).config(self.http.clone())
        };
        let requests = Requests { dialect: self.dialect };
        let login = plain().build()?;
        let auth = TokenAuth::new(self.credentials.clone(), login.clone(), requests);
        let http = plain().auth(Arc::new(auth)).build()?;
        let client = Client::checked(http, login, self.dialect);
        Ok(Checked { client, realm, backend: self.backend, shutdown: self.shutdown })
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The user is half of the credentials, and an unchecked endpoint may hold a password.
        f.debug_struct("Config")
            .field("origin", &self.endpoint.as_ref().map(|url| url.origin().ascii_serialization()))
            .field("backend", &self.backend)
            .field("dialect", &self.dialect)
            .field("shutdown", &self.shutdown)
            .finish_non_exhaustive()
    }
}

/// A configuration that can work.
pub(crate) struct Checked {
    pub(crate) client: Client,
    pub(crate) realm: Realm,
    pub(crate) backend: Option<BackendId>,
    pub(crate) shutdown: bool,
}

#[cfg(test)]
mod tests {
    use super::Config;
    use anycloud_core::{ErrorKind, Secret};
    use anycloud_http::HttpConfig;
    use url::Url;

    fn config() -> Config {
        Config::token("foo@example.com", Secret::new("k3y"))
    }

    fn at(url: &str) -> Config {
        config().endpoint(Url::parse(url).unwrap())
    }

    #[test]
    fn where_requests_go() {
        let checked = config().check().unwrap();
        assert_eq!(checked.realm.to_string(), "mist at https://mist.io for foo@example.com");
        assert_eq!(checked.client.endpoint().as_str(), "https://mist.io/");
        let own = Config::open().endpoint(Url::parse("http://127.0.0.1:9").unwrap()).check().unwrap();
        assert_eq!(own.realm.to_string(), "mist at http://127.0.0.1:9");
        let plain = at("http://mist.example");
        assert!(plain.clone().check().is_err());
        assert!(plain.http(HttpConfig::default().allow_plain_http(true)).check().is_ok());
    }

    #[test]
    fn what_cannot_work_is_refused_with_reasons() {
        let refused = |config: Config| {
            let error = config.check().err().unwrap();
            assert_eq!(error.kind(), ErrorKind::InvalidConfig);
            assert!(!format!("{error} {error:?}").contains("k3y"));
            error.to_string()
        };
        assert!(refused(Config::open()).contains("endpoint"));
        assert!(refused(Config::token("a:b", Secret::new("k3y"))).contains("email"));
        assert!(refused(Config::password("a@b.c", Secret::new(""))).contains("password"));
        assert!(refused(Config::token("a@b.c", Secret::new("k3y\n"))).contains("token"));
        assert!(refused(config().backend("../b")).contains("backend"));
        refused(at("https://me:k3y@mist.example"));
        assert!(!format!("{:?} {:?}", at("https://me:k3y@x.example"), config()).contains("k3y"));
    }
}
