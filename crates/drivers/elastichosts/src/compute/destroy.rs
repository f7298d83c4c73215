//! The end of a server, and of its drives where that is wanted.

use crate::provider::{ElasticHosts, answered, refused};
use crate::request::uuid;
use crate::wire::ServerInfo;
use anycloud_core::run::Run;
use anycloud_core::{
    DestroyServer, DriveId, DrivesFate, Error, ErrorKind, Gone, OperationStatus, Result, Started,
};
use serde::{Deserialize, Serialize};

/// What is to go, written down before the server goes that knows it.
#[derive(Debug, Deserialize, Serialize)]
struct Plan {
    /// Whether the server was there.
    existed: bool,
    /// The drives that go with it.
    drives: Vec<DriveId>,
}

pub(super) async fn destroy(
    cloud: &ElasticHosts,
    request: &DestroyServer,
    run: &mut Run,
) -> Result<Started<Gone>> {
    let plan = if answered(run, "plan") { None } else { Some(plan(cloud, request).await?) };
    let unsaved = || Error::new(ErrorKind::Journal, "the step plan was not saved");
    let plan: Plan = run.step("plan", async || plan.ok_or_else(unsaved)).await?;
    let gone = run.step("server", async || cloud.remove(&request.id.resource()).await).await?;
    for drive in &plan.drives {
        let name = format!("drive {drive}");
        if answered(run, &name) {
            continue;
        }
        // The service may hold on to a drive for a moment after its server went: busy is looked at again.
        run.until(&name, || async {
            cloud.remove(&drive.resource()).await.map(|_| OperationStatus::Succeeded)
        })
        .await?;
        run.step(name, async || Ok(())).await?;
    }
    // A server that was there and is missing now was destroyed by an attempt whose answer was lost.
    Ok(Started::done(if plan.existed { Gone::Destroyed } else { gone }))
}

async fn plan(cloud: &ElasticHosts, request: &DestroyServer) -> Result<Plan> {
    uuid("a server", request.id.as_str())?;
    if let DrivesFate::Destroy(drives) = &request.drives {
        drives.iter().try_for_each(|drive| uuid("a drive", drive.as_str()))?;
    }
    // All servers, because only the others' records tell who shares a drive; a stopped one claims nothing.
    let all = cloud.client.servers_info().await?;
    let (own, others): (Vec<&ServerInfo>, Vec<&ServerInfo>) =
        all.iter().partition(|info| info.id().as_str().eq_ignore_ascii_case(request.id.as_str()));
    let own = own.first();
    let drives = match &request.drives {
        DrivesFate::Keep => Vec::new(),
        DrivesFate::Destroy(drives) => drives.clone(),
        DrivesFate::DestroyAll => match own {
            None => Vec::new(),
            Some(info) => {
                // A CD of the service sits in a slot like any drive, but is not the account's to destroy.
                let owned = cloud.client.drives_list().await?;
                let attached =
                    info.devices().into_iter().map(|attached| DriveId::new(attached.drive.as_str()));
                attached.filter(|drive| owned.contains(drive)).collect()
            }
        },
        _ => return Err(Error::unsupported("this driver does not know that fate of drives")),
    };
    for other in others {
        if let Some(shared) = other.devices().into_iter().find(|attached| drives.contains(&attached.drive)) {
            let (drive, server) = (shared.drive, other.id());
            let text = format!("the drive {drive} is also in the server {server}: nothing was destroyed");
            return Err(refused(ErrorKind::Conflict, text).with_resource(drive.resource()));
        }
    }
    let mut once: Vec<DriveId> = Vec::new();
    drives.into_iter().for_each(|drive| {
        if !once.contains(&drive) {
            once.push(drive);
        }
    });
    Ok(Plan { existed: own.is_some(), drives: once })
}
