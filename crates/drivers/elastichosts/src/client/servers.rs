//! Servers.

use super::{Client, nothing};
use crate::settings::ServerConfig;
use crate::wire::{Properties, ServerInfo, list, record, records};
use anycloud_core::{ByteSize, Listing, Result, Server, ServerId};
use anycloud_elastic_family::id::written;
use anycloud_http::Reply;

/// A line of `GET /servers/list`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerEntry {
    /// The server.
    pub id: ServerId,
    /// MHz over all cores, where the service says: the document has it, every recording leaves it out.
    pub cpu: Option<u32>,
    /// Memory, where the service says, in the document's MB, which are MiB.
    pub mem: Option<ByteSize>,
}

impl Client {
    /// `GET /servers/list`: the ids of all servers, with their sizes where the service says.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn servers_list(&self) -> Result<Vec<ServerEntry>> {
        self.call(self.requests.servers_list(), entries).await
    }

    /// `GET /servers/info`: all servers, in one request. The records share the reply's memory.
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
        let dialect = self.dialect();
        self.listed(self.requests.servers_info(), move |stretch| ServerInfo::servers(stretch, dialect))
    }

    /// `GET /servers/SERVER/info`: one server.
    ///
    /// # Errors
    /// `NotFound`; otherwise as [any call](Self#errors).
    pub async fn server_info(&self, id: &ServerId) -> Result<ServerInfo> {
        self.call_on(id.resource(), self.requests.server_info(id), info).await
    }

    /// `POST /servers/create`: makes and starts a server. Needs `name`, `cpu` and `mem`; the drives that it names stay
    /// the account's.
    ///
    /// Without [`persistent`](ServerConfig::persistent) a stop destroys it.
    ///
    /// # Errors
    /// `InvalidRequest`, `InsufficientFunds`, `Busy` if a drive is.
    pub async fn server_create(&self, config: &ServerConfig) -> Result<ServerInfo> {
        self.call(self.requests.server_create(config, false), info).await
    }

    /// `POST /servers/create/stopped`: makes a server without starting it.
    ///
    /// # Errors
    /// As [`server_create`](Self::server_create).
    pub async fn server_create_stopped(&self, config: &ServerConfig) -> Result<ServerInfo> {
        self.call(self.requests.server_create(config, true), info).await
    }

    /// `POST /servers/SERVER/start`: switches it on. It gets temporary addresses as it boots.
    ///
    /// # Errors
    /// `NotFound`; `Busy` if it runs or a drive is in use.
    pub async fn server_start(&self, id: &ServerId) -> Result<()> {
        self.call_on(id.resource(), self.requests.server_start(id), nothing).await
    }

    /// `POST /servers/SERVER/set`: changes the keys that are given; an empty value unsets one. While it runs only
    /// `name`, `cpu`, `persistent`, `tags` and the console password can change.
    ///
    /// # Errors
    /// `NotFound`, `InvalidRequest`, `Busy`.
    pub async fn server_set(&self, id: &ServerId, config: &ServerConfig) -> Result<ServerInfo> {
        self.call_on(id.resource(), self.requests.server_set(id, config), info).await
    }

    /// `POST /servers/SERVER/stop`: like a power failure. **Destroys a server that is not persistent.**
    ///
    /// # Errors
    /// `NotFound`; `Busy` if it is stopped.
    pub async fn server_stop(&self, id: &ServerId) -> Result<()> {
        self.call_on(id.resource(), self.requests.server_stop(id), nothing).await
    }

    /// `POST /servers/SERVER/shutdown`: presses its power button. **Destroys a server that is not persistent**, once
    /// it is down.
    ///
    /// # Errors
    /// `NotFound`; `Busy` if it does not run.
    pub async fn server_shutdown(&self, id: &ServerId) -> Result<()> {
        self.call_on(id.resource(), self.requests.server_shutdown(id), nothing).await
    }

    /// `POST /servers/SERVER/reset`: like its reset button; the system in it is not asked.
    ///
    /// # Errors
    /// `NotFound`; `Busy` if it does not run.
    pub async fn server_reset(&self, id: &ServerId) -> Result<()> {
        self.call_on(id.resource(), self.requests.server_reset(id), nothing).await
    }

    /// `POST /servers/SERVER/destroy`: stops it first if it runs. Its drives stay, and cost.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn server_destroy(&self, id: &ServerId) -> Result<()> {
        self.call_on(id.resource(), self.requests.server_destroy(id), nothing).await
    }
}

fn entries(reply: Reply) -> Result<Vec<ServerEntry>> {
    let lines = list(reply, &["server", "cpu", "mem"])?;
    let entry = |words: Vec<anycloud_core::Text>| {
        let mut words = words.into_iter();
        let id = ServerId::new(written(words.next()?));
        let cpu = words.next().and_then(|word| word.parse().ok());
        let mem = words.next().and_then(|word| word.parse().ok()).map(ByteSize::mib);
        Some(ServerEntry { id, cpu, mem })
    };
    Ok(lines.into_iter().filter_map(entry).collect())
}

fn info(reply: Reply) -> Result<ServerInfo> {
    ServerInfo::new(record(reply)?)
}

fn infos(records: Vec<Properties>) -> Result<Vec<ServerInfo>> {
    records.into_iter().map(ServerInfo::new).collect()
}
