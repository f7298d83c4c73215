//! The copy of a server.

use super::compute;
use crate::capability::Capabilities;
use crate::error::Result;
use crate::id::ServerId;
use crate::operation::Started;
use crate::provider::{Provider, missing};
use crate::request::sealed::Sealed;
use crate::request::{Mutation, good_name, need};
use crate::run::Run;
use crate::text::Text;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// Copies a server with its drives into a new one, which is off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CloneServer {
    /// The server to copy.
    pub source: ServerId,
    /// The name of the copy.
    pub name: Text,
}

impl CloneServer {
    /// Copies this server into one of that name.
    pub fn new(source: impl Into<ServerId>, name: impl Into<Text>) -> Self {
        Self { source: source.into(), name: name.into() }
    }
}

impl Sealed for CloneServer {}

#[async_trait]
impl Mutation for CloneServer {
    const KIND: &'static str = "clone_server";
    const UNDOABLE: bool = true;
    type Value = ServerId;

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { source: _, name } = self;
        need(compute(can)?.clone, "copy servers")?;
        good_name(name)
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<ServerId>> {
        provider.compute().ok_or_else(|| missing("compute"))?.clone_server(self, run).await
    }
}
