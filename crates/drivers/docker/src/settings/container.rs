//! Containers to make.

use super::{Endpoint, Limits, Mount, Port, Publish};
use anycloud_core::{ImageId, Secret};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// A container to make. What nothing is said of is as the image says.
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
    /// Its image, by id or reference. It must be there: the engine does not pull it.
    pub image: ImageId,
    /// Its name; the engine makes one up without. One of hexadecimal digits only is refused: it could be taken for the
    /// beginning of another container's id.
    pub name: Option<String>,
    /// The platform that the image must be for, e.g. `linux/arm64`.
    pub platform: Option<String>,
    /// The program and its arguments, or the arguments of the entrypoint.
    pub command: Vec<String>,
    /// What runs the command.
    pub entrypoint: Vec<String>,
    /// Variables. Their values are not shown.
    pub env: Vec<(String, Secret)>,
    /// Labels.
    pub labels: BTreeMap<String, String>,
    /// Ports that it says it listens on.
    pub exposed: BTreeSet<Port>,
    /// Ports that are reached by ports of the host. They are exposed too.
    pub published: Vec<Publish>,
    /// What it sees of the host's storage.
    pub mounts: Vec<Mount>,
    /// What it may use.
    pub limits: Limits,
    /// What happens when it ends.
    pub restart: RestartPolicy,
    /// Its networks; the engine's usual one if there is none. `none` and `host` have their special meaning. More than
    /// one needs API 1.44.
    pub networks: Vec<Endpoint>,
    /// How its health is found out.
    pub health: Option<HealthCheck>,
    /// Its name for itself.
    pub hostname: Option<String>,
    /// As whom it runs, e.g. `1000:1000`.
    pub user: Option<String>,
    /// Where it runs.
    pub working_dir: Option<String>,
    /// Whether it has a terminal: standard output and error are one then.
    pub tty: bool,
    /// Whether its standard input stays open.
    pub open_stdin: bool,
    /// What tells it to end, e.g. `SIGTERM`.
    pub stop_signal: Option<String>,
    /// How long it may take to end, unless the stop says another. Whole seconds; zero is no time at all, `Duration::MAX`
    /// as long as it wants.
    pub stop_grace: Option<Duration>,
    /// Whether it is removed when it ends.
    pub auto_remove: bool,
    /// Whether a small init runs in it, which collects orphans.
    pub init: bool,
    /// Whether it cannot write to its own file system.
    pub read_only: bool,
    /// Whether it may do everything on the host.
    pub privileged: bool,
    /// Capabilities to add, e.g. `NET_ADMIN`.
    pub cap_add: Vec<String>,
    /// Capabilities to drop, e.g. `ALL`.
    pub cap_drop: Vec<String>,
    /// Name servers.
    pub dns: Vec<String>,
    /// Lines of its `/etc/hosts`, each `name:address`.
    pub extra_hosts: Vec<String>,
    /// What keeps its log, and how: the driver and its options. Their values are not shown: some are tokens.
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

    /// With this name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Running this program.
    pub fn command<T: Into<String>>(mut self, command: impl IntoIterator<Item = T>) -> Self {
        self.command = command.into_iter().map(Into::into).collect();
        self
    }

    /// With a variable.
    pub fn env(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// With a label.
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(name.into(), value.into());
        self
    }

    /// Saying that it listens on a port.
    pub fn expose(mut self, port: Port) -> Self {
        self.exposed.insert(port);
        self
    }

    /// Reached by a port of the host.
    pub fn publish(mut self, publish: Publish) -> Self {
        self.published.push(publish);
        self
    }

    /// Seeing this of the host's storage.
    pub fn mount(mut self, mount: Mount) -> Self {
        self.mounts.push(mount);
        self
    }

    /// In this network.
    pub fn network(mut self, endpoint: Endpoint) -> Self {
        self.networks.push(endpoint);
        self
    }
}

/// What happens when a container ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RestartPolicy {
    /// It starts again, also with the engine.
    Always,
    /// Nothing.
    #[default]
    No,
    /// It starts again if it failed.
    OnFailure {
        /// So often at most.
        attempts: Option<u32>,
    },
    /// It starts again, unless it was stopped.
    UnlessStopped,
}

impl RestartPolicy {
    /// The engine's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::No => "no",
            Self::OnFailure { .. } => "on-failure",
            Self::UnlessStopped => "unless-stopped",
        }
    }
}

/// How a container's health is found out: by a command in it. What nothing is said of is as the image says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HealthCheck {
    /// The program and its arguments; healthy if it returns 0.
    pub command: Vec<String>,
    /// How often.
    pub interval: Option<Duration>,
    /// How long it may take.
    pub timeout: Option<Duration>,
    /// After how many failures in a row it is unhealthy.
    pub retries: Option<u32>,
    /// How long after its start failures do not count.
    pub start_period: Option<Duration>,
}

impl HealthCheck {
    /// By this program.
    pub fn new<T: Into<String>>(command: impl IntoIterator<Item = T>) -> Self {
        Self { command: command.into_iter().map(Into::into).collect(), ..Self::default() }
    }
}
