//! Server groups.

use super::state::{Group, State};
use crate::family::{
    drive::{line, name},
    ids::Uuid,
    problem::Problem,
    wire::Form,
};
use anycloud_elastic_text::Record;

impl State {
    pub(super) fn create_group(&mut self, form: Form) -> Result<Uuid, Problem> {
        let id = self.ids.make();
        self.insert_group(id, form)?;
        Ok(id)
    }

    pub(super) fn insert_group(&mut self, id: Uuid, form: Form) -> Result<(), Problem> {
        let mut group = Group::default();
        group.change(form)?;
        if group.name.is_empty() {
            return Err(Problem::MissingKey("name"));
        }
        if self.groups.contains_key(&id) {
            return Err(Problem::Duplicate(id.to_string()));
        }
        self.groups.insert(id, group);
        Ok(())
    }

    pub(super) fn set_group(&mut self, id: Uuid, form: Form) -> Result<(), Problem> {
        let mut changed = self.group(id)?.clone();
        changed.change(form)?;
        self.groups.insert(id, changed);
        Ok(())
    }

    /// Its servers stay.
    pub(super) fn destroy_group(&mut self, id: Uuid) -> Result<(), Problem> {
        self.group(id)?;
        self.groups.remove(&id);
        Ok(())
    }

    pub(super) fn group_record(&self, id: Uuid) -> Result<Record, Problem> {
        let group = self.group(id)?;
        let mut record = Record::new();
        record.push("description", &group.description).push("name", &group.name).push("uuid", id);
        Ok(record)
    }

    pub(super) fn members(&self, id: Uuid) -> Result<Vec<Uuid>, Problem> {
        Ok(self.group(id)?.servers.iter().copied().collect())
    }

    /// Puts servers into a group, or takes them out. All of them, or none; says who is in it then.
    pub(super) fn regroup(&mut self, id: Uuid, servers: &[Uuid], add: bool) -> Result<Vec<Uuid>, Problem> {
        let mut changed = self.group(id)?.clone();
        for server in servers {
            self.machines.get(*server)?;
            if add {
                changed.servers.insert(*server);
            } else if !changed.servers.remove(server) {
                return Err(Problem::Refused(format!("server {server} is not in group {id}")));
            }
        }
        self.groups.insert(id, changed);
        self.members(id)
    }

    fn group(&self, id: Uuid) -> Result<&Group, Problem> {
        self.groups.get(&id).ok_or_else(|| Problem::no("group", id))
    }
}

impl Group {
    fn change(&mut self, form: Form) -> Result<(), Problem> {
        for (key, value) in form {
            match key.as_str() {
                "description" => self.description = line("description", value)?,
                "name" => self.name = name(value)?,
                _ => return Err(Problem::UnknownKey(key)),
            }
        }
        Ok(())
    }
}
