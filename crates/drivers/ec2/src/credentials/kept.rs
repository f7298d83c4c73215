//! Credentials, kept until shortly before they expire.

use super::{CredentialSource, Credentials};
use crate::config::PROVIDER;
use anycloud_core::{Delivery, Error, ErrorKind, Result, Timestamp};
use std::fmt;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Fetched anew so many seconds before they expire; the metadata service has new ones by then. docs: "We make new
/// credentials available at least five minutes before the expiration of the old credentials."
const EARLY: i64 = 4 * 60;

/// One source, asked by one request at a time: the others wait for what it gets.
#[derive(Clone)]
pub(crate) struct Kept {
    source: Arc<dyn CredentialSource>,
    now: Arc<Mutex<Option<Credentials>>>,
}

impl Kept {
    pub(crate) fn new(source: Arc<dyn CredentialSource>) -> Self {
        Self { source, now: Arc::default() }
    }

    /// Credentials that are valid now.
    pub(crate) async fn current(&self) -> Result<Credentials> {
        let mut kept = self.now.lock().await;
        if let Some(known) = kept.as_ref().filter(|known| left(known) > EARLY) {
            return Ok(known.clone());
        }
        match self.fetch().await {
            Ok(fetched) => Ok(kept.insert(fetched).clone()),
            // The old ones are good for as long as they last.
            Err(error) => kept.clone().filter(|known| left(known) > 0).ok_or(error),
        }
    }

    /// What requests are signed with now, if anything was fetched yet.
    pub(crate) async fn known(&self) -> Option<Credentials> {
        self.now.lock().await.clone()
    }

    /// Whether there are others by now than those that the service refused, which were `known` before. The source is asked
    /// anew, unless another request has done so meanwhile.
    pub(crate) async fn replaced(&self, known: Option<Credentials>) -> bool {
        let mut kept = self.now.lock().await;
        if let (Some(known), Some(now)) = (&known, &*kept)
            && !now.is_same_key(known)
        {
            return true;
        }
        match self.fetch().await {
            Ok(fetched) if kept.as_ref().is_some_and(|refused| !fetched.is_same_key(refused)) => {
                *kept = Some(fetched);
                true
            }
            _ => false,
        }
    }

    async fn fetch(&self) -> Result<Credentials> {
        let fetched = self.source.credentials().await?.ok_or_else(|| none(&*self.source))?;
        fetched.check()?;
        if left(&fetched) <= 0 {
            let error = Error::new(ErrorKind::Unauthenticated, "the credentials have expired");
            return Err(error.with_provider(PROVIDER).delivered(Delivery::NotSent));
        }
        Ok(fetched)
    }
}

/// For how many seconds they are valid.
fn left(credentials: &Credentials) -> i64 {
    credentials.expires.map_or(i64::MAX, |at| at.as_unix() - Timestamp::now().as_unix())
}

fn none(source: &dyn CredentialSource) -> Error {
    let text = format!("there are no credentials: looked in {source:?}");
    Error::new(ErrorKind::Unauthenticated, text).with_provider(PROVIDER).delivered(Delivery::NotSent)
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}
