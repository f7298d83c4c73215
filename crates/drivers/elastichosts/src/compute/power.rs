//! Start, stop, shut down, reset.

use crate::provider::{ElasticHosts, refused};
use crate::request::normal;
use crate::wire::Status;
use anycloud_core::run::Run;
use anycloud_core::{
    Delivery, Error, ErrorKind, Evidence, Goal, OperationStatus, PowerAction, Result, ServerId, SetPower,
    Started,
};
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::time::Instant;

pub(super) async fn set(cloud: &ElasticHosts, request: &SetPower, run: &mut Run) -> Result<Started<()>> {
    let id = &normal(&request.id)?;
    match request.action {
        PowerAction::Start => start(cloud, id, run).await,
        PowerAction::PowerOff | PowerAction::Shutdown => stop(cloud, id, request, run).await,
        PowerAction::Reboot | PowerAction::Reset => reset(cloud, id, run).await,
        _ => Err(Error::unsupported("this driver does not know that power action")),
    }
}

async fn start(cloud: &ElasticHosts, id: &ServerId, run: &mut Run) -> Result<Started<()>> {
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
    .await?;
    Ok(Started::watch((), cloud.info.watch(id.resource(), Goal::Running)))
}

/// A server that is not persistent is *destroyed* when it stops, so that must be wanted.
async fn stop(cloud: &ElasticHosts, id: &ServerId, request: &SetPower, run: &mut Run) -> Result<Started<()>> {
    let stays: bool = run
        .fact("stays", async || {
            let info = cloud.client.server_info(id).await?;
            // One that is stopped already does not go any more.
            let stays = info.persistent() || info.status() == Status::Stopped;
            if !stays && !request.may_vanish {
                let text = "the server is not persistent: stopping would destroy it; say that it may vanish";
                return Err(refused(ErrorKind::Conflict, text).with_resource(id.resource()));
            }
            Ok(stays)
        })
        .await?;
    let name = if request.action == PowerAction::Shutdown { "shutdown" } else { "stop" };
    run.step(name, async || {
        if is_off(cloud, id, stays).await? {
            return Ok(());
        }
        let sent = if name == "shutdown" {
            cloud.client.server_shutdown(id).await
        } else {
            cloud.client.server_stop(id).await
        };
        match sent {
            Err(e) if unclear(&e) || matches!(e.kind(), ErrorKind::Busy | ErrorKind::NotFound) => {
                match is_off(cloud, id, stays).await {
                    Ok(true) => Ok(()),
                    _ => Err(e),
                }
            }
            sent => sent,
        }
    })
    .await?;
    let goal = if stays { Goal::Stopped } else { Goal::Gone };
    Ok(Started::watch((), cloud.info.watch(id.resource(), goal)))
}

/// The only thing that tells a reset from none is `started`, so it is written down before.
async fn reset(cloud: &ElasticHosts, id: &ServerId, run: &mut Run) -> Result<Started<()>> {
    let before: Evidence = run
        .fact("before", async || {
            let server = cloud.client.server_info(id).await?;
            if server.status() != Status::Active {
                let text = "only a running server can be reset";
                return Err(refused(ErrorKind::Conflict, text).with_resource(id.resource()));
            }
            Ok(Evidence::of(&server.to_server(cloud.client.dialect())))
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
async fn has_reset(cloud: &ElasticHosts, id: &ServerId, before: &Evidence) -> Result<bool> {
    let now = Evidence::of(&cloud.client.server_info(id).await?.to_server(cloud.client.dialect()));
    if before.boot.is_some() && now.boot.is_some() {
        return Ok(now != *before);
    }
    let text = "it is not known whether an earlier attempt has reset the server";
    Err(Error::new(ErrorKind::Conflict, text).delivered(Delivery::Unknown).with_resource(id.resource()))
}

async fn status(cloud: &ElasticHosts, id: &ServerId) -> Result<Status> {
    Ok(cloud.client.server_info(id).await?.status())
}

/// Stopped, or gone if it is one that goes.
async fn is_off(cloud: &ElasticHosts, id: &ServerId, stays: bool) -> Result<bool> {
    match status(cloud, id).await {
        Ok(status) => Ok(status == Status::Stopped),
        Err(e) if e.kind() == ErrorKind::NotFound && !stays => Ok(true),
        Err(e) => Err(e),
    }
}

fn unclear(error: &Error) -> bool {
    error.delivery() == Delivery::Unknown
}
