//! Drives: the facet. A volume lies in one zone, and is attached to servers of that zone.

use crate::provider::{Ec2, one, whole_gib};
use crate::request::{CreateVolume, ModifyVolume, Query};
use crate::tags;
use crate::wire::Volume;
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    AttachDrive, Attachment, CreateDrive, CreateSnapshot, Delivery, DestroyDrive, DestroySnapshot,
    DetachDrive, Drive, DriveId, Drives, Error, ErrorKind, Failure, Goal, Gone, Listing, OperationRef,
    OperationStatus, Progress, ResourceKind, Result, ServerId, Snapshot, SnapshotId, Started, Text,
    UpdateDrive, async_trait,
};
use std::time::Duration;

/// For so long the service knows a `ClientToken`. docs: "Ensuring idempotency in Amazon EC2 API requests" names no time;
/// what was made is found by its stamp after that.
pub(crate) const TOKEN_KEPT: Duration = Duration::from_secs(1800);

/// The tokens of what is watched: attached to or detached from a server, or grown to so many GiB.
const ATTACHED: &str = "attached ";
const DETACHED: &str = "detached ";
const GROWN: &str = "grown ";

#[async_trait]
impl Drives for Ec2 {
    fn drives(&self) -> Listing<Drive> {
        self.client.describe_volumes(&Query::all()).map(|volume| volume.to_drive())
    }

    async fn drive(&self, id: &DriveId) -> Result<Drive> {
        Ok(self.volume(id).await?.to_drive())
    }

    async fn create_drive(&self, request: &CreateDrive, run: &mut Run) -> Result<Started<DriveId>> {
        tags::check(&request.tags)?;
        let Some(zone) = &request.location else {
            let text =
                "a drive of this cloud needs a location, e.g. eu-west-1a: servers of that one can have it";
            return Err(Error::invalid(text));
        };
        let size = request.size.map(whole_gib).transpose()?;
        let volume = match (&request.snapshot, size) {
            (None, None) => {
                let text = "a drive of this cloud needs a size, or a snapshot";
                return Err(Error::invalid(text));
            }
            (None, Some(size)) => CreateVolume::new(zone.as_str(), size),
            (Some(snapshot), size) => {
                let volume = CreateVolume::from_snapshot(zone.as_str(), snapshot.as_str());
                size.into_iter().fold(volume, CreateVolume::size_gib)
            }
        };
        let make = run.make("drive", Recover::Resend { within: TOKEN_KEPT }, async |stamp| {
            let text = stamp.text();
            let volume = volume.clone().tags(tags::new(&request.name, &request.tags, &text));
            Ok(DriveId::new(self.client.create_volume(&volume, stamp).await?.id()))
        });
        let id: DriveId = make.await?;
        let ready = self.watch(id.resource(), Goal::Ready);
        Ok(Started::watch(id, ready))
    }

    /// Name and tags at once; a new size is worked on for some minutes, and the file system on it does not grow by itself.
    async fn update_drive(&self, request: &UpdateDrive, run: &mut Run) -> Result<Started<()>> {
        if let Some(tags) = &request.tags {
            tags::check(tags)?;
        }
        let (id, drive) = (request.id.as_str(), request.id.resource());
        if let Some(size) = request.size {
            let gib = whole_gib(size)?;
            run.step("grow", async || {
                // The service refuses a change that changes nothing; an earlier attempt may have acted.
                if self.volume(&request.id).await?.size_gib() == Some(gib) {
                    return Ok(());
                }
                self.client.modify_volume(&ModifyVolume::new(id).size_gib(gib)).await.map(drop)
            })
            .await?;
        }
        if request.name.is_some() || request.tags.is_some() {
            run.step("tags", async || {
                let now = self.volume(&request.id).await?.tags();
                self.retag(id, &now, request.name.as_ref(), request.tags.as_ref()).await
            })
            .await?;
        }
        Ok(match request.size {
            None => Started::done(()),
            Some(size) => {
                let token = format!("{GROWN}{}", whole_gib(size)?);
                Started::watch((), self.watch(drive, Goal::Operation).token(token))
            }
        })
    }

    async fn attach_drive(&self, request: &AttachDrive, run: &mut Run) -> Result<Started<()>> {
        self.attach(run, "attach", &request.drive, &request.server, request.device.as_ref()).await?;
        let watch = self.watch(request.drive.resource(), Goal::Operation);
        Ok(Started::watch((), watch.token(format!("{ATTACHED}{}", request.server))))
    }

    async fn detach_drive(&self, request: &DetachDrive, run: &mut Run) -> Result<Started<()>> {
        run.step("detach", async || {
            let volume = self.volume(&request.drive).await?;
            let server = request.server.as_str();
            if !volume.attached().any(|at| at.server == request.server) {
                return Ok(());
            }
            match self.client.detach_volume(request.drive.as_str(), Some(server), false).await {
                Err(e) if perhaps_done(&e) => {
                    let now = self.volume(&request.drive).await?.attachments();
                    let mut here = now.iter().filter(|at| at.instance_id().as_deref() == Some(server));
                    let leaves = here.all(|at| matches!(at.status().as_str(), "detached" | "detaching"));
                    if leaves { Ok(()) } else { Err(e) }
                }
                sent => sent.map(drop),
            }
        })
        .await?;
        let watch = self.watch(request.drive.resource(), Goal::Operation);
        Ok(Started::watch((), watch.token(format!("{DETACHED}{}", request.server))))
    }

    async fn destroy_drive(&self, request: &DestroyDrive, run: &mut Run) -> Result<Started<Gone>> {
        run.destroy("destroy", async || self.remove(&request.id.resource()).await).await.map(Started::done)
    }

    /// The account's own.
    fn snapshots(&self) -> Listing<Snapshot> {
        self.own_snapshots()
    }

    async fn snapshot(&self, id: &SnapshotId) -> Result<Snapshot> {
        self.one_snapshot(id).await
    }

    async fn create_snapshot(&self, request: &CreateSnapshot, run: &mut Run) -> Result<Started<SnapshotId>> {
        self.make_snapshot(request, run).await
    }

    async fn destroy_snapshot(&self, request: &DestroySnapshot, run: &mut Run) -> Result<Started<Gone>> {
        self.drop_snapshot(request, run).await
    }
}

/// Whether a refusal may only say that an earlier attempt, whose answer was lost, has done it.
fn perhaps_done(error: &Error) -> bool {
    error.kind() == ErrorKind::Conflict && error.delivery() == Delivery::Unknown
}

/// Whether a drive is being detached from a server, at once or when the server lets go of it.
fn leaves(volume: &Volume, server: &ServerId) -> bool {
    let attachments = volume.attachments();
    let mut here = attachments.iter().filter(|at| at.instance_id().as_deref() == Some(server.as_str()));
    here.any(|at| matches!(at.status().as_str(), "busy" | "detaching"))
}

impl Ec2 {
    pub(crate) async fn volume(&self, id: &DriveId) -> Result<Volume> {
        one(self.client.describe_volumes(&Query::ids([id.as_str()])), &id.resource()).await
    }

    /// Attaches a drive, unless it is. The slot is written down, so that a second attempt takes the same.
    pub(crate) async fn attach(
        &self,
        run: &mut Run,
        step: &str,
        drive: &DriveId,
        server: &ServerId,
        device: Option<&Text>,
    ) -> Result<()> {
        if run.has_answer(step) {
            return Ok(());
        }
        let volume = self.volume(drive).await?;
        if leaves(&volume, server) {
            run.until("the drive is detached", || async {
                let gone = !self.volume(drive).await?.attached().any(|at| at.server == *server);
                Ok(if gone { OperationStatus::Succeeded } else { OperationStatus::running() })
            })
            .await?;
        } else if let Some(there) = volume.attached().find(|at| at.server == *server) {
            return match (device, &there.device) {
                (Some(wanted), Some(device)) if wanted != device => {
                    let text = format!("the drive is already attached, as {device}");
                    Err(Error::unsent(ErrorKind::Conflict, text).with_resource(drive.resource()))
                }
                _ => Ok(()),
            };
        }
        let device: Text = match device {
            Some(device) => device.clone(),
            None => {
                let slot = async || self.free_slots(server, 1).await;
                let slots: Vec<Text> = run.fact(format!("{step}: slot"), slot).await?;
                slots.into_iter().next().unwrap_or_default()
            }
        };
        run.step(step.to_owned(), async || {
            match self.client.attach_volume(drive.as_str(), server.as_str(), &device).await {
                Err(e) if perhaps_done(&e) => {
                    let wanted = Attachment::new(server.clone()).at(device.clone());
                    let here = self.volume(drive).await?.attached().any(|at| at == wanted);
                    if here { Ok(()) } else { Err(e) }
                }
                sent => sent.map(drop),
            }
        })
        .await
    }

    /// So many slots that nothing is in. docs: "Device names for volumes on Amazon EC2 instances": f to p are for volumes.
    pub(crate) async fn free_slots(&self, server: &ServerId, count: usize) -> Result<Vec<Text>> {
        let taken = self.instance(server).await?.block_devices();
        let all = ('f'..='p').map(|letter| Text::from(format!("/dev/sd{letter}")));
        let free = all.filter(|slot| !taken.iter().any(|at| at.device_name().as_ref() == Some(slot)));
        let slots: Vec<Text> = free.take(count).collect();
        if slots.len() < count {
            let text = "the server has no free slot from /dev/sdf to /dev/sdp: name another";
            return Err(Error::unsent(ErrorKind::Conflict, text).with_resource(server.resource()));
        }
        Ok(slots)
    }

    /// How far the service is with what a change of a drive has left to it.
    pub(crate) async fn poll_drive(&self, operation: &OperationRef) -> Result<OperationStatus> {
        let (target, token) = (&operation.target, operation.token.as_deref().unwrap_or_default());
        let id = DriveId::new(&*target.id);
        let done = |done: bool| if done { OperationStatus::Succeeded } else { OperationStatus::running() };
        let early = operation.since.elapsed() < operation.unseen_for.unwrap_or_default();
        if target.kind == ResourceKind::Drive {
            if let Some(server) = token.strip_prefix(ATTACHED) {
                let attachments = self.volume(&id).await?.attachments();
                let here = attachments.iter().find(|at| at.instance_id().as_deref() == Some(server));
                return Ok(match here {
                    Some(here) => done(here.status() == "attached"),
                    None if early => done(false),
                    None => OperationStatus::Failed(Failure::new(
                        ErrorKind::OperationFailed,
                        "the drive is not attached",
                    )),
                });
            }
            if let Some(server) = token.strip_prefix(DETACHED) {
                let here = self.volume(&id).await?.attached().any(|at| at.server.as_str() == server);
                return Ok(done(!here));
            }
            if let Some(gib) = token.strip_prefix(GROWN).and_then(|gib| gib.parse().ok()) {
                return self.poll_growth(&id, gib, early).await;
            }
        }
        let text = format!("this driver has not begun what is to be watched: {target}");
        Err(Error::unsupported(text))
    }

    /// The service forgets changes that are long over, and may not show a new one at first, but an older one: a change to
    /// this size counts, and without one the drive's own.
    async fn poll_growth(&self, id: &DriveId, gib: u64, early: bool) -> Result<OperationStatus> {
        let query = Query::ids([id.as_str()]);
        let changes = match self.client.describe_volumes_modifications(&query).all().await {
            Err(e) if e.kind() == ErrorKind::NotFound => Vec::new(),
            changes => changes?,
        };
        let failed = |why: &str| OperationStatus::Failed(Failure::new(ErrorKind::OperationFailed, why));
        let Some(change) = changes.iter().find(|change| change.target_size_gib() == Some(gib)) else {
            let has = self.volume(id).await?.size_gib().unwrap_or_default();
            return Ok(match has >= gib {
                true => OperationStatus::Succeeded,
                false if early => OperationStatus::running(),
                false => failed("the service knows of no such change, and the drive did not grow"),
            });
        };
        Ok(match change.state().as_str() {
            "modifying" => {
                let percent = change.progress().and_then(|percent| u8::try_from(percent).ok());
                percent.map_or_else(OperationStatus::running, |p| OperationStatus::at(Progress::percent(p)))
            }
            // It may be an earlier attempt's.
            "failed" if early => OperationStatus::running(),
            "failed" => failed(change.message().as_deref().unwrap_or("the drive did not grow")),
            // `optimizing`: it has its new size, and is slow for a while.
            _ => OperationStatus::Succeeded,
        })
    }
}
