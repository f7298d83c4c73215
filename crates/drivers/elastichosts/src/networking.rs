//! Networks and static addresses: the facet. A VLAN is a network, a resource of type `ip` an address; both are put on
//! a server by the keys of one of its network interfaces.

use crate::compute::WHILE_ACTIVE;
use crate::provider::ElasticHosts;
use crate::request::{address, normal};
use crate::settings::{ResourceConfig, ServerConfig};
use crate::tags::STAMP;
use crate::wire::ServerInfo;
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    Address, AddressId, AttachAddress, AttachNetwork, CreateAddress, CreateNetwork, DestroyAddress,
    DestroyNetwork, DetachAddress, DetachNetwork, Error, ErrorKind, Gone, Listing, Network, NetworkId,
    Networking, RenameNetwork, Result, ServerId, Started, async_trait,
};
use anycloud_elastic_family::{requests, wiring};

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
            let made = self.client.resource_create("vlan", &config.clone().key(STAMP, &stamp.text())).await?;
            Ok(NetworkId::from(&*made.id()))
        });
        made.await.map(Started::done)
    }

    async fn rename_network(&self, request: &RenameNetwork, run: &mut Run) -> Result<Started<()>> {
        let (id, config) = (normal(&request.id)?, ResourceConfig::new().name(&request.name));
        self.client.check_resource(&config)?;
        run.step("set", async || self.client.resource_set("vlan", id.as_str(), &config).await.map(drop))
            .await?;
        Ok(Started::done(()))
    }

    async fn destroy_network(&self, request: &DestroyNetwork, run: &mut Run) -> Result<Started<Gone>> {
        let network = normal(&request.id)?.resource();
        run.destroy("destroy", async || self.remove(&network).await).await.map(Started::done)
    }

    async fn attach_network(&self, request: &AttachNetwork, run: &mut Run) -> Result<Started<()>> {
        let network = normal(&request.network)?;
        // The first interface is the public one as long as others are free.
        self.rewire(&request.server, run, |info| {
            wiring::attach_network(info, &network, &[1, 2, 3, 0], || full(&request.server))
        })
        .await
    }

    async fn detach_network(&self, request: &DetachNetwork, run: &mut Run) -> Result<Started<()>> {
        let network = normal(&request.network)?;
        self.rewire(&request.server, run, |info| Ok(wiring::detach_network(info, &network))).await
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
            let made = self.client.resource_create("ip", &config.clone().key(STAMP, &stamp.text())).await?;
            Ok(AddressId::from(&*made.id()))
        });
        made.await.map(Started::done)
    }

    async fn destroy_address(&self, request: &DestroyAddress, run: &mut Run) -> Result<Started<Gone>> {
        address(request.id.as_str())?;
        run.destroy("destroy", async || self.remove(&request.id.resource()).await).await.map(Started::done)
    }

    async fn attach_address(&self, request: &AttachAddress, run: &mut Run) -> Result<Started<()>> {
        let ip = address(request.address.as_str())?;
        self.rewire(&request.server, run, |info| {
            wiring::attach_address(info, ip, &[1, 2, 3], || full(&request.server))
        })
        .await
    }

    async fn detach_address(&self, request: &DetachAddress, run: &mut Run) -> Result<Started<()>> {
        let ip = address(request.address.as_str())?;
        self.rewire(&request.server, run, |info| Ok(wiring::detach_address(info, ip))).await
    }
}

impl ElasticHosts {
    /// Changes what is plugged into a stopped server: network interfaces, drives. `None`: it is as wanted already.
    pub(crate) async fn rewire(
        &self,
        server: &ServerId,
        run: &mut Run,
        change: impl FnOnce(&ServerInfo) -> Result<Option<ServerConfig>> + Send,
    ) -> Result<Started<()>> {
        let server = normal(server)?;
        if run.has_answer("set") {
            return Ok(Started::done(()));
        }
        let info = self.client.server_info(&server).await?;
        if let Some(config) = change(&info)? {
            requests::stopped_where_needed(&info, &config, WHILE_ACTIVE)?;
            run.step("set", async || self.client.server_set(&server, &config).await.map(drop)).await?;
        }
        Ok(Started::done(()))
    }
}

fn full(server: &ServerId) -> Error {
    Error::unsent(ErrorKind::Conflict, "the server has no free network interface")
        .with_resource(server.resource())
}
