//! The end of a server, and of its drives where that is wanted.

use crate::provider::ElasticHosts;
use crate::request::normal;
use crate::wire::ServerInfo;
use anycloud_core::run::Run;
use anycloud_core::{
    DestroyServer, DriveId, DrivesFate, Error, ErrorKind, Gone, OperationStatus, Result, ServerId, Started,
};
use anycloud_elastic_family::Configured;

pub(super) async fn destroy(
    cloud: &ElasticHosts,
    request: &DestroyServer,
    run: &mut Run,
) -> Result<Started<Gone>> {
    let server = normal(&request.id)?;
    // Which drives go is written down before the server goes, which alone knows them.
    let drives: Vec<DriveId> =
        run.fact("drives", async || plan(cloud, &server, &request.drives).await).await?;
    let gone = run.destroy("server", async || cloud.remove(&server.resource()).await).await?;
    for drive in &drives {
        // The service may hold on to a drive for a moment after its server went: busy is looked at again.
        run.step_until(format!("drive {drive}"), || async {
            cloud.remove(&drive.resource()).await.map(|_| OperationStatus::Succeeded)
        })
        .await?;
    }
    Ok(Started::done(gone))
}

async fn plan(cloud: &ElasticHosts, server: &ServerId, fate: &DrivesFate) -> Result<Vec<DriveId>> {
    let drives = match fate {
        DrivesFate::Keep => Vec::new(),
        DrivesFate::Destroy(drives) => drives.iter().map(normal).collect::<Result<_>>()?,
        DrivesFate::DestroyAll => match cloud.client.server_info(server).await {
            Ok(info) => owned(cloud, &info).await?,
            // A server that is only not seen would go without its drives.
            Err(e) if e.kind() == ErrorKind::NotFound => {
                cloud.gone_already(&server.resource()).await.map(|_| Vec::new())?
            }
            Err(e) => return Err(e),
        },
        _ => return Err(Error::unsupported("this driver does not know that fate of drives")),
    };
    if !drives.is_empty() {
        unshared(cloud, server, &drives).await?;
    }
    let mut once: Vec<DriveId> = Vec::new();
    drives.into_iter().for_each(|drive| {
        if !once.contains(&drive) {
            once.push(drive);
        }
    });
    Ok(once)
}

/// The drives of a server without the CDs of the service, which sit in slots like any drive but are nobody's to
/// destroy: they have no owner.
async fn owned(cloud: &ElasticHosts, server: &ServerInfo) -> Result<Vec<DriveId>> {
    let listed = cloud.client.drives_list().await?;
    let mut owned = Vec::new();
    for drive in server.devices().into_iter().map(|attached| DriveId::from(attached.drive.as_str())) {
        // The list may lag behind, and a drive that is forgotten is paid for.
        let own = listed.contains(&drive)
            || match cloud.client.drive_info(&drive).await {
                Ok(info) => info.user().is_some(),
                Err(e) if e.kind() == ErrorKind::NotFound => false,
                Err(e) => return Err(e),
            };
        if own {
            owned.push(drive);
        }
    }
    Ok(owned)
}

/// Refuses to take a drive from another server. Only the servers' own records tell: a drive is claimed by running
/// servers alone.
async fn unshared(cloud: &ElasticHosts, server: &ServerId, drives: &[DriveId]) -> Result<()> {
    let all = cloud.client.servers_info().await?;
    Configured::of(all.iter().filter(|info| info.id() != *server).map(|info| &**info)).unshared(drives)
}
