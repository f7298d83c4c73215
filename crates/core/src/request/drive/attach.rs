//! Drives and the servers that have them.

use super::{drives, facet};
use crate::capability::{Capabilities, DriveCapabilities, Support};
use crate::error::Result;
use crate::id::{DriveId, ServerId};
use crate::operation::Started;
use crate::provider::Provider;
use crate::request::sealed::Sealed;
use crate::request::{Mutation, need};
use crate::run::Run;
use crate::text::Text;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

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

fn attachable(can: &DriveCapabilities) -> Result<()> {
    let best = if can.attach_stopped == Support::No { can.attach_running } else { can.attach_stopped };
    need(best, "attach or detach drives")
}
