//! Networks and static addresses: the facet, with the firewalls of their own file.
//!
//! A network is a subnet, for that is what a server is put into. A new one is made in the region's default VPC; VPCs of
//! one's own, and what leads out of them, are the native client's.

use crate::provider::{Ec2, one};
use crate::request::{AllocateAddress, AssociateAddress, CreateSubnet, Query};
use crate::tags;
use crate::wire::Address as ElasticIp;
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    Address, AddressId, AttachAddress, CreateAddress, CreateFirewall, CreateNetwork, DestroyAddress,
    DestroyFirewall, DestroyNetwork, DetachAddress, Error, ErrorKind, Firewall, FirewallId, Gone, Listing,
    Network, NetworkId, Networking, RenameNetwork, Result, Started, Tags, UpdateFirewall, async_trait,
};
use std::net::Ipv4Addr;

/// The addresses of a new subnet, as the bits before them: 251 for servers, five for the service.
const SUBNET: u32 = 24;

#[async_trait]
impl Networking for Ec2 {
    fn networks(&self) -> Listing<Network> {
        self.client.describe_subnets(&Query::all()).map(|subnet| subnet.to_network())
    }

    async fn create_network(&self, request: &CreateNetwork, run: &mut Run) -> Result<Started<NetworkId>> {
        let (vpc, block): (String, String) = run.fact("block", async || self.free_block().await).await?;
        let make = run.make("network", Recover::Find, async |stamp| {
            let (stamp, none) = (stamp.text(), Tags::new());
            let subnet = CreateSubnet::new(&vpc, &block).tags(tags::new(&request.name, &none, &stamp));
            Ok(NetworkId::new(self.client.create_subnet(&subnet).await?.id()))
        });
        make.await.map(Started::done)
    }

    async fn rename_network(&self, request: &RenameNetwork, run: &mut Run) -> Result<Started<()>> {
        let tags = [(tags::NAME, &*request.name)];
        run.step("name", async || self.client.create_tags(&[request.id.as_str()], &tags).await).await?;
        Ok(Started::done(()))
    }

    async fn destroy_network(&self, request: &DestroyNetwork, run: &mut Run) -> Result<Started<Gone>> {
        run.destroy("destroy", async || self.remove(&request.id.resource()).await).await.map(Started::done)
    }

    fn addresses(&self) -> Listing<Address> {
        let client = self.client.clone();
        Listing::once(async move {
            let all = client.describe_addresses(&Query::all()).all().await?;
            Ok(all.iter().filter_map(|address| address.to_address()).collect())
        })
    }

    async fn create_address(&self, request: &CreateAddress, run: &mut Run) -> Result<Started<AddressId>> {
        let make = run.make("address", Recover::Find, async |stamp| {
            let (stamp, none) = (stamp.text(), Tags::new());
            let address = AllocateAddress::new().tags(tags::new(&request.name, &none, &stamp));
            Ok(AddressId::new(self.client.allocate_address(&address).await?.allocation_id()))
        });
        make.await.map(Started::done)
    }

    async fn destroy_address(&self, request: &DestroyAddress, run: &mut Run) -> Result<Started<Gone>> {
        run.destroy("destroy", async || self.remove(&request.id.resource()).await).await.map(Started::done)
    }

    /// It is not taken from another server.
    async fn attach_address(&self, request: &AttachAddress, run: &mut Run) -> Result<Started<()>> {
        run.step("attach", async || {
            let now = self.elastic_ip(&request.address).await?;
            if now.instance_id().as_deref() == Some(request.server.as_str()) {
                return Ok(());
            }
            if now.association_id().is_some() {
                return Err(taken(&request.address));
            }
            let join = AssociateAddress::instance(request.address.as_str(), request.server.as_str());
            self.client.associate_address(&join.allow_reassociation(false)).await.map(drop)
        })
        .await?;
        Ok(Started::done(()))
    }

    async fn detach_address(&self, request: &DetachAddress, run: &mut Run) -> Result<Started<()>> {
        run.step("detach", async || {
            let now = self.elastic_ip(&request.address).await?;
            match now.association_id() {
                Some(association) if now.instance_id().as_deref() == Some(request.server.as_str()) => {
                    self.client.disassociate_address(&association).await
                }
                _ => Ok(()),
            }
        })
        .await?;
        Ok(Started::done(()))
    }

    fn firewalls(&self) -> Listing<Firewall> {
        self.client.describe_security_groups(&Query::all()).map(|group| group.to_firewall())
    }

    async fn create_firewall(&self, request: &CreateFirewall, run: &mut Run) -> Result<Started<FirewallId>> {
        self.make_firewall(request, run).await
    }

    async fn update_firewall(&self, request: &UpdateFirewall, run: &mut Run) -> Result<Started<()>> {
        self.replace_rules(request, run).await
    }

    async fn destroy_firewall(&self, request: &DestroyFirewall, run: &mut Run) -> Result<Started<Gone>> {
        run.destroy("destroy", async || self.remove(&request.id.resource()).await).await.map(Started::done)
    }
}

/// An address that something else has.
pub(crate) fn taken(address: &AddressId) -> Error {
    let text = "the address is another's: detach it first";
    Error::unsent(ErrorKind::Conflict, text).with_resource(address.resource())
}

impl Ec2 {
    pub(crate) async fn elastic_ip(&self, id: &AddressId) -> Result<ElasticIp> {
        one(self.client.describe_addresses(&Query::ids([id.as_str()])), &id.resource()).await
    }

    /// The default VPC, and a block of its addresses that no subnet has: from the end, for the service's own begin at the
    /// start.
    async fn free_block(&self) -> Result<(String, String)> {
        let default = Query::all().filter("is-default", ["true"]);
        let Some(vpc) = self.client.describe_vpcs(&default).next().await? else {
            let text = "the region has no default VPC: make subnets with the native client";
            return Err(Error::unsupported(text));
        };
        let within = vpc.cidr().as_deref().and_then(block);
        let query = Query::all().filter("vpc-id", [vpc.id()]);
        let subnets = self.client.describe_subnets(&query).all().await?;
        let taken: Vec<Block> = subnets.iter().filter_map(|subnet| block(&subnet.cidr()?)).collect();
        match within.and_then(|within| free(within, &taken)) {
            Some(first) => Ok((vpc.id().to_string(), format!("{}/{SUBNET}", Ipv4Addr::from_bits(first)))),
            None => {
                let text = "the default VPC has no block of 256 addresses left";
                Err(Error::unsent(ErrorKind::QuotaExceeded, text))
            }
        }
    }
}

/// The first and the last address.
type Block = (u32, u32);

fn block(cidr: &str) -> Option<Block> {
    let (first, bits) = cidr.split_once('/')?;
    let (first, bits) = (first.parse::<Ipv4Addr>().ok()?.to_bits(), bits.parse::<u32>().ok()?);
    let rest = u32::MAX.checked_shr(bits).unwrap_or(0);
    Some((first & !rest, first | rest))
}

fn free((first, last): Block, taken: &[Block]) -> Option<u32> {
    let size = 1 << (32 - SUBNET);
    let count = (last - first + 1) / size;
    let mut from_the_end = (0..count).rev().map(|n| first + n * size);
    from_the_end.find(|start| taken.iter().all(|(a, b)| start + size - 1 < *a || *start > *b))
}

#[cfg(test)]
mod tests {
    use super::{block, free};
    use std::net::Ipv4Addr;

    #[test]
    fn a_free_block_is_no_others() {
        let vpc = block("172.31.0.0/16").unwrap();
        let found = |taken: &[&str]| {
            let taken: Vec<_> = taken.iter().map(|cidr| block(cidr).unwrap()).collect();
            free(vpc, &taken).map(|first| Ipv4Addr::from_bits(first).to_string())
        };
        assert_eq!(found(&["172.31.0.0/20", "172.31.16.0/20"]).unwrap(), "172.31.255.0");
        assert_eq!(found(&["172.31.255.0/24", "172.31.254.128/28"]).unwrap(), "172.31.253.0");
        assert_eq!(found(&["172.31.240.0/20"]).unwrap(), "172.31.239.0");
        assert_eq!(found(&["172.31.0.0/16"]), None);
        assert_eq!(free(block("10.0.0.0/28").unwrap(), &[]), None, "it is smaller than one");
    }
}
