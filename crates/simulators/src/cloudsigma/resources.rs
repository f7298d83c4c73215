//! VLANs and static addresses.

use super::{drives::in_use, state::State};
use crate::family::{
    drive::{line, name},
    ids::Uuid,
    power::address,
    problem::Problem,
    wire::Form,
};
use anycloud_elastic_text::Record;
use std::net::Ipv4Addr;

impl State {
    pub(super) fn create_vlan(&mut self, form: Form) -> Result<Uuid, Problem> {
        let id = self.ids.make();
        self.insert_vlan(id, form)?;
        Ok(id)
    }

    pub(super) fn insert_vlan(&mut self, id: Uuid, form: Form) -> Result<(), Problem> {
        let name = only_name(form)?.ok_or(Problem::MissingKey("name"))?;
        if self.vlans.contains_key(&id) {
            return Err(Problem::Duplicate(id.to_string()));
        }
        self.vlans.insert(id, name);
        Ok(())
    }

    pub(super) fn set_vlan(&mut self, id: Uuid, form: Form) -> Result<(), Problem> {
        let held = self.vlans.get_mut(&id).ok_or_else(|| Problem::no("vlan", id))?;
        *held = only_name(form)?.ok_or(Problem::MissingKey("name"))?;
        Ok(())
    }

    pub(super) fn destroy_vlan(&mut self, id: Uuid) -> Result<(), Problem> {
        self.vlan_record(id)?;
        if self.machines.user_of("vlan", &id.to_string()).is_some() {
            return Err(in_use("vlan", id));
        }
        self.vlans.remove(&id);
        Ok(())
    }

    pub(super) fn vlan_record(&self, id: Uuid) -> Result<Record, Problem> {
        let name = self.vlans.get(&id).ok_or_else(|| Problem::no("vlan", id))?;
        let mut record = Record::new();
        record.push("name", name).push("resource", id).push("type", "vlan").push("user", self.settings.user);
        Ok(record)
    }

    pub(super) fn create_ip(&mut self, form: Form) -> Result<Ipv4Addr, Problem> {
        let id = self.free_address()?;
        self.insert_ip(id, form)?;
        Ok(id)
    }

    pub(super) fn insert_ip(&mut self, id: Ipv4Addr, form: Form) -> Result<(), Problem> {
        let name = only_name(form)?.unwrap_or_default();
        if self.ips.contains_key(&id) {
            return Err(Problem::Duplicate(id.to_string()));
        }
        self.ips.insert(id, name);
        Ok(())
    }

    pub(super) fn set_ip(&mut self, id: Ipv4Addr, form: Form) -> Result<(), Problem> {
        let held = self.ips.get_mut(&id).ok_or_else(|| Problem::no("ip", id))?;
        *held = only_name(form)?.ok_or(Problem::MissingKey("name"))?;
        Ok(())
    }

    pub(super) fn destroy_ip(&mut self, id: Ipv4Addr) -> Result<(), Problem> {
        self.ip_record(id)?;
        if self.machines.user_of("ip", &id.to_string()).is_some() {
            return Err(in_use("ip", id));
        }
        self.ips.remove(&id);
        Ok(())
    }

    pub(super) fn ip_record(&self, id: Ipv4Addr) -> Result<Record, Problem> {
        let name = self.ips.get(&id).ok_or_else(|| Problem::no("ip", id))?;
        let [a, b, c, _] = id.octets();
        let mut record = Record::new();
        record
            .push("gateway", Ipv4Addr::new(a, b, c, 254))
            .push("nameserver", "91.203.56.1 91.203.57.1")
            .push("netmask", "255.255.255.0")
            .push("resource", id)
            .push("type", "ip")
            .push("user", self.settings.user);
        if !name.is_empty() {
            record.push("name", name);
        }
        Ok(record)
    }

    fn free_address(&self) -> Result<Ipv4Addr, Problem> {
        let first = [91, 203, 100, 1];
        let free = (1..=u32::from(u16::MAX))
            .filter_map(|step| address(first, step).parse().ok())
            .find(|address| !self.ips.contains_key(address));
        free.ok_or_else(|| Problem::Refused("no address is left".to_owned()))
    }
}

pub(super) fn ip(key: &str, text: &str) -> Result<Ipv4Addr, Problem> {
    text.parse().map_err(|_| Problem::bad(key, text, "an IP address"))
}

fn only_name(form: Form) -> Result<Option<String>, Problem> {
    let mut found = None;
    for (key, value) in form {
        if key != "name" {
            return Err(Problem::UnknownKey(key));
        }
        found = Some(line("name", name(value)?)?);
    }
    Ok(found)
}
