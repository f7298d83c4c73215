//! Static addresses.

use super::{Action, Params, request, setters};

/// What [`allocate_address`](crate::Client::allocate_address) takes: the parameters of AllocateAddress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllocateAddress(Params);

request!(AllocateAddress);

impl AllocateAddress {
    /// One of the service's own addresses, for servers in VPCs.
    pub fn new() -> Self {
        Self(Params::new().set("Domain", "vpc"))
    }

    setters! {
        /// `Address`: this IPv4 address, which the account had and gave back or which is of a pool of its own.
        address: &str = "Address";
        /// `PublicIpv4Pool`: an address of this pool, one of the account's own.
        pool: &str = "PublicIpv4Pool";
        /// `NetworkBorderGroup`: the zones from which it is announced, and which it cannot leave; the region's if
        /// nothing is said.
        border_group: &str = "NetworkBorderGroup";
    }

    /// `TagSpecification`: its tags. Its name is the tag `Name`.
    #[must_use]
    pub fn tags<'a>(self, tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(self.0.tags("elastic-ip", tags))
    }
}

impl Default for AllocateAddress {
    fn default() -> Self {
        Self::new()
    }
}

/// What [`associate_address`](crate::Client::associate_address) joins: the parameters of AssociateAddress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssociateAddress(Params);

request!(AssociateAddress);

impl AssociateAddress {
    /// An address with the interface of a server, which may have only one; by allocation id and server id.
    pub fn instance(allocation: &str, instance: &str) -> Self {
        Self(Params::new().set("AllocationId", allocation).set("InstanceId", instance))
    }

    /// An address with an interface, by allocation id and interface id.
    pub fn interface(allocation: &str, interface: &str) -> Self {
        Self(Params::new().set("AllocationId", allocation).set("NetworkInterfaceId", interface))
    }

    setters! {
        /// `AllowReassociation`: whether it may be taken from what has it now. It may if nothing is said.
        allow_reassociation: bool = "AllowReassociation";
        /// `PrivateIpAddress`: what it is translated to; the primary one of the interface if nothing is said.
        private_ip: &str = "PrivateIpAddress";
    }
}

pub(crate) fn allocate(request: &AllocateAddress) -> Action {
    Action::once("AllocateAddress", request.0.clone())
}

/// docs: AssociateAddress: "This is an idempotent operation."
pub(crate) fn associate(request: &AssociateAddress) -> Action {
    Action::harmless("AssociateAddress", request.0.clone())
}

/// docs: DisassociateAddress: "This is an idempotent operation."
pub(crate) fn disassociate(association: &str) -> Action {
    Action::harmless("DisassociateAddress", Params::new().set("AssociationId", association))
}

pub(crate) fn release(allocation: &str) -> Action {
    Action::harmless("ReleaseAddress", Params::new().set("AllocationId", allocation))
}
