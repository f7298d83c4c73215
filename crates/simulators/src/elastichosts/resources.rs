//! Resources: addresses, VLANs and whatever else has a type.

use super::state::{Resource, State};
use crate::family::{
    drive::{line, name},
    ids::Uuid,
    power::address,
    problem::Problem,
    wire::Form,
};
use anycloud_elastic_text::Record;
use std::{collections::BTreeMap, net::IpAddr};

type Key = (String, String);

impl State {
    pub(super) fn create_resource(&mut self, kind: &str, form: Form) -> Result<Key, Problem> {
        check_kind(kind)?;
        let id = match kind {
            "ip" => self.static_address(),
            "ip6" => format!("2001:db8:203::{:x}", self.ids.make().bits() as u16),
            _ => self.ids.make().to_string(),
        };
        let key = (kind.to_owned(), id);
        self.insert_resource(key.clone(), form)?;
        Ok(key)
    }

    pub(super) fn insert_resource(&mut self, key: Key, form: Form) -> Result<(), Problem> {
        check_kind(&key.0)?;
        let sound = match key.0.as_str() {
            "ip" | "ip6" => key.1.parse::<IpAddr>().is_ok_and(|one| one.is_ipv4() == (key.0 == "ip")),
            _ => Uuid::parse(&key.1).is_some(),
        };
        if !sound {
            return Err(Problem::bad("resource", key.1, "a UUID, or an address of that type"));
        }
        if self.resources.contains_key(&key) {
            return Err(Problem::Duplicate(key.1));
        }
        let mut resource = Resource { name: String::new(), tags: String::new(), user: BTreeMap::new() };
        resource.change(form)?;
        if resource.name.is_empty() {
            return Err(Problem::MissingKey("name"));
        }
        self.resources.insert(key, resource);
        Ok(())
    }

    pub(super) fn set_resource(&mut self, key: &Key, form: Form) -> Result<(), Problem> {
        let held = self.resources.get_mut(key).ok_or_else(|| missing(key))?;
        let mut changed = held.clone();
        changed.change(form)?;
        *held = changed;
        Ok(())
    }

    pub(super) fn destroy_resource(&mut self, key: &Key) -> Result<(), Problem> {
        if !self.resources.contains_key(key) {
            return Err(missing(key));
        }
        if let Some(server) = self.machines.user_of(&key.0, &key.1) {
            return Err(Problem::Busy(format!("{} {} is used by server {server}", key.0, key.1)));
        }
        self.resources.remove(key);
        Ok(())
    }

    pub(super) fn resource_record(&self, key: &Key) -> Result<Record, Problem> {
        let resource = self.resources.get(key).ok_or_else(|| missing(key))?;
        let mut record = Record::new();
        record
            .push("name", &resource.name)
            .push("resource", &key.1)
            .push("type", &key.0)
            .push("user", self.settings.user);
        if key.0 == "ip" {
            let network = key.1.rsplit_once('.').map_or("", |(network, _)| network);
            record
                .push("gateway", format_args!("{network}.254"))
                .push("nameserver", "91.203.56.1 91.203.57.1")
                .push("netmask", "255.255.255.0");
        }
        if !resource.tags.is_empty() {
            record.push("tags", &resource.tags);
        }
        for (key, value) in &resource.user {
            record.push(key, value);
        }
        record.sort();
        Ok(record)
    }

    /// The resource that an address is.
    pub(super) fn resource_of(&self, address: &str) -> Option<&Resource> {
        let kind = if address.contains(':') { "ip6" } else { "ip" };
        self.resources.get(&(kind.to_owned(), address.to_owned()))
    }

    fn static_address(&self) -> String {
        let mut step = 1;
        loop {
            let address = address([91, 203, 100, 1], step);
            if self.resource_of(&address).is_none() {
                return address;
            }
            step += 1;
        }
    }
}

impl Resource {
    fn change(&mut self, form: Form) -> Result<(), Problem> {
        for (key, value) in form {
            match key.as_str() {
                "name" => self.name = name(value)?,
                "tags" => self.tags = line("tags", value)?,
                _ if key.len() > 5 && key.starts_with("user:") => {
                    if value.is_empty() {
                        self.user.remove(&key);
                    } else {
                        self.user.insert(key, value);
                    }
                }
                _ => return Err(Problem::UnknownKey(key)),
            }
        }
        Ok(())
    }
}

fn missing(key: &Key) -> Problem {
    Problem::NotFound { what: "resource", id: format!("{} {}", key.0, key.1) }
}

/// Types are open.
fn check_kind(kind: &str) -> Result<(), Problem> {
    let word = kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if kind.is_empty() || !word {
        return Err(Problem::bad("TYPE", kind, "a resource type such as `ip` or `vlan`"));
    }
    Ok(())
}
