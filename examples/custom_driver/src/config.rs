//! What a user says.

use crate::service::Service;
use anycloud_core::{Error, Realm, Result, Secret};

/// The driver's name in errors, realms and journals.
pub(crate) const PROVIDER: &str = "loft";

/// An account and how to reach it. Nothing is checked before [`Loft::new`](crate::Loft::new) or
/// [`Client::new`](crate::Client::new).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    service: Service,
    key: Secret,
}

impl Config {
    /// The account behind this connection, with its key.
    pub fn new(service: &Service, key: impl Into<Secret>) -> Self {
        Self { service: service.clone(), key: key.into() }
    }

    /// The place where it really is: an operation that was begun here is not resumed against another one.
    pub(crate) fn realm(&self) -> Realm {
        Realm::new(PROVIDER, "memory:")
    }

    pub(crate) fn check(self) -> Result<(Service, Secret)> {
        if self.key.expose().is_empty() {
            return Err(Error::config("the key is empty").with_provider(PROVIDER));
        }
        Ok((self.service, self.key))
    }
}
