//! Elastic IPs.

use super::{Tag, records};
use anycloud_core::Text;

records! {
    /// A static address. docs: `Address`.
    Address "ec2.address" by "publicIp" {
        /// `publicIp`: the IPv4 address itself.
        public_ip: Text = "publicIp",
        /// `allocationId`, e.g. `eipalloc-1234567890abcdef0`. Addresses of the time before VPCs have none.
        allocation_id: Option<Text> = "allocationId",
        /// `associationId`, e.g. `eipassoc-1234567890abcdef0`: while it is associated.
        association_id: Option<Text> = "associationId",
        /// `domain`: `vpc`; `standard` for addresses of the time before VPCs.
        domain: Option<Text> = "domain",
        /// `instanceId`: the server that has it.
        instance_id: Option<Text> = "instanceId",
        /// `networkInterfaceId`: the interface that has it.
        network_interface_id: Option<Text> = "networkInterfaceId",
        /// `networkInterfaceOwnerId`: the account of that interface.
        network_interface_owner_id: Option<Text> = "networkInterfaceOwnerId",
        /// `privateIpAddress`: what it is translated to.
        private_ip: Option<Text> = "privateIpAddress",
        /// `publicIpv4Pool`: the pool that it is from, `amazon` or one of the account's own.
        pool: Option<Text> = "publicIpv4Pool",
        /// `networkBorderGroup`: where it is announced.
        border_group: Option<Text> = "networkBorderGroup",
        /// `serviceManaged`: the service that manages it, if one does: `alb`, `nlb`, `rnat` or `rds`.
        service_managed: Option<Text> = "serviceManaged",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }

    /// A new static address, as [`allocate_address`](crate::Client::allocate_address) gave it. docs:
    /// `AllocateAddressResponse`.
    Allocation "ec2.allocation" by "publicIp" {
        /// `publicIp`: the IPv4 address itself.
        public_ip: Text = "publicIp",
        /// `allocationId`, by which it is associated and released.
        allocation_id: Text = "allocationId",
        /// `domain`: `vpc`.
        domain: Option<Text> = "domain",
        /// `publicIpv4Pool`: the pool that it is from, `amazon` or one of the account's own.
        pool: Option<Text> = "publicIpv4Pool",
        /// `networkBorderGroup`: the zones from which it is announced.
        border_group: Option<Text> = "networkBorderGroup",
    }
}
