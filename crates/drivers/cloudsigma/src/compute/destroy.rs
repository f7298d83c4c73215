//! The end of a server, and of its drives where that is wanted.

use super::power::switch_off;
use crate::provider::CloudSigma;
use crate::request::normal;
use crate::wire::ServerInfo;
use anycloud_core::run::Run;
use anycloud_core::{
    DestroyServer, DriveId, DrivesFate, Error, ErrorKind, Gone, OperationStatus, Result, ServerId, Started,
};
use anycloud_elastic_family::Configured;

pub(super) async fn destroy(
    cloud: &CloudSigma,
    request: &DestroyServer,
    run: &mut Run,
) -> Result<Started<Gone>> {
    let server = normal(&request.id)?;
    // Which drives go is written down before the server goes, which alone knows them.
    let drives: Vec<DriveId> =
        run.fact("drives", async || plan(cloud, &server, &request.drives).await).await?;
    // docs: public clients; the service refuses to destroy a server that runs.
    if !run.has_answer("server") {
        match switch_off(cloud, &server, "off", run).await {
            Err(e) if e.kind() == ErrorKind::NotFound => {}
            off => off?,
        }
    }
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

async fn plan(cloud: &CloudSigma, server: &ServerId, fate: &DrivesFate) -> Result<Vec<DriveId>> {
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

/// The drives of a server without those that the service offers to everyone, which are nobody's to destroy.
async fn owned(cloud: &CloudSigma, server: &ServerInfo) -> Result<Vec<DriveId>> {
    let attached: Vec<DriveId> = server.devices().into_iter().map(|a| a.drive).collect();
    let listed = cloud.client.drives_list().await?;
    if attached.iter().all(|drive| listed.contains(drive)) {
        return Ok(attached);
    }
    // The list may lag behind, and a drive that is forgotten is paid for.
    let standard = cloud.client.standard_drives_list().await?;
    Ok(attached.into_iter().filter(|drive| listed.contains(drive) || !standard.contains(drive)).collect())
}

/// Refuses to take a drive from another server. Only the servers' own records tell: a drive is claimed by running
/// servers alone.
async fn unshared(cloud: &CloudSigma, server: &ServerId, drives: &[DriveId]) -> Result<()> {
    let all = cloud.client.servers_info().await?;
    Configured::of(all.iter().filter(|info| info.id() != *server).map(|info| &**info)).unshared(drives)
}
