//! What the service holds.

use super::{billing::Billing, dates::moment, standard::Standard};
use crate::family::{
    drive::{Drive, arrive},
    ids::{Ids, Uuid},
    imaging::Imagings,
    power::{Clock, Machines, Power},
    wire::Form,
};
use jiff::civil::DateTime;
use std::{
    collections::{BTreeMap, BTreeSet},
    net::Ipv4Addr,
    time::Duration,
};

/// How the account is set up and how long things take.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) boot: Duration,
    pub(super) epoch: u64,
    pub(super) host: Uuid,
    pub(super) ids_in_list: bool,
    pub(super) ignores_shutdown: bool,
    pub(super) shutdown: Duration,
    pub(super) user: Uuid,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) settings: Settings,
    /// The latest time that was told.
    pub(super) now: Duration,
    pub(super) ids: Ids,
    pub(super) profile: Form,
    pub(super) drives: BTreeMap<Uuid, Drive>,
    pub(super) standard: Vec<Standard>,
    pub(super) machines: Machines,
    pub(super) imagings: Imagings,
    /// Addresses and their names.
    pub(super) ips: BTreeMap<Ipv4Addr, String>,
    /// VLANs and their names.
    pub(super) vlans: BTreeMap<Uuid, String>,
    pub(super) groups: BTreeMap<Uuid, Group>,
    pub(super) billing: Billing,
}

/// A server group.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) servers: BTreeSet<Uuid>,
}

impl State {
    /// Lets time pass. What happens on the way happens in order, since it changes what is charged.
    pub(super) fn advance(&mut self, now: Duration) {
        let now = self.now.max(now);
        while let Some(next) = self.next_event().filter(|next| *next <= now) {
            self.pass(next);
        }
        self.pass(now);
    }

    /// The date of now.
    pub(super) fn date(&self) -> DateTime {
        moment(self.settings.epoch, self.now)
    }

    pub(super) fn clock(&self) -> Clock {
        Clock { now: self.now, unix: self.settings.epoch.saturating_add(self.now.as_secs()) }
    }

    pub(super) fn standard(&self, id: Uuid) -> Option<&Standard> {
        self.standard.iter().find(|one| one.id == id)
    }

    /// Lets the servers go whose time to shut down has come. They are stopped then, persistent or not.
    pub(super) fn settle_shutdown(&mut self) {
        for id in self.machines.left(self.now) {
            self.machines.switch_off(id, Power::Stopped);
        }
    }

    fn pass(&mut self, now: Duration) {
        self.charge(now);
        self.now = now;
        arrive(&mut self.drives, self.imagings.ended(now));
        self.settle_shutdown();
    }

    fn next_event(&self) -> Option<Duration> {
        let billing = self.billing.next_event(self.settings.epoch, self.now);
        self.machines.next_to_leave().into_iter().chain(billing).min()
    }
}
