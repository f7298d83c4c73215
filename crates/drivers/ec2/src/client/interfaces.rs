//! Network interfaces.

use super::Client;
use crate::request::interfaces as request;
use crate::request::{CreateInterface, Describe, Query};
use crate::wire::NetworkInterface;
use anycloud_core::run::Stamp;
use anycloud_core::{Listing, Result, Text};

impl Client {
    /// DescribeNetworkInterfaces: by id, or by filters such as `subnet-id` and `attachment.instance-id`.
    pub fn describe_network_interfaces(&self, query: &Query) -> Listing<NetworkInterface> {
        self.list(Describe::INTERFACES, query)
    }

    /// CreateNetworkInterface, once for each stamp. Nothing has it yet.
    ///
    /// # Errors
    /// `NotFound` for the subnet or a security group; `CapacityUnavailable` if the subnet is full; `QuotaExceeded`.
    pub async fn create_network_interface(
        &self,
        request: &CreateInterface,
        stamp: &Stamp,
    ) -> Result<NetworkInterface> {
        self.one(request::create(request, stamp), "networkInterface").await
    }

    /// AttachNetworkInterface: to a server of its zone, as the interface of this number, from 1; the id of the
    /// attachment, e.g. `eni-attach-1234567890abcdef0`. The server's system has to set it up.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if it is attached elsewhere; `QuotaExceeded` beyond what the size has.
    pub async fn attach_network_interface(&self, id: &str, instance: &str, index: u32) -> Result<Text> {
        self.text(request::attach(id, instance, index), "attachmentId").await
    }

    /// DetachNetworkInterface: by the id of the attachment; with `force` from a server that has failed, whose system
    /// may not notice.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` for the first interface of a server.
    pub async fn detach_network_interface(&self, attachment: &str, force: bool) -> Result<()> {
        self.done(request::detach(attachment, force)).await
    }

    /// ModifyNetworkInterfaceAttribute: its security groups by id, one at least, instead of those that it has.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn set_network_interface_groups(&self, id: &str, groups: &[&str]) -> Result<()> {
        self.done(request::set_groups(id, groups)).await
    }

    /// DeleteNetworkInterface: one that nothing has.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` while it is attached.
    pub async fn delete_network_interface(&self, id: &str) -> Result<()> {
        self.done(request::delete(id)).await
    }
}
