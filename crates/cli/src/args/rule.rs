use anycloud::{Direction, FirewallId, FirewallRule, Peer, Protocol};
use std::fmt;
use std::str::FromStr;

/// What people are told about it.
pub(crate) const FORM: &str = "\
What it lets through, as DIRECTION:PROTOCOL:PORTS:PEER; may be repeated

- DIRECTION is in or out, seen from the server
- PROTOCOL is tcp, udp, icmp, any, or a number of IANA
- PORTS are those of the receiver: 22, 8000-8080 or all
- PEER is a range of addresses, or firewall=FIREWALL for the servers behind it

E.g. in:tcp:22:192.0.2.0/24, in:udp:53:2001:db8::/32, in:tcp:5432:firewall=web, out:any:all:0.0.0.0/0";

/// What a firewall lets through, as `DIRECTION:PROTOCOL:PORTS:PEER`. A firewall as peer may be an id or a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule(pub(crate) FirewallRule);

impl FromStr for Rule {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = |why: &str| {
            format!("{text:?} is not DIRECTION:PROTOCOL:PORTS:PEER, e.g. in:tcp:22:192.0.2.0/24: {why}")
        };
        // The peer comes last and may hold colons of its own.
        let parts: Vec<&str> = text.splitn(4, ':').collect();
        let [direction, protocol, ports, peer] = parts[..] else { return Err(refuse("a part is missing")) };
        let direction = match direction {
            "in" => Direction::In,
            "out" => Direction::Out,
            _ => return Err(refuse("the direction is in or out")),
        };
        let protocol = match protocol {
            "any" => Protocol::Any,
            "icmp" => Protocol::Icmp,
            "tcp" => Protocol::Tcp,
            "udp" => Protocol::Udp,
            number => Protocol::Number(
                number.parse().map_err(|_| refuse("the protocol is tcp, udp, icmp, any or a number"))?,
            ),
        };
        let ports = match ports {
            "all" => None,
            ports => {
                let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
                let port = |text: &str| text.parse().map_err(|_| refuse("ports are 22, 8000-8080 or all"));
                Some((port(first)?, port(last)?))
            }
        };
        let peer = match peer.strip_prefix("firewall=") {
            Some(firewall) => Peer::Firewall(FirewallId::new(firewall)),
            None => Peer::Range(peer.into()),
        };
        Ok(Self(FirewallRule::new(direction, protocol, ports, peer)))
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = &self.0;
        f.write_str(if rule.direction == Direction::In { "in:" } else { "out:" })?;
        match rule.protocol {
            Protocol::Any => f.write_str("any"),
            Protocol::Icmp => f.write_str("icmp"),
            Protocol::Tcp => f.write_str("tcp"),
            Protocol::Udp => f.write_str("udp"),
            Protocol::Number(number) => write!(f, "{number}"),
            _ => f.write_str("?"),
        }?;
        match rule.ports {
            None => f.write_str(":all:"),
            Some((first, last)) if first == last => write!(f, ":{first}:"),
            Some((first, last)) => write!(f, ":{first}-{last}:"),
        }?;
        match &rule.peer {
            Peer::Firewall(firewall) => write!(f, "firewall={firewall}"),
            Peer::Range(range) => f.write_str(range),
            _ => f.write_str("?"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rule;
    use anycloud::{Direction, FirewallRule, Peer, Protocol};

    #[test]
    fn rules_are_read_and_written() {
        let range = |text: &str| Peer::Range(text.into());
        let rules = [
            ("in:tcp:22:192.0.2.0/24", FirewallRule::tcp_in(22, 22, "192.0.2.0/24")),
            ("in:tcp:8000-8080:0.0.0.0/0", FirewallRule::tcp_in(8000, 8080, "0.0.0.0/0")),
            (
                "in:udp:53:2001:db8::/32",
                FirewallRule::new(Direction::In, Protocol::Udp, Some((53, 53)), range("2001:db8::/32")),
            ),
            ("out:any:all:::/0", FirewallRule::new(Direction::Out, Protocol::Any, None, range("::/0"))),
            (
                "in:icmp:all:0.0.0.0/0",
                FirewallRule::new(Direction::In, Protocol::Icmp, None, range("0.0.0.0/0")),
            ),
            (
                "in:47:all:0.0.0.0/0",
                FirewallRule::new(Direction::In, Protocol::Number(47), None, range("0.0.0.0/0")),
            ),
            (
                "in:tcp:5432:firewall=web front",
                FirewallRule::new(
                    Direction::In,
                    Protocol::Tcp,
                    Some((5432, 5432)),
                    Peer::Firewall("web front".into()),
                ),
            ),
        ];
        for (text, rule) in rules {
            assert_eq!(text.parse(), Ok(Rule(rule.clone())), "{text}");
            assert_eq!(Rule(rule).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_rule_says_why() {
        for (text, why) in [
            ("", "a part is missing"),
            ("in:tcp:22", "a part is missing"),
            ("up:tcp:22:0.0.0.0/0", "in or out"),
            ("in:gre:22:0.0.0.0/0", "a number"),
            ("in:256:all:0.0.0.0/0", "a number"),
            ("in:tcp:ssh:0.0.0.0/0", "22, 8000-8080 or all"),
            ("in:tcp::0.0.0.0/0", "22, 8000-8080 or all"),
            ("in:tcp:22-:0.0.0.0/0", "22, 8000-8080 or all"),
            ("in:tcp:65536:0.0.0.0/0", "22, 8000-8080 or all"),
        ] {
            let refused = text.parse::<Rule>().unwrap_err();
            assert!(refused.ends_with(why) && refused.contains("e.g. in:tcp:22:192.0.2.0/24"), "{refused}");
        }
    }
}
