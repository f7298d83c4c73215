//! What only a container has: command, environment, ports and mounts.

use crate::error::{Error, Result};
use crate::id::DriveId;
use crate::model::Protocol;
use crate::request::good_text;
use crate::secret::Secret;
use crate::text::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// What a container has and a machine has not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Container {
    /// The command with its arguments, none of them read by a shell; the image's own if empty.
    #[serde(default)]
    pub command: Vec<Text>,
    /// Environment variables. They often hold passwords: never journaled.
    #[serde(skip)]
    pub environment: BTreeMap<Text, Secret>,
    /// Ports that it serves.
    #[serde(default)]
    pub ports: Vec<ContainerPort>,
    /// Drives in its file system.
    #[serde(default)]
    pub mounts: Vec<Mount>,
    /// When it is started again.
    #[serde(default)]
    pub restart: Restart,
}

impl Container {
    /// What the image says.
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs this, with these arguments.
    pub fn command<T: Into<Text>>(mut self, words: impl IntoIterator<Item = T>) -> Self {
        self.command = words.into_iter().map(Into::into).collect();
        self
    }

    /// With an environment variable.
    pub fn env(mut self, name: impl Into<Text>, value: impl Into<Secret>) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }

    /// Serving a port.
    pub fn port(mut self, port: ContainerPort) -> Self {
        self.ports.push(port);
        self
    }

    /// With a drive in its file system.
    pub fn mount(mut self, mount: Mount) -> Self {
        self.mounts.push(mount);
        self
    }

    /// Started again in these cases.
    pub fn restart(mut self, restart: Restart) -> Self {
        self.restart = restart;
        self
    }

    /// Refuses what no engine can mean. No I/O.
    pub(super) fn check(&self) -> Result<()> {
        let Self { command, environment, ports, mounts, restart: _ } = self;
        // An argument may hold a line break, and nothing can hold the byte that ends it.
        if command.iter().any(|word| word.contains('\0')) {
            return Err(Error::invalid("the command holds a NUL"));
        }
        for (name, value) in environment {
            good_text("the name of an environment variable", name)?;
            if name.is_empty() || name.contains('=') || value.expose().contains('\0') {
                return Err(Error::invalid(format!("not an environment variable: {name:?}")));
            }
        }
        ports.iter().try_for_each(ContainerPort::check)?;
        mounts.iter().try_for_each(Mount::check)
    }
}

/// A port that a container serves, and where its host passes it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ContainerPort {
    /// Inside.
    pub port: u16,
    /// TCP or UDP.
    pub protocol: Protocol,
    /// Where the host passes it on; inside only if absent.
    #[serde(default)]
    pub publish: Option<Publish>,
}

/// Where a host passes a container's port on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Publish {
    /// The port of the host; a free one if absent.
    #[serde(default)]
    pub port: Option<u16>,
    /// The address of the host; all of them if absent.
    #[serde(default)]
    pub address: Option<IpAddr>,
}

impl ContainerPort {
    /// A TCP port, inside only.
    pub fn tcp(port: u16) -> Self {
        Self { port, protocol: Protocol::Tcp, publish: None }
    }

    /// A UDP port, inside only.
    pub fn udp(port: u16) -> Self {
        Self { port, protocol: Protocol::Udp, publish: None }
    }

    /// Passed on from this port of the host.
    pub fn published(mut self, port: u16) -> Self {
        self.publish.get_or_insert_default().port = Some(port);
        self
    }

    /// Passed on from a free port of the host.
    pub fn published_anywhere(mut self) -> Self {
        self.publish.get_or_insert_default();
        self
    }

    /// Passed on from this address of the host only.
    pub fn at(mut self, address: IpAddr) -> Self {
        self.publish.get_or_insert_default().address = Some(address);
        self
    }

    fn check(&self) -> Result<()> {
        if !matches!(self.protocol, Protocol::Tcp | Protocol::Udp) {
            return Err(Error::invalid("only TCP and UDP have ports"));
        }
        if self.port == 0 || self.publish.is_some_and(|publish| publish.port == Some(0)) {
            return Err(Error::invalid("0 is no port"));
        }
        Ok(())
    }
}

/// A drive in a container's file system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Mount {
    /// The drive.
    pub drive: DriveId,
    /// Where: an absolute path.
    pub path: Text,
    /// Whether the container cannot write to it.
    #[serde(default)]
    pub read_only: bool,
}

impl Mount {
    /// This drive at that path.
    pub fn new(drive: impl Into<DriveId>, path: impl Into<Text>) -> Self {
        Self { drive: drive.into(), path: path.into(), read_only: false }
    }

    /// So that the container cannot write to it.
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    fn check(&self) -> Result<()> {
        good_text("the path of a mount", &self.path)?;
        if self.path.starts_with('/') && !self.path.split('/').any(|part| part == "..") {
            return Ok(());
        }
        Err(Error::invalid(format!("the path of a mount is absolute, and {:?} is not", self.path)))
    }
}

/// When a container that ended is started again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Restart {
    /// Always, also when its engine starts.
    Always,
    /// Never.
    #[default]
    Never,
    /// When it ended with an error.
    OnFailure,
    /// Always, unless somebody has stopped it.
    UnlessStopped,
}

#[cfg(test)]
mod tests {
    use super::{Container, ContainerPort, Mount};

    #[test]
    fn what_no_engine_can_mean_is_refused() {
        let good = Container::new()
            .command(["sh", "-c", "echo a\necho b"])
            .env("PASSWORD", "a\nb")
            .port(ContainerPort::tcp(8888).published(80).at([127, 0, 0, 1].into()))
            .mount(Mount::new("data", "/var/lib/data"));
        good.check().unwrap();
        let bad = [
            Container::new().command(["a\0b"]),
            Container::new().env("A=B", "c"),
            Container::new().env("", "c"),
            Container::new().env("A\n", "c"),
            Container::new().port(ContainerPort::tcp(0)),
            Container::new().port(ContainerPort::udp(53).published(0)),
            Container::new().mount(Mount::new("data", "var")),
            Container::new().mount(Mount::new("data", "/var/../etc")),
        ];
        for container in bad {
            container.check().unwrap_err();
        }
    }

    #[test]
    fn the_environment_is_not_written_down() {
        let json = serde_json::to_string(&Container::new().env("PASSWORD", "hunter2")).unwrap();
        assert!(!json.contains("hunter2") && !json.contains("PASSWORD"), "{json}");
    }
}
