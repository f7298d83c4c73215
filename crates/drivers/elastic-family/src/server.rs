//! Servers.

use crate::device::{Device, Media};
use crate::network::{NICS, NicInfo, Vnc};
use crate::properties::Properties;
use crate::reply::unread;
use anycloud_core::{ByteSize, DriveId, Error, Result, ServerId, Text, Timestamp};

/// A server, as the service describes it. docs: ElasticHosts API, "Get single server info" and the table of keys;
/// CloudSigma API 1.0, §8.2 and §8.6.
///
/// Nothing is parsed before it is asked for: a list of thousands costs little more than its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerRecord(Properties);

/// What a server does, in the service's words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// `active`: it runs.
    Active,
    /// `dead`: it died.
    Dead,
    /// `dumped`: it died and left a dump.
    Dumped,
    /// `paused`: it is suspended.
    Paused,
    /// `stopped`: it is off.
    Stopped,
    /// A word that this version does not know.
    Unrecognized(Text),
}

/// How many processors a server sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Smp {
    /// `auto`: as many as the service thinks fit for its MHz.
    Auto,
    /// So many.
    Count(u32),
}

/// A drive in a slot of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttachedDrive {
    /// The slot that it is in.
    pub device: Device,
    /// The drive that is there.
    pub drive: DriveId,
    /// `DEVICE:media`: what it looks like to the system in the server.
    pub media: Media,
}

/// How much was read and written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // both documents have these four
pub struct IoCounters {
    /// Bytes read.
    pub read_bytes: Option<u64>,
    /// How often was read.
    pub read_requests: Option<u64>,
    /// Bytes written.
    pub write_bytes: Option<u64>,
    /// How often was written.
    pub write_requests: Option<u64>,
}

/// How much went over the network since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Traffic {
    /// Bytes received.
    pub rx: Option<u64>,
    /// Packets received.
    pub rx_packets: Option<u64>,
    /// Bytes sent.
    pub tx: Option<u64>,
    /// Packets sent.
    pub tx_packets: Option<u64>,
}

impl ServerRecord {
    /// The record of a server.
    ///
    /// # Errors
    /// `Decode` without the key `server`.
    pub fn new(record: Properties) -> Result<Self> {
        if record.some("server").is_none() {
            return Err(nameless());
        }
        Ok(Self(record))
    }

    /// The record of lines that have the key `server`.
    pub(crate) fn checked(record: Properties) -> Self {
        Self(record)
    }

    /// All keys, known or not.
    pub fn properties(&self) -> &Properties {
        &self.0
    }

    /// The same in memory of its own, apart from the reply that it came with.
    pub fn detach(&self) -> Self {
        Self(self.0.detach())
    }

    /// `server`: its UUID.
    pub fn id(&self) -> ServerId {
        ServerId::new(self.0.id_of("server").unwrap_or_default())
    }

    /// `name`: what people call it. It need not be unique.
    pub fn name(&self) -> Text {
        self.0.text_of("name").unwrap_or_default()
    }

    /// `status`: whether it runs.
    pub fn status(&self) -> Status {
        Status::read(&self.0, self.0.some("status").unwrap_or_default())
    }

    /// `user`: the owner's UUID.
    pub fn user(&self) -> Option<Text> {
        self.0.text_of("user")
    }

    /// `cpu`: MHz over all cores.
    pub fn cpu(&self) -> Option<u32> {
        self.0.number("cpu")?.try_into().ok()
    }

    /// `smp`: how many processors it sees, as was asked for.
    pub fn smp(&self) -> Option<Smp> {
        match self.0.some("smp")? {
            "auto" => Some(Smp::Auto),
            count => count.parse().ok().map(Smp::Count),
        }
    }

    /// `parent`: the object that it belongs to (CloudSigma).
    pub fn parent(&self) -> Option<Text> {
        self.0.text_of("parent")
    }

    /// `smp:cores`: how many a running server was given (dialect 2.0).
    pub fn smp_cores(&self) -> Option<u32> {
        self.0.number("smp:cores")?.try_into().ok()
    }

    /// `mem`: memory; the document's MB are MiB.
    pub fn mem(&self) -> Option<ByteSize> {
        self.0.number("mem")?.checked_mul(1 << 20).map(ByteSize)
    }

    /// `persistent`. A server that is not persistent is destroyed when it stops.
    pub fn persistent(&self) -> bool {
        self.0.is_on("persistent")
    }

    /// The drives in its slots, in the order of the slots.
    pub fn devices(&self) -> Vec<AttachedDrive> {
        let mut found: Vec<AttachedDrive> = Vec::new();
        for (key, raw) in self.0.pairs() {
            let Some(device) = Device::read(key) else { continue };
            found.retain(|attached| attached.device != device);
            if !raw.is_empty() {
                let (drive, media) = (DriveId::new(self.0.id(raw)), self.media(device));
                found.push(AttachedDrive { device, drive, media });
            }
        }
        found.sort_by_key(|attached| attached.device);
        found
    }

    /// `DEVICE:read:bytes` and its like: what went through one slot of a running server.
    pub fn io(&self, device: Device) -> IoCounters {
        IoCounters::read(&self.0, &format!("{device}:"))
    }

    /// `boot`: the slots to boot from, in the owner's order.
    pub fn boot(&self) -> Vec<Device> {
        self.0.words("boot").filter_map(Device::read).collect()
    }

    /// `nic:N:*`: the network interfaces.
    pub fn nics(&self) -> Vec<NicInfo> {
        (0..NICS).filter_map(|index| NicInfo::read(&self.0, index)).collect()
    }

    /// `vnc`, `vnc:*`, `password`: the console.
    pub fn vnc(&self) -> Vnc {
        Vnc::read(&self.0)
    }

    /// `tags`: labels. Tags with values are [`user_keys`](Self::user_keys).
    pub fn tags(&self) -> Vec<Text> {
        self.0.texts("tags")
    }

    /// `user:*`: the owner's own keys, without the prefix.
    pub fn user_keys(&self) -> Vec<(Text, Text)> {
        self.0.user_keys().collect()
    }

    /// `avoid:drives`: drives on whose hardware it must not be.
    pub fn avoid_drives(&self) -> Vec<DriveId> {
        self.0.ids("avoid:drives").into_iter().map(DriveId::new).collect()
    }

    /// `avoid:servers`: servers on whose hardware it must not be.
    pub fn avoid_servers(&self) -> Vec<ServerId> {
        self.0.ids("avoid:servers").into_iter().map(ServerId::new).collect()
    }

    /// `started`: when it was last started or reset, if it runs.
    pub fn started(&self) -> Option<Timestamp> {
        // The document: seconds since the epoch, in UTC.
        Timestamp::from_unix(self.0.number("started")?.try_into().ok()?).ok()
    }

    /// `rx`, `tx`, `rx:packets`, `tx:packets`. The document's `rx:bytes` was never recorded, and is read too.
    pub fn traffic(&self) -> Traffic {
        let number = |key| self.0.number(key);
        Traffic {
            rx: number("rx").or_else(|| number("rx:bytes")),
            rx_packets: number("rx:packets"),
            tx: number("tx").or_else(|| number("tx:bytes")),
            tx_packets: number("tx:packets"),
        }
    }

    fn media(&self, device: Device) -> Media {
        if self.0.some(&format!("{device}:media")) == Some("cdrom") { Media::Cdrom } else { Media::Disk }
    }
}

/// A record that is no server.
pub(crate) fn nameless() -> Error {
    unread("a server without the key `server`")
}

impl Status {
    pub(crate) fn read(record: &Properties, word: &str) -> Self {
        match word {
            "active" => Self::Active,
            "dead" => Self::Dead,
            "dumped" => Self::Dumped,
            "paused" => Self::Paused,
            "stopped" => Self::Stopped,
            other => Self::Unrecognized(record.text(other)),
        }
    }
}

impl IoCounters {
    pub(crate) fn read(record: &Properties, prefix: &str) -> Self {
        let number = |part| record.number(&format!("{prefix}{part}"));
        Self {
            read_bytes: number("read:bytes"),
            read_requests: number("read:requests"),
            write_bytes: number("write:bytes"),
            write_requests: number("write:requests"),
        }
    }
}
