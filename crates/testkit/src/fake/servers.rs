//! The servers of the fake cloud.

use super::FakeCloud;
use super::catalog::{IMAGE, LOCATIONS, amounts, images, locations, sizes};
use super::quirk::Quirk;
use super::service::{State, allowed, not_found, well_formed};
use crate::conformance::At;
use anycloud_core::run::{Recover, Run, Stamp};
use anycloud_core::{
    Boot, ByteSize, Compute, CreateServer, DestroyServer, DriveId, Drives, DrivesFate, Error, ErrorKind,
    Evidence, Goal, Gone, Image, ImageId, Listing, Location, OperationRef, Page, PageToken, PowerAction,
    Result, Server, ServerId, ServerQuery, ServerState, SetPower, Size, Sizing, Started, UpdateServer,
    async_trait,
};
use std::time::Duration;
use tokio::time::Instant;

const PAGE: usize = 2;

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
        Listing::ready(images())
    }

    async fn image(&self, id: &ImageId) -> Result<Option<Image>> {
        Ok(images().into_iter().find(|image| image.id == *id))
    }

    fn sizes(&self) -> Listing<Size> {
        Listing::ready(sizes(self.state().quirk))
    }

    fn locations(&self) -> Listing<Location> {
        Listing::ready(locations())
    }

    async fn create_server(&self, request: &CreateServer, run: &mut Run) -> Result<Started<ServerId>> {
        let boot = match &request.boot {
            Boot::Drive(id) => {
                well_formed("drv-", id.as_str())?;
                id.clone()
            }
            Boot::Image(image) if image.as_str() != IMAGE => return Err(not_found(image.as_str())),
            Boot::Image(_) => self.imaged(request, run).await?,
            _ => return Err(Error::unsupported("this boot is newer than the fake")),
        };
        let drives: Vec<DriveId> = std::iter::once(boot).chain(request.drives.iter().cloned()).collect();
        let make = async |stamp: &Stamp| {
            let create = || self.call(At::CreateServer, |state| state.create_server(request, &drives, stamp));
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
            machine.firewalls = request.firewalls.clone().unwrap_or(machine.firewalls.clone());
            if request.cpu.is_some() || request.memory.is_some() {
                machine.size = None;
            }
            if let Some(size) = &request.size {
                (machine.cpu, machine.memory) = amounts(size).ok_or_else(|| not_found(size.as_str()))?;
                machine.size = Some(size.clone());
            }
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
        let gone = run.destroy("server", async || self.call(At::DestroyServer, destroy).await).await?;
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
            Ok(Goal::Ready.judge_drive(Some(&drive)))
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

    pub(super) fn has(&self, quirk: Quirk) -> bool {
        self.state().quirk == quirk
    }

    fn watch(&self, id: &ServerId, goal: Goal) -> OperationRef {
        let info = &self.0.info;
        OperationRef::new(info.id.clone(), info.realm.clone(), id.resource(), goal)
    }
}

impl State {
    fn create_server(
        &mut self,
        request: &CreateServer,
        drives: &[DriveId],
        stamp: &Stamp,
    ) -> Result<ServerId> {
        let missing = drives.iter().find(|id| !self.drives.contains_key(*id)).map(DriveId::as_str);
        let missing = missing.or_else(|| {
            request.firewalls.iter().find(|id| !self.firewalls.contains_key(*id)).map(|id| id.as_str())
        });
        let missing = missing.or_else(|| {
            request.key_pair.iter().find(|id| !self.key_pairs.contains_key(*id)).map(|id| id.as_str())
        });
        let missing = missing.or_else(|| {
            let known = |id: &str| LOCATIONS.iter().any(|(known, _)| *known == id);
            request.location.iter().map(|id| id.as_str()).find(|id| !known(id))
        });
        if let Some(missing) = missing {
            return Err(not_found(missing));
        }
        let sizing = match &request.sizing {
            None => None,
            Some(Sizing::Needs { cpu, memory }) => Some((None, *cpu, *memory)),
            Some(Sizing::Named(size)) => {
                let (cpu, memory) = amounts(size).ok_or_else(|| not_found(size.as_str()))?;
                Some((Some(size.clone()), cpu, memory))
            }
            Some(_) => return Err(Error::unsupported("this sizing is newer than the fake")),
        };
        let (id, quirk) = (self.add_server(&request.name, drives.to_vec()), self.quirk);
        let Some(machine) = self.servers.get_mut(&id) else { return Err(not_found(id.as_str())) };
        (machine.stamp, machine.tags) = (Some(stamp.text()), request.tags.clone());
        if quirk == Quirk::ShowsSecrets {
            let secrets = request.console_password.iter().chain(&request.user_data);
            machine.tags.extend(secrets.map(|secret| ("secret".into(), secret.expose().into())));
        }
        if let Some((size, cpu, memory)) = sizing {
            (machine.size, machine.cpu, machine.memory) = (size, cpu, memory);
        }
        if let Some(location) = request.location.as_ref().filter(|_| quirk != Quirk::IgnoresLocation) {
            machine.location = location.clone();
        }
        machine.firewalls = request.firewalls.clone();
        machine.user_data = request.user_data.clone().filter(|_| quirk != Quirk::DropsUserData);
        machine.then = (ServerState::Stopped, 0);
        if !request.stopped {
            machine.was = (ServerState::Pending, 0);
            machine.then = (ServerState::Running, 1);
            machine.at = Instant::now() + Duration::from_secs(3);
            machine.address_from = machine.at + Duration::from_secs(1);
        }
        Ok(id)
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
