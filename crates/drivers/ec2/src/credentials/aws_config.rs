//! Credentials by AWS' own crate.

use super::{CredentialSource, Credentials};
use crate::config::PROVIDER;
use anycloud_core::{Delivery, Error, ErrorKind, Result, Timestamp};
use async_trait::async_trait;
use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use tokio::sync::OnceCell;

/// Everything that AWS' default chain knows, or one profile of the shared files: single sign-on, assumed roles, web
/// identities, containers, processes. It has HTTP clients and settings of its own, and reads the process's environment.
#[derive(Debug, Default)]
pub struct AwsConfig {
    profile: Option<String>,
    source: OnceCell<SharedCredentialsProvider>,
}

impl AwsConfig {
    /// The default chain of the process's environment.
    pub fn new() -> Self {
        Self::default()
    }

    /// This profile of the shared files, and nothing else.
    pub fn profile(name: &str) -> Self {
        Self { profile: Some(name.into()), source: OnceCell::new() }
    }

    async fn source(&self) -> SharedCredentialsProvider {
        let Some(name) = &self.profile else {
            return SharedCredentialsProvider::new(DefaultCredentialsChain::builder().build().await);
        };
        let config = ProviderConfig::with_default_region().await;
        let profile = ProfileFileCredentialsProvider::builder().configure(&config).profile_name(name);
        SharedCredentialsProvider::new(profile.build())
    }
}

#[async_trait]
impl CredentialSource for AwsConfig {
    async fn credentials(&self) -> Result<Option<Credentials>> {
        let source = self.source.get_or_init(|| self.source()).await;
        let found = source.provide_credentials().await.map_err(|e| {
            // Its text and causes are not ours to show: they may repeat what they read.
            let text = format!("aws-config gives no credentials ({})", kind(&e));
            Error::new(ErrorKind::Unauthenticated, text).with_provider(PROVIDER).delivered(Delivery::NotSent)
        })?;
        let mut credentials = Credentials::new(found.access_key_id(), found.secret_access_key());
        if let Some(token) = found.session_token() {
            credentials = credentials.session_token(token);
        }
        if let Some(at) = found.expiry() {
            credentials = credentials.expires(Timestamp::from(at));
        }
        Ok(Some(credentials))
    }
}

fn kind(error: &aws_credential_types::provider::error::CredentialsError) -> &'static str {
    use aws_credential_types::provider::error::CredentialsError as E;
    match error {
        E::CredentialsNotLoaded(_) => "none are configured",
        E::ProviderTimedOut(_) => "the provider did not answer in time",
        E::InvalidConfiguration(_) => "the configuration is not valid",
        E::ProviderError(_) => "the provider failed",
        _ => "unhandled",
    }
}
