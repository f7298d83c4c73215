//! A case as data: its name, what it needs, and what it does.

use super::fixture::Lab;
use anycloud_core::{
    Action, Capabilities, ComputeCapabilities, DriveCapabilities, KeyPairCapabilities,
    NetworkingCapabilities, Sizing, Support,
};
use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// One case of the suite.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Case {
    /// Its name, unique in the suite; also the name of its test.
    pub name: &'static str,
    /// The file that it is in.
    pub group: &'static str,
    pub(super) needs: &'static [Need],
    pub(super) run: fn(Labs) -> Running,
}

impl Case {
    /// Why it is skipped where what it needs is missing.
    pub fn needs(&self) -> impl Iterator<Item = &'static str> {
        self.needs.iter().map(|need| need.what)
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Case({}::{})", self.group, self.name)
    }
}

/// `Err` is not a failure: those panic.
pub(super) type Outcome = Result<(), Skip>;
pub(super) type Running = Pin<Box<dyn Future<Output = Outcome>>>;

/// Why a case has nothing to show on this cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Skip(pub(super) String);

pub(super) fn skip<T>(why: impl Into<String>) -> Result<T, Skip> {
    Err(Skip(why.into()))
}

/// Makes laboratories, each fresh.
#[derive(Clone, Copy)]
pub(super) struct Labs(pub(super) fn() -> Pin<Box<dyn Future<Output = Lab>>>);

impl Labs {
    pub(super) async fn lab(self) -> Lab {
        self.0().await
    }
}

/// A case over one laboratory (`one`), or over several (`many`).
macro_rules! case {
    (one $name:ident $(, $need:expr)*) => {
        $crate::conformance::case::case!(@ $name, |labs| Box::pin(async move { $name(labs.lab().await).await }) $(, $need)*)
    };
    (many $name:ident $(, $need:expr)*) => {
        $crate::conformance::case::case!(@ $name, |labs| Box::pin($name(labs)) $(, $need)*)
    };
    (@ $name:ident, $run:expr $(, $need:expr)*) => {
        $crate::conformance::case::Case {
            name: stringify!($name),
            group: $crate::conformance::case::group(module_path!()),
            needs: &[$($need),*],
            run: $run,
        }
    };
}
pub(super) use case;

/// The last part of a module's path.
pub(super) const fn group(path: &'static str) -> &'static str {
    let mut at = path.len();
    while at > 0 && path.as_bytes()[at - 1] != b':' {
        at -= 1;
    }
    path.split_at(at).1
}

/// Something without which a case shows nothing.
pub(super) struct Need {
    pub(super) what: &'static str,
    pub(super) met: fn(&Lab) -> bool,
}

/// A capability that must not be `No`.
macro_rules! capability {
    ($($name:ident: $facet:ident, $what:literal, |$can:ident| $flag:expr;)*) => { $(
        pub(super) const $name: Need = Need {
            what: concat!("not offered: ", $what),
            met: |lab| $facet(&lab.cloud.capabilities()).is_some_and(|$can| offered($flag)),
        };
    )* };
}

capability! {
    COMPUTE: compute, "servers", |_can| Support::Yes;
    DRIVES: drives, "drives", |_can| Support::Yes;
    NETWORKS: networking, "listing networks", |can| can.networks;
    ADDRESSES: networking, "listing addresses", |can| can.addresses;
    FROM_DRIVE: compute, "create from a drive", |can| can.create.from_drive;
    STOPPED: compute, "create stopped", |can| can.create.stopped;
    CREATE_TAGS: compute, "create with tags", |can| can.create.tags;
    CREATE_ADDRESS: compute, "create with an address", |can| can.create.address;
    CREATE_NETWORKS: compute, "create on networks", |can| can.create.networks;
    CREATE_DRIVES: compute, "create with further drives", |can| can.create.drives;
    CREATE_PASSWORD: compute, "create with a console password", |can| can.create.console_password;
    CREATE_FIREWALLS: compute, "create behind firewalls", |can| can.create.firewalls;
    CREATE_KEY_PAIR: compute, "create with a key pair", |can| can.create.key_pair;
    CREATE_LOCATION: compute, "create in a location", |can| can.create.location;
    CREATE_USER_DATA: compute, "create with user data", |can| can.create.user_data;
    NAMED_SIZES: compute, "create by a named size", |can| can.create.named_sizes;
    RENAME: compute, "update.name", |can| can.update.name;
    RESIZE: compute, "update.sizing", |can| can.update.sizing;
    RESIZE_NAMED: compute, "update.size", |can| can.update.size;
    REWALL: compute, "update.firewalls", |can| can.update.firewalls;
    TAG: compute, "update.tags", |can| can.update.tags;
    DESTROY: compute, "destroy", |can| can.destroy;
    CONSOLE: compute, "console", |can| can.console;
    IMAGES: compute, "listing images", |can| can.images;
    SIZES: compute, "listing sizes", |can| can.sizes;
    LOCATIONS: compute, "listing locations", |can| can.locations;
    START: compute, "power start", |can| power(can, Action::Start);
    SHUTDOWN: compute, "power shutdown", |can| power(can, Action::Shutdown);
    POWER_OFF: compute, "power off", |can| power(can, Action::PowerOff);
    REBOOT: compute, "power reboot", |can| power(can, Action::Reboot);
    RESET: compute, "power reset", |can| power(can, Action::Reset);
    DRIVE_CREATE: drives, "drives.create", |can| can.create;
    DRIVE_TAGS: drives, "drives.tags", |can| can.tags;
    DRIVE_CLONE: drives, "drives.clone", |can| can.clone;
    DRIVE_IMAGE: drives, "drives.image", |can| can.image;
    DRIVE_RENAME: drives, "drives.rename", |can| can.rename;
    DRIVE_GROW: drives, "drives.grow", |can| can.grow;
    DRIVE_DESTROY: drives, "drives.destroy", |can| can.destroy;
    DRIVE_ATTACH: drives, "drives.attach", |can| either(can.attach_stopped, can.attach_running);
    DRIVE_READ: drives, "drives.read", |can| can.read;
    DRIVE_WRITE: drives, "drives.write", |can| can.write;
    DRIVE_READ_MAX: drives, "a limit of drives.read", |can| given(can.read_max);
    DRIVE_WRITE_MAX: drives, "a limit of drives.write", |can| given(can.write_max);
    FROM_SNAPSHOT: drives, "drives.from_snapshot", |can| can.from_snapshot;
    SNAPSHOTS: drives, "snapshots", |can| can.snapshots;
    KEY_PAIRS: key_pairs, "key pairs", |_can| Support::Yes;
    CREATE_KEY: key_pairs, "key_pairs.create", |can| can.create;
    IMPORT_KEY: key_pairs, "key_pairs.import", |can| can.import;
    DESTROY_KEY: key_pairs, "key_pairs.destroy", |can| can.destroy;
    FIREWALLS: networking, "listing firewalls", |can| can.firewalls;
    MANAGE_FIREWALLS: networking, "manage_firewalls", |can| can.manage_firewalls;
    MANAGE_NETWORKS: networking, "manage_networks", |can| can.manage_networks;
    RENAME_NETWORKS: networking, "rename_networks", |can| can.rename_networks;
    ATTACH_NETWORK: networking, "attach_network", |can| can.attach_network;
    MANAGE_ADDRESSES: networking, "manage_addresses", |can| can.manage_addresses;
    ATTACH_ADDRESS: networking, "attach_address", |can| can.attach_address;
}

/// What the fixture must have.
macro_rules! fixture {
    ($($name:ident: $what:literal, |$lab:ident| $met:expr;)*) => { $(
        pub(super) const $name: Need = Need { what: concat!("not in the fixture: ", $what), met: |$lab| $met };
    )* };
}

fixture! {
    CREATE: "an image or drive that servers are made from", |lab| {
        let can = lab.cloud.capabilities();
        let create = compute(&can).map(|can| can.create);
        let image = create.is_some_and(|c| offered(c.from_image)) && lab.image.is_some();
        image || (create.is_some_and(|c| offered(c.from_drive)) && !lab.drives.is_empty())
    };
    FROM_IMAGE: "an image that servers are made from", |lab| {
        lab.image.is_some() && compute(&lab.cloud.capabilities()).is_some_and(|c| offered(c.create.from_image))
    };
    IMAGE: "an image", |lab| lab.image.is_some();
    THREE_SERVERS: "three servers", |lab| lab.servers.len() >= 3;
    THREE_DRIVES: "three free drives", |lab| lab.drives.len() >= 3;
    THREE_NETWORKS: "three networks", |lab| lab.networks.len() >= 3;
    THREE_ADDRESSES: "three addresses", |lab| lab.addresses.len() >= 3;
    THREE_FIREWALLS: "three firewalls", |lab| lab.firewalls.len() >= 3;
    THREE_KEY_PAIRS: "three key pairs", |lab| lab.key_pairs.len() >= 3;
    THREE_SNAPSHOTS: "three snapshots", |lab| lab.snapshots.len() >= 3;
    LOCATION: "a location", |lab| lab.location.is_some();
    SOLD_AMOUNTS: "named sizes, or a sizing of cpu and memory", |lab| {
        (SIZES.met)(lab) && (NAMED_SIZES.met)(lab) || matches!(lab.sizing, Some(Sizing::Needs { .. }))
    };
    MALFORMED: "a malformed id", |lab| !lab.malformed.is_empty();
    STAMPS: "things that carry stamps", |lab| lab.stamps;
    SECRETS: "a secret", |lab| !lab.secrets.is_empty();
}

pub(super) fn compute(can: &Capabilities) -> Option<&ComputeCapabilities> {
    can.compute.as_ref()
}

pub(super) fn drives(can: &Capabilities) -> Option<&DriveCapabilities> {
    can.drives.as_ref()
}

pub(super) fn key_pairs(can: &Capabilities) -> Option<&KeyPairCapabilities> {
    can.key_pairs.as_ref()
}

pub(super) fn networking(can: &Capabilities) -> Option<&NetworkingCapabilities> {
    can.networking.as_ref()
}

/// `Unknown` passes: then the request is sent, and the cloud answers.
pub(super) fn offered(support: Support) -> bool {
    support != Support::No
}

pub(super) fn power(can: &ComputeCapabilities, action: Action) -> Support {
    if can.power.contains(action) { Support::Yes } else { Support::No }
}

pub(super) fn either(a: Support, b: Support) -> Support {
    if a == Support::No { b } else { a }
}

fn given<T>(limit: Option<T>) -> Support {
    if limit.is_some() { Support::Yes } else { Support::No }
}
