//! The native client: every call, typed.

mod backends;
mod catalog;
mod keys;
mod machines;

use crate::auth::log_in;
use crate::dialect::{Dialect, of_backends, of_keys, of_providers};
use crate::error::about;
use crate::request::Requests;
use crate::settings::BackendId;
use crate::wire;
use anycloud_core::{ResourceRef, Result, Secret};
use anycloud_http::{Call, Http, Reply};
use std::sync::{Arc, OnceLock};
use url::Url;

/// Every call of Mist.io's API of 2014, without journal and undo.
///
/// Clones are cheap and share connections, the token, and the [dialect](Dialect) that was found out. Errors name the
/// call and the thing, and carry the service's words as a [`Refusal`](crate::Refusal). Ids are opaque; one that would
/// lead to another path is `InvalidRequest` before anything is sent. What acts once each time is sent once: if its
/// answer is lost, the error's [`delivery`](anycloud_core::Error::delivery) is unknown.
#[derive(Clone, Debug)]
pub struct Client {
    http: Http,
    /// The same without credentials.
    login: Http,
    dialect: Arc<OnceLock<Dialect>>,
}

impl Client {
    pub(crate) fn new(http: Http, login: Http, dialect: Option<Dialect>) -> Self {
        Self { http, login, dialect: Arc::new(dialect.map_or_else(OnceLock::new, OnceLock::from)) }
    }

    /// Where requests go.
    pub fn endpoint(&self) -> &Url {
        self.http.endpoint()
    }

    /// The dialect that was declared or found out.
    pub fn dialect(&self) -> Option<Dialect> {
        self.dialect.get().copied()
    }

    /// Finds out the dialect, unless it is known: a list of providers asked for with `Api-Version: 2` that has
    /// regions is version 2's; else the states of backends tell, else the fields of keys. An account without either
    /// tells nothing, and requests go on saying what differs in both spellings.
    ///
    /// # Errors
    /// As any read.
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

    /// `POST /auth`: exchanges a password for a token. A client that was made with a password does so by itself.
    ///
    /// # Errors
    /// `Unauthenticated`; otherwise as any read.
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
