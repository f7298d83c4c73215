//! How an account is set up.

use super::{
    CloudSigma,
    billing::Billing,
    dates::{date, seconds},
    profile,
    seed::{SeedState, plant_settings},
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
    wire::Form,
};
use std::{collections::BTreeMap, sync::Mutex, time::Duration};

/// Settings of a [`CloudSigma`].
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    settings: Settings,
    user: String,
    password: Secret,
    imaging: Pace,
    slots: usize,
    ids: u64,
    standard: bool,
    filled: usize,
    billing: Form,
    prices: Form,
    date: Option<String>,
    seed: SeedState,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// A made-up email and password; cloning a drive takes 2 s, a boot 1 s, a shutdown 2 s; one cloning at a time; the
    /// standard drives and nothing else; a balance of 1220.87 EUR that does not run down.
    pub fn new() -> Self {
        Self {
            settings: Settings {
                boot: Duration::from_secs(1),
                epoch: 1_388_534_400,
                host: Uuid::new(0x5eed_0000_0000_4000_8000_0000_0000_0012),
                ids_in_list: false,
                ignores_shutdown: false,
                shutdown: Duration::from_secs(2),
                user: Uuid::new(0x5eed_0000_0000_4000_8000_0000_0000_0011),
            },
            user: "foo.bar@example.com".to_owned(),
            password: Secret("simulated-password".to_owned()),
            imaging: Pace::Duration(Duration::from_secs(2)),
            slots: 1,
            ids: 1,
            standard: true,
            filled: 0,
            billing: Form::new(),
            prices: Form::new(),
            date: None,
            seed: SeedState::default(),
        }
    }

    /// The user's email, to log in with. It stays that if the profile's email is changed.
    pub fn user(mut self, email: impl Into<String>) -> Self {
        self.user = email.into();
        self
    }

    /// The user's password, to log in with.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Secret(password.into());
        self
    }

    /// Every cloning of a drive takes so long.
    pub fn imaging_takes(mut self, time: Duration) -> Self {
        self.imaging = Pace::Duration(time);
        self
    }

    /// Cloning writes so many bytes in a second.
    pub fn imaging_speed(mut self, bytes_per_second: u64) -> Self {
        self.imaging = Pace::BytesPerSecond(bytes_per_second);
        self
    }

    /// So many clonings run at a time (at least one); the others are `queued`.
    pub fn imaging_slots(mut self, slots: usize) -> Self {
        self.slots = slots;
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

    /// When the simulator begins, in seconds since 1970 (1 January 2014, if nothing is said).
    pub fn epoch(mut self, seconds: u64) -> Self {
        self.settings.epoch = seconds;
        self
    }

    /// When the simulator begins, as a date in UTC such as `2010-03-10 11:49`.
    pub fn date(mut self, date: impl Into<String>) -> Self {
        self.date = Some(date.into());
        self
    }

    /// The seed that UUIDs are made from: the same seed and calls give the same UUIDs; 1 by default.
    pub fn id_seed(mut self, seed: u64) -> Self {
        self.ids = seed;
        self
    }

    /// The balance and its currency: `EUR`, `GBP` or `USD`.
    pub fn funds(self, balance: impl Into<String>, currency: impl Into<String>) -> Self {
        self.billed("balance", balance).billed("currency", currency)
    }

    /// Whether burst use is charged as time passes.
    pub fn funds_run_down(self, runs_down: bool) -> Self {
        self.billed("runs_down", runs_down.to_string())
    }

    /// How often burst use is charged: 5 minutes if nothing is said, a minute at least. A transaction for each.
    pub fn charge_every(self, period: Duration) -> Self {
        self.billed("charge_every", period.as_secs().to_string())
    }

    /// What creating or cloning a server costs at once; nothing, if nothing is said.
    pub fn server_fee(self, amount: impl Into<String>) -> Self {
        self.billed("server_fee", amount)
    }

    /// What creating or cloning a drive costs at once; nothing, if nothing is said.
    pub fn drive_fee(self, amount: impl Into<String>) -> Self {
        self.billed("drive_fee", amount)
    }

    /// One of the prices of `pricing/info`, such as `cpu:burst` or `ip`.
    pub fn price(mut self, key: impl Into<String>, amount: impl Into<String>) -> Self {
        self.prices.insert(key.into(), amount.into());
        self
    }

    /// Show each subscription's UUID in `subscriptions/list`, too. The manual's sample has none there.
    pub fn subscription_ids_in_list(mut self, shown: bool) -> Self {
        self.settings.ids_in_list = shown;
        self
    }

    /// As [`CloudSigma::filled`], beside what is seeded.
    pub fn filled(mut self, n: usize) -> Self {
        self.filled = n;
        self
    }

    /// What is there from the start. Where it speaks of money it wins over this builder.
    pub fn seed(mut self, seed: SeedState) -> Self {
        self.seed = seed;
        self
    }

    /// The account.
    ///
    /// # Errors
    /// If an amount, a currency or a date cannot be read, or if what was given to [`seed`](Self::seed) does not hold
    /// together.
    pub fn build(mut self) -> Result<CloudSigma, SeedError> {
        if let Some(text) = self.date.take() {
            let setting = "date".to_owned();
            let begins = date("date", &text).map_err(|problem| SeedError::Setting { setting, problem })?;
            self.settings.epoch = seconds(begins);
        }
        let seed = std::mem::take(&mut self.seed);
        let (billing, prices) = (std::mem::take(&mut self.billing), std::mem::take(&mut self.prices));
        let account = self.build_unseeded();
        plant_settings(&mut account.state(), &billing, &prices)?;
        seed.plant(&mut account.state())?;
        Ok(account)
    }

    pub(super) fn build_unseeded(self) -> CloudSigma {
        let mut state = State {
            settings: self.settings,
            now: Duration::ZERO,
            ids: Ids::new(self.ids),
            profile: profile::new(&self.user),
            drives: BTreeMap::new(),
            standard: if self.standard { catalogue() } else { Vec::new() },
            machines: Machines::default(),
            imagings: Imagings::new(self.imaging, self.slots),
            ips: BTreeMap::new(),
            vlans: BTreeMap::new(),
            groups: BTreeMap::new(),
            billing: Billing::new(),
        };
        let filled = fill(&mut state, self.filled);
        debug_assert_eq!(filled, Ok(()));
        CloudSigma {
            credentials: Credentials::new(&self.user, &self.password.0),
            user: self.user,
            password: self.password,
            state: Mutex::new(state),
            tally: Tally::default(),
        }
    }

    fn billed(mut self, key: &str, value: impl Into<String>) -> Self {
        self.billing.insert(key.to_owned(), value.into());
        self
    }
}

fn fill(state: &mut State, n: usize) -> Result<(), Problem> {
    for index in 0..n.min(100) {
        state.create_ip(numbered("ip", index))?;
        state.create_vlan(numbered("vlan", index))?;
    }
    for one in filled(n, "vnc:ip") {
        state.insert_drive(one.drive, one.drive_keys)?;
        state.insert_server(one.server, one.server_keys)?;
        state.start_within(one.server, Duration::ZERO)?;
    }
    Ok(())
}
