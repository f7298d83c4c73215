//! What a cloud can do, as data. A request that this rules out is refused before anything is sent.

use crate::model::Actions;
use crate::unit::Limits;
use serde::Serialize;

/// Three answers, because of some clouds (a backend of an aggregator, say) it is known only after asking.
///
/// `No` is the default, so that a driver built before a flag existed refuses what it would otherwise ignore.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::exhaustive_enums)] // there is no fourth answer
pub enum Support {
    /// Refused before any request.
    #[default]
    No,
    /// Not known before [`Cloud::discover`](crate::Cloud::discover); a request passes.
    Unknown,
    /// Served.
    Yes,
}

/// All that a cloud can do. A facet that is `None` is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Capabilities {
    /// Servers.
    pub compute: Option<ComputeCapabilities>,
    /// Drives.
    pub drives: Option<DriveCapabilities>,
    /// Networks, static addresses and firewalls.
    pub networking: Option<NetworkingCapabilities>,
    /// Key pairs.
    pub key_pairs: Option<KeyPairCapabilities>,
    /// Money.
    pub billing: Option<BillingCapabilities>,
}

/// What can be done with servers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ComputeCapabilities {
    /// One flag per field of `CreateServer`.
    pub create: CreateCapabilities,
    /// One flag per field of `UpdateServer`.
    pub update: UpdateCapabilities,
    /// What `set_power` knows.
    pub power: Actions,
    /// Copying a server with its drives.
    pub clone: Support,
    /// Destroying.
    pub destroy: Support,
    /// Console data (VNC and the like).
    pub console: Support,
    /// Listing servers page by page, and going on [from](crate::ServerQuery::from) a page.
    pub pages: Support,
    /// Listing images.
    pub images: Support,
    /// Asking for one image by its id, which then need not be listed.
    pub image_by_id: Support,
    /// Listing named sizes.
    pub sizes: Support,
    /// Listing locations.
    pub locations: Support,
    /// Free sizing: MHz that can be asked for; `None` if cpu is not sold in MHz.
    pub cpu_mhz: Option<Limits>,
    /// Free sizing: thousandths of a core that can be asked for; `None` if cpu is not sold so.
    pub cpu_millicores: Option<Limits>,
    /// Free sizing: bytes of memory that can be asked for; `None` if no limits are known.
    pub memory_bytes: Option<Limits>,
}

/// One flag per field of `CreateServer`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CreateCapabilities {
    /// From an image.
    pub from_image: Support,
    /// From a drive that exists.
    pub from_drive: Support,
    /// By a named size.
    pub named_sizes: Support,
    /// By cpu and memory.
    pub free_sizing: Support,
    /// With a boot drive of a chosen size.
    pub drive_size: Support,
    /// With further drives.
    pub drives: Support,
    /// With a static address.
    pub address: Support,
    /// On chosen networks.
    pub networks: Support,
    /// In a chosen location.
    pub location: Support,
    /// With a key pair.
    pub key_pair: Support,
    /// With user data for the first boot.
    pub user_data: Support,
    /// Behind chosen firewalls.
    pub firewalls: Support,
    /// As a container, with command, environment, ports and mounts.
    pub container: Support,
    /// With tags.
    pub tags: Support,
    /// With a console password.
    pub console_password: Support,
    /// Without starting it.
    pub stopped: Support,
    /// With the driver's own options.
    pub native: Support,
}

/// One flag per field of `UpdateServer`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct UpdateCapabilities {
    /// Its name.
    pub name: Support,
    /// Cpu or memory.
    pub sizing: Support,
    /// To another named size.
    pub size: Support,
    /// The firewalls that it is behind.
    pub firewalls: Support,
    /// Tags.
    pub tags: Support,
    /// The console password.
    pub console_password: Support,
}

/// What can be done with drives.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DriveCapabilities {
    /// Making empty ones.
    pub create: Support,
    /// With a size.
    pub sized: Support,
    /// From a snapshot.
    pub from_snapshot: Support,
    /// In a chosen location.
    pub location: Support,
    /// With tags.
    pub tags: Support,
    /// Copying one into a new one.
    pub clone: Support,
    /// Copying an image or drive onto an existing one.
    pub image: Support,
    /// Renaming.
    pub rename: Support,
    /// Growing. Core compares the sizes.
    pub grow: Support,
    /// Shrinking. Core compares the sizes.
    pub shrink: Support,
    /// Destroying.
    pub destroy: Support,
    /// Attaching and detaching while the server is stopped.
    pub attach_stopped: Support,
    /// Attaching and detaching while the server runs.
    pub attach_running: Support,
    /// Listing, making and destroying snapshots.
    pub snapshots: Support,
    /// Reading raw bytes.
    pub read: Support,
    /// Writing raw bytes.
    pub write: Support,
    /// Writing them gzipped for the way.
    pub write_gzip: Support,
    /// How many bytes a drive may have; `None` if no limits are known.
    pub size_bytes: Option<Limits>,
    /// The most bytes of one read; `None` if no limit is known.
    pub read_max: Option<u64>,
    /// The most bytes of one write, before they are gzipped; `None` if no limit is known.
    pub write_max: Option<u64>,
}

/// What can be done with networks, static addresses and firewalls.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NetworkingCapabilities {
    /// Listing networks.
    pub networks: Support,
    /// Making and destroying networks.
    pub manage_networks: Support,
    /// Renaming networks.
    pub rename_networks: Support,
    /// Putting a network on a server and taking it off.
    pub attach_network: Support,
    /// Listing static addresses.
    pub addresses: Support,
    /// Taking and giving back static addresses.
    pub manage_addresses: Support,
    /// Putting an address on a server and taking it off.
    pub attach_address: Support,
    /// Listing firewalls.
    pub firewalls: Support,
    /// Making, changing and destroying firewalls.
    pub manage_firewalls: Support,
}

/// What can be done with key pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct KeyPairCapabilities {
    /// Having the provider make them.
    pub create: Support,
    /// Storing keys that were made elsewhere.
    pub import: Support,
    /// Forgetting them.
    pub destroy: Support,
}

/// What can be asked about money, and bought.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BillingCapabilities {
    /// The balance of the account.
    pub balance: Support,
    /// What is used now.
    pub usage: Support,
    /// The price list.
    pub prices: Support,
    /// Listing transactions.
    pub transactions: Support,
    /// Listing subscriptions.
    pub subscriptions: Support,
    /// Asking what a subscription or its extension would cost.
    pub quote: Support,
    /// Buying subscriptions.
    pub subscribe: Support,
    /// Buying more time for one.
    pub extend: Support,
}
