//! The facet of drives and snapshots.

use crate::error::{Error, Result};
use crate::id::{DriveId, SnapshotId};
use crate::listing::Listing;
use crate::model::{Drive, Snapshot};
use crate::operation::Started;
use crate::provider::Gone;
use crate::request::{
    AttachDrive, CloneDrive, CreateDrive, CreateSnapshot, DestroyDrive, DestroySnapshot, DetachDrive,
    ImageDrive, UpdateDrive,
};
use crate::run::Run;
use async_trait::async_trait;
use bytes::Bytes;
use std::fmt::Debug;

/// Drives: volumes and disks, and snapshots of them.
///
/// What has a default here refuses as `Unsupported`.
#[async_trait]
pub trait Drives: Debug + Send + Sync {
    /// All drives.
    fn drives(&self) -> Listing<Drive>;

    /// One drive, by id.
    ///
    /// # Errors
    /// `NotFound` if the provider surely has none; `InvalidRequest`, before anything is sent, if this cannot be an id.
    async fn drive(&self, id: &DriveId) -> Result<Drive>;

    /// Makes a drive: empty, or with what a snapshot holds.
    async fn create_drive(&self, request: &CreateDrive, run: &mut Run) -> Result<Started<DriveId>>;

    /// Copies a drive into a new one.
    async fn clone_drive(&self, _request: &CloneDrive, _run: &mut Run) -> Result<Started<DriveId>> {
        Err(Error::unsupported("this cloud cannot copy drives"))
    }

    /// Copies an image onto a drive that exists.
    async fn image_drive(&self, _request: &ImageDrive, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud cannot image drives that exist"))
    }

    /// Changes name, size or tags. Core has refused a size that the capabilities `grow` and `shrink` rule out.
    async fn update_drive(&self, _request: &UpdateDrive, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud cannot change drives"))
    }

    /// Attaches a drive to a server.
    async fn attach_drive(&self, _request: &AttachDrive, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud cannot attach drives"))
    }

    /// Detaches a drive.
    async fn detach_drive(&self, _request: &DetachDrive, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud cannot detach drives"))
    }

    /// Destroys a drive. One that is gone already is no error: [`Gone::Already`].
    async fn destroy_drive(&self, request: &DestroyDrive, run: &mut Run) -> Result<Started<Gone>>;

    /// Reads `length` raw bytes from the byte `offset` on: at least one, at most the capabilities' `read_max`.
    async fn read(&self, _id: &DriveId, _offset: u64, _length: u64) -> Result<Bytes> {
        Err(Error::unsupported("this cloud reads no raw bytes"))
    }

    /// Writes raw bytes from the byte `offset` on: at least one, at most the capabilities' `write_max`. Writing the same
    /// again changes nothing, so a lost reply is sent again.
    async fn write(&self, _id: &DriveId, _offset: u64, _bytes: Bytes) -> Result<()> {
        Err(Error::unsupported("this cloud writes no raw bytes"))
    }

    /// The same with bytes that are gzipped for the way; core does so where the capabilities say `write_gzip`.
    async fn write_gzip(&self, _id: &DriveId, _offset: u64, _gzipped: Bytes) -> Result<()> {
        Err(Error::unsupported("this cloud takes no gzipped bytes"))
    }

    /// All snapshots of the account.
    fn snapshots(&self) -> Listing<Snapshot> {
        Listing::failed(Error::unsupported("this cloud has no snapshots"))
    }

    /// One snapshot, by id.
    ///
    /// # Errors
    /// As [`drive`](Self::drive).
    async fn snapshot(&self, _id: &SnapshotId) -> Result<Snapshot> {
        Err(Error::unsupported("this cloud has no snapshots"))
    }

    /// Keeps what is on a drive now.
    async fn create_snapshot(
        &self,
        _request: &CreateSnapshot,
        _run: &mut Run,
    ) -> Result<Started<SnapshotId>> {
        Err(Error::unsupported("this cloud makes no snapshots"))
    }

    /// Destroys a snapshot.
    async fn destroy_snapshot(&self, _request: &DestroySnapshot, _run: &mut Run) -> Result<Started<Gone>> {
        Err(Error::unsupported("this cloud destroys no snapshots"))
    }
}
