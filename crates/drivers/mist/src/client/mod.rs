//! The native client: every call, typed.

mod backends;
mod catalog;
mod keys;
mod machines;

use crate::auth::log_in;
use crate::config::Config;
use crate::dialect::{Dialect, of_backends, of_keys, of_providers};
use crate::error::about;
use crate::request::Requests;
use crate::settings::BackendId;
use crate::wire;
use anycloud_core::{ResourceRef, Result, Secret};
use anycloud_http::{Call, Http, Reply};
use std::sync::{Arc, OnceLock};
use url::Url;

/// Every call of Mist.io's API of 2014, without journal and undo. [`Mist::client`](crate::Mist::client) and
/// [`MistBackend::client`](crate::MistBackend::client) have it, and `cloud.native::<Client>()`.
///
/// Clones are cheap and share connections, the token, and the [dialect](Dialect) that was found out: paths and fields
/// are written as that has them. What is said below of `Api-Version: 2` is [`Dialect::V2`].
///
/// What reads, and what comes to the same when it arrives twice, is sent again after a lost answer, as
/// [`HttpConfig::retry`](anycloud_http::HttpConfig::retry) has it. Everything else (a method says so) is sent once.
///
/// # Errors
/// Of every method, beside those that it names:
///
/// - `InvalidRequest`, before anything is sent, for an id that would lead to another path: ids are opaque;
/// - `Unauthenticated` and `Forbidden` if the service does not take the credentials; with a password that is the login,
///   too;
/// - `RateLimited`, with the service's `Retry-After`;
/// - `Provider` for a 5xx of the service or of the provider behind it; `Transport` if there is no answer; `Decode` if it
///   cannot be read, or is a proxy's web page.
///
/// An error's [`delivery`](anycloud_core::Error::delivery) says whether the service may have acted, its
/// [`resource`](anycloud_core::Error::resource) which thing is meant, and [`Refusal::of`](crate::Refusal::of) what the
/// service said.
#[derive(Clone, Debug)]
pub struct Client {
    http: Http,
    /// The same without credentials.
    login: Http,
    dialect: Arc<OnceLock<Dialect>>,
}

impl Client {
    /// A client of this account. Sends nothing. Calls about a backend take its id, whether the configuration names one
    /// or not.
    ///
    /// ```
    /// use anycloud_core::Secret;
    /// use anycloud_mist::{Client, Config};
    /// let client = Client::new(Config::token("foo@example.com", Secret::new("made-up")))?;
    /// assert_eq!(client.endpoint().as_str(), "https://mist.io/");
    /// # Ok::<(), anycloud_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `InvalidConfig`: an endpoint without encryption, malformed credentials, [`open`](Config::open) without an
    /// endpoint, a backend's id that cannot be one.
    pub fn new(config: Config) -> Result<Self> {
        config.check().map(|checked| checked.client)
    }

    pub(crate) fn checked(http: Http, login: Http, dialect: Option<Dialect>) -> Self {
        Self { http, login, dialect: Arc::new(dialect.map_or_else(OnceLock::new, OnceLock::from)) }
    }

    /// Where requests go.
    pub fn endpoint(&self) -> &Url {
        self.http.endpoint()
    }

    /// The dialect that [`Config::dialect`](crate::Config::dialect) declared or [`discover`](Self::discover) found out;
    /// `None` until then.
    pub fn dialect(&self) -> Option<Dialect> {
        self.dialect.get().copied()
    }

    /// Finds out the dialect, unless it is known, by up to three requests: a list of providers (`GET /providers`) asked
    /// for with `Api-Version: 2` that has regions is version 2's; else the states of backends (`GET /backends`) tell,
    /// else the fields of keys (`GET /keys`). An account without either tells nothing (`None`), and requests go on
    /// saying what differs in both spellings.
    ///
    /// # Errors
    /// Those of [every call](Self#errors).
    pub async fn discover(&self) -> Result<Option<Dialect>> {
        if let Some(known) = self.dialect() {
            return Ok(Some(known));
        }
        let newest = Requests { dialect: Some(Dialect::V2) };
        let providers =
            self.http.call(newest.providers()?, |reply| wire::list_in("supported_providers", reply)).await?;
        let found = match of_providers(&providers) {
            Some(dialect) => Some(dialect),
            None => match of_backends(&self.backends().await?) {
                Some(dialect) => Some(dialect),
                None => of_keys(&self.keys().await?),
            },
        };
        Ok(found.map(|dialect| *self.dialect.get_or_init(|| dialect)))
    }

    /// `POST /auth`: exchanges a password for a token, for [`Config::token`](crate::Config::token). This client does
    /// not use it; one of [`Config::password`](crate::Config::password) does so by itself.
    ///
    /// # Errors
    /// `Unauthenticated` if the two do not belong together; those of [every call](Self#errors).
    pub async fn log_in(&self, email: &str, password: &Secret) -> Result<Secret> {
        log_in(&self.login, self.requests(), email, password).await
    }

    fn requests(&self) -> Requests {
        Requests { dialect: self.dialect() }
    }

    /// A call about these, the last of them the one that is meant.
    async fn call<T>(
        &self,
        asked: &[ResourceRef],
        call: Result<Call>,
        decode: impl FnOnce(Reply) -> Result<T>,
    ) -> Result<T> {
        self.http.call(call?, decode).await.map_err(|e| about(e, asked))
    }

    /// A call about a backend.
    async fn on<T>(
        &self,
        backend: &BackendId,
        call: Result<Call>,
        decode: impl FnOnce(Reply) -> Result<T>,
    ) -> Result<T> {
        self.call(&[backend.resource()], call, decode).await
    }
}
