//! Servers: list, info, create, set.

use super::{
    Dialect,
    config::{PASSWORD, stored_key, while_active},
    state::State,
};
use crate::family::{
    config::{Config, assign},
    ids::Uuid,
    power::{Power, Running, Server},
    problem::Problem,
    wire::Form,
};
use anycloud_elastic_text::Record;

impl State {
    pub(super) fn create_server(&mut self, form: Form, start: bool) -> Result<Uuid, Problem> {
        let id = self.ids.make();
        self.insert_server(id, form)?;
        if start && let Err(problem) = self.start(id) {
            self.machines.remove(id);
            return Err(problem);
        }
        Ok(id)
    }

    /// The server, stopped.
    pub(super) fn insert_server(&mut self, id: Uuid, form: Form) -> Result<(), Problem> {
        if self.machines.servers.contains_key(&id) {
            return Err(Problem::Duplicate(id.to_string()));
        }
        let mut config = Config::new();
        change(&mut config, self.settings.dialect, form)?;
        self.check_config(id, &config)?;
        self.machines.servers.insert(id, Server { config, power: Power::Stopped });
        Ok(())
    }

    pub(super) fn set_server(&mut self, id: Uuid, form: Form) -> Result<(), Problem> {
        let server = self.machines.get(id)?;
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
        self.machines.get_mut(id)?.config = config;
        Ok(())
    }

    /// The server as `info` has it, its keys in order.
    pub(super) fn server_record(&self, id: Uuid) -> Result<Record, Problem> {
        if let Some(index) = self.listed_index(id) {
            return Ok(self.listed_record(index));
        }
        let server = self.machines.get(id)?;
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
        running.push_counters(self.now, config, record);
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

    fn check_config(&self, id: Uuid, config: &Config) -> Result<(), Problem> {
        self.machines.check(id, config, |what, name| match what {
            "drive" => Uuid::parse(name)
                .is_some_and(|drive| self.drives.contains_key(&drive) || self.standard.contains_key(&drive)),
            "ip" => self.resource_of(name).is_some(),
            _ => self.resources.contains_key(&(what.to_owned(), name.to_owned())),
        })
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
        let stored = stored_key(dialect, &key).ok_or_else(|| Problem::UnknownKey(key.clone()))?;
        assign(config, stored, value, Some(PASSWORD))?;
    }
    Ok(())
}
