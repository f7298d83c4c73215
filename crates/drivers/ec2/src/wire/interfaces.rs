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
        /// `interfaceType`: `interface`, `efa`, `vpc_endpoint`, …
        interface_type: Option<Text> = "interfaceType",
        /// `description`, in its maker's words.
        description: Option<Text> = "description",
        /// `macAddress`, e.g. `02:00:5e:00:53:01`.
        mac: Option<Text> = "macAddress",
        /// `privateIpAddress`: the primary one.
        private_ip: Option<Text> = "privateIpAddress",
        /// `privateIpAddressesSet`: all of IPv4.
        private_ips: Vec<InterfaceIp> = "privateIpAddressesSet",
        /// `ipv6AddressesSet`: all of IPv6.
        ipv6: Vec<InterfaceIp> = "ipv6AddressesSet",
        /// `privateDnsName`: the name of its primary address inside of its VPC.
        private_dns_name: Option<Text> = "privateDnsName",
        /// `association`: its public address.
        association: Option<InterfaceAssociation> = "association",
        /// `attachment`: the server that it is on.
        attachment: Option<InterfaceAttachment> = "attachment",
        /// `groupSet`: its security groups.
        security_groups: Vec<GroupRef> = "groupSet",
        /// `availabilityZone`: that of its subnet.
        zone: Option<Text> = "availabilityZone",
        /// `subnetId`: where its addresses are from.
        subnet_id: Option<Text> = "subnetId",
        /// `vpcId`: the VPC of its subnet.
        vpc_id: Option<Text> = "vpcId",
        /// `ownerId`: the account.
        owner_id: Option<Text> = "ownerId",
        /// `requesterId`: who made it on the owner's behalf.
        requester_id: Option<Text> = "requesterId",
        /// `requesterManaged`: whether a service manages it.
        requester_managed: Option<bool> = "requesterManaged",
        /// `sourceDestCheck`: whether it may only send and receive for itself.
        source_dest_check: Option<bool> = "sourceDestCheck",
        /// `ipv4PrefixSet`: blocks of IPv4 addresses that it has beside.
        ipv4_prefixes: Vec<Element> = "ipv4PrefixSet",
        /// `ipv6PrefixSet`: blocks of IPv6 addresses that it has beside.
        ipv6_prefixes: Vec<Element> = "ipv6PrefixSet",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }

    /// An address of an interface. docs: `NetworkInterfacePrivateIpAddress`, `NetworkInterfaceIpv6Address`.
    InterfaceIp "ec2.interface_ip" {
        /// `privateIpAddress`, if it is of IPv4.
        private_ip: Option<Text> = "privateIpAddress",
        /// `ipv6Address`, if it is of IPv6.
        ipv6: Option<Text> = "ipv6Address",
        /// `primary`: whether it is the interface's first one of IPv4.
        primary: Option<bool> = "primary",
        /// `privateDnsName`: its name inside of the VPC.
        private_dns_name: Option<Text> = "privateDnsName",
        /// `association`: its public address.
        association: Option<InterfaceAssociation> = "association",
    }

    /// A public address. docs: `NetworkInterfaceAssociation`.
    InterfaceAssociation "ec2.interface_association" {
        /// `publicIp`: the IPv4 address itself.
        public_ip: Option<Text> = "publicIp",
        /// `publicDnsName`: its name.
        public_dns_name: Option<Text> = "publicDnsName",
        /// `ipOwnerId`: the account, or `amazon` for an address that is given back when the server stops.
        owner_id: Option<Text> = "ipOwnerId",
        /// `allocationId`, if it is an Elastic IP.
        allocation_id: Option<Text> = "allocationId",
        /// `associationId`, if it is an Elastic IP: what [`disassociate_address`](crate::Client::disassociate_address)
        /// takes.
        association_id: Option<Text> = "associationId",
    }

    /// An interface on a server. docs: `NetworkInterfaceAttachment`.
    InterfaceAttachment "ec2.interface_attachment" {
        /// `attachmentId`, e.g. `eni-attach-1234567890abcdef0`.
        id: Text = "attachmentId",
        /// `instanceId`: the server.
        instance_id: Option<Text> = "instanceId",
        /// `instanceOwnerId`: the account of the server.
        instance_owner_id: Option<Text> = "instanceOwnerId",
        /// `deviceIndex`: 0 for the first.
        device_index: Option<u64> = "deviceIndex",
        /// `networkCardIndex`: the network card that it is on; 0 for most sizes, which have one.
        network_card_index: Option<u64> = "networkCardIndex",
        /// `status`: `attaching`, `attached`, `detaching` or `detached`.
        status: Option<Text> = "status",
        /// `attachTime`: when the attachment began.
        attach_time: Option<Timestamp> = "attachTime",
        /// `deleteOnTermination`: whether the interface is destroyed with the server.
        delete_on_termination: Option<bool> = "deleteOnTermination",
    }
}
