//! Commands in running containers.

use anycloud_core::Secret;

/// A command to run in a running container, for [`Client::exec`](crate::Client::exec).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Exec {
    /// The program and its arguments. No shell reads them: for that, run one, e.g. `sh -c`.
    pub command: Vec<String>,
    /// Variables, beside the container's own. Their values are not shown.
    pub env: Vec<(String, Secret)>,
    /// As whom: `user`, `user:group`, or numbers, e.g. `1000:1000`; the container's own user if nothing is said.
    pub user: Option<String>,
    /// In which folder, an absolute path; the container's own if nothing is said.
    pub working_dir: Option<String>,
    /// Whether it has a terminal: standard output and error are one then.
    pub tty: bool,
    /// Whether it may do everything on the host.
    pub privileged: bool,
}

impl Exec {
    /// A program and its arguments, as the container's own user and without a terminal.
    pub fn new<T: Into<String>>(command: impl IntoIterator<Item = T>) -> Self {
        Self { command: command.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Adds a variable.
    pub fn env(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Gives it a terminal.
    pub fn tty(mut self) -> Self {
        self.tty = true;
        self
    }
}
