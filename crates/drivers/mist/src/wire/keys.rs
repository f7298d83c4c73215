//! Keys and the machines that let them in.

use super::record;
use crate::settings::BackendId;
use anycloud_core::{KeyPairId, ServerId, Text, Timestamp};
use anycloud_http::json::{count, flag, text};
use serde_json::Value;

record! {
    /// A key: `GET /keys`. Neither half is in it.
    KeyInfo => "mist.key", needs ["id"]
}

impl KeyInfo {
    /// Its id: the name, in January without spaces. In every dialect the calls of [`Client`](crate::Client) take the
    /// name for it.
    pub fn id(&self) -> KeyPairId {
        KeyPairId::new(self.0.text("id").unwrap_or_default())
    }

    /// Its name; later services have the id alone.
    pub fn name(&self) -> Text {
        self.0.text("name").or_else(|| self.0.text("id")).unwrap_or_default()
    }

    /// Whether new machines get it when nothing is said: `default_key` in January (`default` in the answer to one
    /// that is added), `isDefault` later.
    pub fn is_default(&self) -> bool {
        ["isDefault", "default_key", "default"].iter().any(|name| self.0.flag(name))
    }

    /// The machines that let it in.
    pub fn machines(&self) -> Vec<KeyMachine> {
        self.0.list("machines").iter().filter_map(KeyMachine::read).collect()
    }
}

/// A machine that lets a key in: `[backend, machine, last used, user, sudo, port]`, shorter where less is known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyMachine {
    /// The backend that has the machine.
    pub backend: BackendId,
    /// The machine, by its id at the provider.
    pub machine: ServerId,
    /// When the service last logged in with the key, to the second; `None` if never.
    pub used: Option<Timestamp>,
    /// As which user the service logs in.
    pub user: Option<Text>,
    /// Whether that user may become root; `None` if unknown.
    pub sudo: Option<bool>,
    /// The port of SSH, where it is said.
    pub port: Option<u16>,
}

impl KeyMachine {
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let fields = value.as_array()?;
        let text = |n: usize| fields.get(n).and_then(text);
        // Seconds, with a fraction; 0 is "never".
        let seconds = fields.get(2).and_then(Value::as_f64).filter(|seconds| *seconds >= 1.0);
        Some(Self {
            backend: BackendId::new(text(0)?),
            machine: ServerId::new(text(1)?),
            used: seconds.and_then(|seconds| Timestamp::from_unix(seconds as i64).ok()),
            user: text(3),
            sudo: fields.get(4).and_then(flag),
            port: fields.get(5).and_then(count).and_then(|n| u16::try_from(n).ok()),
        })
    }
}
