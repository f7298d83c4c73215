//! A cloud in memory: for the tests of programs that use `Cloud`, and to show that the suite has teeth.

mod drives;
mod facets;
mod service;

pub use service::Quirk;

use crate::conformance::{At, Fault, Fixture, Lab, Service};
use anycloud_core::{
    Actions, ByteSize, Capabilities, Cloud, CloudId, ComputeCapabilities, Cpu, CreateCapabilities,
    DriveCapabilities, DriveId, Limits, PowerAction, ProviderInfo, Realm, ResourceKind, ServerId, Sizing,
    Support, UpdateCapabilities,
};
use service::State;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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

    /// Three running servers with a drive each, and three free drives.
    pub fn with_three_servers() -> Self {
        Self::new().furnished()
    }

    /// Nothing is there, and the driver makes this mistake.
    pub fn quirky(quirk: Quirk) -> Self {
        let info = ProviderInfo::new(CloudId::new("fake"), Realm::new("fake", "memory:"));
        let state = Mutex::new(State { quirk, ..State::default() });
        Self(Arc::new(Inner { info, capabilities: capabilities(), state }))
    }

    /// With three running servers with a drive each, and three free drives, besides what is there.
    pub fn furnished(self) -> Self {
        let mut state = self.state();
        for n in 1..=3 {
            let boot = state.add_drive(&format!("boot-{n}"), ByteSize::gib(1));
            state.add_server(&format!("web-{n}"), vec![boot]);
            state.add_drive(&format!("data-{n}"), ByteSize::gib(1));
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
        match kind {
            ResourceKind::Drive => self.state().drives.len(),
            ResourceKind::Server => self.state().servers.len(),
            _ => 0,
        }
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
        let (servers, drives): (Vec<ServerId>, Vec<DriveId>) = {
            let state = self.state();
            let free = state.drives.values().filter(|d| d.name.starts_with("data"));
            (state.servers.keys().cloned().collect(), free.map(|d| d.id.clone()).collect())
        };
        Lab::new(Cloud::new(self.clone()), self.clone())
            .servers(servers)
            .drives(drives)
            .image("img-1")
            .sizing(Sizing::Needs { cpu: Cpu::Mhz(1000), memory: ByteSize::mib(512) })
            .absent_id(|kind| Some(if *kind == ResourceKind::Server { "srv-999" } else { "drv-999" }.into()))
            .malformed_id("no id at all")
            .page_size(2)
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

fn capabilities() -> Capabilities {
    const YES: Support = Support::Yes;
    let mut create = CreateCapabilities::default();
    for flag in [
        &mut create.from_image,
        &mut create.from_drive,
        &mut create.free_sizing,
        &mut create.drives,
        &mut create.tags,
        &mut create.console_password,
        &mut create.stopped,
    ] {
        *flag = YES;
    }
    let mut update = UpdateCapabilities::default();
    (update.name, update.sizing, update.tags) = (YES, YES, YES);
    let mut compute = ComputeCapabilities::default();
    (compute.create, compute.update, compute.destroy, compute.images) = (create, update, YES, YES);
    compute.power = [PowerAction::PowerOff, PowerAction::Reboot, PowerAction::Shutdown, PowerAction::Start]
        .map(PowerAction::action)
        .into_iter()
        .collect::<Actions>();
    compute.cpu_mhz = Some(Limits::new(500..=20_000));
    compute.memory_bytes = Some(Limits::new(ByteSize::mib(256).0..=ByteSize::gib(8).0));
    let mut drives = DriveCapabilities::default();
    for flag in [
        &mut drives.create,
        &mut drives.sized,
        &mut drives.tags,
        &mut drives.clone,
        &mut drives.rename,
        &mut drives.grow,
        &mut drives.destroy,
        &mut drives.attach_stopped,
        &mut drives.attach_running,
        &mut drives.read,
        &mut drives.write,
        &mut drives.write_gzip,
    ] {
        *flag = YES;
    }
    drives.size_bytes = Some(Limits::new(ByteSize::mib(1).0..=ByteSize::gib(1000).0));
    (drives.read_max, drives.write_max) = (Some(ByteSize::mib(1).0), Some(ByteSize::mib(1).0));
    let mut all = Capabilities::default();
    (all.compute, all.drives) = (Some(compute), Some(drives));
    all
}
