//! What a run of the fake makes beside servers and drives.

use anycloud_core::run::Made;
use anycloud_core::{FirewallId, KeyPairId, ResourceKind, ResourceRef, SnapshotId};
use serde::{Deserialize, Serialize};

macro_rules! made {
    ($($name:ident: $id:ty => $kind:ident;)*) => { $(
        #[derive(Clone, Serialize, Deserialize)]
        #[serde(transparent)]
        pub(super) struct $name(pub(super) $id);

        impl Made for $name {
            fn kind() -> Option<ResourceKind> {
                Some(ResourceKind::$kind)
            }

            fn resources(&self) -> Vec<ResourceRef> {
                vec![self.0.resource()]
            }

            fn adopt(found: Vec<ResourceRef>) -> Option<Self> {
                let [one] = <[ResourceRef; 1]>::try_from(found).ok()?;
                Some(Self(<$id>::new(one.id)))
            }
        }
    )* };
}

made! {
    MadeFirewall: FirewallId => Firewall;
    MadeKeyPair: KeyPairId => KeyPair;
    MadeSnapshot: SnapshotId => Snapshot;
}
