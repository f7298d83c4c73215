//! The order in which AWS' tools look for credentials.

use super::{CredentialSource, Credentials, Environment, InstanceMetadata, Profile, by_aws};
use anycloud_core::Result;
use async_trait::async_trait;
use std::fmt;
use std::sync::Arc;

/// The first of some sources that has credentials. One that should have some and fails ends the search: what comes
/// after it could be somebody else.
#[derive(Clone)]
pub struct Chain {
    sources: Vec<Arc<dyn CredentialSource>>,
}

/// Variables that name a source which only AWS' own crate knows. They are set for a reason: going on to the server's
/// role would be to act as somebody else.
const FOREIGN: [&str; 3] = [
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
];

impl Chain {
    /// [`Environment`], the [`Profile`] that it names, [`InstanceMetadata`]. Variables of containers and web
    /// identities, which come before the last, are an error, or followed with the feature `aws-config`.
    ///
    /// # Errors
    /// As [`InstanceMetadata::new`].
    pub fn standard(environment: &Environment) -> Result<Self> {
        Ok(Self::of([
            Arc::new(environment.clone()) as Arc<dyn CredentialSource>,
            Arc::new(Profile::new(environment)),
            Arc::new(Foreign(environment.clone())),
            Arc::new(InstanceMetadata::new(environment)?),
        ]))
    }

    /// These sources, in this order; without any there are no credentials.
    pub fn of(sources: impl IntoIterator<Item = Arc<dyn CredentialSource>>) -> Self {
        Self { sources: sources.into_iter().collect() }
    }
}

#[async_trait]
impl CredentialSource for Chain {
    async fn credentials(&self) -> Result<Option<Credentials>> {
        for source in &self.sources {
            if let Some(found) = source.credentials().await? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, source) in self.sources.iter().enumerate() {
            write!(f, "{}{source:?}", if number == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

/// What the environment promises and AWS' own crate has: without it, an error.
struct Foreign(Environment);

#[async_trait]
impl CredentialSource for Foreign {
    async fn credentials(&self) -> Result<Option<Credentials>> {
        match FOREIGN.iter().find(|name| self.0.get(name).is_some()) {
            None => Ok(None),
            Some(name) => by_aws(&self.0, None, format!("{name} is set")).await,
        }
    }
}

impl fmt::Debug for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the container's variables")
    }
}
