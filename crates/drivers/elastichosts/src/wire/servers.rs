//! Servers: the family's record, in this driver's name.

use super::Properties;
use crate::config::Dialect;
use anycloud_core::{Result, Server};
use anycloud_elastic_family::{ServerRecord, Stretch, native_record};

/// A server, as the service describes it: all of [`ServerRecord`]'s methods. docs: ElasticHosts API, "Get single server
/// info" and the table of keys.
///
/// Nothing is parsed before it is asked for: a list of thousands costs little more than its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerInfo(ServerRecord);

impl ServerInfo {
    pub(crate) fn new(record: Properties) -> Result<Self> {
        ServerRecord::new(record).map(Self)
    }

    /// The same in memory of its own, apart from the reply that it came with.
    pub fn detach(&self) -> Self {
        Self(self.0.detach())
    }

    /// The server in anycloud's terms.
    pub fn to_server(&self, dialect: Dialect) -> Server {
        self.0.to_server(dialect).with_native(self.clone())
    }

    /// The servers of a stretch of a reply, in anycloud's terms.
    pub(crate) fn servers(stretch: &Stretch, dialect: Dialect) -> Result<Vec<Server>> {
        stretch.servers(dialect, |server, record| server.with_native(Self(record)))
    }
}

native_record!(ServerInfo, ServerRecord, "elastichosts.server");
