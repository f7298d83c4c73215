//! What a driver's author says about the cloud that the suite runs against.

use anycloud_core::{
    AddressId, Boot, ByteSize, Cloud, CreateDrive, CreateServer, CreateSubscription, DriveId, FirewallId,
    ImageId, KeyPairId, LocationId, NetworkId, ResourceKind, Secret, ServerId, Sizing, SnapshotId, Support,
    Text,
};
use std::fmt;
use std::future::Future;
use std::sync::Arc;

/// A cloud to be tested, and how to get at a fresh one for every case.
///
/// Methods that are added later have a default.
pub trait Fixture: 'static {
    /// What the matrix calls it, e.g. `elastichosts`.
    fn name() -> &'static str;

    /// A fresh laboratory. It is made inside a current-thread tokio runtime with a paused clock.
    fn lab() -> impl Future<Output = Lab>;
}

/// The back door into the service behind the cloud: what a test may know without asking the driver.
pub trait Service: Send + Sync + 'static {
    /// How many requests have arrived, from all handles.
    fn requests(&self) -> u64;

    /// A new handle as another process would open it: same service, same account, nothing else shared.
    fn reopen(&self) -> Cloud;

    /// How many things of this kind there really are; `None` if the service cannot be asked, and the suite asks
    /// the driver.
    fn count(&self, _kind: &ResourceKind) -> Option<usize> {
        None
    }

    /// Whether this is the user data that the server was given; `None` if the service cannot be asked.
    fn has_user_data(&self, _server: &ServerId, _user_data: &str) -> Option<bool> {
        None
    }

    /// The next request of this sort meets this fault, once. `false`: cannot be done, and the case is skipped.
    fn inject(&self, _at: At, _fault: Fault) -> bool {
        false
    }
}

/// Which of the provider's requests meets a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum At {
    /// That puts new rules on a firewall that exists.
    AddRules,
    /// That attaches or detaches a drive.
    AttachDrive,
    /// That makes a drive.
    CreateDrive,
    /// That makes a firewall.
    CreateFirewall,
    /// That makes a key pair.
    CreateKeyPair,
    /// That makes a server.
    CreateServer,
    /// That makes a snapshot.
    CreateSnapshot,
    /// That destroys a drive.
    DestroyDrive,
    /// That destroys a firewall.
    DestroyFirewall,
    /// That forgets a key pair.
    DestroyKeyPair,
    /// That destroys a server.
    DestroyServer,
    /// That destroys a snapshot.
    DestroySnapshot,
    /// That removes one thing which an undone run made.
    Discard,
    /// That looks for a stamp.
    Find,
    /// That copies an image onto a drive.
    ImageDrive,
    /// That stores a key which was made elsewhere.
    ImportKeyPair,
    /// That lists drives.
    ListDrives,
    /// That lists firewalls.
    ListFirewalls,
    /// That lists key pairs.
    ListKeyPairs,
    /// That lists servers.
    ListServers,
    /// That lists snapshots.
    ListSnapshots,
    /// That starts, restarts or shuts down a server.
    Power,
    /// That switches a server off, hard.
    PowerOff,
    /// That reads one drive, or its bytes.
    ReadDrive,
    /// That reads one server.
    ReadServer,
    /// That reads one snapshot.
    ReadSnapshot,
    /// That takes rules off a firewall.
    RemoveRules,
    /// That buys a subscription.
    Subscribe,
    /// That changes a drive.
    UpdateDrive,
    /// That changes a server.
    UpdateServer,
    /// That checks the credentials.
    Verify,
    /// That writes bytes of a drive.
    WriteDrive,
}

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums)] // a fixture must decide about each; a new one is skipped by an old fixture
pub enum Fault {
    /// The provider says that the thing is in use just now; it does not act.
    Busy,
    /// The provider acts, and its reply is lost.
    LoseReply,
    /// The request is lost, and looks exactly like a lost reply.
    LoseRequest,
    /// The provider refuses for good (quota, funds, …); it does not act.
    Refuse,
    /// Nothing comes back, ever; it does not act.
    Stall,
    /// The provider acts, and its reply ends in the middle.
    Truncate,
}

/// A cloud under test with what is in it. All of it must have settled: running, not still starting.
#[non_exhaustive]
pub struct Lab {
    /// The handle under test.
    pub cloud: Cloud,
    pub(super) service: Arc<dyn Service>,
    pub(super) servers: Vec<ServerId>,
    pub(super) drives: Vec<DriveId>,
    pub(super) networks: Vec<NetworkId>,
    pub(super) addresses: Vec<AddressId>,
    pub(super) firewalls: Vec<FirewallId>,
    pub(super) key_pairs: Vec<KeyPairId>,
    pub(super) snapshots: Vec<SnapshotId>,
    pub(super) location: Option<LocationId>,
    pub(super) image: Option<ImageId>,
    pub(super) sizing: Option<Sizing>,
    pub(super) absent: fn(&ResourceKind) -> Option<Text>,
    pub(super) malformed: Vec<Text>,
    pub(super) page_size: Option<usize>,
    pub(super) unlisted: Vec<&'static str>,
    pub(super) secrets: Vec<Secret>,
    pub(super) stamps: bool,
    pub(super) excused: Vec<(&'static str, &'static str)>,
    pub(super) sold: Option<CreateSubscription>,
    pub(super) quoted: Option<CreateSubscription>,
}

impl Lab {
    /// A laboratory with nothing in it yet: say what is there, or cases are skipped.
    pub fn new(cloud: Cloud, service: impl Service) -> Self {
        Self {
            cloud,
            service: Arc::new(service),
            servers: Vec::new(),
            drives: Vec::new(),
            networks: Vec::new(),
            addresses: Vec::new(),
            firewalls: Vec::new(),
            key_pairs: Vec::new(),
            snapshots: Vec::new(),
            location: None,
            image: None,
            sizing: None,
            absent: |_| None,
            malformed: Vec::new(),
            page_size: None,
            unlisted: Vec::new(),
            secrets: Vec::new(),
            stamps: true,
            excused: Vec::new(),
            sold: None,
            quoted: None,
        }
    }

    /// All servers that are there: running, at least three, of different names.
    pub fn servers(mut self, ids: impl IntoIterator<Item = ServerId>) -> Self {
        self.servers.extend(ids);
        self
    }

    /// Free drives that are there: at least three, of different names. Others may be attached.
    pub fn drives(mut self, ids: impl IntoIterator<Item = DriveId>) -> Self {
        self.drives.extend(ids);
        self
    }

    /// All networks that are there, at least three, with no server on them.
    pub fn networks(mut self, ids: impl IntoIterator<Item = NetworkId>) -> Self {
        self.networks.extend(ids);
        self
    }

    /// All static addresses that are there, at least three, on no server.
    pub fn addresses(mut self, ids: impl IntoIterator<Item = AddressId>) -> Self {
        self.addresses.extend(ids);
        self
    }

    /// Firewalls that are there: at least three, with no server behind them and at least one rule about traffic to
    /// servers. Others, like a default one, may be there, too.
    pub fn firewalls(mut self, ids: impl IntoIterator<Item = FirewallId>) -> Self {
        self.firewalls.extend(ids);
        self
    }

    /// All key pairs that are there, at least three.
    pub fn key_pairs(mut self, ids: impl IntoIterator<Item = KeyPairId>) -> Self {
        self.key_pairs.extend(ids);
        self
    }

    /// All snapshots that are there: whole, and at least three.
    pub fn snapshots(mut self, ids: impl IntoIterator<Item = SnapshotId>) -> Self {
        self.snapshots.extend(ids);
        self
    }

    /// Where servers and drives can be made, and are not made unless they are told.
    pub fn location(mut self, id: impl Into<LocationId>) -> Self {
        self.location = Some(id.into());
        self
    }

    /// An image that servers can be made from.
    pub fn image(mut self, id: impl Into<ImageId>) -> Self {
        self.image = Some(id.into());
        self
    }

    /// A sizing that the cloud accepts.
    pub fn sizing(mut self, sizing: Sizing) -> Self {
        self.sizing = Some(sizing);
        self
    }

    /// A well-formed id that nothing of this kind has.
    pub fn absent_id(mut self, id: fn(&ResourceKind) -> Option<Text>) -> Self {
        self.absent = id;
        self
    }

    /// Text that cannot be an id of a server or drive. Without any, every text is one.
    pub fn malformed_id(mut self, id: impl Into<Text>) -> Self {
        self.malformed.push(id.into());
        self
    }

    /// How many servers or drives one request lists; without it, all at once.
    pub fn page_size(mut self, items: usize) -> Self {
        self.page_size = Some(items);
        self
    }

    /// What one server says and a list of them does not, because the service's does not: keys of its JSON. Every server
    /// of the fixture has it.
    pub fn unlisted(mut self, keys: impl IntoIterator<Item = &'static str>) -> Self {
        self.unlisted.extend(keys);
        self
    }

    /// A secret that the driver or the service holds: it must not show anywhere.
    pub fn secret(mut self, secret: impl Into<Secret>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// Nothing in this cloud can carry the stamp of the run that made it.
    pub fn without_stamps(mut self) -> Self {
        self.stamps = false;
        self
    }

    /// Skips a case, for a reason that the matrix shows: what stands between promises what the cloud behind cannot.
    pub fn excused(mut self, case: &'static str, why: &'static str) -> Self {
        self.excused.push((case, why));
        self
    }

    /// A subscription that this cloud sells, each resource of it once; the balance covers a few of them.
    pub fn sells(mut self, order: CreateSubscription) -> Self {
        self.sold = Some(order);
        self
    }

    /// A subscription that this cloud quotes.
    pub fn quotes(mut self, order: CreateSubscription) -> Self {
        self.quoted = Some(order);
        self
    }

    /// The request for a server that this cloud accepts: from the image or, where there is none, from a free drive.
    pub(super) fn new_server(&self, name: &str) -> CreateServer {
        let can = self.cloud.capabilities();
        let images = can.compute.as_ref().is_some_and(|c| c.create.from_image != Support::No);
        let boot = match &self.image {
            Some(image) if images => Boot::image(image.clone()),
            _ => Boot::drive(self.drives[0].clone()),
        };
        let mut request = CreateServer::new(name, boot);
        request.sizing = self.sizing.clone();
        request
    }

    /// The request for a drive that this cloud accepts, of the least size unless it is given another.
    pub(super) fn new_drive(&self, name: &str) -> CreateDrive {
        let mut request = CreateDrive::new(name);
        request.size = self.drive_size();
        if self.cloud.capabilities().drives.as_ref().is_some_and(|can| can.location != Support::No) {
            request.location = self.location.clone();
        }
        request
    }

    /// The least size of a drive that this cloud accepts; `None` where drives have none.
    pub(super) fn drive_size(&self) -> Option<ByteSize> {
        let can = self.cloud.capabilities();
        let drives = can.drives.as_ref().filter(|d| d.sized != Support::No)?;
        Some(drives.size_bytes.map_or(ByteSize::gib(1), |limits| ByteSize(limits.min)))
    }
}

impl fmt::Debug for Lab {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lab")
            .field("cloud", &self.cloud)
            .field("servers", &self.servers)
            .field("drives", &self.drives)
            .finish_non_exhaustive()
    }
}
