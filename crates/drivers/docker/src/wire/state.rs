//! What a container does.

use anycloud_core::{Text, Timestamp};
use anycloud_http::json::Object;

/// What a container does, and did, as an inspection says it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContainerState {
    /// What it does, in a word.
    pub status: Status,
    /// The code that it last ended with; 0 while it runs, or never ran. More than 128 is 128 and the signal that ended
    /// it.
    pub exit_code: i64,
    /// Why it could not start, in the engine's words.
    pub error: Option<Text>,
    /// Whether it was killed for want of memory.
    pub out_of_memory: bool,
    /// The number of its first process on the host, while it runs.
    pub pid: Option<u64>,
    /// When it was last started, to the nanosecond; `None` if it never was.
    pub started: Option<Timestamp>,
    /// When it last ended; `None` if it never did.
    pub finished: Option<Timestamp>,
    /// What its health check says, if it has one.
    pub health: Option<Health>,
}

/// What a container does, in a word. Podman's words are read as Docker's: `configured` and `initialized` are
/// [`Created`](Self::Created), `stopped` is [`Exited`](Self::Exited).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// Made, and never started; or it could not start.
    Created,
    /// A removal failed half-way; it can only be removed again.
    Dead,
    /// It ran and ended.
    Exited,
    /// Its processes are held where they were.
    Paused,
    /// It is being removed.
    Removing,
    /// It ended, and its restart policy starts it again.
    Restarting,
    /// It runs.
    Running,
    /// It is being stopped. Podman only.
    Stopping,
    /// The engine's word, which this driver does not know.
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
    /// The last look was well.
    Healthy,
    /// It did not succeed yet, and has not failed too often.
    Starting,
    /// It failed too often in a row.
    Unhealthy,
    /// The engine's word, which this driver does not know.
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
