//! The cloud: who it is, and what it can do.

use crate::client::Client;
use crate::commands::COMMANDS;
use crate::config::Config;
use crate::request::CHUNK_MAX;
use anycloud_core::Support::{No, Yes};
use anycloud_core::run::Stamp;
use anycloud_core::{
    Action, Actions, Billing, BillingCapabilities, Capabilities, CloudId, Compute, ComputeCapabilities,
    CreateCapabilities, DriveCapabilities, Drives, Gone, NativeCommand, Networking, NetworkingCapabilities,
    OperationRef, OperationStatus, Provider, ProviderInfo, ResourceKind, ResourceRef, Result,
    UpdateCapabilities, async_trait,
};
use anycloud_elastic_family::sizing::{CPU_MHZ, DRIVE_SIZE, MEMORY};
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
        Ok(Self { info, client: Client::checked(checked), capabilities: capabilities() })
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

    fn compute(&self) -> Option<&dyn Compute> {
        Some(self)
    }

    fn drives(&self) -> Option<&dyn Drives> {
        Some(self)
    }

    fn networking(&self) -> Option<&dyn Networking> {
        Some(self)
    }

    fn billing(&self) -> Option<&dyn Billing> {
        Some(self)
    }

    async fn poll(&self, operation: &OperationRef) -> Result<OperationStatus> {
        self.poll_copy(operation).await
    }

    async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        self.stamped(kind, stamp).await
    }

    async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        self.discard(made, stamp).await
    }

    fn commands(&self) -> &'static [NativeCommand] {
        COMMANDS
    }

    async fn command(&self, name: &str, arguments: &[String]) -> Result<serde_json::Value> {
        crate::commands::run(&self.client, name, arguments).await
    }

    fn native(&self) -> &(dyn Any + Send + Sync) {
        &self.client
    }
}

fn capabilities() -> Capabilities {
    let mut all = Capabilities::default();
    all.compute = Some(compute());
    all.drives = Some(drives());
    all.networking = Some(networking());
    all.billing = Some(billing());
    all
}

fn compute() -> ComputeCapabilities {
    let mut create = CreateCapabilities::default();
    create.from_image = Yes;
    create.from_drive = Yes;
    create.free_sizing = Yes;
    create.drive_size = Yes;
    create.drives = Yes;
    create.address = Yes;
    create.networks = Yes;
    create.console_password = Yes;
    create.stopped = Yes;
    let mut update = UpdateCapabilities::default();
    update.name = Yes;
    update.sizing = Yes;
    update.console_password = Yes;
    let mut can = ComputeCapabilities::default();
    can.create = create;
    can.update = update;
    can.power =
        Actions::from([Action::PowerOff, Action::Reboot, Action::Reset, Action::Shutdown, Action::Start]);
    can.clone = Yes;
    can.destroy = Yes;
    can.console = Yes;
    can.images = Yes;
    can.locations = Yes;
    // The manual has no limits; these are the sibling's, which public clients' tables do not leave.
    can.cpu_mhz = Some(CPU_MHZ);
    can.memory_bytes = Some(MEMORY);
    can
}

fn drives() -> DriveCapabilities {
    let mut can = DriveCapabilities::default();
    can.create = Yes;
    can.sized = Yes;
    // There is one documented tag, and it says where a drive lies: the native client has it.
    can.tags = No;
    can.clone = Yes;
    can.rename = Yes;
    can.grow = Yes;
    can.destroy = Yes;
    can.attach_stopped = Yes;
    can.read = Yes;
    can.write = Yes;
    can.write_gzip = Yes;
    can.size_bytes = Some(DRIVE_SIZE);
    can.read_max = Some(CHUNK_MAX);
    can.write_max = Some(CHUNK_MAX);
    can
}

fn networking() -> NetworkingCapabilities {
    let mut can = NetworkingCapabilities::default();
    can.networks = Yes;
    can.manage_networks = Yes;
    can.rename_networks = Yes;
    can.attach_network = Yes;
    can.addresses = Yes;
    can.manage_addresses = Yes;
    can.attach_address = Yes;
    can
}

fn billing() -> BillingCapabilities {
    let mut can = BillingCapabilities::default();
    can.balance = Yes;
    can.usage = Yes;
    can.prices = Yes;
    can.transactions = Yes;
    can.subscriptions = Yes;
    can.quote = Yes;
    can.subscribe = Yes;
    can.extend = Yes;
    can
}
