//! Servers, drives and resources: the family's records, with names that may carry a mark.

use super::mark::{title, titled};
use anycloud_core::{Action, Actions, Address, Drive, Image, Network, Result, Server, ServerState, Text};
use anycloud_elastic_family::{
    Dialect, DriveRecord, Properties, ResourceRecord, ServerRecord, Stretch, native_record,
};

/// A server, as the service describes it: all of [`ServerRecord`]'s methods. docs: CloudSigma API 1.0, §8.6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerInfo(ServerRecord);

/// A drive, as the service describes it: all of [`DriveRecord`]'s methods. docs: CloudSigma API 1.0, §7.6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriveInfo(DriveRecord);

/// A VLAN or static address, as the service describes it: all of [`ResourceRecord`]'s methods. docs: CloudSigma API
/// 1.0, §9.2 and §9.5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceInfo(ResourceRecord);

impl ServerInfo {
    pub(crate) fn new(record: Properties) -> Result<Self> {
        ServerRecord::new(record).map(Self)
    }

    /// The same in memory of its own, apart from the reply that it came with.
    pub fn detach(&self) -> Self {
        Self(self.0.detach())
    }

    /// `name` without the mark of the run that made it; [`name`](ServerRecord::name) has both.
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

impl DriveInfo {
    pub(crate) fn new(record: Properties) -> Result<Self> {
        DriveRecord::new(record).map(Self)
    }

    /// The same in memory of its own, apart from the reply that it came with.
    pub fn detach(&self) -> Self {
        Self(self.0.detach())
    }

    /// `name` without the mark of the run that made it; [`name`](DriveRecord::name) has both.
    pub fn title(&self) -> Text {
        title(self.0.properties())
    }

    /// `type`: `disk`, `cdrom` or `shared`. Not in the manual; recordings have it.
    pub fn kind(&self) -> Option<Text> {
        self.0.properties().text_of("type")
    }

    /// Whether it lies on SSD (`tags affinity:ssd`).
    pub fn is_ssd(&self) -> bool {
        self.0.properties().words("tags").any(|tag| tag == "affinity:ssd")
    }

    /// The drive in anycloud's terms.
    pub fn to_drive(&self) -> Drive {
        let mut drive = self.0.to_drive();
        drive.name = self.title();
        drive.with_native(self.clone())
    }

    /// A standard drive in anycloud's terms.
    pub fn to_image(&self) -> Image {
        self.0.to_image().with_native(self.clone())
    }
}

impl ResourceInfo {
    pub(crate) fn new(record: Properties) -> Result<Self> {
        ResourceRecord::new(record).map(Self)
    }

    /// `type`: `ip` or `vlan`. [`Record`](anycloud_core::Record) has a method of the same name, so that this one is
    /// here.
    pub fn kind(&self) -> Text {
        self.0.kind()
    }

    /// The same in memory of its own, apart from the reply that it came with.
    pub fn detach(&self) -> Self {
        Self(self.0.detach())
    }

    /// `name` without the mark of the run that made it; [`name`](ResourceRecord::name) has both.
    pub fn title(&self) -> Text {
        title(self.0.properties())
    }

    /// A static address in anycloud's terms; `None` if it is something else.
    pub fn to_address(&self) -> Option<Address> {
        Some(self.0.to_address()?.with_native(self.clone()))
    }

    /// A VLAN in anycloud's terms; `None` if it is something else.
    pub fn to_network(&self) -> Option<Network> {
        let mut network = self.0.to_network()?;
        network.name = self.title();
        Some(network.with_native(self.clone()))
    }
}

native_record!(ServerInfo, ServerRecord, "cloudsigma.server");
native_record!(DriveInfo, DriveRecord, "cloudsigma.drive");
native_record!(ResourceInfo, ResourceRecord, "cloudsigma.resource");
