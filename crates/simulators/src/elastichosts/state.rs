//! What the service holds.

use super::standard::Standard;
use crate::family::{
    drive::Drive,
    ids::{Ids, Uuid},
    imaging::Imagings,
    power::Machines,
};
use std::{collections::BTreeMap, time::Duration};

/// How the account is set up and how long things take.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) answers_with_info: bool,
    pub(super) boot: Duration,
    pub(super) dialect: super::Dialect,
    pub(super) epoch: u64,
    pub(super) host: Uuid,
    pub(super) ignores_shutdown: bool,
    pub(super) listed: u64,
    pub(super) password_key: bool,
    pub(super) shutdown: Duration,
    pub(super) sizes_in_list: bool,
    pub(super) user: Uuid,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) settings: Settings,
    /// The latest time that was told.
    pub(super) now: Duration,
    pub(super) ids: Ids,
    pub(super) drives: BTreeMap<Uuid, Drive>,
    pub(super) standard: BTreeMap<Uuid, Standard>,
    /// The catalogue's order.
    pub(super) standard_order: Vec<Uuid>,
    pub(super) machines: Machines,
    pub(super) imagings: Imagings,
    pub(super) resources: BTreeMap<(String, String), Resource>,
}

#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub(super) name: String,
    pub(super) tags: String,
    pub(super) user: BTreeMap<String, String>,
}
