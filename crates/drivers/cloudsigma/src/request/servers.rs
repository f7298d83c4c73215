//! Servers.

use super::{Manual, Repeat, Requests, lacking, numbered, uuid, with_ids};
use anycloud_core::{Result, ServerId};
use anycloud_elastic_family::ServerConfig;
use anycloud_elastic_text::Record;
use anycloud_http::Call;

impl Requests {
    pub(crate) fn servers_list(self) -> Result<Call> {
        self.get("servers list", &self.servers("list"))
    }

    pub(crate) fn servers_info(self) -> Result<Call> {
        self.get("servers info", &self.servers("info"))
    }

    pub(crate) fn server_info(self, id: &ServerId) -> Result<Call> {
        self.get("server info", &self.server(id, "info")?)
    }

    pub(crate) fn server_create(self, config: &ServerConfig) -> Result<Call> {
        self.post("server create", &self.servers("create"), &check_server(config)?, Repeat::Once)
    }

    pub(crate) fn server_clone(self, id: &ServerId, name: &str) -> Result<Call> {
        let config = ServerConfig::new().name(name);
        self.post("server clone", &self.server(id, "clone")?, config.record(), Repeat::Once)
    }

    pub(crate) fn server_set(self, id: &ServerId, config: &ServerConfig) -> Result<Call> {
        self.post("server set", &self.server(id, "set")?, &check_server(config)?, Repeat::Harmless)
    }

    pub(crate) fn server_destroy(self, id: &ServerId) -> Result<Call> {
        self.act("server destroy", &self.server(id, "destroy")?, Manual::Get, Repeat::Harmless)
    }

    pub(crate) fn server_start(self, id: &ServerId) -> Result<Call> {
        self.act("server start", &self.server(id, "start")?, Manual::Get, Repeat::Once)
    }

    pub(crate) fn server_stop(self, id: &ServerId) -> Result<Call> {
        self.act("server stop", &self.server(id, "stop")?, Manual::Get, Repeat::Once)
    }

    pub(crate) fn server_shutdown(self, id: &ServerId) -> Result<Call> {
        self.act("server shutdown", &self.server(id, "shutdown")?, Manual::Get, Repeat::Once)
    }

    /// Not in the manual; a public client sends it by POST.
    pub(crate) fn server_reset(self, id: &ServerId) -> Result<Call> {
        self.act("server reset", &self.server(id, "reset")?, Manual::Post, Repeat::Once)
    }

    pub(crate) fn servers_destroy(self, ids: &[ServerId]) -> Result<Call> {
        self.post("servers destroy", &self.servers("destroy"), &numbered(ids)?, Repeat::Once)
    }

    pub(crate) fn servers_start(self, ids: &[ServerId]) -> Result<Call> {
        self.post("servers start", &self.servers("start"), &numbered(ids)?, Repeat::Once)
    }

    pub(crate) fn servers_stop(self, ids: &[ServerId]) -> Result<Call> {
        self.post("servers stop", &self.servers("stop"), &numbered(ids)?, Repeat::Once)
    }

    fn servers(self, verb: &str) -> String {
        format!("/{}/{verb}", if self.guests { "guests" } else { "servers" })
    }

    fn server(self, id: &ServerId, verb: &str) -> Result<String> {
        let id = uuid("a server", id.as_str())?;
        Ok(self.servers(&format!("{id}/{verb}")))
    }
}

/// The keys as this service spells them, their ids in lower case, without those that only the sibling has. docs:
/// CloudSigma API 1.0, §8.2.
pub(crate) fn check_server(config: &ServerConfig) -> Result<Record> {
    let mut keys = Record::new();
    for (key, value) in config.record() {
        let other = ["avoid:", "nic:2:", "nic:3:", "scsi:", "user:"];
        if key == "tags" || other.iter().any(|prefix| key.starts_with(prefix)) {
            return Err(lacking(format!("servers of this cloud have no {key}")));
        }
        keys.push(if key == "vnc" { "vnc:ip" } else { key }, value);
    }
    with_ids(&keys)
}
