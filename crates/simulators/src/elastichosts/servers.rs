//! Servers: list, info, create, set.

use super::{
    Dialect,
    config::{Config, addresses, assign, check, devices, is_device, macs, vlans, while_active},
    ids::Uuid,
    problem::Problem,
    state::{Power, Running, Server, State},
    wire::Form,
};
use anycloud_elastic_text::Record;

impl State {
    pub(super) fn create_server(&mut self, form: Form, start: bool) -> Result<Uuid, Problem> {
        let id = self.ids.make();
        self.insert_server(id, form)?;
        if start && let Err(problem) = self.start(id) {
            self.servers.remove(&id);
            return Err(problem);
        }
        Ok(id)
    }

    /// The server, stopped.
    pub(super) fn insert_server(&mut self, id: Uuid, form: Form) -> Result<(), Problem> {
        if self.servers.contains_key(&id) {
            return Err(Problem::Duplicate(id.to_string()));
        }
        let mut config = Config::new();
        change(&mut config, self.settings.dialect, form)?;
        self.check_config(id, &config)?;
        self.servers.insert(id, Server { config, power: Power::Stopped });
        Ok(())
    }

    pub(super) fn set_server(&mut self, id: Uuid, form: Form) -> Result<(), Problem> {
        let server = self.server(id)?;
        let fixed = match server.power {
            Power::Stopped => None,
            _ => form.keys().find(|key| !while_active(key)).cloned(),
        };
        let mut config = server.config.clone();
        // An unknown key is told from one that is known but cannot be set now.
        change(&mut config, self.settings.dialect, form)?;
        if let Some(key) = fixed {
            return Err(Problem::Busy(format!("server {id} is active: {key} can be set when it is stopped")));
        }
        self.check_config(id, &config)?;
        self.server_mut(id)?.config = config;
        Ok(())
    }

    pub(super) fn server(&self, id: Uuid) -> Result<&Server, Problem> {
        self.servers.get(&id).ok_or_else(|| Problem::no("server", id))
    }

    pub(super) fn server_mut(&mut self, id: Uuid) -> Result<&mut Server, Problem> {
        self.servers.get_mut(&id).ok_or_else(|| Problem::no("server", id))
    }

    /// The server as `info` has it, its keys in order.
    pub(super) fn server_record(&self, id: Uuid) -> Result<Record, Problem> {
        if let Some(index) = self.listed_index(id) {
            return Ok(self.listed_record(index));
        }
        let server = self.server(id)?;
        let two = self.settings.dialect == Dialect::Two;
        let mut record = Record::new();
        for (key, value) in &server.config {
            let key = match key.as_str() {
                "vnc" if !two => "vnc:ip",
                "vnc:password" if two && self.settings.password_key => "password",
                key => key,
            };
            record.push(key, value);
        }
        record.push("server", id).push("user", self.settings.user).push("status", server.power.word());
        if let Power::Active(running) = &server.power {
            self.push_running(&mut record, &server.config, running, two);
        }
        record.sort();
        Ok(record)
    }

    fn push_running(&self, record: &mut Record, config: &Config, running: &Running, two: bool) {
        let up = self.now.saturating_sub(running.since).as_secs();
        record
            .push("started", running.started)
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
        if self.now >= running.booted {
            for (key, address) in &running.addresses {
                // The first dialect writes what was given over what was asked for.
                if two {
                    record.push(&format!("{key}:ip"), address)
                } else {
                    record.set(key_one(key), address)
                };
            }
        }
        match config.get("smp").map(String::as_str) {
            Some("auto") if two => {
                record.push("smp:cores", cores(config));
            }
            Some("auto") => {
                record.set("smp", cores(config));
            }
            Some(smp) if two => {
                record.push("smp:cores", smp);
            }
            _ => {}
        }
    }

    /// What the configuration speaks of is there, and is not another server's.
    fn check_config(&self, id: Uuid, config: &Config) -> Result<(), Problem> {
        check(config)?;
        let held = self.servers.get(&id);
        for (index, (device, drive)) in devices(config).enumerate() {
            // A drive may have been destroyed since it was attached; that shows at the next start.
            let attached = held.is_some_and(|held| held.config.get(device) == config.get(device));
            if !attached && !self.drives.contains_key(&drive) && !self.standard.contains_key(&drive) {
                return Err(Problem::no("drive", drive));
            }
            if let Some((other, _)) = devices(config).take(index).find(|(_, earlier)| *earlier == drive) {
                return Err(Problem::Usage(format!("drive {drive} is at {other} and at {device}")));
            }
        }
        for vlan in vlans(config) {
            if !self.resources.contains_key(&("vlan".to_owned(), vlan.to_owned())) {
                return Err(Problem::no("vlan", vlan));
            }
        }
        for (_, address) in addresses(config) {
            if self.resource_of(address).is_none() {
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

    fn others(&self, id: Uuid) -> impl Iterator<Item = (Uuid, &Config)> {
        self.servers
            .iter()
            .filter(move |(other, _)| **other != id)
            .map(|(other, held)| (*other, &held.config))
    }
}

impl Power {
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Active(_) => "active",
            Self::Other(word) => word,
            Self::Stopped => "stopped",
        }
    }
}

/// One CPU for every 2000 MHz or part of them. How the service chose is not documented.
fn cores(config: &Config) -> u64 {
    config.get("cpu").and_then(|cpu| cpu.parse::<u64>().ok()).unwrap_or(1).div_ceil(2000)
}

fn key_one(key: &str) -> &str {
    if key == "vnc" { "vnc:ip" } else { key }
}

fn change(config: &mut Config, dialect: Dialect, form: Form) -> Result<(), Problem> {
    if let (Some(one), Some(other)) = (form.get("password"), form.get("vnc:password"))
        && one != other
    {
        return Err(Problem::Usage("password and vnc:password differ".to_owned()));
    }
    for (key, value) in form {
        // A drive that is taken out takes its media type along.
        if value.is_empty() && is_device(&key) {
            config.remove(&format!("{key}:media"));
        }
        assign(config, dialect, &key, value)?;
    }
    Ok(())
}
