//! What a caller asks for, as data.

mod container;
mod exec;
mod limits;
mod mount;
mod network;
mod port;
mod query;
mod registry;
mod volume;

pub use container::{CreateContainer, HealthCheck, RestartPolicy};
pub use exec::Exec;
pub use limits::Limits;
pub use mount::{Mount, MountSource};
pub use network::{CreateNetwork, Endpoint, Subnet};
pub use port::{Port, Protocol, Publish};
pub use query::{EventsQuery, LogsQuery, Prune, WaitFor};
pub use registry::RegistryAuth;
pub use volume::CreateVolume;

use serde_json::{Map, Value};

/// Puts a field into a body, unless it is the engine's own default.
pub(crate) fn put(body: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    let value = value.into();
    let empty = match &value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(flag) => !flag,
        _ => false,
    };
    if !empty {
        body.insert(name.to_owned(), value);
    }
}
