//! Starting, stopping and restarting.

use super::{allowed, compute};
use crate::capability::Capabilities;
use crate::error::{Error, Result};
use crate::id::ServerId;
use crate::model::Action;
use crate::operation::Started;
use crate::provider::{Provider, missing};
use crate::request::Mutation;
use crate::request::sealed::Sealed;
use crate::run::Run;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

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
    /// Stopping destroys some servers (ElasticHosts' non-persistent ones); refused as `Conflict` unless this is set.
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
    const UNDOABLE: bool = false;
    type Value = ();

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { id: _, action, may_vanish: _ } = self;
        if compute(can)?.power.contains(action.action()) {
            return Ok(());
        }
        Err(Error::unsupported(format!("this cloud cannot {}", action.action().as_str())))
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<()>> {
        let compute = provider.compute().ok_or_else(|| missing("compute"))?;
        allowed(compute, &self.id, &[self.action.action()], run).await?;
        compute.set_power(self, run).await
    }
}
