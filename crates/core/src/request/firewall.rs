//! Changes of firewalls.

use super::network::{facet, networking};
use super::sealed::Sealed;
use super::{Mutation, good_name, good_text, need};
use crate::capability::Capabilities;
use crate::error::{Error, Result};
use crate::id::{FirewallId, NetworkId};
use crate::model::{Direction, FirewallRule};
use crate::operation::Started;
use crate::provider::{Gone, Provider};
use crate::run::Run;
use crate::text::Text;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Makes a firewall with its rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CreateFirewall {
    /// Its name, without control characters.
    pub name: Text,
    /// What it is for; the name if absent.
    #[serde(default)]
    pub description: Option<Text>,
    /// The network that it belongs to, on clouds where it belongs to one; else the default network.
    #[serde(default)]
    pub network: Option<NetworkId>,
    /// What it lets through. A direction that no rule is about is left as the provider makes it: EC2 lets nothing in
    /// and everything out.
    #[serde(default)]
    pub rules: Vec<FirewallRule>,
}

impl CreateFirewall {
    /// A firewall of this name without rules.
    pub fn new(name: impl Into<Text>) -> Self {
        Self { name: name.into(), description: None, network: None, rules: Vec::new() }
    }

    /// For this purpose.
    pub fn description(mut self, description: impl Into<Text>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// In this network.
    pub fn network(mut self, network: impl Into<NetworkId>) -> Self {
        self.network = Some(network.into());
        self
    }

    /// Letting this through, too.
    pub fn rule(mut self, rule: FirewallRule) -> Self {
        self.rules.push(rule);
        self
    }
}

impl Sealed for CreateFirewall {}

#[async_trait]
impl Mutation for CreateFirewall {
    const KIND: &'static str = "create_firewall";
    const UNDOABLE: bool = true;
    type Value = FirewallId;

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { name, description, network: _, rules } = self;
        need(networking(can)?.manage_firewalls, "make firewalls")?;
        good_name(name)?;
        if let Some(description) = description {
            good_text("the description", description)?;
        }
        rules.iter().try_for_each(FirewallRule::check)
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<FirewallId>> {
        facet(provider)?.create_firewall(self, run).await
    }
}

/// Replaces the rules of a firewall. A direction that nothing is said about stays as it is, so that the rules of a
/// [`CreateFirewall`] said again change nothing. Rules that stay are not taken off in between.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct UpdateFirewall {
    /// Which.
    pub id: FirewallId,
    /// All rules from now on, of each direction that one of them is about.
    pub rules: Vec<FirewallRule>,
    /// Directions in which nothing is let through any more. No rule may be about them.
    pub shut: BTreeSet<Direction>,
}

impl UpdateFirewall {
    /// This firewall has these rules from now on, in each direction that one of them is about.
    pub fn new(id: impl Into<FirewallId>, rules: Vec<FirewallRule>) -> Self {
        Self { id: id.into(), rules, shut: BTreeSet::new() }
    }

    /// And nothing is let through in this direction any more.
    pub fn shut(mut self, direction: Direction) -> Self {
        self.shut.insert(direction);
        self
    }

    /// Whether rules in this direction that are not among those of the request are taken off.
    pub fn replaces(&self, direction: Direction) -> bool {
        self.shut.contains(&direction) || self.rules.iter().any(|rule| rule.direction == direction)
    }
}

impl Sealed for UpdateFirewall {}

#[async_trait]
impl Mutation for UpdateFirewall {
    const KIND: &'static str = "update_firewall";
    const UNDOABLE: bool = false;
    type Value = ();

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { id: _, rules, shut } = self;
        need(networking(can)?.manage_firewalls, "change firewalls")?;
        if rules.is_empty() && shut.is_empty() {
            return Err(Error::invalid("say a rule, or a direction that nothing is let through in"));
        }
        if rules.iter().any(|rule| shut.contains(&rule.direction)) {
            return Err(Error::invalid("a rule lets something through where nothing is to be let through"));
        }
        rules.iter().try_for_each(FirewallRule::check)
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<()>> {
        facet(provider)?.update_firewall(self, run).await
    }
}

/// Destroys a firewall. One that a server is behind is refused by the provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DestroyFirewall {
    /// Which.
    pub id: FirewallId,
}

impl DestroyFirewall {
    /// Destroys this firewall.
    pub fn new(id: impl Into<FirewallId>) -> Self {
        Self { id: id.into() }
    }
}

impl Sealed for DestroyFirewall {}

#[async_trait]
impl Mutation for DestroyFirewall {
    const KIND: &'static str = "destroy_firewall";
    const UNDOABLE: bool = false;
    type Value = Gone;

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { id: _ } = self;
        need(networking(can)?.manage_firewalls, "destroy firewalls")
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<Gone>> {
        facet(provider)?.destroy_firewall(self, run).await
    }
}
