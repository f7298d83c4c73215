//! Firewalls: rules that let packets through.

use super::Tags;
use crate::error::{Error, Result};
use crate::id::{FirewallId, NetworkId};
use crate::native::{Native, Record};
use crate::text::Text;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// Which way traffic goes, seen from the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::exhaustive_enums)] // the two ways there are
pub enum Direction {
    /// To the server.
    In,
    /// From the server.
    Out,
}

/// A protocol above IP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Protocol {
    /// Every one.
    Any,
    /// ICMP, whatever its type.
    Icmp,
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// Another, by its number at IANA.
    Number(u8),
}

/// Who is at the other end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Peer {
    /// The servers behind this firewall.
    Firewall(FirewallId),
    /// Addresses, as `192.0.2.0/24` or `2001:db8::/32`.
    Range(Text),
}

/// Traffic that a firewall lets through.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FirewallRule {
    /// Which way.
    pub direction: Direction,
    /// Which protocol.
    pub protocol: Protocol,
    /// Ports of the receiver, both ends included; `None` for all. Only TCP and UDP have ports.
    #[serde(default)]
    pub ports: Option<(u16, u16)>,
    /// With whom.
    pub peer: Peer,
}

impl FirewallRule {
    /// Lets in TCP to these ports from these addresses.
    pub fn tcp_in(first: u16, last: u16, from: impl Into<Text>) -> Self {
        Self {
            direction: Direction::In,
            protocol: Protocol::Tcp,
            ports: Some((first, last)),
            peer: Peer::Range(from.into()),
        }
    }

    /// Any rule.
    pub fn new(direction: Direction, protocol: Protocol, ports: Option<(u16, u16)>, peer: Peer) -> Self {
        Self { direction, protocol, ports, peer }
    }

    /// The same rule, said in the one way in which equal rules are equal: TCP, UDP and ICMP by name, all ports as `None`,
    /// and a range as its address is printed.
    pub fn normal(&self) -> Self {
        let mut rule = self.clone();
        rule.protocol = match rule.protocol {
            Protocol::Number(1) => Protocol::Icmp,
            Protocol::Number(6) => Protocol::Tcp,
            Protocol::Number(17) => Protocol::Udp,
            other => other,
        };
        rule.ports = rule.ports.filter(|ports| *ports != (0, u16::MAX));
        if let Peer::Range(range) = &mut rule.peer
            && let Some((first, bits)) = range.split_once('/')
            && let Ok(first) = first.parse::<IpAddr>()
        {
            *range = format!("{first}/{bits}").into();
        }
        rule
    }

    /// Refuses what no firewall can mean. No I/O.
    pub(crate) fn check(&self) -> Result<()> {
        match (self.protocol, self.ports) {
            (_, Some((first, last))) if first > last => {
                return Err(Error::invalid(format!("the ports {first} to {last} are the wrong way round")));
            }
            (Protocol::Tcp | Protocol::Udp, _) | (_, None) => {}
            _ => return Err(Error::invalid("only TCP and UDP have ports")),
        }
        match &self.peer {
            Peer::Firewall(_) => Ok(()),
            Peer::Range(range) if is_range(range) => Ok(()),
            Peer::Range(range) => {
                Err(Error::invalid(format!("not a range of addresses like 192.0.2.0/24: {range:?}")))
            }
        }
    }
}

/// `address/bits`, with no bit of the address set behind them: a service would drop or refuse those.
fn is_range(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let plain = bits.bytes().all(|b| b.is_ascii_digit()) && (bits == "0" || !bits.starts_with('0'));
    let (Ok(address), true, Ok(bits)) = (address.parse::<IpAddr>(), plain, bits.parse::<u32>()) else {
        return false;
    };
    match address {
        IpAddr::V4(ip) => bits <= 32 && ip.to_bits().checked_shl(bits).unwrap_or(0) == 0,
        IpAddr::V6(ip) => bits <= 128 && ip.to_bits().checked_shl(bits).unwrap_or(0) == 0,
    }
}

/// Rules about the traffic of servers: what none of them lets through is dropped.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Firewall {
    /// Its id.
    pub id: FirewallId,
    /// Its name.
    pub name: Text,
    /// The network that it belongs to, if it belongs to one.
    pub network: Option<NetworkId>,
    /// What it lets through.
    pub rules: Vec<FirewallRule>,
    /// Tags.
    pub tags: Tags,
    #[serde(skip_serializing_if = "Option::is_none")]
    native: Option<Native>,
}

impl Firewall {
    /// A firewall that lets nothing through; the driver fills in what else it knows.
    pub fn new(id: FirewallId, name: impl Into<Text>) -> Self {
        Self { id, name: name.into(), network: None, rules: Vec::new(), tags: Tags::new(), native: None }
    }

    /// Adds the provider's own record.
    pub fn with_native(mut self, record: impl Record) -> Self {
        self.native = Some(Native::new(record));
        self
    }

    /// The provider's own record, if it is of this type.
    pub fn native<T: Record>(&self) -> Option<&T> {
        self.native.as_ref()?.get()
    }
}

#[cfg(test)]
mod tests {
    use super::{Direction, FirewallRule, Peer, Protocol, is_range};

    #[test]
    fn ranges_are_whole_networks() {
        for good in ["0.0.0.0/0", "192.0.2.0/24", "192.0.2.7/32", "::/0", "2001:db8::/32", "::1/128"] {
            assert!(is_range(good), "{good}");
        }
        for bad in [
            "192.0.2.0",
            "192.0.2.1/24",
            "192.0.2.0/33",
            "192.0.2.0/+8",
            "::/129",
            "::1/0",
            "x/8",
            "10.0.0.0/08",
        ] {
            assert!(!is_range(bad), "{bad}");
        }
    }

    #[test]
    fn a_rule_said_otherwise_is_the_same() {
        let rule = |protocol, ports, range: &str| {
            FirewallRule::new(Direction::In, protocol, ports, Peer::Range(range.into()))
        };
        let all = Some((0, u16::MAX));
        for (said, normal) in [
            (rule(Protocol::Number(6), all, "2001:0DB8:0::/32"), rule(Protocol::Tcp, None, "2001:db8::/32")),
            (rule(Protocol::Number(17), None, "0.0.0.0/0"), rule(Protocol::Udp, None, "0.0.0.0/0")),
            (rule(Protocol::Number(1), None, "0.0.0.0/0"), rule(Protocol::Icmp, None, "0.0.0.0/0")),
        ] {
            assert_eq!(said.normal(), normal);
            assert_eq!(normal.normal(), normal);
        }
        let other = rule(Protocol::Tcp, Some((1, u16::MAX)), "192.0.2.0/24");
        assert_eq!(other.normal(), other);
    }

    #[test]
    fn rules_that_mean_nothing_are_refused() {
        FirewallRule::tcp_in(22, 22, "192.0.2.0/24").check().unwrap();
        let rule =
            |protocol, ports| FirewallRule::new(Direction::In, protocol, ports, Peer::Range("::/0".into()));
        rule(Protocol::Any, None).check().unwrap();
        rule(Protocol::Icmp, Some((1, 2))).check().unwrap_err();
        rule(Protocol::Udp, Some((2, 1))).check().unwrap_err();
        FirewallRule::tcp_in(22, 22, "everywhere").check().unwrap_err();
    }
}
