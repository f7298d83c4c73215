//! From requests in anycloud's terms to keys: what both services take alike.

use crate::config::ServerConfig;
use crate::device::Device;
use crate::id::{address, normal};
use crate::network::NicModel;
use crate::server::{ServerRecord, Smp, Status};
use crate::sizing::{drive_size, whole_mib};
use anycloud_core::{Boot, Cpu, CreateServer, DriveId, Error, ErrorKind, Result, Sizing, UpdateServer};

/// The request with the ids of its drives and networks checked and in lower case, so that whatever compares them
/// compares text. Image and address are left as they are.
///
/// # Errors
/// `InvalidRequest` for one that is not a UUID.
pub fn with_ids(request: &CreateServer) -> Result<CreateServer> {
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

/// What every new server has: name and sizing.
///
/// # Errors
/// `InvalidRequest`: a sizing that is not in MHz and whole MiB, or a size for a drive that exists or outside of the
/// [limits](crate::sizing::DRIVE_SIZE).
pub fn new_server(request: &CreateServer) -> Result<ServerConfig> {
    let Some(Sizing::Needs { cpu: Cpu::Mhz(mhz), memory }) = request.sizing else {
        return Err(Error::invalid("say how many MHz and how much memory the server needs"));
    };
    if let Some(size) = request.drive_size {
        drive_size(size)?;
        if let Boot::Drive(_) = request.boot {
            let text = format!("a drive that exists keeps its size: make the server without the size {size}");
            return Err(Error::invalid(text));
        }
    }
    Ok(ServerConfig::new().name(&request.name).cpu(mhz).mem(whole_mib(memory)?).smp(Smp::Auto))
}

/// The first network interface of a new server, with the address that is wanted or a temporary one.
///
/// # Errors
/// `InvalidRequest` for an address that is none.
pub fn public_interface(config: ServerConfig, request: &CreateServer) -> Result<ServerConfig> {
    let config = config.nic(0, NicModel::E1000);
    Ok(match &request.address {
        None => config.dhcp_auto(0),
        Some(id) => config.dhcp(0, address(id.as_str())?),
    })
}

/// The boot drive, in its slot.
pub fn boot_from(config: ServerConfig, drive: &DriveId) -> ServerConfig {
    config.drive(Device::BOOT, drive).boot(&[Device::BOOT])
}

/// The further drives of a new server, in these slots one after the other; the boot slot is left out.
///
/// # Errors
/// `InvalidRequest` for a drive that is named twice, or for more than there are slots.
pub fn further_drives(
    mut config: ServerConfig,
    request: &CreateServer,
    slots: impl Iterator<Item = Device>,
) -> Result<ServerConfig> {
    let mut slots = slots.filter(|slot| *slot != Device::BOOT);
    let boot = match &request.boot {
        Boot::Drive(id) => Some(id),
        _ => None,
    };
    for (at, drive) in request.drives.iter().enumerate() {
        if request.drives[..at].contains(drive) || boot == Some(drive) {
            return Err(Error::invalid(format!("the drive {drive} is named twice")));
        }
        let Some(slot) = slots.next() else {
            return Err(Error::invalid("a server has no room for so many drives"));
        };
        config = config.drive(slot, drive);
    }
    Ok(config)
}

/// Further keys of a change: another sizing and console password.
///
/// # Errors
/// `Unsupported` for cpu that is not in MHz, `InvalidRequest` for memory that is no whole number of MiB.
pub fn update(mut config: ServerConfig, request: &UpdateServer, info: &ServerRecord) -> Result<ServerConfig> {
    match request.cpu {
        None => {}
        Some(Cpu::Mhz(mhz)) => config = config.cpu(mhz),
        Some(_) => return Err(Error::unsupported("this cloud sells MHz")),
    }
    if let Some(memory) = request.memory {
        config = config.mem(whole_mib(memory)?);
    }
    if let Some(password) = &request.console_password {
        // A console needs an address to be asked for; an empty password turns it off.
        if info.vnc().asked.is_none() && !password.expose().is_empty() {
            config = config.vnc_auto();
        }
        config = config.vnc_password(password);
    }
    Ok(config)
}

/// Says before sending that a change needs a stopped server: the service would say "busy", and waiting would not help.
/// `while_active` are the keys that a running one lets change.
///
/// # Errors
/// `Conflict`, naming a key that it does not.
pub fn stopped_where_needed(info: &ServerRecord, config: &ServerConfig, while_active: &[&str]) -> Result<()> {
    if info.status() == Status::Stopped {
        return Ok(());
    }
    match config.iter().find(|(key, _)| !while_active.contains(key)) {
        None => Ok(()),
        Some((key, _)) => {
            let text = format!("the server must be stopped to change {key}");
            Err(Error::unsent(ErrorKind::Conflict, text).with_resource(info.id().resource()))
        }
    }
}
