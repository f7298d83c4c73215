//! The cloud: who it is, and what it can do.

use crate::client::Client;
use crate::commands::COMMANDS;
use crate::compute::restarts_before;
use crate::config::{Config, PROVIDER};
use anycloud_core::Support::{No, Yes};
use anycloud_core::run::Stamp;
use anycloud_core::{
    Action, Actions, Capabilities, CloudId, Compute, ComputeCapabilities, CreateCapabilities,
    DriveCapabilities, Drives, Error, Gone, Limits, NativeCommand, Networking, NetworkingCapabilities,
    OperationRef, OperationStatus, Provider, ProviderInfo, Realm, ResourceKind, ResourceRef, Result,
    ServerId, UpdateCapabilities, async_trait,
};
use std::any::Any;
use std::borrow::Cow;

/// Thousandths of a core. docs: `runconfig/hostconfig_unix.go` of moby, at least 0.01; the most is what the host has.
const MILLICORES: Limits = Limits::new(10..=u32::MAX as u64);
/// Bytes of memory. docs: `daemon/daemon_unix.go` of moby, at least 6 MiB; the most is a signed number.
const MEMORY: Limits = Limits::new(6 << 20..=i64::MAX as u64);

/// An engine as a cloud: its containers are servers, its volumes drives, its networks networks.
#[derive(Clone, Debug)]
pub struct Docker {
    pub(crate) info: ProviderInfo,
    pub(crate) client: Client,
    capabilities: Capabilities,
}

impl Docker {
    /// The engine that the configuration describes, for [`Cloud::new`](anycloud_core::Cloud::new). Files of
    /// certificates are read now; nothing is sent.
    ///
    /// # Errors
    /// `InvalidConfig`, as for [`Client::new`].
    pub fn new(id: CloudId, config: Config) -> Result<Self> {
        let settle = config.settle;
        let client = Client::new(config)?;
        let mut info = ProviderInfo::new(id, Realm::new(PROVIDER, client.host()));
        if let Some(settle) = settle {
            info = info.settle(settle);
        }
        Ok(Self { info, client, capabilities: capabilities() })
    }

    /// The native client: the calls of the Engine API, without journal and undo. Of a [`Cloud`](anycloud_core::Cloud)
    /// it is `cloud.native::<Client>()`.
    pub fn client(&self) -> &Client {
        &self.client
    }
}

#[async_trait]
impl Provider for Docker {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    fn capabilities(&self) -> Cow<'_, Capabilities> {
        Cow::Borrowed(&self.capabilities)
    }

    /// Who may ask for the version may do everything: an engine knows no users.
    async fn verify(&self) -> Result<()> {
        self.client.version().await.map(drop)
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

    async fn poll(&self, operation: &OperationRef) -> Result<OperationStatus> {
        match (&operation.target.kind, operation.token.as_deref().and_then(restarts_before)) {
            (ResourceKind::Server, Some(before)) => {
                self.has_started(&ServerId::new(&*operation.target.id), before).await
            }
            _ => Err(Error::unsupported("this is no operation of an engine")),
        }
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
    all
}

fn compute() -> ComputeCapabilities {
    let mut create = CreateCapabilities::default();
    create.from_image = Yes;
    create.free_sizing = Yes;
    // A drive has a path in a container, so that drives come by the container's mounts.
    create.drives = No;
    create.networks = Yes;
    create.container = Yes;
    create.tags = Yes;
    create.stopped = Yes;
    let mut update = UpdateCapabilities::default();
    update.name = Yes;
    update.sizing = Yes;
    // Labels are written once.
    update.tags = No;
    let mut can = ComputeCapabilities::default();
    can.create = create;
    can.update = update;
    can.power = Actions::from([Action::PowerOff, Action::Reboot, Action::Shutdown, Action::Start]);
    can.destroy = Yes;
    can.images = Yes;
    can.cpu_millicores = Some(MILLICORES);
    can.memory_bytes = Some(MEMORY);
    can
}

fn drives() -> DriveCapabilities {
    let mut can = DriveCapabilities::default();
    can.create = Yes;
    // It takes of its host what is written to it.
    can.sized = No;
    can.tags = Yes;
    can.destroy = Yes;
    can
}

fn networking() -> NetworkingCapabilities {
    let mut can = NetworkingCapabilities::default();
    can.networks = Yes;
    can.manage_networks = Yes;
    can.attach_network = Yes;
    can
}
