//! Backends: listing, renaming, switching on and off, deleting. Adding one is a matter of its own.

use super::{Dialect, problem::Problem, state::Backend, state::State, wire::Fields, wire::required};
use serde_json::{Value, json};

/// How often Mist's own page asks, in milliseconds.
pub(super) const POLL_INTERVAL: u32 = 10_000;

impl State {
    /// `GET /backends`.
    pub(super) fn list_backends(&self) -> Value {
        let dialect = self.settings.dialect;
        self.backends.iter().map(|backend| backend.record(dialect)).collect()
    }

    /// `PUT /backends/BACKEND`.
    pub(super) fn rename_backend(&mut self, id: &str, fields: &Fields) -> Result<(), Problem> {
        let title = required(fields, "new_name")?;
        self.backend(id)?;
        if self.backends.iter().any(|other| other.id != id && other.title == title) {
            return Err(Problem::BackendNameExists(title));
        }
        self.backend_mut(id)?.title = title;
        Ok(())
    }

    /// `POST /backends/BACKEND`.
    pub(super) fn toggle_backend(&mut self, id: &str, fields: &Fields) -> Result<(), Problem> {
        let enabled = self.wanted_state(fields)?;
        self.backend_mut(id)?.enabled = enabled;
        Ok(())
    }

    /// In January 2014 anything but `False` enabled; from May on it is `1` or `0`, under another name.
    fn wanted_state(&self, fields: &Fields) -> Result<bool, Problem> {
        let (strict, january) = (self.settings.strict, self.settings.dialect == Dialect::January2014);
        let given = |key: &str| fields.get(key).filter(|value| says_something(value));
        if let Some(state) = given("new_state").filter(|_| !(strict && january)) {
            return match state.as_str() {
                Some("1") => Ok(true),
                Some("0") => Ok(false),
                _ => Err(Problem::BadRequest("Invalid backend state".to_owned())),
            };
        }
        let state = given("newState").filter(|_| january || !strict);
        state.map(|state| state != "False").ok_or_else(|| Problem::Missing("new_state".to_owned()))
    }

    /// `DELETE /backends/BACKEND`. Its machines run on, and keys stay associated with them.
    pub(super) fn delete_backend(&mut self, id: &str) -> Result<(), Problem> {
        let at = self.backends.iter().position(|backend| backend.id == id);
        let backend = self.backends.remove(at.ok_or_else(|| Problem::NoBackend(id.to_owned()))?);
        self.parked.insert(backend.id, backend.machines);
        Ok(())
    }
}

impl Backend {
    fn record(&self, dialect: Dialect) -> Value {
        let state = match (dialect, self.enabled) {
            (Dialect::January2014, _) => "wait",
            (_, true) => "online",
            (_, false) => "offline",
        };
        let mut record = json!({
            "id": self.id,
            "apikey": self.apikey,
            "title": if self.title.is_empty() { &self.provider } else { &self.title },
            "provider": self.provider,
            "poll_interval": POLL_INTERVAL,
            "state": state,
            "region": self.region,
            "enabled": self.enabled,
        });
        if dialect != Dialect::January2014 {
            record["tenant_name"] = json!(self.tenant_name);
        }
        record
    }
}

/// What is neither empty, nor zero, nor `false`.
fn says_something(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && value != "" && value != 0
}
