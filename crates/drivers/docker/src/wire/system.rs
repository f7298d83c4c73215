//! The engine itself.

use super::record;
use crate::version::ApiVersion;
use anycloud_core::{ByteSize, Result, Text, Timestamp};
use anycloud_http::Reply;
use anycloud_http::json::Object;
use serde_json::Value;
use std::collections::BTreeMap;

record! {
    /// What the engine says of itself and its host: `GET /info`.
    SystemInfo => "docker.info", needs ["ID", "ServerVersion", "Name", "Containers"]
}

record! {
    /// Which versions the engine and its parts have: `GET /version`.
    VersionInfo => "docker.version", needs ["ApiVersion", "Version"]
}

record! {
    /// Something that happened, from [`Events::next`](crate::Events::next).
    Event => "docker.event", needs []
}

record! {
    /// What a prune removed: `POST /…/prune`.
    Pruned => "docker.pruned", needs []
}

/// The engine's sign of life: the headers of `GET /_ping`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ping {
    /// The newest version of the API that it speaks; `None` if what answers is no engine.
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
    /// The engine's own id, for as long as it is installed. Podman makes up one for each call.
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

    /// How many containers there are, running or not.
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

    /// How images and containers are kept on disk, e.g. `overlay2`.
    pub fn storage_driver(&self) -> Option<Text> {
        self.0.text("Driver")
    }

    /// What the engine warns of, e.g. that its host's kernel keeps no limits of swap.
    pub fn warnings(&self) -> Vec<Text> {
        self.0.texts("Warnings")
    }
}

impl VersionInfo {
    /// The engine's version, e.g. `20.10.24`.
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

    /// What happened: `create`, `start`, `die`, `health_status: healthy`, …
    pub fn action(&self) -> Option<Text> {
        self.0.text("Action")
    }

    /// The id of what it happened to; of a volume its name.
    pub fn id(&self) -> Option<Text> {
        self.0.inner("Actor").text("ID")
    }

    /// More about that: its `name`, its labels, the `exitCode` of a container that ended.
    pub fn attributes(&self) -> BTreeMap<Text, Text> {
        self.0.inner("Actor").map("Attributes")
    }

    /// When, in whole seconds; the field `timeNano` counts in nanoseconds.
    pub fn time(&self) -> Option<Timestamp> {
        Timestamp::from_unix(self.0.number("time")?).ok()
    }
}

impl Pruned {
    /// What was removed: ids of containers and of what was built, names and layers of images, names of networks and
    /// volumes.
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

    /// What is free on the engine's disk now that was not; 0 of networks.
    pub fn freed(&self) -> ByteSize {
        ByteSize(self.0.positive("SpaceReclaimed").unwrap_or_default())
    }
}
