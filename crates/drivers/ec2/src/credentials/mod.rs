//! Who asks: keys, and where they come from.
//!
//! [`Credentials`] themselves are a source. [`Environment`], [`Profile`] and [`InstanceMetadata`] find them where AWS'
//! own tools do, [`Chain`] tries these in their order. What needs a service of its own (single sign-on, assumed roles,
//! web identities, containers, processes) is left to AWS' crate, behind the feature `aws-config`.

#[cfg(feature = "aws-config")]
mod aws_config;
mod chain;
mod environment;
mod ini;
mod kept;
mod metadata;
mod profile;

#[cfg(feature = "aws-config")]
pub use aws_config::AwsConfig;
pub use chain::Chain;
pub use environment::Environment;
pub use metadata::InstanceMetadata;
pub use profile::Profile;

pub(crate) use kept::Kept;

use crate::config::PROVIDER;
use anycloud_core::{Error, Result, Secret, Timestamp};
use async_trait::async_trait;
use std::borrow::Cow;
use std::fmt;
use std::time::SystemTime;

/// Where credentials come from. They are asked for before the first request is signed, kept while they are valid, and
/// asked for again four minutes before they expire, and when the service refuses them: by one request at a time, for
/// which the others wait. `Debug` says in words where they come from: errors show it.
#[async_trait]
pub trait CredentialSource: fmt::Debug + Send + Sync + 'static {
    /// The credentials of now; `None` if this source has none at all, so that another may be asked.
    ///
    /// # Errors
    /// The source should have some, and they cannot be had or read. What was kept is used as long as it lasts.
    async fn credentials(&self) -> Result<Option<Credentials>>;
}

/// An access key, and what belongs to it. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    access_key_id: Secret,
    secret_access_key: Secret,
    session_token: Option<Secret>,
    expires: Option<Timestamp>,
}

impl Credentials {
    /// An access key id, e.g. `AKIDEXAMPLE`, and its secret access key, which do not expire. They are checked when they
    /// are used.
    pub fn new(access_key_id: &str, secret_access_key: impl Into<Secret>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            secret_access_key: secret_access_key.into(),
            session_token: None,
            expires: None,
        }
    }

    /// The session token, without which a temporary key is nothing.
    #[must_use]
    pub fn session_token(mut self, token: impl Into<Secret>) -> Self {
        self.session_token = Some(token.into());
        self
    }

    /// When they end. They are fetched anew before; without a time, when the service refuses them.
    #[must_use]
    pub fn expires(mut self, at: Timestamp) -> Self {
        self.expires = Some(at);
        self
    }

    /// Whether they could be credentials at all: what is empty or spans lines was read from the wrong place.
    pub(crate) fn check(&self) -> Result<()> {
        let token = self.session_token.as_ref();
        for secret in [Some(&self.access_key_id), Some(&self.secret_access_key), token].into_iter().flatten()
        {
            let text = secret.expose();
            if text.is_empty() || !text.bytes().all(|b| b.is_ascii_graphic()) {
                return Err(wrong("a key or token is empty, or holds spaces or control characters"));
            }
        }
        Ok(())
    }

    /// Whether they are the same key, whenever it is said to end.
    fn is_same_key(&self, other: &Self) -> bool {
        let Self { access_key_id, secret_access_key, session_token, expires: _ } = self;
        *access_key_id == other.access_key_id
            && *secret_access_key == other.secret_access_key
            && *session_token == other.session_token
    }

    pub(crate) fn to_aws(&self) -> aws_credential_types::Credentials {
        aws_credential_types::Credentials::new(
            self.access_key_id.expose(),
            self.secret_access_key.expose(),
            self.session_token.as_ref().map(|token| token.expose().to_owned()),
            self.expires.map(SystemTime::from),
            PROVIDER,
        )
    }
}

#[async_trait]
impl CredentialSource for Credentials {
    async fn credentials(&self) -> Result<Option<Credentials>> {
        Ok(Some(self.clone()))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(***)")
    }
}

/// Credentials that cannot be used. Says which source, never what it held.
fn wrong(what: impl Into<Cow<'static, str>>) -> Error {
    Error::config(what).with_provider(PROVIDER)
}

/// What only AWS' own crate knows how to get: of a profile, or what the environment's variables lead to.
#[cfg(feature = "aws-config")]
async fn by_aws(
    environment: &Environment,
    profile: Option<&str>,
    found: String,
) -> Result<Option<Credentials>> {
    if !environment.is_process() {
        return Err(wrong(format!("{found}, which `aws-config` follows in the process's environment alone")));
    }
    profile.map_or_else(AwsConfig::new, AwsConfig::profile).credentials().await
}

#[cfg(not(feature = "aws-config"))]
async fn by_aws(_: &Environment, _: Option<&str>, found: String) -> Result<Option<Credentials>> {
    Err(wrong(format!("{found}, for which the feature `aws-config` is needed")))
}

#[cfg(test)]
mod tests;
