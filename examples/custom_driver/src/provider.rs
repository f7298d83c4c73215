//! The cloud: who it is, what it can do, and how a run finds and undoes what it made.

use crate::client::Client;
use crate::config::{Config, PROVIDER};
use anycloud_core::Support::Yes;
use anycloud_core::run::Stamp;
use anycloud_core::{
    Action, Capabilities, CloudId, Compute, ComputeCapabilities, Delivery, Error, ErrorKind, Gone, Provider,
    ProviderInfo, ResourceKind, ResourceRef, Result, ServerId, async_trait,
};
use std::any::Any;
use std::borrow::Cow;

/// An account of the service, as a cloud.
#[derive(Clone, Debug)]
pub struct Loft {
    pub(crate) info: ProviderInfo,
    pub(crate) client: Client,
    capabilities: Capabilities,
}

impl Loft {
    /// The account that the configuration describes. Sends nothing.
    ///
    /// # Errors
    /// `InvalidConfig` without a key.
    pub fn new(id: CloudId, config: Config) -> Result<Self> {
        let (service, key, realm) = config.check()?;
        let info = ProviderInfo::new(id, realm);
        Ok(Self { info, client: Client::new(service, key), capabilities: capabilities() })
    }

    /// Destroys a machine; one that is gone already is no error.
    pub(crate) async fn remove(&self, id: &ServerId) -> Result<Gone> {
        match self.client.destroy(id).await {
            Ok(()) => Ok(Gone::Destroyed),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(Gone::Already),
            Err(e) => Err(e),
        }
    }
}

#[async_trait]
impl Provider for Loft {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    fn capabilities(&self) -> Cow<'_, Capabilities> {
        Cow::Borrowed(&self.capabilities)
    }

    async fn verify(&self) -> Result<()> {
        self.client.hello().await
    }

    fn compute(&self) -> Option<&dyn Compute> {
        Some(self)
    }

    async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        only_servers(kind)?;
        let all = self.client.machines().await?;
        Ok(all
            .iter()
            .filter(|machine| machine.carries(stamp))
            .map(|machine| machine.id().resource())
            .collect())
    }

    async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        only_servers(&made.kind)?;
        let id = ServerId::new(&*made.id);
        match self.client.machine(&id).await {
            Ok(machine) if machine.carries(stamp) => self.remove(&id).await,
            Ok(_) => {
                let text = "it does not carry the stamp of the operation that would remove it";
                let e = Error::new(ErrorKind::Conflict, text).delivered(Delivery::NotSent);
                Err(e.with_provider(PROVIDER).with_resource(made.clone()))
            }
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(Gone::Already),
            Err(e) => Err(e),
        }
    }

    fn native(&self) -> &(dyn Any + Send + Sync) {
        &self.client
    }
}

fn only_servers(kind: &ResourceKind) -> Result<()> {
    match kind {
        ResourceKind::Server => Ok(()),
        other => Err(Error::unsupported(format!("this cloud makes no {}", other.as_str()))),
    }
}

/// What is not said here is `No`, and core refuses it before any request.
fn capabilities() -> Capabilities {
    let mut compute = ComputeCapabilities::default();
    compute.create.from_image = Yes;
    compute.create.named_sizes = Yes;
    compute.create.tags = Yes;
    compute.create.stopped = Yes;
    compute.update.name = Yes;
    compute.update.tags = Yes;
    compute.power = [Action::PowerOff, Action::Reboot, Action::Start].into();
    compute.destroy = Yes;
    compute.images = Yes;
    compute.sizes = Yes;
    let mut all = Capabilities::default();
    all.compute = Some(compute);
    all
}
