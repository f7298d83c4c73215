//! Security groups and their rules.

use super::tags::tagged;
use super::{Action, Params};

/// Traffic to allow, or to allow no longer, for [`change_security_group`](crate::Client::change_security_group): a
/// protocol, ports, and the other ends. Each other end is a rule of its own.
///
/// ```
/// use anycloud_ec2::Permission;
/// let web = Permission::new("tcp").ports(80, 443).ipv4("0.0.0.0/0").ipv6("::/0").description("the world");
/// # let _ = web;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    fields: Vec<(String, String)>,
    last: Option<String>,
    ends: [usize; 4],
}

impl Permission {
    /// `IpProtocol`: `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all protocols and ports.
    pub fn new(protocol: &str) -> Self {
        Self { fields: vec![("IpProtocol".into(), protocol.into())], last: None, ends: [0; 4] }
    }

    /// `FromPort` and `ToPort`: the first and last port; for ICMP its type and code, -1 for all. `tcp` and `udp` need
    /// them.
    #[must_use]
    pub fn ports(mut self, from: i32, to: i32) -> Self {
        self.fields.push(("FromPort".into(), from.to_string()));
        self.fields.push(("ToPort".into(), to.to_string()));
        self
    }

    /// `IpRanges`: one more range of IPv4 addresses at the other end, e.g. `192.0.2.0/24`.
    #[must_use]
    pub fn ipv4(self, cidr: &str) -> Self {
        self.end(0, "IpRanges", "CidrIp", cidr)
    }

    /// `Ipv6Ranges`: one more range of IPv6 addresses at the other end, e.g. `2001:db8::/32`.
    #[must_use]
    pub fn ipv6(self, cidr: &str) -> Self {
        self.end(1, "Ipv6Ranges", "CidrIpv6", cidr)
    }

    /// `Groups`: one more security group at the other end, by its id, e.g. `sg-1234567890abcdef0`.
    #[must_use]
    pub fn group(self, id: &str) -> Self {
        self.end(2, "Groups", "GroupId", id)
    }

    /// `PrefixListIds`: one more list of ranges that is kept apart, by its id, e.g. `pl-12345678`.
    #[must_use]
    pub fn prefix_list(self, id: &str) -> Self {
        self.end(3, "PrefixListIds", "PrefixListId", id)
    }

    /// `Description` of the other end that was added last, at most 255 characters; without one it is left out.
    #[must_use]
    pub fn description(mut self, text: &str) -> Self {
        if let Some(last) = &self.last {
            self.fields.push((format!("{last}.Description"), text.into()));
        }
        self
    }

    fn end(mut self, kind: usize, list: &str, name: &str, value: &str) -> Self {
        self.ends[kind] += 1;
        let at = format!("{list}.{}", self.ends[kind]);
        self.fields.push((format!("{at}.{name}"), value.into()));
        self.last = Some(at);
        self
    }
}

/// What [`change_security_group`](crate::Client::change_security_group) does with permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // the four calls of the manual
pub enum RuleChange {
    /// AuthorizeSecurityGroupEgress: let it out.
    AuthorizeEgress,
    /// AuthorizeSecurityGroupIngress: let it in.
    AuthorizeIngress,
    /// RevokeSecurityGroupEgress: no longer let it out.
    RevokeEgress,
    /// RevokeSecurityGroupIngress: no longer let it in.
    RevokeIngress,
}

impl RuleChange {
    fn action(self) -> &'static str {
        match self {
            Self::AuthorizeEgress => "AuthorizeSecurityGroupEgress",
            Self::AuthorizeIngress => "AuthorizeSecurityGroupIngress",
            Self::RevokeEgress => "RevokeSecurityGroupEgress",
            Self::RevokeIngress => "RevokeSecurityGroupIngress",
        }
    }
}

pub(crate) fn create(name: &str, description: &str, vpc: Option<&str>, tags: &[(&str, &str)]) -> Action {
    let params = Params::new().set("GroupName", name).set("GroupDescription", description);
    let params = vpc.into_iter().fold(params, |params, id| params.set("VpcId", id));
    Action::once("CreateSecurityGroup", tagged(params, "security-group", tags))
}

pub(crate) fn delete(id: &str) -> Action {
    Action::harmless("DeleteSecurityGroup", Params::new().set("GroupId", id))
}

/// A second one is refused as a duplicate, or as not found: it changes nothing.
pub(crate) fn change(id: &str, change: RuleChange, permissions: &[Permission]) -> Action {
    let mut params = Params::new().set("GroupId", id);
    for (number, permission) in (1..).zip(permissions) {
        for (name, value) in &permission.fields {
            params = params.set(&format!("IpPermissions.{number}.{name}"), value);
        }
    }
    Action::harmless(change.action(), params)
}

pub(crate) fn revoke_rules(id: &str, egress: bool, rules: &[&str]) -> Action {
    let change = if egress { RuleChange::RevokeEgress } else { RuleChange::RevokeIngress };
    let params = Params::new().set("GroupId", id).list("SecurityGroupRuleId", rules);
    Action::harmless(change.action(), params)
}
