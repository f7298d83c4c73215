//! The cloud: who it is, what it can do, what a run made and how that is undone.

use crate::client::{Client, resource_ref};
use crate::config::{Config, PROVIDER};
use crate::request::CHUNK_MAX;
use crate::tags::carries;
use anycloud_core::Support::{No, Yes};
use anycloud_core::run::Stamp;
use anycloud_core::{
    Action, Actions, Capabilities, CloudId, Compute, ComputeCapabilities, CreateCapabilities, Delivery,
    DriveCapabilities, DriveId, Drives, Error, ErrorKind, Gone, Networking, NetworkingCapabilities, Provider,
    ProviderInfo, ResourceKind, ResourceRef, Result, ServerId, UpdateCapabilities, async_trait,
};
use anycloud_elastic_family::sizing::{CPU_MHZ, DRIVE_SIZE, MEMORY};
use std::any::Any;
use std::borrow::Cow;
use std::net::IpAddr;

/// ElasticHosts, or one of its white labels: one account in one zone.
#[derive(Clone, Debug)]
pub struct ElasticHosts {
    pub(crate) info: ProviderInfo,
    pub(crate) client: Client,
    capabilities: Capabilities,
}

impl ElasticHosts {
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
        Ok(Self { info, client: Client::new(&checked), capabilities: capabilities() })
    }

    /// The native client: every call of the document, without journal and undo.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Destroys a thing. It counts as gone before only if the lists do not have it either.
    pub(crate) async fn remove(&self, what: &ResourceRef) -> Result<Gone> {
        let id = &*what.id;
        let sent = match what.kind {
            ResourceKind::Address => self.client.resource_destroy(address_type(id), id).await,
            ResourceKind::Drive => self.client.drive_destroy(&DriveId::new(id)).await,
            ResourceKind::Network => self.client.resource_destroy("vlan", id).await,
            ResourceKind::Server => self.client.server_destroy(&ServerId::new(id)).await,
            ref other => return Err(cannot(other)),
        };
        match sent {
            Ok(()) => Ok(Gone::Destroyed),
            Err(e) if e.kind() == ErrorKind::NotFound => {
                // Missing after an attempt whose answer was lost: that one has destroyed it.
                let ours = e.delivery() == Delivery::Unknown;
                self.gone_already(what).await.map(|gone| if ours { Gone::Destroyed } else { gone })
            }
            Err(e) => Err(e),
        }
    }

    /// After a "not found": only a thing that no list has is gone.
    pub(crate) async fn gone_already(&self, what: &ResourceRef) -> Result<Gone> {
        let same = |id: &str| id.eq_ignore_ascii_case(&what.id);
        let listed = match what.kind {
            ResourceKind::Drive => self.client.drives_list().await?.iter().any(|id| same(id.as_str())),
            ResourceKind::Server => self.client.servers_list().await?.iter().any(|s| same(s.id.as_str())),
            ResourceKind::Address => {
                // One address of version 6 has many spellings.
                let ip: Option<IpAddr> = what.id.parse().ok();
                let all = self.client.resources_list().await?;
                all.iter().any(|(kind, id)| address_type(id) == &**kind && id.parse().ok() == ip)
            }
            _ => {
                let all = self.client.resources_list().await?;
                all.iter().any(|(kind, id)| resource_ref(kind, id).kind == what.kind && same(id))
            }
        };
        if listed {
            // A list may lag behind: worth another look, but not to be believed.
            let text = "the service says that it is not there, and lists it";
            return Err(Error::new(ErrorKind::Busy, text)
                .with_provider(PROVIDER)
                .with_resource(what.clone()));
        }
        Ok(Gone::Already)
    }

    /// Whether the thing is there and carries the stamp; `None` if it is not there.
    async fn carries(&self, what: &ResourceRef, stamp: &str) -> Result<Option<bool>> {
        let id = &*what.id;
        let seen = match what.kind {
            ResourceKind::Address => {
                self.client.resource_info(address_type(id), id).await.map(|r| carries(r.properties(), stamp))
            }
            ResourceKind::Drive => {
                self.client.drive_info(&DriveId::new(id)).await.map(|d| carries(d.properties(), stamp))
            }
            ResourceKind::Network => {
                self.client.resource_info("vlan", id).await.map(|r| carries(r.properties(), stamp))
            }
            ResourceKind::Server => {
                self.client.server_info(&ServerId::new(id)).await.map(|s| carries(s.properties(), stamp))
            }
            ref other => return Err(cannot(other)),
        };
        match seen {
            Ok(carries) => Ok(Some(carries)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }
}

#[async_trait]
impl Provider for ElasticHosts {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    fn capabilities(&self) -> Cow<'_, Capabilities> {
        Cow::Borrowed(&self.capabilities)
    }

    async fn verify(&self) -> Result<()> {
        self.client.servers_list().await.map(drop)
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

    async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        let stamp = stamp.text();
        Ok(match kind {
            ResourceKind::Drive => {
                let all = self.client.drives_info().await?;
                all.iter().filter(|d| carries(d.properties(), &stamp)).map(|d| d.id().resource()).collect()
            }
            ResourceKind::Server => {
                let all = self.client.servers_info().await?;
                all.iter().filter(|s| carries(s.properties(), &stamp)).map(|s| s.id().resource()).collect()
            }
            ResourceKind::Address | ResourceKind::Network => {
                let all = self.client.resources_info().await?;
                let found = all
                    .iter()
                    .filter(|r| carries(r.properties(), &stamp))
                    .map(|r| resource_ref(&r.kind(), &r.id()));
                found.filter(|found| found.kind == *kind).collect()
            }
            other => return Err(cannot(other)),
        })
    }

    async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        match self.carries(made, &stamp.text()).await? {
            Some(true) => self.remove(made).await,
            Some(false) => {
                let text = "it does not carry the mark of the operation that would remove it";
                Err(refused(ErrorKind::Conflict, text).with_resource(made.clone()))
            }
            None => self.gone_already(made).await,
        }
    }

    fn native(&self) -> &(dyn Any + Send + Sync) {
        &self.client
    }
}

/// The type of the resource that an address is. The document has `ip`; the later service added `ip6`.
pub(crate) fn address_type(id: &str) -> &'static str {
    if id.contains(':') { "ip6" } else { "ip" }
}

/// Refused by this driver, before anything was sent.
pub(crate) fn refused(kind: ErrorKind, what: impl Into<Cow<'static, str>>) -> Error {
    Error::new(kind, what).with_provider(PROVIDER).delivered(Delivery::NotSent)
}

fn cannot(kind: &ResourceKind) -> Error {
    Error::unsupported(format!("this cloud makes no {}", kind.as_str())).with_provider(PROVIDER)
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
    create.from_drive = Yes;
    create.named_sizes = No;
    create.free_sizing = Yes;
    create.drive_size = Yes;
    create.drives = Yes;
    create.address = Yes;
    create.networks = Yes;
    create.tags = Yes;
    create.console_password = Yes;
    create.stopped = Yes;
    create.location = No;
    create.key_pair = No;
    create.user_data = No;
    create.native = No;
    let mut update = UpdateCapabilities::default();
    update.name = Yes;
    update.sizing = Yes;
    update.tags = Yes;
    update.console_password = Yes;
    let mut can = ComputeCapabilities::default();
    can.create = create;
    can.update = update;
    can.power =
        Actions::from([Action::PowerOff, Action::Reboot, Action::Reset, Action::Shutdown, Action::Start]);
    can.clone = No;
    can.destroy = Yes;
    can.console = Yes;
    can.images = Yes;
    can.sizes = No;
    can.locations = Yes;
    can.cpu_mhz = Some(CPU_MHZ);
    can.memory_bytes = Some(MEMORY);
    can
}

fn drives() -> DriveCapabilities {
    let mut can = DriveCapabilities::default();
    can.create = Yes;
    can.sized = Yes;
    can.tags = Yes;
    can.clone = Yes;
    can.image = Yes;
    can.rename = Yes;
    can.grow = Yes;
    can.shrink = No;
    can.destroy = Yes;
    can.attach_stopped = Yes;
    can.attach_running = No;
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
