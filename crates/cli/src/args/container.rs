//! What a container has and a machine has not.

use anycloud::{ContainerPort, Protocol, Restart};
use clap::{Args, ValueEnum};
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

/// The container that a server is, on clouds whose servers are containers.
#[derive(Args, Debug)]
pub(crate) struct ContainerArgs {
    /// A variable of a container's environment; of a bare NAME the value is taken from here; may be repeated
    #[arg(long = "env", value_name = "NAME[=VALUE]", help_heading = "Containers")]
    pub(crate) variables: Vec<String>,
    /// A file of such variables, one on each line; may be repeated
    #[arg(long = "env-file", value_name = "FILE", help_heading = "Containers")]
    pub(crate) variable_files: Vec<PathBuf>,
    /// A port that a container serves, and the port of its host that leads to it, e.g. 8080:80, 127.0.0.1:8080:80,
    /// 53/udp; a free one if none is said; may be repeated
    #[arg(long = "publish", value_name = "[[ADDRESS:]PORT:]PORT[/udp]", help_heading = "Containers")]
    pub(crate) ports: Vec<Published>,
    /// A drive in a container's file system; may be repeated
    #[arg(long = "mount", value_name = "DRIVE:/PATH[:ro]", help_heading = "Containers")]
    pub(crate) mounts: Vec<Mounted>,
    /// When a container that ended is started again
    #[arg(long, value_enum, value_name = "WHEN", help_heading = "Containers")]
    pub(crate) restart: Option<RestartArg>,
    /// What a container runs instead of what its image says; comes last, for all that follows is the command
    #[arg(
        long,
        value_name = "WORD",
        num_args = 1..,
        allow_hyphen_values = true,
        help_heading = "Containers"
    )]
    pub(crate) command: Vec<String>,
}

/// When a container that ended is started again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RestartArg {
    Always,
    No,
    OnFailure,
    UnlessStopped,
}

impl RestartArg {
    pub(crate) fn restart(self) -> Restart {
        match self {
            Self::Always => Restart::Always,
            Self::No => Restart::Never,
            Self::OnFailure => Restart::OnFailure,
            Self::UnlessStopped => Restart::UnlessStopped,
        }
    }
}

/// `8080:80`, `127.0.0.1:8080:80`, `[::1]:8080:80`, `80`, `53:53/udp`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Published(pub(crate) ContainerPort);

impl FromStr for Published {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("{text:?} is not a port to publish, e.g. 8080:80 or 127.0.0.1:53:53/udp");
        let number = |text: &str| text.parse::<u16>().ok().filter(|port| *port > 0).ok_or_else(refuse);
        let (ports, protocol) = match text.rsplit_once('/') {
            None | Some((_, "tcp")) => (text.trim_end_matches("/tcp"), Protocol::Tcp),
            Some((ports, "udp")) => (ports, Protocol::Udp),
            Some(_) => return Err(refuse()),
        };
        let (host, inside) = ports.rsplit_once(':').unwrap_or(("", ports));
        let inside = number(inside)?;
        let port = match protocol {
            Protocol::Udp => ContainerPort::udp(inside),
            _ => ContainerPort::tcp(inside),
        };
        if host.is_empty() {
            return if ports.contains(':') { Err(refuse()) } else { Ok(Self(port.published_anywhere())) };
        }
        let (address, outside) = match host.rsplit_once(':') {
            None => (None, host),
            Some((address, outside)) => (Some(address), outside),
        };
        let port = if outside.is_empty() && address.is_some() {
            port.published_anywhere()
        } else {
            port.published(number(outside)?)
        };
        let Some(address) = address else { return Ok(Self(port)) };
        let bare = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(address);
        let address: IpAddr = bare.parse().map_err(|_| refuse())?;
        Ok(Self(port.at(address)))
    }
}

/// `data:/srv`, `data:/srv:ro`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mounted {
    pub(crate) drive: String,
    pub(crate) path: String,
    pub(crate) read_only: bool,
}

impl FromStr for Mounted {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let refuse =
            || format!("{text:?} is not a drive and where it is mounted, e.g. data:/srv or data:/srv:ro");
        let (drive, rest) = text.split_once(':').ok_or_else(refuse)?;
        let (path, read_only) = match rest.rsplit_once(':') {
            None => (rest, false),
            Some((path, "ro")) => (path, true),
            Some((path, "rw")) => (path, false),
            Some(_) => return Err(refuse()),
        };
        if drive.is_empty() || !path.starts_with('/') {
            return Err(refuse());
        }
        Ok(Self { drive: drive.to_owned(), path: path.to_owned(), read_only })
    }
}

#[cfg(test)]
mod tests {
    use super::{Mounted, Published};
    use anycloud::ContainerPort;

    #[test]
    fn ports() {
        let here = [127, 0, 0, 1].into();
        let good = [
            ("8080:80", ContainerPort::tcp(80).published(8080)),
            ("8080:80/tcp", ContainerPort::tcp(80).published(8080)),
            ("127.0.0.1:53:53/udp", ContainerPort::udp(53).published(53).at(here)),
            ("127.0.0.1::53", ContainerPort::tcp(53).published_anywhere().at(here)),
            ("[::1]:8080:80", ContainerPort::tcp(80).published(8080).at("::1".parse().unwrap())),
            ("80", ContainerPort::tcp(80).published_anywhere()),
        ];
        for (text, port) in good {
            assert_eq!(text.parse(), Ok(Published(port)), "{text}");
        }
        for text in ["", ":80", "8080:", "0:80", "88888:80", "80/icmp", "a:1:2", "8080:80:90:100", "-1"] {
            assert!(text.parse::<Published>().unwrap_err().contains("e.g. 8080:80"), "{text}");
        }
    }

    #[test]
    fn mounts() {
        for (text, path, read_only) in
            [("data:/srv", "/srv", false), ("data:/srv:ro", "/srv", true), ("data:/srv:rw", "/srv", false)]
        {
            let mounted = Mounted { drive: "data".into(), path: path.into(), read_only };
            assert_eq!(text.parse(), Ok(mounted), "{text}");
        }
        for text in ["", "data", ":/srv", "data:srv", "data:/srv:x", "data:"] {
            assert!(text.parse::<Mounted>().unwrap_err().contains("e.g. data:/srv"), "{text}");
        }
    }
}
