//! Containers, what they use, and how they end.

use super::networks::{EndpointInfo, endpoints};
use super::record;
use super::state::{ContainerState, Status};
use crate::settings::Port;
use anycloud_core::{ByteSize, ImageId, ServerId, Text, Timestamp};
use anycloud_http::json::{Item, Object};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

record! {
    /// A container in a list: `GET /containers/json`. [`ContainerInfo`] says more.
    ContainerSummary => "docker.container_summary", needs ["Id"]
}

record! {
    /// A container with all that the engine says of it: `GET /containers/{id}/json`.
    ContainerInfo => "docker.container", needs ["Id"]
}

record! {
    /// How a container ended: `POST /containers/{id}/wait`.
    Exit => "docker.exit", needs ["StatusCode"]
}

record! {
    /// What a container uses, at one moment: `GET /containers/{id}/stats`.
    Stats => "docker.stats", needs ["read"]
}

record! {
    /// The processes of a container: `GET /containers/{id}/top`.
    Top => "docker.top"
}

impl ContainerSummary {
    /// Its id: 64 hexadecimal digits.
    pub fn id(&self) -> ServerId {
        ServerId::new(self.0.text("Id").unwrap_or_default())
    }

    /// Its name; the id if it has none.
    pub fn name(&self) -> Text {
        // Others are names under which containers that are linked to it know it: they have a second slash.
        let names = self.0.list("Names").iter().filter_map(Value::as_str).map(bare);
        names
            .into_iter()
            .find(|name| !name.contains('/'))
            .map_or_else(|| self.0.text("Id").unwrap_or_default(), Text::from)
    }

    /// Its image, as it was named when the container was made.
    pub fn image(&self) -> Option<ImageId> {
        self.0.text("Image").map(ImageId::new)
    }

    /// What it does, in a word.
    pub fn status(&self) -> Status {
        Status::of(self.0.str("State").unwrap_or_default())
    }

    /// The same for people, e.g. `Up 5 minutes (healthy)`.
    pub fn status_text(&self) -> Option<Text> {
        self.0.text("Status")
    }

    /// When it was made, in whole seconds.
    pub fn created(&self) -> Option<Timestamp> {
        Timestamp::from_unix(self.0.number("Created")?).ok()
    }

    /// Its labels, the image's among them.
    pub fn labels(&self) -> BTreeMap<Text, Text> {
        self.0.map("Labels")
    }

    /// Its ports that are reached by ports of the host. While it does not run there are none.
    pub fn published(&self) -> Vec<PublishedPort> {
        let read = |port: Object<'_>| {
            let number = u16::try_from(port.positive("PrivatePort")?).ok()?;
            Some(PublishedPort {
                port: format!("{number}/{}", port.str("Type").unwrap_or("tcp")).parse().ok()?,
                host_port: u16::try_from(port.positive("PublicPort")?).ok()?,
                host_address: port.str("IP").and_then(|address| address.parse().ok()),
            })
        };
        self.0.objects("Ports").filter_map(read).collect()
    }

    /// Its places in networks, with its addresses there while it runs.
    pub fn networks(&self) -> Vec<EndpointInfo> {
        endpoints(&self.0.inner("NetworkSettings"))
    }

    /// What it sees of the host's storage.
    pub fn mounts(&self) -> Vec<MountInfo> {
        mounts(&self.0)
    }
}

impl ContainerInfo {
    /// Its id: 64 hexadecimal digits.
    pub fn id(&self) -> ServerId {
        ServerId::new(self.0.text("Id").unwrap_or_default())
    }

    /// Its name; the id if it has none.
    pub fn name(&self) -> Text {
        self.0.str("Name").map(bare).map_or_else(|| self.0.text("Id").unwrap_or_default(), Text::from)
    }

    /// Its image: `sha256:` and 64 hexadecimal digits.
    pub fn image(&self) -> Option<ImageId> {
        self.0.text("Image").map(ImageId::new)
    }

    /// Its image, as it was named when the container was made.
    pub fn image_name(&self) -> Option<Text> {
        self.config().text("Image")
    }

    /// What it does, since when, and how it ended.
    pub fn state(&self) -> ContainerState {
        ContainerState::of(&self.0.inner("State"))
    }

    /// When it was made.
    pub fn created(&self) -> Option<Timestamp> {
        self.0.time("Created")
    }

    /// How often its restart policy started it again since it was last started by hand.
    pub fn restarts(&self) -> u64 {
        self.0.positive("RestartCount").unwrap_or_default()
    }

    /// Its labels, the image's among them.
    pub fn labels(&self) -> BTreeMap<Text, Text> {
        self.config().map("Labels")
    }

    /// The program and its arguments, or the arguments of the entrypoint; the image's own if it was made without.
    pub fn command(&self) -> Vec<Text> {
        self.config().texts("Cmd")
    }

    /// Its variables, the image's among them, `NAME=value` each. Values may be secret: take care where they are shown.
    pub fn env(&self) -> Vec<Text> {
        self.config().texts("Env")
    }

    /// Whether it has a terminal: standard output and error are one then.
    pub fn tty(&self) -> bool {
        self.config().flag("Tty")
    }

    /// The most memory that it may use, if there is a limit.
    pub fn memory(&self) -> Option<ByteSize> {
        self.host_config().positive("Memory").map(ByteSize)
    }

    /// The most memory and swap together that it may use, if there is a limit of memory; `u64::MAX` if there is none of
    /// swap.
    pub fn memory_and_swap(&self) -> Option<ByteSize> {
        match self.host_config().number("MemorySwap")? {
            0 => None,
            sum => Some(ByteSize(u64::try_from(sum).unwrap_or(u64::MAX))),
        }
    }

    /// The most processor that it may use, in billionths of one, if there is a limit.
    pub fn nano_cpus(&self) -> Option<u64> {
        self.host_config().positive("NanoCpus")
    }

    /// The word of its restart policy, as [`RestartPolicy::as_str`](crate::RestartPolicy::as_str) has it.
    pub fn restart_policy(&self) -> Option<Text> {
        self.host_config().inner("RestartPolicy").text("Name")
    }

    /// How long it may take to end when it is stopped, if it was made with such a grace; else that is 10 s. Zero is no
    /// time at all, `Duration::MAX` as long as it wants.
    pub fn stop_grace(&self) -> Option<Duration> {
        let seconds = self.config().number("StopTimeout")?;
        Some(u64::try_from(seconds).map_or(Duration::MAX, Duration::from_secs))
    }

    /// Its ports that are reached by ports of the host. While it does not run there are none.
    pub fn published(&self) -> Vec<PublishedPort> {
        let settings = self.0.inner("NetworkSettings");
        let ports = settings.inner("Ports");
        let mut published = Vec::new();
        for (port, bindings) in ports.fields() {
            let Ok(port) = port.parse::<Port>() else { continue };
            for binding in bindings.as_array().into_iter().flatten() {
                let binding = Object::of(binding);
                let Some(host_port) = binding.str("HostPort").and_then(|port| port.parse().ok()) else {
                    continue;
                };
                let host_address = binding.str("HostIp").and_then(|address| address.parse().ok());
                published.push(PublishedPort { port, host_port, host_address });
            }
        }
        published
    }

    /// Its places in networks, with its addresses there while it runs.
    pub fn networks(&self) -> Vec<EndpointInfo> {
        endpoints(&self.0.inner("NetworkSettings"))
    }

    /// What it sees of the host's storage.
    pub fn mounts(&self) -> Vec<MountInfo> {
        mounts(&self.0)
    }

    fn config(&self) -> Object<'_> {
        self.0.inner("Config")
    }

    fn host_config(&self) -> Object<'_> {
        self.0.inner("HostConfig")
    }
}

impl Exit {
    /// The code that it ended with: 0 is well, more than 128 is 128 and the signal that ended it.
    pub fn code(&self) -> i64 {
        self.0.number("StatusCode").unwrap_or_default()
    }

    /// Why waiting failed, if it did: the code means nothing then.
    pub fn error(&self) -> Option<Text> {
        self.0.inner("Error").text("Message")
    }
}

impl Stats {
    /// When the engine looked; `None` of a container that does not run.
    pub fn read(&self) -> Option<Timestamp> {
        self.0.time("read")
    }

    /// Memory in use, with files that are cached, which `docker stats` takes off. `None` of a container that does not
    /// run.
    pub fn memory(&self) -> Option<ByteSize> {
        self.0.inner("memory_stats").positive("usage").map(ByteSize)
    }

    /// The most that it may use; the host's memory if there is no limit.
    pub fn memory_limit(&self) -> Option<ByteSize> {
        self.0.inner("memory_stats").positive("limit").map(ByteSize)
    }

    /// Processor time since it was started, in nanoseconds of one processor.
    pub fn cpu_nanos(&self) -> Option<u64> {
        self.0.inner("cpu_stats").inner("cpu_usage").positive("total_usage")
    }

    /// How much of one processor it used since the engine looked before, about a second ago: 0.5 is half of one. `None`
    /// if it did not run, and of Podman 4.3, which looks once. By the formula of the API's reference, `ContainerStats`.
    pub fn cpus(&self) -> Option<f64> {
        let (now, before) = (self.0.inner("cpu_stats"), self.0.inner("precpu_stats"));
        let passed = |stats: &Object| stats.positive("system_cpu_usage");
        let used = |stats: &Object| stats.inner("cpu_usage").positive("total_usage").unwrap_or_default();
        let time = passed(&now)?.checked_sub(passed(&before)?).filter(|time| *time > 0)?;
        let processors = now.positive("online_cpus").unwrap_or(1);
        Some(used(&now).saturating_sub(used(&before)) as f64 / time as f64 * processors as f64)
    }
}

impl Item for Top {
    fn read(object: Object<'static>) -> Option<Self> {
        (!object.list("Titles").is_empty()).then_some(Self(object))
    }
}

impl Top {
    /// The names of the columns.
    pub fn titles(&self) -> Vec<Text> {
        self.0.texts("Titles")
    }

    /// The processes: of each a field for each of the [`titles`](Self::titles).
    pub fn processes(&self) -> Vec<Vec<Text>> {
        let fields = |process: &Value| {
            process.as_array().into_iter().flatten().filter_map(Value::as_str).map(Text::from).collect()
        };
        self.0.list("Processes").iter().map(fields).collect()
    }
}

/// A port of a container, and the port of its host by which it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublishedPort {
    /// The container's port.
    pub port: Port,
    /// The host's port.
    pub host_port: u16,
    /// The host's address on which it listens; `0.0.0.0` and `::` are all of them. `None` if the engine does not say.
    pub host_address: Option<IpAddr>,
}

/// Something of the host's storage that a container sees.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MountInfo {
    /// `bind`, `volume` or `tmpfs`.
    pub kind: Text,
    /// The name of the volume, if it is one.
    pub name: Option<Text>,
    /// Where it is on the host; nowhere if it is memory.
    pub source: Option<Text>,
    /// Where it is in the container.
    pub target: Text,
    /// Whether the container cannot write to it.
    pub read_only: bool,
}

fn mounts(container: &Object) -> Vec<MountInfo> {
    let read = |mount: Object<'_>| {
        Some(MountInfo {
            kind: mount.text("Type").unwrap_or_default(),
            name: mount.text("Name"),
            source: mount.text("Source"),
            target: mount.text("Destination")?,
            read_only: !mount.flag("RW"),
        })
    };
    container.objects("Mounts").filter_map(read).collect()
}

/// The engine writes names with a slash before them.
fn bare(name: &str) -> &str {
    name.strip_prefix('/').unwrap_or(name)
}
