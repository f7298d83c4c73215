//! The handle that users hold.

mod builders;
mod change;
mod fit;
mod fleet;
mod many;
mod operations;
mod reads;
mod together;

pub use builders::{Resume, Undo, Wait};
pub use change::{Change, OnFailure};
pub use fit::{Fit, Need};
pub use fleet::{Answer, Fleet};
pub use many::{CreateServers, Created};

use crate::capability::Capabilities;
use crate::command::NativeCommand;
use crate::error::{Error, ErrorKind, Result};
use crate::id::CloudId;
use crate::journal::{Journal, MemoryJournal};
use crate::provider::{Provider, ProviderInfo};
use crate::request::Mutation;
use crate::run::{Observer, WaitPolicy, Watch};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A cloud, whatever its provider.
///
/// Cheap to clone; clones share connections, limits and journal. Every change goes through one door, where
/// capabilities, the read-only flag, the journal and undo are applied:
///
/// - reading: [`servers`](Self::servers), [`server`](Self::server), [`drives`](Self::drives), …
/// - changing: [`create_server`](Self::create_server), [`set_power`](Self::set_power), … each answers with a
///   [`Change`], which does nothing until it is awaited: `.await` is "accepted", `.done().await` is "finished",
///   `.until(goal).await` is "and it is so".
/// - afterwards: [`operations`](Self::operations), [`resume`](Self::resume), [`undo`](Self::undo).
/// - what only this provider has: [`native`](Self::native).
#[derive(Clone)]
pub struct Cloud(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    provider: Arc<dyn Provider>,
    journal: Arc<dyn Journal>,
    read_only: bool,
    policy: WaitPolicy,
}

impl Cloud {
    /// A handle with a journal in memory. See [`with_journal`](Self::with_journal) for one that outlives the
    /// process.
    pub fn new(provider: impl Provider) -> Self {
        let (provider, journal) = (Arc::new(provider), Arc::new(MemoryJournal::default()));
        Self(Arc::new(Inner { provider, journal, read_only: false, policy: WaitPolicy::default() }))
    }

    /// The same cloud with another journal.
    pub fn with_journal(&self, journal: impl Journal) -> Self {
        self.with(|inner| inner.journal = Arc::new(journal))
    }

    /// The same cloud, waiting by another policy.
    pub fn with_policy(&self, policy: WaitPolicy) -> Self {
        self.with(|inner| inner.policy = policy)
    }

    /// The same cloud, refusing every change.
    pub fn read_only(&self) -> Self {
        self.with(|inner| inner.read_only = true)
    }

    /// Who it is.
    pub fn info(&self) -> &ProviderInfo {
        self.0.provider.info()
    }

    /// The caller's name of it.
    pub fn id(&self) -> &CloudId {
        &self.info().id
    }

    /// What it can do, as far as that is known without asking.
    pub fn capabilities(&self) -> Cow<'_, Capabilities> {
        self.0.provider.capabilities()
    }

    /// Asks the service what it can do; `Unknown` capabilities become known.
    ///
    /// # Errors
    /// As any read.
    pub async fn discover(&self) -> Result<()> {
        self.read(self.0.provider.discover()).await
    }

    /// The cheapest read that needs the credentials.
    ///
    /// # Errors
    /// `Unauthenticated` if they are wrong; otherwise as any read.
    pub async fn verify(&self) -> Result<()> {
        self.read(self.0.provider.verify()).await
    }

    /// The provider's native client, if it is of this type: every call of its manual, without journal and undo.
    pub fn native<T: 'static>(&self) -> Option<&T> {
        self.0.provider.native().downcast_ref()
    }

    /// Commands that only this provider has.
    pub fn native_commands(&self) -> &'static [NativeCommand] {
        self.0.provider.commands()
    }

    /// Runs one of [`native_commands`](Self::native_commands), without journal and undo.
    ///
    /// # Errors
    /// `Unsupported` for a command that the provider does not have, `InvalidRequest` for a wrong number of arguments,
    /// `Forbidden` on a read-only handle if it changes something; otherwise what the provider says.
    pub async fn native_command(&self, name: &str, arguments: &[String]) -> Result<serde_json::Value> {
        self.read(async {
            let known = self.native_commands().iter().find(|c| c.name == name);
            let command =
                known.ok_or_else(|| Error::unsupported(format!("this provider has no command {name:?}")))?;
            command.check(arguments.len())?;
            if command.changes {
                self.gate()?;
            }
            self.0.provider.command(name, arguments).await
        })
        .await
    }

    fn with(&self, change: impl FnOnce(&mut Inner)) -> Self {
        let mut inner = (*self.0).clone();
        change(&mut inner);
        Self(Arc::new(inner))
    }

    /// The one gate before every change.
    pub(crate) fn gate(&self) -> Result<()> {
        if self.0.read_only {
            return self.ours(Err(Error::unsent(ErrorKind::Forbidden, "this handle only reads")));
        }
        Ok(())
    }

    fn check<M: Mutation>(&self, request: &M) -> Result<()> {
        self.gate()?;
        self.ours(request.check(&self.capabilities()))
    }

    /// What the provider has answered, or core has refused in its place: an error says whose it is. Reads, changes and waits
    /// come by here; what the journal refuses is nobody's.
    fn ours<T>(&self, outcome: Result<T>) -> Result<T> {
        outcome.map_err(|e| e.of(&self.info().realm.provider))
    }

    fn watch(&self, observe: Option<Observer>) -> Watch {
        Watch { observe, policy: self.0.policy, ..Watch::default() }
    }
}

impl fmt::Debug for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cloud")
            .field("info", self.info())
            .field("read_only", &self.0.read_only)
            .finish_non_exhaustive()
    }
}
