//! The end of a container, and of its volumes where that is wanted.

use crate::compute::whole;
use crate::drives::{mounted, volumes};
use crate::id;
use crate::provider::Docker;
use anycloud_core::run::Run;
use anycloud_core::{
    DestroyServer, DriveId, DrivesFate, Error, ErrorKind, Gone, OperationStatus, Result, ServerId, Started,
};

/// A container that runs is killed. Its volumes stay unless the request says otherwise, also those that the engine
/// made up a name for.
pub(super) async fn destroy(cloud: &Docker, request: &DestroyServer, run: &mut Run) -> Result<Started<Gone>> {
    id::container(&request.id)?;
    let server = &whole(cloud, &request.id, run).await?;
    // Which volumes go is written down before the container goes, which alone knows them.
    let drives: Vec<DriveId> =
        run.fact("volumes", async || plan(cloud, server, &request.drives).await).await?;
    let gone = run.destroy("container", async || cloud.remove(&server.resource()).await).await?;
    for drive in &drives {
        run.step_until(format!("volume {drive}"), || async {
            cloud.remove(&drive.resource()).await.map(|_| OperationStatus::Succeeded)
        })
        .await?;
    }
    Ok(Started::done(gone))
}

async fn plan(cloud: &Docker, server: &ServerId, fate: &DrivesFate) -> Result<Vec<DriveId>> {
    let (own, given) = match fate {
        DrivesFate::Keep => return Ok(Vec::new()),
        DrivesFate::Destroy(drives) => (Vec::new(), drives.clone()),
        DrivesFate::DestroyAll => match cloud.client.container(server).await {
            Ok(info) => (volumes(info.mounts()).map(|(volume, _)| volume).collect(), Vec::new()),
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(e),
        },
        _ => return Err(Error::unsupported("this driver does not know that fate of drives")),
    };
    let mut drives: Vec<DriveId> = Vec::new();
    for drive in own.into_iter().chain(given) {
        id::volume(&drive)?;
        if !drives.contains(&drive) {
            drives.push(drive);
        }
    }
    if drives.is_empty() {
        return Ok(drives);
    }
    for (drive, at) in mounted(&cloud.client).await? {
        if at.server != *server && drives.contains(&drive) {
            let text =
                format!("the volume {drive} is also in the container {}: nothing was destroyed", at.server);
            return Err(Error::unsent(ErrorKind::Conflict, text).with_resource(drive.resource()));
        }
    }
    Ok(drives)
}
