//! New drives: empty, from a snapshot, or a copy of another.

use super::{drives, facet, good_size};
use crate::capability::Capabilities;
use crate::error::Result;
use crate::id::{DriveId, LocationId, SnapshotId};
use crate::model::Tags;
use crate::operation::Started;
use crate::provider::Provider;
use crate::request::sealed::Sealed;
use crate::request::{Mutation, good_name, good_tags, need};
use crate::run::Run;
use crate::text::Text;
use crate::unit::ByteSize;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// Makes a drive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CreateDrive {
    /// Its name, without control characters.
    pub name: Text,
    /// Its size; some clouds have drives without one.
    #[serde(default)]
    pub size: Option<ByteSize>,
    /// What is on it; nothing if absent.
    #[serde(default)]
    pub snapshot: Option<SnapshotId>,
    /// Where it is made: drives attach to servers of their location only, on clouds of several.
    #[serde(default)]
    pub location: Option<LocationId>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl CreateDrive {
    /// A drive of this name.
    pub fn new(name: impl Into<Text>) -> Self {
        Self { name: name.into(), size: None, snapshot: None, location: None, tags: Tags::new() }
    }

    /// With what a snapshot holds.
    pub fn snapshot(mut self, snapshot: impl Into<SnapshotId>) -> Self {
        self.snapshot = Some(snapshot.into());
        self
    }

    /// In this location.
    pub fn location(mut self, location: impl Into<LocationId>) -> Self {
        self.location = Some(location.into());
        self
    }

    /// Of this size.
    pub fn size(mut self, size: ByteSize) -> Self {
        self.size = Some(size);
        self
    }

    /// With a tag; a label has an empty value.
    pub fn tag(mut self, name: impl Into<Text>, value: impl Into<Text>) -> Self {
        self.tags.insert(name.into(), value.into());
        self
    }
}

impl Sealed for CreateDrive {}

#[async_trait]
impl Mutation for CreateDrive {
    const KIND: &'static str = "create_drive";
    const UNDOABLE: bool = true;
    type Value = DriveId;

    fn check(&self, can: &Capabilities) -> Result<()> {
        let can = drives(can)?;
        let Self { name, size, snapshot, location, tags } = self;
        need(can.create, "make drives")?;
        good_name(name)?;
        if let Some(size) = size {
            need(can.sized, "make drives of a chosen size")?;
            good_size(can, *size)?;
        }
        if snapshot.is_some() {
            need(can.from_snapshot, "make drives from snapshots")?;
        }
        if location.is_some() {
            need(can.location, "choose the location of a drive")?;
        }
        if !tags.is_empty() {
            need(can.tags, "tag drives")?;
            good_tags(tags)?;
        }
        Ok(())
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<DriveId>> {
        facet(provider)?.create_drive(self, run).await
    }
}

/// Copies a drive into a new one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CloneDrive {
    /// The drive to copy.
    pub source: DriveId,
    /// The name of the copy.
    pub name: Text,
    /// The size of the copy, at least the source's; the source's if absent.
    #[serde(default)]
    pub size: Option<ByteSize>,
}

impl CloneDrive {
    /// Copies this drive into one of that name.
    pub fn new(source: impl Into<DriveId>, name: impl Into<Text>) -> Self {
        Self { source: source.into(), name: name.into(), size: None }
    }

    /// Into a drive of this size.
    pub fn size(mut self, size: ByteSize) -> Self {
        self.size = Some(size);
        self
    }
}

impl Sealed for CloneDrive {}

#[async_trait]
impl Mutation for CloneDrive {
    const KIND: &'static str = "clone_drive";
    const UNDOABLE: bool = true;
    type Value = DriveId;

    fn check(&self, can: &Capabilities) -> Result<()> {
        let can = drives(can)?;
        let Self { source: _, name, size } = self;
        need(can.clone, "copy drives")?;
        good_name(name)?;
        size.map_or(Ok(()), |size| good_size(can, size))
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<DriveId>> {
        facet(provider)?.clone_drive(self, run).await
    }
}
