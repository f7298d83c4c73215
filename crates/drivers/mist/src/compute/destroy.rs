//! The end of a machine. Its drives are the provider's business: the service does not know them.

use crate::backend::MistBackend;
use crate::provider::refused;
use crate::settings::MachineAction;
use anycloud_core::run::Run;
use anycloud_core::{
    Delivery, DestroyServer, DrivesFate, ErrorKind, Goal, Gone, Result, ServerId, ServerState, Started,
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
    /// Destroys a machine unless it is gone. What the service says of a machine that is not there any more is not
    /// asked: the list tells.
    pub(crate) async fn remove(&self, id: &ServerId) -> Result<Gone> {
        if self.is_gone(id).await? {
            return Ok(Gone::Already);
        }
        match self.client.machine_action(&self.backend, id, &MachineAction::Destroy).await {
            Err(e) if e.delivery() == Delivery::Unknown || e.kind() == ErrorKind::NotFound => {
                match self.is_gone(id).await {
                    Ok(true) => Ok(Gone::Destroyed),
                    _ => Err(e),
                }
            }
            sent => sent.map(|_| Gone::Destroyed),
        }
    }

    async fn is_gone(&self, id: &ServerId) -> Result<bool> {
        match self.machine(id).await {
            Ok(machine) => Ok(machine.server(self.shutdown).state == ServerState::Deleted),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(true),
            Err(e) => Err(e),
        }
    }
}
