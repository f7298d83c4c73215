//! A drive, its state, and the servers that have it.

use super::Tags;
use crate::id::{DriveId, ServerId};
use crate::native::{Native, Record};
use crate::text::Text;
use crate::unit::ByteSize;
use serde::{Serialize, Serializer};
use std::fmt;

/// What a drive does now.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DriveState {
    /// Attached to a server.
    Attached,
    /// Free to be attached.
    Available,
    /// Broken.
    Failed,
    /// Being made, copied or imaged; see [`Drive::progress`].
    Pending,
    /// A state of the provider that this version does not know, in the provider's own word.
    Unrecognized(Text),
}

impl DriveState {
    /// The state as one word; the provider's own for an unrecognised one.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Attached => "attached",
            Self::Available => "available",
            Self::Failed => "failed",
            Self::Pending => "pending",
            Self::Unrecognized(word) => word,
        }
    }
}

impl fmt::Display for DriveState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for DriveState {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

/// Where a drive is attached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Attachment {
    /// The server.
    pub server: ServerId,
    /// The provider's own word for the slot, e.g. `ide:0:0`.
    pub device: Option<Text>,
}

impl Attachment {
    /// Attached to this server.
    pub fn new(server: ServerId) -> Self {
        Self { server, device: None }
    }

    /// In this slot.
    pub fn at(mut self, device: impl Into<Text>) -> Self {
        self.device = Some(device.into());
        self
    }
}

/// A drive: a volume or disk.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Drive {
    /// Its id.
    pub id: DriveId,
    /// Its name.
    pub name: Text,
    /// What it does now.
    pub state: DriveState,
    /// Its size; some clouds have drives without one.
    #[serde(rename = "size_bytes")]
    pub size: Option<ByteSize>,
    /// How much of what is pending is done, 0 to 100.
    pub progress: Option<u8>,
    /// Where it is attached, running or not.
    pub used_by: Vec<Attachment>,
    /// Tags.
    pub tags: Tags,
    #[serde(skip_serializing_if = "Option::is_none")]
    native: Option<Native>,
}

impl Drive {
    /// A drive; the driver fills in what else it knows.
    pub fn new(id: DriveId, name: impl Into<Text>, state: DriveState) -> Self {
        let (size, progress, used_by, tags, native) = (None, None, Vec::new(), Tags::new(), None);
        Self { id, name: name.into(), state, size, progress, used_by, tags, native }
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
