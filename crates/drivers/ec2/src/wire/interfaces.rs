//! Network interfaces.

use super::{GroupRef, Tag, records};
use crate::xml::Element;
use anycloud_core::{Text, Timestamp};

records! {
    /// A network interface. As part of a server it has fewer fields. docs: `NetworkInterface`,
    /// `InstanceNetworkInterface`.
    NetworkInterface "ec2.network_interface" by "networkInterfaceId" {
        /// `networkInterfaceId`, e.g. `eni-1234567890abcdef0`.
        id: Text = "networkInterfaceId",
        /// `status`: `available`, `associated`, `attaching`, `in-use` or `detaching`.
        status: Text = "status",
        /// `interfaceType`: `interface`, `efa`, `nat_gateway`, …
        interface_type: Option<Text> = "interfaceType",
        /// `description`.
        description: Option<Text> = "description",
        /// `macAddress`.
        mac: Option<Text> = "macAddress",
        /// `privateIpAddress`: the primary one.
        private_ip: Option<Text> = "privateIpAddress",
        /// `privateIpAddressesSet`: all of IPv4.
        private_ips: Vec<InterfaceIp> = "privateIpAddressesSet",
        /// `ipv6AddressesSet`.
        ipv6: Vec<InterfaceIp> = "ipv6AddressesSet",
        /// `privateDnsName`.
        private_dns_name: Option<Text> = "privateDnsName",
        /// `association`: its public address.
        association: Option<InterfaceAssociation> = "association",
        /// `attachment`: the server that it is on.
        attachment: Option<InterfaceAttachment> = "attachment",
        /// `groupSet`: its security groups.
        security_groups: Vec<GroupRef> = "groupSet",
        /// `availabilityZone`.
        zone: Option<Text> = "availabilityZone",
        /// `subnetId`.
        subnet_id: Option<Text> = "subnetId",
        /// `vpcId`.
        vpc_id: Option<Text> = "vpcId",
        /// `ownerId`: the account.
        owner_id: Option<Text> = "ownerId",
        /// `requesterId`: who made it on the owner's behalf.
        requester_id: Option<Text> = "requesterId",
        /// `requesterManaged`: whether a service manages it.
        requester_managed: Option<bool> = "requesterManaged",
        /// `sourceDestCheck`.
        source_dest_check: Option<bool> = "sourceDestCheck",
        /// `ipv4PrefixSet`.
        ipv4_prefixes: Vec<Element> = "ipv4PrefixSet",
        /// `ipv6PrefixSet`.
        ipv6_prefixes: Vec<Element> = "ipv6PrefixSet",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }

    /// An address of an interface. docs: `NetworkInterfacePrivateIpAddress`, `NetworkInterfaceIpv6Address`.
    InterfaceIp "ec2.interface_ip" {
        /// `privateIpAddress`.
        private_ip: Option<Text> = "privateIpAddress",
        /// `ipv6Address`.
        ipv6: Option<Text> = "ipv6Address",
        /// `primary`.
        primary: Option<bool> = "primary",
        /// `privateDnsName`.
        private_dns_name: Option<Text> = "privateDnsName",
        /// `association`: its public address.
        association: Option<InterfaceAssociation> = "association",
    }

    /// A public address. docs: `NetworkInterfaceAssociation`.
    InterfaceAssociation "ec2.interface_association" {
        /// `publicIp`.
        public_ip: Option<Text> = "publicIp",
        /// `publicDnsName`.
        public_dns_name: Option<Text> = "publicDnsName",
        /// `ipOwnerId`: the account, or `amazon` for an address that is given back when the server stops.
        owner_id: Option<Text> = "ipOwnerId",
        /// `allocationId`.
        allocation_id: Option<Text> = "allocationId",
        /// `associationId`.
        association_id: Option<Text> = "associationId",
    }

    /// An interface on a server. docs: `NetworkInterfaceAttachment`.
    InterfaceAttachment "ec2.interface_attachment" {
        /// `attachmentId`, e.g. `eni-attach-1234567890abcdef0`.
        id: Text = "attachmentId",
        /// `instanceId`.
        instance_id: Option<Text> = "instanceId",
        /// `instanceOwnerId`.
        instance_owner_id: Option<Text> = "instanceOwnerId",
        /// `deviceIndex`: 0 for the first.
        device_index: Option<u64> = "deviceIndex",
        /// `networkCardIndex`.
        network_card_index: Option<u64> = "networkCardIndex",
        /// `status`.
        status: Option<Text> = "status",
        /// `attachTime`.
        attach_time: Option<Timestamp> = "attachTime",
        /// `deleteOnTermination`.
        delete_on_termination: Option<bool> = "deleteOnTermination",
    }
}
