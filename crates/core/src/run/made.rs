//! Answers that name what was made.

use crate::id::{
    AddressId, DriveId, FirewallId, KeyPairId, NetworkId, ResourceKind, ResourceRef, ServerId, SnapshotId,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value that names what was made, so that it can be undone, and be found again by its stamp.
pub trait Made: Serialize + DeserializeOwned + Clone + Send {
    /// What is made; `None` if it cannot be looked for.
    fn kind() -> Option<ResourceKind>;

    /// Everything that undo destroys.
    fn resources(&self) -> Vec<ResourceRef>;

    /// The value, if what was found is exactly what was asked for.
    fn adopt(found: Vec<ResourceRef>) -> Option<Self>;
}

macro_rules! made {
    ($($id:ty => $kind:ident),*) => { $(
        impl Made for $id {
            fn kind() -> Option<ResourceKind> {
                Some(ResourceKind::$kind)
            }

            fn resources(&self) -> Vec<ResourceRef> {
                vec![self.resource()]
            }

            fn adopt(found: Vec<ResourceRef>) -> Option<Self> {
                let [one] = <[ResourceRef; 1]>::try_from(found).ok()?;
                Some(Self::new(one.id))
            }
        }
    )* };
}

made!(
    AddressId => Address,
    DriveId => Drive,
    FirewallId => Firewall,
    KeyPairId => KeyPair,
    NetworkId => Network,
    ServerId => Server,
    SnapshotId => Snapshot
);
