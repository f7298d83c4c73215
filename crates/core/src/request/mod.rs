//! Changes as data: each is checked, gated, journaled, applied and resumed by the same code.

mod billing;
mod drive;
mod firewall;
mod key_pair;
mod network;
mod server;
mod snapshot;

pub use billing::{CreateSubscription, ExtendSubscription, TransactionQuery};
pub use drive::{AttachDrive, CloneDrive, CreateDrive, DestroyDrive, DetachDrive, ImageDrive, UpdateDrive};
pub use firewall::{CreateFirewall, DestroyFirewall, UpdateFirewall};
pub use key_pair::{CreateKeyPair, DestroyKeyPair, ImportKeyPair};
pub use network::{
    AttachAddress, AttachNetwork, CreateAddress, CreateNetwork, DestroyAddress, DestroyNetwork,
    DetachAddress, DetachNetwork, RenameNetwork,
};
pub use server::{
    Boot, CloneServer, Container, ContainerPort, CreateServer, DestroyServer, DrivesFate, Mount, PowerAction,
    Publish, Restart, ServerQuery, SetPower, Sizing, UpdateServer,
};
pub use snapshot::{CreateSnapshot, DestroySnapshot};

pub(crate) use server::within_limits;

use crate::capability::{Capabilities, Support};
use crate::error::{Error, Result};
use crate::operation::Started;
use crate::provider::Provider;
use crate::run::Run;
use crate::secret::Secret;
use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// A change as data. Core's own; drivers and users make the requests, not new kinds of them.
#[async_trait]
pub trait Mutation: sealed::Sealed + Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// The name in the journal.
    const KIND: &'static str;

    /// Whether removing what it made takes it back: true of what makes something, and of nothing else.
    const UNDOABLE: bool;

    /// What it answers.
    type Value: Serialize + Send + Sync + 'static;

    /// Refuses what is wrong in itself, or what this cloud cannot do. No I/O.
    fn check(&self, can: &Capabilities) -> Result<()>;

    /// Does it, through the facet.
    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<Self::Value>>;

    /// Secrets that are set and never written into the journal: a resume needs them again.
    fn withheld(&self) -> Vec<Cow<'static, str>> {
        Vec::new()
    }

    /// Gives one of them again; `false` if this request has none of that name.
    fn give(&mut self, _name: &str, _secret: Secret) -> bool {
        false
    }
}

pub(crate) mod sealed {
    /// Keeps the list of changes in this crate, where resume can know them all.
    pub trait Sealed {}
}

/// Refuses what the cloud cannot do.
fn need(support: Support, what: &'static str) -> Result<()> {
    if support == Support::No { Err(Error::unsupported(format!("this cloud cannot {what}"))) } else { Ok(()) }
}

/// Refuses names that a line-based or human reader would take for something else.
fn good_name(name: &str) -> Result<()> {
    if name.trim().is_empty() {
        return Err(Error::invalid("the name is empty"));
    }
    good_text("the name", name)
}

/// Refuses control characters: a line break in a name would inject a key into a text protocol.
fn good_text(what: &str, text: &str) -> Result<()> {
    match text.chars().find(|c| c.is_control()) {
        None => Ok(()),
        Some(c) => Err(Error::invalid(format!("{what} holds the control character {c:?}"))),
    }
}

fn good_tags(tags: &crate::model::Tags) -> Result<()> {
    for (key, value) in tags {
        if key.is_empty() {
            return Err(Error::invalid("a tag has no name"));
        }
        good_text("a tag", key)?;
        good_text("a tag", value)?;
    }
    Ok(())
}
