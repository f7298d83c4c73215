//! The provider itself. In a real driver it is somebody else's service and, in tests, a simulator of it.
//!
//! It knows nothing of anycloud: it has machines with numbers, labels, models to choose from, and problems.

use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::future::pending;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const LATENCY: Duration = Duration::from_millis(20);
const BOOT: Duration = Duration::from_secs(3);
const KEY: &str = "a made-up key";
const SYSTEMS: [&str; 2] = ["debian", "alpine"];
/// Name, cores, MiB of memory and euros per hour.
const MODELS: [Model; 2] = [
    Model { name: "small", cores: 1, memory_mib: 1024, euros: "0.015" },
    Model { name: "large", cores: 4, memory_mib: 8192, euros: "0.09" },
];

/// An account with its machines. Clones are connections to the same one.
#[derive(Clone, Default)]
pub struct Service(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    machines: BTreeMap<u64, (Machine, Instant)>,
    made: u64,
    requests: u64,
    troubles: Vec<(Call, Trouble)>,
}

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
    /// The system that was installed.
    pub system: String,
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
    /// One of the systems.
    pub system: String,
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

/// A call of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the methods of the service are documented")]
pub enum Call {
    Catalogue,
    Create,
    Destroy,
    Edit,
    Hello,
    List,
    Read,
    Switch,
}

/// Why a call came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The machine is in use just now.
    Busy,
    /// The account is full.
    Full,
    /// The line broke: nobody knows whether the service acted.
    Line,
    /// The key is wrong.
    Locked,
    /// There is no such machine, model or system.
    Missing,
}

/// What goes wrong with one call, for tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// It is refused with this problem, and nothing happens.
    Answer(Problem),
    /// It happens, and the line breaks before the answer.
    LoseReply,
    /// The line breaks before it happens.
    LoseRequest,
    /// There is never an answer, and nothing happens.
    Silence,
}

impl Service {
    /// An account without machines.
    pub fn new() -> Self {
        Self::default()
    }

    /// The key of the account.
    pub fn key(&self) -> &'static str {
        KEY
    }

    /// How many calls have arrived.
    pub fn requests(&self) -> u64 {
        self.state().requests
    }

    /// How many machines there are.
    pub fn count(&self) -> usize {
        self.state().machines.len()
    }

    /// The next call of this kind meets this.
    pub fn expect(&self, call: Call, trouble: Trouble) {
        self.state().troubles.push((call, trouble));
    }

    /// Whether the key is good.
    pub(crate) async fn hello(&self, key: &str) -> Result<(), Problem> {
        self.answer(Call::Hello, key, |_| Ok(())).await
    }

    /// The models that are sold.
    pub(crate) async fn models(&self, key: &str) -> Result<Vec<Model>, Problem> {
        self.answer(Call::Catalogue, key, |_| Ok(MODELS.to_vec())).await
    }

    /// The systems that can be installed.
    pub(crate) async fn systems(&self, key: &str) -> Result<Vec<&'static str>, Problem> {
        self.answer(Call::Catalogue, key, |_| Ok(SYSTEMS.to_vec())).await
    }

    /// All machines.
    pub(crate) async fn list(&self, key: &str) -> Result<Vec<Machine>, Problem> {
        self.answer(Call::List, key, |state| Ok(state.machines.values().map(shown).collect())).await
    }

    /// One machine.
    pub(crate) async fn read(&self, key: &str, number: u64) -> Result<Machine, Problem> {
        let read = |state: &mut State| state.machines.get(&number).map(shown).ok_or(Problem::Missing);
        self.answer(Call::Read, key, read).await
    }

    /// Makes a machine; its number.
    pub(crate) async fn create(&self, key: &str, new: &NewMachine) -> Result<u64, Problem> {
        let create = |state: &mut State| {
            if !SYSTEMS.contains(&&*new.system) || !MODELS.iter().any(|model| model.name == new.model) {
                return Err(Problem::Missing);
            }
            state.made += 1;
            let NewMachine { name, model, system, labels, on } = new.clone();
            let (number, power) = (state.made, if on { Power::Booting } else { Power::Off });
            let boots = u64::from(on);
            let machine = Machine { number, name, model, system, labels, power, boots, address: None };
            state.machines.insert(number, (machine, Instant::now() + BOOT));
            Ok(number)
        };
        self.answer(Call::Create, key, create).await
    }

    /// Gives a machine this name and these labels, in place of those that it had.
    pub(crate) async fn edit(
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
        self.answer(Call::Edit, key, edit).await
    }

    /// Switches a machine.
    pub(crate) async fn switch(&self, key: &str, number: u64, switch: Switch) -> Result<(), Problem> {
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

    /// Destroys a machine.
    pub(crate) async fn destroy(&self, key: &str, number: u64) -> Result<(), Problem> {
        let destroy = |state: &mut State| state.machines.remove(&number).map(drop).ok_or(Problem::Missing);
        self.answer(Call::Destroy, key, destroy).await
    }

    async fn answer<T>(
        &self,
        call: Call,
        key: &str,
        act: impl FnOnce(&mut State) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let trouble = {
            let mut state = self.state();
            state.requests += 1;
            let next = state.troubles.iter().position(|(at, _)| *at == call);
            next.map(|next| state.troubles.remove(next).1)
        };
        sleep(LATENCY).await;
        match trouble {
            _ if key != KEY => Err(Problem::Locked),
            None => act(&mut self.state()),
            Some(Trouble::Answer(problem)) => Err(problem),
            Some(Trouble::LoseReply) => act(&mut self.state()).and(Err(Problem::Line)),
            Some(Trouble::LoseRequest) => Err(Problem::Line),
            Some(Trouble::Silence) => pending().await,
        }
    }

    // Nothing panics while it holds the lock.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("machines", &self.count()).finish_non_exhaustive()
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
