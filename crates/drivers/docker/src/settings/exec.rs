//! Commands in running containers.

use anycloud_core::Secret;

/// A command to run in a running container.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Exec {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// Variables. Their values are not shown.
    pub env: Vec<(String, Secret)>,
    /// As whom, e.g. `1000:1000`; the container's own user if nothing is said.
    pub user: Option<String>,
    /// Where; the container's own folder if nothing is said.
    pub working_dir: Option<String>,
    /// Whether it has a terminal: standard output and error are one then.
    pub tty: bool,
    /// Whether it may do everything on the host.
    pub privileged: bool,
}

impl Exec {
    /// A program and its arguments.
    pub fn new<T: Into<String>>(command: impl IntoIterator<Item = T>) -> Self {
        Self { command: command.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// With a variable.
    pub fn env(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// With a terminal.
    pub fn tty(mut self) -> Self {
        self.tty = true;
        self
    }
}
