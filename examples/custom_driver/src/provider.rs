//! The cloud: who it is, what it can do, and how a run finds and undoes what it made.

use crate::client::Client;
use crate::config::{Config, PROVIDER};
use crate::drives::SMALLEST;
use anycloud_core::Support::Yes;
use anycloud_core::run::Stamp;
use anycloud_core::{
    Action, ByteSize, Capabilities, CloudId, Compute, ComputeCapabilities, Delivery, DriveCapabilities,
    DriveId, Drives, Error, ErrorKind, Gone, Limits, Provider, ProviderInfo, ResourceKind, ResourceRef,
    Result, ServerId, async_trait,
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

    /// Destroys a thing; one that is gone already is no error.
    pub(crate) async fn remove(&self, thing: &ResourceRef) -> Result<Gone> {
        let sent = match thing.kind {
            ResourceKind::Drive => self.client.destroy_disk(&DriveId::new(&*thing.id)).await,
            ResourceKind::Server => self.client.destroy_machine(&ServerId::new(&*thing.id)).await,
            ref other => return Err(cannot(other)),
        };
        match sent {
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

    fn drives(&self) -> Option<&dyn Drives> {
        Some(self)
    }

    async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        match kind {
            ResourceKind::Drive => {
                let all = self.client.disks().await?;
                Ok(all.iter().filter(|disk| disk.carries(stamp)).map(|disk| disk.id().resource()).collect())
            }
            ResourceKind::Server => {
                let all = self.client.machines().await?;
                let ours = all.iter().filter(|machine| machine.carries(stamp));
                Ok(ours.map(|machine| machine.id().resource()).collect())
            }
            other => Err(cannot(other)),
        }
    }

    async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        let carries = match made.kind {
            ResourceKind::Drive => {
                self.client.disk(&DriveId::new(&*made.id)).await.map(|disk| disk.carries(stamp))
            }
            ResourceKind::Server => {
                self.client.machine(&ServerId::new(&*made.id)).await.map(|machine| machine.carries(stamp))
            }
            ref other => return Err(cannot(other)),
        };
        match carries {
            Ok(true) => self.remove(made).await,
            Ok(false) => {
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

fn cannot(kind: &ResourceKind) -> Error {
    Error::unsupported(format!("this cloud makes no {}", kind.as_str())).with_provider(PROVIDER)
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
