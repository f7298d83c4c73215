//! The end of a machine. Its drives are the provider's business: the service does not know them.

use crate::backend::MistBackend;
use crate::provider::refused;
use crate::settings::MachineAction;
use anycloud_core::run::Run;
use anycloud_core::{
    DestroyServer, DrivesFate, ErrorKind, Goal, Gone, Result, ServerId, ServerState, Started,
};

/// The step that destroys.
const DESTROY: &str = "destroy";

pub(super) async fn destroy(
    cloud: &MistBackend,
    request: &DestroyServer,
    run: &mut Run,
) -> Result<Started<Gone>> {
    if request.drives != DrivesFate::Keep {
        return Err(refused(ErrorKind::Unsupported, "this service knows no drives: say that they are kept"));
    }
    let sent_before = run.perhaps_sent(DESTROY).is_some();
    let gone = run
        .step(DESTROY, async || {
            let gone = cloud.remove(&request.id).await?;
            // An earlier attempt may be why.
            Ok(if sent_before { Gone::Destroyed } else { gone })
        })
        .await?;
    Ok(match gone {
        Gone::Already => Started::done(gone),
        Gone::Destroyed => Started::watch(gone, cloud.watch(&request.id, Goal::Gone)),
    })
}

impl MistBackend {
    /// Destroys a machine unless it is gone. The list alone does not tell that: it may not show a new machine yet. One
    /// that is not listed is gone only if the service knows of none, either.
    pub(crate) async fn remove(&self, id: &ServerId) -> Result<Gone> {
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
            Ok(machine) => Ok(Some(machine.server(self.shutdown).state)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }
}
