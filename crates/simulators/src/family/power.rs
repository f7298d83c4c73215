//! Servers as machines: which are on, which drives they claim, which addresses they got.

use super::{
    config::{Config, addresses, check, devices, macs, vlans},
    ids::Uuid,
    problem::Problem,
};
use anycloud_elastic_text::Record;
use std::{collections::BTreeMap, time::Duration};

#[derive(Debug)]
pub(crate) struct Server {
    /// The configuration: keys as `create` takes them, checked.
    pub(crate) config: Config,
    pub(crate) power: Power,
}

#[derive(Debug)]
pub(crate) enum Power {
    Active(Running),
    /// `paused`, `dumped` or `dead`, which no command leads to.
    Other(&'static str),
    Stopped,
}

#[derive(Debug)]
pub(crate) struct Running {
    /// When it was started or reset last.
    pub(crate) since: Duration,
    /// The same in seconds since 1970, but later than after any earlier start.
    pub(crate) started: u64,
    /// When its addresses are known.
    pub(crate) booted: Duration,
    /// Key → address, of what is given at boot.
    pub(crate) addresses: BTreeMap<String, String>,
}

/// When something happens: since the simulator began, and in seconds since 1970.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    pub(crate) now: Duration,
    pub(crate) unix: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Machines {
    pub(crate) servers: BTreeMap<Uuid, Server>,
    /// Drive → running server → device.
    pub(crate) claims: BTreeMap<Uuid, BTreeMap<Uuid, String>>,
    /// Servers that were told to shut down, and when they will have.
    leaving: BTreeMap<Uuid, Duration>,
    /// Temporary addresses given so far.
    given: u32,
}

impl Machines {
    pub(crate) fn get(&self, id: Uuid) -> Result<&Server, Problem> {
        self.servers.get(&id).ok_or_else(|| Problem::no("server", id))
    }

    pub(crate) fn get_mut(&mut self, id: Uuid) -> Result<&mut Server, Problem> {
        self.servers.get_mut(&id).ok_or_else(|| Problem::no("server", id))
    }

    pub(crate) fn is_active(&self, id: Uuid) -> bool {
        self.servers.get(&id).is_some_and(|server| matches!(server.power, Power::Active(_)))
    }

    /// What the configuration speaks of is there, as far as `there` says, and is not another server's.
    pub(crate) fn check(
        &self,
        id: Uuid,
        config: &Config,
        there: impl Fn(&'static str, &str) -> bool,
    ) -> Result<(), Problem> {
        check(config)?;
        let held = self.servers.get(&id);
        for (index, (device, drive)) in devices(config).enumerate() {
            // A drive may have been destroyed since it was attached; that shows at the next start.
            let attached = held.is_some_and(|held| held.config.get(device) == config.get(device));
            if !attached && !there("drive", &drive.to_string()) {
                return Err(Problem::no("drive", drive));
            }
            if let Some((other, _)) = devices(config).take(index).find(|(_, earlier)| *earlier == drive) {
                return Err(Problem::Usage(format!("drive {drive} is at {other} and at {device}")));
            }
        }
        if let Some(vlan) = vlans(config).find(|vlan| !there("vlan", vlan)) {
            return Err(Problem::no("vlan", vlan));
        }
        for (_, address) in addresses(config) {
            if !there("ip", address) {
                return Err(Problem::no("ip", address));
            }
            if let Some(other) =
                self.others(id).find(|(_, held)| addresses(held).any(|(_, one)| one == address))
            {
                return Err(Problem::Busy(format!("ip {address} is used by server {}", other.0)));
            }
        }
        for mac in macs(config) {
            if let Some(other) = self.others(id).find(|(_, held)| macs(held).any(|one| one == mac)) {
                return Err(Problem::Busy(format!("MAC {} is used by server {}", mac.0, other.0)));
            }
        }
        Ok(())
    }

    /// Which server an address or a VLAN is on.
    pub(crate) fn user_of(&self, kind: &str, id: &str) -> Option<Uuid> {
        let uses = |config: &Config| match kind {
            "ip" | "ip6" => addresses(config).any(|(_, one)| one == id),
            "vlan" => vlans(config).any(|one| one == id),
            _ => false,
        };
        self.servers.iter().find(|(_, server)| uses(&server.config)).map(|(server, _)| *server)
    }

    /// Power on. Its drives were found to be free.
    pub(crate) fn switch_on(&mut self, id: Uuid, clock: Clock, boot: Duration) -> Result<(), Problem> {
        let config = self.get(id)?.config.clone();
        let addresses = self.give_addresses(&config);
        for (device, drive) in devices(&config) {
            self.claims.entry(drive).or_default().insert(id, device.to_owned());
        }
        let booted = clock.now.saturating_add(boot);
        let running = Running { since: clock.now, started: clock.unix, booted, addresses };
        self.get_mut(id)?.power = Power::Active(running);
        Ok(())
    }

    /// Power off, into another state. Drives stay, and are free.
    pub(crate) fn switch_off(&mut self, id: Uuid, power: Power) {
        self.leaving.remove(&id);
        let Some(server) = self.servers.get_mut(&id) else { return };
        server.power = power;
        for (_, drive) in devices(&server.config) {
            if let Some(claims) = self.claims.get_mut(&drive) {
                claims.remove(&id);
                if claims.is_empty() {
                    self.claims.remove(&drive);
                }
            }
        }
    }

    pub(crate) fn remove(&mut self, id: Uuid) {
        self.switch_off(id, Power::Stopped);
        self.servers.remove(&id);
    }

    pub(crate) fn leave(&mut self, id: Uuid, when: Duration) {
        self.leaving.entry(id).or_insert(when);
    }

    /// Servers whose time to shut down has come.
    pub(crate) fn left(&self, now: Duration) -> Vec<Uuid> {
        self.leaving.iter().filter(|(_, when)| **when <= now).map(|(id, _)| *id).collect()
    }

    /// When the next server will have shut down.
    pub(crate) fn next_to_leave(&self) -> Option<Duration> {
        self.leaving.values().min().copied()
    }

    /// A reset shows: `started` is later than it was, by a second if the clock did not move on by one. The
    /// server keeps its addresses, and forgets that it was told to shut down.
    pub(crate) fn reset(&mut self, id: Uuid, clock: Clock) -> Result<(), Problem> {
        let running = self.running(id)?;
        running.since = clock.now;
        running.started = (running.started + 1).max(clock.unix);
        self.leaving.remove(&id);
        Ok(())
    }

    pub(crate) fn running(&mut self, id: Uuid) -> Result<&mut Running, Problem> {
        match &mut self.get_mut(id)?.power {
            Power::Active(running) => Ok(running),
            _ => Err(Problem::busy("server", id, "is not active")),
        }
    }

    fn others(&self, id: Uuid) -> impl Iterator<Item = (Uuid, &Config)> {
        self.servers
            .iter()
            .filter(move |(other, _)| **other != id)
            .map(|(other, held)| (*other, &held.config))
    }

    /// What a guest gets at boot: an address for each NIC with DHCP, and one for VNC if that has a password.
    fn give_addresses(&mut self, config: &Config) -> BTreeMap<String, String> {
        let mut given = BTreeMap::new();
        for (key, value) in config.iter().filter(|(key, _)| key.ends_with(":dhcp")) {
            let address = if value == "auto" { self.temporary_address() } else { value.clone() };
            given.insert(key.clone(), address);
        }
        if config.contains_key("vnc:password")
            && let Some(vnc) = config.get("vnc")
        {
            let address = match (vnc.as_str(), given.get("nic:0:dhcp")) {
                ("auto", Some(address)) => address.clone(),
                ("auto", None) => self.temporary_address(),
                (address, _) => address.to_owned(),
            };
            given.insert("vnc".to_owned(), address);
        }
        given
    }

    fn temporary_address(&mut self) -> String {
        self.given += 1;
        address([91, 203, 56, 1], self.given)
    }
}

impl Power {
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Active(_) => "active",
            Self::Other(word) => word,
            Self::Stopped => "stopped",
        }
    }

    /// One of the words, `active` excepted.
    pub(crate) fn off(word: &str) -> Result<Self, Problem> {
        Ok(match word {
            "dead" => Self::Other("dead"),
            "dumped" => Self::Other("dumped"),
            "paused" => Self::Other("paused"),
            "stopped" => Self::Stopped,
            other => return Err(Problem::bad("status", other, "active, stopped, paused, dumped or dead")),
        })
    }
}

impl Running {
    /// What grows while a server runs.
    pub(crate) fn push_counters(&self, now: Duration, config: &Config, record: &mut Record) {
        let up = now.saturating_sub(self.since).as_secs();
        record
            .push("started", self.started)
            .push("rx", up * 1024)
            .push("rx:packets", up * 8)
            .push("tx", up * 512)
            .push("tx:packets", up * 4);
        for (device, _) in devices(config) {
            record
                .push(&format!("{device}:read:bytes"), 4096 * (up + 1))
                .push(&format!("{device}:read:requests"), up + 1)
                .push(&format!("{device}:write:bytes"), 4096 * up)
                .push(&format!("{device}:write:requests"), up);
        }
    }
}

/// `HOST:guest:SERVER:DEVICE` for each server, as recordings of the live service have it.
pub(crate) fn claimed(host: Uuid, claims: &BTreeMap<Uuid, String>) -> String {
    let tokens: Vec<String> =
        claims.iter().map(|(server, device)| format!("{host}:guest:{server}:{device}")).collect();
    tokens.join(" ")
}

/// The address so many steps after another; the last byte is never 0 or 255.
pub(crate) fn address(first: [u8; 4], step: u32) -> String {
    let base = u32::from_be_bytes(first);
    let address = std::net::Ipv4Addr::from(base.wrapping_add(step / 250 * 256).wrapping_add(step % 250));
    address.to_string()
}
