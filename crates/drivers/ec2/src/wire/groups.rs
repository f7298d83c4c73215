//! Security groups: which traffic may come and go.

use super::{Tag, records};
use crate::xml::Element;
use anycloud_core::Text;

records! {
    /// A security group by id and name. docs: `GroupIdentifier`.
    GroupRef "ec2.group_ref" {
        /// `groupId`, e.g. `sg-1234567890abcdef0`.
        id: Text = "groupId",
        /// `groupName`.
        name: Option<Text> = "groupName",
    }

    /// A security group. docs: `SecurityGroup`.
    SecurityGroup "ec2.security_group" by "groupId" {
        /// `groupId`.
        id: Text = "groupId",
        /// `groupName`: unique in its VPC.
        name: Option<Text> = "groupName",
        /// `securityGroupArn`.
        arn: Option<Text> = "securityGroupArn",
        /// `groupDescription`.
        description: Option<Text> = "groupDescription",
        /// `ownerId`: the account.
        owner_id: Option<Text> = "ownerId",
        /// `vpcId`.
        vpc_id: Option<Text> = "vpcId",
        /// `ipPermissions`: what may come in.
        ingress: Vec<IpPermission> = "ipPermissions",
        /// `ipPermissionsEgress`: what may go out.
        egress: Vec<IpPermission> = "ipPermissionsEgress",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }

    /// Traffic that is allowed: a protocol, ports, and the other ends. docs: `IpPermission`.
    IpPermission "ec2.ip_permission" {
        /// `ipProtocol`: `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all.
        protocol: Text = "ipProtocol",
        /// `fromPort`: the first port, or the ICMP type; -1 for all.
        from_port: Option<i64> = "fromPort",
        /// `toPort`: the last port, or the ICMP code; -1 for all.
        to_port: Option<i64> = "toPort",
        /// `ipRanges`: of IPv4.
        ipv4: Vec<IpRange> = "ipRanges",
        /// `ipv6Ranges`.
        ipv6: Vec<IpRange> = "ipv6Ranges",
        /// `groups`: other security groups.
        groups: Vec<PeerGroup> = "groups",
        /// `prefixListIds`.
        prefix_lists: Vec<Element> = "prefixListIds",
    }

    /// A range of addresses. docs: `IpRange`, `Ipv6Range`.
    IpRange "ec2.ip_range" {
        /// `cidrIp`, of IPv4.
        cidr: Option<Text> = "cidrIp",
        /// `cidrIpv6`.
        cidr_ipv6: Option<Text> = "cidrIpv6",
        /// `description`.
        description: Option<Text> = "description",
    }

    /// A security group at the other end. docs: `UserIdGroupPair`.
    PeerGroup "ec2.peer_group" {
        /// `groupId`.
        id: Option<Text> = "groupId",
        /// `groupName`.
        name: Option<Text> = "groupName",
        /// `userId`: the account.
        owner_id: Option<Text> = "userId",
        /// `description`.
        description: Option<Text> = "description",
    }

    /// One rule of a security group: one direction, one other end. docs: `SecurityGroupRule`.
    SecurityGroupRule "ec2.security_group_rule" by "securityGroupRuleId" {
        /// `securityGroupRuleId`, e.g. `sgr-1234567890abcdef0`.
        id: Text = "securityGroupRuleId",
        /// `groupId`.
        group_id: Option<Text> = "groupId",
        /// `isEgress`: whether it is about what goes out.
        egress: Option<bool> = "isEgress",
        /// `ipProtocol`.
        protocol: Text = "ipProtocol",
        /// `fromPort`.
        from_port: Option<i64> = "fromPort",
        /// `toPort`.
        to_port: Option<i64> = "toPort",
        /// `cidrIpv4`.
        cidr_ipv4: Option<Text> = "cidrIpv4",
        /// `cidrIpv6`.
        cidr_ipv6: Option<Text> = "cidrIpv6",
        /// `prefixListId`.
        prefix_list_id: Option<Text> = "prefixListId",
        /// `referencedGroupInfo`: the security group at the other end.
        peer: Option<PeerGroup> = "referencedGroupInfo",
        /// `description`.
        description: Option<Text> = "description",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }
}
