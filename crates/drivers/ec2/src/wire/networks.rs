//! VPCs and their subnets.

use super::{Tag, records};
use crate::xml::Element;
use anycloud_core::Text;

records! {
    /// A private network. docs: `Vpc`.
    Vpc "ec2.vpc" by "vpcId" {
        /// `vpcId`, e.g. `vpc-1234567890abcdef0`.
        id: Text = "vpcId",
        /// `state`: `pending`, `available` or `deleting`.
        state: Text = "state",
        /// `cidrBlock`: the primary block of IPv4 addresses.
        cidr: Option<Text> = "cidrBlock",
        /// `cidrBlockAssociationSet`: all blocks of IPv4 addresses.
        cidr_associations: Vec<Element> = "cidrBlockAssociationSet",
        /// `ipv6CidrBlockAssociationSet`: its blocks of IPv6 addresses.
        ipv6_cidr_associations: Vec<Element> = "ipv6CidrBlockAssociationSet",
        /// `isDefault`: whether a server without a subnet lands here.
        default: Option<bool> = "isDefault",
        /// `instanceTenancy`: what its servers are without a word of their own: `default` or `dedicated`.
        tenancy: Option<Text> = "instanceTenancy",
        /// `dhcpOptionsId`: what its servers are told by DHCP.
        dhcp_options_id: Option<Text> = "dhcpOptionsId",
        /// `ownerId`: the account.
        owner_id: Option<Text> = "ownerId",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }

    /// A part of a VPC, in one zone. docs: `Subnet`.
    Subnet "ec2.subnet" by "subnetId" {
        /// `subnetId`, e.g. `subnet-1234567890abcdef0`.
        id: Text = "subnetId",
        /// `subnetArn`: its name for policies.
        arn: Option<Text> = "subnetArn",
        /// `vpcId`: the VPC that it is a part of.
        vpc_id: Option<Text> = "vpcId",
        /// `state`: `pending`, `available`, `unavailable`, `failed` or `failed-insufficient-capacity`.
        state: Text = "state",
        /// `cidrBlock`: its block of IPv4 addresses, e.g. `10.0.1.0/24`.
        cidr: Option<Text> = "cidrBlock",
        /// `ipv6CidrBlockAssociationSet`: its blocks of IPv6 addresses.
        ipv6_cidr_associations: Vec<Element> = "ipv6CidrBlockAssociationSet",
        /// `ipv6Native`: whether it has IPv6 addresses only.
        ipv6_native: Option<bool> = "ipv6Native",
        /// `availableIpAddressCount`: unused IPv4 addresses. Those of stopped servers are used.
        available_addresses: Option<u64> = "availableIpAddressCount",
        /// `availabilityZone`, e.g. `eu-west-1a`.
        zone: Option<Text> = "availabilityZone",
        /// `availabilityZoneId`, e.g. `euw1-az1`: the same place for all accounts.
        zone_id: Option<Text> = "availabilityZoneId",
        /// `defaultForAz`: whether a server of this zone without a subnet lands here.
        default_for_zone: Option<bool> = "defaultForAz",
        /// `mapPublicIpOnLaunch`: whether servers get a public address.
        public_ip_on_launch: Option<bool> = "mapPublicIpOnLaunch",
        /// `assignIpv6AddressOnCreation`: whether new interfaces get an IPv6 address.
        ipv6_on_creation: Option<bool> = "assignIpv6AddressOnCreation",
        /// `ownerId`: the account.
        owner_id: Option<Text> = "ownerId",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }
}
