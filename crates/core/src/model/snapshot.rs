//! What was on a drive at a moment.

use super::Tags;
use crate::id::{DriveId, SnapshotId};
use crate::native::{Native, Record};
use crate::text::Text;
use crate::time::Timestamp;
use crate::unit::ByteSize;
use serde::{Serialize, Serializer};
use std::fmt;

/// What a snapshot does now.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SnapshotState {
    /// It will not become whole.
    Failed,
    /// Being made; see [`Snapshot::progress`].
    Pending,
    /// Whole: drives can be made from it.
    Ready,
    /// A state of the provider that this version does not know, in the provider's own word.
    Unrecognized(Text),
}

impl SnapshotState {
    /// The state as one word; the provider's own for an unrecognised one.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Failed => "failed",
            Self::Pending => "pending",
            Self::Ready => "ready",
            Self::Unrecognized(word) => word,
        }
    }
}

impl fmt::Display for SnapshotState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for SnapshotState {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

/// What was on a drive at one moment, kept apart from it.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Snapshot {
    /// Its id.
    pub id: SnapshotId,
    /// Its name.
    pub name: Text,
    /// What it does now.
    pub state: SnapshotState,
    /// Why it is in this state, in the provider's words, if it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// The drive that it was made of; it may be gone.
    pub drive: Option<DriveId>,
    /// The least size of a drive made from it.
    #[serde(rename = "size_bytes")]
    pub size: Option<ByteSize>,
    /// How much of it is made, 0 to 100.
    pub progress: Option<u8>,
    /// When it was begun.
    pub created: Option<Timestamp>,
    /// Tags.
    pub tags: Tags,
    #[serde(skip_serializing_if = "Option::is_none")]
    native: Option<Native>,
}

impl Snapshot {
    /// A snapshot; the driver fills in what else it knows.
    pub fn new(id: SnapshotId, name: impl Into<Text>, state: SnapshotState) -> Self {
        let (drive, size, progress, created, tags, native) = (None, None, None, None, Tags::new(), None);
        Self { id, name: name.into(), state, reason: None, drive, size, progress, created, tags, native }
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
