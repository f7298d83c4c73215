//! What an account holds from the start, and its JSON form.

use super::{power::numbered, resources::ip, state::State};
use crate::family::{
    drive::uuid,
    ids::Uuid,
    problem::Problem,
    seed::{Names, SeedError, at, exact, exact_records, from_json, name_devices, record, records},
    wire::Form,
};
use serde::{Deserialize, Serialize};

/// Drives, servers, resources, groups and money that are there from the start.
///
/// Each object has the provider's own keys, as the calls that create it take them, with its id beside them (`drive`,
/// `server`, `resource`, `uuid`, `subscription`) if it matters. Amounts of money are strings. The crate's README has
/// a sample.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SeedState {
    #[serde(deserialize_with = "exact")]
    billing: Form,
    #[serde(deserialize_with = "records")]
    drives: Vec<Form>,
    #[serde(deserialize_with = "records")]
    groups: Vec<Form>,
    #[serde(deserialize_with = "exact")]
    prices: Form,
    #[serde(deserialize_with = "record")]
    profile: Form,
    #[serde(deserialize_with = "records")]
    resources: Vec<Form>,
    #[serde(deserialize_with = "records")]
    servers: Vec<Form>,
    #[serde(deserialize_with = "records")]
    subscriptions: Vec<Form>,
    #[serde(deserialize_with = "exact_records")]
    transactions: Vec<Form>,
}

impl SeedState {
    /// Reads the JSON form. Whether it holds together shows when the account is built.
    ///
    /// # Errors
    /// If it is not JSON of the documented form.
    pub fn from_json(text: &str) -> Result<Self, SeedError> {
        from_json(text)
    }

    pub(super) fn plant(self, state: &mut State) -> Result<(), SeedError> {
        state.plant_profile(self.profile).map_err(|problem| at("profile", 0)(problem))?;
        // What is there from the start costs nothing.
        for (index, record) in self.resources.into_iter().enumerate() {
            plant_resource(state, record).map_err(at("resources", index))?;
        }
        let mut names = Names::new();
        for (index, record) in self.drives.into_iter().enumerate() {
            let name = record.get("name").cloned().unwrap_or_default();
            let id = plant_drive(state, record).map_err(at("drives", index))?;
            names.entry(name).or_default().push(id);
        }
        for (index, record) in self.servers.into_iter().enumerate() {
            plant_server(state, record, &names).map_err(at("servers", index))?;
        }
        for (index, record) in self.groups.into_iter().enumerate() {
            plant_group(state, record).map_err(at("groups", index))?;
        }
        plant_settings(state, &self.billing, &self.prices)?;
        for (index, record) in self.subscriptions.into_iter().enumerate() {
            state.plant_subscription(record).map_err(at("subscriptions", index))?;
        }
        for (index, record) in self.transactions.into_iter().enumerate() {
            state.billing.remember(record).map_err(at("transactions", index))?;
        }
        Ok(())
    }
}

/// The money of an account: from a seed state, or from a builder.
pub(super) fn plant_settings(state: &mut State, billing: &Form, prices: &Form) -> Result<(), SeedError> {
    let refused = |setting: String, problem| SeedError::Setting { setting, problem };
    for (key, value) in billing {
        state.billing.assign(key, value).map_err(|problem| refused(format!("billing.{key}"), problem))?;
    }
    for (key, value) in prices {
        state
            .billing
            .assign_price(key, value)
            .map_err(|problem| refused(format!("prices.{key}"), problem))?;
    }
    Ok(())
}

fn plant_resource(state: &mut State, mut record: Form) -> Result<(), Problem> {
    let kind = record.remove("type").ok_or(Problem::MissingKey("type"))?;
    match (kind.as_str(), record.remove("resource")) {
        ("ip", Some(id)) => state.insert_ip(ip("resource", &id)?, record),
        ("ip", None) => state.create_ip(record).map(|_| ()),
        ("vlan", Some(id)) => state.insert_vlan(uuid("resource", &id)?, record),
        ("vlan", None) => state.create_vlan(record).map(|_| ()),
        _ => Err(Problem::bad("type", kind, "`ip` or `vlan`")),
    }
}

fn plant_drive(state: &mut State, mut record: Form) -> Result<Uuid, Problem> {
    let text = record.remove("contents");
    let id = given_or_made(state, record.remove("drive"), "drive")?;
    state.insert_drive(id, record)?;
    if let Some(text) = text {
        let drive = state.drives.get_mut(&id).ok_or_else(|| Problem::no("drive", id))?;
        if text.len() as u64 > drive.size {
            let size = drive.size;
            return Err(Problem::Full(format!("contents: longer than the {size} bytes of the drive")));
        }
        drive.contents.write(0, text.as_bytes());
    }
    Ok(id)
}

fn plant_server(state: &mut State, mut record: Form, names: &Names) -> Result<(), Problem> {
    let id = given_or_made(state, record.remove("server"), "server")?;
    let status = record.remove("status").unwrap_or_else(|| "active".to_owned());
    name_devices(&mut record, names)?;
    state.insert_server(id, record)?;
    state.force(id, &status)
}

fn plant_group(state: &mut State, mut record: Form) -> Result<(), Problem> {
    let id = given_or_made(state, record.remove("uuid"), "uuid")?;
    let (servers, keys): (Form, Form) = record.into_iter().partition(|(key, _)| key.starts_with("server:"));
    state.insert_group(id, keys)?;
    if !servers.is_empty() {
        state.regroup(id, &numbered(&servers)?, true)?;
    }
    Ok(())
}

fn given_or_made(state: &mut State, given: Option<String>, key: &str) -> Result<Uuid, Problem> {
    given.map_or_else(|| Ok(state.ids.make()), |id| uuid(key, &id))
}
