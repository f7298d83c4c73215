//! Servers: list, info, create, set, clone.

use super::{
    drives::copy,
    state::State,
    wire::{Answer, one},
};
use crate::family::{
    config::{Config, assign, devices, is_device},
    drive::{name, uuid},
    ids::Uuid,
    power::{Power, Server},
    problem::Problem,
    wire::Form,
};
use anycloud_elastic_text::Record;

/// The most MHz of one core, and the least of one among several.
const CORE: (u64, u64) = (1000, 2200);

impl State {
    /// Makes and starts a server, unless its `status` is to be `stopped`. If the funds do not cover it there is none,
    /// which shows only by the UUID that the answer lacks.
    pub(super) fn create_server(&mut self, mut form: Form) -> Answer {
        let submitted = form.clone();
        let start = match form.remove("status").as_deref() {
            None | Some("" | "active") => true,
            Some("stopped") => false,
            Some(other) => return Err(Problem::bad("status", other, "`active` or `stopped`").into()),
        };
        let id = self.ids.make();
        self.insert_server(id, form)?;
        if !self.covers_server() {
            self.machines.remove(id);
            let mut record = Record::new();
            for (key, value) in submitted.iter().filter(|(key, _)| *key != "vnc:password") {
                record.push(key, value);
            }
            return one(record);
        }
        if start && let Err(problem) = self.start(id) {
            self.machines.remove(id);
            return Err(problem.into());
        }
        self.take_fee("server", id);
        one(self.server_record(id)?)
    }

    /// The server, stopped.
    pub(super) fn insert_server(&mut self, id: Uuid, form: Form) -> Result<(), Problem> {
        if self.machines.servers.contains_key(&id) {
            return Err(Problem::Duplicate(id.to_string()));
        }
        let config = self.changed(id, Config::new(), form)?;
        self.machines.servers.insert(id, Server { config, power: Power::Stopped });
        Ok(())
    }

    /// A running server can change in its name, its VNC password and its firewall only.
    pub(super) fn set_server(&mut self, id: Uuid, form: Form) -> Result<(), Problem> {
        let server = self.machines.get(id)?;
        let fixed: Vec<(String, String)> = match server.power {
            Power::Stopped => Vec::new(),
            _ => form
                .keys()
                .filter(|key| stored_key(key).is_some() && !while_active(key))
                .map(|key| (key.clone(), "* This can be set when the server is stopped.".to_owned()))
                .collect(),
        };
        let config = self.changed(id, server.config.clone(), form)?;
        if !fixed.is_empty() {
            return Err(Problem::Fields(fixed));
        }
        self.machines.get_mut(id)?.config = config;
        Ok(())
    }

    /// A server like this one, with copies of its drives, new MACs and no VNC. Standard and shared drives are not
    /// copied but attached. The copies are there at once.
    pub(super) fn clone_server(&mut self, from: Uuid, form: Form) -> Answer {
        let mut config = self.machines.get(from)?.config.clone();
        let new_name = name(form.get("name").cloned().unwrap_or_default())?;
        config.insert("name".to_owned(), new_name);
        config.retain(|key, _| !key.starts_with("vnc") && !key.ends_with(":mac"));
        for (_, value) in config.iter_mut().filter(|(key, _)| key.ends_with(":dhcp")) {
            // A static address is one server's.
            *value = "auto".to_owned();
        }
        let drives: Vec<(String, Uuid)> =
            devices(&config).map(|(device, drive)| (device.to_owned(), drive)).collect();
        for (_, drive) in &drives {
            if !self.has_drive(*drive) {
                return Err(Problem::no("drive", drive).into());
            }
            self.imagings.check_no_target(*drive)?;
        }
        let mut made = Vec::new();
        for (device, drive) in drives {
            let Some(source) = self.drives.get(&drive).filter(|source| !source.shared) else { continue };
            let mut drive = copy(source);
            drive.contents = source.contents.clone();
            let id = self.ids.make();
            self.drives.insert(id, drive);
            config.insert(device, id.to_string());
            made.push(id);
        }
        let answer = self.create_server(shown(config));
        let server = answer.as_ref().is_ok_and(|answer| !lacks_server(answer.body()));
        for drive in made.into_iter().filter(|_| !server) {
            self.drives.remove(&drive);
        }
        answer
    }

    /// The server as `info` has it.
    pub(super) fn server_record(&self, id: Uuid) -> Result<Record, Problem> {
        let server = self.machines.get(id)?;
        let mut record = Record::new();
        for (key, value) in shown(server.config.clone()) {
            record.push(&key, value);
        }
        record.push("server", id).push("user", self.settings.user).push("status", server.power.word());
        if let Power::Active(running) = &server.power {
            running.push_counters(self.now, &server.config, &mut record);
            if self.now >= running.booted {
                // What was given is written over what was asked for.
                for (key, address) in &running.addresses {
                    record.set(if key == "vnc" { "vnc:ip" } else { key }, address);
                }
            }
            record.set("smp", cores(&server.config));
        }
        Ok(record)
    }

    fn changed(&mut self, id: Uuid, mut config: Config, form: Form) -> Result<Config, Problem> {
        for (key, value) in form {
            let stored = stored_key(&key).ok_or_else(|| Problem::UnknownKey(key.clone()))?;
            if key == "parent" && !value.is_empty() {
                uuid("parent", &value)?;
            }
            assign(&mut config, stored, value, None).map_err(|problem| called(problem, &key))?;
        }
        for nic in ["nic:0", "nic:1"] {
            let mac = format!("{nic}:mac");
            if config.contains_key(&format!("{nic}:vlan")) && !config.contains_key(&mac) {
                config.insert(mac, random_mac(self.ids.make()));
            }
        }
        check_smp(&config)?;
        self.machines.check(id, &config, |what, name| match what {
            "drive" => Uuid::parse(name).is_some_and(|drive| self.has_drive(drive)),
            "ip" => name.parse().is_ok_and(|address| self.ips.contains_key(&address)),
            _ => Uuid::parse(name).is_some_and(|vlan| self.vlans.contains_key(&vlan)),
        })?;
        Ok(config)
    }
}

/// One core for every 2200 MHz or part of them, unless a number was asked for.
fn cores(config: &Config) -> u64 {
    match config.get("smp").and_then(|smp| smp.parse().ok()) {
        Some(smp) => smp,
        None => cpu(config).div_ceil(CORE.1),
    }
}

fn cpu(config: &Config) -> u64 {
    config.get("cpu").and_then(|cpu| cpu.parse().ok()).unwrap_or(1)
}

/// A core has 2200 MHz at most, and 1000 at least if there are several.
fn check_smp(config: &Config) -> Result<(), Problem> {
    let Some(smp) = config.get("smp").and_then(|smp| smp.parse::<u64>().ok()) else { return Ok(()) };
    let cpu = cpu(config);
    if cpu > smp * CORE.1 || smp > 1 && cpu < smp * CORE.0 {
        let why = format!(
            "* {cpu} MHz cannot be {smp} cores: a core has {} MHz at most, and {} at least if there are several.",
            CORE.1, CORE.0
        );
        return Err(Problem::Fields(vec![("smp".to_owned(), why)]));
    }
    Ok(())
}

/// The name under which a key is kept; nothing for a key that servers do not have.
fn stored_key(key: &str) -> Option<&str> {
    let device = |key: &str| is_device(key) && (key.starts_with("ide:") || key.starts_with("block:"));
    match key {
        "boot" | "cpu" | "mem" | "name" | "parent" | "persistent" | "smp" | "vnc:password" | "vnc:tls" => {
            Some(key)
        }
        "vnc:ip" => Some("vnc"),
        _ if device(key.strip_suffix(":media").unwrap_or(key)) => Some(key),
        _ => match key.split(':').collect::<Vec<_>>()[..] {
            ["nic", "0" | "1", "block" | "dhcp" | "mac" | "model" | "vlan"] => Some(key),
            _ => None,
        },
    }
}

fn while_active(key: &str) -> bool {
    matches!(key, "name" | "nic:0:block" | "nic:1:block" | "vnc:password")
}

/// The keys as the service calls them.
fn shown(config: Config) -> Form {
    config
        .into_iter()
        .map(|(key, value)| (if key == "vnc" { "vnc:ip".to_owned() } else { key }, value))
        .collect()
}

fn called(problem: Problem, key: &str) -> Problem {
    match problem {
        Problem::BadValue { value, wanted, .. } => Problem::bad(key, value, wanted),
        problem => problem,
    }
}

fn lacks_server(body: &[u8]) -> bool {
    !body.split(|byte| *byte == b'\n').any(|line| line.starts_with(b"server "))
}

/// Of one group, locally administered.
fn random_mac(id: Uuid) -> String {
    let bytes = id.bits().to_be_bytes();
    let mac: Vec<String> = bytes[..6]
        .iter()
        .enumerate()
        .map(|(index, byte)| format!("{:02x}", if index == 0 { byte & 0xfc | 0x02 } else { *byte }))
        .collect();
    mac.join(":")
}
