//! Servers: the family's record, with a name that may carry a stamp.

use super::stamp::{title, titled};
use anycloud_core::{Action, Actions, Result, Server, ServerState, Text};
use anycloud_elastic_family::{Dialect, Properties, ServerRecord, Stretch, native_record};

/// A server, as the service describes it: all of [`ServerRecord`]'s methods. docs: CloudSigma API 1.0, §8.6.
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

    /// `name` without the stamp of the run that made it; [`name`](ServerRecord::name) has both.
    pub fn title(&self) -> Text {
        title(self.0.properties())
    }

    /// The server in anycloud's terms.
    pub fn to_server(&self) -> Server {
        Self::ours(self.0.to_server(DIALECT), self.0.clone())
    }

    /// The servers of a stretch of a reply, in anycloud's terms.
    pub(crate) fn servers(stretch: &Stretch) -> Result<Vec<Server>> {
        stretch.servers(DIALECT, Self::ours)
    }

    /// The family's server as this driver shows it.
    fn ours(mut server: Server, record: ServerRecord) -> Server {
        server.name = titled(server.name);
        server.actions = actions(&server.state);
        server.with_native(Self(record))
    }
}

/// The keys are those of the family's older dialect.
pub(crate) const DIALECT: Dialect = Dialect::One;

/// What this driver does with a server in each state: less than the family's. There are no tags, a running server keeps
/// its size, and what died is off already. Its name can be changed always. Whether the service starts what died or is
/// paused is not known, so it judges, as in a state that this version does not know;
/// except of what needs a server that is surely on or off.
fn actions(state: &ServerState) -> Actions {
    match state {
        ServerState::Running => Actions::from([
            Action::Destroy,
            Action::PowerOff,
            Action::Reboot,
            Action::Rename,
            Action::Reset,
            Action::Shutdown,
        ]),
        ServerState::Failed => Actions::from([Action::Destroy, Action::Rename, Action::Start]),
        ServerState::Stopped => {
            Actions::from([Action::Destroy, Action::Rename, Action::Resize, Action::Start])
        }
        _ => Actions::from([
            Action::Destroy,
            Action::PowerOff,
            Action::Rename,
            Action::Shutdown,
            Action::Start,
        ]),
    }
}

native_record!(ServerInfo, ServerRecord, "cloudsigma.server");
