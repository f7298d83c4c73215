//! One backend of an account: a cloud with machines.

use crate::client::Client;
use crate::commands;
use crate::config::{Config, PROVIDER};
use crate::dialect::Dialect;
use crate::key_pairs;
use crate::settings::BackendId;
use crate::wire::BackendInfo;
use anycloud_core::Support::{No, Unknown, Yes};
use anycloud_core::run::Stamp;
use anycloud_core::{
    Action, Actions, Capabilities, CloudId, Compute, ComputeCapabilities, CreateCapabilities, Error,
    ErrorKind, Goal, Gone, KeyPairs, NativeCommand, Networking, NetworkingCapabilities, OperationRef,
    Provider, ProviderInfo, Realm, ResourceKind, ResourceRef, Result, ServerId, Support, Text,
    UpdateCapabilities, async_trait,
};
use std::any::Any;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The provider whose machines are containers.
pub(crate) const DOCKER: &str = "docker";

/// A machine may show in the list some time after the answer to its create: the provider behind is asked.
const UNSEEN: Duration = Duration::from_secs(30);

/// One backend of an account at Mist.io: a cloud with machines, for [`Cloud::new`](anycloud_core::Cloud::new).
/// [`Cloud::clouds`](anycloud_core::Cloud::clouds) of the account ([`Mist`](crate::Mist)) has one for each that is
/// enabled.
#[derive(Clone, Debug)]
pub struct MistBackend {
    pub(crate) info: ProviderInfo,
    pub(crate) client: Client,
    pub(crate) backend: BackendId,
    pub(crate) shutdown: bool,
    /// Whether the service lists networks, once it was asked.
    networks: Arc<OnceLock<Support>>,
    /// Whose cloud it is, once that is known.
    provider: Arc<OnceLock<Text>>,
}

impl MistBackend {
    /// The backend that the configuration [names](Config::backend). Sends nothing.
    ///
    /// # Errors
    /// `InvalidConfig`: no backend, or an id that cannot be one; an endpoint without encryption, malformed credentials,
    /// [`open`](Config::open) without an endpoint.
    pub fn new(id: CloudId, config: Config) -> Result<Self> {
        let checked = config.check()?;
        let Some(backend) = checked.backend else {
            return Err(Error::config("say which backend, or open the account").with_provider(PROVIDER));
        };
        Ok(Self::at(id, checked.realm, checked.client, checked.shutdown, backend))
    }

    /// A backend that the account lists.
    pub(crate) fn of(account: &ProviderInfo, client: &Client, shutdown: bool, listed: &BackendInfo) -> Self {
        let backend = listed.id();
        let id = CloudId::new(format!("{}/{backend}", account.id));
        let mut this = Self::at(id, account.realm.clone(), client.clone(), shutdown, backend);
        let title = match (listed.title(), this.note_provider(listed)) {
            (title, provider) if provider.is_empty() => title,
            (title, provider) => format!("{title} ({provider})").into(),
        };
        this.info = this.info.title(title);
        this
    }

    fn at(id: CloudId, realm: Realm, client: Client, shutdown: bool, backend: BackendId) -> Self {
        let info = ProviderInfo::new(id, realm.scope(backend.as_str()));
        Self { info, client, backend, shutdown, networks: Arc::default(), provider: Arc::default() }
    }

    /// The native client: every call of the account's, without journal and undo.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Which backend it is: what the calls of [`client`](Self::client) want.
    pub fn backend(&self) -> &BackendId {
        &self.backend
    }

    /// A machine to watch until it is so.
    pub(crate) fn watch(&self, machine: &ServerId, goal: Goal) -> OperationRef {
        self.info.watch(machine.resource(), goal)
    }

    /// A new machine to watch until it is so.
    pub(crate) fn watch_new(&self, machine: &ServerId) -> OperationRef {
        self.watch(machine, Goal::Running).unseen_for(UNSEEN)
    }

    /// Whose cloud it is, asked for if that is not known.
    pub(crate) async fn provider(&self) -> Result<&Text> {
        match self.provider.get() {
            Some(known) => Ok(known),
            None => self.listed().await.map(|listed| self.note_provider(&listed)),
        }
    }

    /// The backend, out of the account's list.
    async fn listed(&self) -> Result<BackendInfo> {
        let all = self.client.backends().await?;
        let one = all.into_iter().find(|one| one.id() == self.backend);
        one.ok_or_else(|| self.wrong(ErrorKind::NotFound, "is not in the account"))
    }

    fn note_provider(&self, listed: &BackendInfo) -> &Text {
        self.provider.get_or_init(|| listed.provider())
    }

    fn makes_containers(&self) -> Support {
        match self.provider.get() {
            None => Unknown,
            Some(provider) if *provider == DOCKER => Yes,
            Some(_) => No,
        }
    }

    /// Whether machines take labels, by their provider. What each allows now it says itself. Source: `can_tag` in
    /// Mist.io's code, which from 2015 on left it to the hosted service to take them of all.
    fn has_labels(&self) -> Support {
        let Some(provider) = self.provider.get() else { return Unknown };
        // January writes some with their region.
        match provider.split(':').next().unwrap_or_default() {
            "gce" | "hpcloud" | "openstack" | "rackspace" => Yes,
            ec2 if ec2.starts_with("ec2_") => Yes,
            _ if matches!(self.client.dialect(), None | Some(Dialect::V2)) => Unknown,
            "azure" | "bare_metal" | "digitalocean" | "linode" | "nephoscale" => No,
            DOCKER | "rackspace_first_gen" | "softlayer" => No,
            _ => Unknown,
        }
    }

    /// Remembers the answer.
    pub(crate) fn note_networks(&self, found: Support) {
        self.networks.get_or_init(|| found);
    }

    /// Networks came in autumn 2014.
    pub(crate) fn has_networks(&self) -> Support {
        match (self.networks.get(), self.client.dialect()) {
            (Some(found), _) => *found,
            (None, Some(Dialect::January2014)) => No,
            (None, Some(Dialect::V2)) => Yes,
            (None, _) => Unknown,
        }
    }
}

#[async_trait]
impl Provider for MistBackend {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    fn capabilities(&self) -> Cow<'_, Capabilities> {
        let mut all = Capabilities::default();
        all.compute = Some(compute(self));
        let mut networking = NetworkingCapabilities::default();
        networking.networks = self.has_networks();
        all.networking = Some(networking);
        all.key_pairs = Some(key_pairs::capabilities());
        Cow::Owned(all)
    }

    /// The dialect, whose cloud it is, and whether networks are listed.
    async fn discover(&self) -> Result<()> {
        self.client.discover().await?;
        self.provider().await?;
        if self.has_networks() == Unknown {
            match self.list_networks().await {
                Err(e) if e.kind() != ErrorKind::Unsupported => return Err(e),
                _ => {}
            }
        }
        Ok(())
    }

    async fn verify(&self) -> Result<()> {
        let listed = self.listed().await?;
        self.note_provider(&listed);
        if listed.is_enabled() { Ok(()) } else { Err(self.wrong(ErrorKind::Conflict, "is disabled")) }
    }

    fn compute(&self) -> Option<&dyn Compute> {
        Some(self)
    }

    fn networking(&self) -> Option<&dyn Networking> {
        Some(self)
    }

    fn key_pairs(&self) -> Option<&dyn KeyPairs> {
        Some(&self.client)
    }

    async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        self.stamped(kind, stamp).await
    }

    async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        self.discard(made, stamp).await
    }

    fn commands(&self) -> &'static [NativeCommand] {
        commands::BACKEND
    }

    async fn command(&self, name: &str, arguments: &[String]) -> Result<serde_json::Value> {
        commands::run(&self.client, Some(&self.backend), name, arguments).await
    }

    fn native(&self) -> &(dyn Any + Send + Sync) {
        &self.client
    }
}

impl MistBackend {
    fn wrong(&self, kind: ErrorKind, what: &str) -> Error {
        let what = format!("the backend {} {what}", self.backend);
        Error::new(kind, what).with_resource(self.backend.resource())
    }
}

fn compute(backend: &MistBackend) -> ComputeCapabilities {
    let networks = backend.has_networks();
    let renames = match backend.client.dialect() {
        None => Unknown,
        Some(Dialect::V2) => Yes,
        Some(_) => No,
    };
    let mut create = CreateCapabilities::default();
    create.from_image = Yes;
    create.named_sizes = Yes;
    create.networks = networks;
    create.location = Yes;
    create.key_pair = Yes;
    create.user_data = Yes;
    create.container = backend.makes_containers();
    create.native = Yes;
    let mut update = UpdateCapabilities::default();
    update.name = renames;
    update.tags = backend.has_labels();
    let mut can = ComputeCapabilities::default();
    can.create = create;
    can.update = update;
    can.power = Actions::from([Action::PowerOff, Action::Reboot, Action::Start]);
    if backend.shutdown {
        can.power = can.power.iter().chain([Action::Shutdown]).collect();
    }
    can.destroy = Yes;
    can.images = Yes;
    can.sizes = Yes;
    can.locations = Yes;
    can
}
