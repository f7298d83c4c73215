//! Start, stop, shut down, reset.

use crate::provider::ElasticHosts;
use crate::request::normal;
use crate::wire::Status;
use anycloud_core::run::Run;
use anycloud_core::{
    Compute, Delivery, Error, ErrorKind, Goal, PowerAction, Result, ServerId, SetPower, Started,
};
use anycloud_elastic_family::power::{reset, start};

pub(super) async fn set(cloud: &ElasticHosts, request: &SetPower, run: &mut Run) -> Result<Started<()>> {
    let id = &normal(&request.id)?;
    match request.action {
        PowerAction::Start => {
            start(run, || cloud.server(id), || cloud.client.server_start(id)).await?;
            Ok(Started::watch((), cloud.info.watch(id.resource(), Goal::Running)))
        }
        PowerAction::PowerOff | PowerAction::Shutdown => stop(cloud, id, request, run).await,
        PowerAction::Reboot | PowerAction::Reset => {
            reset(&cloud.info, id, run, || cloud.server(id), || cloud.client.server_reset(id)).await
        }
        _ => Err(Error::unsupported("this driver does not know that power action")),
    }
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
                return Err(Error::unsent(ErrorKind::Conflict, text).with_resource(id.resource()));
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
