//! What an account holds.

use super::{Dialect, keys::Key, machines::Machine, power::Next, problem::Problem, providers::Family};
use crate::family::{Secret, ids::Ids};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

#[derive(Clone)]
pub(super) struct Settings {
    pub(super) boot: Duration,
    pub(super) destroy: Duration,
    pub(super) dialect: Dialect,
    /// When the simulator begins, in seconds since 1970.
    pub(super) epoch: u64,
    pub(super) reboot: Duration,
    /// Only what the code of the dialect takes, where public documents of other years have more.
    pub(super) strict: bool,
    /// `shutdown` is another word for `stop`.
    pub(super) takes_shutdown: bool,
    /// API secrets that providers do not let in.
    pub(super) refused: BTreeSet<String>,
    /// API URLs and hosts where nobody answers.
    pub(super) unreachable: BTreeSet<String>,
}

pub(super) struct State {
    pub(super) settings: Settings,
    pub(super) now: Duration,
    pub(super) ids: Ids,
    /// In the order in which they were added.
    pub(super) backends: Vec<Backend>,
    /// Machines of backends that were deleted: they run on, and are there again if the backend is.
    pub(super) parked: BTreeMap<String, Vec<Machine>>,
    /// In the order in which they were added.
    pub(super) keys: Vec<Key>,
    /// Addresses given so far.
    pub(super) addresses: u32,
    /// Tags set so far: each has its own microsecond.
    pub(super) tagged: u32,
}

pub(super) struct Backend {
    pub(super) id: String,
    pub(super) title: String,
    /// Without its region.
    pub(super) provider: String,
    pub(super) family: Family,
    pub(super) region: String,
    pub(super) apikey: String,
    pub(super) apisecret: Secret,
    pub(super) apiurl: String,
    pub(super) tenant_name: String,
    pub(super) enabled: bool,
    /// Ids of images that a user starred.
    pub(super) starred: BTreeSet<String>,
    /// Ids of images from which a user took the star away.
    pub(super) unstarred: BTreeSet<String>,
    pub(super) machines: Vec<Machine>,
}

impl State {
    /// Lets time pass. It does not go back.
    pub(super) fn advance(&mut self, now: Duration) {
        self.now = self.now.max(now);
        let now = self.now;
        let lists = self.backends.iter_mut().map(|backend| &mut backend.machines);
        for machines in lists.chain(self.parked.values_mut()) {
            machines.retain_mut(|machine| machine.phase.advance(now) != Some(Next::Gone));
        }
    }

    /// Seconds since 1970.
    pub(super) fn unix(&self) -> u64 {
        self.settings.epoch + self.now.as_secs()
    }

    pub(super) fn backend(&self, id: &str) -> Result<&Backend, Problem> {
        self.backends.iter().find(|backend| backend.id == id).ok_or_else(|| Problem::NoBackend(id.to_owned()))
    }

    pub(super) fn backend_mut(&mut self, id: &str) -> Result<&mut Backend, Problem> {
        let found = self.backends.iter_mut().find(|backend| backend.id == id);
        found.ok_or_else(|| Problem::NoBackend(id.to_owned()))
    }

    /// A backend whose provider answers.
    pub(super) fn reached(&self, id: &str) -> Result<&Backend, Problem> {
        let backend = self.backend(id)?;
        self.reach(backend)?;
        Ok(backend)
    }

    /// The backend's provider answers, and lets it in.
    pub(super) fn reach(&self, backend: &Backend) -> Result<(), Problem> {
        if self.settings.refused.contains(&backend.apisecret.0) {
            return Err(Problem::BackendUnauthorized);
        }
        if self.settings.unreachable.contains(&backend.apiurl) {
            return Err(Problem::BackendUnavailable(backend.id.clone()));
        }
        Ok(())
    }
}

impl Backend {
    pub(super) fn machine(&self, id: &str) -> Result<&Machine, Problem> {
        self.machines.iter().find(|machine| machine.id == id).ok_or_else(|| Problem::NoMachine(id.to_owned()))
    }

    pub(super) fn machine_mut(&mut self, id: &str) -> Result<&mut Machine, Problem> {
        let found = self.machines.iter_mut().find(|machine| machine.id == id);
        found.ok_or_else(|| Problem::NoMachine(id.to_owned()))
    }
}
