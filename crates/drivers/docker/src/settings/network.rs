//! Networks, and a container's place in one.

use super::put;
use crate::error::invalid;
use anycloud_core::{NetworkId, Result};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// A network to make, for [`Client::network_create`](crate::Client::network_create).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateNetwork {
    /// Its name: letters, digits, `_`, `.` and `-`, beginning with a letter or digit.
    pub name: String,
    /// What makes it: `bridge` if nothing is said, else `macvlan`, `ipvlan`, …
    pub driver: Option<String>,
    /// Its subnets; the engine chooses one if nothing is said.
    pub subnets: Vec<Subnet>,
    /// Whether it leads nowhere else: its containers reach each other, and nothing outside.
    pub internal: bool,
    /// Whether it has IPv6 addresses too.
    pub ipv6: bool,
    /// Labels. They are written once.
    pub labels: BTreeMap<String, String>,
    /// Options of the driver, e.g. `com.docker.network.driver.mtu`.
    pub options: BTreeMap<String, String>,
}

impl CreateNetwork {
    /// A network of this name, all else the engine's choice.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            driver: None,
            subnets: Vec::new(),
            internal: false,
            ipv6: false,
            labels: BTreeMap::new(),
            options: BTreeMap::new(),
        }
    }

    /// Adds a range of addresses.
    pub fn subnet(mut self, subnet: Subnet) -> Self {
        self.subnets.push(subnet);
        self
    }

    /// Sets a label.
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(name.into(), value.into());
        self
    }
}

/// Addresses of a network. What is no range is refused by [`Client::network_create`](crate::Client::network_create),
/// before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Subnet {
    /// All of them, e.g. `10.20.0.0/24`.
    pub range: String,
    /// Those of them that are given to containers (`IPRange`), if not all, e.g. `10.20.0.128/25`.
    pub given: Option<String>,
    /// The host's own, by which containers reach the outside; the first if nothing is said.
    pub gateway: Option<IpAddr>,
}

impl Subnet {
    /// All addresses of a range such as `10.20.0.0/24`.
    pub fn new(range: impl Into<String>) -> Self {
        Self { range: range.into(), given: None, gateway: None }
    }

    pub(crate) fn to_json(&self) -> Result<Value> {
        let mut body = Map::new();
        put(&mut body, "Subnet", checked(&self.range)?);
        put(&mut body, "IPRange", self.given.as_deref().map(checked).transpose()?);
        put(&mut body, "Gateway", self.gateway.map(|address| address.to_string()));
        Ok(body.into())
    }
}

/// A container's place in a network that it shall have. The one that it has is
/// [`EndpointInfo`](crate::wire::EndpointInfo).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoint {
    /// The network, by whole id or name.
    pub network: NetworkId,
    /// Names under which other containers find it there, besides its own. Not on the engine's usual network.
    pub aliases: Vec<String>,
    /// Its address; one that is free if nothing is said. Only in networks that were made with a subnet.
    pub address: Option<IpAddr>,
}

impl Endpoint {
    /// A place in this network, with any address that is free.
    pub fn new(network: impl Into<NetworkId>) -> Self {
        Self { network: network.into(), aliases: Vec::new(), address: None }
    }

    /// Asks for this address.
    pub fn address(mut self, address: IpAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// Adds a name under which it is found there.
    pub fn alias(mut self, name: impl Into<String>) -> Self {
        self.aliases.push(name.into());
        self
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut ipam = Map::new();
        if let Some(address) = self.address {
            let name = if address.is_ipv4() { "IPv4Address" } else { "IPv6Address" };
            put(&mut ipam, name, address.to_string());
        }
        let mut body = Map::new();
        put(&mut body, "Aliases", self.aliases.clone());
        put(&mut body, "IPAMConfig", ipam);
        body.into()
    }
}

fn checked(range: &str) -> Result<&str> {
    let parts = range.split_once('/').and_then(|(address, bits)| {
        let address: IpAddr = address.parse().ok()?;
        let bits: u8 = bits.parse().ok()?;
        Some(bits <= if address.is_ipv4() { 32 } else { 128 })
    });
    if parts == Some(true) {
        Ok(range)
    } else {
        Err(invalid(format!("{range:?} is no range of addresses, such as 10.20.0.0/24")))
    }
}
