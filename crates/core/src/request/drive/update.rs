//! What is changed of a drive that exists: its name, size and tags, and what is on it.

use super::{drives, facet, good_size};
use crate::capability::{Capabilities, DriveCapabilities, Support};
use crate::error::{Error, Result};
use crate::id::{DriveId, ImageId};
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
    /// A new size: `Unsupported` if it is less than the drive has and the cloud cannot shrink drives, or more and it
    /// cannot grow them.
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
            if can.shrink == Support::No {
                need(can.grow, "resize drives")?;
            }
            good_size(can, *size)?;
        }
        if let Some(tags) = tags {
            need(can.tags, "tag drives")?;
            good_tags(tags)?;
        }
        Ok(())
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<()>> {
        let facet = facet(provider)?;
        let can = provider.capabilities();
        let can = drives(&can)?;
        if let Some(size) = self.size
            && (can.grow == Support::No || can.shrink == Support::No)
        {
            // Written down: a resumed update must not fail on what it has done already, perhaps rounded up.
            run.fact("core: size", async || self.resizable(can, facet.drive(&self.id).await?.size, size))
                .await?;
        }
        facet.update_drive(self, run).await
    }
}

impl UpdateDrive {
    /// A drive whose size is not told is the provider's to judge.
    fn resizable(&self, can: &DriveCapabilities, now: Option<ByteSize>, size: ByteSize) -> Result<()> {
        let Some(now) = now else { return Ok(()) };
        let verb = match (can.shrink, can.grow) {
            (Support::No, _) if size < now => "shrink",
            (_, Support::No) if size > now => "grow",
            _ => return Ok(()),
        };
        let text = format!("this cloud cannot {verb} drives: it has {now}");
        Err(Error::unsupported(text).with_resource(self.id.resource()))
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
