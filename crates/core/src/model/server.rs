//! A server, its state and addresses, and what it allows now.

use super::Tags;
use crate::id::{DriveId, ImageId, LocationId, NetworkId, ServerId, SizeId};
use crate::native::{Native, Record};
use crate::secret::Secret;
use crate::text::Text;
use crate::time::Timestamp;
use crate::unit::{ByteSize, Cpu};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use std::fmt;
use std::net::IpAddr;

/// What a server does now.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerState {
    /// Gone, though the provider still shows it.
    Deleted,
    /// Broken; it will not recover by itself.
    Failed,
    /// Suspended with its memory kept.
    Paused,
    /// Being made or started.
    Pending,
    /// Restarting.
    Rebooting,
    /// Running.
    Running,
    /// Off.
    Stopped,
    /// On its way to off.
    Stopping,
    /// A state of the provider that this version does not know, in the provider's own word.
    Unrecognized(Text),
}

impl ServerState {
    /// The state as one word; the provider's own for an unrecognised one.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Deleted => "deleted",
            Self::Failed => "failed",
            Self::Paused => "paused",
            Self::Pending => "pending",
            Self::Rebooting => "rebooting",
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Stopping => "stopping",
            Self::Unrecognized(word) => word,
        }
    }
}

impl fmt::Display for ServerState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for ServerState {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

/// What can be asked of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum Action {
    /// Destroy it.
    Destroy,
    /// Switch it off at once, like a power failure.
    PowerOff,
    /// Restart it the way that the provider offers best.
    Reboot,
    /// Change its name.
    Rename,
    /// Press the reset button.
    Reset,
    /// Change cpu or memory.
    Resize,
    /// Ask its operating system to shut down.
    Shutdown,
    /// Start it.
    Start,
    /// Change its tags.
    Tag,
}

impl Action {
    const ALL: [Self; 9] = [
        Self::Destroy,
        Self::PowerOff,
        Self::Reboot,
        Self::Rename,
        Self::Reset,
        Self::Resize,
        Self::Shutdown,
        Self::Start,
        Self::Tag,
    ];

    /// The action as the snake-case word that JSON uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Destroy => "destroy",
            Self::PowerOff => "power_off",
            Self::Reboot => "reboot",
            Self::Rename => "rename",
            Self::Reset => "reset",
            Self::Resize => "resize",
            Self::Shutdown => "shutdown",
            Self::Start => "start",
            Self::Tag => "tag",
        }
    }
}

/// A set of [`Action`]s.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Actions(u32); // the bits are private: a new action is not a breaking change

impl Actions {
    /// Whether the action is in the set.
    pub fn contains(self, action: Action) -> bool {
        self.0 & (1 << action as u8) != 0
    }

    /// The actions of the set, by name.
    pub fn iter(self) -> impl Iterator<Item = Action> {
        Action::ALL.into_iter().filter(move |a| self.contains(*a))
    }
}

impl FromIterator<Action> for Actions {
    fn from_iter<I: IntoIterator<Item = Action>>(actions: I) -> Self {
        Self(actions.into_iter().fold(0, |set, a| set | 1 << a as u8))
    }
}

impl<const N: usize> From<[Action; N]> for Actions {
    fn from(actions: [Action; N]) -> Self {
        actions.into_iter().collect()
    }
}

impl fmt::Debug for Actions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for Actions {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut names = s.serialize_seq(None)?;
        for action in self.iter() {
            names.serialize_element(action.as_str())?;
        }
        names.end()
    }
}

/// From where an address can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AddressKind {
    /// From the provider's own networks.
    Private,
    /// From the internet.
    Public,
}

/// An address that a server has now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ServerAddress {
    /// IPv4 or IPv6.
    pub ip: IpAddr,
    /// From where it can be reached.
    pub kind: AddressKind,
}

impl ServerAddress {
    /// An address reachable from the internet.
    pub fn public(ip: IpAddr) -> Self {
        Self { ip, kind: AddressKind::Public }
    }

    /// An address of a private network.
    pub fn private(ip: IpAddr) -> Self {
        Self { ip, kind: AddressKind::Private }
    }
}

/// A server: a virtual machine, container or bare-metal host.
///
/// In JSON its addresses are `public_addresses` and `private_addresses`, its memory is `memory_bytes`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Server {
    /// Its id.
    pub id: ServerId,
    /// Its name; clouds differ in whether names are unique.
    pub name: Text,
    /// What it does now.
    pub state: ServerState,
    /// Why it is in this state, in the provider's words, if it says.
    pub reason: Option<Text>,
    /// What can be asked of it in this state. Core reads the server and refuses the rest as `Conflict`, before anything
    /// is changed.
    pub actions: Actions,
    /// Addresses that it has now.
    pub addresses: Vec<ServerAddress>,
    /// Processor.
    pub cpu: Option<Cpu>,
    /// Memory.
    pub memory: Option<ByteSize>,
    /// Its named size, on clouds that have them.
    pub size: Option<SizeId>,
    /// The image that it was made from, if the provider remembers.
    pub image: Option<ImageId>,
    /// The location, if the cloud has several.
    pub location: Option<LocationId>,
    /// Drives attached to it, boot drive first where the provider says so.
    pub drives: Vec<DriveId>,
    /// Networks that it is on.
    pub networks: Vec<NetworkId>,
    /// When it was made, if the provider tells.
    pub created: Option<Timestamp>,
    /// When it was last started, if the provider tells.
    pub started: Option<Timestamp>,
    /// Changes at every boot; `None` where the provider shows nothing of the kind.
    pub boot: Option<Text>,
    /// Tags.
    pub tags: Tags,
    native: Option<Native>,
}

impl Server {
    /// A server; the driver fills in what else it knows.
    pub fn new(id: ServerId, name: impl Into<Text>, state: ServerState, actions: impl Into<Actions>) -> Self {
        Self {
            id,
            name: name.into(),
            state,
            reason: None,
            actions: actions.into(),
            addresses: Vec::new(),
            cpu: None,
            memory: None,
            size: None,
            image: None,
            location: None,
            drives: Vec::new(),
            networks: Vec::new(),
            created: None,
            started: None,
            boot: None,
            tags: Tags::new(),
            native: None,
        }
    }

    /// Adds the provider's own record.
    pub fn with_native(mut self, record: impl Record) -> Self {
        self.native = Some(Native::new(record));
        self
    }

    /// The provider's own record, if it is of this type.
    pub fn native<T: Record>(&self) -> Option<&T> {
        self.native.as_ref()?.get()
    }

    /// The best address to reach it: public before private, in the provider's order.
    pub fn address(&self) -> Option<IpAddr> {
        let public = self.addresses.iter().find(|a| a.kind == AddressKind::Public);
        public.or(self.addresses.first()).map(|a| a.ip)
    }

    fn addresses_of(&self, kind: AddressKind) -> Vec<IpAddr> {
        self.addresses.iter().filter(|a| a.kind == kind).map(|a| a.ip).collect()
    }
}

impl Serialize for Server {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        ServerJson {
            id: &self.id,
            name: &self.name,
            state: &self.state,
            reason: self.reason.as_ref(),
            actions: self.actions,
            public_addresses: self.addresses_of(AddressKind::Public),
            private_addresses: self.addresses_of(AddressKind::Private),
            cpu: self.cpu,
            memory_bytes: self.memory,
            size: self.size.as_ref(),
            image: self.image.as_ref(),
            location: self.location.as_ref(),
            drives: &self.drives,
            networks: &self.networks,
            created: self.created,
            started: self.started,
            tags: &self.tags,
            native: self.native.as_ref(),
        }
        .serialize(s)
    }
}

/// The JSON of a server, which is API.
#[derive(Serialize)]
struct ServerJson<'a> {
    id: &'a ServerId,
    name: &'a Text,
    state: &'a ServerState,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a Text>,
    actions: Actions,
    public_addresses: Vec<IpAddr>,
    private_addresses: Vec<IpAddr>,
    cpu: Option<Cpu>,
    memory_bytes: Option<ByteSize>,
    size: Option<&'a SizeId>,
    image: Option<&'a ImageId>,
    location: Option<&'a LocationId>,
    drives: &'a [DriveId],
    networks: &'a [NetworkId],
    created: Option<Timestamp>,
    started: Option<Timestamp>,
    tags: &'a Tags,
    #[serde(skip_serializing_if = "Option::is_none")]
    native: Option<&'a Native>,
}

/// How to reach a server's screen.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Console {
    /// The protocol, e.g. `vnc`.
    pub protocol: Text,
    /// Host or address.
    pub host: Text,
    /// TCP port.
    pub port: u16,
    /// Whether the server insists on TLS.
    pub tls: bool,
    /// The password, if one is needed. It does not serialise.
    #[serde(skip)]
    pub password: Option<Secret>,
}

impl Console {
    /// A console without password and TLS.
    pub fn new(protocol: impl Into<Text>, host: impl Into<Text>, port: u16) -> Self {
        Self { protocol: protocol.into(), host: host.into(), port, tls: false, password: None }
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Actions, Server, ServerAddress, ServerState};
    use crate::id::ServerId;

    #[test]
    fn json_is_stable() {
        let mut server = Server::new(
            ServerId::new("s-1"),
            "web",
            ServerState::Unrecognized("warp".into()),
            [Action::Start],
        );
        server.addresses.push(ServerAddress::private("10.0.0.1".parse().unwrap()));
        server.addresses.push(ServerAddress::public("2001:db8::1".parse().unwrap()));
        insta::assert_json_snapshot!(server);
        assert_eq!(server.address(), Some("2001:db8::1".parse().unwrap()), "IPv6 counts, public comes first");
    }

    #[test]
    fn actions_are_a_set() {
        let set: Actions = [Action::Start, Action::Destroy, Action::Start].into();
        assert_eq!(set.iter().collect::<Vec<_>>(), [Action::Destroy, Action::Start]);
        assert!(!set.contains(Action::Tag));
    }
}
