//! Drives: the facet.

use crate::provider::Loft;
use crate::service::NewDisk;
use crate::wire::labels;
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    ByteSize, CreateDrive, DestroyDrive, Drive, DriveId, Drives, Error, Gone, Listing, Result, Started,
    async_trait,
};

/// The smallest disk; every system has room on it.
pub(crate) const SMALLEST: ByteSize = ByteSize::gib(2);

#[async_trait]
impl Drives for Loft {
    fn drives(&self) -> Listing<Drive> {
        let client = self.client.clone();
        Listing::once(async move { Ok(client.disks().await?.iter().map(|disk| disk.to_drive()).collect()) })
    }

    async fn drive(&self, id: &DriveId) -> Result<Drive> {
        Ok(self.client.disk(id).await?.to_drive())
    }

    async fn create_drive(&self, request: &CreateDrive, run: &mut Run) -> Result<Started<DriveId>> {
        let (name, gib) = (request.name.to_string(), whole_gib(request.size.unwrap_or(SMALLEST))?);
        labels(&request.tags, None)?;
        let id = run
            .make("drive", Recover::Find, async |stamp| {
                let labels = labels(&request.tags, Some(&stamp.text()))?;
                self.client.create_disk(&NewDisk { name: name.clone(), gib, system: None, labels }).await
            })
            .await?;
        Ok(Started::done(id))
    }

    async fn destroy_drive(&self, request: &DestroyDrive, run: &mut Run) -> Result<Started<Gone>> {
        run.destroy("drive", async || self.remove(&request.id.resource()).await).await.map(Started::done)
    }
}

/// Disks are sold by the GiB. More is not what was asked for, and less neither.
pub(crate) fn whole_gib(size: ByteSize) -> Result<u64> {
    let gib = size.0 / ByteSize::gib(1).0;
    if ByteSize::gib(gib) != size || size < SMALLEST {
        return Err(Error::invalid(format!("disks have whole GiB and at least {SMALLEST}, not {size}")));
    }
    Ok(gib)
}
