//! What a server has to do with networks.

use crate::properties::Properties;
use anycloud_core::{Error, NetworkId, Result, Secret, Text};
use std::net::IpAddr;
use std::str::FromStr;

/// How many network interfaces a server can have at all: `nic:0` to `nic:3`.
pub(crate) const NICS: u8 = 4;

/// A network interface of a server, as its record has it: [`ServerRecord::nics`](crate::ServerRecord::nics).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NicInfo {
    /// Which: 0 to 3; CloudSigma has 0 and 1.
    pub index: u8,
    /// `model`: the card that the system in the server sees.
    pub model: Option<Text>,
    /// `dhcp`: what is offered: `auto`, or one or more addresses.
    pub dhcp: Vec<Text>,
    /// `dhcp:ip`: the address that a running server was given (dialect 2.0).
    pub dhcp_ip: Vec<IpAddr>,
    /// `vlan`: the network that it is on, instead of the public one.
    pub vlan: Option<NetworkId>,
    /// `mac`: its own address on the wire.
    pub mac: Option<Text>,
    /// `block`: ports that are closed to the outside, e.g. `tcp/25`.
    pub block: Vec<Text>,
    /// `firewall:*`: what it lets through.
    pub firewall: Firewall,
}

/// The rules of one interface, in the service's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Firewall {
    /// `firewall:policy`: what happens to what no rule names.
    pub policy: Option<Text>,
    /// `firewall:accept`: what is let through.
    pub accept: Vec<Text>,
    /// `firewall:reject`: what is not.
    pub reject: Vec<Text>,
}

impl NicInfo {
    /// The interface of this index; `None` if the server has none there.
    pub fn read(record: &Properties, index: u8) -> Option<Self> {
        let prefix = format!("nic:{index}:");
        let mut nic = Self {
            index,
            model: None,
            dhcp: Vec::new(),
            dhcp_ip: Vec::new(),
            vlan: None,
            mac: None,
            block: Vec::new(),
            firewall: Firewall::default(),
        };
        let mut there = false;
        let words = |raw: &str| anycloud_elastic_text::words::split(raw).map(|w| record.text(w)).collect();
        for (key, raw) in record.pairs() {
            let Some(part) = key.strip_prefix(&*prefix) else { continue };
            if raw.is_empty() {
                continue;
            }
            there = true;
            match part {
                "block" => nic.block = words(raw),
                "dhcp" => nic.dhcp = words(raw),
                "dhcp:ip" => nic.dhcp_ip = raw.split(' ').filter_map(|ip| ip.parse().ok()).collect(),
                "firewall:accept" => nic.firewall.accept = words(raw),
                "firewall:policy" => nic.firewall.policy = Some(record.text(raw)),
                "firewall:reject" => nic.firewall.reject = words(raw),
                "mac" => nic.mac = Some(record.text(raw)),
                "model" => nic.model = Some(record.text(raw)),
                "vlan" => nic.vlan = Some(NetworkId::new(record.id(raw))),
                _ => {}
            }
        }
        there.then_some(nic)
    }
}

/// The network cards that the document names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum NicModel {
    /// Intel, which every system knows.
    #[default]
    E1000,
    /// Realtek.
    Rtl8139,
    /// Paravirtual.
    Virtio,
}

impl NicModel {
    /// The word of the wire, e.g. `virtio`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::E1000 => "e1000",
            Self::Rtl8139 => "rtl8139",
            Self::Virtio => "virtio",
        }
    }
}

impl FromStr for NicModel {
    type Err = Error;

    /// Reads the word of the wire; anything else is `InvalidRequest`.
    fn from_str(word: &str) -> Result<Self> {
        let all = [Self::E1000, Self::Rtl8139, Self::Virtio];
        let found = all.into_iter().find(|model| model.as_str() == word);
        found.ok_or_else(|| Error::invalid(format!("not a network card: {word:?} (e1000, rtl8139, virtio)")))
    }
}

/// The console of a server. docs: ElasticHosts API, server configuration: it is off without a password.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Vnc {
    /// What was asked for: `auto` or an address.
    pub asked: Option<Text>,
    /// Where a running server has it, port 5900.
    pub ip: Option<IpAddr>,
    /// `vnc:password` or `password`; without one the console is off.
    pub password: Option<Secret>,
    /// Whether TLS is required besides.
    pub tls: bool,
}

impl Vnc {
    /// The console of a server's record, in either dialect: asked for by `vnc` (2.0) or `vnc:ip` (1.0), found at
    /// `vnc:ip`, with the password `vnc:password` or, as it was named later, `password`.
    pub fn read(record: &Properties) -> Self {
        let told = record.some("vnc:ip");
        let asked = record.some("vnc").or(told);
        let ip = told.into_iter().chain(asked).find_map(|text| text.parse().ok());
        Self {
            asked: asked.map(|raw| record.text(raw)),
            ip,
            password: record.secret("vnc:password").or_else(|| record.secret("password")),
            tls: record.is_on("vnc:tls"),
        }
    }
}
