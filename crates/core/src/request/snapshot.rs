//! Changes of snapshots.

use super::drive::{drives, facet};
use super::sealed::Sealed;
use super::{Mutation, good_name, good_tags, need};
use crate::capability::Capabilities;
use crate::error::Result;
use crate::id::{DriveId, SnapshotId};
use crate::model::Tags;
use crate::operation::Started;
use crate::provider::{Gone, Provider};
use crate::run::Run;
use crate::text::Text;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// Keeps what is on a drive now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CreateSnapshot {
    /// The drive.
    pub drive: DriveId,
    /// The name of the snapshot, without control characters.
    pub name: Text,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl CreateSnapshot {
    /// A snapshot of this drive, by this name.
    pub fn new(drive: impl Into<DriveId>, name: impl Into<Text>) -> Self {
        Self { drive: drive.into(), name: name.into(), tags: Tags::new() }
    }

    /// With a tag; a label has an empty value.
    pub fn tag(mut self, name: impl Into<Text>, value: impl Into<Text>) -> Self {
        self.tags.insert(name.into(), value.into());
        self
    }
}

impl Sealed for CreateSnapshot {}

#[async_trait]
impl Mutation for CreateSnapshot {
    const KIND: &'static str = "create_snapshot";
    const UNDOABLE: bool = true;
    type Value = SnapshotId;

    fn check(&self, can: &Capabilities) -> Result<()> {
        let can = drives(can)?;
        let Self { drive: _, name, tags } = self;
        need(can.snapshots, "make snapshots")?;
        good_name(name)?;
        if !tags.is_empty() {
            need(can.tags, "tag snapshots")?;
            good_tags(tags)?;
        }
        Ok(())
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<SnapshotId>> {
        facet(provider)?.create_snapshot(self, run).await
    }
}

/// Destroys a snapshot. Drives that were made from it stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DestroySnapshot {
    /// Which.
    pub id: SnapshotId,
}

impl DestroySnapshot {
    /// Destroys this snapshot.
    pub fn new(id: impl Into<SnapshotId>) -> Self {
        Self { id: id.into() }
    }
}

impl Sealed for DestroySnapshot {}

#[async_trait]
impl Mutation for DestroySnapshot {
    const KIND: &'static str = "destroy_snapshot";
    const UNDOABLE: bool = false;
    type Value = Gone;

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { id: _ } = self;
        need(drives(can)?.snapshots, "destroy snapshots")
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<Gone>> {
        facet(provider)?.destroy_snapshot(self, run).await
    }
}
