//! Snapshots of volumes.

use super::Client;
use crate::request::snapshots as request;
use crate::request::{CopySnapshot, Describe, Query};
use crate::wire::Snapshot;
use anycloud_core::{Listing, Result, Text};

impl Client {
    /// DescribeSnapshots: by id, or by filters such as `volume-id`. There are tens of thousands of public ones: one's
    /// own are [`set("Owner.1", "self")`](Query::set).
    pub fn describe_snapshots(&self, query: &Query) -> Listing<Snapshot> {
        self.list(Describe::SNAPSHOTS, query)
    }

    /// CreateSnapshot: of a volume, which may be in use, as it is now; `completed` when it is done. It is sent once.
    ///
    /// # Errors
    /// `NotFound`; `RateLimited` if the last one of the volume was just made.
    pub async fn create_snapshot(
        &self,
        volume: &str,
        description: &str,
        tags: &[(&str, &str)],
    ) -> Result<Snapshot> {
        self.one(request::create(volume, description, tags), "").await
    }

    /// CopySnapshot: the id of a copy in the client's region that is still being made. It is sent once.
    ///
    /// # Errors
    /// `NotFound` for the snapshot, in its region; `QuotaExceeded` if too many are being made.
    pub async fn copy_snapshot(&self, request: &CopySnapshot) -> Result<Text> {
        self.text(request::copy(request), "snapshotId").await
    }

    /// DeleteSnapshot. Others of the same volume stay whole.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` while an image has it.
    pub async fn delete_snapshot(&self, id: &str) -> Result<()> {
        self.done(request::delete(id)).await
    }
}
