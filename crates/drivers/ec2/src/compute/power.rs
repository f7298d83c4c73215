//! Start, stop, shut down, restart.

use crate::provider::Ec2;
use crate::request::Stop;
use anycloud_core::run::Run;
use anycloud_core::{
    Compute, Delivery, Error, ErrorKind, Failure, Goal, OperationRef, OperationStatus, PowerAction, Result,
    ServerId, ServerState, SetPower, Started,
};

/// The token of a start: what could not be started is stopped again.
pub(crate) const STARTED: &str = "started";

pub(super) async fn set(cloud: &Ec2, request: &SetPower, run: &mut Run) -> Result<Started<()>> {
    let (ids, server) = ([request.id.as_str()], request.id.resource());
    let client = &cloud.client;
    let goal = match request.action {
        PowerAction::Start => {
            run.step("start", async || client.start_instances(&ids).await.map(drop)).await?;
            let started = cloud.watch(server, Goal::Running).token(STARTED);
            return Ok(Started::watch((), started));
        }
        PowerAction::PowerOff => {
            run.step("stop", async || client.stop_instances(&ids, Stop::PowerOff).await.map(drop)).await?;
            Goal::Stopped
        }
        PowerAction::Shutdown => {
            run.step("shutdown", async || client.stop_instances(&ids, Stop::Plain).await.map(drop)).await?;
            Goal::Stopped
        }
        PowerAction::Reboot => {
            if run.perhaps_sent("reboot").is_some() {
                let text = "it is not known whether an earlier attempt has restarted the server";
                let error = Error::new(ErrorKind::Conflict, text).delivered(Delivery::Unknown);
                return Err(error.with_resource(server));
            }
            run.step("reboot", async || client.reboot_instances(&ids).await).await?;
            // Nothing that the service shows changes: `launchTime` stays.
            return Ok(Started::unobservable(()));
        }
        _ => return Err(Error::unsupported("this driver does not know that power action")),
    };
    Ok(Started::watch((), cloud.watch(server, goal)))
}

/// How far a start is. The service may show what was before for as long as it may not show what is new.
pub(crate) async fn poll_start(cloud: &Ec2, operation: &OperationRef) -> Result<OperationStatus> {
    let seen = match cloud.server(&ServerId::new(&*operation.target.id)).await {
        Ok(server) => Some(server),
        Err(e) if e.kind() == ErrorKind::NotFound => None,
        Err(e) => return Err(e),
    };
    let early = operation.since.elapsed() < operation.unseen_for.unwrap_or_default();
    Ok(match &seen {
        None if early => OperationStatus::running(),
        Some(server) if server.state == ServerState::Stopped && !early => {
            let reason = server.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            let text = format!("the server did not start{reason}");
            OperationStatus::Failed(Failure::new(ErrorKind::OperationFailed, text))
        }
        seen => operation.goal.judge_server(seen.as_ref()),
    })
}
