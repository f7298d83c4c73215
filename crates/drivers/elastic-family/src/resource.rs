//! Resources: static addresses, VLANs, and whatever else has a type.

use crate::properties::Properties;
use crate::reply::unread;
use crate::tags::tags;
use anycloud_core::{Address, AddressId, Network, NetworkId, Result, Text};
use std::net::IpAddr;

/// A resource, as the service describes it. docs: ElasticHosts API, "Get single resource info"; CloudSigma API 1.0,
/// §9.2 and §9.5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceRecord(Properties);

impl ResourceRecord {
    /// The record of a resource.
    ///
    /// # Errors
    /// `Decode` without the keys `type` and `resource`.
    pub fn new(record: Properties) -> Result<Self> {
        if record.some("type").is_none() || record.some("resource").is_none() {
            return Err(unread("a resource without the keys `type` and `resource`"));
        }
        Ok(Self(record))
    }

    /// All keys, known or not.
    pub fn properties(&self) -> &Properties {
        &self.0
    }

    /// The same in memory of its own, apart from the reply that it came with.
    pub fn detach(&self) -> Self {
        Self(self.0.detach())
    }

    /// `type`: `ip`, `vlan`, or another; the list is open.
    pub fn kind(&self) -> Text {
        self.0.text_of("type").unwrap_or_default()
    }

    /// `resource`: the address of an `ip`, the UUID of others.
    pub fn id(&self) -> Text {
        self.0.id_of("resource").unwrap_or_default()
    }

    /// `name`: what people call it. It need not be unique.
    pub fn name(&self) -> Text {
        self.0.text_of("name").unwrap_or_default()
    }

    /// `user`: the owner's UUID.
    pub fn user(&self) -> Option<Text> {
        self.0.text_of("user")
    }

    /// `netmask` to use with a static address.
    pub fn netmask(&self) -> Option<Text> {
        self.0.text_of("netmask")
    }

    /// `gateway` to use with a static address.
    pub fn gateway(&self) -> Option<IpAddr> {
        self.0.some("gateway")?.parse().ok()
    }

    /// `nameserver`: those to use with a static address.
    pub fn nameservers(&self) -> Vec<IpAddr> {
        self.0.words("nameserver").filter_map(|word| word.parse().ok()).collect()
    }

    /// `tags`: labels. Tags with values are [`user_keys`](Self::user_keys).
    pub fn tags(&self) -> Vec<Text> {
        self.0.texts("tags")
    }

    /// `user:*`: the owner's own keys, without the prefix.
    pub fn user_keys(&self) -> Vec<(Text, Text)> {
        self.0.user_keys().collect()
    }

    /// A static address in anycloud's terms; `None` if it is something else.
    pub fn to_address(&self) -> Option<Address> {
        if !matches!(self.0.some("type"), Some("ip" | "ip6")) {
            return None;
        }
        let ip: IpAddr = self.0.some("resource")?.parse().ok()?;
        let mut address = Address::new(AddressId::new(self.id()), self.name(), ip);
        address.gateway = self.gateway();
        address.netmask = self.netmask();
        address.nameservers = self.nameservers();
        address.tags = tags(&self.0);
        Some(address)
    }

    /// A VLAN in anycloud's terms; `None` if it is something else.
    pub fn to_network(&self) -> Option<Network> {
        if self.0.some("type") != Some("vlan") {
            return None;
        }
        let mut network = Network::new(NetworkId::new(self.id()), self.name());
        network.tags = tags(&self.0);
        Some(network)
    }
}
