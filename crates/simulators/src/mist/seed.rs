//! What an account holds from the start, and its JSON form.

use super::{
    adding::Credentials,
    docker::Container,
    machines::Wish,
    problem::Problem,
    state::State,
    wire::{Fields, required, text},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Backends with their machines, and keys, that are there from the start: for
/// [`MistBuilder::seed`](super::MistBuilder::seed).
///
/// Each object has the service's own fields, as the calls that create it take them.
/// [The crate's page](crate#mistio-seed-state) has a sample.
///
/// ```
/// use anycloud_simulators::mist::{Mist, SeedState};
/// let seed = SeedState::from_json(r#"{"backends": [{"title": "US", "provider": "ec2_us_east",
///     "apikey": "made-up", "apisecret": "made-up"}]}"#)?;
/// let account = Mist::builder().seed(seed).build()?;
/// assert_eq!((account.backends()[0].1.as_str(), account.machines()), ("US", 0));
/// # Ok::<(), anycloud_simulators::mist::SeedError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SeedState {
    backends: Vec<Fields>,
    keys: Vec<Fields>,
}

impl std::fmt::Debug for SeedState {
    /// Without what is in it: there are secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SeedState")
            .field("backends", &self.backends.len())
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
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
    #[error("seed state, {place}: {problem}")]
    Record {
        /// Which object: `keys[0]`, `backends[1]`, `backends[1].machines[0]`.
        place: String,
        /// What the service has against it.
        #[source]
        problem: Problem,
    },
}

impl SeedState {
    /// Reads the JSON form. Whether it holds together shows when the account is built.
    ///
    /// # Errors
    /// [`SeedError::Json`] if it is not JSON of the documented form.
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
        for (index, record) in self.keys.into_iter().enumerate() {
            plant_key(state, &record).map_err(at(format!("keys[{index}]")))?;
        }
        for (index, mut record) in self.backends.into_iter().enumerate() {
            let place = format!("backends[{index}]");
            let machines = record.remove("machines").unwrap_or_else(|| json!([]));
            let backend = plant_backend(state, &record).map_err(at(place.clone()))?;
            let Value::Array(machines) = machines else {
                return Err(at(place)(wrong("machines", "a list of objects")));
            };
            for (index, machine) in machines.iter().enumerate() {
                plant_machine(state, &backend, machine).map_err(at(format!("{place}.machines[{index}]")))?;
            }
        }
        Ok(())
    }
}

/// Says where a problem was met.
fn at(place: String) -> impl FnOnce(Problem) -> SeedError {
    move |problem| SeedError::Record { place, problem }
}

fn wrong(key: &str, expected: &str) -> Problem {
    Problem::BadRequest(format!("{key} is not {expected}"))
}

fn check_keys(record: &Fields, known: &[&str]) -> Result<(), Problem> {
    match record.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(Problem::BadRequest(format!("there is no field {key} here"))),
        None => Ok(()),
    }
}

fn flag(record: &Fields, key: &str) -> Result<Option<bool>, Problem> {
    match record.get(key) {
        None => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(_) => Err(wrong(key, "true or false")),
    }
}

fn texts(record: &Fields, key: &str) -> Result<Vec<String>, Problem> {
    match record.get(key) {
        None => Ok(Vec::new()),
        Some(Value::Array(list)) if list.iter().all(Value::is_string) => {
            Ok(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        }
        Some(_) => Err(wrong(key, "a list of strings")),
    }
}

fn plant_key(state: &mut State, record: &Fields) -> Result<(), Problem> {
    check_keys(record, &["name", "priv", "default"])?;
    let name = required(record, "name")?;
    let private = text(record, "priv").unwrap_or_else(|| state.new_private_key());
    state.insert_key(name.clone(), private)?;
    if flag(record, "default")? == Some(true) {
        state.set_default_key(&name)?;
    }
    Ok(())
}

fn plant_backend(state: &mut State, record: &Fields) -> Result<String, Problem> {
    const FIELDS: [&str; 13] = [
        "title",
        "provider",
        "region",
        "apikey",
        "apisecret",
        "apiurl",
        "tenant_name",
        "machine_ip",
        "machine_key",
        "machine_user",
        "enabled",
        "starred",
        "unstarred",
    ];
    check_keys(record, &FIELDS)?;
    let credentials = Credentials::read(record)?;
    let (enabled, starred) = (flag(record, "enabled")?, texts(record, "starred")?);
    let unstarred = texts(record, "unstarred")?;
    let id = state.insert_backend(credentials)?;
    let backend = state.backend_mut(&id)?;
    backend.enabled = enabled.unwrap_or(true);
    backend.starred.extend(starred);
    backend.unstarred.extend(unstarred);
    Ok(id)
}

fn plant_machine(state: &mut State, backend: &str, machine: &Value) -> Result<(), Problem> {
    const FIELDS: [&str; 12] = [
        "id",
        "name",
        "image",
        "size",
        "location",
        "key",
        "state",
        "tags",
        "docker_env",
        "docker_command",
        "docker_exposed_ports",
        "docker_port_bindings",
    ];
    let Value::Object(record) = machine else { return Err(wrong("it", "an object")) };
    check_keys(record, &FIELDS)?;
    let (word, tags) = (text(record, "state"), texts(record, "tags")?);
    let key = text(record, "key").map(|key| state.key(&key).map(|key| key.name.clone())).transpose()?;
    let wish = Wish {
        name: required(record, "name")?,
        image: required(record, "image")?,
        size: required(record, "size")?,
        location: text(record, "location"),
        key,
        container: Container::read(record)?,
    };
    let id = state.insert_machine(backend, text(record, "id"), wish)?;
    for tag in tags {
        let key = format!("mist.io_tag-{}", state.stamp());
        state.backend_mut(backend)?.machine_mut(&id)?.tags.push((key, tag));
    }
    word.map_or(Ok(()), |word| state.force(backend, &id, &word))
}
