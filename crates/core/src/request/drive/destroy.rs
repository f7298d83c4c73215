//! The end of a drive.

use super::{drives, facet};
use crate::capability::Capabilities;
use crate::error::{Error, ErrorKind, Result};
use crate::id::DriveId;
use crate::operation::Started;
use crate::provider::{Gone, Provider};
use crate::request::sealed::Sealed;
use crate::request::{Mutation, need};
use crate::run::Run;
use crate::text::Text;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// Destroys a drive and what is on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DestroyDrive {
    /// Which.
    pub id: DriveId,
    /// Re-read and compared first: `Conflict` if it differs, and nothing is destroyed.
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
            run.fact("core: expectation", async || match drives.drive(&self.id).await {
                Ok(d) if d.name != *want => {
                    let what = format!("the drive is named {:?}, not {want:?}", d.name);
                    Err(Error::unsent(ErrorKind::Conflict, what).with_resource(self.id.resource()))
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
