//! What a driver implements. Users hold a [`Cloud`](crate::Cloud); only core calls these traits.

mod billing;
mod clouds;
mod compute;
mod drives;
mod key_pairs;
mod networking;

pub use billing::Billing;
pub use clouds::Clouds;
pub use compute::Compute;
pub use drives::Drives;
pub use key_pairs::KeyPairs;
pub use networking::Networking;

use crate::capability::Capabilities;
use crate::command::NativeCommand;
use crate::error::{Error, Result};
use crate::id::{CloudId, Realm, ResourceKind, ResourceRef};
use crate::operation::{Goal, OperationRef, OperationStatus};
use crate::run::Stamp;
use crate::text::Text;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::borrow::Cow;
use std::fmt::Debug;
use std::time::Duration;

/// Who a provider is. No secrets.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ProviderInfo {
    /// The caller's name of the cloud.
    pub id: CloudId,
    /// Where it really is.
    pub realm: Realm,
    /// What people call it, where its id says little: the title of a backend.
    pub title: Option<Text>,
    /// Bumped when the steps of a driver's changes change: an older journal is then undone, not resumed.
    pub recipe: u32,
    /// How late a lost request may still take effect.
    pub settle: Duration,
}

impl ProviderInfo {
    /// Recipe 1; a lost request is over after half a minute.
    pub fn new(id: CloudId, realm: Realm) -> Self {
        Self { id, realm, title: None, recipe: 1, settle: Duration::from_secs(30) }
    }

    /// Says what people call it.
    pub fn title(mut self, title: impl Into<Text>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Says how late a lost request may still take effect.
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = time;
        self
    }

    /// What the provider goes on with by itself, judged by the goal; for [`Started::watch`](crate::Started::watch).
    pub fn watch(&self, target: ResourceRef, goal: Goal) -> OperationRef {
        OperationRef::new(self.id.clone(), self.realm.clone(), target, goal)
    }
}

/// How a destroy ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::exhaustive_enums)] // the two ways there are
pub enum Gone {
    /// It was gone before.
    Already,
    /// It is destroyed.
    Destroyed,
}

/// A cloud, as its driver presents it. A facet that is `None` is refused before any request.
///
/// The [crate page](crate#a-first-program) has a whole one. The conformance suite of `anycloud-testkit` tells whether it
/// keeps what is promised here.
#[async_trait]
pub trait Provider: Debug + Send + Sync + 'static {
    /// Who it is.
    fn info(&self) -> &ProviderInfo;

    /// What is known now, without I/O. What is `Unknown` becomes known by [`discover`](Self::discover).
    fn capabilities(&self) -> Cow<'_, Capabilities>;

    /// Asks the service what it can do. Nothing to ask: nothing to do.
    async fn discover(&self) -> Result<()> {
        Ok(())
    }

    /// The cheapest read that needs the credentials.
    ///
    /// # Errors
    /// `Unauthenticated` if they are wrong.
    async fn verify(&self) -> Result<()>;

    /// Servers.
    fn compute(&self) -> Option<&dyn Compute> {
        None
    }

    /// Drives.
    fn drives(&self) -> Option<&dyn Drives> {
        None
    }

    /// Networks, static addresses and firewalls.
    fn networking(&self) -> Option<&dyn Networking> {
        None
    }

    /// Key pairs.
    fn key_pairs(&self) -> Option<&dyn KeyPairs> {
        None
    }

    /// Money.
    fn billing(&self) -> Option<&dyn Billing> {
        None
    }

    /// Clouds inside this one: the backends of an aggregator, the regions of an account.
    fn clouds(&self) -> Option<&dyn Clouds> {
        None
    }

    /// Looks at the provider's own action. Called only for references with a token; changes nothing.
    async fn poll(&self, _operation: &OperationRef) -> Result<OperationStatus> {
        Err(Error::unsupported("this cloud has no operations of its own"))
    }

    /// Everything of this kind that carries the stamp, read afresh. What a lost request made is found by it, and what
    /// undo destroys: what cannot be listed now is an error, not an empty list.
    ///
    /// # Errors
    /// `Unsupported` where things of this kind cannot carry a stamp.
    async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>>;

    /// Destroys one thing that a run made, for undo; gone already is success.
    ///
    /// # Errors
    /// [`Stamp::missing_on`] for a thing that could carry the stamp and does not: it is not this run's.
    async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone>;

    /// Commands that only this provider has.
    fn commands(&self) -> &'static [NativeCommand] {
        &[]
    }

    /// Runs one of [`commands`](Self::commands). The number of arguments is checked.
    async fn command(&self, name: &str, _arguments: &[String]) -> Result<serde_json::Value> {
        Err(Error::unsupported(format!("this provider has no command {name}")))
    }

    /// The native client, for `cloud.native::<elastichosts::Client>()`.
    fn native(&self) -> &(dyn Any + Send + Sync);
}

pub(crate) fn missing(facet: &'static str) -> Error {
    Error::unsupported(format!("this cloud has no {facet}"))
}
