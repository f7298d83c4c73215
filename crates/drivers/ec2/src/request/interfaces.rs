//! Network interfaces.

use super::{Action, Params, request, setters};
use anycloud_core::run::Stamp;

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

pub(crate) fn create(request: &CreateInterface, stamp: &Stamp) -> Action {
    Action::keyed("CreateNetworkInterface", request.0.clone(), stamp)
}

pub(crate) fn attach(id: &str, instance: &str, index: u32) -> Action {
    let params = one(id).set("InstanceId", instance).set("DeviceIndex", index);
    Action::harmless("AttachNetworkInterface", params)
}

pub(crate) fn detach(attachment: &str, force: bool) -> Action {
    let params = Params::new().set("AttachmentId", attachment);
    let params = if force { params.set("Force", true) } else { params };
    Action::harmless("DetachNetworkInterface", params)
}

pub(crate) fn set_groups(id: &str, groups: &[&str]) -> Action {
    let params = one(id).list("SecurityGroupId", groups);
    Action::harmless("ModifyNetworkInterfaceAttribute", params)
}

pub(crate) fn delete(id: &str) -> Action {
    Action::harmless("DeleteNetworkInterface", one(id))
}

fn one(id: &str) -> Params {
    Params::new().set("NetworkInterfaceId", id)
}
