//! Start, stop, shut down, reset.

use crate::provider::{CloudSigma, refused};
use crate::request::normal;
use crate::wire::ServerInfo;
use anycloud_core::run::Run;
use anycloud_core::{
    Delivery, Error, ErrorKind, Evidence, Goal, OperationStatus, PowerAction, Result, ServerId, SetPower,
    Started,
};
use anycloud_elastic_family::Status;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::time::Instant;

pub(super) async fn set(cloud: &CloudSigma, request: &SetPower, run: &mut Run) -> Result<Started<()>> {
    let id = &normal(&request.id)?;
    match request.action {
        PowerAction::Start => {
            start(cloud, id, run).await?;
            Ok(Started::watch((), cloud.info.watch(id.resource(), Goal::Running)))
        }
        PowerAction::PowerOff => stop(cloud, id, "stop", run).await,
        PowerAction::Shutdown => stop(cloud, id, "shutdown", run).await,
        PowerAction::Reboot | PowerAction::Reset => reset(cloud, id, run).await,
        _ => Err(Error::unsupported("this driver does not know that power action")),
    }
}

/// Starts it unless it runs.
pub(super) async fn start(cloud: &CloudSigma, id: &ServerId, run: &mut Run) -> Result<()> {
    run.step("start", async || {
        if status(cloud, id).await? == Status::Active {
            return Ok(());
        }
        match cloud.client.server_start(id).await {
            // A lost answer, or another start at the same time: the state tells.
            Err(e) if unclear(&e) || e.kind() == ErrorKind::Busy => match status(cloud, id).await {
                Ok(Status::Active) => Ok(()),
                _ => Err(e),
            },
            sent => sent,
        }
    })
    .await
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

/// The only thing that tells a reset from none is `started`, so it is written down before.
async fn reset(cloud: &CloudSigma, id: &ServerId, run: &mut Run) -> Result<Started<()>> {
    let before: Evidence = run
        .fact("before", async || {
            let server = cloud.client.server_info(id).await?;
            if server.status() != Status::Active {
                let text = "only a running server can be reset";
                return Err(refused(ErrorKind::Conflict, text).with_resource(id.resource()));
            }
            Ok(evidence(&server))
        })
        .await?;
    let mut done = false;
    if let Some(at) = run.perhaps_sent("reset") {
        // An earlier process may have sent it: look for as long as it could still take effect.
        let (over, seen) =
            (Instant::now() + cloud.info.settle.saturating_sub(at.elapsed()), AtomicBool::new(false));
        run.until("an earlier reset", || async {
            let reset = has_reset(cloud, id, &before).await?;
            seen.store(reset, Ordering::Relaxed);
            Ok(if reset || Instant::now() >= over {
                OperationStatus::Succeeded
            } else {
                OperationStatus::running()
            })
        })
        .await?;
        done = seen.into_inner();
    }
    run.step("reset", async || {
        if done {
            return Ok(());
        }
        match cloud.client.server_reset(id).await {
            Err(e) if unclear(&e) && before.boot.is_some() => match has_reset(cloud, id, &before).await {
                Ok(true) => Ok(()),
                _ => Err(e),
            },
            sent => sent,
        }
    })
    .await?;
    if before.boot.is_none() {
        return Ok(Started::unobservable(()));
    }
    Ok(Started::watch((), cloud.info.watch(id.resource(), Goal::Rebooted { before })))
}

/// Whether the server was reset since. Without evidence a second reset is for a person to decide.
async fn has_reset(cloud: &CloudSigma, id: &ServerId, before: &Evidence) -> Result<bool> {
    let now = evidence(&cloud.client.server_info(id).await?);
    if before.boot.is_some() && now.boot.is_some() {
        return Ok(now != *before);
    }
    let text = "it is not known whether an earlier attempt has reset the server";
    Err(Error::new(ErrorKind::Conflict, text).delivered(Delivery::Unknown).with_resource(id.resource()))
}

fn evidence(server: &ServerInfo) -> Evidence {
    Evidence::of(&server.to_server())
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
