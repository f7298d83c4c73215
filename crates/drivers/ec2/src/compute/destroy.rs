//! The end of a server, and of its drives where that is wanted.
//!
//! Which volumes go with a server, each says itself. So they are told first, all of them, and one request ends both; only
//! what is not on the server is destroyed by itself.

use crate::provider::{Ec2, refused};
use crate::request::ModifyInstance;
use crate::wire::Instance;
use anycloud_core::run::Run;
use anycloud_core::{
    DestroyServer, DriveId, DrivesFate, Error, ErrorKind, Goal, Gone, OperationStatus, Result, ServerId,
    Started,
};
use serde::{Deserialize, Serialize};

/// What is done about the drives, before the server goes, which alone knows them.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Plan {
    gone: bool,
    /// Devices of the server whose volume is to go with it or to stay, and does not do so by itself.
    tell: Vec<(String, bool)>,
    /// Drives that are not on the server.
    beside: Vec<DriveId>,
}

pub(super) async fn destroy(cloud: &Ec2, request: &DestroyServer, run: &mut Run) -> Result<Started<Gone>> {
    let id = &request.id;
    let plan: Plan = run.fact("drives", async || plan(cloud, id, &request.drives).await).await?;
    for (device, goes) in &plan.tell {
        let change = ModifyInstance::delete_on_termination(device, *goes);
        let tell = async || cloud.client.modify_instance_attribute(id.as_str(), &change).await;
        run.step(format!("tell {device}"), tell).await?;
    }
    let gone = run
        .step(
            "server",
            async || if plan.gone { Ok(Gone::Already) } else { cloud.remove(&id.resource()).await },
        )
        .await?;
    for drive in &plan.beside {
        run.step_until(format!("drive {drive}"), || async {
            cloud.remove(&drive.resource()).await.map(|_| OperationStatus::Succeeded)
        })
        .await?;
    }
    Ok(match gone {
        Gone::Already => Started::done(gone),
        Gone::Destroyed => Started::watch(gone, cloud.watch(id.resource(), Goal::Gone)),
    })
}

async fn plan(cloud: &Ec2, id: &ServerId, fate: &DrivesFate) -> Result<Plan> {
    let named = match fate {
        DrivesFate::Destroy(drives) => drives.clone(),
        DrivesFate::DestroyAll | DrivesFate::Keep => Vec::new(),
        _ => return Err(Error::unsupported("this driver does not know that fate of drives")),
    };
    let server = match cloud.instance(id).await {
        Ok(server) if server.state() == "terminated" => None,
        Ok(server) => Some(server),
        Err(e) if e.kind() == ErrorKind::NotFound => None,
        Err(e) => return Err(e),
    };
    let Some(server) = server else {
        unshared(cloud, id, &named).await?;
        return Ok(Plan { gone: true, beside: named, ..Plan::default() });
    };
    let goes = |drive: &DriveId| matches!(fate, DrivesFate::DestroyAll) || named.contains(drive);
    let mut plan = Plan::default();
    let mut doomed = named.clone();
    for device in server.block_devices() {
        let (Some(name), Some(volume)) = (device.device_name(), device.volume_id()) else { continue };
        let drive = DriveId::new(volume);
        let wanted = goes(&drive);
        if device.delete_on_termination() != Some(wanted) {
            plan.tell.push((name.to_string(), wanted));
        }
        if wanted && !doomed.contains(&drive) {
            doomed.push(drive.clone());
        }
        plan.beside.retain(|other| *other != drive);
    }
    let attached = server.to_server().drives;
    plan.beside = named.into_iter().filter(|drive| !attached.contains(drive)).collect();
    plan.beside.dedup();
    unshared(cloud, id, &doomed).await?;
    if !plan.tell.is_empty() {
        unprotected(cloud, &server).await?;
    }
    Ok(plan)
}

/// Refuses to take a drive from another server.
async fn unshared(cloud: &Ec2, server: &ServerId, drives: &[DriveId]) -> Result<()> {
    for drive in drives {
        let volume = match cloud.volume(drive).await {
            Err(e) if e.kind() == ErrorKind::NotFound => continue,
            volume => volume?,
        };
        if let Some(other) = volume.attached().find(|at| at.server != *server) {
            let text =
                format!("the drive {drive} is also in the server {}: nothing was destroyed", other.server);
            return Err(refused(ErrorKind::Conflict, text).with_resource(drive.resource()));
        }
    }
    Ok(())
}

/// The service would refuse the termination after the volumes were told.
async fn unprotected(cloud: &Ec2, server: &Instance) -> Result<()> {
    let attribute = cloud.client.describe_instance_attribute(&server.id(), "disableApiTermination").await?;
    if attribute.disable_api_termination() == Some(true) {
        let text = "the server is protected from termination";
        let what = ServerId::new(server.id()).resource();
        return Err(refused(ErrorKind::Conflict, text).with_resource(what));
    }
    Ok(())
}
