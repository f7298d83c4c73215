//! Start, stop, shut down, restart.

use crate::provider::Ec2;
use crate::request::Stop;
use anycloud_core::run::Run;
use anycloud_core::{Delivery, Error, ErrorKind, Goal, PowerAction, Result, SetPower, Started};

pub(super) async fn set(cloud: &Ec2, request: &SetPower, run: &mut Run) -> Result<Started<()>> {
    let (ids, server) = ([request.id.as_str()], request.id.resource());
    let client = &cloud.client;
    let goal = match request.action {
        PowerAction::Start => {
            run.step("start", async || client.start_instances(&ids).await.map(drop)).await?;
            Goal::Running
        }
        PowerAction::PowerOff => {
            run.step("stop", async || client.stop_instances(&ids, Stop::Force).await.map(drop)).await?;
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
