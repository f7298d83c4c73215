//! What a container does.

use anycloud_core::{Text, Timestamp};
use anycloud_http::json::Object;

/// What a container does, as an inspection says it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContainerState {
    /// In a word.
    pub status: Status,
    /// The code that it ended with; 0 while it never did. More than 128 is 128 and a signal.
    pub exit_code: i64,
    /// Why it could not start.
    pub error: Option<Text>,
    /// Whether it was killed for want of memory.
    pub out_of_memory: bool,
    /// The process on the host, while it runs.
    pub pid: Option<u64>,
    /// When it was last started.
    pub started: Option<Timestamp>,
    /// When it last ended.
    pub finished: Option<Timestamp>,
    /// What its health check says, if it has one.
    pub health: Option<Health>,
}

/// What a container does, in a word.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// Made, and never started.
    Created,
    /// It could not be removed.
    Dead,
    /// It ended.
    Exited,
    /// It is stopped where it was.
    Paused,
    /// It is being removed.
    Removing,
    /// It ended and starts again.
    Restarting,
    /// It runs.
    Running,
    /// It is being stopped. Podman only.
    Stopping,
    /// A word that is not known.
    Unrecognized(Text),
}

impl Status {
    /// Of the engine's word.
    pub(crate) fn of(word: &str) -> Self {
        match word {
            // Podman has words of its own.
            "configured" | "created" | "initialized" => Self::Created,
            "dead" => Self::Dead,
            "exited" | "stopped" => Self::Exited,
            "paused" => Self::Paused,
            "removing" => Self::Removing,
            "restarting" => Self::Restarting,
            "running" => Self::Running,
            "stopping" => Self::Stopping,
            other => Self::Unrecognized(other.into()),
        }
    }
}

/// What a health check says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Health {
    /// It is well.
    Healthy,
    /// It is not known yet.
    Starting,
    /// It failed too often.
    Unhealthy,
    /// A word that is not known.
    Unrecognized(Text),
}

impl ContainerState {
    pub(super) fn of(state: &Object) -> Self {
        Self {
            status: Status::of(state.str("Status").unwrap_or_default()),
            exit_code: state.number("ExitCode").unwrap_or_default(),
            error: state.text("Error"),
            out_of_memory: state.flag("OOMKilled"),
            pid: state.positive("Pid"),
            started: state.time("StartedAt"),
            finished: state.time("FinishedAt"),
            health: health(state.inner("Health").str("Status")),
        }
    }
}

fn health(word: Option<&str>) -> Option<Health> {
    Some(match word? {
        "healthy" => Health::Healthy,
        // Podman says nothing in a word of no letters.
        "" | "none" => return None,
        "starting" => Health::Starting,
        "unhealthy" => Health::Unhealthy,
        other => Health::Unrecognized(other.into()),
    })
}
