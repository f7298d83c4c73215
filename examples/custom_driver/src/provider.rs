//! The cloud: who it is, and what it can do.

use crate::client::Client;
use crate::config::Config;
use crate::drives::SMALLEST;
use anycloud_core::Support::Yes;
use anycloud_core::run::Stamp;
use anycloud_core::{
    Action, ByteSize, Capabilities, CloudId, Compute, ComputeCapabilities, DriveCapabilities, Drives, Gone,
    Limits, Provider, ProviderInfo, ResourceKind, ResourceRef, Result, async_trait,
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
        let info = ProviderInfo::new(id, config.realm());
        Ok(Self { info, client: Client::new(config)?, capabilities: capabilities() })
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

    fn drives(&self) -> Option<&dyn Drives> {
        Some(self)
    }

    async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        self.stamped(kind, stamp).await
    }

    async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        self.discard(made, stamp).await
    }

    fn native(&self) -> &(dyn Any + Send + Sync) {
        &self.client
    }
}

/// What is not said here is `No`, and core refuses it before any request.
fn capabilities() -> Capabilities {
    let mut compute = ComputeCapabilities::default();
    compute.create.from_image = Yes;
    compute.create.from_drive = Yes;
    compute.create.drive_size = Yes;
    compute.create.named_sizes = Yes;
    compute.create.tags = Yes;
    compute.create.stopped = Yes;
    compute.update.name = Yes;
    compute.update.tags = Yes;
    compute.power = [Action::PowerOff, Action::Reboot, Action::Start].into();
    compute.destroy = Yes;
    compute.images = Yes;
    compute.sizes = Yes;
    let mut drives = DriveCapabilities::default();
    drives.create = Yes;
    drives.sized = Yes;
    drives.tags = Yes;
    drives.destroy = Yes;
    drives.size_bytes = Some(Limits::new(SMALLEST.0..=ByteSize::gib(1000).0));
    let mut all = Capabilities::default();
    (all.compute, all.drives) = (Some(compute), Some(drives));
    all
}
