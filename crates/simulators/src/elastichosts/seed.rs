//! What an account holds from the start, and its JSON form.

use super::state::State;
use crate::family::{
    drive::uuid,
    ids::Uuid,
    problem::Problem,
    seed::{Names, SeedError, at, from_json, name_devices, records},
    wire::Form,
};
use serde::{Deserialize, Serialize};

/// Drives, servers and resources that are there from the start.
///
/// Each is an object with the provider's own keys, as the commands that create it take them, with its id
/// beside them (`drive`, `server`, `resource`) if it matters. The crate's README has a sample.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SeedState {
    #[serde(deserialize_with = "records")]
    drives: Vec<Form>,
    #[serde(deserialize_with = "records")]
    resources: Vec<Form>,
    #[serde(deserialize_with = "records")]
    servers: Vec<Form>,
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
        Ok(())
    }
}

fn plant_resource(state: &mut State, mut record: Form) -> Result<(), Problem> {
    let kind = record.remove("type").ok_or(Problem::MissingKey("type"))?;
    match record.remove("resource") {
        Some(id) => state.insert_resource((kind, id), record),
        None => state.create_resource(&kind, record).map(|_| ()),
    }
}

fn plant_drive(state: &mut State, mut record: Form) -> Result<Uuid, Problem> {
    let text = record.remove("contents");
    let id = match record.remove("drive") {
        Some(id) => {
            let id = uuid("drive", &id)?;
            state.insert_drive(id, record)?;
            id
        }
        None => state.create_drive(record)?,
    };
    if let Some(text) = text {
        let drive = state.own_drive_mut(id)?;
        if text.len() as u64 > drive.size {
            return Err(Problem::Full(format!(
                "contents: longer than the {} bytes of the drive",
                drive.size
            )));
        }
        drive.contents.write(0, text.as_bytes());
    }
    Ok(id)
}

fn plant_server(state: &mut State, mut record: Form, names: &Names) -> Result<(), Problem> {
    let id = match record.remove("server") {
        Some(id) => uuid("server", &id)?,
        None => state.ids.make(),
    };
    let status = record.remove("status").unwrap_or_else(|| "active".to_owned());
    name_devices(&mut record, names)?;
    state.insert_server(id, record)?;
    state.force(id, &status)
}
