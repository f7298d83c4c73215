//! Changes of networks and static addresses.

use super::sealed::Sealed;
use super::{Mutation, good_name, need};
use crate::capability::{Capabilities, NetworkingCapabilities};
use crate::error::Result;
use crate::id::{AddressId, NetworkId, ServerId};
use crate::operation::Started;
use crate::provider::{Gone, Networking, Provider, missing};
use crate::run::Run;
use crate::text::Text;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// Makes a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CreateNetwork {
    /// Its name, without control characters.
    pub name: Text,
}

impl CreateNetwork {
    /// A network of this name.
    pub fn new(name: impl Into<Text>) -> Self {
        Self { name: name.into() }
    }
}

/// Renames a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RenameNetwork {
    /// Which.
    pub id: NetworkId,
    /// Its new name, without control characters.
    pub name: Text,
}

impl RenameNetwork {
    /// This network gets that name.
    pub fn new(id: impl Into<NetworkId>, name: impl Into<Text>) -> Self {
        Self { id: id.into(), name: name.into() }
    }
}

/// Destroys a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DestroyNetwork {
    /// Which.
    pub id: NetworkId,
}

impl DestroyNetwork {
    /// Destroys this network.
    pub fn new(id: impl Into<NetworkId>) -> Self {
        Self { id: id.into() }
    }
}

/// Puts a server on a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AttachNetwork {
    /// The network.
    pub network: NetworkId,
    /// The server.
    pub server: ServerId,
}

impl AttachNetwork {
    /// This network, that server.
    pub fn new(network: impl Into<NetworkId>, server: impl Into<ServerId>) -> Self {
        Self { network: network.into(), server: server.into() }
    }
}

/// Takes a server off a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DetachNetwork {
    /// The network.
    pub network: NetworkId,
    /// The server.
    pub server: ServerId,
}

impl DetachNetwork {
    /// This network, that server.
    pub fn new(network: impl Into<NetworkId>, server: impl Into<ServerId>) -> Self {
        Self { network: network.into(), server: server.into() }
    }
}

/// Takes a static address for the account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CreateAddress {
    /// A name for it, without control characters.
    pub name: Text,
}

impl CreateAddress {
    /// An address of this name.
    pub fn new(name: impl Into<Text>) -> Self {
        Self { name: name.into() }
    }
}

/// Gives a static address back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DestroyAddress {
    /// Which.
    pub id: AddressId,
}

impl DestroyAddress {
    /// Gives this address back.
    pub fn new(id: impl Into<AddressId>) -> Self {
        Self { id: id.into() }
    }
}

/// Puts a static address on a server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AttachAddress {
    /// The address.
    pub address: AddressId,
    /// The server.
    pub server: ServerId,
}

impl AttachAddress {
    /// This address, that server.
    pub fn new(address: impl Into<AddressId>, server: impl Into<ServerId>) -> Self {
        Self { address: address.into(), server: server.into() }
    }
}

/// Takes a static address off a server; the server gets a temporary one where the cloud has them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DetachAddress {
    /// The address.
    pub address: AddressId,
    /// The server.
    pub server: ServerId,
}

impl DetachAddress {
    /// This address, that server.
    pub fn new(address: impl Into<AddressId>, server: impl Into<ServerId>) -> Self {
        Self { address: address.into(), server: server.into() }
    }
}

/// The nine differ only in their flag, their words, and the method that does them.
macro_rules! mutations {
    ($($request:ty, $kind:literal -> $value:ty, $undoable:literal, $flag:ident, $what:literal, $method:ident, [$($name:ident)?];)*) => { $(
        impl Sealed for $request {}

        #[async_trait]
        impl Mutation for $request {
            const KIND: &'static str = $kind;
            const UNDOABLE: bool = $undoable;
            type Value = $value;

            fn check(&self, can: &Capabilities) -> Result<()> {
                need(networking(can)?.$flag, $what)?;
                $( good_name(&self.$name)?; )?
                Ok(())
            }

            async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<$value>> {
                facet(provider)?.$method(self, run).await
            }
        }
    )* };
}

mutations! {
    CreateNetwork, "create_network" -> NetworkId, true, manage_networks, "make networks", create_network, [name];
    RenameNetwork, "rename_network" -> (), false, rename_networks, "rename networks", rename_network, [name];
    DestroyNetwork, "destroy_network" -> Gone, false, manage_networks, "destroy networks", destroy_network, [];
    AttachNetwork, "attach_network" -> (), false, attach_network, "put servers on networks", attach_network, [];
    DetachNetwork, "detach_network" -> (), false, attach_network, "take servers off networks", detach_network, [];
    CreateAddress, "create_address" -> AddressId, true, manage_addresses, "give static addresses", create_address, [name];
    DestroyAddress, "destroy_address" -> Gone, false, manage_addresses, "take static addresses back", destroy_address, [];
    AttachAddress, "attach_address" -> (), false, attach_address, "put addresses on servers", attach_address, [];
    DetachAddress, "detach_address" -> (), false, attach_address, "take addresses off servers", detach_address, [];
}

pub(super) fn networking(can: &Capabilities) -> Result<&NetworkingCapabilities> {
    can.networking.as_ref().ok_or_else(|| missing("networking"))
}

pub(super) fn facet(provider: &dyn Provider) -> Result<&dyn Networking> {
    provider.networking().ok_or_else(|| missing("networking"))
}
