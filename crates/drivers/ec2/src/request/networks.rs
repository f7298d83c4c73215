//! VPCs, subnets, interfaces and static addresses.

use super::{Action, Params, request, setters};
use anycloud_core::run::Stamp;

/// What [`create_vpc`](crate::Client::create_vpc) makes: the parameters of CreateVpc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateVpc(Params);

request!(CreateVpc);

impl CreateVpc {
    /// `CidrBlock`: a private network with this block of IPv4 addresses, from /16 to /28, e.g. `10.0.0.0/16`. Nothing
    /// leads out of it yet.
    pub fn new(cidr: &str) -> Self {
        Self(Params::new().set("CidrBlock", cidr))
    }

    setters! {
        /// `InstanceTenancy`: what servers are without a word of their own, `default`, or `dedicated` for hardware of
        /// one's own.
        tenancy: &str = "InstanceTenancy";
        /// `AmazonProvidedIpv6CidrBlock`: whether it gets a block of IPv6 addresses, a /56 of the service's choice.
        ipv6: bool = "AmazonProvidedIpv6CidrBlock";
    }

    /// `TagSpecification`: its tags. Its name is the tag `Name`.
    #[must_use]
    pub fn tags<'a>(self, tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(self.0.tags("vpc", tags))
    }
}

/// What [`create_subnet`](crate::Client::create_subnet) makes: the parameters of CreateSubnet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateSubnet(Params);

request!(CreateSubnet);

impl CreateSubnet {
    /// `VpcId` and `CidrBlock`: a part of this VPC with this block of its IPv4 addresses, from /16 to /28. The service
    /// keeps five of them for itself.
    pub fn new(vpc: &str, cidr: &str) -> Self {
        Self(Params::new().set("VpcId", vpc).set("CidrBlock", cidr))
    }

    setters! {
        /// `AvailabilityZone`: the service's choice if nothing is said.
        zone: &str = "AvailabilityZone";
        /// `Ipv6CidrBlock`: a block of the VPC's IPv6 addresses, too.
        ipv6_cidr: &str = "Ipv6CidrBlock";
    }

    /// `TagSpecification`: its tags. Its name is the tag `Name`.
    #[must_use]
    pub fn tags<'a>(self, tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(self.0.tags("subnet", tags))
    }
}

/// What [`create_network_interface`](crate::Client::create_network_interface) makes: the parameters of
/// CreateNetworkInterface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateInterface(Params);

request!(CreateInterface);

impl CreateInterface {
    /// `SubnetId`: an interface in this subnet, which nothing has yet.
    pub fn new(subnet: &str) -> Self {
        Self(Params::new().set("SubnetId", subnet))
    }

    setters! {
        /// `Description`, in words of one's own.
        description: &str = "Description";
        /// `PrivateIpAddress`: its IPv4 address, one of the subnet's; the service's choice if nothing is said.
        private_ip: &str = "PrivateIpAddress";
    }

    /// `SecurityGroupId`: its security groups, by id; the VPC's default one if nothing is said.
    #[must_use]
    pub fn security_groups<T: ToString>(self, ids: impl IntoIterator<Item = T>) -> Self {
        Self(self.0.list("SecurityGroupId", ids))
    }

    /// `TagSpecification`: its tags. Its name is the tag `Name`.
    #[must_use]
    pub fn tags<'a>(self, tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(self.0.tags("network-interface", tags))
    }
}

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

pub(crate) fn create_vpc(request: &CreateVpc) -> Action {
    Action::once("CreateVpc", request.0.clone())
}

pub(crate) fn delete_vpc(id: &str) -> Action {
    Action::harmless("DeleteVpc", Params::new().set("VpcId", id))
}

pub(crate) fn create_subnet(request: &CreateSubnet) -> Action {
    Action::once("CreateSubnet", request.0.clone())
}

pub(crate) fn delete_subnet(id: &str) -> Action {
    Action::harmless("DeleteSubnet", Params::new().set("SubnetId", id))
}

pub(crate) fn create_interface(request: &CreateInterface, stamp: &Stamp) -> Action {
    Action::keyed("CreateNetworkInterface", request.0.clone(), stamp)
}

pub(crate) fn attach_interface(id: &str, instance: &str, index: u32) -> Action {
    let params = interface(id).set("InstanceId", instance).set("DeviceIndex", index);
    Action::harmless("AttachNetworkInterface", params)
}

pub(crate) fn detach_interface(attachment: &str, force: bool) -> Action {
    let params = Params::new().set("AttachmentId", attachment);
    let params = if force { params.set("Force", true) } else { params };
    Action::harmless("DetachNetworkInterface", params)
}

pub(crate) fn set_interface_groups(id: &str, groups: &[&str]) -> Action {
    let params = interface(id).list("SecurityGroupId", groups);
    Action::harmless("ModifyNetworkInterfaceAttribute", params)
}

pub(crate) fn delete_interface(id: &str) -> Action {
    Action::harmless("DeleteNetworkInterface", interface(id))
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

fn interface(id: &str) -> Params {
    Params::new().set("NetworkInterfaceId", id)
}
