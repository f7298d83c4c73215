//! What clouds answer, in one shape. Outputs serialise and do not read back: the provider's own record is inside.

mod billing;
mod catalog;
mod drive;
mod firewall;
mod key_pair;
mod network;
mod server;
mod snapshot;

pub use billing::{Balance, Period, Price, Quote, ResourceUsage, Subscription, Tariff, Transaction};
pub use catalog::{Image, Location, Size, SizePrice};
pub use drive::{Attachment, Drive, DriveState};
pub use firewall::{Direction, Firewall, FirewallRule, Peer, Protocol};
pub use key_pair::{KeyPair, NewKeyPair};
pub use network::{Address, Network};
pub use server::{Action, Actions, AddressKind, Console, Server, ServerAddress, ServerState};
pub use snapshot::{Snapshot, SnapshotState};

/// Tags of a resource. A label without a value has an empty one.
pub type Tags = std::collections::BTreeMap<crate::text::Text, crate::text::Text>;
