use super::sealed::Sealed;
use super::{Mutation, good_name, good_tags, need};
use crate::capability::{Capabilities, DriveCapabilities, Support};
use crate::error::{Delivery, Error, ErrorKind, Result};
use crate::id::{DriveId, ImageId, LocationId, ServerId, SnapshotId};
use crate::model::Tags;
use crate::operation::Started;
use crate::provider::{Drives, Gone, Provider, missing};
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

/// Copies an image onto a drive that exists. What was on it is lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ImageDrive {
    /// The drive that is written.
    pub id: DriveId,
    /// What is copied onto it.
    pub image: ImageId,
}

impl ImageDrive {
    /// Copies this image onto that drive.
    pub fn new(id: impl Into<DriveId>, image: impl Into<ImageId>) -> Self {
        Self { id: id.into(), image: image.into() }
    }
}

impl Sealed for ImageDrive {}

#[async_trait]
impl Mutation for ImageDrive {
    const KIND: &'static str = "image_drive";
    const UNDOABLE: bool = false;
    type Value = ();

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { id: _, image: _ } = self;
        need(drives(can)?.image, "copy images onto drives that exist")
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<()>> {
        facet(provider)?.image_drive(self, run).await
    }
}

/// Changes a drive. What is `None` stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct UpdateDrive {
    /// Which.
    pub id: DriveId,
    /// A new name.
    #[serde(default)]
    pub name: Option<Text>,
    /// A new size.
    #[serde(default)]
    pub size: Option<ByteSize>,
    /// All tags from now on.
    #[serde(default)]
    pub tags: Option<Tags>,
}

impl UpdateDrive {
    /// Changes nothing yet.
    pub fn new(id: impl Into<DriveId>) -> Self {
        Self { id: id.into(), name: None, size: None, tags: None }
    }

    /// A new name.
    pub fn name(mut self, name: impl Into<Text>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// A new size.
    pub fn size(mut self, size: ByteSize) -> Self {
        self.size = Some(size);
        self
    }

    /// All tags from now on.
    pub fn tags(mut self, tags: Tags) -> Self {
        self.tags = Some(tags);
        self
    }
}

impl Sealed for UpdateDrive {}

#[async_trait]
impl Mutation for UpdateDrive {
    const KIND: &'static str = "update_drive";
    const UNDOABLE: bool = false;
    type Value = ();

    fn check(&self, can: &Capabilities) -> Result<()> {
        let can = drives(can)?;
        let Self { id: _, name, size, tags } = self;
        if name.is_none() && size.is_none() && tags.is_none() {
            return Err(Error::invalid("the update changes nothing"));
        }
        if let Some(name) = name {
            need(can.rename, "rename drives")?;
            good_name(name)?;
        }
        if let Some(size) = size {
            need(can.grow, "resize drives")?;
            good_size(can, *size)?;
        }
        if let Some(tags) = tags {
            need(can.tags, "tag drives")?;
            good_tags(tags)?;
        }
        Ok(())
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<()>> {
        facet(provider)?.update_drive(self, run).await
    }
}

/// Attaches a drive to a server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AttachDrive {
    /// The drive.
    pub drive: DriveId,
    /// The server.
    pub server: ServerId,
    /// The provider's own word for the slot, e.g. `ide:0:1`; the first free one if absent.
    #[serde(default)]
    pub device: Option<Text>,
}

impl AttachDrive {
    /// Attaches this drive to that server.
    pub fn new(drive: impl Into<DriveId>, server: impl Into<ServerId>) -> Self {
        Self { drive: drive.into(), server: server.into(), device: None }
    }

    /// In this slot.
    pub fn device(mut self, device: impl Into<Text>) -> Self {
        self.device = Some(device.into());
        self
    }
}

impl Sealed for AttachDrive {}

#[async_trait]
impl Mutation for AttachDrive {
    const KIND: &'static str = "attach_drive";
    const UNDOABLE: bool = false;
    type Value = ();

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { drive: _, server: _, device: _ } = self;
        attachable(drives(can)?)
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<()>> {
        facet(provider)?.attach_drive(self, run).await
    }
}

/// Detaches a drive from a server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DetachDrive {
    /// The drive.
    pub drive: DriveId,
    /// The server; needed where a drive can be attached to several.
    pub server: ServerId,
}

impl DetachDrive {
    /// Detaches this drive from that server.
    pub fn new(drive: impl Into<DriveId>, server: impl Into<ServerId>) -> Self {
        Self { drive: drive.into(), server: server.into() }
    }
}

impl Sealed for DetachDrive {}

#[async_trait]
impl Mutation for DetachDrive {
    const KIND: &'static str = "detach_drive";
    const UNDOABLE: bool = false;
    type Value = ();

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { drive: _, server: _ } = self;
        attachable(drives(can)?)
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<()>> {
        facet(provider)?.detach_drive(self, run).await
    }
}

/// Destroys a drive and what is on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DestroyDrive {
    /// Which.
    pub id: DriveId,
    /// Re-read and compared first; nothing is destroyed if it differs.
    #[serde(default)]
    pub expect_name: Option<Text>,
}

impl DestroyDrive {
    /// Destroys this drive.
    pub fn new(id: impl Into<DriveId>) -> Self {
        Self { id: id.into(), expect_name: None }
    }

    /// Only if this is its name.
    pub fn expect_name(mut self, name: impl Into<Text>) -> Self {
        self.expect_name = Some(name.into());
        self
    }
}

impl Sealed for DestroyDrive {}

#[async_trait]
impl Mutation for DestroyDrive {
    const KIND: &'static str = "destroy_drive";
    const UNDOABLE: bool = false;
    type Value = Gone;

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { id: _, expect_name: _ } = self;
        need(drives(can)?.destroy, "destroy drives")
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<Gone>> {
        let drives = facet(provider)?;
        if let Some(want) = &self.expect_name {
            run.fact("expectation", async || match drives.drive(&self.id).await {
                Ok(d) if d.name != *want => {
                    let what = format!("the drive is named {:?}, not {want:?}", d.name);
                    let e = Error::new(ErrorKind::Conflict, what).with_resource(self.id.resource());
                    Err(e.delivered(Delivery::NotSent))
                }
                Ok(_) => Ok(()),
                Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
                Err(e) => Err(e),
            })
            .await?;
        }
        drives.destroy_drive(self, run).await
    }
}

pub(super) fn drives(can: &Capabilities) -> Result<&DriveCapabilities> {
    can.drives.as_ref().ok_or_else(|| missing("drives"))
}

pub(super) fn facet(provider: &dyn Provider) -> Result<&dyn Drives> {
    provider.drives().ok_or_else(|| missing("drives"))
}

fn attachable(can: &DriveCapabilities) -> Result<()> {
    let best = if can.attach_stopped == Support::No { can.attach_running } else { can.attach_stopped };
    need(best, "attach or detach drives")
}

fn good_size(can: &DriveCapabilities, size: ByteSize) -> Result<()> {
    match can.size_bytes {
        Some(l) if !l.allow(size.0) => {
            let (min, max) = (ByteSize(l.min), ByteSize(l.max));
            Err(Error::invalid(format!("a drive of {size} is outside {min} to {max}")))
        }
        _ => Ok(()),
    }
}
