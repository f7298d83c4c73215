//! What became of changes: the journal, waiting, and going on.

use super::builders::{Resume, Undo, Wait};
use super::change::settle;
use super::{Cloud, OnFailure};
use crate::error::{Error, ErrorKind, Result};
use crate::id::{DriveId, Realm, ResourceKind, ServerId, SnapshotId};
use crate::model::Server;
use crate::operation::{Goal, OperationRef, OperationStatus, Remaining, Started};
use crate::request::Mutation;
use crate::run::{Ended, Operation, OperationId, OperationState, Run, Watch};
use crate::secret::Secret;
use std::collections::BTreeMap;

/// What became of changes.
impl Cloud {
    /// The ids of all operations in the journal, over all clouds that share it.
    ///
    /// # Errors
    /// `Journal` if it cannot be read.
    pub async fn operations(&self) -> Result<Vec<OperationId>> {
        self.0.journal.list().await
    }

    /// One operation of the journal.
    ///
    /// # Errors
    /// `NotFound` if there is none, `Journal` if it cannot be read.
    pub async fn operation(&self, id: OperationId) -> Result<Operation> {
        let found = self.0.journal.read(id).await?;
        found.ok_or_else(|| Error::new(ErrorKind::NotFound, format!("the journal has no operation {id}")))
    }

    /// Goes on where the journal ends, in this or another process. Steps with an answer are not sent again. Of those
    /// without one, what makes something is looked for first, where it carries a stamp to find it by, and what may be
    /// said twice is sent again. What fails then is kept, and not undone by itself.
    pub fn resume(&self, id: OperationId) -> Resume {
        Resume { cloud: self.clone(), id, given: BTreeMap::new(), watch: self.watch(None) }
    }

    /// Removes what an operation made that was not finished. Destroys only what carries its stamp or, where nothing can
    /// carry one, what has an id that the run wrote down; may be run again.
    pub fn undo(&self, id: OperationId) -> Undo {
        Undo { cloud: self.clone(), id, watch: self.watch(None) }
    }

    /// Forgets an operation, for a person who has looked and knows how it ended: what it made stays, and neither
    /// resume nor undo will find it again.
    ///
    /// # Errors
    /// `NotFound` if the journal does not have it, `Busy` if it is being run.
    pub async fn forget(&self, id: OperationId) -> Result<()> {
        self.0.journal.forget(id).await
    }

    /// Waits for what the provider does by itself, begun in this or another process. It changes nothing.
    pub fn wait(&self, operation: &OperationRef) -> Wait {
        Wait { cloud: self.clone(), operation: operation.clone(), watch: self.watch(None) }
    }

    /// Waits until a server is so, and reads it. That a server is gone is for [`wait`](Self::wait): there is nothing to
    /// read then.
    ///
    /// # Errors
    /// As [`Wait`], then as [`server`](Self::server): `NotFound` after [`Goal::Gone`], unless the cloud still shows the
    /// server as deleted. `OperationFailed` for [`Goal::Ready`] and [`Goal::Operation`], which are none of a server.
    pub async fn until(&self, id: &ServerId, goal: Goal) -> Result<Server> {
        self.wait(&self.info().watch(id.resource(), goal)).await?;
        self.server(id).await
    }

    pub(super) async fn finish(&self, remaining: &Remaining, watch: &mut Watch) -> Result<()> {
        let Remaining::Watch(operation) = remaining else { return Ok(()) };
        self.same_place(&operation.realm)?;
        let what = operation.target.to_string();
        let waited = watch.wait(&what, || self.look(operation)).await.map_err(|ended| {
            // What has failed is over: nobody can go on waiting for it.
            let over = matches!(ended, Ended::Failed(_));
            let error = ended.into_error().with_resource(operation.target.clone());
            if over { error } else { error.with_operation_ref((**operation).clone()) }
        });
        self.ours(waited)
    }

    async fn look(&self, operation: &OperationRef) -> Result<OperationStatus> {
        if operation.token.is_some() {
            return self.0.provider.poll(operation).await;
        }
        let id = &*operation.target.id;
        let status = match operation.target.kind {
            ResourceKind::Server => match present(self.server(&ServerId::new(id)).await)? {
                None if not_yet_visible(operation) => return Ok(OperationStatus::running()),
                seen => operation.goal.judge_server(seen.as_ref()),
            },
            ResourceKind::Drive => match present(self.drive(&DriveId::new(id)).await)? {
                None if not_yet_visible(operation) => return Ok(OperationStatus::running()),
                seen => operation.goal.judge_drive(seen.as_ref()),
            },
            ResourceKind::Snapshot => match present(self.snapshot(&SnapshotId::new(id)).await)? {
                None if not_yet_visible(operation) => return Ok(OperationStatus::running()),
                seen => operation.goal.judge_snapshot(seen.as_ref()),
            },
            ref kind => {
                return Err(Error::unsupported(format!(
                    "nothing is known of waiting for a {}",
                    kind.as_str()
                )));
            }
        };
        Ok(status)
    }

    fn same_place(&self, realm: &Realm) -> Result<()> {
        if realm.agrees(&self.info().realm) {
            return Ok(());
        }
        let what = format!("that belongs to {realm}, not to {}", self.info().realm);
        Err(Error::config(what))
    }

    pub(super) async fn reopen(&self, id: OperationId, watch: Watch) -> Result<Run> {
        let operation = self.operation(id).await?;
        self.same_place(operation.realm())?;
        let claim = self.0.journal.claim(id).await?;
        // Again, now that nobody else can write it.
        let operation = self.operation(id).await?;
        Ok(Run::new(operation, self.0.provider.clone(), self.0.journal.clone(), claim, watch))
    }

    pub(super) async fn go_on<M: Mutation>(
        &self,
        mut run: Run,
        given: BTreeMap<String, Secret>,
    ) -> Result<(Started<Operation>, Watch)> {
        let mut request: M = serde_json::from_value(run.operation().request().clone())
            .map_err(|e| Error::new(ErrorKind::Journal, "the saved request does not read").with_source(e))?;
        let missing: Vec<&str> =
            run.operation().withheld().filter(|name| !given.contains_key(*name)).collect();
        if !missing.is_empty() {
            return Err(Error::invalid(format!(
                "secrets are not journaled, give again: {}",
                missing.join(", ")
            )));
        }
        for (name, secret) in given {
            if !request.give(&name, secret) {
                return Err(Error::invalid(format!("this operation takes no {name}")));
            }
        }
        self.check(&request)?;
        let outcome = self.apply(&request, &mut run).await;
        // A resumed operation is never undone by itself: a person has looked at it and chosen to go on.
        let (started, run) = settle(run, OnFailure::Keep, outcome).await?;
        let (operation, watch) = run.into_parts();
        Ok((Started { value: operation, remaining: started.remaining }, watch))
    }
}

pub(super) fn resumable(operation: &Operation, recipe: u32) -> Result<()> {
    let refuse = |kind, what: &'static str| Err(Error::unsent(kind, what));
    match operation.state() {
        OperationState::Open if operation.recipe() == recipe => Ok(()),
        OperationState::Open if operation.can_be_undone() => refuse(
            ErrorKind::Unsupported,
            "the operation was begun by another version of this driver: undo it instead",
        ),
        OperationState::Open => refuse(
            ErrorKind::Unsupported,
            "the operation was begun by another version of this driver, and cannot be undone: look, and forget it",
        ),
        OperationState::Done => refuse(ErrorKind::Conflict, "the operation is finished"),
        OperationState::Undoing => {
            refuse(ErrorKind::Conflict, "the operation is being undone: undo it again")
        }
        OperationState::Undone => refuse(ErrorKind::Conflict, "the operation was undone"),
    }
}

fn present<T>(seen: Result<T>) -> Result<Option<T>> {
    match seen {
        Ok(thing) => Ok(Some(thing)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

fn not_yet_visible(operation: &OperationRef) -> bool {
    operation.goal != Goal::Gone && operation.unseen_for.is_some_and(|time| operation.since.elapsed() < time)
}
