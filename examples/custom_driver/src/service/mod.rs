//! The provider itself. In a real driver it is somebody else's service and, in tests, a simulator of it.
//!
//! It knows nothing of anycloud: it has machines and disks with numbers and labels, models to choose from, and problems.

mod disks;
mod machines;

pub use disks::{Disk, NewDisk};
pub use machines::{Machine, Model, NewMachine, Power, Switch};

use std::collections::BTreeMap;
use std::fmt;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const LATENCY: Duration = Duration::from_millis(20);
const KEY: &str = "a made-up key";

/// An account with its machines and disks. Clones are connections to the same one.
#[derive(Clone, Default)]
pub struct Service(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// Each with the time when it is done booting, or copying.
    machines: BTreeMap<u64, (Machine, Instant)>,
    disks: BTreeMap<u64, (Disk, Instant)>,
    made: u64,
    requests: u64,
    troubles: Vec<(Call, Trouble)>,
}

/// A call of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the methods of the service are documented")]
pub enum Call {
    Catalogue,
    CreateDisk,
    CreateMachine,
    DestroyDisk,
    DestroyMachine,
    EditMachine,
    Hello,
    ListDisks,
    ListMachines,
    ReadDisk,
    ReadMachine,
    Switch,
}

/// Why a call came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The disk is in a machine, or not ready.
    Attached,
    /// The machine is in use just now.
    Busy,
    /// The account is full.
    Full,
    /// The line broke: nobody knows whether the service acted.
    Line,
    /// The key is wrong.
    Locked,
    /// There is no such machine, disk, model or system.
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
    /// An account without machines and disks.
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

    /// How many machines and disks there are.
    pub fn count(&self) -> (usize, usize) {
        let state = self.state();
        (state.machines.len(), state.disks.len())
    }

    /// The next call of this kind meets this.
    pub fn expect(&self, call: Call, trouble: Trouble) {
        self.state().troubles.push((call, trouble));
    }

    /// Whether the key is good.
    pub(crate) async fn hello(&self, key: &str) -> Result<(), Problem> {
        self.answer(Call::Hello, key, |_| Ok(())).await
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
        let (machines, disks) = self.count();
        f.debug_struct("Service").field("machines", &machines).field("disks", &disks).finish_non_exhaustive()
    }
}
