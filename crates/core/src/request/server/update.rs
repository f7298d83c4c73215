//! What is changed of a server that exists.

use super::{allowed, compute, within_limits};
use crate::capability::Capabilities;
use crate::error::{Error, Result};
use crate::id::{FirewallId, ServerId, SizeId};
use crate::model::{Action, Tags};
use crate::operation::Started;
use crate::provider::{Provider, missing};
use crate::request::sealed::Sealed;
use crate::request::{Mutation, good_name, good_tags, good_text, need};
use crate::run::Run;
use crate::secret::Secret;
use crate::text::Text;
use crate::unit::{ByteSize, Cpu};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

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
    /// A new named size.
    #[serde(default)]
    pub size: Option<SizeId>,
    /// All firewalls that it is behind from now on.
    #[serde(default)]
    pub firewalls: Option<Vec<FirewallId>>,
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
        Self {
            id: id.into(),
            name: None,
            cpu: None,
            memory: None,
            size: None,
            firewalls: None,
            tags: None,
            console_password: None,
        }
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

    /// A new named size.
    pub fn size(mut self, size: impl Into<SizeId>) -> Self {
        self.size = Some(size.into());
        self
    }

    /// All firewalls that it is behind from now on.
    pub fn firewalls(mut self, firewalls: Vec<FirewallId>) -> Self {
        self.firewalls = Some(firewalls);
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

impl UpdateServer {
    /// What the server must allow for it.
    fn actions(&self) -> Vec<Action> {
        let wanted = [
            (self.name.is_some(), Action::Rename),
            (self.cpu.is_some() || self.memory.is_some() || self.size.is_some(), Action::Resize),
            (self.tags.is_some(), Action::Tag),
        ];
        wanted.into_iter().filter_map(|(asked, action)| asked.then_some(action)).collect()
    }
}

impl Sealed for UpdateServer {}

#[async_trait]
impl Mutation for UpdateServer {
    const KIND: &'static str = "update_server";
    const UNDOABLE: bool = false;
    type Value = ();

    fn check(&self, can: &Capabilities) -> Result<()> {
        let can = compute(can)?;
        let Self { id: _, name, cpu, memory, size, firewalls, tags, console_password } = self;
        let sized = cpu.is_some() || memory.is_some() || size.is_some();
        if name.is_none() && !sized && firewalls.is_none() && tags.is_none() && console_password.is_none() {
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
        if size.is_some() {
            need(can.update.size, "give servers another named size")?;
            if cpu.is_some() || memory.is_some() {
                return Err(Error::invalid("a named size and an amount of cpu or memory exclude each other"));
            }
        }
        if firewalls.is_some() {
            need(can.update.firewalls, "put servers behind other firewalls")?;
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
        let compute = provider.compute().ok_or_else(|| missing("compute"))?;
        allowed(compute, &self.id, &self.actions(), run).await?;
        compute.update_server(self, run).await
    }

    fn withheld(&self) -> Vec<Cow<'static, str>> {
        self.console_password.iter().map(|_| "console_password".into()).collect()
    }

    fn give(&mut self, name: &str, secret: Secret) -> bool {
        let known = name == "console_password";
        if known {
            self.console_password = Some(secret);
        }
        known
    }
}
