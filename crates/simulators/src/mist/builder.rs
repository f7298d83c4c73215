//! How an account is set up.

use super::{
    Dialect, Mist,
    login::Login,
    sample,
    seed::{SeedError, SeedState},
    state::{Settings, State},
};
use crate::family::{Secret, ids::Ids, tally::Tally};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
    time::Duration,
};

/// Settings of a [`Mist`], each with a default. `Debug` shows no password and no token.
#[derive(Clone)]
#[must_use]
pub struct MistBuilder {
    settings: Settings,
    email: String,
    password: Secret,
    token: Secret,
    self_hosted: bool,
    ids: u64,
    /// How many machines each backend of the sample has; nothing for no sample.
    filled: Option<usize>,
    seed: SeedState,
}

impl std::fmt::Debug for MistBuilder {
    /// Without what is secret, were it only once.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MistBuilder")
            .field("dialect", &self.settings.dialect)
            .field("email", &self.email)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

impl Default for MistBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl MistBuilder {
    /// The dialect of January 2014, not strict; the email `ann@example.org`, a made-up password and token; a boot takes
    /// 1 s, a reboot 2 s, a destruction 2 s; backends of eight providers with three machines each, and three keys.
    pub fn new() -> Self {
        Self {
            settings: Settings {
                boot: Duration::from_secs(1),
                destroy: Duration::from_secs(2),
                dialect: Dialect::January2014,
                epoch: 1_389_621_483,
                reboot: Duration::from_secs(2),
                strict: false,
                takes_shutdown: false,
                refused: BTreeSet::new(),
                unreachable: BTreeSet::new(),
            },
            email: "ann@example.org".to_owned(),
            password: Secret("simulated-password".to_owned()),
            token: Secret("5eed0000c0ffee005eed0000c0ffee00".to_owned()),
            self_hosted: false,
            ids: 1,
            filled: Some(3),
            seed: SeedState::default(),
        }
    }

    /// Which of the services it is.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.settings.dialect = dialect;
        self
    }

    /// Whether it takes only what the published code of the dialect took: form or query for actions in January 2014,
    /// and `image_extra` and `disk` with every new machine; the names of fields of one year only. Off by default: then
    /// it takes what any dialect took.
    pub fn strict(mut self, strict: bool) -> Self {
        self.settings.strict = strict;
        self
    }

    /// Whether it takes the action `shutdown`, which the document of 2015 has, for `stop`, which the published code
    /// had. Off by default: then `shutdown` is 400.
    pub fn takes_shutdown(mut self, takes: bool) -> Self {
        self.settings.takes_shutdown = takes;
        self
    }

    /// The account's email, to log in with.
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = email.into();
        self
    }

    /// The account's password.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Secret(password.into());
        self
    }

    /// The token that `/auth` gives, and that is good from the start.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Secret(token.into());
        self
    }

    /// Whether it is an installation of one's own: nobody needs to log in. Off by default.
    pub fn self_hosted(mut self, self_hosted: bool) -> Self {
        self.self_hosted = self_hosted;
        self
    }

    /// Backends with this API secret are refused by their provider, when they are added and whenever it is asked: 401.
    /// Call it once for each.
    pub fn refuses_secret(mut self, apisecret: impl Into<String>) -> Self {
        self.settings.refused.insert(apisecret.into());
        self
    }

    /// Nobody answers at this API URL (503), or at this host of a bare-metal machine (401). Call it once for each.
    pub fn unreachable(mut self, url: impl Into<String>) -> Self {
        self.settings.unreachable.insert(url.into());
        self
    }

    /// So long after its creation, or a start, a machine is `running`; 1 s by default.
    pub fn boot_takes(mut self, time: Duration) -> Self {
        self.settings.boot = time;
        self
    }

    /// So long a machine is `rebooting`; 2 s by default.
    pub fn reboot_takes(mut self, time: Duration) -> Self {
        self.settings.reboot = time;
        self
    }

    /// So long a machine is `terminated`, before it leaves the list; 2 s by default.
    pub fn destroy_takes(mut self, time: Duration) -> Self {
        self.settings.destroy = time;
        self
    }

    /// When the simulator begins, in seconds since 1970 (13 January 2014, if nothing is said): the time that is zero
    /// for [`Simulator::handle`](crate::Simulator::handle).
    pub fn epoch(mut self, seconds: u64) -> Self {
        self.settings.epoch = seconds;
        self
    }

    /// The seed that ids are made from: the same seed and calls give the same ids; 1 by default.
    pub fn id_seed(mut self, seed: u64) -> Self {
        self.ids = seed;
        self
    }

    /// Each of the eight backends of the sample has so many machines; 3 by default.
    pub fn filled(mut self, n: usize) -> Self {
        self.filled = Some(n);
        self
    }

    /// Without the sample: neither backends nor keys.
    pub fn empty(mut self) -> Self {
        self.filled = None;
        self
    }

    /// What is there from the start, instead of the sample.
    pub fn seed(mut self, seed: SeedState) -> Self {
        self.seed = seed;
        self.empty()
    }

    /// The account.
    ///
    /// # Errors
    /// [`SeedError::Record`] if what was given to [`seed`](Self::seed) does not hold together.
    pub fn build(mut self) -> Result<Mist, SeedError> {
        let seed = std::mem::take(&mut self.seed);
        let account = self.build_unseeded();
        seed.plant(&mut account.state())?;
        Ok(account)
    }

    pub(super) fn build_unseeded(self) -> Mist {
        let mut state = State {
            settings: self.settings,
            now: Duration::ZERO,
            ids: Ids::new(self.ids),
            backends: Vec::new(),
            parked: BTreeMap::new(),
            keys: Vec::new(),
            addresses: 0,
            tagged: 0,
        };
        if let Some(machines) = self.filled {
            let filled = sample::fill(&mut state, machines);
            debug_assert_eq!(filled, Ok(()));
        }
        Mist {
            login: Login {
                email: self.email,
                password: self.password,
                token: self.token,
                self_hosted: self.self_hosted,
            },
            state: Mutex::new(state),
            tally: Tally::default(),
        }
    }
}
