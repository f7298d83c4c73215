//! How an account is set up.

use super::{
    Dialect, ElasticHosts,
    seed::SeedState,
    standard::catalogue,
    state::{Settings, State},
};
use crate::family::{
    Secret,
    auth::Credentials,
    filled::{filled, numbered},
    ids::{Ids, Uuid},
    imaging::{Imagings, Pace},
    power::Machines,
    problem::Problem,
    seed::SeedError,
    tally::Tally,
};
use std::{collections::BTreeMap, sync::Mutex, time::Duration};

/// Settings of an [`ElasticHosts`].
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    settings: Settings,
    user: String,
    secret: Secret,
    zone: String,
    imaging: Pace,
    slots: usize,
    ids: u64,
    standard: bool,
    filled: usize,
    seed: SeedState,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// Zone `lon-p`, dialect 2.0, a made-up user and key; imaging takes 2 s, a boot 1 s, a shutdown 2 s; one imaging
    /// at a time; the standard drives and nothing else.
    pub fn new() -> Self {
        let user = Uuid::new(0x5eed_0000_0000_4000_8000_0000_0000_0001);
        Self {
            settings: Settings {
                answers_with_info: false,
                boot: Duration::from_secs(1),
                dialect: Dialect::Two,
                epoch: 1_388_534_400,
                host: Uuid::new(0x5eed_0000_0000_4000_8000_0000_0000_0002),
                ignores_shutdown: false,
                listed: 0,
                password_key: false,
                shutdown: Duration::from_secs(2),
                sizes_in_list: false,
                user,
            },
            user: user.to_string(),
            secret: Secret("simulated-secret-api-key".to_owned()),
            zone: "lon-p".to_owned(),
            imaging: Pace::Duration(Duration::from_secs(2)),
            slots: 1,
            ids: 1,
            standard: true,
            filled: 0,
            seed: SeedState::default(),
        }
    }

    /// The user's UUID. Anything else is taken as a name to log in with, and objects show the made-up UUID.
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.user = user.into();
        if let Some(user) = Uuid::parse(&self.user) {
            self.settings.user = user;
        }
        self
    }

    /// The secret API key, to log in with.
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secret = Secret(secret.into());
        self
    }

    /// The dialect that it speaks; 2.0 if nothing is said.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.settings.dialect = dialect;
        self
    }

    /// The zone that it plays. It shows nowhere on the wire.
    pub fn zone(mut self, zone: impl Into<String>) -> Self {
        self.zone = zone.into();
        self
    }

    /// Every imaging takes so long.
    pub fn imaging_takes(mut self, time: Duration) -> Self {
        self.imaging = Pace::Duration(time);
        self
    }

    /// Imaging writes so many bytes in a second.
    pub fn imaging_speed(mut self, bytes_per_second: u64) -> Self {
        self.imaging = Pace::BytesPerSecond(bytes_per_second);
        self
    }

    /// So many imagings run at a time (at least one); the others are `queued`.
    pub fn imaging_slots(mut self, slots: usize) -> Self {
        self.slots = slots.max(1);
        self
    }

    /// How long after its start a server's addresses appear; 1 s by default.
    pub fn boot_takes(mut self, time: Duration) -> Self {
        self.settings.boot = time;
        self
    }

    /// So long after `shutdown` a server has shut down.
    pub fn shutdown_takes(mut self, time: Duration) -> Self {
        self.settings.shutdown = time;
        self
    }

    /// Guests do nothing about the power-down event, so `shutdown` has no effect.
    pub fn ignores_shutdown(mut self, ignores: bool) -> Self {
        self.settings.ignores_shutdown = ignores;
        self
    }

    /// Whether there are the standard drives.
    pub fn standard_drives(mut self, there: bool) -> Self {
        self.standard = there;
        self
    }

    /// When the simulator begins, in seconds since 1970 (1 January 2014, if nothing is said). `started` counts
    /// from there.
    pub fn epoch(mut self, seconds: u64) -> Self {
        self.settings.epoch = seconds;
        self
    }

    /// The seed that UUIDs are made from: the same seed and calls give the same UUIDs; 1 by default.
    pub fn id_seed(mut self, seed: u64) -> Self {
        self.ids = seed;
        self
    }

    /// `servers/list` says `SERVER CPU MEM`, as the API document has it, instead of `SERVER`, as clients read it.
    pub fn sizes_in_list(mut self, sizes: bool) -> Self {
        self.settings.sizes_in_list = sizes;
        self
    }

    /// In dialect 2.0, show the VNC password as `password`, as the service did from 2014, instead of `vnc:password`.
    pub fn password_key(mut self, renamed: bool) -> Self {
        self.settings.password_key = renamed;
        self
    }

    /// `image` and `start` answer 200 with the object's info, as the service did later, instead of 204.
    pub fn answers_with_info(mut self, info: bool) -> Self {
        self.settings.answers_with_info = info;
        self
    }

    /// As [`ElasticHosts::filled`], beside what is seeded.
    pub fn filled(mut self, n: usize) -> Self {
        self.filled = n;
        self
    }

    /// So many running servers besides, which exist only in `servers/list`, `servers/info` and in their own info.
    /// They take no space, so there can be millions. Commands that would change one are refused as busy, and the
    /// drives they speak of are not there.
    pub fn listed(mut self, n: u64) -> Self {
        self.settings.listed = n;
        self
    }

    /// What is there from the start.
    pub fn seed(mut self, seed: SeedState) -> Self {
        self.seed = seed;
        self
    }

    /// The account.
    ///
    /// # Errors
    /// If what was given to [`seed`](Self::seed) does not hold together.
    pub fn build(mut self) -> Result<ElasticHosts, SeedError> {
        let seed = std::mem::take(&mut self.seed);
        let account = self.build_unseeded();
        seed.plant(&mut account.state())?;
        Ok(account)
    }

    pub(super) fn build_unseeded(self) -> ElasticHosts {
        let standard = if self.standard { catalogue() } else { Vec::new() };
        let mut state = State {
            settings: self.settings,
            now: Duration::ZERO,
            ids: Ids::new(self.ids),
            drives: BTreeMap::new(),
            standard_order: standard.iter().map(|one| one.id).collect(),
            standard: standard.into_iter().map(|one| (one.id, one)).collect(),
            machines: Machines::default(),
            imagings: Imagings::new(self.imaging, self.slots),
            resources: BTreeMap::new(),
        };
        let filled = fill(&mut state, self.filled);
        debug_assert_eq!(filled, Ok(()));
        ElasticHosts {
            credentials: Credentials::new(&self.user, &self.secret.0),
            dialect: state.settings.dialect,
            user: self.user,
            secret: self.secret,
            zone: self.zone,
            state: Mutex::new(state),
            tally: Tally::default(),
        }
    }
}

fn fill(state: &mut State, n: usize) -> Result<(), Problem> {
    for index in 0..n.min(100) {
        for kind in ["ip", "vlan"] {
            state.create_resource(kind, numbered(kind, index))?;
        }
    }
    let vnc = if state.settings.dialect == Dialect::Two { "vnc" } else { "vnc:ip" };
    for one in filled(n, vnc) {
        state.insert_drive(one.drive, one.drive_keys)?;
        state.insert_server(one.server, one.server_keys)?;
        state.start_within(one.server, Duration::ZERO)?;
    }
    Ok(())
}
