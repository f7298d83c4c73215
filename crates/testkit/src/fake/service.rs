//! What the fake cloud consists of, and what happens to a request on its way there.

use super::FakeCloud;
use crate::conformance::{At, Fault};
use anycloud_core::run::Stamp;
use anycloud_core::{
    Action, Actions, Attachment, ByteSize, Cpu, Delivery, Drive, DriveId, DriveState, Error, ErrorKind,
    Result, Server, ServerAddress, ServerId, ServerState, Tags, Text,
};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// A mistake that a driver can make, and that the suite must find.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quirk {
    /// Every change hits the first server or drive of the account, whichever was asked for.
    ActsOnFirst,
    /// Servers claim to allow everything, whatever they do now.
    AllowsEverything,
    /// A create without an answer is sent again.
    CreatesAgain,
    /// A drive is destroyed although a server has it.
    DestroysAttached,
    /// The drives of a destroyed server go, whatever the request says.
    DestroysDrives,
    /// The server is not asked for before it is said to be gone.
    ForgetsToDestroy,
    /// The boot drive is made outside of the run, so nobody removes it when the next step fails.
    LeavesDrive,
    /// The first page is taken for the whole list.
    ListsOnePage,
    /// Undo destroys what the journal names, whoever made it.
    DiscardsAnything,
    /// None: it does what it should.
    #[default]
    None,
    /// A reboot is done as soon as the server runs, which it did all the time.
    RebootsBlindly,
    /// The password of a server's console is part of its tags.
    ShowsSecrets,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) quirk: Quirk,
    pub(super) requests: u64,
    pub(super) servers: BTreeMap<ServerId, Machine>,
    pub(super) drives: BTreeMap<DriveId, Disk>,
    pub(super) faults: Vec<(At, Fault)>,
    pub(super) made: u64,
}

#[derive(Clone, Debug)]
pub(super) struct Machine {
    pub(super) id: ServerId,
    pub(super) name: Text,
    pub(super) cpu: Cpu,
    pub(super) memory: ByteSize,
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

    pub(super) fn machine(&mut self, id: &ServerId) -> Result<&mut Machine> {
        let hit = match (self.quirk, self.servers.keys().next()) {
            (Quirk::ActsOnFirst, Some(first)) => first.clone(),
            _ => id.clone(),
        };
        self.servers.get_mut(&hit).ok_or_else(|| not_found(id.as_str()))
    }

    pub(super) fn disk(&mut self, id: &DriveId) -> Result<&mut Disk> {
        let hit = match (self.quirk, self.drives.keys().next()) {
            (Quirk::ActsOnFirst, Some(first)) => first.clone(),
            _ => id.clone(),
        };
        self.drives.get_mut(&hit).ok_or_else(|| not_found(id.as_str()))
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
