//! Snapshots of volumes.

use super::Client;
use crate::request::volumes as request;
use crate::request::{CopySnapshot, Describe, Query};
use crate::wire::Snapshot;
use anycloud_core::{Listing, Result, Text};

impl Client {
    /// DescribeSnapshots. There are tens of thousands of public ones: choose by the filter `owner-id`, or `set("Owner.1",
    /// "self")`.
    pub fn describe_snapshots(&self, query: &Query) -> Listing<Snapshot> {
        self.list(Describe::SNAPSHOTS, query)
    }

    /// CreateSnapshot: of a volume, which may be in use.
    ///
    /// # Errors
    /// `NotFound`; `RateLimited` if the last one of the volume was just made.
    pub async fn create_snapshot(
        &self,
        volume: &str,
        description: &str,
        tags: &[(&str, &str)],
    ) -> Result<Snapshot> {
        self.one(request::snapshot(volume, description, tags), "").await
    }

    /// CopySnapshot: the id of a copy that is still being made.
    ///
    /// # Errors
    /// `NotFound`; `QuotaExceeded` if too many are being made.
    pub async fn copy_snapshot(&self, request: &CopySnapshot) -> Result<Text> {
        self.text(request::copy_snapshot(request), "snapshotId").await
    }

    /// DeleteSnapshot.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` while an image has it.
    pub async fn delete_snapshot(&self, id: &str) -> Result<()> {
        self.done(request::delete_snapshot(id)).await
    }
}
