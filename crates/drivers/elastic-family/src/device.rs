//! Where a drive sits in a server.

use anycloud_core::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// A slot for a drive. docs: ElasticHosts API, server configuration: `ide:BUS[0-1]:UNIT[0-1]`,
/// `scsi:BUS[0]:UNIT[0-7]`, `block:INDEX[0-7]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Device(Slot);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Slot {
    /// Bus and unit, each 0 or 1.
    Ide(u8, u8),
    /// Unit 0 to 7 of the only bus.
    Scsi(u8),
    /// Index 0 to 7.
    Block(u8),
}

impl Device {
    /// The slot that servers boot from, unless something else is said.
    pub const BOOT: Self = Self(Slot::Ide(0, 0));

    /// Whether it is a SCSI slot, of which CloudSigma has none.
    pub fn is_scsi(self) -> bool {
        matches!(self.0, Slot::Scsi(_))
    }

    /// Every slot, in the order in which free ones are taken: IDE first, which every system knows.
    pub fn all() -> impl Iterator<Item = Self> {
        let ide = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(bus, unit)| Slot::Ide(bus, unit));
        ide.into_iter().chain((0..8).map(Slot::Scsi)).chain((0..8).map(Slot::Block)).map(Self)
    }

    /// An IDE slot; `None` if bus or unit is beyond 1.
    pub fn ide(bus: u8, unit: u8) -> Option<Self> {
        (bus < 2 && unit < 2).then_some(Self(Slot::Ide(bus, unit)))
    }

    /// A SCSI slot; `None` if the unit is beyond 7.
    pub fn scsi(unit: u8) -> Option<Self> {
        (unit < 8).then_some(Self(Slot::Scsi(unit)))
    }

    /// A virtio block slot; `None` if the index is beyond 7.
    pub fn block(index: u8) -> Option<Self> {
        (index < 8).then_some(Self(Slot::Block(index)))
    }

    /// The slot of this name; `None` if there is none.
    pub fn read(name: &str) -> Option<Self> {
        // All keys of a list pass here, and few are slots: a pattern of bytes says no at once.
        let slot = match *name.as_bytes() {
            [b'b', b'l', b'o', b'c', b'k', b':', index @ b'0'..=b'7'] => Slot::Block(index - b'0'),
            [b'i', b'd', b'e', b':', bus @ b'0'..=b'1', b':', unit @ b'0'..=b'1'] => {
                Slot::Ide(bus - b'0', unit - b'0')
            }
            [b's', b'c', b's', b'i', b':', b'0', b':', unit @ b'0'..=b'7'] => Slot::Scsi(unit - b'0'),
            _ => return None,
        };
        Some(Self(slot))
    }
}

impl FromStr for Device {
    type Err = Error;

    /// Reads `ide:0:0`, `scsi:0:7`, `block:7`; anything else is `InvalidRequest`.
    fn from_str(name: &str) -> Result<Self> {
        Self::read(name).ok_or_else(|| {
            let known = "ide:0:0 to ide:1:1, scsi:0:0 to scsi:0:7, block:0 to block:7";
            Error::invalid(format!("not a device: {name:?} (there are {known})"))
        })
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Slot::Block(index) => write!(f, "block:{index}"),
            Slot::Ide(bus, unit) => write!(f, "ide:{bus}:{unit}"),
            Slot::Scsi(unit) => write!(f, "scsi:0:{unit}"),
        }
    }
}

/// What a drive looks like to the system in the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Media {
    /// A CD.
    Cdrom,
    /// A hard disk.
    #[default]
    Disk,
}

impl Media {
    /// The word of the wire: `cdrom` or `disk`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cdrom => "cdrom",
            Self::Disk => "disk",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Device;
    use anycloud_core::ErrorKind;

    #[test]
    fn devices_read_back() {
        let all: Vec<_> = Device::all().collect();
        assert_eq!(all.len(), 4 + 8 + 8);
        for device in &all {
            assert_eq!(device.to_string().parse::<Device>().unwrap(), *device);
        }
        assert_eq!(all[0], Device::BOOT);
        assert_eq!(Device::ide(1, 0).unwrap().to_string(), "ide:1:0");
        assert!(Device::ide(2, 0).is_none() && Device::scsi(8).is_none() && Device::block(8).is_none());
    }

    #[test]
    fn what_is_no_device_is_refused() {
        let bad = [
            "",
            "ide",
            "ide:0:",
            "ide:0:)",
            "ide:0:2",
            "ide:2:0",
            "ide:0:0:media",
            "scsi:1:0",
            "scsi:0:8",
            "block:8",
            "block:0:0",
            "block:-1",
            "ide:00:0",
            "ata:0:0",
            "IDE:0:0",
            "ide:0:0 ",
        ];
        for name in bad {
            assert_eq!(name.parse::<Device>().unwrap_err().kind(), ErrorKind::InvalidRequest, "{name:?}");
        }
    }
}
