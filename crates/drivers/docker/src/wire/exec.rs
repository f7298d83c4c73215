//! Commands in containers.

use super::record;
use anycloud_core::ServerId;

record! {
    /// A command that runs, or ran, in a container: `GET /exec/{id}/json`.
    ExecInfo => "docker.exec", needs ["ID"]
}

impl ExecInfo {
    /// Whether it still runs.
    pub fn running(&self) -> bool {
        self.0.flag("Running")
    }

    /// The code that it ended with; `None` while it runs, and for a moment after.
    pub fn exit_code(&self) -> Option<i64> {
        self.0.number("ExitCode").filter(|_| !self.running())
    }

    /// The container that it runs in.
    pub fn container(&self) -> Option<ServerId> {
        self.0.text("ContainerID").map(ServerId::new)
    }
}
