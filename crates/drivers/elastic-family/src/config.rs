//! What is sent in `create` and `set`: the keys of both documents' tables, typed. A driver refuses what its service
//! does not have.

use crate::device::{Device, Media};
use crate::drive::{ClaimType, Readers};
use crate::network::NicModel;
use crate::properties::is_secret;
use crate::server::Smp;
use anycloud_core::{ByteSize, DriveId, NetworkId, Secret, ServerId};
use anycloud_elastic_text::Record;
use std::fmt;
use std::net::IpAddr;

/// Keys that all three have.
macro_rules! common {
    ($config:ident) => {
        impl $config {
            /// No keys yet.
            pub fn new() -> Self {
                Self::default()
            }

            /// `name`: what people call it, on one line. It need not be unique.
            pub fn name(self, name: &str) -> Self {
                self.key("name", name)
            }

            /// `tags`: labels; none unsets the key. A label has no space. CloudSigma's servers have no tags.
            pub fn tags<I: IntoIterator<Item: AsRef<str>>>(self, labels: I) -> Self {
                let labels: Vec<I::Item> = labels.into_iter().collect();
                let labels: Vec<&str> = labels.iter().map(AsRef::as_ref).collect();
                self.key("tags", &labels.join(" "))
            }

            /// `user:KEY`: a key of the user's own (ElasticHosts).
            pub fn user(self, key: &str, value: &str) -> Self {
                self.key(&format!("user:{key}"), value)
            }

            /// Any key, also one that this version does not know. An empty value unsets it; a key that is set twice has
            /// the last value.
            pub fn key(mut self, key: &str, value: &str) -> Self {
                self.0.set(key, value);
                self
            }

            /// Unsets a key: it is sent with an empty value.
            pub fn unset(self, key: &str) -> Self {
                self.key(key, "")
            }

            /// Whether no key is there, neither to be set nor to be unset.
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }

            /// The keys with their values; secrets are `***`.
            pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
                self.0.iter().map(|(key, value)| (key, if is_secret(key) { "***" } else { value }))
            }

            /// The keys with their values, secrets too, to be sent.
            pub fn record(&self) -> &Record {
                &self.0
            }
        }

        impl fmt::Debug for $config {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_map().entries(self.iter()).finish()
            }
        }
    };
}

/// A server's keys, as they are sent to make or change one. docs: ElasticHosts API, the table of server configuration;
/// CloudSigma API 1.0, §8.2.
///
/// Keys are those of dialect 2.0; a client of a 1.0 service rewrites them. Nothing is checked here: the drivers refuse
/// keys that their service does not have, before they send anything, and the services say which values will not do.
///
/// ```
/// use anycloud_core::{ByteSize, DriveId};
/// use anycloud_elastic_family::{Device, NicModel, ServerConfig};
/// let drive = DriveId::new("6aa953cc-3395-4e8d-938e-65c74fd20334");
/// let web = ServerConfig::new()
///     .name("web")
///     .cpu(2000)
///     .mem(ByteSize::mib(512))
///     .persistent(true)
///     .drive(Device::BOOT, &drive)
///     .boot(&[Device::BOOT])
///     .nic(0, NicModel::E1000)
///     .dhcp_auto(0);
/// assert!(web.iter().any(|(key, value)| (key, value) == ("ide:0:0", drive.as_str())));
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct ServerConfig(Record);

common!(ServerConfig);

impl ServerConfig {
    /// `cpu`: MHz over all cores, 500 to 20000.
    pub fn cpu(self, mhz: u32) -> Self {
        self.key("cpu", &mhz.to_string())
    }

    /// `smp`: how many processors the server sees. CloudSigma wants 1000 to 2200 MHz for each (§8.2).
    pub fn smp(self, smp: Smp) -> Self {
        match smp {
            Smp::Auto => self.key("smp", "auto"),
            Smp::Count(n) => self.key("smp", &n.to_string()),
        }
    }

    /// `mem`: whole MiB, 256 to 32768; a part of one is left out.
    pub fn mem(self, memory: ByteSize) -> Self {
        self.key("mem", &memory.as_mib().to_string())
    }

    /// `parent`: the object that it belongs to (CloudSigma).
    pub fn parent(self, parent: &str) -> Self {
        self.key("parent", parent)
    }

    /// `status`: made without being started (CloudSigma; ElasticHosts has a call of its own for it).
    pub fn stopped(self) -> Self {
        self.key("status", "stopped")
    }

    /// `persistent`: whether it stays when it stops, or is destroyed then. Not in CloudSigma's tables, whose servers
    /// stay.
    pub fn persistent(self, persistent: bool) -> Self {
        self.key("persistent", if persistent { "true" } else { "false" })
    }

    /// `DEVICE`, e.g. `ide:0:0`: a drive in a slot. CloudSigma has no SCSI slots.
    pub fn drive(self, device: Device, drive: &DriveId) -> Self {
        self.key(&device.to_string(), drive.as_str())
    }

    /// Unsets `DEVICE`: no drive in a slot.
    pub fn no_drive(self, device: Device) -> Self {
        self.unset(&device.to_string())
    }

    /// `DEVICE:media`: what the drive there looks like.
    pub fn media(self, device: Device, media: Media) -> Self {
        self.key(&format!("{device}:media"), media.as_str())
    }

    /// `boot`: the slots to boot from, the first one first.
    pub fn boot(self, devices: &[Device]) -> Self {
        let devices: Vec<String> = devices.iter().map(Device::to_string).collect();
        self.key("boot", &devices.join(" "))
    }

    /// `nic:N:model`: a network interface, 0 to 3; CloudSigma has 0 and 1. The other keys of an interface need it.
    pub fn nic(self, index: u8, model: NicModel) -> Self {
        self.key(&format!("nic:{index}:model"), model.as_str())
    }

    /// `nic:N:dhcp auto`: a temporary address at boot.
    pub fn dhcp_auto(self, index: u8) -> Self {
        self.key(&format!("nic:{index}:dhcp"), "auto")
    }

    /// `nic:N:dhcp`: a static address of the account's.
    pub fn dhcp(self, index: u8, ip: IpAddr) -> Self {
        self.key(&format!("nic:{index}:dhcp"), &ip.to_string())
    }

    /// `nic:N:vlan`: on this network instead of the public one.
    pub fn vlan(self, index: u8, network: &NetworkId) -> Self {
        self.key(&format!("nic:{index}:vlan"), network.as_str())
    }

    /// `nic:N:mac`: unique on its network. Without it the service makes one up.
    pub fn mac(self, index: u8, mac: &str) -> Self {
        self.key(&format!("nic:{index}:mac"), mac)
    }

    /// `nic:N:block`: ports closed to the outside, e.g. `tcp/25`.
    pub fn block<I: IntoIterator<Item: AsRef<str>>>(self, index: u8, ports: I) -> Self {
        let ports: Vec<String> = ports.into_iter().map(|port| port.as_ref().to_owned()).collect();
        self.key(&format!("nic:{index}:block"), &ports.join(" "))
    }

    /// `nic:N:firewall:PART`: `policy`, `accept` or `reject`, in the service's words.
    pub fn firewall(self, index: u8, part: &str, rules: &str) -> Self {
        self.key(&format!("nic:{index}:firewall:{part}"), rules)
    }

    /// `vnc auto`: a console (VNC, port 5900) on the server's own address, or on a temporary one. It is off without a
    /// [password](Self::vnc_password).
    pub fn vnc_auto(self) -> Self {
        self.key("vnc", "auto")
    }

    /// `vnc`: the same on a static address.
    pub fn vnc(self, ip: IpAddr) -> Self {
        self.key("vnc", &ip.to_string())
    }

    /// `vnc:password`: ElasticHosts takes 8 characters at most. An empty one turns the console off.
    pub fn vnc_password(self, password: &Secret) -> Self {
        self.key("vnc:password", password.expose())
    }

    /// `vnc:tls`: whether the console requires TLS (VeNCrypt) beside the password, or has none at all.
    pub fn vnc_tls(self, required: bool) -> Self {
        self.key("vnc:tls", if required { "on" } else { "" })
    }

    /// `avoid:drives`: not on the hardware of these drives (ElasticHosts).
    pub fn avoid_drives<'a>(self, drives: impl IntoIterator<Item = &'a DriveId>) -> Self {
        let drives: Vec<&str> = drives.into_iter().map(DriveId::as_str).collect();
        self.key("avoid:drives", &drives.join(" "))
    }

    /// `avoid:servers`: not on the hardware of these servers (ElasticHosts).
    pub fn avoid_servers<'a>(self, servers: impl IntoIterator<Item = &'a ServerId>) -> Self {
        let servers: Vec<&str> = servers.into_iter().map(ServerId::as_str).collect();
        self.key("avoid:servers", &servers.join(" "))
    }
}

/// A drive's keys, as they are sent to make or change one. docs: ElasticHosts API, "Create a drive" and "Set extra
/// drive data"; CloudSigma API 1.0, §7.1 and §7.4.
#[derive(Clone, Default, PartialEq)]
pub struct DriveConfig(Record);

common!(DriveConfig);

impl DriveConfig {
    /// `size`: bytes. A drive that exists can grow, not shrink.
    pub fn size(self, size: ByteSize) -> Self {
        self.key("size", &size.0.to_string())
    }

    /// `claim:type`: whether one server or several may have it at a time. ElasticHosts' document once calls the default
    /// `inclusive`; it is `exclusive`.
    pub fn claim_type(self, claim: ClaimType) -> Self {
        self.key("claim:type", claim.as_str())
    }

    /// `readers`: who may read it beside its owner.
    pub fn readers(self, readers: &Readers) -> Self {
        self.key("readers", &readers.to_value().unwrap_or_default())
    }

    /// `avoid`: not on the hardware of these drives; only when it is made (ElasticHosts).
    pub fn avoid<'a>(self, drives: impl IntoIterator<Item = &'a DriveId>) -> Self {
        let drives: Vec<&str> = drives.into_iter().map(DriveId::as_str).collect();
        self.key("avoid", &drives.join(" "))
    }

    /// `encryption:cipher`: `aes-xts-plain`, the default, or `none`; only when it is made.
    pub fn encrypted(self, encrypted: bool) -> Self {
        self.key("encryption:cipher", if encrypted { "aes-xts-plain" } else { "none" })
    }

    /// The key `tags`, instead of what it was: `affinity:ssd` for SSD, nothing for the usual HDD (CloudSigma).
    pub fn ssd(self, ssd: bool) -> Self {
        self.key("tags", if ssd { "affinity:ssd" } else { "" })
    }

    /// `tier`: `disk` or `ssd`, of ElasticHosts' later service; only when it is made.
    pub fn tier(self, tier: &str) -> Self {
        self.key("tier", tier)
    }
}

/// A resource's keys (ElasticHosts), as they are sent to make or change one. docs: ElasticHosts API, "Create a
/// resource" and "Set extra resource data".
#[derive(Clone, Default, PartialEq)]
pub struct ResourceConfig(Record);

common!(ResourceConfig);
