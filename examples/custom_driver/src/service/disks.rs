use super::{Call, Problem, Service, State};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// So long a system is copied onto a new disk.
const COPY: Duration = Duration::from_secs(1);
const SYSTEMS: [&str; 2] = ["alpine", "debian"];

/// A disk, as the service shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Disk {
    /// Its number, never used again, for machines neither.
    pub number: u64,
    /// Its name; several may have the same.
    pub name: String,
    /// Its size in GiB.
    pub gib: u64,
    /// What its owner wrote on it.
    pub labels: BTreeMap<String, String>,
    /// Whether the system is on it that it was made with.
    pub ready: bool,
    /// The machine that it is in.
    pub machine: Option<u64>,
}

/// A disk to be made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NewDisk {
    /// Its name.
    pub name: String,
    /// Its size in GiB.
    pub gib: u64,
    /// What is copied onto it; without one it is empty.
    pub system: Option<String>,
    /// What is written on it.
    pub labels: BTreeMap<String, String>,
}

impl Service {
    /// The systems that can be copied onto a disk.
    pub(crate) async fn systems(&self, key: &str) -> Result<Vec<&'static str>, Problem> {
        self.answer(Call::Catalogue, key, |_| Ok(SYSTEMS.to_vec())).await
    }

    /// All disks.
    pub(crate) async fn disks(&self, key: &str) -> Result<Vec<Disk>, Problem> {
        let list =
            |state: &mut State| Ok(state.disks.keys().filter_map(|number| state.disk(*number)).collect());
        self.answer(Call::ListDisks, key, list).await
    }

    /// One disk.
    pub(crate) async fn disk(&self, key: &str, number: u64) -> Result<Disk, Problem> {
        self.answer(Call::ReadDisk, key, |state| state.disk(number).ok_or(Problem::Missing)).await
    }

    /// Makes a disk; its number.
    pub(crate) async fn create_disk(&self, key: &str, new: &NewDisk) -> Result<u64, Problem> {
        let create = |state: &mut State| {
            let NewDisk { name, gib, system, labels } = new.clone();
            if system.as_ref().is_some_and(|system| !SYSTEMS.contains(&&**system)) {
                return Err(Problem::Missing);
            }
            state.made += 1;
            let number = state.made;
            let done = Instant::now() + if system.is_some() { COPY } else { Duration::ZERO };
            let disk = Disk { number, name, gib, labels, ready: false, machine: None };
            state.disks.insert(number, (disk, done));
            Ok(number)
        };
        self.answer(Call::CreateDisk, key, create).await
    }

    /// Destroys a disk that is in no machine.
    pub(crate) async fn destroy_disk(&self, key: &str, number: u64) -> Result<(), Problem> {
        let destroy = |state: &mut State| match state.disk(number) {
            None => Err(Problem::Missing),
            Some(disk) if disk.machine.is_some() => Err(Problem::Attached),
            Some(_) => state.disks.remove(&number).map(drop).ok_or(Problem::Missing),
        };
        self.answer(Call::DestroyDisk, key, destroy).await
    }
}

impl State {
    /// A disk as it is now.
    pub(super) fn disk(&self, number: u64) -> Option<Disk> {
        let (disk, done) = self.disks.get(&number)?;
        let machine = self.machines.values().find(|(machine, _)| machine.disk == number);
        let machine = machine.map(|(machine, _)| machine.number);
        Some(Disk { ready: Instant::now() >= *done, machine, ..disk.clone() })
    }
}
