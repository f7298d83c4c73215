//! Ports of containers and of their host.

use crate::error::invalid;
use anycloud_core::{Error, Result};
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A port of a container, written `8888/tcp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Port {
    /// Its number, from 1 to 65535.
    pub number: u16,
    /// What is spoken on it.
    pub protocol: Protocol,
}

/// What is spoken on a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Protocol {
    /// SCTP.
    Sctp,
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

impl Protocol {
    /// The engine's word: `sctp`, `tcp` or `udp`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sctp => "sctp",
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

impl Port {
    /// A TCP port.
    pub const fn tcp(number: u16) -> Self {
        Self { number, protocol: Protocol::Tcp }
    }

    /// A UDP port.
    pub const fn udp(number: u16) -> Self {
        Self { number, protocol: Protocol::Udp }
    }
}

impl FromStr for Port {
    type Err = Error;

    /// Reads `8888/tcp` or `53/udp`; `8888` is TCP. What else there is is `InvalidRequest`.
    fn from_str(text: &str) -> Result<Self> {
        let (port, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
        let protocol = match protocol {
            "sctp" => Protocol::Sctp,
            "tcp" => Protocol::Tcp,
            "udp" => Protocol::Udp,
            _ => {
                return Err(invalid(format!(
                    "{text:?} is no port: its protocol is neither tcp, udp nor sctp"
                )));
            }
        };
        Ok(Self { number: number(port)?, protocol })
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.protocol.as_str())
    }
}

/// A port of a container that shall be reached by a port of its host. Which one it is by then is said by
/// [`ContainerInfo::published`](crate::wire::ContainerInfo::published).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Publish {
    /// The container's port.
    pub port: Port,
    /// The host's port; without one any that is free, perhaps another with each start.
    pub host_port: Option<u16>,
    /// The host's address on which it listens, e.g. 127.0.0.1 for this machine alone; all of them without one.
    pub host_address: Option<IpAddr>,
}

impl Publish {
    /// On any free port of all the host's addresses.
    pub const fn new(port: Port) -> Self {
        Self { port, host_port: None, host_address: None }
    }

    /// On this port of the host, which must be free when the container starts.
    pub const fn on(mut self, host_port: u16) -> Self {
        self.host_port = Some(host_port);
        self
    }

    /// On this address of the host alone.
    pub const fn at(mut self, host_address: IpAddr) -> Self {
        self.host_address = Some(host_address);
        self
    }

    /// Reads both ports as the engine's own JSON has them: `8888/tcp` and `"8080"`; an empty one is any that is free.
    ///
    /// # Errors
    /// `InvalidRequest`: one of them is no port, such as 88888.
    pub fn parse(port: &str, host_port: &str) -> Result<Self> {
        let publish = Self::new(port.parse()?);
        Ok(if host_port.is_empty() { publish } else { publish.on(number(host_port)?) })
    }
}

fn number(text: &str) -> Result<u16> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse::<u16>().ok().filter(|number| digits && *number > 0);
    number.ok_or_else(|| invalid(format!("{text:?} is no port: those go from 1 to 65535")))
}

#[cfg(test)]
mod tests {
    use super::{Port, Publish};
    use anycloud_core::{Delivery, ErrorKind};

    #[test]
    fn ports_read_back() {
        for text in ["8888/tcp", "53/udp", "9/sctp", "65535/tcp", "1/tcp"] {
            assert_eq!(text.parse::<Port>().unwrap().to_string(), text);
        }
        assert_eq!("80".parse::<Port>().unwrap(), Port::tcp(80));
        assert_eq!(Publish::parse("53/udp", "").unwrap().host_port, None);
        assert_eq!(Publish::parse("53/udp", "5353").unwrap(), Publish::new(Port::udp(53)).on(5353));
    }

    /// 88888 stands in Mist.io's document of January 2014 as the port of a host.
    #[test]
    fn what_is_no_port_is_refused_before_anything_is_sent() {
        let refused =
            [Publish::parse("8888/tcp", "88888").unwrap_err(), Publish::parse("88888/tcp", "").unwrap_err()];
        for error in refused {
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::NotSent));
            assert_eq!(error.to_string(), "docker: \"88888\" is no port: those go from 1 to 65535");
        }
        for bad in ["", "0", "-1", "+1", " 1", "65536", "80/icmp", "80/", "http"] {
            bad.parse::<Port>().unwrap_err();
        }
    }
}
