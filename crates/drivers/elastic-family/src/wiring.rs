//! Which keys put a server on networks and addresses and take it off, and take a drive out of it: pure functions from
//! its record.

use crate::config::ServerConfig;
use crate::device::Device;
use crate::network::{NicInfo, NicModel};
use crate::server::ServerRecord;
use anycloud_core::{Boot, CreateServer, DriveId, Error, NetworkId, Result};
use std::net::IpAddr;

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

/// The keys that put a server on a network, on the first free interface of `order`; nothing if it is on it already.
///
/// # Errors
/// What `full` says, if no interface is free.
pub fn attach_network(
    info: &ServerRecord,
    network: &NetworkId,
    order: &[u8],
    full: impl FnOnce() -> anycloud_core::Error,
) -> Result<Option<ServerConfig>> {
    let nics = info.nics();
    if nics.iter().any(|nic| nic.vlan.as_ref() == Some(network)) {
        return Ok(None);
    }
    let index = free(&nics, order).ok_or_else(full)?;
    Ok(Some(ServerConfig::new().nic(index, NicModel::E1000).vlan(index, network)))
}

/// The keys that take a server off a network; nothing if it is not on it.
pub fn detach_network(info: &ServerRecord, network: &NetworkId) -> Option<ServerConfig> {
    let nics = info.nics();
    let mut on = nics.iter().filter(|nic| nic.vlan.as_ref() == Some(network)).peekable();
    on.peek()?;
    Some(on.fold(ServerConfig::new(), |config, nic| without(config, info, nic.index)))
}

/// The keys that offer a server a static address: on its first interface, or on the first free one of `more`.
///
/// # Errors
/// What `full` says, if no interface is free.
pub fn attach_address(
    info: &ServerRecord,
    ip: IpAddr,
    more: &[u8],
    full: impl FnOnce() -> anycloud_core::Error,
) -> Result<Option<ServerConfig>> {
    let nics = info.nics();
    if nics.iter().any(|nic| offers(nic, ip)) {
        return Ok(None);
    }
    // The documents have `nic:0:dhcp` only: a temporary address there makes room for the static one.
    let first = nics.iter().find(|nic| nic.index == 0);
    let room = first.is_none_or(|nic| nic.vlan.is_none() && nic.dhcp.iter().all(|word| *word == "auto"));
    let index = if room { 0 } else { free(&nics, more).ok_or_else(full)? };
    let config = ServerConfig::new().dhcp(index, ip);
    let has_card = nics.iter().any(|nic| nic.index == index && nic.model.is_some());
    Ok(Some(if has_card { config } else { config.nic(index, NicModel::E1000) }))
}

/// The keys that take a static address off a server; nothing if it is not offered there.
pub fn detach_address(info: &ServerRecord, ip: IpAddr) -> Option<ServerConfig> {
    let nics = info.nics();
    let mut config = ServerConfig::new();
    for nic in nics.iter().filter(|nic| offers(nic, ip)) {
        config = match (nic.index, &nic.vlan) {
            (0, _) => config.dhcp_auto(0),
            (index, Some(_)) => config.unset(&format!("nic:{index}:dhcp")),
            (index, None) => without(config, info, index),
        };
    }
    // The console may have been put on the address by its name.
    let vnc = info.vnc();
    if vnc.asked.is_some_and(|asked| asked.parse() == Ok(ip)) {
        config = config.vnc_auto();
    }
    if config.is_empty() { None } else { Some(config) }
}

/// The keys that take a drive out of a server, and out of what it boots from; nothing if it is not in it.
pub fn detach_drive(info: &ServerRecord, drive: &DriveId) -> Option<ServerConfig> {
    let slots: Vec<Device> =
        info.devices().into_iter().filter(|a| a.drive == *drive).map(|a| a.device).collect();
    let mut config = ServerConfig::new();
    for device in &slots {
        config = config.no_drive(*device);
        let media = format!("{device}:media");
        if info.properties().get(&media).is_some_and(|value| !value.is_empty()) {
            config = config.unset(&media);
        }
    }
    // What is not there cannot be booted from.
    let boot = info.boot();
    if boot.iter().any(|device| slots.contains(device)) {
        let rest: Vec<Device> = boot.into_iter().filter(|device| !slots.contains(device)).collect();
        config = config.boot(&rest);
    }
    if config.is_empty() { None } else { Some(config) }
}

fn offers(nic: &NicInfo, ip: IpAddr) -> bool {
    nic.dhcp.iter().any(|word| word.parse() == Ok(ip))
}

fn free(nics: &[NicInfo], order: &[u8]) -> Option<u8> {
    order.iter().copied().find(|index| nics.iter().all(|nic| nic.index != *index))
}

/// Takes a network interface away: every key of it.
fn without(config: ServerConfig, info: &ServerRecord, index: u8) -> ServerConfig {
    let prefix = format!("nic:{index}:");
    let keys = info.properties().iter().map(|(key, _)| key).filter(|key| key.starts_with(&prefix));
    // What a running server was given is not configuration.
    keys.filter(|key| !key.ends_with(":ip")).fold(config, |config, key| config.unset(key))
}

#[cfg(test)]
mod tests {
    use super::{attach_address, attach_network, detach_address, detach_drive, detach_network};
    use crate::config::ServerConfig;
    use crate::properties::Properties;
    use crate::server::ServerRecord;
    use anycloud_core::{DriveId, Error, NetworkId};

    const D: &str = "6aa953cc-3395-4e8d-938e-65c74fd20334";
    const V: &str = "aee5589a-88c3-43ef-bb0a-9cab6e64192d";

    fn server(lines: &str) -> ServerRecord {
        ServerRecord::new(Properties::new(format!("server x\n{lines}").into())).unwrap()
    }

    fn keys(config: Option<ServerConfig>) -> String {
        let config = config.unwrap_or_default();
        config.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
    }

    fn full() -> Error {
        Error::invalid("full")
    }

    #[test]
    fn networks() {
        let (one, vlan) = (server("nic:0:model e1000\nnic:0:dhcp auto\n"), NetworkId::new(V));
        let wanted = format!("nic:1:model=e1000 nic:1:vlan={V}");
        assert_eq!(keys(attach_network(&one, &vlan, &[1], full).unwrap()), wanted);
        let on = server(&format!("nic:0:model e1000\nnic:1:model virtio\nnic:1:vlan {V}\nnic:1:mac a\n"));
        assert!(attach_network(&on, &vlan, &[1], full).unwrap().is_none(), "it is on it already");
        assert!(attach_network(&on, &NetworkId::new(D), &[1], full).is_err());
        assert_eq!(keys(detach_network(&on, &vlan)), "nic:1:model= nic:1:vlan= nic:1:mac=");
        assert!(detach_network(&one, &vlan).is_none());
    }

    #[test]
    fn addresses() {
        let (ip, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let bare = server("");
        assert_eq!(
            keys(attach_address(&bare, ip, &[], full).unwrap()),
            "nic:0:dhcp=192.0.2.1 nic:0:model=e1000"
        );
        let auto = server("nic:0:model e1000\nnic:0:dhcp auto\n");
        assert_eq!(keys(attach_address(&auto, ip, &[], full).unwrap()), "nic:0:dhcp=192.0.2.1");
        let fixed = server("nic:0:model e1000\nnic:0:dhcp 192.0.2.1\nvnc:ip 192.0.2.1\n");
        assert!(attach_address(&fixed, ip, &[], full).unwrap().is_none());
        assert!(attach_address(&fixed, other, &[], full).is_err());
        assert_eq!(
            keys(attach_address(&fixed, other, &[1], full).unwrap()),
            "nic:1:dhcp=192.0.2.2 nic:1:model=e1000"
        );
        assert_eq!(keys(detach_address(&fixed, ip)), "nic:0:dhcp=auto vnc=auto");
        assert!(detach_address(&fixed, other).is_none());
    }

    #[test]
    fn drives() {
        let with = server(&format!("ide:0:0 {D}\nide:0:0:media cdrom\nide:0:1 {V}\nboot ide:0:0 ide:0:1\n"));
        assert_eq!(keys(detach_drive(&with, &DriveId::new(D))), "ide:0:0= ide:0:0:media= boot=ide:0:1");
        assert_eq!(keys(detach_drive(&with, &DriveId::new(V))), "ide:0:1= boot=ide:0:0");
        assert!(detach_drive(&server(""), &DriveId::new(D)).is_none());
    }
}
