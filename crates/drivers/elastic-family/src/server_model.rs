//! Servers in anycloud's terms.

use crate::device::Device;
use crate::dialect::Dialect;
use crate::properties::Properties;
use crate::server::{ServerRecord, Status};
use crate::tags::{label, tag};
use anycloud_core::{
    Action, Actions, ByteSize, Console, Cpu, DriveId, Error, ErrorKind, NetworkId, Result, Server,
    ServerAddress, ServerId, ServerState, Timestamp,
};
use anycloud_elastic_text::words;
use std::net::IpAddr;

impl ServerRecord {
    /// The server in anycloud's terms, in one pass over its lines. The driver adds itself as the native record.
    pub fn to_server(&self, dialect: Dialect) -> Server {
        let mut lines = ServerLines::default();
        for (key, raw) in self.properties().pairs() {
            lines.read(key, raw);
        }
        lines.server(self.properties(), dialect)
    }

    /// Where its console is, and the password to it.
    ///
    /// # Errors
    /// `Conflict`: the server has no password for it, does not run, or has no address yet.
    pub fn console(&self, dialect: Dialect) -> Result<Console> {
        let off = |why| {
            let error = Error::unsent(ErrorKind::Conflict, why);
            Err(error.with_resource(self.id().resource()))
        };
        let vnc = self.vnc();
        let Some(password) = vnc.password else {
            return off("the server's console is off: it has no password, which an update can give it");
        };
        if self.status() != Status::Active {
            return off("the server's console is off: it does not run");
        }
        // A console that was asked for with `auto` reuses the address of the first network interface.
        let Some(ip) = vnc.ip.or(self.to_server(dialect).address()) else {
            return off("the server's console has no address yet");
        };
        let mut console = Console::new("vnc", ip.to_string(), VNC_PORT);
        console.tls = vnc.tls;
        console.password = Some(password);
        Ok(console)
    }
}

/// The port of every console. docs: ElasticHosts API, the key `vnc`; CloudSigma API 1.0, §8.2, the key `vnc:ip`.
const VNC_PORT: u16 = 5900;

/// What the lines of one server say, as far as they were read. It can be used for one server after the other.
#[derive(Debug, Default)]
pub(crate) struct ServerLines<'a> {
    boot: &'a str,
    cpu: &'a str,
    mem: &'a str,
    name: &'a str,
    server: &'a str,
    started: &'a str,
    status: &'a str,
    tags: &'a str,
    /// `nic:N:dhcp` and `nic:N:dhcp:ip`.
    asked: Vec<&'a str>,
    told: Vec<&'a str>,
    drives: Vec<(Device, &'a str)>,
    vlans: Vec<&'a str>,
    user: Vec<(&'a str, &'a str)>,
}

impl<'a> ServerLines<'a> {
    /// One line. An empty value says nothing.
    #[inline]
    pub(crate) fn read(&mut self, key: &'a str, raw: &'a str) {
        if raw.is_empty() {
            return;
        }
        // Patterns of bytes are compared without a call for each.
        match key.as_bytes() {
            b"boot" => self.boot = raw,
            b"cpu" => self.cpu = raw,
            b"mem" => self.mem = raw,
            b"name" => self.name = raw,
            b"server" => self.server = raw,
            b"started" => self.started = raw,
            b"status" => self.status = raw,
            b"tags" => self.tags = raw,
            [b'n', b'i', b'c', b':', _, b':', part @ ..] => match part {
                b"dhcp" => self.asked.push(raw),
                b"dhcp:ip" => self.told.push(raw),
                b"vlan" => self.vlans.push(raw),
                _ => {}
            },
            [b'u', b's', b'e', b'r', b':', ..] => self.user.push((&key["user:".len()..], raw)),
            _ => {
                if let Some(device) = Device::read(key) {
                    self.drives.retain(|(other, _)| *other != device);
                    self.drives.push((device, raw));
                }
            }
        }
    }

    /// The server's UUID, unless no line tells it.
    pub(crate) fn id(&self) -> Option<&'a str> {
        Some(self.server).filter(|id| !id.is_empty())
    }

    /// The server of these lines, which are those of `record`.
    pub(crate) fn server(&mut self, record: &Properties, dialect: Dialect) -> Server {
        let status = Status::read(record, self.status);
        let id = ServerId::new(record.id(self.server));
        let mut server = Server::new(id, record.text(self.name), state(&status), actions(&status));
        server.cpu = self.cpu.parse().ok().map(Cpu::Mhz);
        server.memory = self.mem.parse().ok().map(ByteSize::mib);
        if !self.started.is_empty() {
            server.started = self.started.parse().ok().and_then(|s| Timestamp::from_unix(s).ok());
            // The only thing that changes at every boot.
            server.boot = Some(record.text(self.started));
        }
        let place =
            |device: &Device| self.boot.split(' ').position(|word| Device::read(word) == Some(*device));
        if self.drives.len() > 1 {
            self.drives.sort_by_key(|(device, _)| (place(device).unwrap_or(usize::MAX), *device));
        }
        server.drives = self.drives.iter().map(|(_, drive)| DriveId::new(record.id(drive))).collect();
        server.networks = self.vlans.iter().map(|vlan| NetworkId::new(record.id(vlan))).collect();
        // In dialect 2.0 a running server has an address when `dhcp:ip` appears; a static one is only configured
        // before that.
        let told = ips(&self.told);
        let running = status == Status::Active && dialect == Dialect::Two;
        server.addresses = if running || !told.is_empty() { told } else { ips(&self.asked) };
        for (name, raw) in &self.user {
            tag(record, &mut server.tags, name, raw);
        }
        if !self.tags.is_empty() {
            label(record, &mut server.tags, self.tags);
        }
        server
    }

    /// Forgets what was read, and keeps the room for it.
    pub(crate) fn clear(&mut self) {
        let Self { asked, told, drives, vlans, user, .. } = std::mem::take(self);
        (self.asked, self.told, self.drives, self.vlans, self.user) = (asked, told, drives, vlans, user);
        self.asked.clear();
        self.told.clear();
        self.drives.clear();
        self.vlans.clear();
        self.user.clear();
    }
}

/// What is an address among words.
fn ips(values: &[&str]) -> Vec<ServerAddress> {
    let words = values.iter().flat_map(|value| words::split(value));
    words.filter_map(|word| word.parse().ok()).map(address).collect()
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
