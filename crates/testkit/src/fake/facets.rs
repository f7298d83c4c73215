//! The driver of the fake cloud, but for its drives.

use super::FakeCloud;
use super::service::{Quirk, State, allowed, carries, not_found, well_formed};
use crate::conformance::At;
use anycloud_core::run::{Recover, Run, Stamp};
use anycloud_core::{
    Boot, ByteSize, Capabilities, Compute, CreateServer, DestroyServer, DriveId, Drives, DrivesFate, Error,
    ErrorKind, Evidence, Goal, Gone, Image, Listing, OperationRef, OperationStatus, Page, PageToken,
    PowerAction, Provider, ProviderInfo, ResourceKind, ResourceRef, Result, Server, ServerId, ServerQuery,
    ServerState, SetPower, Sizing, Started, UpdateServer, async_trait,
};
use std::any::Any;
use std::borrow::Cow;
use std::time::Duration;
use tokio::time::Instant;

const PAGE: usize = 2;

#[async_trait]
impl Provider for FakeCloud {
    fn info(&self) -> &ProviderInfo {
        &self.0.info
    }

    fn capabilities(&self) -> Cow<'_, Capabilities> {
        Cow::Borrowed(&self.0.capabilities)
    }

    async fn verify(&self) -> Result<()> {
        self.call(At::Verify, |_| Ok(())).await
    }

    fn compute(&self) -> Option<&dyn Compute> {
        Some(self)
    }

    fn drives(&self) -> Option<&dyn Drives> {
        Some(self)
    }

    async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        let found = |state: &mut State| match kind {
            ResourceKind::Drive => {
                let all = state.drives.values().filter(|d| carries(stamp, d.stamp.as_deref()));
                Ok(all.map(|d| d.id.resource()).collect())
            }
            ResourceKind::Server => {
                let all = state.servers.values().filter(|s| carries(stamp, s.stamp.as_deref()));
                Ok(all.map(|s| s.id.resource()).collect())
            }
            _ => Err(Error::unsupported("only servers and drives carry stamps")),
        };
        self.call(At::Find, found).await
    }

    async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        let id: &str = &made.id;
        let remove = |state: &mut State| {
            let mark = match made.kind {
                ResourceKind::Drive => state.drives.get(&DriveId::new(id)).map(|d| d.stamp.clone()),
                _ => state.servers.get(&ServerId::new(id)).map(|s| s.stamp.clone()),
            };
            match mark {
                None => Ok(Gone::Already),
                Some(mark) if carries(stamp, mark.as_deref()) || state.quirk == Quirk::DiscardsAnything => {
                    state.drives.remove(&DriveId::new(id));
                    state.servers.remove(&ServerId::new(id));
                    Ok(Gone::Destroyed)
                }
                Some(_) => Err(Error::new(ErrorKind::Conflict, "it carries no stamp of this run")),
            }
        };
        self.call(At::Discard, remove).await
    }

    fn native(&self) -> &(dyn Any + Send + Sync) {
        self
    }
}

#[async_trait]
impl Compute for FakeCloud {
    fn servers(&self, query: &ServerQuery) -> Listing<Server> {
        let fake = self.clone();
        Listing::paged(query.from.clone(), move |from| {
            let fake = fake.clone();
            async move {
                let look = |state: &mut State| {
                    Ok(page(state.quirk, state.servers.values().map(|s| s.show(state.quirk)), from.as_ref()))
                };
                fake.call(At::ListServers, look).await
            }
        })
    }

    async fn server(&self, id: &ServerId) -> Result<Server> {
        well_formed("srv-", id.as_str())?;
        let look = |state: &mut State| match state.servers.get(id) {
            Some(machine) => Ok(machine.show(state.quirk)),
            None => Err(not_found(id.as_str())),
        };
        self.call(At::ReadServer, look).await
    }

    fn images(&self) -> Listing<Image> {
        Listing::ready(vec![Image::new("img-1".into(), "Debian")])
    }

    async fn create_server(&self, request: &CreateServer, run: &mut Run) -> Result<Started<ServerId>> {
        let boot = match &request.boot {
            Boot::Drive(id) => {
                well_formed("drv-", id.as_str())?;
                id.clone()
            }
            Boot::Image(image) if *image != "img-1".into() => return Err(not_found(image.as_str())),
            Boot::Image(_) => self.imaged(request, run).await?,
            _ => return Err(Error::unsupported("this boot is newer than the fake")),
        };
        let drives: Vec<DriveId> = std::iter::once(boot).chain(request.drives.iter().cloned()).collect();
        let make = async |stamp: &Stamp| {
            let create = || {
                self.call(At::CreateServer, |state| {
                    if let Some(missing) = drives.iter().find(|d| !state.drives.contains_key(*d)) {
                        return Err(not_found(missing.as_str()));
                    }
                    let id = state.add_server(&request.name, drives.clone());
                    let secret = match (state.quirk, &request.console_password) {
                        (Quirk::ShowsSecrets, Some(secret)) => Some(secret.expose().to_owned()),
                        _ => None,
                    };
                    let Some(machine) = state.servers.get_mut(&id) else { return Err(not_found("it")) };
                    machine.stamp = Some(stamp.text());
                    machine.tags = request.tags.clone();
                    machine.tags.extend(secret.map(|s| ("password".into(), s.into())));
                    if let Some(Sizing::Needs { cpu, memory }) = &request.sizing {
                        (machine.cpu, machine.memory) = (*cpu, *memory);
                    }
                    machine.then = (ServerState::Stopped, 0);
                    if !request.stopped {
                        machine.was = (ServerState::Pending, 0);
                        machine.then = (ServerState::Running, 1);
                        machine.at = Instant::now() + Duration::from_secs(3);
                        machine.address_from = machine.at + Duration::from_secs(1);
                    }
                    Ok(id)
                })
            };
            match create().await {
                Err(e) if e.kind() == ErrorKind::Transport && self.has(Quirk::CreatesAgain) => create().await,
                made => made,
            }
        };
        let id = run.make("server", Recover::Find, make).await?;
        let goal = if request.stopped { Goal::Stopped } else { Goal::Running };
        Ok(Started::watch(id.clone(), self.watch(&id, goal)))
    }

    async fn update_server(&self, request: &UpdateServer, run: &mut Run) -> Result<Started<()>> {
        well_formed("srv-", request.id.as_str())?;
        let update = |state: &mut State| {
            let machine = state.machine(&request.id)?;
            machine.name = request.name.clone().unwrap_or(machine.name.clone());
            machine.cpu = request.cpu.unwrap_or(machine.cpu);
            machine.memory = request.memory.unwrap_or(machine.memory);
            machine.tags = request.tags.clone().unwrap_or(machine.tags.clone());
            Ok(())
        };
        run.step("set", async || self.call(At::UpdateServer, update).await).await?;
        Ok(Started::done(()))
    }

    async fn set_power(&self, request: &SetPower, run: &mut Run) -> Result<Started<()>> {
        well_formed("srv-", request.id.as_str())?;
        let before = run
            .fact("before", async || self.server(&request.id).await.map(|server| Evidence::of(&server)))
            .await?;
        let act = |state: &mut State| {
            let machine = state.machine(&request.id)?;
            let (now, boots) = machine.now().clone();
            if !allowed(&now).contains(request.action.action()) {
                return Err(Error::new(ErrorKind::Conflict, format!("not while it is {now}")));
            }
            match request.action {
                PowerAction::Start => machine.go((ServerState::Running, boots + 1), Duration::from_secs(3)),
                PowerAction::Reboot => machine.go((ServerState::Running, boots + 1), Duration::from_secs(5)),
                _ => machine.go((ServerState::Stopped, boots), Duration::from_secs(2)),
            }
            Ok(())
        };
        let at = if request.action == PowerAction::PowerOff { At::PowerOff } else { At::Power };
        run.step("power", async || self.call(at, act).await).await?;
        let goal = match request.action {
            PowerAction::Reboot if !self.has(Quirk::RebootsBlindly) => Goal::Rebooted { before },
            PowerAction::Reboot | PowerAction::Start => Goal::Running,
            _ => Goal::Stopped,
        };
        Ok(Started::watch((), self.watch(&request.id, goal)))
    }

    async fn destroy_server(&self, request: &DestroyServer, run: &mut Run) -> Result<Started<Gone>> {
        well_formed("srv-", request.id.as_str())?;
        let attached = run.fact("drives", async || self.attached(&request.id).await).await?;
        let doomed = match &request.drives {
            DrivesFate::Destroy(some) => some.clone(),
            DrivesFate::Keep if !self.has(Quirk::DestroysDrives) => Vec::new(),
            _ => attached,
        };
        let destroy = |state: &mut State| {
            if state.quirk == Quirk::ForgetsToDestroy || !state.servers.contains_key(&request.id) {
                return Ok(Gone::Already);
            }
            let hit = state.machine(&request.id)?.id.clone();
            state.servers.remove(&hit);
            Ok(Gone::Destroyed)
        };
        let gone = run.step("server", async || self.call(At::DestroyServer, destroy).await).await?;
        for drive in doomed {
            let remove = |state: &mut State| Ok(state.drives.remove(&drive).is_some());
            run.step(format!("drive {drive}"), async || self.call(At::DestroyDrive, remove).await).await?;
        }
        Ok(Started::done(gone))
    }
}

impl FakeCloud {
    async fn imaged(&self, request: &CreateServer, run: &mut Run) -> Result<DriveId> {
        let size = request.drive_size.unwrap_or(ByteSize::gib(1));
        let make = async |stamp: &Stamp| {
            let create = |state: &mut State| {
                let id = state.add_drive(&request.name, size);
                state.disk(&id)?.stamp = Some(stamp.text());
                Ok(id)
            };
            self.call(At::CreateDrive, create).await
        };
        let id = if self.has(Quirk::LeavesDrive) {
            let stamp = run.stamp("drive");
            run.step("drive", async || make(&stamp).await).await?
        } else {
            run.make("drive", Recover::Find, make).await?
        };
        let image = |state: &mut State| {
            let disk = state.drives.get_mut(&id).ok_or_else(|| not_found(id.as_str()))?;
            disk.ready = Instant::now() + Duration::from_secs(10);
            Ok(())
        };
        run.step("image", async || self.call(At::ImageDrive, image).await).await?;
        run.until("imaging", || async {
            let drive = Drives::drive(self, &id).await?;
            Ok(OperationStatus::from(Goal::Ready.judge_drive(Some(&drive))))
        })
        .await?;
        Ok(id)
    }

    async fn attached(&self, id: &ServerId) -> Result<Vec<DriveId>> {
        let look = |state: &mut State| {
            let Some(machine) = state.servers.get(id) else { return Ok(Vec::new()) };
            let others = || state.servers.values().filter(|s| s.id != *id);
            if others().any(|s| s.drives.iter().any(|d| machine.drives.contains(d))) {
                return Err(Error::new(ErrorKind::Conflict, "another server shares a drive"));
            }
            Ok(machine.drives.clone())
        };
        self.call(At::ReadServer, look).await
    }

    fn has(&self, quirk: Quirk) -> bool {
        self.state().quirk == quirk
    }

    fn watch(&self, id: &ServerId, goal: Goal) -> OperationRef {
        let info = &self.0.info;
        OperationRef::new(info.id.clone(), info.realm.clone(), id.resource(), goal)
    }
}

pub(super) fn page<T>(quirk: Quirk, all: impl Iterator<Item = T>, from: Option<&PageToken>) -> Page<T> {
    let start: usize = from.and_then(|token| token.as_str().parse().ok()).unwrap_or(0);
    let mut rest = all.skip(start);
    let items: Vec<T> = rest.by_ref().take(PAGE).collect();
    match rest.next() {
        Some(_) if quirk != Quirk::ListsOnePage => {
            Page::more(items, PageToken::new((start + PAGE).to_string()))
        }
        _ => Page::last(items),
    }
}
