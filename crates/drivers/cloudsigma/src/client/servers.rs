//! Servers. All paths can begin with `/guests` instead: [`Config::guests`](crate::Config::guests).

use super::Client;
use crate::error::NoServer;
use crate::wire::{ServerInfo, ids, nothing, record, records};
use anycloud_core::{AddressId, DriveId, Listing, NetworkId, ResourceRef, Result, Server, ServerId};
use anycloud_elastic_family::{Device, Properties, ServerConfig, unread};
use anycloud_http::Reply;
use std::net::IpAddr;

impl Client {
    /// `GET /servers/list` (§8.1): the ids of all servers.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn servers_list(&self) -> Result<Vec<ServerId>> {
        self.call(self.requests.servers_list(), server_ids).await
    }

    /// `GET /servers/info` (§8.7): all servers, in one request. The records share the reply's memory.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn servers_info(&self) -> Result<Vec<ServerInfo>> {
        self.call(self.requests.servers_info(), |reply| infos(records(reply)?)).await
    }

    /// The same, read as the reply arrives: in bounded memory, however many there are.
    pub fn each_server(&self) -> Listing<ServerInfo> {
        self.listed(self.requests.servers_info(), |stretch| infos(stretch.records()?))
    }

    /// The same in anycloud's terms.
    pub(crate) fn servers(&self) -> Listing<Server> {
        self.listed(self.requests.servers_info(), ServerInfo::servers)
    }

    /// `GET /servers/UUID/info` (§8.6): one server.
    ///
    /// # Errors
    /// `NotFound`; otherwise as [any call](Self#errors).
    pub async fn server_info(&self, id: &ServerId) -> Result<ServerInfo> {
        self.call_on(&[id.resource()], self.requests.server_info(id), info).await
    }

    /// `POST /servers/create` (§8.2): makes a server, and starts it as far as is known unless the keys say
    /// [`stopped`](ServerConfig::stopped). Needs `name`, `cpu` and `mem`.
    ///
    /// # Errors
    /// `NotFound` for a drive or VLAN that is not there, `InvalidRequest`, `Busy`, `InsufficientFunds`; `Decode` if the
    /// answer names no server.
    pub async fn server_create(&self, config: &ServerConfig) -> Result<ServerInfo> {
        self.call_on(&named(config), self.requests.server_create(config), made).await
    }

    /// `POST /servers/UUID/clone` (§8.3): a server like this one, with copies of its drives.
    ///
    /// # Errors
    /// `NotFound`, `InvalidRequest`, `Busy`, `InsufficientFunds`.
    pub async fn server_clone(&self, source: &ServerId, name: &str) -> Result<ServerInfo> {
        self.call_on(&[source.resource()], self.requests.server_clone(source, name), made).await
    }

    /// `POST /servers/UUID/set` (§8.8): changes the keys that are given; an empty value unsets one. Most keys need
    /// a stopped server.
    ///
    /// # Errors
    /// `NotFound`, `InvalidRequest`, `Busy`.
    pub async fn server_set(&self, id: &ServerId, config: &ServerConfig) -> Result<ServerInfo> {
        let mut asked = named(config);
        asked.insert(0, id.resource());
        self.call_on(&asked, self.requests.server_set(id, config), info).await
    }

    /// `POST /servers/UUID/start` (§8.11), or [by GET](crate::Config::legacy_get_actions): switches it on.
    ///
    /// # Errors
    /// `NotFound`; `Busy` if a drive is.
    pub async fn server_start(&self, id: &ServerId) -> Result<()> {
        self.call_on(&[id.resource()], self.requests.server_start(id), nothing).await
    }

    /// `POST /servers/UUID/stop` (§8.9), or [by GET](crate::Config::legacy_get_actions): like a power failure. The
    /// server stays.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn server_stop(&self, id: &ServerId) -> Result<()> {
        self.call_on(&[id.resource()], self.requests.server_stop(id), nothing).await
    }

    /// `POST /servers/UUID/shutdown` (§8.10), or [by GET](crate::Config::legacy_get_actions): presses its power button.
    /// The server stays.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn server_shutdown(&self, id: &ServerId) -> Result<()> {
        self.call_on(&[id.resource()], self.requests.server_shutdown(id), nothing).await
    }

    /// `POST /servers/UUID/reset`: like its reset button; the system in it is not asked. Not in the manual.
    ///
    /// # Errors
    /// `NotFound`; `Busy` if it does not run.
    pub async fn server_reset(&self, id: &ServerId) -> Result<()> {
        self.call_on(&[id.resource()], self.requests.server_reset(id), nothing).await
    }

    /// `POST /servers/UUID/destroy` (§8.4, §8.12), or [by GET](crate::Config::legacy_get_actions). Its drives stay, and
    /// cost.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` while it runs.
    pub async fn server_destroy(&self, id: &ServerId) -> Result<()> {
        self.call_on(&[id.resource()], self.requests.server_destroy(id), nothing).await
    }

    /// `POST /servers/destroy` (§8.5): several servers, one at least. Answers with ids that the manual does not
    /// explain; its sample has others than were sent.
    ///
    /// # Errors
    /// `NotFound`, `Conflict`.
    pub async fn servers_destroy(&self, ids: &[ServerId]) -> Result<Vec<ServerId>> {
        self.call_on(&all(ids), self.requests.servers_destroy(ids), server_ids).await
    }

    /// `POST /servers/start` (§8.14): several servers, one at least. Answers with their ids, or with none.
    ///
    /// # Errors
    /// `NotFound`, `Busy`.
    pub async fn servers_start(&self, ids: &[ServerId]) -> Result<Vec<ServerId>> {
        self.call_on(&all(ids), self.requests.servers_start(ids), server_ids).await
    }

    /// `POST /servers/stop` (§8.13): several servers, one at least. Answers with their ids, or with none.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn servers_stop(&self, ids: &[ServerId]) -> Result<Vec<ServerId>> {
        self.call_on(&all(ids), self.requests.servers_stop(ids), server_ids).await
    }
}

pub(super) fn all(ids: &[ServerId]) -> Vec<ResourceRef> {
    ids.iter().map(ServerId::resource).collect()
}

pub(super) fn server_ids(reply: Reply) -> Result<Vec<ServerId>> {
    Ok(ids(reply)?.into_iter().map(ServerId::new).collect())
}

/// What a configuration names: a refusal may be about any of them.
fn named(config: &ServerConfig) -> Vec<ResourceRef> {
    let resource = |(key, value): (&str, &str)| match key {
        _ if value.is_empty() => None,
        _ if Device::read(key).is_some() => Some(DriveId::new(value).resource()),
        _ if key.starts_with("nic:") && key.ends_with(":vlan") => Some(NetworkId::new(value).resource()),
        // `auto` is an address of the service's.
        _ if key == "vnc" || (key.starts_with("nic:") && key.ends_with(":dhcp")) => {
            value.parse::<IpAddr>().ok().map(|_| AddressId::new(value).resource())
        }
        _ => None,
    };
    config.iter().filter_map(resource).collect()
}

fn info(reply: Reply) -> Result<ServerInfo> {
    ServerInfo::new(record(reply)?)
}

fn infos(records: Vec<Properties>) -> Result<Vec<ServerInfo>> {
    records.into_iter().map(ServerInfo::new).collect()
}

/// A new server. If the funds do not cover it the service says 200 all the same, with what was submitted and no
/// `server` among it: public clients take that for the refusal that it is.
fn made(reply: Reply) -> Result<ServerInfo> {
    match &records(reply)?[..] {
        [record] if record.some("server").is_some() => ServerInfo::new(record.clone()),
        [record] => Err(NoServer { repeats: record.some("name").is_some() }.error()),
        [] => Err(NoServer { repeats: false }.error()),
        several => Err(unread(format!("the reply holds {} records instead of one", several.len()))),
    }
}
