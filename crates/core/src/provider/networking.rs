//! The facet of networks, static addresses and firewalls.

use crate::error::{Error, Result};
use crate::id::{AddressId, FirewallId, NetworkId};
use crate::listing::Listing;
use crate::model::{Address, Firewall, Network};
use crate::operation::Started;
use crate::provider::Gone;
use crate::request::{
    AttachAddress, AttachNetwork, CreateAddress, CreateFirewall, CreateNetwork, DestroyAddress,
    DestroyFirewall, DestroyNetwork, DetachAddress, DetachNetwork, RenameNetwork, UpdateFirewall,
};
use crate::run::Run;
use async_trait::async_trait;
use std::fmt::Debug;

/// Networks, static addresses and firewalls.
///
/// What has a default here refuses as `Unsupported`. To destroy what is gone already is no error: [`Gone::Already`].
#[async_trait]
pub trait Networking: Debug + Send + Sync {
    /// All networks.
    fn networks(&self) -> Listing<Network>;

    /// Makes a network.
    async fn create_network(&self, _request: &CreateNetwork, _run: &mut Run) -> Result<Started<NetworkId>> {
        Err(Error::unsupported("this cloud makes no networks"))
    }

    /// Renames a network.
    async fn rename_network(&self, _request: &RenameNetwork, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud renames no networks"))
    }

    /// Destroys a network.
    async fn destroy_network(&self, _request: &DestroyNetwork, _run: &mut Run) -> Result<Started<Gone>> {
        Err(Error::unsupported("this cloud destroys no networks"))
    }

    /// Puts a server on a network.
    async fn attach_network(&self, _request: &AttachNetwork, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud puts no servers on networks"))
    }

    /// Takes a server off a network.
    async fn detach_network(&self, _request: &DetachNetwork, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud takes no servers off networks"))
    }

    /// All static addresses.
    fn addresses(&self) -> Listing<Address> {
        Listing::failed(Error::unsupported("this cloud has no static addresses"))
    }

    /// Takes a static address.
    async fn create_address(&self, _request: &CreateAddress, _run: &mut Run) -> Result<Started<AddressId>> {
        Err(Error::unsupported("this cloud gives no static addresses"))
    }

    /// Gives a static address back.
    async fn destroy_address(&self, _request: &DestroyAddress, _run: &mut Run) -> Result<Started<Gone>> {
        Err(Error::unsupported("this cloud takes no static addresses back"))
    }

    /// Puts a static address on a server.
    async fn attach_address(&self, _request: &AttachAddress, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud puts no addresses on servers"))
    }

    /// Takes a static address off a server.
    async fn detach_address(&self, _request: &DetachAddress, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud takes no addresses off servers"))
    }

    /// All firewalls with their rules.
    fn firewalls(&self) -> Listing<Firewall> {
        Listing::failed(Error::unsupported("this cloud has no firewalls"))
    }

    /// Makes a firewall with its rules.
    async fn create_firewall(
        &self,
        _request: &CreateFirewall,
        _run: &mut Run,
    ) -> Result<Started<FirewallId>> {
        Err(Error::unsupported("this cloud makes no firewalls"))
    }

    /// Replaces the rules of a firewall, in the directions that the request
    /// [replaces](UpdateFirewall::replaces).
    async fn update_firewall(&self, _request: &UpdateFirewall, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud changes no firewalls"))
    }

    /// Destroys a firewall.
    async fn destroy_firewall(&self, _request: &DestroyFirewall, _run: &mut Run) -> Result<Started<Gone>> {
        Err(Error::unsupported("this cloud destroys no firewalls"))
    }
}
