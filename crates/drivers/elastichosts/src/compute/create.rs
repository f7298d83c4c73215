//! A new server: a drive, the image on it, the server.

use crate::provider::{ElasticHosts, refused};
use crate::request::normal;
use crate::settings::{CONSOLE_PASSWORD_MAX, ServerConfig};
use crate::wire::{Device, NicModel, Smp, tag_keys};
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    Boot, Cpu, CreateServer, DriveId, Error, ErrorKind, Goal, Result, Secret, ServerId, Sizing, Started,
};
use anycloud_elastic_family::sizing::{drive_size, whole_mib};
use anycloud_elastic_family::wiring::{boot_from, further_drives};
use std::net::IpAddr;

/// The step that makes the server.
const SERVER: &str = "server";

pub(super) async fn create(
    cloud: &ElasticHosts,
    request: &CreateServer,
    run: &mut Run,
) -> Result<Started<ServerId>> {
    let request = &normalised(request)?;
    let config = config(request)?;
    // All that can be wrong in the request is found before the first step, with any drive in the boot slot.
    cloud.client.check_server(&boot_from(config.clone(), &DriveId::new("")).stamped(&run.stamp(SERVER)))?;
    let drive = match &request.boot {
        // It is the user's: no step made it, so that no undo removes it.
        Boot::Drive(id) => {
            if let Some(size) = request.drive_size {
                let text =
                    format!("a drive that exists keeps its size: make the server without the size {size}");
                return Err(Error::invalid(text));
            }
            id.clone()
        }
        Boot::Image(image) => {
            let source = DriveId::new(image.as_str());
            cloud.make_from(run, &source, &request.name, request.drive_size).await?
        }
        _ => return Err(Error::unsupported("this driver does not know what to boot from")),
    };
    let config = boot_from(config, &drive);
    let id = run
        .make(SERVER, Recover::Find, async |stamp| {
            let config = config.clone().stamped(stamp);
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

/// The request with every id as it is compared.
fn normalised(request: &CreateServer) -> Result<CreateServer> {
    let mut request = request.clone();
    if let Boot::Drive(id) = &mut request.boot {
        *id = normal(id)?;
    }
    for drive in &mut request.drives {
        *drive = normal(drive)?;
    }
    for network in &mut request.networks {
        *network = normal(network)?;
    }
    Ok(request)
}

/// Everything but the boot drive and the stamp.
fn config(request: &CreateServer) -> Result<ServerConfig> {
    let Some(Sizing::Needs { cpu: Cpu::Mhz(mhz), memory }) = request.sizing else {
        return Err(Error::invalid("say how many MHz and how much memory the server needs"));
    };
    if let Some(size) = request.drive_size {
        drive_size(size)?;
    }
    let (labels, keys) = tag_keys(&request.tags)?;
    let mut config = ServerConfig::new()
        .name(&request.name)
        .cpu(mhz)
        .mem(whole_mib(memory)?)
        .smp(Smp::Auto)
        // Otherwise a stop would destroy it.
        .persistent(true)
        .nic(0, NicModel::E1000);
    config = match &request.address {
        None => config.dhcp_auto(0),
        Some(address) => {
            let ip: IpAddr = address
                .as_str()
                .parse()
                .map_err(|_| Error::invalid(format!("not an address: {:?}", address.as_str())))?;
            config.dhcp(0, ip)
        }
    };
    config = further_drives(config, request, Device::all())?;
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
    Err(refused(ErrorKind::InvalidRequest, format!("a console password has 1 to {most} characters")))
}
