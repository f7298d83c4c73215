//! Networks, static addresses, firewalls and key pairs: what servers are reached by.

use super::Cloud;
use crate::error::Result;
use crate::listing::Listing;
use crate::model::{Address, Firewall, KeyPair, Network};
use crate::provider::{KeyPairs, Networking, missing};

/// Reads: networks, static addresses, firewalls and key pairs.
impl Cloud {
    /// Networks.
    pub fn networks(&self) -> Listing<Network> {
        self.listing(self.networking().map(|n| n.networks()))
    }

    /// The one network of this id or, failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_network(&self, id_or_name: &str) -> Result<Network> {
        self.only("network", id_or_name, self.networks().all().await?, |n| n.id.as_str(), |n| &n.name)
    }

    /// Static addresses.
    pub fn addresses(&self) -> Listing<Address> {
        self.listing(self.networking().map(|n| n.addresses()))
    }

    /// The one static address of this id or, failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_address(&self, id_or_name: &str) -> Result<Address> {
        self.only("address", id_or_name, self.addresses().all().await?, |a| a.id.as_str(), |a| &a.name)
    }

    /// Firewalls with their rules.
    pub fn firewalls(&self) -> Listing<Firewall> {
        self.listing(self.networking().map(|n| n.firewalls()))
    }

    /// The one firewall of this id or, failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_firewall(&self, id_or_name: &str) -> Result<Firewall> {
        self.only("firewall", id_or_name, self.firewalls().all().await?, |f| f.id.as_str(), |f| &f.name)
    }

    /// Key pairs.
    pub fn key_pairs(&self) -> Listing<KeyPair> {
        self.listing(self.key_pair_facet().map(|k| k.key_pairs()))
    }

    /// The one key pair of this id or, failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_key_pair(&self, id_or_name: &str) -> Result<KeyPair> {
        self.only("key pair", id_or_name, self.key_pairs().all().await?, |k| k.id.as_str(), |k| &k.name)
    }

    fn networking(&self) -> Result<&dyn Networking> {
        self.0.provider.networking().ok_or_else(|| missing("networking"))
    }

    fn key_pair_facet(&self) -> Result<&dyn KeyPairs> {
        self.0.provider.key_pairs().ok_or_else(|| missing("key pairs"))
    }
}
