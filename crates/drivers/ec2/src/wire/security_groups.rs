//! Security groups: which traffic may come and go.

use super::{Tag, records};
use crate::xml::Element;
use anycloud_core::Text;

records! {
    /// A security group by id and name. docs: `GroupIdentifier`.
    GroupRef "ec2.group_ref" {
        /// `groupId`, e.g. `sg-1234567890abcdef0`.
        id: Text = "groupId",
        /// `groupName`: unique in its VPC.
        name: Option<Text> = "groupName",
    }

    /// A security group. docs: `SecurityGroup`.
    SecurityGroup "ec2.security_group" by "groupId" {
        /// `groupId`, e.g. `sg-1234567890abcdef0`.
        id: Text = "groupId",
        /// `groupName`: unique in its VPC.
        name: Option<Text> = "groupName",
        /// `securityGroupArn`: its name for policies.
        arn: Option<Text> = "securityGroupArn",
        /// `groupDescription`: it cannot be changed.
        description: Option<Text> = "groupDescription",
        /// `ownerId`: the account.
        owner_id: Option<Text> = "ownerId",
        /// `vpcId`: the VPC whose servers may have it.
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
        /// `ipRanges`: ranges of IPv4 addresses.
        ipv4: Vec<IpRange> = "ipRanges",
        /// `ipv6Ranges`: ranges of IPv6 addresses.
        ipv6: Vec<IpRange> = "ipv6Ranges",
        /// `groups`: other security groups.
        groups: Vec<PeerGroup> = "groups",
        /// `prefixListIds`: lists of ranges that are kept apart, each with `prefixListId` and `description`.
        prefix_lists: Vec<Element> = "prefixListIds",
    }

    /// A range of addresses. docs: `IpRange`, `Ipv6Range`.
    IpRange "ec2.ip_range" {
        /// `cidrIp`, of IPv4, e.g. `192.0.2.0/24`.
        cidr: Option<Text> = "cidrIp",
        /// `cidrIpv6`, e.g. `2001:db8::/32`.
        cidr_ipv6: Option<Text> = "cidrIpv6",
        /// `description` of the rule that this range makes.
        description: Option<Text> = "description",
    }

    /// A security group at the other end. docs: `UserIdGroupPair`.
    PeerGroup "ec2.peer_group" {
        /// `groupId`, e.g. `sg-1234567890abcdef0`.
        id: Option<Text> = "groupId",
        /// `groupName`; none if it is of another VPC and no longer there.
        name: Option<Text> = "groupName",
        /// `userId`: the account.
        owner_id: Option<Text> = "userId",
        /// `vpcId`: the VPC of the group, if it is another.
        vpc_id: Option<Text> = "vpcId",
        /// `vpcPeeringConnectionId`: what joins that VPC with this one.
        peering_id: Option<Text> = "vpcPeeringConnectionId",
        /// `peeringStatus`: the state of what joins them, e.g. `active`.
        peering_status: Option<Text> = "peeringStatus",
        /// `description` of the rule that this group makes.
        description: Option<Text> = "description",
    }

    /// One rule of a security group: one direction, one other end. docs: `SecurityGroupRule`.
    SecurityGroupRule "ec2.security_group_rule" by "securityGroupRuleId" {
        /// `securityGroupRuleId`, e.g. `sgr-1234567890abcdef0`.
        id: Text = "securityGroupRuleId",
        /// `groupId`: the security group that it is a rule of.
        group_id: Option<Text> = "groupId",
        /// `groupOwnerId`: the account of that group.
        group_owner_id: Option<Text> = "groupOwnerId",
        /// `securityGroupRuleArn`: its name for policies.
        arn: Option<Text> = "securityGroupRuleArn",
        /// `isEgress`: whether it is about what goes out.
        egress: Option<bool> = "isEgress",
        /// `ipProtocol`: `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all.
        protocol: Text = "ipProtocol",
        /// `fromPort`: the first port, or the ICMP type; -1 for all.
        from_port: Option<i64> = "fromPort",
        /// `toPort`: the last port, or the ICMP code; -1 for all.
        to_port: Option<i64> = "toPort",
        /// `cidrIpv4`: the other end, if it is a range of IPv4 addresses.
        cidr_ipv4: Option<Text> = "cidrIpv4",
        /// `cidrIpv6`: the other end, if it is a range of IPv6 addresses.
        cidr_ipv6: Option<Text> = "cidrIpv6",
        /// `prefixListId`: the other end, if it is a list of ranges that is kept apart.
        prefix_list_id: Option<Text> = "prefixListId",
        /// `referencedGroupInfo`: the other end, if it is a security group.
        peer: Option<PeerGroup> = "referencedGroupInfo",
        /// `description`: of the rule, in its maker's words.
        description: Option<Text> = "description",
        /// `tagSet`.
        tags: Vec<Tag> = "tagSet",
    }
}
