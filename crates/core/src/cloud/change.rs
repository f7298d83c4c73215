//! A change and its end: checked, written down, made by the driver, then closed, undone or kept.

use super::Cloud;
use crate::error::{Delivery, Error, ErrorKind, Result};
use crate::id::ServerId;
use crate::model::Server;
use crate::operation::{Goal, Remaining, Started};
use crate::request::{
    AttachAddress, AttachDrive, AttachNetwork, CloneDrive, CloneServer, CreateAddress, CreateDrive,
    CreateFirewall, CreateKeyPair, CreateNetwork, CreateServer, CreateSnapshot, CreateSubscription,
    DestroyAddress, DestroyDrive, DestroyFirewall, DestroyKeyPair, DestroyNetwork, DestroyServer,
    DestroySnapshot, DetachAddress, DetachDrive, DetachNetwork, ExtendSubscription, ImageDrive,
    ImportKeyPair, Mutation, PowerAction, RenameNetwork, SetPower, UpdateDrive, UpdateFirewall, UpdateServer,
};
use crate::run::{Operation, OperationState, Run, Watch};
use std::future::{Future, IntoFuture};
use std::pin::Pin;

/// What happens to what a change made before it failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // the two ways there are
pub enum OnFailure {
    /// It is kept; the error names the operation, to resume or undo.
    Keep,
    /// The default. It is removed; the error says what could not be. A change that [removing does not take
    /// back](Operation::is_undoable) is kept once it has acted.
    #[default]
    Undo,
}

/// A change that has not been made yet.
///
/// - `.await`: the provider has accepted it and nothing is left for us to do.
/// - `.done().await`: the provider has finished it.
/// - `.until(goal).await` (of a new server): and it is so, e.g. reachable.
///
/// If a step is refused, what this change made is removed. If it is *not known* whether a request acted, if it is
/// cancelled or runs out of time, everything is kept and [`Error::operation`] names the operation, to
/// [`resume`](Cloud::resume) or [`undo`](Cloud::undo). So it is with a change that has acted and cannot be taken back, such
/// as half a destroy. Dropping the future is like a crash: the journal knows. The [crate
/// page](crate#retries-and-delivery) has the table.
///
/// # Errors
/// Before any request, and without a trace: `Forbidden` on a [read-only](Cloud::read_only) handle, `Unsupported` for what
/// this cloud cannot do, `InvalidRequest` for what is wrong in itself, `Journal` if it cannot be written down. Afterwards
/// `Conflict` for what the server's state does not allow; `Cancelled`, `WaitTimedOut`; what the provider says.
#[must_use = "nothing happens until it is awaited"]
pub struct Change<M: Mutation> {
    cloud: Cloud,
    request: M,
    watch: Watch,
    on_failure: OnFailure,
}

/// Changes. Each does nothing until it is awaited.
impl Cloud {
    /// Starts, stops or restarts a server. See [`SetPower`] for more.
    pub fn set_power(&self, id: impl Into<ServerId>, action: PowerAction) -> Change<SetPower> {
        self.change(&SetPower::new(id, action))
    }

    /// Any change, as data: what [`create_server`](Self::create_server) and its like do by a name of their own.
    pub fn change<M: Mutation>(&self, request: &M) -> Change<M> {
        let watch = self.watch(None);
        Change { cloud: self.clone(), request: request.clone(), watch, on_failure: OnFailure::default() }
    }
}

macro_rules! changes {
    ($($(#[$doc:meta])* $method:ident($request:ty);)*) => {
        impl Cloud {
            $(
                $(#[$doc])*
                pub fn $method(&self, request: &$request) -> Change<$request> {
                    self.change(request)
                }
            )*
        }
    };
}

changes! {
    /// Makes a server.
    create_server(CreateServer);
    /// Copies a server with its drives.
    clone_server(CloneServer);
    /// Changes a server.
    update_server(UpdateServer);
    /// Destroys a server, and the drives that the request says.
    destroy_server(DestroyServer);
    /// Makes a drive.
    create_drive(CreateDrive);
    /// Copies a drive into a new one.
    clone_drive(CloneDrive);
    /// Copies an image onto a drive that exists.
    image_drive(ImageDrive);
    /// Changes a drive.
    update_drive(UpdateDrive);
    /// Attaches a drive to a server.
    attach_drive(AttachDrive);
    /// Detaches a drive from a server.
    detach_drive(DetachDrive);
    /// Destroys a drive.
    destroy_drive(DestroyDrive);
    /// Keeps what is on a drive now.
    create_snapshot(CreateSnapshot);
    /// Destroys a snapshot.
    destroy_snapshot(DestroySnapshot);
    /// Has the provider make a key pair; its private half is in the answer, once.
    create_key_pair(CreateKeyPair);
    /// Stores the public half of a key that was made elsewhere.
    import_key_pair(ImportKeyPair);
    /// Forgets a key pair.
    destroy_key_pair(DestroyKeyPair);
    /// Makes a firewall with its rules.
    create_firewall(CreateFirewall);
    /// Replaces the rules of a firewall, in the directions that are said.
    update_firewall(UpdateFirewall);
    /// Destroys a firewall.
    destroy_firewall(DestroyFirewall);
    /// Makes a network.
    create_network(CreateNetwork);
    /// Renames a network.
    rename_network(RenameNetwork);
    /// Destroys a network.
    destroy_network(DestroyNetwork);
    /// Puts a server on a network.
    attach_network(AttachNetwork);
    /// Takes a server off a network.
    detach_network(DetachNetwork);
    /// Takes a static address.
    create_address(CreateAddress);
    /// Gives a static address back.
    destroy_address(DestroyAddress);
    /// Puts a static address on a server.
    attach_address(AttachAddress);
    /// Takes a static address off a server.
    detach_address(DetachAddress);
    /// Buys subscriptions. See [`Cloud::quote`] for what they would cost.
    create_subscription(CreateSubscription);
    /// Buys more time for a subscription. See [`Cloud::quote_extension`] for what it would cost.
    extend_subscription(ExtendSubscription);
}

/// The caller's side of whatever takes time: who is told, who may stop it, how long it may take.
macro_rules! watched {
    ([$($generics:tt)*] $builder:ty) => {
        impl<$($generics)*> $builder {
            /// Tells of every step, every look and every removal.
            pub fn observe(mut self, observer: impl FnMut($crate::run::Event<'_>) + Send + 'static) -> Self {
                self.watch.observe = Some(Box::new(observer));
                self
            }

            /// Lets it be cancelled, between two requests.
            pub fn cancel(mut self, cancel: &$crate::run::Cancel) -> Self {
                self.watch.cancel = cancel.clone();
                self
            }

            /// Waits at most so long for each thing that the provider does, instead of the
            /// [policy's](crate::run::WaitPolicy) limit.
            pub fn timeout(mut self, limit: std::time::Duration) -> Self {
                self.watch.policy.limit = limit;
                self
            }
        }
    };
}
pub(super) use watched;

watched!([M: Mutation] Change<M>);

impl<M: Mutation> Change<M> {
    /// What happens to what was made before a failure; by default [`OnFailure::Undo`].
    pub fn on_failure(mut self, on_failure: OnFailure) -> Self {
        self.on_failure = on_failure;
        self
    }

    /// Makes the change and waits until the provider has finished it.
    ///
    /// # Errors
    /// As `.await`. Besides, when the change is made and nothing of it is undone any more: `WaitTimedOut`, `Cancelled` and
    /// what a look failed with, which have [`Error::operation_ref`], to wait for it again; `OperationFailed`, or `NotFound`
    /// if the thing is gone, which have none, for what ended badly is over.
    pub async fn done(self) -> Result<M::Value> {
        let cloud = self.cloud.clone();
        let (started, mut watch) = self.perform().await?;
        cloud.finish(&started.remaining, &mut watch).await?;
        Ok(started.value)
    }

    async fn perform(self) -> Result<(Started<M::Value>, Watch)> {
        let Self { cloud, request, watch, on_failure } = self;
        cloud.check(&request)?;
        let mut run = cloud.begin(&request, watch).await?;
        let outcome = cloud.apply(&request, &mut run).await;
        let (value, run) = settle(run, on_failure, outcome).await?;
        Ok((value, run.into_parts().1))
    }
}

impl Change<CreateServer> {
    /// Makes the server and waits until it is so.
    ///
    /// # Errors
    /// As [`done`](Self::done).
    pub async fn until(self, goal: Goal) -> Result<Server> {
        let cloud = self.cloud.clone();
        let (started, mut watch) = self.perform().await?;
        cloud.finish(&started.remaining, &mut watch).await?;
        let id = started.value;
        let operation = cloud.info().watch(id.resource(), goal);
        cloud.finish(&Remaining::Watch(Box::new(operation)), &mut watch).await?;
        cloud.server(&id).await
    }
}

impl<M: Mutation> IntoFuture for Change<M> {
    type Output = Result<Started<M::Value>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.perform().await.map(|(started, _)| started) })
    }
}

impl<M: Mutation> std::fmt::Debug for Change<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Change")
            .field("kind", &M::KIND)
            .field("cloud", self.cloud.id())
            .finish_non_exhaustive()
    }
}

impl Cloud {
    async fn begin<M: Mutation>(&self, request: &M, watch: Watch) -> Result<Run> {
        let json = serde_json::to_value(request)
            .map_err(|e| Error::new(ErrorKind::Journal, "the request does not serialise").with_source(e))?;
        let operation = Operation::new(self.info(), M::KIND, M::UNDOABLE, json, request.withheld())?;
        let claim = self.0.journal.claim(operation.id()).await?;
        Ok(Run::new(operation, self.0.provider.clone(), self.0.journal.clone(), claim, watch))
    }

    pub(super) async fn apply<M: Mutation>(&self, request: &M, run: &mut Run) -> Result<Started<M::Value>> {
        self.ours(request.apply(&*self.0.provider, run).await)
    }
}

/// Closes a run. What may still be going on, or may have been made unseen, is kept; it is never guessed away.
pub(super) async fn settle<T>(mut run: Run, on_failure: OnFailure, outcome: Result<T>) -> Result<(T, Run)> {
    let id = run.operation().id();
    let error = match outcome {
        Ok(value) => {
            run.close(OperationState::Done, None).await.map_err(|e| e.with_operation(id))?;
            return Ok((value, run));
        }
        Err(error) => error,
    };
    let operation = run.operation();
    if operation.revision() == 0 {
        run.close(OperationState::Undone, None).await?;
        return Err(error);
    }
    let unclear = run.has_lost_sight()
        || error.delivery() == Delivery::Unknown
        || matches!(error.kind(), ErrorKind::Cancelled | ErrorKind::WaitTimedOut | ErrorKind::Journal);
    if !unclear && on_failure == OnFailure::Undo && !operation.has_acted() {
        // Nothing was done, so nothing is left to do.
        run.close(OperationState::Undone, Some(&error)).await?;
        Err(error)
    } else if !unclear && on_failure == OnFailure::Undo && operation.is_undoable() {
        run.note_error(&error);
        // Whatever undo could not do, or not write down, is still listed as made.
        let _ = run.undo().await;
        let left: Vec<_> = run.operation().made().cloned().collect();
        let error = if left.is_empty() { error } else { error.with_operation(id) };
        Err(error.with_leftovers(left))
    } else {
        run.close(OperationState::Open, Some(&error)).await.map_err(|e| e.with_operation(id))?;
        Err(error.with_operation(id))
    }
}
