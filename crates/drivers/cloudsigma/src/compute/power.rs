//! Start, stop, shut down, reset.

use crate::provider::CloudSigma;
use crate::request::normal;
use anycloud_core::run::Run;
use anycloud_core::{
    Compute, Delivery, Error, ErrorKind, Goal, OperationStatus, PowerAction, Result, ServerId, SetPower,
    Started,
};
use anycloud_elastic_family::Status;
use anycloud_elastic_family::power::{reset, start};

pub(super) async fn set(cloud: &CloudSigma, request: &SetPower, run: &mut Run) -> Result<Started<()>> {
    let id = &normal(&request.id)?;
    match request.action {
        PowerAction::Start => {
            start(run, || cloud.server(id), || cloud.client.server_start(id)).await?;
            Ok(Started::watch((), cloud.info.watch(id.resource(), Goal::Running)))
        }
        PowerAction::PowerOff => stop(cloud, id, "stop", run).await,
        PowerAction::Shutdown => stop(cloud, id, "shutdown", run).await,
        PowerAction::Reboot | PowerAction::Reset => {
            reset(&cloud.info, id, run, || cloud.server(id), || cloud.client.server_reset(id)).await
        }
        _ => Err(Error::unsupported("this driver does not know that power action")),
    }
}

/// Switches it off, hard, unless it is off; comes back when it is.
pub(super) async fn switch_off(
    cloud: &CloudSigma,
    id: &ServerId,
    step: &'static str,
    run: &mut Run,
) -> Result<()> {
    run.step(step, async || send_stop(cloud, id, false).await).await?;
    run.until("off", || async {
        let on = runs(&status(cloud, id).await?);
        Ok(if on { OperationStatus::running() } else { OperationStatus::Succeeded })
    })
    .await
}

/// Both leave the server where it is, whatever it says about `persistent`.
async fn stop(cloud: &CloudSigma, id: &ServerId, step: &'static str, run: &mut Run) -> Result<Started<()>> {
    run.step(step, async || send_stop(cloud, id, step == "shutdown").await).await?;
    Ok(Started::watch((), cloud.info.watch(id.resource(), Goal::Stopped)))
}

async fn send_stop(cloud: &CloudSigma, id: &ServerId, soft: bool) -> Result<()> {
    if !runs(&status(cloud, id).await?) {
        return Ok(());
    }
    let sent = if soft { cloud.client.server_shutdown(id).await } else { cloud.client.server_stop(id).await };
    match sent {
        Err(e) if unclear(&e) || e.kind() == ErrorKind::Busy => match status(cloud, id).await {
            Ok(now) if !runs(&now) => Ok(()),
            _ => Err(e),
        },
        sent => sent,
    }
}

async fn status(cloud: &CloudSigma, id: &ServerId) -> Result<Status> {
    Ok(cloud.client.server_info(id).await?.status())
}

/// What died does not run, and a stop would have nothing to do.
fn runs(status: &Status) -> bool {
    !matches!(status, Status::Dead | Status::Dumped | Status::Stopped)
}

fn unclear(error: &Error) -> bool {
    error.delivery() == Delivery::Unknown
}
