//! The cloud: who it is, and what it can do.

use crate::client::Client;
use crate::commands::COMMANDS;
use crate::compute::{STARTED, poll_start};
use crate::config::Config;
use crate::request::Query;
use anycloud_core::Support::{No, Yes};
use anycloud_core::run::Stamp;
use anycloud_core::{
    Action, Actions, ByteSize, Capabilities, CloudId, Clouds, Compute, ComputeCapabilities,
    CreateCapabilities, DriveCapabilities, Drives, Error, ErrorKind, Goal, Gone, KeyPairCapabilities,
    KeyPairs, Limits, Listing, NativeCommand, Networking, NetworkingCapabilities, OperationRef,
    OperationStatus, Provider, ProviderInfo, ResourceKind, ResourceRef, Result, UpdateCapabilities,
    async_trait,
};
use std::any::Any;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// The sizes of volumes, over all of their types. docs: "Amazon EBS volume types".
const VOLUMES: std::ops::RangeInclusive<u64> = 1 << 30..=64 << 40;

/// Amazon EC2: one account in one region. Its [`clouds`](anycloud_core::Cloud::clouds) are all regions that the account
/// may use, this one too. Give it to [`Cloud::new`](anycloud_core::Cloud::new).
#[derive(Clone, Debug)]
pub struct Ec2 {
    pub(crate) client: Client,
    pub(crate) image_owners: Arc<[Box<str>]>,
    info: ProviderInfo,
    /// With the account, which only the service tells.
    discovered: Arc<OnceLock<ProviderInfo>>,
    capabilities: Arc<Capabilities>,
    /// How to reach the other regions; none for a region of another.
    account: Option<Box<Config>>,
}

impl Ec2 {
    /// The account and region that the configuration describes, by an id of one's own. Reads the environment and shared
    /// files, and sends nothing.
    ///
    /// # Errors
    /// [`InvalidConfig`](ErrorKind::InvalidConfig): what is missing or cannot work.
    pub fn new(id: CloudId, config: Config) -> Result<Self> {
        let account = Some(Box::new(config.clone()));
        Ok(Self { account, ..Self::region(id, config)? })
    }

    fn region(id: CloudId, config: Config) -> Result<Self> {
        let checked = config.check()?;
        let info = ProviderInfo::new(id, checked.realm.clone()).settle(checked.settle);
        Ok(Self {
            image_owners: checked.image_owners.clone().into(),
            client: Client::checked(checked),
            info,
            discovered: Arc::default(),
            capabilities: Arc::new(capabilities()),
            account: None,
        })
    }

    /// The native client, without journal and undo: the calls that [`Client`] has by name, and any other by
    /// [`Client::read`] and [`Client::act`].
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Something to watch until it is so. What was just made may not be seen at first.
    pub(crate) fn watch(&self, target: ResourceRef, goal: Goal) -> OperationRef {
        let info = self.info();
        info.watch(target, goal).unseen_for(info.settle)
    }
}

#[async_trait]
impl Provider for Ec2 {
    fn info(&self) -> &ProviderInfo {
        self.discovered.get().unwrap_or(&self.info)
    }

    fn capabilities(&self) -> Cow<'_, Capabilities> {
        Cow::Borrowed(&self.capabilities)
    }

    /// Learns the number of the account, as which security groups name their owner; each VPC has one.
    async fn discover(&self) -> Result<()> {
        // Of groups that are shared with the account, another is the owner; none named so is shared.
        let own = Query::all().filter("group-name", ["default"]).page_size(5);
        let mut groups = self.client.describe_security_groups(&own);
        if let Some(owner) = groups.next().await?.and_then(|group| group.owner_id()) {
            let mut info = self.info.clone();
            info.realm = info.realm.account(owner.as_str());
            // Two at once learn the same.
            let _ = self.discovered.set(info);
        }
        Ok(())
    }

    async fn verify(&self) -> Result<()> {
        let attribute = Query::names(["default-vpc"]);
        self.client.describe_account_attributes(&attribute).all().await.map(drop)
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

    fn key_pairs(&self) -> Option<&dyn KeyPairs> {
        Some(self)
    }

    fn clouds(&self) -> Option<&dyn Clouds> {
        self.account.is_some().then_some(self)
    }

    async fn poll(&self, operation: &OperationRef) -> Result<OperationStatus> {
        match (&operation.target.kind, operation.token.as_deref()) {
            (ResourceKind::Server, Some(STARTED)) => poll_start(self, operation).await,
            _ => self.poll_drive(operation).await,
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

impl Clouds for Ec2 {
    /// The regions that are switched on for the account, this one too: `<this cloud>/eu-west-1`. With an endpoint of
    /// one's own all of them are asked there.
    fn clouds(&self) -> Listing<Arc<dyn Provider>> {
        let Some(config) = self.account.clone() else { return Listing::ready(Vec::new()) };
        let (cloud, client) = (self.info.id.clone(), self.client.clone());
        Listing::once(async move {
            let regions = client.describe_regions(&Query::all()).all().await?;
            let provider = |region: crate::wire::Region| {
                let name = region.name();
                let id = CloudId::new(format!("{cloud}/{name}"));
                let region = Self::region(id, Config::clone(&config).region(&name))?;
                Ok(Arc::new(region) as Arc<dyn Provider>)
            };
            regions.into_iter().map(provider).collect()
        })
    }
}

/// The one thing that a list about it has. The service may also answer a list without it.
pub(crate) async fn one<T: Send + 'static>(mut found: Listing<T>, what: &ResourceRef) -> Result<T> {
    found.next().await?.ok_or_else(|| {
        let text = "the service shows no such thing";
        Error::new(ErrorKind::NotFound, text).with_resource(what.clone())
    })
}

/// Whole GiB, in which the service counts.
pub(crate) fn whole_gib(size: ByteSize) -> Result<u64> {
    if size.0 == 0 || !size.0.is_multiple_of(1 << 30) {
        return Err(Error::invalid(format!("{size} is not a whole number of GiB")));
    }
    Ok(size.0 >> 30)
}

fn capabilities() -> Capabilities {
    let mut all = Capabilities::default();
    all.compute = Some(compute());
    all.drives = Some(drives());
    all.networking = Some(networking());
    all.key_pairs = Some(key_pairs());
    all
}

fn compute() -> ComputeCapabilities {
    let mut create = CreateCapabilities::default();
    create.from_image = Yes;
    create.named_sizes = Yes;
    create.drive_size = Yes;
    create.drives = Yes;
    create.address = Yes;
    create.networks = Yes;
    create.location = Yes;
    create.key_pair = Yes;
    create.user_data = Yes;
    create.firewalls = Yes;
    create.tags = Yes;
    let mut update = UpdateCapabilities::default();
    update.name = Yes;
    update.size = Yes;
    update.firewalls = Yes;
    update.tags = Yes;
    let mut can = ComputeCapabilities::default();
    can.create = create;
    can.update = update;
    can.power = Actions::from([Action::PowerOff, Action::Reboot, Action::Shutdown, Action::Start]);
    can.destroy = Yes;
    (can.pages, can.images, can.image_by_id) = (Yes, Yes, Yes);
    can.sizes = Yes;
    can.locations = Yes;
    can
}

fn drives() -> DriveCapabilities {
    let mut can = DriveCapabilities::default();
    can.create = Yes;
    can.sized = Yes;
    can.from_snapshot = Yes;
    can.location = Yes;
    can.tags = Yes;
    can.rename = Yes;
    can.grow = Yes;
    can.destroy = Yes;
    can.attach_stopped = Yes;
    can.attach_running = Yes;
    can.snapshots = Yes;
    can.size_bytes = Some(Limits::new(VOLUMES));
    can
}

fn networking() -> NetworkingCapabilities {
    let mut can = NetworkingCapabilities::default();
    can.networks = Yes;
    can.manage_networks = Yes;
    can.rename_networks = Yes;
    // A server's subnet is chosen when it is made.
    can.attach_network = No;
    can.addresses = Yes;
    can.manage_addresses = Yes;
    can.attach_address = Yes;
    can.firewalls = Yes;
    can.manage_firewalls = Yes;
    can
}

fn key_pairs() -> KeyPairCapabilities {
    let mut can = KeyPairCapabilities::default();
    can.create = Yes;
    can.import = Yes;
    can.destroy = Yes;
    can
}
