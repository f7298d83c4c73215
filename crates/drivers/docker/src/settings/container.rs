//! Containers to make.

use super::{Endpoint, Limits, Mount, Port, Publish};
use anycloud_core::{ImageId, Secret};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// A container to make, for [`Client::container_create`](crate::Client::container_create). What nothing is said of is
/// as the image says, and else the engine's default.
///
/// ```
/// use anycloud_core::ByteSize;
/// use anycloud_docker::{CreateContainer, Limits, Mount, Publish, RestartPolicy};
/// let mut web = CreateContainer::new("lab/busybox:1")
///     .name("web")
///     .command(["httpd", "-f", "-p", "8888"])
///     .env("SOMEVAR", "True")
///     .publish(Publish::parse("8888/tcp", "8080")?)
///     .mount(Mount::volume("data", "/srv"))
///     .label("stack", "web");
/// web.limits = Limits::new().memory(ByteSize::mib(64)).nano_cpus(500_000_000);
/// web.restart = RestartPolicy::OnFailure { attempts: Some(3) };
/// # Ok::<(), anycloud_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CreateContainer {
    /// Its image, by whole id or reference. It must be there: the engine does not pull it.
    pub image: ImageId,
    /// Its name: letters, digits, `_`, `.` and `-`, beginning with a letter or digit; the engine makes one up without.
    /// One of hexadecimal digits only is refused: it could be taken for the beginning of another container's id.
    pub name: Option<String>,
    /// The platform that the image must be for, e.g. `linux/arm64`.
    pub platform: Option<String>,
    /// The program and its arguments, or the arguments of the entrypoint, if there is one (`Cmd`). No shell reads it.
    pub command: Vec<String>,
    /// The program that gets the command as its arguments. If it is said, the image's own command does not hold.
    pub entrypoint: Vec<String>,
    /// Variables, beside those of the image or instead of them. Their values are not shown by this type, but the engine
    /// tells them to whoever may inspect the container.
    pub env: Vec<(String, Secret)>,
    /// Labels, beside those of the image. They are written once.
    pub labels: BTreeMap<String, String>,
    /// Ports that it says it listens on. Containers of its networks reach it without that; this opens nothing.
    pub exposed: BTreeSet<Port>,
    /// Ports that are reached by ports of the host. They are exposed too.
    pub published: Vec<Publish>,
    /// What it sees of the host's storage, from its creation to its end.
    pub mounts: Vec<Mount>,
    /// What it may use of its host.
    pub limits: Limits,
    /// What happens when it ends.
    pub restart: RestartPolicy,
    /// Its networks; the engine's usual one if there is none. The network `none` is no network, `host` is the host's
    /// own. More than one needs API 1.44; before that, [`network_connect`](crate::Client::network_connect) adds them.
    pub networks: Vec<Endpoint>,
    /// How its health is found out.
    pub health: Option<HealthCheck>,
    /// Its name for itself; without one the first 12 digits of its id.
    pub hostname: Option<String>,
    /// As whom it runs: `user`, `user:group`, or numbers, e.g. `1000:1000`.
    pub user: Option<String>,
    /// The folder that the command begins in: an absolute path, which is made if it is not there.
    pub working_dir: Option<String>,
    /// Whether it has a terminal: standard output and error are one then
    /// ([`OutputSource::Terminal`](crate::OutputSource)).
    pub tty: bool,
    /// Whether its standard input stays open, so that a shell does not end at once. Nothing can be sent there from
    /// here.
    pub open_stdin: bool,
    /// The signal that a stop sends, e.g. `SIGINT`; `SIGTERM` by default.
    pub stop_signal: Option<String>,
    /// How long it may take to end, unless the stop says another (`StopTimeout`); 10 s by default. A part of a second
    /// counts as one; zero is no time at all, `Duration::MAX` as long as it wants.
    pub stop_grace: Option<Duration>,
    /// Whether it is removed when it ends, with the volumes that the engine made up a name for. Refused beside a
    /// restart policy.
    pub auto_remove: bool,
    /// Whether a small init runs in it, which passes signals on and collects processes that lost their parent.
    pub init: bool,
    /// Whether it cannot write to its own file system, but to its mounts only.
    pub read_only: bool,
    /// Whether it may do everything on the host: it has all capabilities and all devices.
    pub privileged: bool,
    /// Capabilities of Linux to add, e.g. `NET_ADMIN`.
    pub cap_add: Vec<String>,
    /// Capabilities to drop, e.g. `ALL`.
    pub cap_drop: Vec<String>,
    /// Addresses of name servers, instead of the host's.
    pub dns: Vec<String>,
    /// Lines of its `/etc/hosts`, each `name:address`.
    pub extra_hosts: Vec<String>,
    /// What keeps its log, and how: the driver (`json-file`, `local`, `none`, `syslog`, …) and its options, e.g.
    /// `max-size`; the engine's usual one without it. The values are not shown: some are tokens.
    pub log: Option<(String, BTreeMap<String, Secret>)>,
}

impl CreateContainer {
    /// A container of this image.
    pub fn new(image: impl Into<ImageId>) -> Self {
        Self {
            image: image.into(),
            name: None,
            platform: None,
            command: Vec::new(),
            entrypoint: Vec::new(),
            env: Vec::new(),
            labels: BTreeMap::new(),
            exposed: BTreeSet::new(),
            published: Vec::new(),
            mounts: Vec::new(),
            limits: Limits::default(),
            restart: RestartPolicy::No,
            networks: Vec::new(),
            health: None,
            hostname: None,
            user: None,
            working_dir: None,
            tty: false,
            open_stdin: false,
            stop_signal: None,
            stop_grace: None,
            auto_remove: false,
            init: false,
            read_only: false,
            privileged: false,
            cap_add: Vec::new(),
            cap_drop: Vec::new(),
            dns: Vec::new(),
            extra_hosts: Vec::new(),
            log: None,
        }
    }

    /// Sets [`name`](Self::name).
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Runs this program with these arguments, or gives them to the entrypoint.
    pub fn command<T: Into<String>>(mut self, command: impl IntoIterator<Item = T>) -> Self {
        self.command = command.into_iter().map(Into::into).collect();
        self
    }

    /// Adds a variable.
    pub fn env(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Sets a label.
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(name.into(), value.into());
        self
    }

    /// Says that it listens on a port.
    pub fn expose(mut self, port: Port) -> Self {
        self.exposed.insert(port);
        self
    }

    /// Lets it be reached by a port of the host.
    pub fn publish(mut self, publish: Publish) -> Self {
        self.published.push(publish);
        self
    }

    /// Lets it see this of the host's storage.
    pub fn mount(mut self, mount: Mount) -> Self {
        self.mounts.push(mount);
        self
    }

    /// Adds a network.
    pub fn network(mut self, endpoint: Endpoint) -> Self {
        self.networks.push(endpoint);
        self
    }
}

/// What happens when a container ends. A container that ends within 10 s of its start is started again later each time,
/// up to a minute later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RestartPolicy {
    /// It starts again, whatever its code; and with the engine, even if it was stopped before.
    Always,
    /// It stays ended.
    #[default]
    No,
    /// It starts again if its code is not 0.
    OnFailure {
        /// So often at most; without end if nothing is said.
        attempts: Option<u32>,
    },
    /// As [`Always`](Self::Always), but not with the engine if it was stopped before.
    UnlessStopped,
}

impl RestartPolicy {
    /// The engine's word, e.g. `unless-stopped`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::No => "no",
            Self::OnFailure { .. } => "on-failure",
            Self::UnlessStopped => "unless-stopped",
        }
    }
}

/// How a container's health is found out: by a command in it. What nothing is said of is as the image says, and else
/// the engine's default. No time may be shorter than 1 ms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HealthCheck {
    /// The program and its arguments, without a shell; healthy if it returns 0. The image's own if it is empty.
    pub command: Vec<String>,
    /// How long after one look, or the start, the next comes; 30 s by default.
    pub interval: Option<Duration>,
    /// How long one look may take; 30 s by default.
    pub timeout: Option<Duration>,
    /// After how many failures in a row it is unhealthy; 3 by default.
    pub retries: Option<u32>,
    /// How long after the container's start failures do not count; no time by default.
    pub start_period: Option<Duration>,
}

impl HealthCheck {
    /// By this program, with the image's or the engine's own times.
    pub fn new<T: Into<String>>(command: impl IntoIterator<Item = T>) -> Self {
        Self { command: command.into_iter().map(Into::into).collect(), ..Self::default() }
    }
}
