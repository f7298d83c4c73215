//! What a snapshot of the fake cloud holds.

use super::quirk::Quirk;
use super::service::{State, not_found};
use anycloud_core::{
    ByteSize, DriveId, Error, ErrorKind, Result, Snapshot, SnapshotId, SnapshotState, Tags, Text,
};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

#[derive(Clone, Debug)]
pub(super) struct Shot {
    pub(super) id: SnapshotId,
    pub(super) name: Text,
    pub(super) drive: DriveId,
    pub(super) size: ByteSize,
    pub(super) bytes: BTreeMap<u64, u8>,
    pub(super) tags: Tags,
    pub(super) stamp: Option<String>,
    pub(super) ready: Instant,
}

impl State {
    /// A snapshot that is whole after a while.
    pub(super) fn add_snapshot(
        &mut self,
        drive: &DriveId,
        name: &str,
        takes: Duration,
    ) -> Result<SnapshotId> {
        let disk = self.disk(drive)?.clone();
        self.made += 1;
        let id = SnapshotId::new(format!("snap-{}", self.made));
        let shot = Shot {
            id: id.clone(),
            name: name.into(),
            drive: disk.id,
            size: disk.size,
            bytes: disk.bytes,
            tags: Tags::new(),
            stamp: None,
            ready: Instant::now() + takes,
        };
        self.snapshots.insert(id.clone(), shot);
        Ok(id)
    }

    /// The size and bytes that a drive made from this snapshot has.
    pub(super) fn held(&self, id: &SnapshotId) -> Result<(ByteSize, BTreeMap<u64, u8>)> {
        let shot = self.snapshots.get(id).ok_or_else(|| not_found(id.as_str()))?;
        if shot.is_pending() {
            return Err(Error::new(ErrorKind::Conflict, format!("{id} is not whole yet")));
        }
        let bytes = if self.quirk == Quirk::RestoresNothing { BTreeMap::new() } else { shot.bytes.clone() };
        Ok((shot.size, bytes))
    }
}

impl Shot {
    pub(super) fn show(&self) -> Snapshot {
        let state = if self.is_pending() { SnapshotState::Pending } else { SnapshotState::Ready };
        let mut shown = Snapshot::new(self.id.clone(), self.name.clone(), state);
        (shown.drive, shown.size, shown.tags) =
            (Some(self.drive.clone()), Some(self.size), self.tags.clone());
        shown
    }

    fn is_pending(&self) -> bool {
        Instant::now() < self.ready
    }
}
