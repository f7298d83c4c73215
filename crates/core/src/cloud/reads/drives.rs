//! Drives, their bytes and their snapshots.

use super::Cloud;
use crate::capability::Support;
use crate::error::{Error, Result};
use crate::id::{DriveId, SnapshotId};
use crate::listing::Listing;
use crate::model::{Drive, Snapshot};
use crate::provider::{Drives, missing};
use crate::transfer::{Packed, packed};
use bytes::Bytes;

/// Reads: drives and snapshots. Raw bytes are written here, too.
impl Cloud {
    /// Drives.
    pub fn drives(&self) -> Listing<Drive> {
        self.listing(self.drive_facet().map(|d| d.drives()))
    }

    /// One drive, by id.
    ///
    /// # Errors
    /// `NotFound` if there is none; `InvalidRequest` if this cannot be an id.
    pub async fn drive(&self, id: &DriveId) -> Result<Drive> {
        self.read(async { self.drive_facet()?.drive(id).await }).await
    }

    /// The one drive of this id or, failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_drive(&self, id_or_name: &str) -> Result<Drive> {
        self.only("drive", id_or_name, self.drives().all().await?, |d| d.id.as_str(), |d| &d.name)
    }

    /// Snapshots.
    pub fn snapshots(&self) -> Listing<Snapshot> {
        self.listing(self.drive_facet().map(|d| d.snapshots()))
    }

    /// One snapshot, by id.
    ///
    /// # Errors
    /// `NotFound` if there is none; `InvalidRequest` if this cannot be an id.
    pub async fn snapshot(&self, id: &SnapshotId) -> Result<Snapshot> {
        self.read(async { self.drive_facet()?.snapshot(id).await }).await
    }

    /// The one snapshot of this id or, failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_snapshot(&self, id_or_name: &str) -> Result<Snapshot> {
        self.only("snapshot", id_or_name, self.snapshots().all().await?, |s| s.id.as_str(), |s| &s.name)
    }

    /// Reads `length` raw bytes of a drive, from the byte `offset` on.
    ///
    /// More than one piece is for [`Download`](crate::transfer::Download). No bytes at all are read without asking
    /// the service.
    ///
    /// # Errors
    /// `Unsupported` where bytes cannot be read; `InvalidRequest` for more than the capabilities' `read_max` at once.
    pub async fn read_drive(&self, id: &DriveId, offset: u64, length: u64) -> Result<Bytes> {
        self.read(async {
            let drives = self.drive_facet()?;
            let caps = self.capabilities();
            let can = caps.drives.as_ref().ok_or_else(|| missing("drives"))?;
            bounded(can.read, can.read_max, length, "read")?;
            if length == 0 {
                return Ok(Bytes::new());
            }
            drives.read(id, offset, length).await
        })
        .await
    }

    /// Writes raw bytes to a drive, from the byte `offset` on, gzipped for the way where the cloud takes that and it makes
    /// them fewer. The same write again changes nothing, so a lost reply is simply sent again; it is not journaled.
    ///
    /// More than one piece is for [`Upload`](crate::transfer::Upload). No bytes at all are written without asking
    /// the service.
    ///
    /// # Errors
    /// `Forbidden` on a read-only handle; `Unsupported` where bytes cannot be written; `InvalidRequest` for more than the
    /// capabilities' `write_max` at once.
    pub async fn write_drive(&self, id: &DriveId, offset: u64, bytes: Bytes) -> Result<()> {
        let gzip = self.writing(bytes.len() as u64)?;
        self.write_packed(id, offset, packed(bytes, gzip).await?).await
    }

    /// The same with bytes that are ready to travel.
    pub(crate) async fn write_packed(&self, id: &DriveId, offset: u64, packed: Packed) -> Result<()> {
        self.writing(packed.length)?;
        if packed.length == 0 {
            return Ok(());
        }
        self.read(async {
            let drives = self.drive_facet()?;
            match packed.gzipped {
                true => drives.write_gzip(id, offset, packed.body).await,
                false => drives.write(id, offset, packed.body).await,
            }
        })
        .await
    }

    /// Whether so many bytes may be written at once; if so, whether they may be gzipped.
    fn writing(&self, length: u64) -> Result<bool> {
        self.gate()?;
        let caps = self.capabilities();
        let can = self.ours(caps.drives.as_ref().ok_or_else(|| missing("drives")))?;
        self.ours(bounded(can.write, can.write_max, length, "write"))?;
        Ok(can.write_gzip == Support::Yes)
    }

    fn drive_facet(&self) -> Result<&dyn Drives> {
        self.0.provider.drives().ok_or_else(|| missing("drives"))
    }
}

fn bounded(support: Support, max: Option<u64>, length: u64, verb: &str) -> Result<()> {
    match (support, max) {
        (Support::No, _) => Err(Error::unsupported(format!("this cloud cannot {verb} raw bytes"))),
        (_, Some(max)) if length > max => {
            Err(Error::invalid(format!("one {verb} takes at most {max} bytes, not {length}")))
        }
        _ => Ok(()),
    }
}
