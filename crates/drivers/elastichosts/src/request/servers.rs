//! Servers.

use super::{Repeat, Requests, invalid, uuid};
use crate::config::Dialect;
use crate::settings::{CONSOLE_PASSWORD_MAX, ServerConfig};
use anycloud_core::{Result, ServerId};
use anycloud_elastic_text::Record;
use anycloud_http::Call;
use std::borrow::Cow;

impl Requests {
    pub(crate) fn servers_list(self) -> Result<Call> {
        self.get("servers list", "/servers/list")
    }

    pub(crate) fn servers_info(self) -> Result<Call> {
        self.get("servers info", "/servers/info")
    }

    pub(crate) fn server_info(self, id: &ServerId) -> Result<Call> {
        self.get("server info", &format!("/servers/{}/info", server(id)?))
    }

    pub(crate) fn server_create(self, config: &ServerConfig, stopped: bool) -> Result<Call> {
        let path = if stopped { "/servers/create/stopped" } else { "/servers/create" };
        self.post("server create", path, &self.spelt(config)?, Repeat::Once)
    }

    pub(crate) fn server_set(self, id: &ServerId, config: &ServerConfig) -> Result<Call> {
        let path = format!("/servers/{}/set", server(id)?);
        self.post("server set", &path, &self.spelt(config)?, Repeat::Harmless)
    }

    pub(crate) fn server_start(self, id: &ServerId) -> Result<Call> {
        self.act("server start", &format!("/servers/{}/start", server(id)?), Repeat::Once)
    }

    pub(crate) fn server_stop(self, id: &ServerId) -> Result<Call> {
        self.act("server stop", &format!("/servers/{}/stop", server(id)?), Repeat::Once)
    }

    pub(crate) fn server_shutdown(self, id: &ServerId) -> Result<Call> {
        self.act("server shutdown", &format!("/servers/{}/shutdown", server(id)?), Repeat::Once)
    }

    pub(crate) fn server_reset(self, id: &ServerId) -> Result<Call> {
        self.act("server reset", &format!("/servers/{}/reset", server(id)?), Repeat::Once)
    }

    pub(crate) fn server_destroy(self, id: &ServerId) -> Result<Call> {
        self.act("server destroy", &format!("/servers/{}/destroy", server(id)?), Repeat::Harmless)
    }

    /// The keys as this service spells them.
    fn spelt(self, config: &ServerConfig) -> Result<Record> {
        let mut keys = Record::new();
        for (key, value) in config.record() {
            if matches!(key, "password" | "vnc:password") && value.chars().count() > CONSOLE_PASSWORD_MAX {
                let most = CONSOLE_PASSWORD_MAX;
                return Err(invalid(format!("the console password has more than {most} characters")));
            }
            let key = if key == "vnc" && self.dialect == Dialect::One { "vnc:ip" } else { key };
            keys.push(key, value);
        }
        Ok(keys)
    }
}

fn server(id: &ServerId) -> Result<Cow<'_, str>> {
    uuid("a server", id.as_str())
}
