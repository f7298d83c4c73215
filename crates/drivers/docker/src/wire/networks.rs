//! Networks.

use super::record;
use anycloud_core::{NetworkId, ServerId, Text, Timestamp};
use anycloud_http::json::Object;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::IpAddr;

record! {
    /// A network: `GET /networks`, or with its containers `GET /networks/{id}`.
    NetworkInfo => "docker.network", needs ["Id"]
}

impl NetworkInfo {
    /// Its id: 64 hexadecimal digits.
    pub fn id(&self) -> NetworkId {
        NetworkId::new(self.0.text("Id").unwrap_or_default())
    }

    /// Its name.
    pub fn name(&self) -> Text {
        self.0.text("Name").unwrap_or_default()
    }

    /// What makes it: `bridge`, `host`, `null` (the network `none`), `macvlan`, …
    pub fn driver(&self) -> Option<Text> {
        self.0.text("Driver")
    }

    /// When it was made; `None` of some of the engine's own.
    pub fn created(&self) -> Option<Timestamp> {
        self.0.time("Created")
    }

    /// Whether it leads nowhere else.
    pub fn internal(&self) -> bool {
        self.0.flag("Internal")
    }

    /// Its labels.
    pub fn labels(&self) -> BTreeMap<Text, Text> {
        self.0.map("Labels")
    }

    /// Its ranges of addresses, e.g. `10.20.0.0/24`.
    pub fn subnets(&self) -> Vec<Text> {
        let ipam = self.0.inner("IPAM");
        ipam.objects("Config").filter_map(|range| range.text("Subnet")).collect()
    }

    /// The containers in it that run. A list of networks does not say them, so that there this is empty.
    pub fn containers(&self) -> Vec<ServerId> {
        self.0.inner("Containers").fields().keys().map(|id| ServerId::new(id.as_str())).collect()
    }
}

/// A container's place in a network that it has. One that it shall have is an [`Endpoint`](crate::Endpoint).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndpointInfo {
    /// The network's name.
    pub name: Text,
    /// The network's id; Podman says its name. Not before the container was started.
    pub network: Option<NetworkId>,
    /// The container's addresses there, IPv4 before IPv6, while it runs.
    pub addresses: Vec<IpAddr>,
    /// The network's gateway, while it runs.
    pub gateway: Option<IpAddr>,
    /// The container's MAC address, while it runs.
    pub mac: Option<Text>,
    /// Names under which it is known there.
    pub aliases: Vec<Text>,
}

impl EndpointInfo {
    /// Whether it is a place in this network, by its id or, as Podman has it, its name.
    pub(crate) fn is_in(&self, network: &NetworkInfo) -> bool {
        let said = self.network.as_ref().map(NetworkId::as_str);
        said == Some(network.id().as_str()) || said == Some(&*network.name()) || self.name == network.name()
    }
}

/// By network: the addresses that older engines also send beside them are left out of newer ones. docs: Engine API
/// 1.52.
pub(super) fn endpoints(settings: &Object) -> Vec<EndpointInfo> {
    let networks = settings.inner("Networks");
    let read = |(name, endpoint): (&String, &Value)| {
        let endpoint = Object::of(endpoint);
        let address = |field: &str| endpoint.str(field).and_then(|address| address.parse().ok());
        EndpointInfo {
            name: name.as_str().into(),
            network: endpoint.text("NetworkID").map(NetworkId::new),
            addresses: ["IPAddress", "GlobalIPv6Address"].into_iter().filter_map(address).collect(),
            gateway: address("Gateway"),
            mac: endpoint.text("MacAddress"),
            aliases: endpoint.texts("Aliases"),
        }
    };
    networks.fields().iter().map(read).collect()
}
