//! What is done after a change was begun: each is a future that has not started yet.

use super::change::watched;
use super::{Cloud, operations::resumable};
use crate::error::{Delivery, Error, ErrorKind, Result};
use crate::operation::{OperationRef, Remaining, Started};
use crate::request::{
    AttachAddress, AttachDrive, AttachNetwork, CloneDrive, CloneServer, CreateAddress, CreateDrive,
    CreateFirewall, CreateKeyPair, CreateNetwork, CreateServer, CreateSnapshot, CreateSubscription,
    DestroyAddress, DestroyDrive, DestroyFirewall, DestroyKeyPair, DestroyNetwork, DestroyServer,
    DestroySnapshot, DetachAddress, DetachDrive, DetachNetwork, ExtendSubscription, ImageDrive,
    ImportKeyPair, Mutation, RenameNetwork, SetPower, UpdateDrive, UpdateFirewall, UpdateServer,
};
use crate::run::{Operation, OperationId, OperationState, Watch};
use crate::secret::Secret;
use std::collections::BTreeMap;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

watched!([] Resume);
watched!([] Undo);
watched!([] Wait);

/// An operation that has not been resumed yet: `.await` it, or [`done`](Self::done).
///
/// # Errors
/// `NotFound` if the journal does not have it; `InvalidConfig` if it is another account's; `Busy` if another process runs
/// it; `Conflict` if it is over or being undone, or if nobody can tell what became of a step; `Unsupported` if another
/// version of the driver has begun it: undo it then, or [forget](Cloud::forget) what cannot be undone; `InvalidRequest` if
/// a secret is missing, which [`give`](Self::give) gives. Otherwise as a [`Change`](super::Change).
#[must_use = "nothing happens until it is awaited"]
pub struct Resume {
    pub(super) cloud: Cloud,
    pub(super) id: OperationId,
    pub(super) given: BTreeMap<String, Secret>,
    pub(super) watch: Watch,
}

impl Resume {
    /// Gives a secret again that was not journaled; see [`Operation::withheld`].
    pub fn give(mut self, name: impl Into<String>, secret: impl Into<Secret>) -> Self {
        self.given.insert(name.into(), secret.into());
        self
    }

    /// Goes on and waits until the provider has finished.
    ///
    /// # Errors
    /// As a [`Change`](super::Change).
    pub async fn done(self) -> Result<Operation> {
        let cloud = self.cloud.clone();
        let (started, mut watch) = self.perform().await?;
        cloud.finish(&started.remaining, &mut watch).await?;
        Ok(started.value)
    }

    /// The only list of changes: their names in the journal, and their types.
    async fn perform(self) -> Result<(Started<Operation>, Watch)> {
        let Self { cloud, id, given, watch } = self;
        cloud.gate()?;
        let run = cloud.reopen(id, watch).await?;
        resumable(run.operation(), cloud.info().recipe)?;
        macro_rules! dispatch {
            ($($request:ty),* $(,)?) => {
                match run.operation().kind() {
                    $(<$request>::KIND => cloud.go_on::<$request>(run, given).await,)*
                    other => Err(Error::unsupported(format!("this version knows no operation {other}"))),
                }
            };
        }
        dispatch!(
            AttachAddress,
            AttachDrive,
            AttachNetwork,
            CloneDrive,
            CloneServer,
            CreateAddress,
            CreateDrive,
            CreateFirewall,
            CreateKeyPair,
            CreateNetwork,
            CreateServer,
            CreateSnapshot,
            CreateSubscription,
            DestroyAddress,
            DestroyDrive,
            DestroyFirewall,
            DestroyKeyPair,
            DestroyNetwork,
            DestroyServer,
            DestroySnapshot,
            DetachAddress,
            DetachDrive,
            DetachNetwork,
            ExtendSubscription,
            ImageDrive,
            ImportKeyPair,
            RenameNetwork,
            SetPower,
            UpdateDrive,
            UpdateFirewall,
            UpdateServer,
        )
    }
}

impl IntoFuture for Resume {
    type Output = Result<Started<Operation>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.perform().await.map(|(started, _)| started) })
    }
}

impl std::fmt::Debug for Resume {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resume").field("id", &self.id).finish_non_exhaustive()
    }
}

/// An undo that has not begun yet: `.await` it.
///
/// # Errors
/// `NotFound`, `InvalidConfig` and `Busy` as [`Resume`]; `Forbidden` on a [read-only](Cloud::read_only) handle;
/// `Conflict` if the operation is finished, what it did cannot be taken back, or a step [needs a
/// person](Operation::needs_a_person); `Cancelled`; `Journal`; otherwise what the first removal failed with, with
/// everything that is left in [`Error::leftovers`].
#[must_use = "nothing happens until it is awaited"]
pub struct Undo {
    pub(super) cloud: Cloud,
    pub(super) id: OperationId,
    pub(super) watch: Watch,
}

impl Undo {
    async fn perform(self) -> Result<Operation> {
        let Self { cloud, id, watch } = self;
        cloud.gate()?;
        let mut run = cloud.reopen(id, watch).await?;
        let needs_a_person = run.operation().needs_a_person();
        match (run.operation().state(), needs_a_person) {
            (OperationState::Done, _) => {
                let what = "the operation is finished: what it made is to be destroyed like anything else";
                return Err(Error::unsent(ErrorKind::Conflict, what));
            }
            (OperationState::Undone, _) => return Ok(run.operation().clone()),
            (_, Some(step)) => {
                let step = &step.name;
                let what =
                    format!("nothing tells whether {step:?} made anything: look, and forget the operation");
                return Err(Error::new(ErrorKind::Conflict, what)
                    .delivered(Delivery::Unknown)
                    .with_operation(id));
            }
            _ if !run.operation().is_undoable() && run.operation().has_acted() => {
                let what = "what it has done cannot be taken back: resume it, or forget it";
                return Err(Error::unsent(ErrorKind::Conflict, what));
            }
            _ => {}
        }
        let mut left = cloud.ours(run.undo().await).map_err(|e| e.with_operation(id))?.into_iter();
        match left.next() {
            None => Ok(run.operation().clone()),
            Some((first, error)) => {
                let all = std::iter::once(first).chain(left.map(|(resource, _)| resource)).collect();
                cloud.ours(Err(error.with_operation(id).with_leftovers(all)))
            }
        }
    }
}

impl IntoFuture for Undo {
    type Output = Result<Operation>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.perform())
    }
}

impl std::fmt::Debug for Undo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Undo").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A wait that has not begun yet: `.await` it.
///
/// # Errors
/// `InvalidConfig` if it is about another account. With [`Error::operation_ref`], to wait for it again: `WaitTimedOut`,
/// `Cancelled`, and what a look failed with. Without one, for what ended badly is over: `OperationFailed`, or what the
/// provider says; `NotFound` if the thing is gone.
#[must_use = "nothing is looked at until it is awaited"]
pub struct Wait {
    pub(super) cloud: Cloud,
    pub(super) operation: OperationRef,
    pub(super) watch: Watch,
}

impl IntoFuture for Wait {
    type Output = Result<()>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let remaining = Remaining::Watch(Box::new(self.operation));
            self.cloud.finish(&remaining, &mut self.watch).await
        })
    }
}

impl std::fmt::Debug for Wait {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wait").field("operation", &self.operation).finish_non_exhaustive()
    }
}
