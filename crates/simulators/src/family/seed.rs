//! What an account holds from the start: reading the JSON, and saying what is wrong with it.

use super::{config::is_device, ids::Uuid, problem::Problem, wire::Form};
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error};
use serde_json::Value;
use std::collections::BTreeMap;

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
        /// `drives`, `resources`, `servers`, …
        section: &'static str,
        /// Which of them, from 0.
        index: usize,
        /// What the service has against it.
        #[source]
        problem: Problem,
    },
    /// One of the settings cannot be.
    #[error("{setting}: {problem}")]
    Setting {
        /// Which setting.
        setting: String,
        /// What is wrong with it.
        #[source]
        problem: Problem,
    },
}

/// Drives by name.
pub(crate) type Names = BTreeMap<String, Vec<Uuid>>;

pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, SeedError> {
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

/// Says where a problem was met.
pub(crate) fn at(section: &'static str, index: usize) -> impl Fn(Problem) -> SeedError {
    move |problem| SeedError::Record { section, index, problem }
}

/// A server's drives may be named in a seed state: the UUIDs come in their place.
pub(crate) fn name_devices(record: &mut Form, names: &Names) -> Result<(), Problem> {
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
    Ok(())
}

/// Objects with their keys.
pub(crate) fn records<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Form>, D::Error> {
    let records: Vec<BTreeMap<String, Value>> = Deserialize::deserialize(from)?;
    records.into_iter().map(form).collect()
}

/// One object with its keys.
pub(crate) fn record<'de, D: Deserializer<'de>>(from: D) -> Result<Form, D::Error> {
    form(Deserialize::deserialize(from)?)
}

fn form<E: Error>(record: BTreeMap<String, Value>) -> Result<Form, E> {
    let text = |value| match value {
        Value::Bool(value) => Ok(value.to_string()),
        Value::Number(value) => Ok(value.to_string()),
        Value::String(value) => Ok(value),
        other => Err(E::custom(format!("{other} is not a string, a number or a boolean"))),
    };
    record.into_iter().map(|(key, value)| Ok((key, text(value)?))).collect()
}

/// One object in which numbers are whole: an amount with decimals is a string, so that nothing of it is lost.
pub(crate) fn exact<'de, D: Deserializer<'de>>(from: D) -> Result<Form, D::Error> {
    let record: BTreeMap<String, Value> = Deserialize::deserialize(from)?;
    check_exact(&record)?;
    form(record)
}

/// The same for many.
pub(crate) fn exact_records<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Form>, D::Error> {
    let records: Vec<BTreeMap<String, Value>> = Deserialize::deserialize(from)?;
    records.iter().try_for_each(check_exact)?;
    records.into_iter().map(form).collect()
}

fn check_exact<E: Error>(record: &BTreeMap<String, Value>) -> Result<(), E> {
    match record.iter().find(|(_, value)| value.is_f64()) {
        Some((key, value)) => {
            Err(E::custom(format!("{key}: {value} is an amount: write it as a string, \"{value}\"")))
        }
        None => Ok(()),
    }
}
