use super::{Call, Problem, Service, State};
use serde::Serialize;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;
use tokio::time::Instant;

const BOOT: Duration = Duration::from_millis(500);
const MODELS: [Model; 2] = [
    Model { name: "small", cores: 1, memory_mib: 1024, euros: "0.015" },
    Model { name: "large", cores: 4, memory_mib: 8192, euros: "0.09" },
];

/// A machine, as the service shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Machine {
    /// Its number, never used again.
    pub number: u64,
    /// Its name; several may have the same.
    pub name: String,
    /// The [`Model`] that it is.
    pub model: String,
    /// The disk that it boots from.
    pub disk: u64,
    /// What its owner wrote on it.
    pub labels: BTreeMap<String, String>,
    /// Whether it is on.
    pub power: Power,
    /// How often it was booted.
    pub boots: u64,
    /// Its address, while it is on.
    pub address: Option<IpAddr>,
}

/// What a machine does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum Power {
    /// On its way to `On`.
    Booting,
    /// Off.
    Off,
    /// Running.
    On,
}

/// What can be done to a machine's power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Switch {
    /// At once.
    Off,
    /// Nothing happens to a machine that is on.
    On,
    /// Off and on.
    Restart,
}

/// A machine to be made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NewMachine {
    /// Its name.
    pub name: String,
    /// One of the [`Model`]s.
    pub model: String,
    /// The disk that it boots from, in no other machine.
    pub disk: u64,
    /// What is written on it.
    pub labels: BTreeMap<String, String>,
    /// Whether it is switched on.
    pub on: bool,
}

/// A kind of machine that is sold.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Model {
    /// Its name.
    pub name: &'static str,
    /// Processor cores.
    pub cores: u32,
    /// Memory.
    pub memory_mib: u64,
    /// Euros for an hour.
    pub euros: &'static str,
}

impl Service {
    /// The models that are sold.
    pub(crate) async fn models(&self, key: &str) -> Result<Vec<Model>, Problem> {
        self.answer(Call::Catalogue, key, |_| Ok(MODELS.to_vec())).await
    }

    /// All machines.
    pub(crate) async fn machines(&self, key: &str) -> Result<Vec<Machine>, Problem> {
        self.answer(Call::ListMachines, key, |state| Ok(state.machines.values().map(shown).collect())).await
    }

    /// One machine.
    pub(crate) async fn machine(&self, key: &str, number: u64) -> Result<Machine, Problem> {
        let read = |state: &mut State| state.machines.get(&number).map(shown).ok_or(Problem::Missing);
        self.answer(Call::ReadMachine, key, read).await
    }

    /// Makes a machine; its number.
    pub(crate) async fn create_machine(&self, key: &str, new: &NewMachine) -> Result<u64, Problem> {
        let create = |state: &mut State| {
            let NewMachine { name, model, disk, labels, on } = new.clone();
            match state.disk(disk) {
                Some(found) if !found.ready || found.machine.is_some() => return Err(Problem::Attached),
                Some(_) if MODELS.iter().any(|sold| sold.name == model) => state.made += 1,
                _ => return Err(Problem::Missing),
            }
            let (number, power) = (state.made, if on { Power::Booting } else { Power::Off });
            let boots = u64::from(on);
            let machine = Machine { number, name, model, disk, labels, power, boots, address: None };
            state.machines.insert(number, (machine, Instant::now() + BOOT));
            Ok(number)
        };
        self.answer(Call::CreateMachine, key, create).await
    }

    /// Gives a machine this name and these labels, in place of those that it had.
    pub(crate) async fn edit_machine(
        &self,
        key: &str,
        number: u64,
        name: &str,
        labels: &BTreeMap<String, String>,
    ) -> Result<(), Problem> {
        let edit = |state: &mut State| {
            let (machine, _) = state.machines.get_mut(&number).ok_or(Problem::Missing)?;
            (machine.name, machine.labels) = (name.to_owned(), labels.clone());
            Ok(())
        };
        self.answer(Call::EditMachine, key, edit).await
    }

    /// Switches a machine.
    pub(crate) async fn switch_machine(&self, key: &str, number: u64, switch: Switch) -> Result<(), Problem> {
        let act = |state: &mut State| {
            let (machine, ready) = state.machines.get_mut(&number).ok_or(Problem::Missing)?;
            match switch {
                Switch::Off => machine.power = Power::Off,
                Switch::On if machine.power != Power::Off => {}
                Switch::On | Switch::Restart => {
                    (machine.power, *ready) = (Power::Booting, Instant::now() + BOOT);
                    machine.boots += 1;
                }
            }
            Ok(())
        };
        self.answer(Call::Switch, key, act).await
    }

    /// Destroys a machine. Its disk stays.
    pub(crate) async fn destroy_machine(&self, key: &str, number: u64) -> Result<(), Problem> {
        let destroy = |state: &mut State| state.machines.remove(&number).map(drop).ok_or(Problem::Missing);
        self.answer(Call::DestroyMachine, key, destroy).await
    }
}

/// A machine as it is now: nobody tells when it has booted.
fn shown((machine, ready): &(Machine, Instant)) -> Machine {
    let mut machine = machine.clone();
    if machine.power == Power::Booting && Instant::now() >= *ready {
        machine.power = Power::On;
        machine.address = Some(Ipv4Addr::new(192, 0, 2, machine.number as u8).into());
    }
    machine
}
