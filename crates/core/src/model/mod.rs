//! What clouds answer, in one shape. Outputs serialise and do not read back: the provider's own record is inside.

mod catalog;
mod drive;
mod network;
mod server;

pub use catalog::{Balance, Image, Location, Size};
pub use drive::{Drive, DriveState, Usage};
pub use network::{Address, Network};
pub use server::{Action, Actions, AddressKind, Console, Server, ServerAddress, ServerState};

/// Tags of a resource. A label without a value has an empty one.
pub type Tags = std::collections::BTreeMap<crate::text::Text, crate::text::Text>;
