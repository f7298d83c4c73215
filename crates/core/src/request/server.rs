use super::sealed::Sealed;
use super::{Mutation, good_name, good_tags, good_text, need};
use crate::capability::{Capabilities, ComputeCapabilities};
use crate::error::{Delivery, Error, ErrorKind, Result};
use crate::id::{AddressId, DriveId, ImageId, NetworkId, ServerId, SizeId};
use crate::listing::PageToken;
use crate::model::{Action, Tags};
use crate::operation::Started;
use crate::provider::{Gone, Provider, missing};
use crate::run::Run;
use crate::secret::Secret;
use crate::text::Text;
use crate::time::Timestamp;
use crate::unit::{ByteSize, Cpu};
use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Which servers to list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ServerQuery {
    /// Only those of exactly this name.
    pub name: Option<Text>,
    /// From this page on.
    pub from: Option<PageToken>,
    /// Ask for so many at once; a provider may give fewer.
    pub page_size: Option<u32>,
}

impl ServerQuery {
    /// All servers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only those of exactly this name.
    pub fn name(mut self, name: impl Into<Text>) -> Self {
        self.name = Some(name.into());
        self
    }
}

/// What a server boots from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Boot {
    /// A drive that exists.
    Drive(DriveId),
    /// A new drive, made from an image.
    Image(ImageId),
}

impl Boot {
    /// From a drive that exists.
    pub fn drive(id: impl Into<DriveId>) -> Self {
        Self::Drive(id.into())
    }

    /// From an image.
    pub fn image(id: impl Into<ImageId>) -> Self {
        Self::Image(id.into())
    }
}

/// How large a server is. Some clouds sell named sizes, some sell cpu and memory freely.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Sizing {
    /// By name.
    Named(SizeId),
    /// By need.
    Needs {
        /// Processor, in the unit that the cloud sells.
        cpu: Cpu,
        /// Memory.
        memory: ByteSize,
    },
}

/// Makes a server.
// `deny_unknown_fields`: an older program must not resume a newer request with a field silently dropped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CreateServer {
    /// Its name, without control characters.
    pub name: Text,
    /// What it boots from.
    pub boot: Boot,
    /// How large it is; some clouds have a default.
    #[serde(default)]
    pub sizing: Option<Sizing>,
    /// The size of the boot drive made from an image; the image's own size if absent.
    #[serde(default)]
    pub drive_size: Option<ByteSize>,
    /// Further drives that exist.
    #[serde(default)]
    pub drives: Vec<DriveId>,
    /// A static address instead of a temporary one.
    #[serde(default)]
    pub address: Option<AddressId>,
    /// Networks to be on besides the public one.
    #[serde(default)]
    pub networks: Vec<NetworkId>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
    /// Leaves it off.
    #[serde(default)]
    pub stopped: bool,
    /// The password of its console; without one the console is off where the cloud allows. Never journaled.
    #[serde(skip)]
    pub console_password: Option<Secret>,
    #[serde(default)]
    native: Option<NativeOptions>,
}

/// One provider's own options: typed at both ends, carried as data so that they can be journaled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NativeOptions {
    provider: Box<str>,
    options: serde_json::Value,
}

impl CreateServer {
    /// A server of this name; say its sizing with [`needs`](Self::needs) or [`size`](Self::size).
    pub fn new(name: impl Into<Text>, boot: Boot) -> Self {
        Self {
            name: name.into(),
            boot,
            sizing: None,
            drive_size: None,
            drives: Vec::new(),
            address: None,
            networks: Vec::new(),
            tags: Tags::new(),
            stopped: false,
            console_password: None,
            native: None,
        }
    }

    /// Sized by need.
    pub fn needs(mut self, cpu: Cpu, memory: ByteSize) -> Self {
        self.sizing = Some(Sizing::Needs { cpu, memory });
        self
    }

    /// Sized by name.
    pub fn size(mut self, size: impl Into<SizeId>) -> Self {
        self.sizing = Some(Sizing::Named(size.into()));
        self
    }

    /// With a boot drive of this size.
    pub fn drive_size(mut self, size: ByteSize) -> Self {
        self.drive_size = Some(size);
        self
    }

    /// With a further drive.
    pub fn drive(mut self, drive: impl Into<DriveId>) -> Self {
        self.drives.push(drive.into());
        self
    }

    /// With a static address.
    pub fn address(mut self, address: impl Into<AddressId>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// On a network.
    pub fn network(mut self, network: impl Into<NetworkId>) -> Self {
        self.networks.push(network.into());
        self
    }

    /// With a tag; a label has an empty value.
    pub fn tag(mut self, name: impl Into<Text>, value: impl Into<Text>) -> Self {
        self.tags.insert(name.into(), value.into());
        self
    }

    /// Without starting it.
    pub fn stopped(mut self) -> Self {
        self.stopped = true;
        self
    }

    /// With a console password.
    pub fn console_password(mut self, password: impl Into<Secret>) -> Self {
        self.console_password = Some(password.into());
        self
    }

    /// With options that only this provider has.
    ///
    /// # Errors
    /// `InvalidRequest` if the options do not serialise.
    pub fn with_native(mut self, provider: &str, options: &impl Serialize) -> Result<Self> {
        let options = serde_json::to_value(options)
            .map_err(|e| Error::invalid("the native options do not serialise").with_source(e))?;
        self.native = Some(NativeOptions { provider: provider.into(), options });
        Ok(self)
    }

    /// The options for this provider; those for another are an error, not ignored.
    ///
    /// # Errors
    /// `InvalidRequest` if they do not read, `Unsupported` if they are another provider's.
    pub fn native<T: DeserializeOwned>(&self, provider: &str) -> Result<Option<T>> {
        match &self.native {
            None => Ok(None),
            Some(n) if *n.provider == *provider => serde_json::from_value(n.options.clone())
                .map(Some)
                .map_err(|e| Error::invalid("the native options do not read").with_source(e)),
            Some(n) => Err(Error::unsupported(format!("the native options are for {}", n.provider))),
        }
    }
}

impl Sealed for CreateServer {}

#[async_trait]
impl Mutation for CreateServer {
    const KIND: &'static str = "create_server";
    type Value = ServerId;

    fn check(&self, can: &Capabilities) -> Result<()> {
        let can = compute(can)?;
        // No `..`: a field without a rule does not compile.
        let Self {
            name,
            boot,
            sizing,
            drive_size,
            drives,
            address,
            networks,
            tags,
            stopped,
            console_password,
            native,
        } = self;
        good_name(name)?;
        good_tags(tags)?;
        let create = &can.create;
        match boot {
            Boot::Drive(_) => need(create.from_drive, "make a server from a drive")?,
            Boot::Image(_) => need(create.from_image, "make a server from an image")?,
        }
        match sizing {
            None => {}
            Some(Sizing::Named(_)) => need(create.named_sizes, "make servers of named sizes")?,
            Some(Sizing::Needs { cpu, memory }) => {
                need(create.free_sizing, "make servers of free size")?;
                within_limits(can, Some(*cpu), Some(*memory))?;
            }
        }
        if drive_size.is_some() {
            need(create.drive_size, "choose the size of the boot drive")?;
        }
        if !drives.is_empty() {
            need(create.drives, "attach further drives at create")?;
        }
        if address.is_some() {
            need(create.address, "make a server with a static address")?;
        }
        if !networks.is_empty() {
            need(create.networks, "choose networks at create")?;
        }
        if !tags.is_empty() {
            need(create.tags, "tag servers")?;
        }
        if *stopped {
            need(create.stopped, "make a server without starting it")?;
        }
        if let Some(password) = console_password {
            need(create.console_password, "set a console password")?;
            good_text("the console password", password.expose())?;
        }
        if native.is_some() {
            need(create.native, "take native options")?;
        }
        Ok(())
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<ServerId>> {
        provider.compute().ok_or_else(|| missing("compute"))?.create_server(self, run).await
    }

    fn withheld(&self) -> Vec<&'static str> {
        self.console_password.iter().map(|_| "console_password").collect()
    }

    fn give(&mut self, name: &str, secret: Secret) -> bool {
        let known = name == "console_password";
        if known {
            self.console_password = Some(secret);
        }
        known
    }
}

/// Changes a server. What is `None` stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct UpdateServer {
    /// Which.
    pub id: ServerId,
    /// A new name.
    #[serde(default)]
    pub name: Option<Text>,
    /// New cpu.
    #[serde(default)]
    pub cpu: Option<Cpu>,
    /// New memory.
    #[serde(default)]
    pub memory: Option<ByteSize>,
    /// All tags from now on.
    #[serde(default)]
    pub tags: Option<Tags>,
    /// A new console password. Never journaled.
    #[serde(skip)]
    pub console_password: Option<Secret>,
}

impl UpdateServer {
    /// Changes nothing yet.
    pub fn new(id: impl Into<ServerId>) -> Self {
        Self { id: id.into(), name: None, cpu: None, memory: None, tags: None, console_password: None }
    }

    /// A new name.
    pub fn name(mut self, name: impl Into<Text>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// New cpu.
    pub fn cpu(mut self, cpu: Cpu) -> Self {
        self.cpu = Some(cpu);
        self
    }

    /// New memory.
    pub fn memory(mut self, memory: ByteSize) -> Self {
        self.memory = Some(memory);
        self
    }

    /// All tags from now on.
    pub fn tags(mut self, tags: Tags) -> Self {
        self.tags = Some(tags);
        self
    }

    /// A new console password.
    pub fn console_password(mut self, password: impl Into<Secret>) -> Self {
        self.console_password = Some(password.into());
        self
    }
}

impl Sealed for UpdateServer {}

#[async_trait]
impl Mutation for UpdateServer {
    const KIND: &'static str = "update_server";
    type Value = ();

    fn check(&self, can: &Capabilities) -> Result<()> {
        let can = compute(can)?;
        let Self { id: _, name, cpu, memory, tags, console_password } = self;
        if name.is_none() && cpu.is_none() && memory.is_none() && tags.is_none() && console_password.is_none()
        {
            return Err(Error::invalid("the update changes nothing"));
        }
        if let Some(name) = name {
            need(can.update.name, "rename servers")?;
            good_name(name)?;
        }
        if cpu.is_some() || memory.is_some() {
            need(can.update.sizing, "resize servers")?;
            within_limits(can, *cpu, *memory)?;
        }
        if let Some(tags) = tags {
            need(can.update.tags, "tag servers")?;
            good_tags(tags)?;
        }
        if let Some(password) = console_password {
            need(can.update.console_password, "change the console password")?;
            good_text("the console password", password.expose())?;
        }
        Ok(())
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<()>> {
        provider.compute().ok_or_else(|| missing("compute"))?.update_server(self, run).await
    }

    fn withheld(&self) -> Vec<&'static str> {
        self.console_password.iter().map(|_| "console_password").collect()
    }

    fn give(&mut self, name: &str, secret: Secret) -> bool {
        let known = name == "console_password";
        if known {
            self.console_password = Some(secret);
        }
        known
    }
}

/// What to do with a server's power.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PowerAction {
    /// Off at once, like a power failure.
    PowerOff,
    /// Restart, the way that the provider offers best.
    Reboot,
    /// Press the reset button.
    Reset,
    /// Ask the operating system to shut down.
    Shutdown,
    /// On.
    Start,
}

impl PowerAction {
    /// The same as a member of a server's set of actions.
    pub fn action(self) -> Action {
        match self {
            Self::PowerOff => Action::PowerOff,
            Self::Reboot => Action::Reboot,
            Self::Reset => Action::Reset,
            Self::Shutdown => Action::Shutdown,
            Self::Start => Action::Start,
        }
    }
}

/// Starts, stops or restarts a server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SetPower {
    /// Which.
    pub id: ServerId,
    /// What to do.
    pub action: PowerAction,
    /// Stopping destroys some servers (ElasticHosts' non-persistent ones); refused unless this is set.
    #[serde(default)]
    pub may_vanish: bool,
}

impl SetPower {
    /// Does this to that.
    pub fn new(id: impl Into<ServerId>, action: PowerAction) -> Self {
        Self { id: id.into(), action, may_vanish: false }
    }

    /// Goes ahead even if stopping destroys the server.
    pub fn may_vanish(mut self) -> Self {
        self.may_vanish = true;
        self
    }
}

impl Sealed for SetPower {}

#[async_trait]
impl Mutation for SetPower {
    const KIND: &'static str = "set_power";
    type Value = ();

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { id: _, action, may_vanish: _ } = self;
        if compute(can)?.power.contains(action.action()) {
            return Ok(());
        }
        Err(Error::unsupported(format!("this cloud cannot {}", action.action().as_str())))
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<()>> {
        provider.compute().ok_or_else(|| missing("compute"))?.set_power(self, run).await
    }
}

/// What happens to the drives of a server that is destroyed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DrivesFate {
    /// These go with it.
    Destroy(Vec<DriveId>),
    /// Every attached drive goes with it; refused if another server shares one.
    DestroyAll,
    /// All stay.
    Keep,
}

/// Destroys a server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DestroyServer {
    /// Which.
    pub id: ServerId,
    /// What happens to its drives.
    pub drives: DrivesFate,
    /// Re-read and compared first; nothing is destroyed if it differs.
    #[serde(default)]
    pub expect_name: Option<Text>,
    /// Re-read and compared first, on clouds that tell it.
    #[serde(default)]
    pub expect_created: Option<Timestamp>,
}

impl DestroyServer {
    /// Destroys this server; its drives have this fate.
    pub fn new(id: impl Into<ServerId>, drives: DrivesFate) -> Self {
        Self { id: id.into(), drives, expect_name: None, expect_created: None }
    }

    /// Only if this is its name.
    pub fn expect_name(mut self, name: impl Into<Text>) -> Self {
        self.expect_name = Some(name.into());
        self
    }

    /// Only if it was made then.
    pub fn expect_created(mut self, created: Timestamp) -> Self {
        self.expect_created = Some(created);
        self
    }
}

impl Sealed for DestroyServer {}

#[async_trait]
impl Mutation for DestroyServer {
    const KIND: &'static str = "destroy_server";
    type Value = Gone;

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { id: _, drives, expect_name: _, expect_created: _ } = self;
        need(compute(can)?.destroy, "destroy servers")?;
        if *drives != DrivesFate::Keep {
            let can = can.drives.as_ref().ok_or_else(|| missing("drives"))?;
            need(can.destroy, "destroy drives")?;
        }
        Ok(())
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<Gone>> {
        let compute = provider.compute().ok_or_else(|| missing("compute"))?;
        if self.expect_name.is_some() || self.expect_created.is_some() {
            // A step, so that a resumed destroy does not fail on the server that it has destroyed already.
            run.step("expectation", async || match compute.server(&self.id).await {
                Ok(server) => self.expected(&server.name, server.created),
                Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
                Err(e) => Err(e),
            })
            .await?;
        }
        compute.destroy_server(self, run).await
    }
}

impl DestroyServer {
    fn expected(&self, name: &Text, created: Option<Timestamp>) -> Result<()> {
        let other = |what: String| {
            let e = Error::new(ErrorKind::Conflict, what).with_resource(self.id.resource());
            Err(e.delivered(Delivery::NotSent))
        };
        match &self.expect_name {
            Some(want) if want != name => {
                return other(format!("the server is named {name:?}, not {want:?}"));
            }
            _ => {}
        }
        match (self.expect_created, created) {
            (Some(want), Some(is)) if want != is => other(format!("the server was made {is}, not {want}")),
            (Some(_), None) => Err(Error::unsupported("this cloud does not tell when a server was made")),
            _ => Ok(()),
        }
    }
}

fn compute(can: &Capabilities) -> Result<&ComputeCapabilities> {
    can.compute.as_ref().ok_or_else(|| missing("compute"))
}

fn within_limits(can: &ComputeCapabilities, cpu: Option<Cpu>, memory: Option<ByteSize>) -> Result<()> {
    let (amount, limits, unit) = match cpu {
        None => (0, None, ""),
        Some(Cpu::Mhz(n)) => (n, Some(can.cpu_mhz), "MHz"),
        Some(Cpu::MilliCores(n)) => (n, Some(can.cpu_millicores), "thousandths of a core"),
    };
    match limits {
        Some(None) => return Err(Error::unsupported(format!("this cloud does not sell {unit}"))),
        Some(Some(l)) if !l.allow(amount.into()) => {
            return Err(Error::invalid(format!("cpu of {amount} {unit} is outside {} to {}", l.min, l.max)));
        }
        _ => {}
    }
    match (memory, can.memory_bytes) {
        (Some(memory), Some(l)) if !l.allow(memory.0) => {
            let (min, max) = (ByteSize(l.min), ByteSize(l.max));
            Err(Error::invalid(format!("memory of {memory} is outside {min} to {max}")))
        }
        _ => Ok(()),
    }
}
