//! Where a client may send the gateway: an `apiurl` comes from outside.

use crate::refusal::{Refusal, Result};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;
use url::{Host, Url};

/// A range of addresses, for [`Settings::allow`](crate::Settings::allow): read from `10.0.0.0/8`, `fd00::/8`, or one
/// address.
///
/// ```
/// use anycloud_gateway::AddressRange;
/// let inside: AddressRange = "10.0.0.0/8".parse()?;
/// assert!("10.0.0.0/33".parse::<AddressRange>().is_err());
/// # Ok::<(), anycloud::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressRange {
    start: u128,
    bits: u32,
    v4: bool,
}

impl AddressRange {
    fn contains(&self, ip: IpAddr) -> bool {
        let (number, v4) = numbered(ip);
        v4 == self.v4 && (self.bits == 0 || (number ^ self.start) >> (width(v4) - self.bits) == 0)
    }
}

impl FromStr for AddressRange {
    type Err = anycloud::Error;

    /// # Errors
    /// `InvalidConfig` for what is no address, or a length that addresses of its version do not have.
    fn from_str(text: &str) -> anycloud::Result<Self> {
        let bad = || anycloud::Error::config(format!("{text:?} is no range of addresses such as 10.0.0.0/8"));
        let (ip, bits) = text.split_once('/').map_or((text, None), |(ip, bits)| (ip, Some(bits)));
        let (start, v4) = numbered(ip.parse().map_err(|_| bad())?);
        let bits = bits.map_or(Ok(width(v4)), |bits| bits.parse().map_err(|_| bad()))?;
        if bits > width(v4) { Err(bad()) } else { Ok(Self { start, bits, v4 }) }
    }
}

fn width(v4: bool) -> u32 {
    if v4 { 32 } else { 128 }
}

/// The address as a number. One of version 4 inside version 6 is the former: it leads there.
fn numbered(ip: IpAddr) -> (u128, bool) {
    match ip.to_canonical() {
        IpAddr::V4(ip) => (u32::from(ip).into(), true),
        IpAddr::V6(ip) => (ip.into(), false),
    }
}

/// Public addresses, and the ranges that were allowed.
#[derive(Clone, Default)]
pub(crate) struct Guard {
    allowed: Vec<AddressRange>,
}

impl Guard {
    pub(crate) fn new(allowed: Vec<AddressRange>) -> Self {
        Self { allowed }
    }

    pub(crate) fn allows(&self, ip: IpAddr) -> bool {
        is_public(ip) || self.allowed.iter().any(|range| range.contains(ip))
    }

    /// An `apiurl` that may be asked. Its name is resolved now, to refuse with reasons; whoever connects asks again.
    ///
    /// # Errors
    /// 400 for what is no URL of a service, 403 for where the configuration does not lead.
    pub(crate) async fn check(&self, apiurl: &str) -> Result<Url> {
        // The text is not repeated: it may hold a password.
        let url = Url::parse(apiurl).map_err(|e| Refusal::bad(format!("apiurl is no URL: {e}")))?;
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some()
        {
            return Err(Refusal::bad("apiurl must be http or https, without a user"));
        }
        let port = url.port_or_known_default().unwrap_or_default();
        let found: Vec<IpAddr> = match url.host() {
            Some(Host::Ipv4(ip)) => vec![ip.into()],
            Some(Host::Ipv6(ip)) => vec![ip.into()],
            Some(Host::Domain(name)) => {
                let found = tokio::net::lookup_host((name, port)).await;
                let found =
                    found.map_err(|_| Refusal::unavailable(format!("the name {name} is not known")))?;
                found.map(|at| at.ip()).collect()
            }
            None => return Err(Refusal::bad("apiurl has no host")),
        };
        match found.iter().find(|ip| !self.allows(**ip)) {
            None if !found.is_empty() => Ok(url),
            _ => Err(Refusal::new(
                http::StatusCode::FORBIDDEN,
                "Forbidden",
                "apiurl leads to an address that is not public; allow it with --allow-address",
            )),
        }
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Guard").field(&self.allowed).finish()
    }
}

/// Whether the address is one of the internet's: not a host's own, a private network's, a link's (where clouds answer
/// for metadata), a carrier's or one that is kept for something else. Source: IANA's registries of special-purpose
/// addresses.
fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// Public by its number, and on every machine of Azure the host's own: metadata and credentials.
const AZURE: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || ip == AZURE
        || a == 0
        || a >= 224 // multicast, reserved, broadcast
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19)))
}

/// Global unicast is 2000::/3; out of it what leads to version 4 (6to4, Teredo) and documentation.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let embeds = a == 0x2002 || (a == 0x2001 && b == 0);
    let documents = (a == 0x2001 && b == 0xdb8) || (a == 0x3fff && b < 0x1000);
    (a & 0xe000) == 0x2000 && !embeds && !documents
}

#[cfg(test)]
mod tests {
    use super::{AddressRange, Guard};

    #[test]
    fn only_the_internet_is_public() {
        let guard = Guard::default();
        for public in ["31.53.71.90", "8.8.8.8", "2a00:1450::1", "198.20.0.1", "100.128.0.1"] {
            assert!(guard.allows(public.parse().unwrap()), "{public}");
        }
        let kept = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.100.100.200",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "198.18.0.1",
            "168.63.129.16",
            "::ffff:168.63.129.16",
            "::1",
            "::",
            "fe80::1",
            "fd00:ec2::254",
            "ff02::1",
            "::ffff:169.254.169.254",
            "::ffff:127.0.0.1",
            "2002:7f00:1::",
            "2001:db8::1",
            "64:ff9b::a00:1",
            "::169.254.169.254",
            "169.254.170.2",
            "192.0.0.192",
        ];
        for ip in kept {
            assert!(!guard.allows(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn ranges_open_what_was_closed() {
        let allowed = ["10.0.0.0/8", "127.0.0.1", "fd00::/8"].map(|range| range.parse().unwrap());
        let guard = Guard::new(allowed.to_vec());
        for ip in ["10.255.0.1", "127.0.0.1", "fd12::1", "::ffff:10.0.0.1"] {
            assert!(guard.allows(ip.parse().unwrap()), "{ip}");
        }
        for ip in ["11.0.0.1", "127.0.0.2", "fe80::1", "169.254.169.254"] {
            assert_eq!(guard.allows(ip.parse().unwrap()), ip == "11.0.0.1", "{ip}");
        }
        for bad in ["", "10.0.0.0/33", "10.0.0.0/x", "host/8", "fd00::/129"] {
            bad.parse::<AddressRange>().unwrap_err();
        }
        let all: AddressRange = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains("169.254.169.254".parse().unwrap()) && !all.contains("::1".parse().unwrap()));
    }

    #[tokio::test]
    async fn urls_are_refused_with_reasons_and_without_their_secrets() {
        let guard = Guard::default();
        for (url, status) in [
            ("http://169.254.169.254/latest/meta-data", 403),
            ("http://localhost:5000/v2.0", 403),
            ("http://[::ffff:169.254.169.254]/", 403),
            ("http://2130706433/", 403), // 127.0.0.1 as one number
            ("http://0x7f.1/", 403),
            ("http://0177.0.0.1/", 403),
            ("http://0251.0376.0251.0376/", 403), // 169.254.169.254 in octal
            ("http://2852039166/", 403),
            ("http://0xa9fea9fe/", 403),
            ("http://10.1/", 403),
            ("http://127.0.0.1./", 403),
            ("http://%31%32%37.0.0.1/", 403),
            ("http://①②⑦.0.0.1/", 403),
            ("http://[::1]/", 403),
            ("http://[fe80::1]/", 403),
            ("http://[fd00:ec2::254]/", 403),
            ("http://100.100.100.200/", 403),
            ("http://192.168.0.1/", 403),
            ("file:///etc/passwd", 400),
            ("https://me:k3y@8.8.8.8/", 400),
            ("not a url k3y", 400),
        ] {
            let refusal = guard.check(url).await.unwrap_err();
            assert_eq!(refusal.status.as_u16(), status, "{url}");
            assert!(!refusal.to_string().contains("k3y"), "{refusal}");
        }
        assert_eq!(guard.check("http://31.53.71.90:5000/v2.0").await.unwrap().port(), Some(5000));
    }
}
