//! Which keys put a server on networks and addresses and take it off, put a drive into it and take it out: pure
//! functions from its record.

use crate::config::ServerConfig;
use crate::device::Device;
use crate::network::{NicInfo, NicModel};
use crate::server::ServerRecord;
use anycloud_core::{DriveId, Error, NetworkId, Result};
use std::net::IpAddr;

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

/// The keys that offer a server a static address: on its first interface, or on the first free one of `more`; nothing
/// if it is offered there already.
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

/// The keys that put a drive into a server, in the slot that is `wanted` or the first free one of `slots`; nothing if
/// it is there already.
///
/// # Errors
/// What `conflict` makes of the reason: the drive sits in another slot than wanted, the slot is taken, or none is free.
pub fn attach_drive(
    info: &ServerRecord,
    drive: &DriveId,
    wanted: Option<Device>,
    mut slots: impl Iterator<Item = Device>,
    conflict: impl FnOnce(String) -> Error,
) -> Result<Option<ServerConfig>> {
    let attached = info.devices();
    if let Some(there) = attached.iter().find(|one| one.drive == *drive) {
        return match wanted {
            Some(device) if device != there.device => {
                Err(conflict(format!("the drive is already attached, as {}", there.device)))
            }
            _ => Ok(None),
        };
    }
    let taken = |device: &Device| attached.iter().any(|one| one.device == *device);
    let device = match wanted {
        Some(device) if taken(&device) => {
            return Err(conflict(format!("{device} is taken by another drive")));
        }
        Some(device) => device,
        None => match slots.find(|device| !taken(device)) {
            Some(device) => device,
            None => return Err(conflict("the server has no free slot".into())),
        },
    };
    Ok(Some(ServerConfig::new().drive(device, drive)))
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
    use super::{attach_address, attach_drive, attach_network, detach_address, detach_drive, detach_network};
    use crate::config::ServerConfig;
    use crate::device::Device;
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
        let new = DriveId::new("38df0986-4d85-4b76-b502-3878ffc80161");
        let put = |drive: &DriveId, wanted: Option<&str>, slots: usize| {
            let wanted = wanted.map(|name| name.parse().unwrap());
            attach_drive(&with, drive, wanted, Device::all().take(slots), Error::invalid).map(keys)
        };
        assert_eq!(put(&new, None, 3).unwrap(), format!("ide:1:0={new}"));
        assert_eq!(put(&new, Some("block:7"), 0).unwrap(), format!("block:7={new}"));
        assert_eq!(put(&DriveId::new(D), Some("ide:0:0"), 3).unwrap(), "", "it is there already");
        for (drive, wanted, why) in [
            (&new, None, "the server has no free slot"),
            (&new, Some("ide:0:1"), "ide:0:1 is taken by another drive"),
            (&DriveId::new(D), Some("ide:1:0"), "the drive is already attached, as ide:0:0"),
        ] {
            assert_eq!(put(drive, wanted, 2).unwrap_err().to_string(), why);
        }
        assert_eq!(keys(detach_drive(&with, &DriveId::new(D))), "ide:0:0= ide:0:0:media= boot=ide:0:1");
        assert_eq!(keys(detach_drive(&with, &DriveId::new(V))), "ide:0:1= boot=ide:0:0");
        assert!(detach_drive(&server(""), &DriveId::new(D)).is_none());
    }
}
