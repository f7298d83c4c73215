//! VPCs and subnets.

use super::{Action, Params, request, setters};

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
