//! A new server: a drive, the image on it, the server.

use crate::provider::ElasticHosts;
use crate::settings::{CONSOLE_PASSWORD_MAX, ServerConfig};
use crate::tags::{STAMP, tag_keys};
use crate::wire::{Device, NicModel};
use anycloud_core::run::{Recover, Run};
use anycloud_core::{Boot, CreateServer, DriveId, Error, Goal, Result, Secret, ServerId, Started};
use anycloud_elastic_family::requests::{boot_from, further_drives, new_server, public_interface, with_ids};

/// The step that makes the server.
const SERVER: &str = "server";

pub(super) async fn create(
    cloud: &ElasticHosts,
    request: &CreateServer,
    run: &mut Run,
) -> Result<Started<ServerId>> {
    let request = &with_ids(request)?;
    let config = config(request)?;
    // All that can be wrong in the request is found before the first step, with any drive in the boot slot.
    cloud
        .client
        .check_server(&boot_from(config.clone(), &DriveId::new("")).key(STAMP, &run.stamp(SERVER).text()))?;
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
            let config = config.clone().key(STAMP, &stamp.text());
            let made = if request.stopped {
                cloud.client.server_create_stopped(&config).await?
            } else {
                cloud.client.server_create(&config).await?
            };
            Ok(ServerId::from(made.id().as_str()))
        })
        .await?;
    if request.stopped {
        return Ok(Started::done(id));
    }
    let running = cloud.info.watch(id.resource(), Goal::Running);
    Ok(Started::watch(id, running))
}

/// Everything but the boot drive and the stamp.
fn config(request: &CreateServer) -> Result<ServerConfig> {
    let (labels, keys) = tag_keys(&request.tags)?;
    // If it were not persistent, a stop would destroy it.
    let config = public_interface(new_server(request)?.persistent(true), request)?;
    let mut config = further_drives(config, request, Device::all())?;
    if request.networks.len() > 3 {
        return Err(Error::invalid("a server has room for three networks besides the public one"));
    }
    for (index, network) in (1..).zip(&request.networks) {
        if request.networks[..usize::from(index) - 1].contains(network) {
            return Err(Error::invalid(format!("the network {network} is named twice")));
        }
        config = config.nic(index, NicModel::E1000).vlan(index, network);
    }
    if let Some(password) = &request.console_password {
        check_password(password)?;
        config = config.vnc_auto().vnc_password(password);
    }
    if !labels.is_empty() {
        config = config.tags(labels);
    }
    Ok(keys.into_iter().fold(config, |config, (key, value)| config.key(&key, value)))
}

pub(super) fn check_password(password: &Secret) -> Result<()> {
    let length = password.expose().chars().count();
    if (1..=CONSOLE_PASSWORD_MAX).contains(&length) {
        return Ok(());
    }
    let most = CONSOLE_PASSWORD_MAX;
    Err(Error::invalid(format!("a console password has 1 to {most} characters")))
}
