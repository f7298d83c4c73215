//! Networks and static addresses: the facet. A VLAN is a network, a resource of type `ip` an address; both are put on
//! a server by the keys of one of its network interfaces.

use crate::compute::stopped_where_needed;
use crate::provider::{ElasticHosts, answered, refused};
use crate::request::uuid;
use crate::settings::{ResourceConfig, ServerConfig};
use crate::wire::{NicInfo, NicModel, ServerInfo};
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    Address, AddressId, AttachAddress, AttachNetwork, CreateAddress, CreateNetwork, DestroyAddress,
    DestroyNetwork, DetachAddress, DetachNetwork, Error, ErrorKind, Gone, Listing, Network, NetworkId,
    Networking, RenameNetwork, Result, ServerId, Started, async_trait,
};
use std::net::IpAddr;

#[async_trait]
impl Networking for ElasticHosts {
    fn networks(&self) -> Listing<Network> {
        let client = self.client.clone();
        Listing::once(async move {
            Ok(client.resources_info().await?.iter().filter_map(|info| info.to_network()).collect())
        })
    }

    async fn create_network(&self, request: &CreateNetwork, run: &mut Run) -> Result<Started<NetworkId>> {
        let config = ResourceConfig::new().name(&request.name);
        self.client.check_resource(&config)?;
        let made = run.make("network", Recover::Find, async |stamp| {
            let made = self.client.resource_create("vlan", &config.clone().stamped(stamp)).await?;
            Ok(NetworkId::from(&*made.id()))
        });
        made.await.map(Started::done)
    }

    async fn rename_network(&self, request: &RenameNetwork, run: &mut Run) -> Result<Started<()>> {
        let (id, config) = (request.id.as_str(), ResourceConfig::new().name(&request.name));
        uuid("a network", id)?;
        self.client.check_resource(&config)?;
        run.step("set", async || self.client.resource_set("vlan", id, &config).await.map(drop)).await?;
        Ok(Started::done(()))
    }

    async fn destroy_network(&self, request: &DestroyNetwork, run: &mut Run) -> Result<Started<Gone>> {
        uuid("a network", request.id.as_str())?;
        run.step("destroy", async || self.remove(&request.id.resource()).await).await.map(Started::done)
    }

    async fn attach_network(&self, request: &AttachNetwork, run: &mut Run) -> Result<Started<()>> {
        uuid("a network", request.network.as_str())?;
        self.rewire(&request.server, run, |info| {
            let nics = info.nics();
            if nics.iter().any(|nic| nic.vlan.as_ref() == Some(&request.network)) {
                return Ok(None);
            }
            // The first interface is the public one as long as others are free.
            let index = free(&nics, [1, 2, 3, 0]).ok_or_else(|| full(&request.server))?;
            Ok(Some(ServerConfig::new().nic(index, NicModel::E1000).vlan(index, &request.network)))
        })
        .await
    }

    async fn detach_network(&self, request: &DetachNetwork, run: &mut Run) -> Result<Started<()>> {
        uuid("a network", request.network.as_str())?;
        self.rewire(&request.server, run, |info| {
            let nics = info.nics();
            let mut on = nics.iter().filter(|nic| nic.vlan.as_ref() == Some(&request.network)).peekable();
            if on.peek().is_none() {
                return Ok(None);
            }
            Ok(Some(on.fold(ServerConfig::new(), |config, nic| without(config, info, nic.index))))
        })
        .await
    }

    fn addresses(&self) -> Listing<Address> {
        let client = self.client.clone();
        Listing::once(async move {
            Ok(client.resources_info().await?.iter().filter_map(|info| info.to_address()).collect())
        })
    }

    async fn create_address(&self, request: &CreateAddress, run: &mut Run) -> Result<Started<AddressId>> {
        let config = ResourceConfig::new().name(&request.name);
        self.client.check_resource(&config)?;
        let made = run.make("address", Recover::Find, async |stamp| {
            let made = self.client.resource_create("ip", &config.clone().stamped(stamp)).await?;
            Ok(AddressId::from(&*made.id()))
        });
        made.await.map(Started::done)
    }

    async fn destroy_address(&self, request: &DestroyAddress, run: &mut Run) -> Result<Started<Gone>> {
        address(&request.id)?;
        run.step("destroy", async || self.remove(&request.id.resource()).await).await.map(Started::done)
    }

    async fn attach_address(&self, request: &AttachAddress, run: &mut Run) -> Result<Started<()>> {
        let ip = address(&request.address)?;
        self.rewire(&request.server, run, |info| {
            let nics = info.nics();
            if nics.iter().any(|nic| offers(nic, ip)) {
                return Ok(None);
            }
            // The document has `nic:0:dhcp` only: a temporary address there makes room for the static one.
            let first = nics.iter().find(|nic| nic.index == 0);
            let room =
                first.is_none_or(|nic| nic.vlan.is_none() && nic.dhcp.iter().all(|word| *word == "auto"));
            let index = if room { 0 } else { free(&nics, [1, 2, 3]).ok_or_else(|| full(&request.server))? };
            let config = ServerConfig::new().dhcp(index, ip);
            let has_card = nics.iter().any(|nic| nic.index == index && nic.model.is_some());
            Ok(Some(if has_card { config } else { config.nic(index, NicModel::E1000) }))
        })
        .await
    }

    async fn detach_address(&self, request: &DetachAddress, run: &mut Run) -> Result<Started<()>> {
        let ip = address(&request.address)?;
        self.rewire(&request.server, run, |info| {
            let nics = info.nics();
            let mut config = ServerConfig::new();
            for nic in nics.iter().filter(|nic| offers(nic, ip)) {
                config = match (nic.index, &nic.vlan) {
                    (0, _) => config.dhcp_auto(0),
                    (index, Some(_)) => config.unset(&format!("nic:{index}:dhcp")),
                    (index, None) => without(config, info, index),
                };
            }
            // The console may have been put on the address by its name.
            let vnc = info.vnc();
            if vnc.asked.is_some_and(|asked| asked.parse() == Ok(ip)) {
                config = config.vnc_auto();
            }
            Ok(if config.is_empty() { None } else { Some(config) })
        })
        .await
    }
}

impl ElasticHosts {
    /// Changes the network interfaces of a stopped server. `None`: they are as wanted already.
    async fn rewire(
        &self,
        server: &ServerId,
        run: &mut Run,
        change: impl FnOnce(&ServerInfo) -> Result<Option<ServerConfig>> + Send,
    ) -> Result<Started<()>> {
        uuid("a server", server.as_str())?;
        if answered(run, "set") {
            return Ok(Started::done(()));
        }
        let info = self.client.server_info(server).await?;
        if let Some(config) = change(&info)? {
            stopped_where_needed(&info, &config)?;
            run.step("set", async || self.client.server_set(server, &config).await.map(drop)).await?;
        }
        Ok(Started::done(()))
    }
}

fn address(id: &AddressId) -> Result<IpAddr> {
    id.as_str().parse().map_err(|_| Error::invalid(format!("not an address: {:?}", id.as_str())))
}

fn offers(nic: &NicInfo, ip: IpAddr) -> bool {
    nic.dhcp.iter().any(|word| word.parse() == Ok(ip))
}

fn free<const N: usize>(nics: &[NicInfo], order: [u8; N]) -> Option<u8> {
    order.into_iter().find(|index| nics.iter().all(|nic| nic.index != *index))
}

/// Takes a network interface away: every key of it.
fn without(config: ServerConfig, info: &ServerInfo, index: u8) -> ServerConfig {
    let prefix = format!("nic:{index}:");
    let keys = info.properties().iter().map(|(key, _)| key).filter(|key| key.starts_with(&prefix));
    // What a running server was given is not configuration.
    keys.filter(|key| !key.ends_with(":ip")).fold(config, |config, key| config.unset(key))
}

fn full(server: &ServerId) -> Error {
    refused(ErrorKind::Conflict, "the server has no free network interface").with_resource(server.resource())
}
