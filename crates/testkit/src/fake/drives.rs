//! The drives of the fake cloud, and their snapshots.

use super::FakeCloud;
use super::quirk::Quirk;
use super::servers::page;
use super::service::{State, not_found, well_formed};
use crate::conformance::At;
use anycloud_core::run::{Recover, Run, Stamp};
use anycloud_core::{
    AttachDrive, ByteSize, CloneDrive, CreateDrive, CreateSnapshot, DestroyDrive, DestroySnapshot,
    DetachDrive, Drive, DriveId, Drives, Error, ErrorKind, Goal, Gone, Listing, OperationRef, ResourceRef,
    Result, Snapshot, SnapshotId, Started, UpdateDrive, async_trait,
};
use bytes::Bytes;
use flate2::read::GzDecoder;
use std::io::Read;
use std::time::Duration;
use tokio::time::Instant;

#[async_trait]
impl Drives for FakeCloud {
    fn drives(&self) -> Listing<Drive> {
        let fake = self.clone();
        Listing::paged(None, move |from| {
            let fake = fake.clone();
            async move {
                let look = |state: &mut State| {
                    let all = state.drives.values().map(|d| state.show_drive(d));
                    Ok(page(state.quirk, all, from.as_ref()))
                };
                fake.call(At::ListDrives, look).await
            }
        })
    }

    async fn drive(&self, id: &DriveId) -> Result<Drive> {
        well_formed("drv-", id.as_str())?;
        let look = |state: &mut State| match state.drives.get(id) {
            Some(disk) => Ok(state.show_drive(disk)),
            None => Err(not_found(id.as_str())),
        };
        self.call(At::ReadDrive, look).await
    }

    async fn create_drive(&self, request: &CreateDrive, run: &mut Run) -> Result<Started<DriveId>> {
        let make = async |stamp: &Stamp| {
            let create = |state: &mut State| {
                let (least, bytes) = match &request.snapshot {
                    None => (ByteSize::gib(1), Default::default()),
                    Some(id) => state.held(id)?,
                };
                let id = state.add_drive(&request.name, request.size.unwrap_or(least));
                let disk = state.drives.get_mut(&id).ok_or_else(|| not_found("it"))?;
                (disk.stamp, disk.tags) = (Some(stamp.text()), request.tags.clone());
                disk.bytes = bytes;
                Ok(id)
            };
            self.call(At::CreateDrive, create).await
        };
        Ok(Started::done(run.make("drive", Recover::Find, make).await?))
    }

    async fn clone_drive(&self, request: &CloneDrive, run: &mut Run) -> Result<Started<DriveId>> {
        well_formed("drv-", request.source.as_str())?;
        let make = async |stamp: &Stamp| {
            let copy = |state: &mut State| {
                let source = state.disk(&request.source)?.clone();
                let id = state.add_drive(&request.name, request.size.unwrap_or(source.size));
                let disk = state.disk(&id)?;
                (disk.stamp, disk.bytes) = (Some(stamp.text()), source.bytes);
                disk.ready = Instant::now() + Duration::from_secs(4);
                Ok(id)
            };
            self.call(At::CreateDrive, copy).await
        };
        let id = run.make("drive", Recover::Find, make).await?;
        let busy = self.ready(id.resource());
        Ok(Started::watch(id, busy))
    }

    async fn update_drive(&self, request: &UpdateDrive, run: &mut Run) -> Result<Started<()>> {
        well_formed("drv-", request.id.as_str())?;
        let update = |state: &mut State| {
            let disk = state.disk(&request.id)?;
            disk.name = request.name.clone().unwrap_or(disk.name.clone());
            disk.size = request.size.unwrap_or(disk.size);
            disk.tags = request.tags.clone().unwrap_or(disk.tags.clone());
            Ok(())
        };
        run.step("set", async || self.call(At::UpdateDrive, update).await).await?;
        Ok(Started::done(()))
    }

    async fn attach_drive(&self, request: &AttachDrive, run: &mut Run) -> Result<Started<()>> {
        let attach = |state: &mut State| {
            let drive = state.disk(&request.drive)?.id.clone();
            state.machine(&request.server)?.drives.push(drive);
            Ok(())
        };
        run.step("attach", async || self.call(At::AttachDrive, attach).await).await?;
        Ok(Started::done(()))
    }

    async fn detach_drive(&self, request: &DetachDrive, run: &mut Run) -> Result<Started<()>> {
        let detach = |state: &mut State| {
            state.machine(&request.server)?.drives.retain(|d| *d != request.drive);
            Ok(())
        };
        run.step("detach", async || self.call(At::AttachDrive, detach).await).await?;
        Ok(Started::done(()))
    }

    async fn destroy_drive(&self, request: &DestroyDrive, run: &mut Run) -> Result<Started<Gone>> {
        well_formed("drv-", request.id.as_str())?;
        let destroy = |state: &mut State| {
            if !state.drives.contains_key(&request.id) {
                return Ok(Gone::Already);
            }
            let hit = state.disk(&request.id)?.id.clone();
            let used = state.servers.values().find(|s| s.drives.contains(&hit));
            if let Some(server) = used.filter(|_| state.quirk != Quirk::DestroysAttached) {
                return Err(Error::new(ErrorKind::Conflict, format!("{} has it", server.id)));
            }
            state.drives.remove(&hit);
            Ok(Gone::Destroyed)
        };
        Ok(Started::done(run.destroy("drive", async || self.call(At::DestroyDrive, destroy).await).await?))
    }

    async fn read(&self, id: &DriveId, offset: u64, length: u64) -> Result<Bytes> {
        let read = |state: &mut State| {
            let disk = state.disk(id)?;
            Ok((offset..offset + length).map(|at| disk.bytes.get(&at).copied().unwrap_or(0)).collect())
        };
        self.call(At::ReadDrive, read).await
    }

    async fn write(&self, id: &DriveId, offset: u64, bytes: Bytes) -> Result<()> {
        let write = |state: &mut State| {
            let disk = state.disk(id)?;
            disk.bytes.extend((offset..).zip(bytes));
            Ok(())
        };
        self.call(At::WriteDrive, write).await
    }

    async fn write_gzip(&self, id: &DriveId, offset: u64, gzipped: Bytes) -> Result<()> {
        let mut bytes = Vec::new();
        let bad = |e| Error::new(ErrorKind::InvalidRequest, "this is no gzip").with_source(e);
        GzDecoder::new(&*gzipped).read_to_end(&mut bytes).map_err(bad)?;
        self.write(id, offset, bytes.into()).await
    }

    fn snapshots(&self) -> Listing<Snapshot> {
        let fake = self.clone();
        Listing::paged(None, move |from| {
            let fake = fake.clone();
            async move {
                let look = |state: &mut State| {
                    Ok(page(state.quirk, state.snapshots.values().map(|s| s.show()), from.as_ref()))
                };
                fake.call(At::ListSnapshots, look).await
            }
        })
    }

    async fn snapshot(&self, id: &SnapshotId) -> Result<Snapshot> {
        well_formed("snap-", id.as_str())?;
        let look = |state: &mut State| match state.snapshots.get(id) {
            Some(shot) => Ok(shot.show()),
            None => Err(not_found(id.as_str())),
        };
        self.call(At::ReadSnapshot, look).await
    }

    async fn create_snapshot(&self, request: &CreateSnapshot, run: &mut Run) -> Result<Started<SnapshotId>> {
        well_formed("drv-", request.drive.as_str())?;
        let make = async |stamp: &Stamp| {
            let create = |state: &mut State| {
                let id = state.add_snapshot(&request.drive, &request.name, Duration::from_secs(30))?;
                let shot = state.snapshots.get_mut(&id).ok_or_else(|| not_found("it"))?;
                (shot.stamp, shot.tags) = (Some(stamp.text()), request.tags.clone());
                Ok(id)
            };
            self.call(At::CreateSnapshot, create).await
        };
        let id: SnapshotId = run.make("snapshot", Recover::Find, make).await?;
        if self.has(Quirk::SnapshotsTooSoon) {
            return Ok(Started::done(id));
        }
        let pending = self.ready(id.resource());
        Ok(Started::watch(id, pending))
    }

    async fn destroy_snapshot(&self, request: &DestroySnapshot, run: &mut Run) -> Result<Started<Gone>> {
        well_formed("snap-", request.id.as_str())?;
        let destroy = |state: &mut State| {
            if !state.snapshots.contains_key(&request.id) {
                return Ok(Gone::Already);
            }
            let hit = state.hit(&state.snapshots, &request.id);
            state.snapshots.remove(&hit);
            Ok(Gone::Destroyed)
        };
        Ok(Started::done(
            run.destroy("snapshot", async || self.call(At::DestroySnapshot, destroy).await).await?,
        ))
    }
}

impl FakeCloud {
    fn ready(&self, target: ResourceRef) -> OperationRef {
        let info = &self.0.info;
        OperationRef::new(info.id.clone(), info.realm.clone(), target, Goal::Ready)
    }
}
