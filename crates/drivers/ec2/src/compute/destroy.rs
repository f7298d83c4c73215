//! The end of a server, and of its drives where that is wanted.
//!
//! Which volumes go with a server, each says itself. So they are told first, all of them, and one request ends both; only
//! what is not on the server is destroyed by itself.

use crate::error::dry_run;
use crate::provider::{Ec2, one};
use crate::request::{ModifyInstance, Query};
use crate::wire::Instance;
use anycloud_core::run::Run;
use anycloud_core::{
    Delivery, DestroyServer, DriveId, DrivesFate, Error, ErrorKind, Goal, Gone, OperationStatus, Result,
    ServerId, Started,
};
use serde::{Deserialize, Serialize};

/// What is done about the drives, before the server goes, which alone knows them.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Plan {
    gone: bool,
    tell: Vec<Tell>,
    /// Drives that are destroyed by themselves: those named with a server that is gone.
    beside: Vec<DriveId>,
}

/// A device of the server whose volume is to go with it or to stay, and does not do so by itself.
#[derive(Debug, Deserialize, Serialize)]
struct Tell {
    device: String,
    goes: bool,
    /// What it did before, if the service said so.
    went: Option<bool>,
}

pub(super) async fn destroy(cloud: &Ec2, request: &DestroyServer, run: &mut Run) -> Result<Started<Gone>> {
    let id = &request.id;
    let plan: Plan = run.fact("drives", async || plan(cloud, request).await).await?;
    let resumed = run.perhaps_sent("server").is_some();
    let gone = match plan.gone {
        true => Gone::Already,
        false => run.destroy("server", async || end(cloud, id, &plan, resumed).await).await?,
    };
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

/// Tells the drives, and ends the server. If that is refused, the drives are told what they did before: a server that
/// stays must not take drives along that nobody thinks of, when somebody ends it another day.
async fn end(cloud: &Ec2, id: &ServerId, plan: &Plan, resumed: bool) -> Result<Gone> {
    let ended = match tell(cloud, id, plan, resumed).await {
        Ok(()) => cloud.remove(&id.resource()).await,
        Err(e) => Err(e),
    };
    let Err(refusal) = ended else { return ended };
    if refusal.delivery() != Delivery::Unknown {
        for tell in &plan.tell {
            let Some(went) = tell.went else { continue };
            let change = ModifyInstance::delete_on_termination(&tell.device, went);
            if cloud.client.modify_instance_attribute(id.as_str(), &change).await.is_err() {
                // Nobody knows what the drives do now: the operation stays open.
                return Err(refusal.delivered(Delivery::Unknown));
            }
        }
    }
    Err(refusal)
}

async fn tell(cloud: &Ec2, id: &ServerId, plan: &Plan, resumed: bool) -> Result<()> {
    // What an earlier attempt has ended, is told nothing any more.
    if resumed && there(cloud, id).await?.is_none_or(|server| server.state() == "shutting-down") {
        return Ok(());
    }
    for tell in &plan.tell {
        let change = ModifyInstance::delete_on_termination(&tell.device, tell.goes);
        let tell = || cloud.client.modify_instance_attribute(id.as_str(), &change);
        cloud.settled(&id.resource(), tell).await?;
    }
    Ok(())
}

/// The server, if it is not gone. That it is not found may only mean that it is not seen yet.
async fn there(cloud: &Ec2, id: &ServerId) -> Result<Option<Instance>> {
    let what = id.resource();
    let by_filter = Query::all().filter("instance-id", [id.as_str()]);
    let listed = || one(cloud.client.describe_instances(&by_filter), &what);
    let found = match cloud.instance(id).await {
        Err(e) if e.kind() == ErrorKind::NotFound => cloud.settled(&what, listed).await,
        found => found,
    };
    match found {
        Ok(server) => Ok(Some(server).filter(|server| server.state() != "terminated")),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

async fn plan(cloud: &Ec2, request: &DestroyServer) -> Result<Plan> {
    let (id, fate) = (&request.id, &request.drives);
    let named = match fate {
        DrivesFate::Destroy(drives) => drives.clone(),
        DrivesFate::DestroyAll | DrivesFate::Keep => Vec::new(),
        _ => return Err(Error::unsupported("this driver does not know that fate of drives")),
    };
    let Some(server) = there(cloud, id).await? else {
        unshared(cloud, id, &named).await?;
        return Ok(Plan { gone: true, beside: named, ..Plan::default() });
    };
    // Core has asked this of a server that it saw; this one may have been seen only now.
    request.compare(&server.to_server())?;
    let goes = |drive: &DriveId| matches!(fate, DrivesFate::DestroyAll) || named.contains(drive);
    let mut plan = Plan::default();
    let mut doomed = named.clone();
    for device in server.block_devices() {
        let (Some(name), Some(volume)) = (device.device_name(), device.volume_id()) else { continue };
        let drive = DriveId::new(volume);
        let wanted = goes(&drive);
        if device.delete_on_termination() != Some(wanted) {
            let went = device.delete_on_termination();
            plan.tell.push(Tell { device: name.to_string(), goes: wanted, went });
        }
        if wanted && !doomed.contains(&drive) {
            doomed.push(drive.clone());
        }
    }
    unshared(cloud, id, &doomed).await?;
    if !plan.tell.is_empty() {
        cloud.settled(&id.resource(), || allowed(cloud, &server)).await?;
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
            return Err(Error::unsent(ErrorKind::Conflict, text).with_resource(drive.resource()));
        }
    }
    Ok(())
}

/// Refuses what the service would refuse after the drives were told. A dry run tells of rights only, not of protection.
async fn allowed(cloud: &Ec2, server: &Instance) -> Result<()> {
    let id = server.id();
    let attribute = cloud.client.describe_instance_attribute(&id, "disableApiTermination").await?;
    if attribute.disable_api_termination() == Some(true) {
        let text = "the server is protected from termination";
        return Err(Error::unsent(ErrorKind::Conflict, text).with_resource(ServerId::new(id).resource()));
    }
    dry_run(cloud.client.dry_run().terminate_instances(&[id.as_str()]).await)
}
