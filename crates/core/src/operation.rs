//! What the *provider* finishes by itself, as data that another process can go on watching.
//!
//! What *we* have still to do is a [`run::Operation`](crate::run::Operation); the two are never mixed.

use crate::error::ErrorKind;
use crate::failure::Failure;
use crate::id::{CloudId, Realm, ResourceRef};
use crate::model::{Drive, DriveState, Server, ServerState, Snapshot, SnapshotState};
use crate::text::Text;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What a change answers. It returns as soon as nothing is left for us to do and the value is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[must_use = "the provider may still be working"]
#[non_exhaustive]
pub struct Started<T> {
    /// The value, e.g. the id of the new server.
    pub value: T,
    /// What the provider still does.
    pub remaining: Remaining,
}

impl<T> Started<T> {
    /// Nothing remains.
    pub fn done(value: T) -> Self {
        Self { value, remaining: Remaining::Nothing }
    }

    /// The provider goes on; `Cloud::wait` watches it.
    pub fn watch(value: T, operation: OperationRef) -> Self {
        Self { value, remaining: Remaining::Watch(Box::new(operation)) }
    }

    /// The provider goes on and shows nothing of it.
    pub fn unobservable(value: T) -> Self {
        Self { value, remaining: Remaining::Unobservable }
    }
}

/// What the provider still does after it accepted a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::exhaustive_enums)] // every caller must decide about all three
pub enum Remaining {
    /// Nothing: it is finished.
    Nothing,
    /// It works on, and nothing that it shows tells when it is done.
    Unobservable,
    /// It works on; watch this.
    Watch(Box<OperationRef>),
}

/// Something that the provider does by itself. Looking changes nothing; if nobody looks it finishes anyway.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct OperationRef {
    /// The caller's name of the cloud.
    pub cloud: CloudId,
    /// Where it really is; compared before it is watched.
    pub realm: Realm,
    /// What it happens to.
    pub target: ResourceRef,
    /// When it is done.
    pub goal: Goal,
    /// When it began.
    pub since: Timestamp,
    /// For so long after the beginning "not found" may mean "not visible yet".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unseen_for: Option<Duration>,
    /// The provider's own action, job or operation. Without one, core judges the target by the goal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Box<str>>,
}

impl OperationRef {
    /// Begun now, judged by the goal.
    pub fn new(cloud: CloudId, realm: Realm, target: ResourceRef, goal: Goal) -> Self {
        Self { cloud, realm, target, goal, since: Timestamp::now(), unseen_for: None, token: None }
    }

    /// Adds the provider's own action.
    pub fn token(mut self, token: impl Into<Box<str>>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Says how long "not found" may mean "not visible yet".
    pub fn unseen_for(mut self, time: Duration) -> Self {
        self.unseen_for = Some(time);
        self
    }
}

/// What was seen before a change. Without it a reboot would be "done" while the old state still says running.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Evidence {
    /// [`Server::boot`] before.
    pub boot: Option<Text>,
}

impl Evidence {
    /// What this server shows now.
    pub fn of(server: &Server) -> Self {
        Self { boot: server.boot.as_ref().map(Text::detached) }
    }
}

/// When a thing is as wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Goal {
    /// A server runs and has an address, IPv4 or IPv6.
    Address,
    /// It is gone.
    Gone,
    /// The provider's token decides.
    Operation,
    /// A drive is not pending any more; a snapshot is whole.
    Ready,
    /// A server runs and has booted since.
    Rebooted {
        /// What it showed before.
        before: Evidence,
    },
    /// A server runs.
    Running,
    /// A server is off.
    Stopped,
}

impl Goal {
    /// Whether a server that was seen so has reached the goal, or cannot any more: the whole of waiting for servers that
    /// is about meaning. `None` is "not found".
    pub fn judge_server(&self, seen: Option<&Server>) -> OperationStatus {
        let Some(server) = seen else { return self.judge_absence() };
        match (self, &server.state) {
            (Self::Gone, ServerState::Deleted) => OperationStatus::Succeeded,
            (Self::Gone, _) => OperationStatus::in_state(server.state.as_str()),
            (_, ServerState::Deleted) => never("the server was deleted", server.reason.as_ref()),
            (_, ServerState::Failed) => never("the server failed", server.reason.as_ref()),
            (Self::Address, ServerState::Running) if server.address().is_some() => OperationStatus::Succeeded,
            (Self::Rebooted { before }, ServerState::Running)
                if before.boot.is_some() && server.boot.is_some() && before.boot != server.boot =>
            {
                OperationStatus::Succeeded
            }
            (Self::Running, ServerState::Running) | (Self::Stopped, ServerState::Stopped) => {
                OperationStatus::Succeeded
            }
            (Self::Operation | Self::Ready, _) => never("a server cannot be judged by this goal", None),
            _ => OperationStatus::in_state(server.state.as_str()),
        }
    }

    /// The same for drives.
    pub fn judge_drive(&self, seen: Option<&Drive>) -> OperationStatus {
        let Some(drive) = seen else { return self.judge_absence() };
        match (self, &drive.state) {
            (Self::Gone, _) | (Self::Ready, DriveState::Pending) => {
                OperationStatus::in_state(drive.state.as_str())
            }
            (_, DriveState::Failed) => never("the drive failed", None),
            (Self::Ready, _) => OperationStatus::Succeeded,
            _ => never("a drive cannot be judged by this goal", None),
        }
    }

    /// The same for snapshots.
    pub fn judge_snapshot(&self, seen: Option<&Snapshot>) -> OperationStatus {
        let Some(snapshot) = seen else { return self.judge_absence() };
        match (self, &snapshot.state) {
            (Self::Gone, _) | (Self::Ready, SnapshotState::Pending) => {
                OperationStatus::in_state(snapshot.state.as_str())
            }
            (_, SnapshotState::Failed) => never("the snapshot failed", snapshot.reason.as_ref()),
            (Self::Ready, SnapshotState::Ready) => OperationStatus::Succeeded,
            (Self::Ready, _) => OperationStatus::in_state(snapshot.state.as_str()),
            _ => never("a snapshot cannot be judged by this goal", None),
        }
    }

    fn judge_absence(&self) -> OperationStatus {
        if *self == Self::Gone {
            OperationStatus::Succeeded
        } else {
            OperationStatus::Failed(Failure::new(ErrorKind::NotFound, "it is gone"))
        }
    }
}

/// `why` in our words, and the reason in the provider's.
fn never(why: &str, reason: Option<&Text>) -> OperationStatus {
    let text = reason.map_or_else(|| why.to_owned(), |reason| format!("{why}: {reason}"));
    OperationStatus::Failed(Failure::new(ErrorKind::OperationFailed, text))
}

/// How far something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Progress {
    /// So much is done…
    pub done: u64,
    /// …of so much.
    pub total: u64,
}

impl Progress {
    /// In hundredths.
    pub fn percent(percent: u8) -> Self {
        Self { done: u64::from(percent), total: 100 }
    }
}

/// One look at something that the provider does.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum OperationStatus {
    /// It ended badly.
    Failed(Failure),
    /// It goes on.
    #[non_exhaustive]
    Running {
        /// The state in which its target was seen, e.g. `stopped`, if it was looked at.
        state: Option<Text>,
        /// How far it is, if the provider says.
        progress: Option<Progress>,
        /// When the provider wants to be asked again.
        retry_after: Option<Duration>,
    },
    /// It ended well.
    Succeeded,
}

impl OperationStatus {
    /// It goes on, and says nothing more.
    pub fn running() -> Self {
        Self::Running { state: None, progress: None, retry_after: None }
    }

    /// It goes on and is so far.
    pub fn at(progress: Progress) -> Self {
        Self::Running { state: None, progress: Some(progress), retry_after: None }
    }

    /// It goes on, and its target is in this state, e.g. `stopped`.
    pub fn in_state(state: impl Into<Text>) -> Self {
        Self::Running { state: Some(state.into()), progress: None, retry_after: None }
    }
}

#[cfg(test)]
mod tests {
    use super::{Evidence, Goal, OperationStatus};
    use crate::model::{Server, ServerAddress, ServerState, Snapshot, SnapshotState};

    fn server(state: ServerState) -> Server {
        Server::new("s".into(), "web", state, [])
    }

    #[test]
    fn terminal_states_end_every_wait_but_for_gone() {
        let goals =
            [Goal::Address, Goal::Running, Goal::Stopped, Goal::Rebooted { before: Evidence::default() }];
        for goal in goals {
            for state in [ServerState::Failed, ServerState::Deleted] {
                assert!(
                    matches!(goal.judge_server(Some(&server(state))), OperationStatus::Failed(_)),
                    "{goal:?}"
                );
            }
            assert!(matches!(goal.judge_server(None), OperationStatus::Failed(_)), "{goal:?}");
        }
        assert_eq!(Goal::Gone.judge_server(None), OperationStatus::Succeeded);
        assert_eq!(
            Goal::Gone.judge_server(Some(&server(ServerState::Failed))),
            OperationStatus::in_state("failed")
        );
    }

    #[test]
    fn what_failed_says_the_providers_reason() {
        let mut lost = server(ServerState::Deleted);
        lost.reason = Some("Client.VolumeLimitExceeded: Volume limit exceeded".into());
        let OperationStatus::Failed(failure) = Goal::Address.judge_server(Some(&lost)) else {
            panic!("not over")
        };
        assert_eq!(
            &*failure.message,
            "the server was deleted: Client.VolumeLimitExceeded: Volume limit exceeded"
        );
        let mut part = Snapshot::new("s".into(), "kept", SnapshotState::Failed);
        part.reason = Some("no key".into());
        let OperationStatus::Failed(failure) = Goal::Ready.judge_snapshot(Some(&part)) else {
            panic!("not over")
        };
        assert_eq!(&*failure.message, "the snapshot failed: no key");
    }

    #[test]
    fn an_ipv6_address_is_an_address() {
        let mut s = server(ServerState::Running);
        assert_eq!(Goal::Address.judge_server(Some(&s)), OperationStatus::in_state("running"));
        s.addresses.push(ServerAddress::public("2001:db8::7".parse().unwrap()));
        assert_eq!(Goal::Address.judge_server(Some(&s)), OperationStatus::Succeeded);
    }

    #[test]
    fn a_reboot_needs_evidence() {
        let mut s = server(ServerState::Running);
        s.boot = Some("1".into());
        let goal = Goal::Rebooted { before: Evidence::of(&s) };
        assert_eq!(
            goal.judge_server(Some(&s)),
            OperationStatus::in_state("running"),
            "the old state still says running"
        );
        s.boot = None;
        assert_eq!(
            goal.judge_server(Some(&s)),
            OperationStatus::in_state("running"),
            "nothing to compare with"
        );
        s.boot = Some("2".into());
        assert_eq!(goal.judge_server(Some(&s)), OperationStatus::Succeeded);
    }

    #[test]
    fn an_unknown_state_is_waited_out() {
        let s = server(ServerState::Unrecognized("warp".into()));
        assert_eq!(Goal::Running.judge_server(Some(&s)), OperationStatus::in_state("warp"));
    }
}
