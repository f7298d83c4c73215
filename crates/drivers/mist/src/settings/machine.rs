//! A new machine, and what can be done with one.

use super::ContainerOptions;
use anycloud_core::{ImageId, KeyPairId, LocationId, NetworkId, Secret, SizeId, Text};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A machine to create, for [`Client::machine_create`](crate::Client::machine_create). `name`, `image` and `size` are
/// required, and by most providers `location`.
///
/// ```
/// use anycloud_mist::CreateMachine;
/// let web = CreateMachine::new("devserver", "ami-7c356d2e", "t1.micro").key("mysshkey").location("0");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CreateMachine {
    /// Its name. Names are not unique.
    pub name: Text,
    /// The image, by its id.
    pub image: ImageId,
    /// The size, by its id; of Docker `default`.
    pub size: SizeId,
    /// The key that it lets in; the account's default key by default.
    pub key: Option<KeyPairId>,
    /// The location, by its id.
    pub location: Option<LocationId>,
    /// A script that runs on it once, over SSH. It often holds passwords.
    pub script: Option<Secret>,
    /// Networks to be on. OpenStack and NephoScale, from 2014-10 on.
    pub networks: Vec<NetworkId>,
    /// What only some providers have.
    pub options: MachineOptions,
    /// What a container has and a machine has not (Docker).
    pub container: ContainerOptions,
}

impl CreateMachine {
    /// A machine of this name, image and size.
    pub fn new(name: impl Into<Text>, image: impl Into<ImageId>, size: impl Into<SizeId>) -> Self {
        Self {
            name: name.into(),
            image: image.into(),
            size: size.into(),
            key: None,
            location: None,
            script: None,
            networks: Vec::new(),
            options: MachineOptions::default(),
            container: ContainerOptions::default(),
        }
    }

    /// Letting in this key.
    pub fn key(mut self, key: impl Into<KeyPairId>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// In this location; [`Client::locations`](crate::Client::locations) lists them.
    pub fn location(mut self, location: impl Into<LocationId>) -> Self {
        self.location = Some(location.into());
        self
    }

    /// With this script, which runs on it once, over SSH.
    pub fn script(mut self, script: impl Into<Secret>) -> Self {
        self.script = Some(script.into());
        self
    }

    /// On a network, besides those that were said; [`Client::networks`](crate::Client::networks) lists them.
    pub fn network(mut self, network: impl Into<NetworkId>) -> Self {
        self.networks.push(network.into());
        self
    }

    /// With these options.
    pub fn options(mut self, options: MachineOptions) -> Self {
        self.options = options;
        self
    }

    /// As a container with all this (Docker).
    pub fn container(mut self, container: ContainerOptions) -> Self {
        self.container = container;
        self
    }

    /// The body; `padded` with two empty fields that the service of January wants to see.
    pub(crate) fn to_json(&self, padded: bool) -> Value {
        let mut body = self.options.to_json();
        body.append(&mut self.container.to_json());
        let mut add = |name: &str, value: Value| body.insert(name.to_owned(), value);
        add("name", self.name.as_str().into());
        add("image", self.image.as_str().into());
        add("size", self.size.as_str().into());
        if let Some(key) = &self.key {
            add("key", key.as_str().into());
        }
        if let Some(location) = &self.location {
            add("location", location.as_str().into());
        }
        if let Some(script) = &self.script {
            add("script", script.expose().into());
        }
        if !self.networks.is_empty() {
            add("networks", self.networks.iter().map(NetworkId::as_str).collect());
        }
        if padded {
            for name in ["disk", "image_extra"] {
                body.entry(name).or_insert_with(|| "".into());
            }
        }
        Value::Object(body)
    }
}

/// What only some providers of Mist.io take at a create. `CreateServer::with_native("mist", &options)` takes them too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct MachineOptions {
    /// The size of the disk, as the provider writes it (Linode).
    pub disk: Option<Text>,
    /// A second half of the image (Linode's kernel, GCE).
    pub image_extra: Option<Text>,
    /// Whether the service watches the machine. It is a part of its paid offer.
    pub monitoring: Option<bool>,
}

impl MachineOptions {
    /// None of them.
    pub fn new() -> Self {
        Self::default()
    }

    /// Watched by the service, or not.
    pub fn monitoring(mut self, monitoring: bool) -> Self {
        self.monitoring = Some(monitoring);
        self
    }

    /// With a disk of this size (Linode).
    pub fn disk(mut self, disk: impl Into<Text>) -> Self {
        self.disk = Some(disk.into());
        self
    }

    /// With the second half of the image (Linode, GCE).
    pub fn image_extra(mut self, extra: impl Into<Text>) -> Self {
        self.image_extra = Some(extra.into());
        self
    }

    fn to_json(&self) -> Map<String, Value> {
        let text = |value: &Option<Text>| value.as_ref().map(|text| text.as_str().into());
        let fields = [
            ("disk", text(&self.disk)),
            ("image_extra", text(&self.image_extra)),
            ("monitoring", self.monitoring.map(Value::Bool)),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

/// What can be done with a machine: the body of [`Client::machine_action`](crate::Client::machine_action). Which of it
/// a machine allows now, its `can_…` fields say: [`MachineInfo::get`](crate::wire::MachineInfo::get).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MachineAction {
    /// Destroy it. What becomes of its disks is the provider's business.
    Destroy,
    /// Restart it. How hard, is the provider's business.
    Reboot,
    /// Give it this name. With `Api-Version: 2`.
    Rename(Text),
    /// Give it this size. With `Api-Version: 2`.
    Resize(SizeId),
    /// Shut it down softly. The document of 2015 names it; Mist.io's own code answers 400.
    Shutdown,
    /// Start one that is off.
    Start,
    /// Switch it off, hard.
    Stop,
}

impl MachineAction {
    /// The action in the service's word, e.g. `stop`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Destroy => "destroy",
            Self::Reboot => "reboot",
            Self::Rename(_) => "rename",
            Self::Resize(_) => "resize",
            Self::Shutdown => "shutdown",
            Self::Start => "start",
            Self::Stop => "stop",
        }
    }

    /// The name of the call, and whether it may be sent twice: what is destroyed, named or sized twice is as it was.
    pub(crate) fn call(&self) -> (&'static str, bool) {
        match self {
            Self::Destroy => ("machine destroy", true),
            Self::Reboot => ("machine reboot", false),
            Self::Rename(_) => ("machine rename", true),
            Self::Resize(_) => ("machine resize", true),
            Self::Shutdown => ("machine shutdown", false),
            Self::Start => ("machine start", false),
            Self::Stop => ("machine stop", false),
        }
    }

    /// The action and what it needs.
    pub(crate) fn fields(&self) -> Vec<(&'static str, &str)> {
        let action = ("action", self.as_str());
        match self {
            Self::Rename(name) => vec![action, ("name", name)],
            Self::Resize(size) => vec![action, ("plan_id", size.as_str())],
            _ => vec![action],
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        self.fields()
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect::<Map<_, _>>()
            .into()
    }
}
