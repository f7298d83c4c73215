//! Networks and static addresses: the facet. A VLAN is a network, a static IP an address; both are put on a server by
//! the keys of one of its two network interfaces: VLANs on the second, addresses on the first. docs: CloudSigma API
//! 1.0, §8.2.

use crate::compute::WHILE_ACTIVE;
use crate::provider::CloudSigma;
use crate::request::{address, normal};
use crate::wire::{ResourceInfo, ServerInfo, good_name, restamped, stamped};
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    Address, AddressId, AttachAddress, AttachNetwork, CreateAddress, CreateNetwork, DestroyAddress,
    DestroyNetwork, DetachAddress, DetachNetwork, Error, ErrorKind, Gone, Listing, Network, NetworkId,
    Networking, OperationStatus, RenameNetwork, Result, ServerId, Started, async_trait,
};
use anycloud_elastic_family::{ServerConfig, requests, wiring};
use tokio::time::Instant;

#[async_trait]
impl Networking for CloudSigma {
    fn networks(&self) -> Listing<Network> {
        let cloud = self.clone();
        Listing::once(async move {
            Ok(cloud.vlans().await?.iter().filter_map(ResourceInfo::to_network).collect())
        })
    }

    async fn create_network(&self, request: &CreateNetwork, run: &mut Run) -> Result<Started<NetworkId>> {
        good_name(&request.name)?;
        self.client.check_name(&request.name)?;
        let made = run.make("network", Recover::Find, async |stamp| {
            let made = self.client.vlan_create(&stamped(&request.name, stamp)).await?;
            Ok(NetworkId::from(&*made.id()))
        });
        made.await.map(Started::done)
    }

    async fn rename_network(&self, request: &RenameNetwork, run: &mut Run) -> Result<Started<()>> {
        let id = normal(&request.id)?;
        good_name(&request.name)?;
        self.client.check_name(&request.name)?;
        run.step("set", async || {
            let old = self.client.vlan_info(&id).await?.name();
            self.client.vlan_rename(&id, &restamped(&request.name, &old)).await.map(drop)
        })
        .await?;
        Ok(Started::done(()))
    }

    async fn destroy_network(&self, request: &DestroyNetwork, run: &mut Run) -> Result<Started<Gone>> {
        let network = normal(&request.id)?.resource();
        run.destroy("destroy", async || self.remove(&network).await).await.map(Started::done)
    }

    async fn attach_network(&self, request: &AttachNetwork, run: &mut Run) -> Result<Started<()>> {
        let network = normal(&request.network)?;
        self.rewire(&request.server, run, |info| {
            wiring::attach_network(info, &network, &[1], || full(&request.server))
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
            Ok(client.ips_info().await?.iter().filter_map(ResourceInfo::to_address).collect())
        })
    }

    /// No document says that a create takes a name, so that an address without the stamp would prove nothing: if the
    /// answer is lost, a person decides.
    async fn create_address(&self, request: &CreateAddress, run: &mut Run) -> Result<Started<AddressId>> {
        good_name(&request.name)?;
        self.client.check_name(&request.name)?;
        let made = run.make("address", Recover::Stop, async |_| {
            let made = self.client.ip_create(Some(&request.name)).await?;
            Ok(AddressId::from(&*made.id()))
        });
        made.await.map(Started::done)
    }

    async fn destroy_address(&self, request: &DestroyAddress, run: &mut Run) -> Result<Started<Gone>> {
        address(request.id.as_str())?;
        let what = request.id.resource();
        let mut gone = false;
        if let Some(at) = run.perhaps_sent("destroy") {
            // An earlier process may have sent it, and it acts each time: look for as long as it may still take
            // effect. What is listed after that was not destroyed by it.
            let over = Instant::now() + self.info.settle.saturating_sub(at.elapsed());
            run.until("an earlier destroy", || async {
                let there = self.listed(&what).await?;
                let waited = Instant::now() >= over;
                Ok(if there && !waited { OperationStatus::running() } else { OperationStatus::Succeeded })
            })
            .await?;
            gone = !self.listed(&what).await?;
        }
        let destroyed = run
            .destroy("destroy", async || if gone { Ok(Gone::Destroyed) } else { self.remove(&what).await });
        destroyed.await.map(Started::done)
    }

    async fn attach_address(&self, request: &AttachAddress, run: &mut Run) -> Result<Started<()>> {
        let ip = address(request.address.as_str())?;
        self.rewire(&request.server, run, |info| {
            wiring::attach_address(info, ip, &[], || full(&request.server))
        })
        .await
    }

    async fn detach_address(&self, request: &DetachAddress, run: &mut Run) -> Result<Started<()>> {
        let ip = address(request.address.as_str())?;
        self.rewire(&request.server, run, |info| Ok(wiring::detach_address(info, ip))).await
    }
}

impl CloudSigma {
    /// All VLANs. The manual has a list of ids and the info of one; public clients ask for all at once, and a service
    /// that does not know that is asked one by one.
    pub(crate) async fn vlans(&self) -> Result<Vec<ResourceInfo>> {
        match self.client.vlans_info().await {
            Err(e) if e.kind() == ErrorKind::NotFound => {}
            told => return told,
        }
        let mut all = Vec::new();
        for id in self.client.vlans_list().await? {
            match self.client.vlan_info(&id).await {
                Ok(info) => all.push(info),
                // It went between the two.
                Err(e) if e.kind() == ErrorKind::NotFound => {}
                Err(e) => return Err(e),
            }
        }
        Ok(all)
    }

    /// Changes what is plugged into a stopped server: network interfaces, drives. `None`: it is as wanted already.
    pub(crate) async fn rewire(
        &self,
        server: &ServerId,
        run: &mut Run,
        change: impl FnOnce(&ServerInfo) -> Result<Option<ServerConfig>> + Send,
    ) -> Result<Started<()>> {
        let server = &normal(server)?;
        if run.has_answer("set") {
            return Ok(Started::done(()));
        }
        let info = self.client.server_info(server).await?;
        if let Some(config) = change(&info)? {
            requests::stopped_where_needed(&info, &config, WHILE_ACTIVE)?;
            run.step("set", async || self.client.server_set(server, &config).await.map(drop)).await?;
        }
        Ok(Started::done(()))
    }
}

fn full(server: &ServerId) -> Error {
    let text = "the server has no free network interface: one is for an address, the other for a network";
    Error::unsent(ErrorKind::Conflict, text).with_resource(server.resource())
}
