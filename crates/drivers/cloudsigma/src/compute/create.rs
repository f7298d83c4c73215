//! A new server: a copy of an image, the server, its start. Or a copy of a server with its drives.

use super::power::switch_off;
use crate::error::NoServer;
use crate::provider::CloudSigma;
use crate::request::normal;
use crate::undo::{CLONE, Copied};
use crate::wire::{good_name, stamped};
use anycloud_core::run::{Made, Recover, Run, Stamp};
use anycloud_core::{
    Boot, CloneServer, Compute, CreateServer, Delivery, DriveId, Error, Goal, ResourceKind, Result, ServerId,
    Started,
};
use anycloud_elastic_family::power::start;
use anycloud_elastic_family::requests::{boot_from, further_drives, new_server, public_interface, with_ids};
use anycloud_elastic_family::{Device, NicModel, ServerConfig};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// The step that makes the server.
const SERVER: &str = "server";

pub(super) async fn create(
    cloud: &CloudSigma,
    request: &CreateServer,
    run: &mut Run,
) -> Result<Started<ServerId>> {
    let request = &with_ids(request)?;
    let config = config(request)?;
    // All that can be wrong in the request is found before the first step, with any drive in the boot slot.
    cloud.client.check_server(&boot_from(config.clone(), &DriveId::new("")))?;
    let drive = match &request.boot {
        // It is the user's: no step made it, so that no undo removes it.
        Boot::Drive(id) => id.clone(),
        Boot::Image(image) => {
            let source = DriveId::new(image.as_str());
            cloud.make_from(run, &source, &request.name, request.drive_size).await?
        }
        _ => return Err(Error::unsupported("this driver does not know what to boot from")),
    };
    let config = boot_from(config, &drive);
    let id = run
        .make(SERVER, Recover::Find, async |stamp| {
            let config = config.clone().name(&stamped(&request.name, stamp));
            let sent = cloud.client.server_create(&config).await;
            made_or_found(cloud, sent.map(|info| info.id()), stamp).await
        })
        .await?;
    // The manual's sample of a create is a running server, public clients start what they have made, and `status` in the
    // request is in one sample only: whatever the service did, what was asked for is made so.
    if request.stopped {
        switch_off(cloud, &id, "off", run).await?;
        return Ok(Started::done(id));
    }
    start(run, || cloud.server(&id), || cloud.client.server_start(&id)).await?;
    let running = cloud.info.watch(id.resource(), Goal::Running);
    Ok(Started::watch(id, running))
}

/// The service copies server and drives in one call. Its sample is a running copy; a copy that runs beside its original
/// may do harm, so it is switched off at once.
pub(super) async fn copy(
    cloud: &CloudSigma,
    request: &CloneServer,
    run: &mut Run,
) -> Result<Started<ServerId>> {
    let source = normal(&request.source)?;
    good_name(&request.name)?;
    let mut original = Vec::new();
    if !run.has_answer(CLONE) {
        original = cloud.client.server_info(&source).await?.devices();
    }
    let Copied { server: id, .. } = run
        .make(CLONE, Recover::Find, async |stamp| {
            let sent = cloud.client.server_clone(&source, &stamped(&request.name, stamp)).await;
            let made = match sent {
                Err(e) if NoServer::of(&e).is_some() => return made_or_found(cloud, Err(e), stamp).await,
                sent => sent?,
            };
            let mut attached = made.devices();
            if attached.is_empty() && !original.is_empty() {
                // A reply that does not name them; it is made, whatever becomes of this look.
                let seen = cloud.client.server_info(&made.id()).await;
                attached = seen.map_err(|e| e.delivered(Delivery::Unknown))?.devices();
            }
            // What the original has too was not copied but attached.
            let copies = attached.into_iter().map(|one| one.drive);
            let drives = copies.filter(|drive| original.iter().all(|one| one.drive != *drive)).collect();
            Ok(Copied { server: made.id(), drives })
        })
        .await?;
    switch_off(cloud, &id, "off", run).await?;
    Ok(Started::done(id))
}

/// Where an answer names no server its stamp tells: a server that has it was made. That there is none is want of funds,
/// of which the service does not speak otherwise. It is believed at once of an answer that repeats the request, and
/// else when the request can no longer take effect.
async fn made_or_found<T: Made>(cloud: &CloudSigma, sent: Result<T>, stamp: &Stamp) -> Result<T> {
    let Err(e) = sent else { return sent };
    let Some(&NoServer { repeats }) = NoServer::of(&e) else { return Err(e) };
    let unclear = |e: Error| e.delivered(Delivery::Unknown);
    let over = Instant::now() + if repeats { Duration::ZERO } else { cloud.info.settle };
    let mut pause = Duration::from_millis(100);
    loop {
        let found = cloud.stamped(&ResourceKind::Server, stamp).await.map_err(unclear)?;
        if !found.is_empty() {
            return T::adopt(found).ok_or_else(|| unclear(e));
        }
        let left = over.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(NoServer { repeats }.unpaid());
        }
        sleep(pause.min(left)).await;
        pause = (pause * 2).min(Duration::from_secs(5));
    }
}

/// Everything but the boot drive and the stamp.
fn config(request: &CreateServer) -> Result<ServerConfig> {
    good_name(&request.name)?;
    let mut config = new_server(request)?;
    if request.stopped {
        config = config.stopped();
    }
    config = public_interface(config, request)?;
    config = further_drives(config, request, Device::all().filter(|slot| !slot.is_scsi()))?;
    match &request.networks[..] {
        [] => {}
        [network] => {
            config = config.nic(1, NicModel::E1000).vlan(1, network);
        }
        _ => return Err(Error::invalid("a server has room for one network besides the public one")),
    }
    if let Some(password) = &request.console_password {
        if password.expose().is_empty() {
            return Err(Error::invalid("the console password is empty"));
        }
        config = config.vnc_auto().vnc_password(password);
    }
    Ok(config)
}
