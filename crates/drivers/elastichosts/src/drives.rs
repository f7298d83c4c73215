//! Drives: the facet.

use crate::images::find;
use crate::provider::ElasticHosts;
use crate::request::{Conversion, normal};
use crate::settings::DriveConfig;
use crate::tags::{STAMP, retagged, tag_keys};
use crate::wire::{Device, Imaging};
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    AttachDrive, ByteSize, CloneDrive, CreateDrive, Delivery, DestroyDrive, DetachDrive, Drive, DriveId,
    Drives, Error, ErrorKind, Gone, ImageDrive, Listing, OperationStatus, Progress, Result, ServerId,
    Started, UpdateDrive, async_trait,
};
use anycloud_elastic_family::sizing::drive_size;
use anycloud_elastic_family::{Configured, wiring};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU32, Ordering};

/// So many looks in a row must not see `imaging` before it is over: it appears a moment after the call.
const ABSENCES: u32 = 2;

#[async_trait]
impl Drives for ElasticHosts {
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
        let (labels, keys) = tag_keys(&request.tags)?;
        let mut config = DriveConfig::new().name(&request.name).size(size);
        if !labels.is_empty() {
            config = config.tags(labels);
        }
        config = keys.into_iter().fold(config, |config, (key, value)| config.key(&key, value));
        self.make_drive(run, &config).await.map(Started::done)
    }

    /// Waits until the copy is whole, within the run: it is a drive that is made and then imaged, and both are this
    /// run's to finish.
    async fn clone_drive(&self, request: &CloneDrive, run: &mut Run) -> Result<Started<DriveId>> {
        self.make_from(run, &request.source, &request.name, request.size).await.map(Started::done)
    }

    async fn image_drive(&self, request: &ImageDrive, run: &mut Run) -> Result<Started<()>> {
        let id = normal(&request.id)?;
        let source = normal(&DriveId::new(request.image.as_str()))?;
        let plan: Source = run
            .fact("plan", async || {
                let plan = self.source(&source).await?;
                let target = self.client.drive_info(&id).await?;
                if target.size().is_some_and(|size| size < plan.size) {
                    let text = format!("the image needs a drive of {}", plan.size);
                    return Err(Error::invalid(text).with_resource(id.resource()));
                }
                if target.imaging().is_some() {
                    let text = "the drive is being imaged";
                    return Err(Error::unsent(ErrorKind::Busy, text).with_resource(id.resource()));
                }
                Ok(plan)
            })
            .await?;
        self.image(run, &id, &source, &plan).await.map(Started::done)
    }

    async fn update_drive(&self, request: &UpdateDrive, run: &mut Run) -> Result<Started<()>> {
        let id = normal(&request.id)?;
        if run.has_answer("set") {
            return Ok(Started::done(()));
        }
        let mut config = DriveConfig::new();
        if let Some(name) = &request.name {
            config = config.name(name);
        }
        if let Some(size) = request.size {
            config = config.size(size);
        }
        if let Some(tags) = &request.tags {
            let present = self.client.drive_info(&id).await?.user_keys();
            let present = present.iter().map(|(key, value)| (key.as_str(), value.as_str()));
            for (key, value) in retagged(tags, present)? {
                config = config.key(&key, &value);
            }
        }
        self.client.check_drive(&config)?;
        run.step("set", async || self.client.drive_set(&id, &config).await.map(drop)).await?;
        Ok(Started::done(()))
    }

    async fn attach_drive(&self, request: &AttachDrive, run: &mut Run) -> Result<Started<()>> {
        let drive = normal(&request.drive)?;
        let wanted: Option<Device> = request.device.as_deref().map(str::parse).transpose()?;
        self.rewire(&request.server, run, |info| {
            let conflict =
                |text| Error::unsent(ErrorKind::Conflict, text).with_resource(info.id().resource());
            wiring::attach_drive(info, &drive, wanted, Device::all(), conflict)
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

/// What is copied onto a drive.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Source {
    /// How large the drive must be.
    size: ByteSize,
    /// Whether it is gzipped.
    gzip: bool,
}

impl ElasticHosts {
    /// Refuses to destroy a drive that a server has. The service does it while the server is stopped, and the server
    /// could never start again.
    async fn unused(&self, drive: &DriveId) -> Result<()> {
        let servers = Configured::among(self.client.each_server()).await?.servers(drive);
        if servers.is_empty() {
            return Ok(());
        }
        let servers: Vec<&str> = servers.iter().map(ServerId::as_str).collect();
        let what = if servers.len() == 1 { "server" } else { "servers" };
        let text = format!("the drive is attached to the {what} {}: detach it first", servers.join(", "));
        Err(Error::unsent(ErrorKind::Conflict, text).with_resource(drive.resource()))
    }

    /// A new drive with a copy of another drive or image on it, when that is all there.
    pub(crate) async fn make_from(
        &self,
        run: &mut Run,
        source: &DriveId,
        name: &str,
        size: Option<ByteSize>,
    ) -> Result<DriveId> {
        let source = &normal(source)?;
        self.client.check_drive(&DriveConfig::new().name(name))?;
        let plan: Source = run
            .fact("plan", async || {
                let plan = self.source(source).await?;
                match size {
                    Some(size) if size < plan.size => {
                        let text = format!("a drive of {size} is too small: {source} needs {}", plan.size);
                        Err(Error::invalid(text))
                    }
                    _ => Ok(plan),
                }
            })
            .await?;
        let config = DriveConfig::new().name(name).size(size.unwrap_or(plan.size));
        let drive = self.make_drive(run, &config).await?;
        self.image(run, &drive, source, &plan).await?;
        Ok(drive)
    }

    async fn make_drive(&self, run: &mut Run, config: &DriveConfig) -> Result<DriveId> {
        self.client.check_drive(&config.clone().key(STAMP, &run.stamp("drive").text()))?;
        run.make("drive", Recover::Find, async |stamp| {
            let made = self.client.drive_create(&config.clone().key(STAMP, &stamp.text())).await?;
            Ok(DriveId::from(made.id().as_str()))
        })
        .await
    }

    /// Copies, and waits until the copy is whole.
    async fn image(&self, run: &mut Run, to: &DriveId, from: &DriveId, source: &Source) -> Result<()> {
        let conversion = if source.gzip { Conversion::Gunzip } else { Conversion::None };
        let resumed = run.perhaps_sent("image").is_some();
        run.step("image", async || {
            match self.client.drive_image(to, from, conversion).await {
                // An attempt whose answer was lost may be what makes it busy.
                Err(e) if e.kind() == ErrorKind::Busy && (resumed || e.delivery() == Delivery::Unknown) => {
                    match self.client.drive_info(to).await?.imaging() {
                        Some(_) => Ok(()),
                        None => Err(e),
                    }
                }
                sent => sent,
            }
        })
        .await?;
        let absences = AtomicU32::new(0);
        run.until("imaging", || async {
            let imaging = self.client.drive_info(to).await?.imaging();
            Ok(match imaging {
                None if absences.fetch_add(1, Ordering::Relaxed) + 1 >= ABSENCES => {
                    OperationStatus::Succeeded
                }
                None => OperationStatus::running(),
                Some(imaging) => {
                    absences.store(0, Ordering::Relaxed);
                    match imaging {
                        Imaging::Running(Some(percent)) => OperationStatus::at(Progress::percent(percent)),
                        _ => OperationStatus::running(),
                    }
                }
            })
        })
        .await
    }

    /// How large and how packed a source is: as the service says, or as this crate knows where it does not.
    async fn source(&self, id: &DriveId) -> Result<Source> {
        let known =
            find(self.client.zone(), id.as_str()).map(|image| Source { size: image.unzipped, gzip: true });
        let told = self.client.zone().is_none_or(|zone| zone.lists_standard_drives);
        if let (Some(known), false) = (known, told) {
            return Ok(known);
        }
        let info = match (self.client.drive_info(id).await, known) {
            (Ok(info), _) => info,
            (Err(e), Some(known)) if e.kind() == ErrorKind::NotFound => return Ok(known),
            (Err(e), _) => return Err(e),
        };
        let gzip = info.is_gzip() || info.raw_size().is_some();
        if let (Some(known), false) = (known, gzip) {
            return Ok(known);
        }
        let size = if gzip { info.raw_size() } else { info.size() };
        match size.or(known.map(|known| known.size)) {
            Some(size) => drive_size(size).map(|()| Source { size, gzip }),
            None => {
                let text = "the service does not tell how large this is: say how large the drive is to be";
                Err(Error::invalid(text).with_resource(id.resource()))
            }
        }
    }
}
