//! What a run made, destroyed. Nothing carries a stamp, so that nothing is found by one: undo goes by the ids that a
//! run has written down.

use crate::backend::MistBackend;
use crate::client::Client;
use crate::key_pairs::forget;
use crate::provider::Mist;
use crate::settings::MachineAction;
use anycloud_core::run::Stamp;
use anycloud_core::{
    Error, ErrorKind, Gone, KeyPairId, ResourceKind, ResourceRef, Result, ServerId, ServerState,
};

impl Mist {
    /// `Unsupported`.
    pub(crate) async fn stamped(&self, _kind: &ResourceKind, _stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        Err(unstamped())
    }

    /// Destroys what a run has made.
    pub(crate) async fn discard(&self, made: &ResourceRef, _stamp: &Stamp) -> Result<Gone> {
        remove_of_account(&self.client, made).await
    }
}

impl MistBackend {
    /// `Unsupported`.
    pub(crate) async fn stamped(&self, _kind: &ResourceKind, _stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        Err(unstamped())
    }

    /// Destroys what a run has made.
    pub(crate) async fn discard(&self, made: &ResourceRef, _stamp: &Stamp) -> Result<Gone> {
        self.remove(made).await
    }

    /// Destroys a thing, unless it is gone.
    pub(crate) async fn remove(&self, what: &ResourceRef) -> Result<Gone> {
        match what.kind {
            ResourceKind::Server => self.destroy_machine(&ServerId::new(&*what.id)).await,
            _ => remove_of_account(&self.client, what).await,
        }
    }

    /// Destroys a machine unless it is gone. The list alone does not tell that: it may not show a new machine yet. One
    /// that is not listed is gone only if the service knows of none, either.
    async fn destroy_machine(&self, id: &ServerId) -> Result<Gone> {
        let before = self.listed_state(id).await?;
        if before == Some(ServerState::Deleted) {
            return Ok(Gone::Already);
        }
        let Err(e) = self.client.machine_action(&self.backend, id, &MachineAction::Destroy).await else {
            return Ok(Gone::Destroyed);
        };
        let unknown = e.kind() == ErrorKind::NotFound && e.resource() == Some(&id.resource());
        match (before, self.listed_state(id).await) {
            (Some(_), Ok(None)) | (_, Ok(Some(ServerState::Deleted))) => Ok(Gone::Destroyed),
            (None, Ok(None)) if unknown => Ok(Gone::Already),
            _ => Err(e),
        }
    }

    /// What the machine does; `None` if it is not listed.
    async fn listed_state(&self, id: &ServerId) -> Result<Option<ServerState>> {
        match self.machine(id).await {
            Ok(machine) => Ok(Some(machine.to_server_with(self.shutdown).state)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }
}

/// Destroys a thing that the account has, whichever of its clouds is asked.
async fn remove_of_account(client: &Client, what: &ResourceRef) -> Result<Gone> {
    match what.kind {
        ResourceKind::KeyPair => forget(client, &KeyPairId::new(&*what.id)).await,
        ref other => Err(cannot(other)),
    }
}

/// Nothing that is made through this service can carry a stamp.
fn unstamped() -> Error {
    Error::unsupported("nothing that is made through Mist.io can carry a stamp")
}

/// Undo meets only what a run has made.
fn cannot(kind: &ResourceKind) -> Error {
    Error::unsupported(format!("this cloud makes no {}", kind.as_str()))
}
