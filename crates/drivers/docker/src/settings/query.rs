//! What is asked of logs, events, waits and prunes.

use crate::filters::Filters;
use anycloud_core::Timestamp;

/// Which part of a container's log, for [`Client::container_logs`](crate::Client::container_logs). Times count by whole
/// seconds, so that a little more may come.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogsQuery {
    /// Whether to go on with what the container will say, until it ends or nobody reads. No timeout ends that.
    pub follow: bool,
    /// Standard output. On by default.
    pub stdout: bool,
    /// Standard error. On by default.
    pub stderr: bool,
    /// Only so many lines of the end.
    pub tail: Option<u64>,
    /// Only what was said from then on.
    pub since: Option<Timestamp>,
    /// Only what was said until then.
    pub until: Option<Timestamp>,
    /// Whether each line begins with its time, in RFC 3339 with nanoseconds, and a space.
    pub timestamps: bool,
}

impl LogsQuery {
    /// All that was said so far, in both ways.
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes on with what will be said.
    pub fn follow(mut self) -> Self {
        self.follow = true;
        self
    }

    /// Only so many lines of the end.
    pub fn tail(mut self, lines: u64) -> Self {
        self.tail = Some(lines);
        self
    }
}

impl Default for LogsQuery {
    fn default() -> Self {
        Self {
            follow: false,
            stdout: true,
            stderr: true,
            tail: None,
            since: None,
            until: None,
            timestamps: false,
        }
    }
}

/// Which events, for [`Client::events`](crate::Client::events). Times count by whole seconds, so that a little more may
/// come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventsQuery {
    /// Past ones too, from here on. Docker keeps the last 256, and none over its own restart.
    pub since: Option<Timestamp>,
    /// None after this; the stream ends then. Without it, it never does.
    pub until: Option<Timestamp>,
    /// Only these: by `type` (`container`, `image`, `network`, `volume`), `event` (`die`, …), `container`, `image`,
    /// `network`, `volume`, `label`.
    pub filters: Filters,
}

impl EventsQuery {
    /// All that happens from now on.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins with past ones.
    pub fn since(mut self, time: Timestamp) -> Self {
        self.since = Some(time);
        self
    }

    /// Ends the stream at this time.
    pub fn until(mut self, time: Timestamp) -> Self {
        self.until = Some(time);
        self
    }

    /// Leaves only events for which these filters hold.
    pub fn filters(mut self, filters: Filters) -> Self {
        self.filters = filters;
        self
    }
}

/// What a container is waited for, by [`Client::container_wait`](crate::Client::container_wait).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitFor {
    /// The end of its next run, also if it does not run now.
    NextExit,
    /// That it does not run: at once, if it does not.
    #[default]
    NotRunning,
    /// That it is gone. The code is that of its last run.
    Removed,
}

impl WaitFor {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NextExit => "next-exit",
            Self::NotRunning => "not-running",
            Self::Removed => "removed",
        }
    }
}

/// What unused things are removed by [`Client::prune`](crate::Client::prune).
///
/// Filters of all but volumes: `until`, a time or a span such as `24h`, for what is older. Of all but the build cache:
/// `label`, and `label!` for what does not have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Prune {
    /// What builds have left to be quicker the next time.
    BuildCache,
    /// Containers that do not run.
    Containers,
    /// Images without a name that no container uses. With the filter `dangling` `false`, those with a name too.
    Images,
    /// Networks that no container is in, but the engine's own.
    Networks,
    /// Volumes that no container uses: those that the engine made up a name for, and all with `all` `true`.
    ///
    /// An engine older than API 1.42 removes all of them in any case. There, a prune that does not say `all` is
    /// refused.
    Volumes,
}
