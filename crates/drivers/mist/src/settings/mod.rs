//! What is sent: new backends, new machines, actions, where a key lets in.

mod add_backend;
mod container;
mod machine;

pub use add_backend::AddBackend;
pub use container::{ContainerOptions, PortBinding};
pub use machine::{CreateMachine, MachineAction, MachineOptions};

use anycloud_core::{ResourceKind, ResourceRef, Text};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;

/// The id of a backend: one cloud in an account. Opaque; the service makes it, of provider, region and key, so that a
/// backend that was deleted and added again has the id that it had.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BackendId(Text);

impl BackendId {
    /// An id as the service wrote it. Whether it can be one shows when it is sent: `InvalidRequest` if not.
    pub fn new(id: impl Into<Text>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same id without its type, of the native kind `backend`.
    pub fn resource(&self) -> ResourceRef {
        ResourceRef::new(ResourceKind::Native("backend".into()), self.as_str())
    }
}

impl fmt::Display for BackendId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for BackendId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BackendId({})", self.0)
    }
}

impl From<&str> for BackendId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl From<String> for BackendId {
    fn from(id: String) -> Self {
        Self::new(id)
    }
}

/// Where on a machine a key lets in: what [`Client::key_associate`](crate::Client::key_associate) says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyPlace {
    /// The machine's address or name, as the service reaches it over SSH.
    pub host: Text,
    /// The user; the service tries usual ones by default.
    pub user: Option<Text>,
    /// The port of SSH; 22 by default.
    pub port: Option<u16>,
}

impl KeyPlace {
    /// At this address, for the service's own choice of user.
    pub fn new(host: impl Into<Text>) -> Self {
        Self { host: host.into(), user: None, port: None }
    }

    /// Logging in as this user.
    pub fn user(mut self, user: impl Into<Text>) -> Self {
        self.user = Some(user.into());
        self
    }

    /// With SSH at this port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut body = Map::new();
        body.insert("host".to_owned(), self.host.as_str().into());
        if let Some(user) = &self.user {
            body.insert("user".to_owned(), user.as_str().into());
        }
        if let Some(port) = self.port {
            body.insert("port".to_owned(), port.into());
        }
        Value::Object(body)
    }
}
