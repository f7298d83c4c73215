//! Servers: start, stop, shutdown, reset, destroy.

use super::{
    config::{Config, devices},
    ids::Uuid,
    problem::Problem,
    state::{Power, Running, State},
};
use std::{collections::BTreeMap, time::Duration};

impl State {
    pub(super) fn start(&mut self, id: Uuid) -> Result<(), Problem> {
        self.start_within(id, self.settings.boot)
    }

    pub(super) fn start_within(&mut self, id: Uuid, boot: Duration) -> Result<(), Problem> {
        let server = self.server(id)?;
        if matches!(server.power, Power::Active(_)) {
            return Err(Problem::busy("server", id, "is active"));
        }
        let drives: Vec<(String, Uuid)> =
            devices(&server.config).map(|(device, drive)| (device.to_owned(), drive)).collect();
        for (_, drive) in &drives {
            self.check_claimable(*drive)?;
        }
        let config = server.config.clone();
        let addresses = self.give_addresses(&config);
        for (device, drive) in drives {
            self.claims.entry(drive).or_default().insert(id, device);
        }
        let (since, started) = (self.now, self.settings.epoch + self.now.as_secs());
        let running = Running { since, started, booted: since.saturating_add(boot), addresses };
        self.server_mut(id)?.power = Power::Active(running);
        Ok(())
    }

    pub(super) fn stop(&mut self, id: Uuid) -> Result<(), Problem> {
        if matches!(self.server(id)?.power, Power::Stopped) {
            return Err(Problem::busy("server", id, "is stopped"));
        }
        self.halt(id);
        Ok(())
    }

    pub(super) fn shutdown(&mut self, id: Uuid) -> Result<(), Problem> {
        self.running(id)?;
        if !self.settings.ignores_shutdown {
            let gone = self.now.saturating_add(self.settings.shutdown);
            self.leaving.entry(id).or_insert(gone);
        }
        Ok(())
    }

    /// A reset shows: `started` is later than it was, by a second if the clock did not move on by one. The
    /// server keeps its addresses, and forgets that it was told to shut down.
    pub(super) fn reset(&mut self, id: Uuid) -> Result<(), Problem> {
        let (now, epoch) = (self.now, self.settings.epoch);
        let running = self.running(id)?;
        running.since = now;
        running.started = (running.started + 1).max(epoch + now.as_secs());
        self.leaving.remove(&id);
        Ok(())
    }

    pub(super) fn destroy_server(&mut self, id: Uuid) -> Result<(), Problem> {
        self.server(id)?;
        self.halt(id);
        self.servers.remove(&id);
        Ok(())
    }

    /// Lets the servers go whose time to shut down has come.
    pub(super) fn settle_shutdown(&mut self) {
        let now = self.now;
        let gone: Vec<Uuid> =
            self.leaving.iter().filter(|(_, when)| **when <= now).map(|(id, _)| *id).collect();
        for id in gone {
            self.halt(id);
        }
    }

    /// Puts a server into a status that no command leads to, or out of it.
    pub(super) fn force(&mut self, id: Uuid, status: &str) -> Result<(), Problem> {
        let power = match status {
            "active" => return self.start_within(id, Duration::ZERO),
            "dead" => Power::Other("dead"),
            "dumped" => Power::Other("dumped"),
            "paused" => Power::Other("paused"),
            "stopped" => Power::Stopped,
            other => return Err(Problem::bad("status", other, "active, stopped, paused, dumped or dead")),
        };
        self.release(id);
        self.server_mut(id)?.power = power;
        Ok(())
    }

    fn running(&mut self, id: Uuid) -> Result<&mut Running, Problem> {
        match &mut self.server_mut(id)?.power {
            Power::Active(running) => Ok(running),
            _ => Err(Problem::busy("server", id, "is not active")),
        }
    }

    /// Power off: a persistent server is stopped, any other is gone. Drives stay.
    fn halt(&mut self, id: Uuid) {
        self.release(id);
        if let Some(server) = self.servers.get_mut(&id) {
            if server.config.get("persistent").is_some_and(|value| value == "true") {
                server.power = Power::Stopped;
            } else {
                self.servers.remove(&id);
            }
        }
    }

    fn release(&mut self, id: Uuid) {
        self.leaving.remove(&id);
        let Some(server) = self.servers.get(&id) else { return };
        for (_, drive) in devices(&server.config) {
            if let Some(claims) = self.claims.get_mut(&drive) {
                claims.remove(&id);
                if claims.is_empty() {
                    self.claims.remove(&drive);
                }
            }
        }
    }

    fn check_claimable(&self, drive: Uuid) -> Result<(), Problem> {
        let shared = match self.drives.get(&drive) {
            Some(drive) => drive.shared,
            None if self.standard.contains_key(&drive) => true,
            // Not `missing`: the server that is to start is there. A client that used the live service met this.
            None => return Err(Problem::Failed(format!("drive {drive} could not be found"))),
        };
        if !shared && self.claims.contains_key(&drive) {
            return Err(Problem::busy("drive", drive, "is claimed by a server"));
        }
        self.check_not_imaging(drive)
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
        self.addresses += 1;
        address([91, 203, 56, 1], self.addresses)
    }
}

/// The address so many steps after another; the last byte is never 0 or 255.
pub(super) fn address(first: [u8; 4], step: u32) -> String {
    let base = u32::from_be_bytes(first);
    let address = std::net::Ipv4Addr::from(base.wrapping_add(step / 250 * 256).wrapping_add(step % 250));
    address.to_string()
}
