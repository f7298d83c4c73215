//! What an account holds from the start, and its JSON form.

use super::{config::is_device, drives::uuid, ids::Uuid, problem::Problem, state::State, wire::Form};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::Value;
use std::collections::BTreeMap;

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

/// Why a seed state was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SeedError {
    /// It is not JSON of the documented form; an unknown section counts, too.
    #[error("seed state, line {line} column {column}: {message}")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// One of the objects cannot be there.
    #[error("seed state, {section}[{index}]: {problem}")]
    Record {
        /// `drives`, `resources` or `servers`.
        section: &'static str,
        /// Which of them, from 0.
        index: usize,
        /// What the service has against it.
        #[source]
        problem: Problem,
    },
}

impl SeedState {
    /// Reads the JSON form. Whether it holds together shows when the account is built.
    ///
    /// # Errors
    /// If it is not JSON of the documented form.
    pub fn from_json(text: &str) -> Result<Self, SeedError> {
        if text.trim_start().starts_with('[') {
            // serde would read an array as the sections in order.
            let message = "an object is expected, not an array".to_owned();
            return Err(SeedError::Json { line: 1, column: 1, message });
        }
        serde_json::from_str(text).map_err(|error| SeedError::Json {
            line: error.line(),
            column: error.column(),
            message: error.to_string(),
        })
    }

    pub(super) fn plant(self, state: &mut State) -> Result<(), SeedError> {
        let at = |section, index| move |problem| SeedError::Record { section, index, problem };
        for (index, record) in self.resources.into_iter().enumerate() {
            plant_resource(state, record).map_err(at("resources", index))?;
        }
        let mut names: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
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

fn plant_server(
    state: &mut State,
    mut record: Form,
    names: &BTreeMap<String, Vec<Uuid>>,
) -> Result<(), Problem> {
    let id = match record.remove("server") {
        Some(id) => uuid("server", &id)?,
        None => state.ids.make(),
    };
    let status = record.remove("status").unwrap_or_else(|| "active".to_owned());
    for (key, value) in record.iter_mut().filter(|(key, _)| is_device(key)) {
        if Uuid::parse(value).is_some() {
            continue;
        }
        *value = match names.get(value).map(Vec::as_slice) {
            Some([id]) => id.to_string(),
            Some(_) => return Err(Problem::bad(key, &*value, "the name of one drive: several have it")),
            None => return Err(Problem::bad(key, &*value, "the UUID or the name of a drive")),
        };
    }
    state.insert_server(id, record)?;
    state.force(id, &status)
}

fn records<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Form>, D::Error> {
    let records: Vec<BTreeMap<String, Value>> = Deserialize::deserialize(from)?;
    let text = |value| match value {
        Value::Bool(value) => Ok(value.to_string()),
        Value::Number(value) => Ok(value.to_string()),
        Value::String(value) => Ok(value),
        other => Err(D::Error::custom(format!("{other} is not a string, a number or a boolean"))),
    };
    records
        .into_iter()
        .map(|record| record.into_iter().map(|(key, value)| Ok((key, text(value)?))).collect())
        .collect()
}
