//! The cloud: who it is.

use crate::client::Client;
use crate::config::{Config, PROVIDER};
use anycloud_core::run::Stamp;
use anycloud_core::{
    Capabilities, CloudId, Error, Gone, Provider, ProviderInfo, ResourceKind, ResourceRef, Result,
    async_trait,
};
use std::any::Any;
use std::borrow::Cow;

/// CloudSigma by its API 1.0: one account at one location.
#[derive(Clone, Debug)]
pub struct CloudSigma {
    pub(crate) info: ProviderInfo,
    pub(crate) client: Client,
    capabilities: Capabilities,
}

impl CloudSigma {
    /// The account that the configuration describes. Sends nothing.
    ///
    /// # Errors
    /// `InvalidConfig`: no zone and no endpoint, an unknown zone, an endpoint without encryption, missing or
    /// malformed credentials.
    pub fn new(id: CloudId, config: Config) -> Result<Self> {
        let checked = config.check()?;
        let mut info = ProviderInfo::new(id, checked.realm.clone());
        if let Some(settle) = checked.settle {
            info = info.settle(settle);
        }
        Ok(Self { info, client: Client::new(&checked), capabilities: Capabilities::default() })
    }

    /// The native client: every call of the manual, without journal and undo.
    pub fn client(&self) -> &Client {
        &self.client
    }
}

#[async_trait]
impl Provider for CloudSigma {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    fn capabilities(&self) -> Cow<'_, Capabilities> {
        Cow::Borrowed(&self.capabilities)
    }

    async fn verify(&self) -> Result<()> {
        self.client.profile_info().await.map(drop)
    }

    async fn stamped(&self, kind: &ResourceKind, _stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        Err(cannot(kind))
    }

    async fn discard(&self, made: &ResourceRef, _stamp: &Stamp) -> Result<Gone> {
        Err(cannot(&made.kind))
    }

    fn native(&self) -> &(dyn Any + Send + Sync) {
        &self.client
    }
}

fn cannot(kind: &ResourceKind) -> Error {
    Error::unsupported(format!("this cloud makes no {}", kind.as_str())).with_provider(PROVIDER)
}
