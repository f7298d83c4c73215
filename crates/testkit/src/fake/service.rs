//! What the fake cloud consists of, and what happens to a request on its way there.

use super::FakeCloud;
use super::catalog::LOCATIONS;
use super::firewalls::Wall;
use super::key_pairs::Key;
use super::quirk::Quirk;
use super::snapshots::Shot;
use crate::conformance::{At, Fault};
use anycloud_core::run::Stamp;
use anycloud_core::{
    Action, Actions, Attachment, ByteSize, Cpu, Delivery, Drive, DriveId, DriveState, Error, ErrorKind,
    FirewallId, KeyPairId, LocationId, ResourceKind, ResourceRef, Result, Secret, Server, ServerAddress,
    ServerId, ServerState, SizeId, SnapshotId, Tags, Text,
};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::{Instant, sleep};

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) quirk: Quirk,
    pub(super) requests: u64,
    pub(super) servers: BTreeMap<ServerId, Machine>,
    pub(super) drives: BTreeMap<DriveId, Disk>,
    pub(super) snapshots: BTreeMap<SnapshotId, Shot>,
    pub(super) firewalls: BTreeMap<FirewallId, Wall>,
    pub(super) key_pairs: BTreeMap<KeyPairId, Key>,
    pub(super) faults: Vec<(At, Fault)>,
    pub(super) made: u64,
}

#[derive(Clone, Debug)]
pub(super) struct Machine {
    pub(super) id: ServerId,
    pub(super) name: Text,
    pub(super) cpu: Cpu,
    pub(super) memory: ByteSize,
    pub(super) size: Option<SizeId>,
    pub(super) location: LocationId,
    pub(super) firewalls: Vec<FirewallId>,
    pub(super) user_data: Option<Secret>,
    pub(super) drives: Vec<DriveId>,
    pub(super) tags: Tags,
    pub(super) stamp: Option<String>,
    /// The state before and from `at` on, each with the number of boots.
    pub(super) was: (ServerState, u64),
    pub(super) then: (ServerState, u64),
    pub(super) at: Instant,
    pub(super) address_from: Instant,
}

#[derive(Clone, Debug)]
pub(super) struct Disk {
    pub(super) id: DriveId,
    pub(super) name: Text,
    pub(super) size: ByteSize,
    pub(super) tags: Tags,
    pub(super) stamp: Option<String>,
    pub(super) bytes: BTreeMap<u64, u8>,
    pub(super) ready: Instant,
}

impl FakeCloud {
    /// One request: it takes a moment, is counted, and meets the fault that waits for it.
    pub(super) async fn call<T>(&self, at: At, act: impl FnOnce(&mut State) -> Result<T>) -> Result<T> {
        let fault = {
            let mut state = self.state();
            state.requests += 1;
            let found = state.faults.iter().position(|(wanted, _)| *wanted == at);
            found.map(|i| state.faults.remove(i).1)
        };
        sleep(Duration::from_millis(20)).await;
        let lost = |what| Err(Error::new(ErrorKind::Transport, what).delivered(Delivery::Unknown));
        match fault {
            None => act(&mut self.state()),
            Some(Fault::Busy) => Err(Error::new(ErrorKind::Busy, "in use")),
            Some(Fault::LoseReply) => {
                act(&mut self.state())?;
                lost("the reply was lost")
            }
            Some(Fault::LoseRequest) => lost("the request was lost"),
            Some(Fault::Refuse) => Err(Error::new(ErrorKind::QuotaExceeded, "no more")),
            Some(Fault::Stall) => {
                sleep(Duration::from_secs(60)).await;
                lost("no answer in time")
            }
            Some(Fault::Truncate) => {
                act(&mut self.state())?;
                lost("the reply was cut off")
            }
        }
    }
}

impl State {
    pub(super) fn add_server(&mut self, name: &str, drives: Vec<DriveId>) -> ServerId {
        self.made += 1;
        let id = ServerId::new(format!("srv-{}", self.made));
        let running = (ServerState::Running, 1);
        let machine = Machine {
            id: id.clone(),
            name: name.into(),
            cpu: Cpu::Mhz(1000),
            memory: ByteSize::mib(512),
            size: None,
            location: LOCATIONS[0].0.into(),
            firewalls: Vec::new(),
            user_data: None,
            drives,
            tags: Tags::new(),
            stamp: None,
            was: running.clone(),
            then: running,
            at: Instant::now(),
            address_from: Instant::now(),
        };
        self.servers.insert(id.clone(), machine);
        id
    }

    pub(super) fn add_drive(&mut self, name: &str, size: ByteSize) -> DriveId {
        self.made += 1;
        let id = DriveId::new(format!("drv-{}", self.made));
        let disk = Disk {
            id: id.clone(),
            name: name.into(),
            size,
            tags: Tags::new(),
            stamp: None,
            bytes: BTreeMap::new(),
            ready: Instant::now(),
        };
        self.drives.insert(id.clone(), disk);
        id
    }

    pub(super) fn free_drives(&self) -> impl Iterator<Item = DriveId> {
        self.drives
            .values()
            .filter(|d| !self.servers.values().any(|s| s.drives.contains(&d.id)))
            .map(|d| d.id.clone())
    }

    pub(super) fn machine(&mut self, id: &ServerId) -> Result<&mut Machine> {
        let hit = self.hit(&self.servers, id);
        self.servers.get_mut(&hit).ok_or_else(|| not_found(id.as_str()))
    }

    pub(super) fn disk(&mut self, id: &DriveId) -> Result<&mut Disk> {
        let hit = self.hit(&self.drives, id);
        self.drives.get_mut(&hit).ok_or_else(|| not_found(id.as_str()))
    }

    /// What a change hits: what it was asked for, or the first of them.
    pub(super) fn hit<I: Clone + Ord, T>(&self, all: &BTreeMap<I, T>, asked: &I) -> I {
        let first = all.keys().next().filter(|_| self.quirk == Quirk::ActsOnFirst);
        first.unwrap_or(asked).clone()
    }

    /// Everything of this kind, with the stamp that it carries.
    pub(super) fn marks(&self, kind: &ResourceKind) -> Vec<(ResourceRef, Option<&str>)> {
        match kind {
            ResourceKind::Drive => {
                self.drives.values().map(|d| (d.id.resource(), d.stamp.as_deref())).collect()
            }
            ResourceKind::Firewall => {
                self.firewalls.values().map(|f| (f.id.resource(), f.stamp.as_deref())).collect()
            }
            ResourceKind::KeyPair => {
                self.key_pairs.values().map(|k| (k.id.resource(), k.stamp.as_deref())).collect()
            }
            ResourceKind::Server => {
                self.servers.values().map(|s| (s.id.resource(), s.stamp.as_deref())).collect()
            }
            ResourceKind::Snapshot => {
                self.snapshots.values().map(|s| (s.id.resource(), s.stamp.as_deref())).collect()
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn remove(&mut self, thing: &ResourceRef) {
        let id: &str = &thing.id;
        match thing.kind {
            ResourceKind::Drive => drop(self.drives.remove(&DriveId::new(id))),
            ResourceKind::Firewall => drop(self.firewalls.remove(&FirewallId::new(id))),
            ResourceKind::KeyPair => drop(self.key_pairs.remove(&KeyPairId::new(id))),
            ResourceKind::Server => drop(self.servers.remove(&ServerId::new(id))),
            ResourceKind::Snapshot => drop(self.snapshots.remove(&SnapshotId::new(id))),
            _ => {}
        }
    }

    pub(super) fn show_drive(&self, disk: &Disk) -> Drive {
        let users = self.servers.values().filter(|s| s.drives.contains(&disk.id));
        let used_by: Vec<Attachment> = users.map(|s| Attachment::new(s.id.clone())).collect();
        let state = match (disk.ready > Instant::now(), used_by.is_empty()) {
            (true, _) => DriveState::Pending,
            (false, true) => DriveState::Available,
            (false, false) => DriveState::Attached,
        };
        let mut drive = Drive::new(disk.id.clone(), disk.name.clone(), state);
        (drive.size, drive.used_by, drive.tags) = (Some(disk.size), used_by, disk.tags.clone());
        drive
    }
}

impl Machine {
    pub(super) fn now(&self) -> &(ServerState, u64) {
        if Instant::now() < self.at { &self.was } else { &self.then }
    }

    /// Becomes so after a while.
    pub(super) fn go(&mut self, then: (ServerState, u64), after: Duration) {
        self.was = self.now().clone();
        (self.then, self.at) = (then, Instant::now() + after);
    }

    pub(super) fn show(&self, quirk: Quirk) -> Server {
        let (state, boots) = self.now().clone();
        let actions = if quirk == Quirk::AllowsEverything { every_action() } else { allowed(&state) };
        let mut server = Server::new(self.id.clone(), self.name.clone(), state, actions);
        if server.state == ServerState::Running && Instant::now() >= self.address_from {
            server.addresses.push(ServerAddress::public([192, 0, 2, 7].into()));
        }
        (server.cpu, server.memory) = (Some(self.cpu), Some(self.memory));
        (server.size, server.location) = (self.size.clone(), Some(self.location.clone()));
        (server.drives, server.tags) = (self.drives.clone(), self.tags.clone());
        server.boot = Some(boots.to_string().into());
        server
    }
}

/// What can be asked of a server in this state.
pub(super) fn allowed(state: &ServerState) -> Actions {
    let power: &[Action] = match state {
        ServerState::Running => &[Action::PowerOff, Action::Reboot, Action::Shutdown],
        ServerState::Stopped => &[Action::Start],
        _ => &[Action::PowerOff],
    };
    let always = [Action::Destroy, Action::Rename, Action::Resize, Action::Tag];
    always.iter().chain(power).copied().collect()
}

fn every_action() -> Actions {
    [ServerState::Running, ServerState::Stopped].iter().flat_map(|s| allowed(s).iter()).collect()
}

/// An id is well formed before anything is sent.
pub(super) fn well_formed(prefix: &str, id: &str) -> Result<()> {
    match id.strip_prefix(prefix) {
        Some(n) if !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) => Ok(()),
        _ => Err(Error::invalid(format!("not an id of this cloud: {id:?}"))),
    }
}

pub(super) fn carries(stamp: &Stamp, mark: Option<&str>) -> bool {
    mark == Some(stamp.text().as_str())
}

pub(super) fn not_found(id: &str) -> Error {
    Error::new(ErrorKind::NotFound, format!("there is no {id}"))
}
