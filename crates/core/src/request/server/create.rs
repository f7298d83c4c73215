//! A new server: what it boots from, how large it is, and what it is given.

use super::{Container, compute, within_limits};
use crate::capability::Capabilities;
use crate::error::{Error, Result};
use crate::id::{
    AddressId, DriveId, FirewallId, ImageId, KeyPairId, LocationId, NetworkId, ServerId, SizeId,
};
use crate::model::Tags;
use crate::operation::Started;
use crate::provider::{Provider, missing};
use crate::request::sealed::Sealed;
use crate::request::{Mutation, good_name, good_tags, good_text, need};
use crate::run::Run;
use crate::secret::Secret;
use crate::text::Text;
use crate::unit::{ByteSize, Cpu};
use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

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

/// What comes before the name of an environment variable among the secrets that are not journaled.
const ENVIRONMENT: &str = "environment.";

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
    /// Where it is made, on clouds of several locations; else where the provider likes.
    #[serde(default)]
    pub location: Option<LocationId>,
    /// The key pair that it lets in; some clouds have a default.
    #[serde(default)]
    pub key_pair: Option<KeyPairId>,
    /// The firewalls that it is behind; the provider's default if there are none.
    #[serde(default)]
    pub firewalls: Vec<FirewallId>,
    /// A script or cloud-config that its first boot runs. It often holds passwords: never journaled.
    #[serde(skip)]
    pub user_data: Option<Secret>,
    /// What a container has and a machine has not, on clouds whose servers are containers.
    #[serde(default)]
    pub container: Option<Container>,
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
            location: None,
            key_pair: None,
            firewalls: Vec::new(),
            user_data: None,
            container: None,
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

    /// In this location.
    pub fn location(mut self, location: impl Into<LocationId>) -> Self {
        self.location = Some(location.into());
        self
    }

    /// Letting in this key pair.
    pub fn key_pair(mut self, key_pair: impl Into<KeyPairId>) -> Self {
        self.key_pair = Some(key_pair.into());
        self
    }

    /// Behind a firewall.
    pub fn firewall(mut self, firewall: impl Into<FirewallId>) -> Self {
        self.firewalls.push(firewall.into());
        self
    }

    /// With a script or cloud-config for its first boot.
    pub fn user_data(mut self, user_data: impl Into<Secret>) -> Self {
        self.user_data = Some(user_data.into());
        self
    }

    /// A container with all this.
    pub fn container(mut self, container: Container) -> Self {
        self.container = Some(container);
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
    const UNDOABLE: bool = true;
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
            location,
            key_pair,
            firewalls,
            user_data,
            container,
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
        for (said, support, what) in [
            (drive_size.is_some(), create.drive_size, "choose the size of the boot drive"),
            (!drives.is_empty(), create.drives, "attach further drives at create"),
            (address.is_some(), create.address, "make a server with a static address"),
            (!networks.is_empty(), create.networks, "choose networks at create"),
            (location.is_some(), create.location, "choose a location at create"),
            (key_pair.is_some(), create.key_pair, "make a server with a key pair"),
            (!firewalls.is_empty(), create.firewalls, "make a server behind chosen firewalls"),
            (user_data.is_some(), create.user_data, "take user data"),
            (container.is_some(), create.container, "make containers"),
            (!tags.is_empty(), create.tags, "tag servers"),
            (*stopped, create.stopped, "make a server without starting it"),
            (console_password.is_some(), create.console_password, "set a console password"),
            (native.is_some(), create.native, "take native options"),
        ] {
            if said {
                need(support, what)?;
            }
        }
        if let Some(container) = container {
            container.check()?;
        }
        if let Some(password) = console_password {
            good_text("the console password", password.expose())?;
        }
        Ok(())
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<ServerId>> {
        provider.compute().ok_or_else(|| missing("compute"))?.create_server(self, run).await
    }

    fn withheld(&self) -> Vec<Cow<'static, str>> {
        let password = self.console_password.iter().map(|_| "console_password".into());
        let user_data = self.user_data.iter().map(|_| "user_data".into());
        let variables = self.container.iter().flat_map(|container| container.environment.keys());
        let variables = variables.map(|name| format!("{ENVIRONMENT}{name}").into());
        password.chain(user_data).chain(variables).collect()
    }

    fn give(&mut self, name: &str, secret: Secret) -> bool {
        match (name, name.strip_prefix(ENVIRONMENT), &mut self.container) {
            ("console_password", ..) => self.console_password = Some(secret),
            ("user_data", ..) => self.user_data = Some(secret),
            (_, Some(variable), Some(container)) => {
                container.environment.insert(variable.into(), secret);
            }
            _ => return false,
        }
        true
    }
}
