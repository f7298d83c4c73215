//! Where the engine listens.

use anycloud_core::{Error, Result};
use std::fmt;
use std::path::PathBuf;
use url::Url;

/// The address of an engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    Unix(PathBuf),
    /// `http` or `https`, with a port.
    Tcp(Url),
}

impl Host {
    /// Reads an address as `DOCKER_HOST` has it. The ports are those that the `docker` command takes for granted.
    pub(crate) fn parse(text: &str, tls: bool) -> Result<Self> {
        let unknown = || {
            Error::config("the engine's address must be unix:///path, tcp://host:port or https://host:port")
        };
        let (scheme, rest) = text.trim().split_once("://").ok_or_else(unknown)?;
        let (scheme, port) = match scheme {
            "unix" if rest.starts_with('/') && rest.len() > 1 => return Ok(Self::Unix(rest.into())),
            "tcp" if tls => ("https", 2376),
            "tcp" | "http" => ("http", 2375),
            "https" => ("https", 2376),
            "ssh" => return Err(Error::config("an engine behind ssh is not supported: forward its socket")),
            "npipe" => return Err(Error::config("named pipes are not supported: use tcp with TLS")),
            _ => return Err(unknown()),
        };
        // The port is put in first: `Url` forgets one that is the scheme's own.
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let has_port =
            authority.rsplit_once(':').is_some_and(|(_, port)| !port.is_empty() && !port.contains(']'));
        let authority = if has_port { authority.to_owned() } else { format!("{authority}:{port}") };
        let url = Url::parse(&format!("{scheme}://{authority}{path}"));
        url.map(Self::Tcp).map_err(|e| unknown().with_source(e))
    }

    /// The base of the URLs of calls. Behind a socket the host's name has no meaning.
    pub(crate) fn endpoint(&self) -> Result<Url> {
        match self {
            Self::Unix(_) => {
                Url::parse("http://localhost/").map_err(|e| Error::config("no endpoint").with_source(e))
            }
            Self::Tcp(url) => Ok(url.clone()),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix://{}", path.display()),
            Self::Tcp(url) => f.write_str(&url.origin().ascii_serialization()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Host;

    #[test]
    fn addresses() {
        let at = |text: &str, tls: bool| Host::parse(text, tls).unwrap().to_string();
        assert_eq!(at("unix:///var/run/docker.sock", false), "unix:///var/run/docker.sock");
        assert_eq!(at("tcp://10.0.0.1", false), "http://10.0.0.1:2375");
        assert_eq!(at("tcp://10.0.0.1/", true), "https://10.0.0.1:2376");
        assert_eq!(at("tcp://[::1]", false), "http://[::1]:2375");
        assert_eq!(at("tcp://[::1]:9", false), "http://[::1]:9");
        assert_eq!(at("https://engine.example:443", false), "https://engine.example");
        for bad in [
            "",
            "unix:/x",
            "unix://x",
            "fd://",
            "npipe:////./pipe/x",
            "ssh://h",
            "tcp://",
            "tcp://a b",
            "/run/x",
        ] {
            assert!(Host::parse(bad, false).is_err(), "{bad}");
        }
    }
}
