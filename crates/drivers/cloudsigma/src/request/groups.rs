//! Server groups.

use super::{Manual, Repeat, Requests, invalid, numbered, uuid};
use anycloud_core::{Result, ServerId};
use anycloud_elastic_text::Record;
use anycloud_http::Call;

impl Requests {
    pub(crate) fn groups_list(self) -> Result<Call> {
        self.get("server groups list", "/servergroups/list")
    }

    pub(crate) fn group_info(self, id: &str) -> Result<Call> {
        self.get("server group info", &group(id, "info")?)
    }

    pub(crate) fn group_create(self, name: &str, description: Option<&str>) -> Result<Call> {
        let keys = keys(Some(name), description)?;
        self.post("server group create", "/servergroups/create", &keys, Repeat::Once)
    }

    pub(crate) fn group_set(self, id: &str, name: Option<&str>, description: Option<&str>) -> Result<Call> {
        let keys = keys(name, description)?;
        self.post("server group rename", &group(id, "set")?, &keys, Repeat::Harmless)
    }

    pub(crate) fn group_destroy(self, id: &str) -> Result<Call> {
        self.act("server group destroy", &group(id, "destroy")?, Manual::Post, Repeat::Harmless)
    }

    pub(crate) fn group_add(self, id: &str, servers: &[ServerId]) -> Result<Call> {
        self.post("server group add", &group(id, "add")?, &numbered(servers)?, Repeat::Harmless)
    }

    /// A second one is refused: the server is not in the group any more.
    pub(crate) fn group_remove(self, id: &str, servers: &[ServerId]) -> Result<Call> {
        self.post("server group remove", &group(id, "remove")?, &numbered(servers)?, Repeat::Once)
    }

    pub(crate) fn group_start(self, id: &str) -> Result<Call> {
        self.act("server group start", &group(id, "start")?, Manual::GetOnly, Repeat::Once)
    }

    pub(crate) fn group_stop(self, id: &str) -> Result<Call> {
        self.act("server group stop", &group(id, "stop")?, Manual::GetOnly, Repeat::Once)
    }
}

fn group(id: &str, verb: &str) -> Result<String> {
    Ok(format!("/servergroups/{}/{verb}", uuid("a server group", id)?))
}

fn keys(name: Option<&str>, description: Option<&str>) -> Result<Record> {
    let mut keys = Record::new();
    for (key, value) in [("name", name), ("description", description)] {
        if let Some(value) = value {
            keys.push(key, value);
        }
    }
    if keys.is_empty() {
        return Err(invalid("neither name nor description is given"));
    }
    Ok(keys)
}
