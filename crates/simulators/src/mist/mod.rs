//! Mist.io, simulated: the service of 2014 that shows machines of many clouds as one.
//!
//! A [`Mist`] is one account, to be mounted by [`Server`](crate::Server) or in a process. What it serves, checks and
//! leaves out, and where each fact is from, stands in [the crate's page](crate#mistio).
//!
//! ```
//! use anycloud_simulators::{Simulator, mist::{Dialect, Mist}};
//! use bytes::Bytes;
//! use http::header::AUTHORIZATION;
//! use std::time::Duration;
//!
//! let account = Mist::builder().dialect(Dialect::May2014).filled(2).build()?;
//! let login = format!("mist_1 {}:{}", account.email(), account.token());
//! let request = http::Request::get("/backends").header(AUTHORIZATION, login).body(Bytes::new())?;
//! let answer = account.handle(Duration::ZERO, request).into_response().unwrap();
//! assert_eq!((answer.status().as_u16(), account.machines()), (200, 16));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adding;
mod answer;
mod backends;
mod builder;
mod catalog;
mod digest;
mod docker;
mod extra;
mod keys;
mod login;
mod machines;
mod networks;
mod power;
mod problem;
mod providers;
mod route;
mod sample;
mod seed;
mod state;
mod tags;
mod wire;

pub use builder::MistBuilder;
pub use problem::Problem;
pub use seed::{SeedError, SeedState};

use self::{login::Login, route::Route, state::State};
use crate::{Reply, Simulator, family::tally::Tally};
use bytes::Bytes;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Which of the services it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dialect {
    /// Of January 2014: `newState`, `default_key`, a backend's state `wait`, 25 providers.
    January2014,
    /// Of May 2014: `new_state`, `isDefault`, a backend's state `online` or `offline`, two more providers.
    May2014,
    /// Of June 2015: as in May 2014, with networks, with renaming and resizing of machines, and with other forms for
    /// those who send `Api-Version: 2`.
    Version2,
}

/// A simulated account at Mist.io: a [`Simulator`], which [`MistBuilder`] sets up. Its state is looked at from outside
/// while clients work on it; in an [`Arc`](std::sync::Arc) it is mounted and kept.
pub struct Mist {
    login: Login,
    state: Mutex<State>,
    tally: Tally,
}

impl Default for Mist {
    fn default() -> Self {
        Self::new()
    }
}

impl Mist {
    /// An account with the settings of [`MistBuilder::new`]: eight backends with three machines each.
    pub fn new() -> Self {
        MistBuilder::new().build_unseeded()
    }

    /// The same with `n` running machines in each of the eight backends. They are called `machine-0`, `machine-1`, …
    pub fn filled(n: usize) -> Self {
        MistBuilder::new().filled(n).build_unseeded()
    }

    /// Settings to choose; the same as [`MistBuilder::new`].
    pub fn builder() -> MistBuilder {
        MistBuilder::new()
    }

    /// The account's email.
    pub fn email(&self) -> &str {
        &self.login.email
    }

    /// The account's password.
    pub fn password(&self) -> &str {
        &self.login.password.0
    }

    /// The token that `POST /auth` gives, and that is good from the start.
    pub fn token(&self) -> &str {
        &self.login.token.0
    }

    /// How many requests came, whatever became of them.
    pub fn requests(&self) -> u64 {
        self.tally.requests()
    }

    /// How many requests came for these paths, refused ones too.
    ///
    /// `pattern` is a template of the crate's page such as `POST backends/BACKEND/machines`, in which `*` can stand for
    /// a word, and at the end for the rest; without a method it counts all. Requests to other paths are `unknown`.
    ///
    /// # Panics
    /// If `pattern` cannot be read.
    pub fn calls(&self, pattern: &str) -> u64 {
        self.tally.calls(pattern)
    }

    /// How many of these the service answered with success, by a pattern as of [`calls`](Self::calls). Whether the
    /// answer arrived is another matter.
    ///
    /// # Panics
    /// If `pattern` cannot be read.
    pub fn succeeded(&self, pattern: &str) -> u64 {
        self.tally.succeeded(pattern)
    }

    /// Forgets what [`requests`](Self::requests), [`calls`](Self::calls) and [`succeeded`](Self::succeeded) have
    /// counted.
    pub fn reset_counts(&self) {
        self.tally.reset();
    }

    /// How many machines there are in all backends, those that are `terminated` too.
    pub fn machines(&self) -> usize {
        self.state().backends.iter().map(|backend| backend.machines.len()).sum()
    }

    /// How many keys there are.
    pub fn keys(&self) -> usize {
        self.state().keys.len()
    }

    /// Ids and titles of the backends, in the order in which they were added.
    pub fn backends(&self) -> Vec<(String, String)> {
        self.state().backends.iter().map(|backend| (backend.id.clone(), backend.title.clone())).collect()
    }

    /// The id of the first backend of a provider such as `ec2_ap_northeast` or `rackspace`.
    pub fn backend_of(&self, provider: &str) -> Option<String> {
        let state = self.state();
        let found = state.backends.iter().find(|backend| backend.provider == provider);
        found.map(|backend| backend.id.clone())
    }

    /// Ids of the machines of a backend, in the order in which they were created; none if there is no such backend.
    pub fn machine_ids(&self, backend: &str) -> Vec<String> {
        let state = self.state();
        let machines = state.backend(backend).map(|backend| backend.machines.iter());
        machines.into_iter().flatten().map(|machine| machine.id.clone()).collect()
    }

    /// Puts a machine into a state by the service's word, until a call leads out of it: also into one to which no call
    /// leads, such as `error`.
    ///
    /// # Errors
    /// [`Problem::NoBackend`] or [`Problem::NoMachine`].
    pub fn force_state(&self, backend: &str, machine: &str, state: &str) -> Result<(), Problem> {
        self.state().force(backend, machine, state)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Mist {
    /// Neither the password nor all that the account holds.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mist")
            .field("email", &self.login.email)
            .field("requests", &self.requests())
            .finish_non_exhaustive()
    }
}

impl Simulator for Mist {
    fn handle(&self, now: Duration, request: http::Request<Bytes>) -> Reply {
        let template = Route::of(request.uri().path()).map_or("unknown", |route| route.template);
        let method = request.method().as_str().to_owned();
        let response = {
            let mut state = self.state();
            state.advance(now);
            answer::answer(&mut state, &self.login, &request)
        };
        self.tally.note(template, method, response.status());
        Reply::answer(response)
    }

    fn refusal(&self, code: &str) -> Option<http::Response<Bytes>> {
        let dialect = self.state().settings.dialect;
        wire::refusal(code).map(|problem| wire::refuse(&problem, dialect))
    }
}
