//! CloudSigma, simulated: its API 1.0, with server groups and billing.

mod answer;
mod billing;
mod builder;
mod dates;
mod drives;
mod groups;
mod power;
mod profile;
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
use bytes::Bytes;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// A simulated CloudSigma account at one of the two locations.
pub struct CloudSigma {
    user: String,
    password: Secret,
    credentials: Credentials,
    state: Mutex<State>,
    tally: Tally,
}

impl Default for CloudSigma {
    fn default() -> Self {
        Self::new()
    }
}

impl CloudSigma {
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

    /// The user's email: the name for HTTP Basic.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The user's password, for HTTP Basic.
    pub fn password(&self) -> &str {
        &self.password.0
    }

    /// How many requests came, whatever became of them.
    pub fn requests(&self) -> u64 {
        self.tally.requests()
    }

    /// How many requests came for these calls, refused ones too.
    ///
    /// `pattern` is a template such as `drives/create` or `servers/SERVER/start`, in which `*` can stand for a word,
    /// and at the end for the rest; `POST drives/create` counts one method only. Aliases count as what they stand for.
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

    /// How many servers there are.
    pub fn servers(&self) -> usize {
        self.state().machines.servers.len()
    }

    /// How many drives there are, without the standard ones.
    pub fn drives(&self) -> usize {
        self.state().drives.len()
    }

    /// How many addresses and VLANs there are.
    pub fn resources(&self) -> usize {
        self.resource_ids().len()
    }

    /// How many server groups there are.
    pub fn groups(&self) -> usize {
        self.state().groups.len()
    }

    /// How many subscriptions there are or were.
    pub fn subscriptions(&self) -> usize {
        self.state().billing.subscriptions.len()
    }

    /// The balance as `balance/info` has it, such as `1220.87`.
    pub fn balance(&self) -> String {
        self.state().balance_record().get("balance").unwrap_or_default().to_owned()
    }

    /// The UUIDs of the servers.
    pub fn server_ids(&self) -> Vec<String> {
        self.state().machines.servers.keys().map(ToString::to_string).collect()
    }

    /// The UUIDs of the drives, without the standard ones.
    pub fn drive_ids(&self) -> Vec<String> {
        self.state().drives.keys().map(ToString::to_string).collect()
    }

    /// The UUIDs of the server groups.
    pub fn group_ids(&self) -> Vec<String> {
        self.state().groups.keys().map(ToString::to_string).collect()
    }

    /// Types (`ip`, `vlan`) and identifiers of the resources.
    pub fn resource_ids(&self) -> Vec<(String, String)> {
        let state = self.state();
        let ips = state.ips.keys().map(|id| ("ip".to_owned(), id.to_string()));
        ips.chain(state.vlans.keys().map(|id| ("vlan".to_owned(), id.to_string()))).collect()
    }

    /// What is on a drive, as much as `length` bytes from `offset`, or nothing if there is no such drive.
    pub fn drive_contents(&self, id: &str, offset: u64, length: usize) -> Option<Vec<u8>> {
        let state = self.state();
        state.drives.get(&Uuid::parse(id)?).map(|drive| drive.contents.read(offset, length))
    }

    /// Puts a server into a status, also into `paused`, `dumped` or `dead`, to which no call leads.
    ///
    /// # Errors
    /// If there is no such server or status, or its drives are in use.
    pub fn force_status(&self, id: &str, status: &str) -> Result<(), Problem> {
        let id = uuid("SERVER", id)?;
        self.state().force(id, status)
    }

    /// Sets the balance.
    ///
    /// # Errors
    /// If `balance` is no amount.
    pub fn set_balance(&self, balance: &str) -> Result<(), Problem> {
        self.state().billing.assign("balance", balance)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for CloudSigma {
    /// Neither the password nor all that the account holds.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CloudSigma")
            .field("user", &self.user)
            .field("requests", &self.requests())
            .finish_non_exhaustive()
    }
}

impl Simulator for CloudSigma {
    fn handle(&self, now: Duration, request: http::Request<Bytes>) -> Reply {
        let template = Route::of(request.uri().path()).map_or("unknown", |route| route.template);
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
        wire::refusal(code)
    }
}
