//! Firewalls, which EC2 calls security groups: a part of the networking facet.
//!
//! A group's permission has several other ends; a rule here has one. What a rule here cannot say (types of ICMP, lists of
//! prefixes that the service keeps, groups of other accounts) is not among a firewall's rules: its native record has it, and an
//! update of that direction, after which only what it says would be left, is refused.

use crate::provider::{Ec2, one};
use crate::request::{Permission, Query, RuleChange};
use crate::tags;
use crate::wire::{IpPermission, SecurityGroup};
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    CreateFirewall, Direction, Error, ErrorKind, Firewall, FirewallId, FirewallRule, NetworkId, Peer,
    Protocol, Result, Started, Tags, Text, UpdateFirewall,
};

/// Rules are read and changed so often: a second time where somebody else changed them in between.
const ATTEMPTS: u32 = 3;

const PORTS: (u16, u16) = (0, u16::MAX);

impl Ec2 {
    /// The service lets everything out of a new group. That stays unless a rule is about what goes out, as in an update.
    pub(crate) async fn make_firewall(
        &self,
        request: &CreateFirewall,
        run: &mut Run,
    ) -> Result<Started<FirewallId>> {
        let vpc = match &request.network {
            None => None,
            Some(network) => Some(run.fact("vpc", async || self.vpc_of(network).await).await?),
        };
        let purpose = request.description.as_ref().unwrap_or(&request.name);
        let make = run.make("firewall", Recover::Find, async |stamp| {
            let (stamp, none) = (stamp.text(), Tags::new());
            let tags = tags::new(&request.name, &none, &stamp);
            let made = self.client.create_security_group(&request.name, purpose, vpc.as_deref(), &tags);
            made.await.map(FirewallId::new)
        });
        let id: FirewallId = make.await?;
        if !request.rules.is_empty() {
            let wanted = UpdateFirewall::new(id.clone(), request.rules.clone());
            let rules = || self.set_rules(&wanted);
            let what = id.resource();
            // It was just made, and may not be seen yet.
            run.step("rules", async || self.settled(&what, rules).await).await?;
        }
        Ok(Started::done(id))
    }

    pub(crate) async fn replace_rules(&self, request: &UpdateFirewall, run: &mut Run) -> Result<Started<()>> {
        run.step("rules", async || self.set_rules(request).await).await?;
        Ok(Started::done(()))
    }

    /// Adds what is missing, and then takes off what is too much: nothing that stays is ever off.
    async fn set_rules(&self, request: &UpdateFirewall) -> Result<()> {
        let (id, wanted) = (&request.id, normal(&request.rules));
        let query = Query::ids([id.as_str()]);
        for attempt in 1.. {
            let group = one(self.client.describe_security_groups(&query), &id.resource()).await?;
            if let Some(kept) = inexpressible(&group, request) {
                let text =
                    format!("the firewall has {kept}, which would be lost: change it with the native client");
                return Err(Error::unsent(ErrorKind::Conflict, text).with_resource(id.resource()));
            }
            let now = normal(&rules(&group));
            let replaced = |rule: &&FirewallRule| request.replaces(rule.direction);
            let more: Vec<_> = wanted.iter().filter(|rule| !now.contains(rule)).collect();
            let less: Vec<_> = now.iter().filter(replaced).filter(|rule| !wanted.contains(rule)).collect();
            match self.change(id, &more, &less).await {
                // Somebody else was faster, or an earlier attempt whose answer was lost.
                Err(e)
                    if attempt < ATTEMPTS
                        && matches!(e.kind(), ErrorKind::AlreadyExists | ErrorKind::NotFound) => {}
                changed => return changed,
            }
        }
        Ok(())
    }

    async fn change(&self, id: &FirewallId, more: &[&FirewallRule], less: &[&FirewallRule]) -> Result<()> {
        let (id, of) = (id.as_str(), |rules: &[&FirewallRule], direction| {
            let rules = rules.iter().filter(|rule| rule.direction == direction);
            rules.map(|rule| permission(rule)).collect::<Vec<_>>()
        });
        for (change, permissions) in [
            (RuleChange::AuthorizeIngress, of(more, Direction::In)),
            (RuleChange::AuthorizeEgress, of(more, Direction::Out)),
            (RuleChange::RevokeIngress, of(less, Direction::In)),
            (RuleChange::RevokeEgress, of(less, Direction::Out)),
        ] {
            if !permissions.is_empty() {
                self.client.change_security_group(id, change, &permissions).await?;
            }
        }
        Ok(())
    }

    /// A network is a subnet, and a group belongs to the VPC of subnets: either is understood.
    async fn vpc_of(&self, network: &NetworkId) -> Result<String> {
        if network.as_str().starts_with("vpc-") {
            return Ok(network.to_string());
        }
        let found = self.client.describe_subnets(&Query::ids([network.as_str()]));
        let subnet = one(found, &network.resource()).await?;
        subnet.vpc_id().map(|vpc| vpc.to_string()).ok_or_else(|| {
            let text = "the service does not say which VPC the network is in";
            Error::new(ErrorKind::Provider, text)
        })
    }
}

impl SecurityGroup {
    /// Its network is the VPC that it belongs to: any subnet of that has it.
    pub(crate) fn to_firewall(&self) -> Firewall {
        let mut firewall = Firewall::new(FirewallId::new(self.id()), self.name().unwrap_or_default());
        firewall.network = self.vpc_id().map(NetworkId::new);
        firewall.rules = rules(self);
        firewall.tags = tags::own(&self.tags());
        firewall.with_native(self.clone())
    }
}

/// The rules of a group that can be said here.
fn rules(group: &SecurityGroup) -> Vec<FirewallRule> {
    let mut rules = Vec::new();
    for (direction, permissions) in ways(group) {
        for permission in permissions {
            let Some((protocol, ports)) = traffic(&permission) else { continue };
            let peers = peers(&permission, group).flatten();
            rules.extend(peers.map(|peer| FirewallRule::new(direction, protocol, ports, peer)));
        }
    }
    rules
}

fn ways(group: &SecurityGroup) -> [(Direction, Vec<IpPermission>); 2] {
    [(Direction::In, group.ingress()), (Direction::Out, group.egress())]
}

/// What a group has that no rule here can say, where the request replaces the rules.
fn inexpressible(group: &SecurityGroup, request: &UpdateFirewall) -> Option<&'static str> {
    let replaced = ways(group).into_iter().filter(|(direction, _)| request.replaces(*direction));
    replaced.flat_map(|(_, permissions)| permissions).find_map(|permission| {
        if traffic(&permission).is_none() {
            return Some("a rule about some types of ICMP, or about a protocol that is not known here");
        }
        if !permission.prefix_lists().is_empty() {
            return Some("a rule about a list of prefixes");
        }
        peers(&permission, group).any(|peer| peer.is_none()).then_some("a rule about another account's group")
    })
}

fn traffic(permission: &IpPermission) -> Option<(Protocol, Option<(u16, u16)>)> {
    let protocol = match permission.protocol().as_str() {
        "-1" => Protocol::Any,
        "icmp" | "1" => Protocol::Icmp,
        "tcp" | "6" => Protocol::Tcp,
        "udp" | "17" => Protocol::Udp,
        "icmpv6" => Protocol::Number(58),
        number => Protocol::Number(number.parse().ok()?),
    };
    let (from, to) = (permission.from_port(), permission.to_port());
    match protocol {
        Protocol::Tcp | Protocol::Udp => {
            let port = |port: Option<i64>| u16::try_from(port?).ok();
            let ports = port(from).zip(port(to)).filter(|ports| *ports != PORTS);
            Some((protocol, ports))
        }
        // Types and codes.
        Protocol::Icmp | Protocol::Number(58) if from.unwrap_or(-1) != -1 || to.unwrap_or(-1) != -1 => None,
        _ => Some((protocol, None)),
    }
}

/// The other ends; `None` for one that cannot be said.
fn peers(permission: &IpPermission, group: &SecurityGroup) -> impl Iterator<Item = Option<Peer>> {
    let ipv4 = permission.ipv4().into_iter().map(|range| range.cidr().map(Peer::Range));
    let ipv6 = permission.ipv6().into_iter().map(|range| range.cidr_ipv6().map(Peer::Range));
    let owner = group.owner_id();
    let groups = permission.groups().into_iter().map(move |peer| {
        let ours = peer.owner_id().is_none() || peer.owner_id() == owner;
        peer.id().filter(|_| ours).map(|id: Text| Peer::Firewall(FirewallId::new(id)))
    });
    ipv4.chain(ipv6).chain(groups)
}

/// No rule twice, however it is said.
fn normal(rules: &[FirewallRule]) -> Vec<FirewallRule> {
    let mut once: Vec<FirewallRule> = Vec::new();
    for rule in rules.iter().map(FirewallRule::normal) {
        if !once.contains(&rule) {
            once.push(rule);
        }
    }
    once
}

fn permission(rule: &FirewallRule) -> Permission {
    let permission = match (rule.protocol, rule.ports) {
        (Protocol::Icmp, _) => Permission::new("icmp").ports(-1, -1),
        (Protocol::Tcp, ports) => tcp_like("tcp", ports),
        (Protocol::Udp, ports) => tcp_like("udp", ports),
        (Protocol::Number(58), _) => Permission::new("icmpv6").ports(-1, -1),
        (Protocol::Number(number), _) => Permission::new(&number.to_string()),
        _ => Permission::new("-1"),
    };
    match &rule.peer {
        Peer::Firewall(group) => permission.group(group.as_str()),
        Peer::Range(range) if range.contains(':') => permission.ipv6(range),
        Peer::Range(range) => permission.ipv4(range),
        _ => permission,
    }
}

fn tcp_like(protocol: &str, ports: Option<(u16, u16)>) -> Permission {
    let (from, to) = ports.unwrap_or(PORTS);
    Permission::new(protocol).ports(from.into(), to.into())
}
