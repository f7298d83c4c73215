//! A cloud in memory that loses replies, refuses and counts on request.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use anycloud_core::journal::{Claim, Journal, MemoryJournal};
use anycloud_core::run::{Operation, OperationId, Recover, Run, Stamp};
use anycloud_core::{
    Action, Actions, Boot, Capabilities, CloudId, Compute, ComputeCapabilities, CreateCapabilities,
    CreateServer, Delivery, DestroyServer, DriveId, Error, ErrorKind, Evidence, Goal, Gone, ImageId, Listing,
    OperationRef, OperationStatus, PowerAction, Provider, ProviderInfo, Realm, ResourceKind, ResourceRef,
    Result, Server, ServerId, ServerQuery, ServerState, SetPower, Started, Support, Timestamp, async_trait,
};
use std::any::Any;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(crate) const SETTLE: Duration = Duration::from_secs(2);

/// What the service holds: things by id, each with its stamp.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) drives: BTreeMap<String, String>,
    pub(crate) servers: BTreeMap<String, String>,
    pub(crate) sent: BTreeMap<String, u32>,
    /// Calls whose next reply is lost, before (`false`) or after (`true`) the service acts.
    pub(crate) lose: BTreeMap<&'static str, bool>,
    pub(crate) refuse: BTreeSet<&'static str>,
    /// The request of this name that is the so-manieth is refused.
    pub(crate) refuse_once: Option<(&'static str, u32)>,
    /// What the servers allow now.
    pub(crate) allowed: Actions,
    /// When the servers were made, if the service tells.
    pub(crate) created: Option<Timestamp>,
    next: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct Lab {
    pub(crate) world: Arc<Mutex<World>>,
    info: ProviderInfo,
    recover: Recover,
}

impl Lab {
    pub(crate) fn new() -> Self {
        let realm = Realm::new("lab", "http://127.0.0.1:1").account("me");
        let info = ProviderInfo::new(CloudId::new("lab"), realm).settle(SETTLE);
        let world = World { allowed: [Action::Destroy, Action::Reboot].into(), ..World::default() };
        Self { world: Arc::new(Mutex::new(world)), info, recover: Recover::Find }
    }

    pub(crate) fn recover(mut self, recover: Recover) -> Self {
        self.recover = recover;
        self
    }

    pub(crate) fn account(mut self, account: &str) -> Self {
        self.info.realm.account = Some(account.into());
        self
    }

    pub(crate) fn recipe(mut self, recipe: u32) -> Self {
        self.info.recipe = recipe;
        self
    }

    pub(crate) fn counts(&self) -> (usize, usize) {
        let world = self.world.lock().unwrap();
        (world.servers.len(), world.drives.len())
    }

    pub(crate) fn sent(&self, call: &str) -> u32 {
        self.world.lock().unwrap().sent.get(call).copied().unwrap_or(0)
    }

    pub(crate) fn requests(&self) -> u32 {
        self.world.lock().unwrap().sent.values().sum()
    }

    fn make(&self, call: &'static str, stamp: &Stamp) -> Result<String> {
        let mut world = self.world.lock().unwrap();
        *world.sent.entry(call.into()).or_default() += 1;
        let refused_once = world.refuse_once == Some((call, world.sent[call]));
        if refused_once || world.refuse.contains(call) {
            return Err(Error::new(ErrorKind::InsufficientFunds, "not covered").with_provider("lab"));
        }
        let lost = world.lose.remove(call);
        let lose = || Error::new(ErrorKind::Transport, "reset").delivered(Delivery::Unknown);
        if lost == Some(false) {
            return Err(lose());
        }
        world.next += 1;
        let id = format!("{call}-{}", world.next);
        let things = if call == "drive" { &mut world.drives } else { &mut world.servers };
        things.insert(id.clone(), stamp.text());
        if lost == Some(true) { Err(lose()) } else { Ok(id) }
    }
}

#[async_trait]
impl Provider for Lab {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    fn capabilities(&self) -> Cow<'_, Capabilities> {
        let mut create = CreateCapabilities::default();
        (create.from_image, create.console_password) = (Support::Yes, Support::Yes);
        let mut compute = ComputeCapabilities::default();
        (compute.create, compute.destroy) = (create, Support::Yes);
        compute.power = [Action::Reboot].into();
        let mut all = Capabilities::default();
        all.compute = Some(compute);
        Cow::Owned(all)
    }

    async fn verify(&self) -> Result<()> {
        Ok(())
    }

    fn compute(&self) -> Option<&dyn Compute> {
        Some(self)
    }

    async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        let world = self.world.lock().unwrap();
        let things = if *kind == ResourceKind::Drive { &world.drives } else { &world.servers };
        let mine = things.iter().filter(|(_, s)| **s == stamp.text());
        Ok(mine.map(|(id, _)| ResourceRef::new(kind.clone(), id.as_str())).collect())
    }

    async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        let mut world = self.world.lock().unwrap();
        *world.sent.entry("discard".into()).or_default() += 1;
        if world.refuse.contains("busy") {
            return Err(Error::new(ErrorKind::Busy, "for ever"));
        }
        if world.refuse.contains("discard") {
            return Err(Error::new(ErrorKind::Forbidden, "not yours"));
        }
        let things = if made.kind == ResourceKind::Drive { &mut world.drives } else { &mut world.servers };
        match things.get(&*made.id) {
            None => Ok(Gone::Already),
            Some(carried) if *carried == stamp.text() => {
                things.remove(&*made.id);
                Ok(Gone::Destroyed)
            }
            Some(_) => Err(stamp.missing_on(made)),
        }
    }

    fn native(&self) -> &(dyn Any + Send + Sync) {
        self
    }
}

#[async_trait]
impl Compute for Lab {
    fn servers(&self, _: &ServerQuery) -> Listing<Server> {
        let world = self.world.lock().unwrap();
        let server = |id: &String| {
            let mut server = Server::new(id.as_str().into(), "web", ServerState::Running, world.allowed);
            server.created = world.created;
            server
        };
        Listing::ready(world.servers.keys().map(server).collect())
    }

    async fn server(&self, id: &ServerId) -> Result<Server> {
        let all = self.servers(&ServerQuery::new()).all().await?;
        let found = all.into_iter().find(|s| s.id == *id);
        found.ok_or_else(|| Error::new(ErrorKind::NotFound, "no such server"))
    }

    async fn create_server(&self, _: &CreateServer, run: &mut Run) -> Result<Started<ServerId>> {
        let make = async |call, stamp: &Stamp| self.make(call, stamp);
        let drive: DriveId = run
            .make("drive", self.recover.clone(), async |s| make("drive", s).await.map(DriveId::new))
            .await?;
        run.step("image", async || {
            *self.world.lock().unwrap().sent.entry("image".into()).or_default() += 1;
            Ok(drive.as_str().to_owned())
        })
        .await?;
        run.until("imaging", || {
            let garbled = self.world.lock().unwrap().refuse.remove("look");
            let garbled = garbled.then(|| Error::new(ErrorKind::Decode, "a page of HTML"));
            std::future::ready(garbled.map_or(Ok(OperationStatus::Succeeded), Err))
        })
        .await?;
        let id = run
            .make("server", self.recover.clone(), async |s| make("server", s).await.map(ServerId::new))
            .await?;
        let watch =
            OperationRef::new(self.info.id.clone(), self.info.realm.clone(), id.resource(), Goal::Running);
        Ok(Started::watch(id, watch))
    }

    async fn set_power(&self, request: &SetPower, run: &mut Run) -> Result<Started<()>> {
        assert_eq!(request.action, PowerAction::Reboot, "all that the capabilities say");
        run.step("before", async || Ok(Evidence::default())).await?;
        Ok(Started::unobservable(()))
    }

    async fn destroy_server(&self, request: &DestroyServer, run: &mut Run) -> Result<Started<Gone>> {
        let gone = run
            .step("server", async || {
                let mut world = self.world.lock().unwrap();
                *world.sent.entry("destroy".into()).or_default() += 1;
                let was = world.servers.remove(request.id.as_str()).is_some();
                Ok(if was { Gone::Destroyed } else { Gone::Already })
            })
            .await?;
        run.step("drives", async || {
            if self.world.lock().unwrap().refuse.contains("destroy_drives") {
                return Err(Error::new(ErrorKind::InsufficientFunds, "not covered"));
            }
            self.world.lock().unwrap().drives.clear();
            Ok(())
        })
        .await?;
        Ok(Started::done(gone))
    }
}

pub(crate) fn request() -> CreateServer {
    CreateServer::new("web", Boot::Image(ImageId::new("debian")))
}

/// A journal that outlives its handles, remembers what is over, and dies at a chosen write.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    inner: Arc<MemoryJournal>,
    over: Arc<Mutex<BTreeMap<OperationId, Operation>>>,
    pub(crate) writes: Arc<AtomicU64>,
    pub(crate) die_at: Arc<AtomicU64>,
}

#[async_trait]
impl Journal for Kept {
    async fn write(&self, operation: &Operation) -> Result<()> {
        let n = self.writes.fetch_add(1, Ordering::SeqCst) + 1;
        if n == self.die_at.load(Ordering::SeqCst) {
            // The process dies here: the write never happens and nothing after it does.
            std::future::pending::<()>().await;
        }
        if operation.is_over() {
            self.over.lock().unwrap().insert(operation.id(), operation.clone());
        }
        self.inner.write(operation).await
    }

    async fn read(&self, id: OperationId) -> Result<Option<Operation>> {
        if let Some(over) = self.over.lock().unwrap().get(&id) {
            return Ok(Some(over.clone()));
        }
        self.inner.read(id).await
    }

    async fn list(&self) -> Result<Vec<OperationId>> {
        let mut ids = self.inner.list().await?;
        ids.extend(self.over.lock().unwrap().keys());
        Ok(ids)
    }

    async fn claim(&self, id: OperationId) -> Result<Box<dyn Claim>> {
        self.inner.claim(id).await
    }

    async fn remove(&self, id: OperationId) -> Result<()> {
        self.inner.remove(id).await
    }
}
