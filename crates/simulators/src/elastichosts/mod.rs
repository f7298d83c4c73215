//! ElasticHosts, simulated: its drives, servers and resources, in text and JSON, in both dialects.

mod answer;
mod builder;
mod config;
mod drives;
mod imaging;
mod listed;
mod power;
mod resources;
mod route;
mod seed;
mod servers;
mod standard;
mod state;
mod wire;

pub use crate::family::{problem::Problem, seed::SeedError};
pub use builder::Builder;
pub use seed::SeedState;

use self::{route::Route, state::State};
use crate::{
    Reply, Simulator,
    family::{Secret, auth::Credentials, drive::uuid, ids::Uuid, tally::Tally},
};
use anycloud_elastic_text::ElasticCode;
use bytes::Bytes;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Which of the API's two spellings the service speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dialect {
    /// 1.0: what was given at boot is written over what was asked for (`nic:0:dhcp`, `vnc:ip`, `smp`).
    One,
    /// 2.0: what was given at boot has its own keys (`nic:0:dhcp:ip`, `vnc:ip` beside `vnc`, `smp:cores`).
    #[default]
    Two,
}

impl std::str::FromStr for Dialect {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "1.0" => Ok(Self::One),
            "2.0" => Ok(Self::Two),
            _ => Err(Problem::bad("dialect", text, "`1.0` or `2.0`")),
        }
    }
}

impl std::fmt::Display for Dialect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::One => "1.0",
            Self::Two => "2.0",
        })
    }
}

/// A simulated ElasticHosts account in one zone.
pub struct ElasticHosts {
    user: String,
    secret: Secret,
    zone: String,
    dialect: Dialect,
    credentials: Credentials,
    state: Mutex<State>,
    tally: Tally,
}

impl Default for ElasticHosts {
    fn default() -> Self {
        Self::new()
    }
}

impl ElasticHosts {
    /// An empty account with the settings of [`Builder::new`].
    pub fn new() -> Self {
        Builder::new().build_unseeded()
    }

    /// An account with `n` running servers, each with its own drive, and as many addresses and VLANs (a hundred of
    /// each at most). Servers are called `server-0`, `server-1`, …; drives `drive-0`, …
    pub fn filled(n: usize) -> Self {
        Builder::new().filled(n).build_unseeded()
    }

    /// The settings of an account, to be chosen.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// The user's UUID: the name for HTTP Basic.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The secret API key: the password for HTTP Basic.
    pub fn secret(&self) -> &str {
        &self.secret.0
    }

    /// The zone that it plays.
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// The dialect that it speaks.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// How many requests came, whatever became of them.
    pub fn requests(&self) -> u64 {
        self.tally.requests()
    }

    /// How many requests came for these commands, refused ones too.
    ///
    /// `pattern` is a template such as `drives/create` or `drives/DRIVE/image/SOURCE/gunzip`, in which `*` can
    /// stand for a word, and at the end for the rest; `POST drives/create` counts one method only.
    ///
    /// # Panics
    /// If `pattern` cannot be read.
    pub fn calls(&self, pattern: &str) -> u64 {
        self.tally.calls(pattern)
    }

    /// How many of these the service answered with success. Whether the answer arrived is another matter.
    ///
    /// # Panics
    /// If `pattern` cannot be read.
    pub fn succeeded(&self, pattern: &str) -> u64 {
        self.tally.succeeded(pattern)
    }

    /// Forgets what was counted.
    pub fn reset_counts(&self) {
        self.tally.reset();
    }

    /// How many servers there are (without those of [`Builder::listed`]).
    pub fn servers(&self) -> usize {
        self.state().machines.servers.len()
    }

    /// How many drives there are, without the standard ones.
    pub fn drives(&self) -> usize {
        self.state().drives.len()
    }

    /// How many resources there are.
    pub fn resources(&self) -> usize {
        self.state().resources.len()
    }

    /// The UUIDs of the servers.
    pub fn server_ids(&self) -> Vec<String> {
        self.state().machines.servers.keys().map(ToString::to_string).collect()
    }

    /// The UUIDs of the drives, without the standard ones.
    pub fn drive_ids(&self) -> Vec<String> {
        self.state().drives.keys().map(ToString::to_string).collect()
    }

    /// Types and identifiers of the resources.
    pub fn resource_ids(&self) -> Vec<(String, String)> {
        self.state().resources.keys().cloned().collect()
    }

    /// What is on a drive, as much as `length` bytes from `offset`, or nothing if there is no such drive.
    pub fn drive_contents(&self, id: &str, offset: u64, length: usize) -> Option<Vec<u8>> {
        let state = self.state();
        state.drives.get(&Uuid::parse(id)?).map(|drive| drive.contents.read(offset, length))
    }

    /// Puts a server into a status, also into `paused`, `dumped` or `dead`, to which no command leads.
    ///
    /// # Errors
    /// If there is no such server or status, or its drives are in use.
    pub fn force_status(&self, id: &str, status: &str) -> Result<(), Problem> {
        let id = uuid("SERVER", id)?;
        self.state().force(id, status)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for ElasticHosts {
    /// Neither the secret nor what may be a million servers.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ElasticHosts")
            .field("zone", &self.zone)
            .field("dialect", &self.dialect)
            .field("user", &self.user)
            .field("requests", &self.requests())
            .finish_non_exhaustive()
    }
}

impl Simulator for ElasticHosts {
    fn handle(&self, now: Duration, request: http::Request<Bytes>) -> Reply {
        let template = Route::of(request.uri().path()).map_or("unknown", Route::template);
        let method = request.method().as_str().to_owned();
        let response = {
            let mut state = self.state();
            state.advance(now);
            answer::answer(&mut state, &self.credentials, &request)
        };
        self.tally.note(template, method, response.status());
        Reply::answer(response)
    }

    fn refusal(&self, code: &str) -> Option<http::Response<Bytes>> {
        let code = ElasticCode::from(code);
        code.status().map(|_| wire::refuse(&code, &format!("{code}, as the fault script says")))
    }
}
