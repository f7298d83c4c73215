//! Start, stop, shut down, restart.

use crate::backend::MistBackend;
use crate::settings::MachineAction;
use anycloud_core::run::Run;
use anycloud_core::{
    Delivery, Error, ErrorKind, Goal, PowerAction, Result, ServerId, ServerState, SetPower, Started,
};

pub(super) async fn set(cloud: &MistBackend, request: &SetPower, run: &mut Run) -> Result<Started<()>> {
    let id = &request.id;
    let (action, wanted, goal) = match request.action {
        PowerAction::Start => (MachineAction::Start, ServerState::Running, Goal::Running),
        PowerAction::PowerOff => (MachineAction::Stop, ServerState::Stopped, Goal::Stopped),
        PowerAction::Shutdown => (MachineAction::Shutdown, ServerState::Stopped, Goal::Stopped),
        PowerAction::Reboot => return reboot(cloud, id, run).await,
        _ => return Err(Error::unsupported("this driver does not know that power action")),
    };
    run.step(action.as_str(), async || {
        if state(cloud, id).await? == wanted {
            return Ok(());
        }
        match cloud.client.machine_action(&cloud.backend, id, &action).await {
            // A lost answer, or one that tells of the list and not of the action: the state tells.
            Err(e) if e.delivery() == Delivery::Unknown => match state(cloud, id).await {
                Ok(now) if now == wanted => Ok(()),
                _ => Err(e),
            },
            sent => sent.map(drop),
        }
    })
    .await?;
    Ok(Started::watch((), cloud.watch(id, goal)))
}

/// Nothing tells a machine that was restarted from one that was not, so that it is sent once over all processes.
async fn reboot(cloud: &MistBackend, id: &ServerId, run: &mut Run) -> Result<Started<()>> {
    const REBOOT: &str = "reboot";
    if run.perhaps_sent(REBOOT).is_some() && !run.has_answer(REBOOT) {
        let text = "it is not known whether an earlier attempt has restarted the server";
        let e = Error::new(ErrorKind::Conflict, text).with_resource(id.resource());
        return Err(e.delivered(Delivery::Unknown));
    }
    run.step(REBOOT, async || {
        cloud.client.machine_action(&cloud.backend, id, &MachineAction::Reboot).await.map(drop)
    })
    .await?;
    Ok(Started::unobservable(()))
}

async fn state(cloud: &MistBackend, id: &ServerId) -> Result<ServerState> {
    Ok(cloud.machine(id).await?.to_server_with(cloud.shutdown).state)
}
