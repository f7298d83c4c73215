//! What core asks of drives itself, before a driver is asked.

use crate::lab::Kept;
use anycloud_core::run::{Run, Stamp, StepState};
use anycloud_core::{
    ByteSize, Capabilities, Cloud, CloudId, CreateDrive, Delivery, DestroyDrive, Drive, DriveCapabilities,
    DriveId, DriveState, Drives, ErrorKind, Gone, Listing, Provider, ProviderInfo, Realm, ResourceKind,
    ResourceRef, Result, Started, Support, UpdateDrive, async_trait,
};
use bytes::Bytes;
use std::any::Any;
use std::borrow::Cow;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A cloud of one drive.
#[derive(Clone, Debug)]
struct Disk {
    info: ProviderInfo,
    can: DriveCapabilities,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    size: ByteSize,
    told: bool,
    there: bool,
    looks: u32,
}

impl Disk {
    /// Of 2 GiB.
    fn new(grow: Support, shrink: Support) -> Self {
        let info = ProviderInfo::new(CloudId::new("disk"), Realm::new("disk", "memory:"));
        let mut can = DriveCapabilities::default();
        (can.grow, can.shrink) = (grow, shrink);
        let state = State { size: ByteSize::gib(2), told: true, there: true, looks: 0 };
        Self { info, can, state: Arc::new(Mutex::new(state)) }
    }

    async fn resize(&self, gib: u64) -> Result<()> {
        Cloud::new(self.clone()).update_drive(&UpdateDrive::new("d").size(ByteSize::gib(gib))).await.map(drop)
    }

    fn size(&self) -> ByteSize {
        self.state.lock().unwrap().size
    }

    fn looks(&self) -> u32 {
        self.state.lock().unwrap().looks
    }
}

#[async_trait]
impl Provider for Disk {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    fn capabilities(&self) -> Cow<'_, Capabilities> {
        let mut all = Capabilities::default();
        all.drives = Some(self.can.clone());
        Cow::Owned(all)
    }

    async fn verify(&self) -> Result<()> {
        Ok(())
    }

    fn drives(&self) -> Option<&dyn Drives> {
        Some(self)
    }

    async fn stamped(&self, _: &ResourceKind, _: &Stamp) -> Result<Vec<ResourceRef>> {
        Ok(Vec::new())
    }

    async fn discard(&self, _: &ResourceRef, _: &Stamp) -> Result<Gone> {
        Ok(Gone::Already)
    }

    fn native(&self) -> &(dyn Any + Send + Sync) {
        self
    }
}

#[async_trait]
impl Drives for Disk {
    fn drives(&self) -> Listing<Drive> {
        Listing::ready(Vec::new())
    }

    async fn drive(&self, id: &DriveId) -> Result<Drive> {
        let mut state = self.state.lock().unwrap();
        state.looks += 1;
        let mut drive = Drive::new(id.clone(), "data", DriveState::Available);
        drive.size = state.told.then_some(state.size);
        Ok(drive)
    }

    async fn create_drive(&self, _: &CreateDrive, run: &mut Run) -> Result<Started<DriveId>> {
        run.fact("grow", async || Ok(())).await?;
        run.step("grow", async || self.resize(3).await).await?;
        Ok(Started::done("d".into()))
    }

    async fn update_drive(&self, request: &UpdateDrive, run: &mut Run) -> Result<Started<()>> {
        let size = request.size.unwrap();
        // As core might call what it writes down itself.
        run.step("size", async || {
            self.state.lock().unwrap().size = size;
            Ok(())
        })
        .await
        .map(Started::done)
    }

    async fn destroy_drive(&self, _: &DestroyDrive, run: &mut Run) -> Result<Started<Gone>> {
        let destroy = run.destroy("destroy", async || {
            let there = std::mem::replace(&mut self.state.lock().unwrap().there, false);
            Ok(if there { Gone::Destroyed } else { Gone::Already })
        });
        destroy.await.map(Started::done)
    }
}

#[tokio::test(start_paused = true)]
async fn a_size_that_the_cloud_cannot_give_is_refused_unsent() {
    use Support::{No, Unknown, Yes};
    for (grow, shrink, gib, text) in [
        (Yes, No, 1, "disk: this cloud cannot shrink drives: it has 2 GiB"),
        (No, Yes, 3, "disk: this cloud cannot grow drives: it has 2 GiB"),
        (No, No, 3, "disk: this cloud cannot resize drives"),
    ] {
        let disk = Disk::new(grow, shrink);
        let error = disk.resize(gib).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Unsupported, Delivery::NotSent));
        assert!(error.to_string().starts_with(text), "{error}");
        assert_eq!(disk.size(), ByteSize::gib(2));
    }
    for (grow, shrink, gib, looks) in
        [(Yes, No, 3, 1), (Yes, No, 2, 1), (No, Yes, 1, 1), (Yes, Yes, 1, 0), (Unknown, Unknown, 1, 0)]
    {
        let disk = Disk::new(grow, shrink);
        disk.resize(gib).await.unwrap();
        assert_eq!((disk.size(), disk.looks()), (ByteSize::gib(gib), looks));
    }
}

#[tokio::test(start_paused = true)]
async fn a_drive_whose_size_is_not_told_is_the_providers_to_judge() {
    let disk = Disk::new(Support::Yes, Support::No);
    disk.state.lock().unwrap().told = false;
    disk.resize(1).await.unwrap();
    assert_eq!(disk.size(), ByteSize::gib(1));
}

#[tokio::test(start_paused = true)]
async fn a_resumed_update_does_not_fail_on_what_it_has_done() {
    let (disk, journal) = (Disk::new(Support::Yes, Support::No), Kept::default());
    let cloud = Cloud::new(disk.clone()).with_journal(journal.clone());
    // The fact, the intent, and death before the result.
    journal.die_at.store(3, Ordering::SeqCst);
    let grow = UpdateDrive::new("d").size(ByteSize::gib(3));
    let died = tokio::time::timeout(Duration::from_secs(1), cloud.update_drive(&grow).done()).await;
    assert!(died.is_err() && disk.size() == ByteSize::gib(3));
    // The provider has rounded it up.
    disk.state.lock().unwrap().size = ByteSize::gib(4);
    let [id] = cloud.operations().await.unwrap()[..] else { panic!("one operation") };
    cloud.resume(id).done().await.unwrap();
    assert_eq!((disk.size(), disk.looks()), (ByteSize::gib(3), 1));
}

/// This driver moves no bytes at all, whatever its capabilities say.
#[tokio::test]
async fn no_bytes_are_moved_without_asking_the_driver() {
    let mut disk = Disk::new(Support::No, Support::No);
    let id = DriveId::new("d");
    let cloud = Cloud::new(disk.clone());
    assert_eq!(cloud.read_drive(&id, 7, 0).await.unwrap_err().kind(), ErrorKind::Unsupported);
    assert_eq!(cloud.write_drive(&id, 7, Bytes::new()).await.unwrap_err().kind(), ErrorKind::Unsupported);
    for gzip in [Support::No, Support::Yes] {
        (disk.can.read, disk.can.write, disk.can.write_gzip) = (Support::Yes, Support::Yes, gzip);
        let cloud = Cloud::new(disk.clone());
        assert_eq!(cloud.read_drive(&id, 7, 0).await.unwrap(), Bytes::new());
        cloud.write_drive(&id, 7, Bytes::new()).await.unwrap();
        let read = cloud.read_drive(&id, 7, 1).await.unwrap_err();
        assert_eq!(read.message(), "this cloud reads no raw bytes");
        let write = cloud.write_drive(&id, 7, Bytes::from_static(b"x")).await.unwrap_err();
        assert_eq!(write.message(), "this cloud writes no raw bytes");
        let forbidden = cloud.read_only().write_drive(&id, 7, Bytes::new()).await.unwrap_err();
        assert_eq!(forbidden.kind(), ErrorKind::Forbidden);
    }
}

#[tokio::test(start_paused = true)]
async fn a_step_that_is_named_like_a_fact_is_refused_and_not_taken_for_done() {
    let mut disk = Disk::new(Support::Yes, Support::Yes);
    disk.can.create = Support::Yes;
    let create = CreateDrive::new("data");
    let error = Cloud::new(disk.clone()).create_drive(&create).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::NotSent));
    assert!(
        error.to_string().contains(r#"a fact and a step of this operation are both named "grow""#),
        "{error}"
    );
    assert_eq!(disk.size(), ByteSize::gib(2));
}

#[tokio::test(start_paused = true)]
async fn what_an_earlier_attempt_destroyed_was_not_gone_already() {
    let (mut disk, journal) = (Disk::new(Support::Yes, Support::Yes), Kept::default());
    disk.can.destroy = Support::Yes;
    let cloud = Cloud::new(disk.clone()).with_journal(journal.clone());
    journal.die_at.store(3, Ordering::SeqCst);
    let destroy = DestroyDrive::new("d");
    let died = tokio::time::timeout(Duration::from_secs(1), cloud.destroy_drive(&destroy).done()).await;
    assert!(died.is_err() && !disk.state.lock().unwrap().there);
    let [id] = cloud.operations().await.unwrap()[..] else { panic!("one operation") };
    let operation = cloud.resume(id).done().await.unwrap();
    let StepState::Done { value } = &operation.steps().last().unwrap().state else { panic!("{operation:?}") };
    assert_eq!(*value, "destroyed");
    assert_eq!(cloud.destroy_drive(&destroy).done().await.unwrap(), Gone::Already);
}
