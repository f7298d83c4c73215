//! The engine itself.

use super::record;
use crate::version::ApiVersion;
use anycloud_core::{ByteSize, Result, Text, Timestamp};
use anycloud_http::Reply;
use anycloud_http::json::Object;
use serde_json::Value;
use std::collections::BTreeMap;

record! {
    /// What the engine says of itself and its host.
    SystemInfo => "docker.info", needs ["ID", "ServerVersion", "Name", "Containers"]
}

record! {
    /// Which versions the engine and its parts have.
    VersionInfo => "docker.version", needs ["ApiVersion", "Version"]
}

record! {
    /// Something that happened.
    Event => "docker.event", needs []
}

record! {
    /// What a prune removed.
    Pruned => "docker.pruned", needs []
}

/// The engine's sign of life.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ping {
    /// The newest version of the API that it speaks.
    pub api_version: Option<ApiVersion>,
    /// `linux` or `windows`.
    pub os: Option<Text>,
    /// The engine: `Docker/20.10.24 (linux)`, `Libpod/4.3.1 (linux)`.
    pub engine: Option<Text>,
}

pub(crate) fn ping(reply: Reply) -> Result<Ping> {
    let header = |name: &str| reply.parts.headers.get(name).and_then(|value| value.to_str().ok());
    Ok(Ping {
        api_version: header("api-version").and_then(|version| version.parse().ok()),
        os: header("ostype").map(Text::from),
        engine: header("server").map(Text::from),
    })
}

impl SystemInfo {
    /// The engine's own id. Podman makes up one for each call.
    pub fn id(&self) -> Option<Text> {
        self.0.text("ID")
    }

    /// The host's name.
    pub fn name(&self) -> Option<Text> {
        self.0.text("Name")
    }

    /// The engine's version, e.g. `20.10.24`.
    pub fn version(&self) -> Option<Text> {
        self.0.text("ServerVersion")
    }

    /// How many containers there are.
    pub fn containers(&self) -> u64 {
        self.0.positive("Containers").unwrap_or_default()
    }

    /// The host's processors.
    pub fn cpus(&self) -> Option<u64> {
        self.0.positive("NCPU")
    }

    /// The host's memory.
    pub fn memory(&self) -> Option<ByteSize> {
        self.0.positive("MemTotal").map(ByteSize)
    }

    /// How images are kept.
    pub fn storage_driver(&self) -> Option<Text> {
        self.0.text("Driver")
    }

    /// What the engine warns of.
    pub fn warnings(&self) -> Vec<Text> {
        self.0.texts("Warnings")
    }
}

impl VersionInfo {
    /// The engine's version.
    pub fn version(&self) -> Option<Text> {
        self.0.text("Version")
    }

    /// The newest version of the API that it speaks.
    pub fn api_version(&self) -> Option<ApiVersion> {
        self.0.str("ApiVersion")?.parse().ok()
    }

    /// The oldest version of the API that it speaks.
    pub fn oldest_api_version(&self) -> Option<ApiVersion> {
        self.0.str("MinAPIVersion")?.parse().ok()
    }

    /// The names of its parts: `Engine`, or `Podman Engine`, and others.
    pub fn components(&self) -> Vec<Text> {
        self.0.objects("Components").filter_map(|part| part.text("Name")).collect()
    }
}

impl Event {
    /// What it happened to: `container`, `image`, `volume`, `network`, …
    pub fn kind(&self) -> Option<Text> {
        self.0.text("Type")
    }

    /// What: `create`, `start`, `die`, `health_status: healthy`, …
    pub fn action(&self) -> Option<Text> {
        self.0.text("Action")
    }

    /// The id of what it happened to.
    pub fn id(&self) -> Option<Text> {
        self.0.inner("Actor").text("ID")
    }

    /// More about that: its name, its labels, the code that it ended with.
    pub fn attributes(&self) -> BTreeMap<Text, Text> {
        self.0.inner("Actor").map("Attributes")
    }

    /// When.
    pub fn time(&self) -> Option<Timestamp> {
        Timestamp::from_unix(self.0.number("time")?).ok()
    }
}

impl Pruned {
    /// What was removed: ids, names, layers.
    pub fn removed(&self) -> Vec<Text> {
        let lists =
            ["ContainersDeleted", "ImagesDeleted", "NetworksDeleted", "VolumesDeleted", "CachesDeleted"];
        let entries = lists.into_iter().flat_map(|list| self.0.list(list));
        let text = |entry: &Value| match entry {
            Value::String(text) => Some(Text::from(text.as_str())),
            Value::Object(_) => {
                let entry = Object::of(entry);
                entry.text("Deleted").or_else(|| entry.text("Untagged"))
            }
            _ => None,
        };
        entries.filter_map(text).collect()
    }

    /// What is free now that was not.
    pub fn freed(&self) -> ByteSize {
        ByteSize(self.0.positive("SpaceReclaimed").unwrap_or_default())
    }
}
