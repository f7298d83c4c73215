//! The account: many clouds, keys, and no machine of its own.

use crate::backend::MistBackend;
use crate::client::Client;
use crate::commands;
use crate::config::{Config, PROVIDER};
use crate::key_pairs;
use anycloud_core::run::Stamp;
use anycloud_core::{
    Capabilities, CloudId, Clouds, Error, Gone, KeyPairs, Listing, NativeCommand, Provider, ProviderInfo,
    ResourceKind, ResourceRef, Result, async_trait,
};
use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;

/// An account at Mist.io: a cloud of clouds, for [`Cloud::new`](anycloud_core::Cloud::new). Its clouds are its enabled
/// backends, each a [`MistBackend`]: see [`Cloud::clouds`](anycloud_core::Cloud::clouds). Of its own it has the
/// key pairs.
#[derive(Clone, Debug)]
pub struct Mist {
    info: ProviderInfo,
    pub(crate) client: Client,
    shutdown: bool,
}

impl Mist {
    /// The account that the configuration describes. Sends nothing.
    ///
    /// # Errors
    /// `InvalidConfig`: an endpoint without encryption, malformed credentials, [`open`](Config::open) without an
    /// endpoint, or a backend, which [`MistBackend::new`] opens.
    pub fn new(id: CloudId, config: Config) -> Result<Self> {
        let checked = config.check()?;
        if let Some(backend) = checked.backend {
            let what = format!("the configuration names the backend {backend}: open it as a MistBackend");
            return Err(Error::config(what).with_provider(PROVIDER));
        }
        let info = ProviderInfo::new(id, checked.realm);
        Ok(Self { info, client: checked.client, shutdown: checked.shutdown })
    }

    /// The native client: every call, without journal and undo. It shares connections and token with this cloud and
    /// those inside it.
    pub fn client(&self) -> &Client {
        &self.client
    }
}

#[async_trait]
impl Provider for Mist {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    fn capabilities(&self) -> Cow<'_, Capabilities> {
        let mut all = Capabilities::default();
        all.key_pairs = Some(key_pairs::capabilities());
        Cow::Owned(all)
    }

    async fn discover(&self) -> Result<()> {
        self.client.discover().await.map(drop)
    }

    async fn verify(&self) -> Result<()> {
        self.client.backends().await.map(drop)
    }

    fn key_pairs(&self) -> Option<&dyn KeyPairs> {
        Some(&self.client)
    }

    fn clouds(&self) -> Option<&dyn Clouds> {
        Some(self)
    }

    async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        self.stamped(kind, stamp).await
    }

    async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        self.discard(made, stamp).await
    }

    fn commands(&self) -> &'static [NativeCommand] {
        commands::ACCOUNT
    }

    async fn command(&self, name: &str, arguments: &[String]) -> Result<serde_json::Value> {
        commands::run(&self.client, None, name, arguments).await
    }

    fn native(&self) -> &(dyn Any + Send + Sync) {
        &self.client
    }
}

impl Clouds for Mist {
    /// The enabled backends; one request.
    fn clouds(&self) -> Listing<Arc<dyn Provider>> {
        let account = self.clone();
        Listing::once(async move {
            let backends = account.client.backends().await?;
            let enabled = backends.iter().filter(|backend| backend.is_enabled());
            Ok(enabled
                .map(|backend| {
                    let inner = MistBackend::of(&account.info, &account.client, account.shutdown, backend);
                    Arc::new(inner) as Arc<dyn Provider>
                })
                .collect())
        })
    }
}
