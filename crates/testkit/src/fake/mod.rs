//! A cloud in memory: for the tests of programs that use `Cloud`, and to show that the suite has teeth.

mod capabilities;
mod catalog;
mod drives;
mod firewalls;
mod key_pairs;
mod provider;
mod quirk;
mod servers;
mod service;
mod snapshots;

pub use quirk::Quirk;

use crate::conformance::{At, Fault, Fixture, Lab, Service};
use anycloud_core::{
    ByteSize, Capabilities, Cloud, CloudId, Cpu, DriveId, FirewallRule, ProviderInfo, Realm, ResourceKind,
    ServerId, Sizing,
};
use capabilities::capabilities;
use catalog::{IMAGE, LOCATIONS};
use key_pairs::material;
use service::State;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A cloud that exists in memory only. Clones are handles of the same one.
///
/// It takes (tokio's) time to image, boot and reboot, marks what a run makes, and has no HTTP in between.
///
/// ```
/// use anycloud_core::{Cloud, ServerQuery};
/// use anycloud_testkit::fake::FakeCloud;
/// # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(async {
/// let cloud = Cloud::new(FakeCloud::with_three_servers());
/// assert_eq!(cloud.servers(&ServerQuery::new()).all().await?.len(), 3);
/// # Ok::<_, anycloud_core::Error>(()) }).unwrap();
/// ```
#[derive(Clone)]
pub struct FakeCloud(Arc<Inner>);

struct Inner {
    info: ProviderInfo,
    capabilities: Capabilities,
    state: Mutex<State>,
}

impl FakeCloud {
    /// Nothing is there.
    pub fn new() -> Self {
        Self::quirky(Quirk::None)
    }

    /// Three running servers with a drive each, and three free drives, snapshots, firewalls and key pairs.
    pub fn with_three_servers() -> Self {
        Self::new().furnished()
    }

    /// Nothing is there, and the driver makes this mistake.
    pub fn quirky(quirk: Quirk) -> Self {
        let info = ProviderInfo::new(CloudId::new("fake"), Realm::new("fake", "memory:"));
        let state = Mutex::new(State { quirk, ..State::default() });
        Self(Arc::new(Inner { info, capabilities: capabilities(), state }))
    }

    /// With three running servers with a drive each, and three free drives, snapshots, firewalls and key pairs,
    /// besides what is there.
    pub fn furnished(self) -> Self {
        let mut state = self.state();
        for n in 1..=3 {
            let boot = state.add_drive(&format!("boot-{n}"), ByteSize::gib(1));
            state.add_server(&format!("web-{n}"), vec![boot]);
            state.add_drive(&format!("data-{n}"), ByteSize::gib(1));
        }
        let free: Vec<DriveId> = state.free_drives().collect();
        for (n, drive) in free.iter().enumerate() {
            // They can only fail for a drive that is not there, or a key pair that is.
            let _ = state.add_snapshot(drive, &format!("kept-{}", n + 1), Duration::ZERO);
            let rule = FirewallRule::tcp_in(22, 22, "192.0.2.0/24");
            state.add_firewall(&format!("wall-{}", n + 1), vec![rule], None);
            let (public, _) = material(state.made);
            let _ = state.add_key_pair(&format!("key-{}", n + 1), &public, None);
        }
        drop(state);
        self
    }

    /// How many requests arrived.
    pub fn requests(&self) -> u64 {
        self.state().requests
    }

    /// How many things of this kind there are.
    pub fn count(&self, kind: &ResourceKind) -> usize {
        self.state().marks(kind).len()
    }

    /// The next request of this sort meets this fault.
    pub fn inject(&self, at: At, fault: Fault) {
        self.state().faults.push((at, fault));
    }

    // Nothing panics while holding the lock but a failing test.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lab(&self) -> Lab {
        let state = self.state();
        let lab = Lab::new(Cloud::new(self.clone()), self.clone())
            .servers(state.servers.keys().cloned())
            .drives(state.free_drives())
            .snapshots(state.snapshots.keys().cloned())
            .firewalls(state.firewalls.keys().cloned())
            .key_pairs(state.key_pairs.keys().cloned());
        lab.image(IMAGE)
            .location(LOCATIONS[1].0)
            .sizing(Sizing::Needs { cpu: Cpu::Mhz(1000), memory: ByteSize::mib(512) })
            .absent_id(|kind| Some(absent(kind).into()))
            .malformed_id("no id at all")
            .page_size(2)
    }
}

fn absent(kind: &ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Drive => "drv-999",
        ResourceKind::Firewall => "fw-999",
        ResourceKind::Server => "srv-999",
        ResourceKind::Snapshot => "snap-999",
        _ => "nothing-999",
    }
}

impl Default for FakeCloud {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for FakeCloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeCloud").field("info", &self.0.info).finish_non_exhaustive()
    }
}

impl Service for FakeCloud {
    fn requests(&self) -> u64 {
        Self::requests(self)
    }

    fn count(&self, kind: &ResourceKind) -> Option<usize> {
        Some(Self::count(self, kind))
    }

    fn inject(&self, at: At, fault: Fault) -> bool {
        Self::inject(self, at, fault);
        true
    }

    fn reopen(&self) -> Cloud {
        Cloud::new(self.clone())
    }

    fn has_user_data(&self, server: &ServerId, user_data: &str) -> Option<bool> {
        let state = self.state();
        let has = state.servers.get(server).and_then(|machine| machine.user_data.as_ref());
        Some(has.is_some_and(|has| has.expose() == user_data))
    }
}

/// The fixture of the [`FakeCloud`] itself.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FakeFixture;

impl Fixture for FakeFixture {
    fn name() -> &'static str {
        "fake"
    }

    async fn lab() -> Lab {
        FakeCloud::with_three_servers().lab()
    }
}

/// A laboratory whose driver makes this mistake. Some case of the suite must fail in it.
pub fn quirky_lab(quirk: Quirk) -> Lab {
    FakeCloud::quirky(quirk).furnished().lab()
}
