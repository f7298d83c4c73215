#![doc = include_str!("../README.md")]

mod config;
mod configured;
mod device;
mod dialect;
mod drive;
pub mod id;
mod network;
pub mod power;
mod properties;
mod reply;
pub mod requests;
mod resource;
mod server;
mod server_model;
pub mod sizing;
pub mod tags;
pub mod wiring;

pub use config::{DriveConfig, ResourceConfig, ServerConfig};
pub use configured::Configured;
pub use device::{Device, Media};
pub use dialect::Dialect;
pub use drive::{Claim, ClaimType, DriveRecord, Imaging, Readers};
pub use network::{Firewall, NicInfo, NicModel, Vnc};
pub use properties::{Properties, is_secret};
pub use reply::{Arriving, Stretch, list, record, records, unread};
pub use resource::ResourceRecord;
pub use server::{AttachedDrive, IoCounters, ServerRecord, Smp, Status, Traffic};

/// A driver's own record type around one of this crate's, with all of its methods: it serialises as its keys, secrets
/// replaced, and has a name of its own.
#[macro_export]
macro_rules! native_record {
    ($info:ident, $record:ty, $kind:literal) => {
        impl ::std::ops::Deref for $info {
            type Target = $record;

            fn deref(&self) -> &$record {
                &self.0
            }
        }

        impl ::anycloud_core::Record for $info {
            fn kind(&self) -> &'static str {
                $kind
            }

            fn to_json(&self) -> ::serde_json::Value {
                self.0.properties().to_json()
            }
        }

        impl ::serde::Serialize for $info {
            fn serialize<S: ::serde::Serializer>(&self, s: S) -> ::std::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(self.0.properties(), s)
            }
        }
    };
}
