//! Drives: the facet.

use crate::provider::CloudSigma;
use crate::request::normal;
use crate::wire::{good_name, restamped, stamped};
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    AttachDrive, ByteSize, CloneDrive, CreateDrive, DestroyDrive, DetachDrive, Drive, DriveId, Drives, Error,
    ErrorKind, Failure, Goal, Gone, Listing, OperationRef, OperationStatus, Progress, ResourceKind, Result,
    Started, UpdateDrive, async_trait,
};
use anycloud_elastic_family::sizing::drive_size;
use anycloud_elastic_family::{Configured, Device, DriveConfig, Imaging, wiring};
use bytes::Bytes;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::time::sleep;

/// So many looks in a row must not see a copy go on before it is over: it may show a moment after the call.
const ABSENCES: u32 = 2;

/// Between two such looks where nobody else pauses.
const GAP: Duration = Duration::from_millis(500);

/// The token of a copy that is watched: the record of the drive alone does not tell whether it has begun.
const COPYING: &str = "copying";

#[async_trait]
impl Drives for CloudSigma {
    /// Two requests, however many there are: a drive's record does not name the stopped servers that have it. Which
    /// servers have which drives is remembered, the rest is read as it arrives.
    fn drives(&self) -> Listing<Drive> {
        let client = self.client.clone();
        Listing::after(async move {
            let servers = Configured::among(client.each_server()).await?;
            Ok(client.each_drive().map(move |info| servers.complete(info.to_drive())))
        })
    }

    async fn drive(&self, id: &DriveId) -> Result<Drive> {
        let drive = self.client.drive_info(id).await?.to_drive();
        Ok(Configured::among(self.client.each_server()).await?.complete(drive))
    }

    async fn create_drive(&self, request: &CreateDrive, run: &mut Run) -> Result<Started<DriveId>> {
        let Some(size) = request.size else {
            return Err(Error::invalid("a drive of this cloud needs a size"));
        };
        good_name(&request.name)?;
        let config = DriveConfig::new().name(&request.name).size(size);
        self.client.check_drive(&config)?;
        let made = run.make("drive", Recover::Find, async |stamp| {
            let config = config.clone().name(&stamped(&request.name, stamp));
            Ok(DriveId::from(self.client.drive_create(&config).await?.id().as_str()))
        });
        made.await.map(Started::done)
    }

    async fn clone_drive(&self, request: &CloneDrive, run: &mut Run) -> Result<Started<DriveId>> {
        let drive = self.begin_copy(run, &request.source, &request.name, request.size).await?;
        let copying = self.info.watch(drive.resource(), Goal::Ready).token(COPYING);
        Ok(Started::watch(drive, copying))
    }

    async fn update_drive(&self, request: &UpdateDrive, run: &mut Run) -> Result<Started<()>> {
        let id = normal(&request.id)?;
        if let Some(name) = &request.name {
            good_name(name)?;
        }
        if run.has_answer("set") {
            return Ok(Started::done(()));
        }
        let mut config = DriveConfig::new();
        if let Some(name) = &request.name {
            config = config.name(&restamped(name, &self.client.drive_info(&id).await?.name()));
        }
        if let Some(size) = request.size {
            config = config.size(size);
        }
        self.client.check_drive(&config)?;
        run.step("set", async || self.client.drive_set(&id, &config).await.map(drop)).await?;
        Ok(Started::done(()))
    }

    async fn attach_drive(&self, request: &AttachDrive, run: &mut Run) -> Result<Started<()>> {
        let drive = normal(&request.drive)?;
        let wanted: Option<Device> = request.device.as_deref().map(str::parse).transpose()?;
        if wanted.is_some_and(Device::is_scsi) {
            return Err(Error::invalid("servers of this cloud have no SCSI slots"));
        }
        self.rewire(&request.server, run, |info| {
            let conflict =
                |text| Error::unsent(ErrorKind::Conflict, text).with_resource(info.id().resource());
            let slots = Device::all().filter(|slot| !slot.is_scsi());
            wiring::attach_drive(info, &drive, wanted, slots, conflict)
        })
        .await
    }

    async fn detach_drive(&self, request: &DetachDrive, run: &mut Run) -> Result<Started<()>> {
        let drive = normal(&request.drive)?;
        self.rewire(&request.server, run, |info| Ok(wiring::detach_drive(info, &drive))).await
    }

    async fn destroy_drive(&self, request: &DestroyDrive, run: &mut Run) -> Result<Started<Gone>> {
        let id = normal(&request.id)?;
        if !run.has_answer("destroy") {
            self.unused(&id).await?;
        }
        run.destroy("destroy", async || self.remove(&id.resource()).await).await.map(Started::done)
    }

    async fn read(&self, id: &DriveId, offset: u64, length: u64) -> Result<Bytes> {
        self.client.drive_read(id, offset, length).await
    }

    async fn write(&self, id: &DriveId, offset: u64, bytes: Bytes) -> Result<()> {
        self.client.drive_write(id, offset, bytes).await
    }

    async fn write_gzip(&self, id: &DriveId, offset: u64, gzipped: Bytes) -> Result<()> {
        self.client.drive_write_gzip(id, offset, gzipped).await
    }
}

impl CloudSigma {
    /// A copy of a drive or image, when it is all there.
    pub(crate) async fn make_from(
        &self,
        run: &mut Run,
        source: &DriveId,
        name: &str,
        size: Option<ByteSize>,
    ) -> Result<DriveId> {
        let drive = self.begin_copy(run, source, name, size).await?;
        self.copied(run, &drive).await?;
        Ok(drive)
    }

    /// A copy of a drive or image that may still fill.
    async fn begin_copy(
        &self,
        run: &mut Run,
        source: &DriveId,
        name: &str,
        size: Option<ByteSize>,
    ) -> Result<DriveId> {
        let source = &normal(source)?;
        good_name(name)?;
        if let Some(size) = size {
            drive_size(size)?;
        }
        // Nothing is written down for an image that is not there.
        run.fact("size", async || {
            let least = self.client.drive_info(source).await?.size().unwrap_or_default();
            match size.filter(|size| *size < least) {
                None => Ok(least),
                Some(size) => {
                    let text = format!("a drive of {size} is too small: {source} needs {least}");
                    Err(Error::invalid(text))
                }
            }
        })
        .await?;
        let mut config = DriveConfig::new().name(name);
        if let Some(size) = size {
            config = config.size(size);
        }
        self.client.check_drive(&config)?;
        run.make("drive", Recover::Find, async |stamp| {
            let config = config.clone().name(&stamped(name, stamp));
            Ok(DriveId::from(self.client.drive_clone(source, &config).await?.id().as_str()))
        })
        .await
    }

    /// Looks at what a change has left going on. Copies are all that this driver watches itself.
    pub(crate) async fn poll_copy(&self, operation: &OperationRef) -> Result<OperationStatus> {
        let target = &operation.target;
        if operation.token.as_deref() != Some(COPYING) || target.kind != ResourceKind::Drive {
            let text = format!("this driver has not begun what is to be watched: {target}");
            return Err(Error::unsupported(text));
        }
        let drive = DriveId::new(&*target.id);
        for look in 1..=ABSENCES {
            match self.copying(&drive).await {
                Ok(Some(running)) => return Ok(running),
                Ok(None) if look < ABSENCES => sleep(GAP).await,
                Ok(None) => {}
                Err(e) if e.kind() == ErrorKind::NotFound => {
                    self.gone_already(target).await?;
                    return Ok(OperationStatus::Failed(Failure::new(ErrorKind::NotFound, "it is gone")));
                }
                Err(e) => return Err(e),
            }
        }
        Ok(OperationStatus::Succeeded)
    }

    /// Refuses to destroy a drive that a server has: the service looks at running servers only.
    pub(crate) async fn unused(&self, drive: &DriveId) -> Result<()> {
        match Configured::among(self.client.each_server()).await?.servers(drive).first() {
            None => Ok(()),
            Some(server) => {
                let text = format!("the drive is in the server {server}: detach it first");
                Err(Error::unsent(ErrorKind::Conflict, text).with_resource(drive.resource()))
            }
        }
    }

    /// Waits until a copy is whole.
    async fn copied(&self, run: &mut Run, drive: &DriveId) -> Result<()> {
        let absences = AtomicU32::new(0);
        run.until(COPYING, || async {
            if let Some(running) = self.copying(drive).await? {
                absences.store(0, Ordering::Relaxed);
                return Ok(running);
            }
            let over = absences.fetch_add(1, Ordering::Relaxed) + 1 >= ABSENCES;
            Ok(if over { OperationStatus::Succeeded } else { OperationStatus::running() })
        })
        .await
    }

    /// How far a copy is; `None` if none shows.
    async fn copying(&self, drive: &DriveId) -> Result<Option<OperationStatus>> {
        let info = self.client.drive_info(drive).await?;
        let copying = info.status().is_some_and(|status| matches!(&*status, "copying" | "imaging"));
        Ok(match info.imaging() {
            None if !copying => None,
            Some(Imaging::Running(Some(percent))) => Some(OperationStatus::at(Progress::percent(percent))),
            _ => Some(OperationStatus::running()),
        })
    }
}
