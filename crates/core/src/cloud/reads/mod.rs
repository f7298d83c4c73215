//! Reads, by resource, and what they have in common.

mod billing;
mod compute;
mod drives;
mod networking;

use super::Cloud;
use crate::error::{Error, ErrorKind, Result};
use crate::listing::Listing;
use crate::provider::missing;
use std::future::Future;

/// Reads. None of them changes anything.
///
/// A list asks nothing before it is read, and its errors come out of it: `Unsupported` if the cloud has no such things.
/// What is found by id or name (`find_…`) is looked for in the whole list, since names are not unique.
impl Cloud {
    /// The clouds inside this one, with the journal, policy and read-only flag of this handle. A cloud that holds none is
    /// `Unsupported`.
    pub fn clouds(&self) -> Listing<Cloud> {
        match self.0.provider.clouds() {
            None => self.listing(Err(missing("clouds inside it"))),
            Some(inner) => {
                let outer = self.clone();
                let inside = move |provider| outer.with(|inner| inner.provider = provider);
                self.listing(Ok(inner.clouds().map(inside)))
            }
        }
    }

    /// The one inner cloud of this id or, failing that, of this last part of its id.
    ///
    /// # Errors
    /// `NotFound` if none matches; `Unsupported` if there are no clouds inside this one.
    pub async fn find_cloud(&self, id: &str) -> Result<Cloud> {
        let part = |cloud: &Cloud| {
            let whole = cloud.id().as_str();
            whole == id
                || whole.strip_prefix(self.id().as_str()).and_then(|s| s.strip_prefix('/')) == Some(id)
        };
        let mut all = self.clouds();
        while let Some(cloud) = all.next().await? {
            if part(&cloud) {
                return Ok(cloud);
            }
        }
        let text = format!("{} holds no cloud {id:?} that can be used", self.id());
        self.ours(Err(Error::new(ErrorKind::NotFound, text)))
    }

    /// A read of one thing: whatever refuses it, the error says whose it is.
    pub(super) async fn read<T>(&self, reading: impl Future<Output = Result<T>>) -> Result<T> {
        self.ours(reading.await)
    }

    /// A list, or the refusal that is all that comes out of it.
    fn listing<T: Send + 'static>(&self, listing: Result<Listing<T>>) -> Listing<T> {
        listing.unwrap_or_else(Listing::failed).of(&self.info().realm.provider)
    }

    /// The one of this id or, failing that, of this name: see [`only`].
    fn only<T>(
        &self,
        what: &str,
        wanted: &str,
        all: Vec<T>,
        id: impl Fn(&T) -> &str,
        name: impl Fn(&T) -> &str,
    ) -> Result<T> {
        self.ours(only(what, wanted, all, id, name))
    }
}

/// An id wins over a name; a name must be the only one. Acting on "one of them" is acting on the wrong one.
fn only<T>(
    what: &str,
    wanted: &str,
    all: Vec<T>,
    id: impl Fn(&T) -> &str,
    name: impl Fn(&T) -> &str,
) -> Result<T> {
    let by_id = all.iter().position(|t| id(t) == wanted);
    let by_name: Vec<usize> =
        all.iter().enumerate().filter(|(_, t)| name(t) == wanted).map(|(i, _)| i).collect();
    let found = match (by_id, by_name.as_slice()) {
        (Some(i), _) => i,
        (None, [i]) => *i,
        (None, []) => {
            let e = Error::new(ErrorKind::NotFound, format!("no {what} has the id or name {wanted:?}"));
            return Err(e);
        }
        (None, several) => {
            let ids: Vec<&str> = several.iter().map(|i| id(&all[*i])).collect();
            return Err(Error::invalid(format!(
                "several have the name {wanted:?}, say one of these ids: {what} {}",
                ids.join(", ")
            )));
        }
    };
    all.into_iter().nth(found).ok_or_else(|| Error::new(ErrorKind::NotFound, "it went away"))
}
