//! Servers in anycloud's terms.

use crate::device::Device;
use crate::dialect::Dialect;
use crate::server::{ServerRecord, Status};
use crate::tags::{label, tag};
use anycloud_core::{
    Action, Actions, ByteSize, Cpu, DriveId, NetworkId, Server, ServerAddress, ServerId, ServerState, Text,
    Timestamp,
};
use std::net::IpAddr;

impl ServerRecord {
    /// The server in anycloud's terms, in one pass over its lines. The driver adds itself as the native record.
    pub fn to_server(&self, dialect: Dialect) -> Server {
        let record = self.properties();
        let mut status = Status::Unrecognized(Text::new());
        let mut server = Server::new(ServerId::new(""), Text::new(), state(&status), Actions::default());
        let mut given = Addresses::default();
        let (mut boot, mut labels) = ("", "");
        let mut drives: Vec<(Device, &str)> = Vec::new();
        for (key, raw) in record.pairs().filter(|(_, raw)| !raw.is_empty()) {
            match key {
                "boot" => boot = raw,
                "cpu" => server.cpu = raw.parse().ok().map(Cpu::Mhz),
                "mem" => server.memory = raw.parse().ok().map(ByteSize::mib),
                "name" => server.name = record.text(raw),
                "server" => server.id = ServerId::new(record.id(raw)),
                "started" => {
                    server.started = raw.parse().ok().and_then(|s| Timestamp::from_unix(s).ok());
                    // The only thing that changes at every boot.
                    server.boot = Some(record.text(raw));
                }
                "status" => status = Status::read(record, raw),
                "tags" => labels = raw,
                _ => match key.strip_prefix("nic:") {
                    Some(rest) => match rest.split_once(':').map_or("", |(_, part)| part) {
                        "dhcp" => {
                            given.asked.extend(raw.split(' ').filter_map(|ip| ip.parse::<IpAddr>().ok()))
                        }
                        "dhcp:ip" => {
                            given.told.extend(raw.split(' ').filter_map(|ip| ip.parse::<IpAddr>().ok()))
                        }
                        "vlan" => server.networks.push(NetworkId::new(record.id(raw))),
                        _ => {}
                    },
                    None => {
                        if let Some(name) = key.strip_prefix("user:") {
                            tag(record, &mut server.tags, name, raw);
                        } else if let Some(device) = Device::read(key) {
                            drives.retain(|(other, _)| *other != device);
                            drives.push((device, raw));
                        }
                    }
                },
            }
        }
        let place = |device: &Device| boot.split(' ').position(|word| Device::read(word) == Some(*device));
        drives.sort_by_key(|(device, _)| (place(device).unwrap_or(usize::MAX), *device));
        server.drives = drives.into_iter().map(|(_, drive)| DriveId::new(record.id(drive))).collect();
        server.addresses = given.now(dialect, &status);
        label(record, &mut server.tags, labels);
        (server.state, server.actions) = (state(&status), actions(&status));
        server
    }
}

/// What `nic:N:dhcp` and `nic:N:dhcp:ip` say.
#[derive(Default)]
struct Addresses {
    asked: Vec<IpAddr>,
    told: Vec<IpAddr>,
}

impl Addresses {
    /// In dialect 2.0 a running server has an address when `dhcp:ip` appears; a static one is only configured
    /// before that.
    fn now(self, dialect: Dialect, status: &Status) -> Vec<ServerAddress> {
        let running = *status == Status::Active && dialect == Dialect::Two;
        let list = if running || !self.told.is_empty() { self.told } else { self.asked };
        list.into_iter().map(address).collect()
    }
}

fn address(ip: IpAddr) -> ServerAddress {
    let private = match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_link_local() || ip.is_loopback(),
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_loopback(),
    };
    if private { ServerAddress::private(ip) } else { ServerAddress::public(ip) }
}

fn state(status: &Status) -> ServerState {
    match status {
        Status::Active => ServerState::Running,
        Status::Dead | Status::Dumped => ServerState::Failed,
        Status::Paused => ServerState::Paused,
        Status::Stopped => ServerState::Stopped,
        Status::Unrecognized(word) => ServerState::Unrecognized(word.clone()),
    }
}

/// What can be asked of a server in each state; destroy "stops the server first if it is active", so it is always
/// there. Of a paused or dead one the document says nothing, so there and in a state that this version does not know
/// the service judges, except of what needs a server that is surely on or off.
fn actions(status: &Status) -> Actions {
    match status {
        Status::Active => Actions::from([
            Action::Destroy,
            Action::PowerOff,
            Action::Reboot,
            Action::Rename,
            Action::Reset,
            Action::Resize,
            Action::Shutdown,
            Action::Tag,
        ]),
        Status::Stopped => {
            Actions::from([Action::Destroy, Action::Rename, Action::Resize, Action::Start, Action::Tag])
        }
        Status::Dead | Status::Dumped | Status::Paused | Status::Unrecognized(_) => Actions::from([
            Action::Destroy,
            Action::PowerOff,
            Action::Rename,
            Action::Shutdown,
            Action::Start,
            Action::Tag,
        ]),
    }
}
