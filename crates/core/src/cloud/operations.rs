use super::change::settle;
use super::{Cloud, OnFailure};
use crate::error::{Delivery, Error, ErrorKind, Result};
use crate::id::{DriveId, Realm, ResourceKind, ServerId};
use crate::model::Server;
use crate::operation::{Goal, OperationRef, OperationStatus, Remaining, Started};
use crate::request::{
    AttachAddress, AttachDrive, AttachNetwork, CloneDrive, CloneServer, CreateAddress, CreateDrive,
    CreateNetwork, CreateServer, CreateSubscription, DestroyAddress, DestroyDrive, DestroyNetwork,
    DestroyServer, DetachAddress, DetachDrive, DetachNetwork, ExtendSubscription, ImageDrive, Mutation,
    RenameNetwork, SetPower, UpdateDrive, UpdateServer,
};
use crate::run::{Cancel, Event, Operation, OperationId, OperationState, Run, Watch};
use crate::secret::Secret;
use std::collections::BTreeMap;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

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

    /// Goes on where the journal ends, in this or another process.
    pub fn resume(&self, id: OperationId) -> Resume {
        Resume { cloud: self.clone(), id, given: BTreeMap::new(), watch: self.watch(None) }
    }

    /// Removes what an operation made that was not finished. Destroys only what carries its stamp.
    ///
    /// # Errors
    /// `Conflict` if the operation is finished; otherwise what the first removal failed with, with the rest in
    /// [`Error::leftovers`]. It may be run again.
    pub async fn undo(&self, id: OperationId) -> Result<Operation> {
        self.gate()?;
        let mut run = self.reopen(id, self.watch(None)).await?;
        match run.operation().state() {
            OperationState::Done => {
                let what = "the operation is finished: destroy what it made instead";
                return Err(Error::new(ErrorKind::Conflict, what).delivered(Delivery::NotSent));
            }
            OperationState::Undone => return Ok(run.operation().clone()),
            _ => {}
        }
        let mut left = run.undo().await.map_err(|e| e.with_operation(id))?.into_iter();
        match left.next() {
            None => Ok(run.operation().clone()),
            Some((first, error)) => {
                let all = std::iter::once(first).chain(left.map(|(resource, _)| resource)).collect();
                Err(error.with_operation(id).with_leftovers(all))
            }
        }
    }

    /// Waits for what the provider does by itself, begun in this or another process.
    pub fn wait(&self, operation: &OperationRef) -> Wait {
        Wait { cloud: self.clone(), operation: operation.clone(), watch: self.watch(None) }
    }

    /// Waits until a server is so, and reads it.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub async fn until(&self, id: &ServerId, goal: Goal) -> Result<Server> {
        let info = self.info();
        self.wait(&OperationRef::new(info.id.clone(), info.realm.clone(), id.resource(), goal)).await?;
        self.server(id).await
    }

    pub(super) async fn finish(&self, remaining: &Remaining, watch: &mut Watch) -> Result<()> {
        let Remaining::Watch(operation) = remaining else { return Ok(()) };
        self.same_place(&operation.realm)?;
        let what = operation.target.to_string();
        watch
            .wait(&what, || self.look(operation))
            .await
            .map_err(|e| e.with_operation_ref((**operation).clone()).with_resource(operation.target.clone()))
    }

    async fn look(&self, operation: &OperationRef) -> Result<OperationStatus> {
        if operation.token.is_some() {
            return self.0.provider.poll(operation).await;
        }
        let id = &*operation.target.id;
        let verdict = match operation.target.kind {
            ResourceKind::Server => match present(self.server(&ServerId::new(id)).await)? {
                None if not_yet_visible(operation) => return Ok(OperationStatus::running()),
                seen => operation.goal.judge_server(seen.as_ref()),
            },
            ResourceKind::Drive => match present(self.drive(&DriveId::new(id)).await)? {
                None if not_yet_visible(operation) => return Ok(OperationStatus::running()),
                seen => operation.goal.judge_drive(seen.as_ref()),
            },
            ref kind => {
                return Err(Error::unsupported(format!(
                    "nothing is known of waiting for a {}",
                    kind.as_str()
                )));
            }
        };
        Ok(verdict.into())
    }

    fn same_place(&self, realm: &Realm) -> Result<()> {
        if realm.agrees(&self.info().realm) {
            return Ok(());
        }
        let what = format!("that belongs to {realm}, not to {}", self.info().realm);
        Err(Error::config(what))
    }

    async fn reopen(&self, id: OperationId, watch: Watch) -> Result<Run> {
        let operation = self.operation(id).await?;
        self.same_place(operation.realm())?;
        let claim = self.0.journal.claim(id).await?;
        // Again, now that nobody else can write it.
        let operation = self.operation(id).await?;
        Ok(Run::new(operation, self.0.provider.clone(), self.0.journal.clone(), claim, watch))
    }

    async fn go_on<M: Mutation>(
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
        let outcome = request.apply(&*self.0.provider, &mut run).await;
        // A resumed operation is never undone by itself: a person has looked at it and chosen to go on.
        let (started, run) = settle(run, OnFailure::Keep, outcome).await?;
        let (operation, watch) = run.into_parts();
        Ok((Started { value: operation, remaining: started.remaining }, watch))
    }
}

/// An operation that has not been resumed yet: `.await` it, or [`done`](Self::done).
#[must_use = "nothing happens until it is awaited"]
pub struct Resume {
    cloud: Cloud,
    id: OperationId,
    given: BTreeMap<String, Secret>,
    watch: Watch,
}

impl Resume {
    /// Gives a secret again that was not journaled; see [`Operation::withheld`].
    pub fn give(mut self, name: impl Into<String>, secret: impl Into<Secret>) -> Self {
        self.given.insert(name.into(), secret.into());
        self
    }

    /// Tells of every step and of waiting.
    pub fn observe(mut self, observer: impl FnMut(Event<'_>) + Send + 'static) -> Self {
        self.watch.observe = Some(Box::new(observer));
        self
    }

    /// Lets it be cancelled, between two requests.
    pub fn cancel(mut self, cancel: &Cancel) -> Self {
        self.watch.cancel = cancel.clone();
        self
    }

    /// Waits at most so long for each thing that the provider does.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.watch.policy.limit = limit;
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
            CreateNetwork,
            CreateServer,
            CreateSubscription,
            DestroyAddress,
            DestroyDrive,
            DestroyNetwork,
            DestroyServer,
            DetachAddress,
            DetachDrive,
            DetachNetwork,
            ExtendSubscription,
            ImageDrive,
            RenameNetwork,
            SetPower,
            UpdateDrive,
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

/// A wait that has not begun yet: `.await` it.
#[must_use = "nothing is looked at until it is awaited"]
pub struct Wait {
    cloud: Cloud,
    operation: OperationRef,
    watch: Watch,
}

impl Wait {
    /// Tells of every look.
    pub fn observe(mut self, observer: impl FnMut(Event<'_>) + Send + 'static) -> Self {
        self.watch.observe = Some(Box::new(observer));
        self
    }

    /// Lets it be cancelled.
    pub fn cancel(mut self, cancel: &Cancel) -> Self {
        self.watch.cancel = cancel.clone();
        self
    }

    /// Waits at most so long.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.watch.policy.limit = limit;
        self
    }
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

fn resumable(operation: &Operation, recipe: u32) -> Result<()> {
    let refuse = |kind, what: &'static str| Err(Error::new(kind, what).delivered(Delivery::NotSent));
    match operation.state() {
        OperationState::Open if operation.recipe() == recipe => Ok(()),
        OperationState::Open => refuse(
            ErrorKind::Unsupported,
            "the operation was begun by another version of this driver: undo it instead",
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
