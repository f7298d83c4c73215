//! The end of a server, and what becomes of its drives.

use super::{allows, compute};
use crate::capability::Capabilities;
use crate::error::{Error, ErrorKind, Result};
use crate::id::{DriveId, ServerId};
use crate::model::{Action, Server, ServerState};
use crate::operation::Started;
use crate::provider::{Gone, Provider, missing};
use crate::request::sealed::Sealed;
use crate::request::{Mutation, need};
use crate::run::Run;
use crate::text::Text;
use crate::time::Timestamp;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// What happens to the drives of a server that is destroyed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DrivesFate {
    /// These go with it. Refused with `Conflict` before anything is changed if one of them is not the server's, or is
    /// there and the server is not: nothing tells then whose it was.
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
    /// Re-read and compared first: `Conflict` if it differs, and nothing is destroyed.
    #[serde(default)]
    pub expect_name: Option<Text>,
    /// Re-read and compared first: `Conflict` if it differs, `Unsupported` where the cloud does not tell it, and
    /// nothing is destroyed. Not asked of a server that is gone already.
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

    /// Whether this server is as expected, and has the drives that are to go with it. Core asks before a driver is asked;
    /// a driver may ask again of a server that only it has seen.
    ///
    /// # Errors
    /// `Conflict` if something differs, `Unsupported` if the time is expected and the cloud does not tell it; nothing is
    /// sent.
    pub fn compare(&self, server: &Server) -> Result<()> {
        self.expected(&server.name, server.created)?;
        self.its_own(server)
    }
}

impl Sealed for DestroyServer {}

#[async_trait]
impl Mutation for DestroyServer {
    const KIND: &'static str = "destroy_server";
    const UNDOABLE: bool = false;
    type Value = Gone;

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { id: _, drives, expect_name: _, expect_created: _ } = self;
        need(compute(can)?.destroy, "destroy servers")?;
        if *drives != DrivesFate::Keep {
            let none = || Error::unsupported("this cloud knows no drives: say that they are kept");
            let can = can.drives.as_ref().ok_or_else(none)?;
            need(can.destroy, "destroy drives")?;
        }
        Ok(())
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<Gone>> {
        let compute = provider.compute().ok_or_else(|| missing("compute"))?;
        if !run.operation().has_acted() {
            // Written down, so that a resumed destroy does not fail on the server that it has destroyed already.
            run.fact("core: expectation", async || match compute.server(&self.id).await {
                Ok(server) => {
                    // What is shown and gone allows nothing, and to destroy it is no mistake.
                    if server.state == ServerState::Deleted {
                        // It may not tell when it was made any more.
                        self.expected(&server.name, server.created.or(self.expect_created))?;
                        return self.nothing_left(provider).await;
                    }
                    self.compare(&server)?;
                    allows(&server, &[Action::Destroy])
                }
                Err(e) if e.kind() == ErrorKind::NotFound => self.nothing_left(provider).await,
                Err(e) => Err(e),
            })
            .await?;
        }
        compute.destroy_server(self, run).await
    }
}

impl DestroyServer {
    /// Refuses a drive that the server does not have: it would be another's, or a mistake of spelling.
    fn its_own(&self, server: &Server) -> Result<()> {
        let DrivesFate::Destroy(drives) = &self.drives else { return Ok(()) };
        let has = |drive: &&DriveId| server.drives.iter().any(|own| is_same(own.as_str(), drive.as_str()));
        let Some(foreign) = drives.iter().find(|drive| !has(drive)) else { return Ok(()) };
        let has: Vec<&str> = server.drives.iter().map(DriveId::as_str).collect();
        let has = if has.is_empty() { "none".to_owned() } else { has.join(", ") };
        Err(self.conflict(format!("the server has no drive {foreign}; it has {has}")))
    }

    /// Refuses a drive that is there though the server is not. One digit may be wrong in the server's id.
    async fn nothing_left(&self, provider: &dyn Provider) -> Result<()> {
        let DrivesFate::Destroy(named) = &self.drives else { return Ok(()) };
        let drives = provider.drives().ok_or_else(|| missing("drives"))?;
        for id in named {
            match drives.drive(id).await {
                Ok(_) => {
                    let what = format!(
                        "{} was not found, and drive {id} was: destroy it by itself",
                        self.id.resource()
                    );
                    return Err(Error::unsent(ErrorKind::Conflict, what).with_resource(id.resource()));
                }
                Err(e) if e.kind() == ErrorKind::NotFound => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    fn conflict(&self, what: String) -> Error {
        Error::unsent(ErrorKind::Conflict, what).with_resource(self.id.resource())
    }

    fn expected(&self, name: &Text, created: Option<Timestamp>) -> Result<()> {
        match &self.expect_name {
            Some(want) if want != name => {
                return Err(self.conflict(format!("the server is named {name:?}, not {want:?}")));
            }
            _ => {}
        }
        match (self.expect_created, created) {
            (Some(want), Some(is)) if want != is => {
                Err(self.conflict(format!("the server was made {is}, not {want}")))
            }
            (Some(_), None) => Err(Error::unsupported("this cloud does not tell when a server was made")),
            _ => Ok(()),
        }
    }
}

/// Ids are compared as they are, but for UUIDs, which are the same in either case.
fn is_same(one: &str, other: &str) -> bool {
    let uuid = |id: &str| id.len() == 36 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    one == other || (uuid(one) && one.eq_ignore_ascii_case(other))
}
