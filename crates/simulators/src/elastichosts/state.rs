//! What the service holds.

use super::{
    contents::Contents,
    ids::{Ids, Uuid},
    standard::Standard,
};
use std::{collections::BTreeMap, time::Duration};

/// How the account is set up and how long things take.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) answers_with_info: bool,
    pub(super) boot: Duration,
    pub(super) dialect: super::Dialect,
    pub(super) epoch: u64,
    pub(super) host: Uuid,
    pub(super) ignores_shutdown: bool,
    pub(super) imaging: Pace,
    pub(super) listed: u64,
    pub(super) password_key: bool,
    pub(super) shutdown: Duration,
    pub(super) sizes_in_list: bool,
    pub(super) user: Uuid,
}

/// How long an imaging takes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pace {
    BytesPerSecond(u64),
    Duration(Duration),
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) settings: Settings,
    /// The latest time that was told.
    pub(super) now: Duration,
    pub(super) ids: Ids,
    pub(super) drives: BTreeMap<Uuid, Drive>,
    pub(super) standard: BTreeMap<Uuid, Standard>,
    /// The catalogue's order.
    pub(super) standard_order: Vec<Uuid>,
    pub(super) servers: BTreeMap<Uuid, Server>,
    pub(super) resources: BTreeMap<(String, String), Resource>,
    /// Drive → running server → device.
    pub(super) claims: BTreeMap<Uuid, BTreeMap<Uuid, String>>,
    pub(super) jobs: Vec<Job>,
    /// When each place for an imaging is free.
    pub(super) slots: Vec<Duration>,
    /// Servers that were told to shut down, and when they will have.
    pub(super) leaving: BTreeMap<Uuid, Duration>,
    pub(super) addresses: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Drive {
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) shared: bool,
    pub(super) readers: String,
    pub(super) tags: String,
    pub(super) tier: String,
    pub(super) cipher: &'static str,
    pub(super) user: BTreeMap<String, String>,
    pub(super) io: Io,
    pub(super) contents: Contents,
}

/// Bytes read and written. Requests are these over 4096, as in recordings of the live service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Io {
    pub(super) read: u64,
    pub(super) written: u64,
}

impl Io {
    /// A new drive has been touched once each way.
    pub(super) const NEW: Self = Self { read: 4096, written: 4096 };
}

/// An imaging that waits or runs. The source cannot change until it ends, so its contents are taken at once.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) to: Uuid,
    pub(super) from: Uuid,
    pub(super) begins: Duration,
    pub(super) ends: Duration,
    pub(super) contents: Contents,
    pub(super) length: u64,
}

#[derive(Debug)]
pub(super) struct Server {
    /// The configuration: keys as `create` takes them, checked.
    pub(super) config: BTreeMap<String, String>,
    pub(super) power: Power,
}

#[derive(Debug)]
pub(super) enum Power {
    Active(Running),
    /// `paused`, `dumped` or `dead`, which no command leads to.
    Other(&'static str),
    Stopped,
}

#[derive(Debug)]
pub(super) struct Running {
    /// When it was started or reset last.
    pub(super) since: Duration,
    /// The same in seconds since 1970, but later than after any earlier start.
    pub(super) started: u64,
    /// When its addresses are known.
    pub(super) booted: Duration,
    /// Key → address, of what is given at boot.
    pub(super) addresses: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub(super) name: String,
    pub(super) tags: String,
    pub(super) user: BTreeMap<String, String>,
}
