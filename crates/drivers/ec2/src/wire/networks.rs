//! VPCs and their subnets.

use super::{Tag, records};
use crate::xml::Element;
use anycloud_core::Text;

records! {
    /// A private network. docs: `Vpc`.
    Vpc "ec2.vpc" by "vpcId" {
        /// `vpcId`.
        id: Text = "vpcId",
        /// `state`: `pending` or `available`.
        state: Text = "state",
        /// `cidrBlock`: the primary block of IPv4 addresses.
        cidr: Option<Text> = "cidrBlock",
        /// `cidrBlockAssociationSet`: all blocks of IPv4 addresses.
        cidr_associations: Vec<Element> = "cidrBlockAssociationSet",
        /// `ipv6CidrBlockAssociationSet`.
        ipv6_cidr_associations: Vec<Element> = "ipv6CidrBlockAssociationSet",
        /// `isDefault`: whether a server without a subnet lands here.
        default: Option<bool> = "isDefault",
        /// `instanceTenancy`.
        tenancy: Option<Text> = "instanceTenancy",
        /// `dhcpOptionsId`.
        dhcp_options_id: Option<Text> = "dhcpOptionsId",
        /// `ownerId`: the account.
        owner_id: Option<Text> = "ownerId",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }

    /// A part of a VPC, in one zone. docs: `Subnet`.
    Subnet "ec2.subnet" by "subnetId" {
        /// `subnetId`.
        id: Text = "subnetId",
        /// `subnetArn`.
        arn: Option<Text> = "subnetArn",
        /// `vpcId`.
        vpc_id: Option<Text> = "vpcId",
        /// `state`: `pending`, `available` or `unavailable`.
        state: Text = "state",
        /// `cidrBlock`.
        cidr: Option<Text> = "cidrBlock",
        /// `ipv6CidrBlockAssociationSet`.
        ipv6_cidr_associations: Vec<Element> = "ipv6CidrBlockAssociationSet",
        /// `ipv6Native`: whether it has IPv6 addresses only.
        ipv6_native: Option<bool> = "ipv6Native",
        /// `availableIpAddressCount`: unused IPv4 addresses.
        available_addresses: Option<u64> = "availableIpAddressCount",
        /// `availabilityZone`.
        zone: Option<Text> = "availabilityZone",
        /// `availabilityZoneId`.
        zone_id: Option<Text> = "availabilityZoneId",
        /// `defaultForAz`: whether a server of this zone without a subnet lands here.
        default_for_zone: Option<bool> = "defaultForAz",
        /// `mapPublicIpOnLaunch`: whether servers get a public address.
        public_ip_on_launch: Option<bool> = "mapPublicIpOnLaunch",
        /// `assignIpv6AddressOnCreation`.
        ipv6_on_creation: Option<bool> = "assignIpv6AddressOnCreation",
        /// `ownerId`: the account.
        owner_id: Option<Text> = "ownerId",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }
}
