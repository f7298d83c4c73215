//! The service's records: views into a reply, each with methods for the fields of a service in a region.
//!
//! The names of methods are those of anycloud, each says the field's own: the path of elements in the answer, as the
//! API Reference has it. A field that the service left out, or left empty, or that does not fit its type, is `None`, an
//! empty list or empty text. The one that names a record is there in every record that could be read.
//!
//! A record keeps every field that the service sent: those that have no method (of Outposts and carriers, and what is
//! newer than this crate) are reached by its `element()` or, as JSON, by `Record::to_json`. All records of an answer
//! share its memory, so that keeping one keeps the answer; [`Element::detached`] and [`Instance::detached`] let go of
//! it.

mod account;
mod addresses;
mod images;
mod instance_types;
mod instances;
mod interfaces;
mod key_pairs;
mod models;
mod networks;
mod security_groups;
mod snapshots;
mod tags;
mod volumes;

pub use account::{AccountAttribute, AccountValue, Region, Zone};
pub use addresses::{Address, Allocation};
pub use images::{BlockDevice, Image};
pub use instance_types::{InstanceType, MemoryInfo, VcpuInfo};
pub use instances::{
    ConsoleOutput, Instance, InstanceAttribute, InstanceDevice, InstanceStatus, Placement, Reservation,
    StateChange, StateReason,
};
pub use interfaces::{InterfaceAssociation, InterfaceAttachment, InterfaceIp, NetworkInterface};
pub use key_pairs::{KeyPair, NewKeyPair};
pub use networks::{Subnet, Vpc};
pub use security_groups::{GroupRef, IpPermission, IpRange, PeerGroup, SecurityGroup, SecurityGroupRule};
pub use snapshots::Snapshot;
pub use tags::{Tag, TagOf};
pub use volumes::{Volume, VolumeAttachment, VolumeModification};

use crate::xml::{Element, unread};
use anycloud_core::{Result, Secret, Text, Timestamp};

/// What the text of an element may be read as. A value that does not fit is as good as none.
pub(crate) trait FromElement: Sized {
    fn from_element(element: Element) -> Option<Self>;
}

impl FromElement for Element {
    fn from_element(element: Element) -> Option<Self> {
        Some(element)
    }
}

impl FromElement for Text {
    fn from_element(element: Element) -> Option<Self> {
        Some(element.text()).filter(|text| !text.is_empty())
    }
}

impl FromElement for Secret {
    fn from_element(element: Element) -> Option<Self> {
        Text::from_element(element).map(|text| Self::from(text.as_str()))
    }
}

macro_rules! from_text {
    ($($type:ty),*) => { $(
        impl FromElement for $type {
            fn from_element(element: Element) -> Option<Self> {
                element.text().parse().ok()
            }
        }
    )* };
}

from_text!(bool, f64, i64, u64, Timestamp);

/// How a record looks at one of its fields: what is absent is `None`, or an empty list, or empty text.
pub(crate) trait Field {
    fn read(found: Option<Element>) -> Self;
}

impl<T: FromElement> Field for Option<T> {
    fn read(found: Option<Element>) -> Self {
        found.and_then(T::from_element)
    }
}

impl<T: FromElement> Field for Vec<T> {
    fn read(found: Option<Element>) -> Self {
        found.iter().flat_map(Element::children).filter_map(T::from_element).collect()
    }
}

/// For fields without which a record is none; see [`Keyed`].
impl Field for Text {
    fn read(found: Option<Element>) -> Self {
        Option::read(found).unwrap_or_default()
    }
}

/// A record that an answer is about: without its key it is none.
pub(crate) trait Keyed: FromElement {
    /// The element that names it.
    const KEY: &'static str;

    /// Reads it, if it says what it is.
    fn keyed(element: Element) -> Result<Self> {
        let named = element.at(Self::KEY).is_some_and(|key| !key.text().is_empty());
        let read = if named { Self::from_element(element) } else { None };
        read.ok_or_else(|| unread(&format!("a record has no {}", Self::KEY)))
    }
}

/// Records: the type, its name in JSON, the element that names one (where an answer is about it), what else its JSON
/// has, and its fields.
macro_rules! records {
    ($($(#[$doc:meta])* $name:ident $kind:literal $(by $key:literal)? $(and $more:ident)? {
        $($(#[$about:meta])* $method:ident: $type:ty = $path:literal,)*
    })*) => { $(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name($crate::xml::Element);

        impl $name {
            $(
                $(#[$about])*
                pub fn $method(&self) -> $type {
                    $crate::wire::Field::read(self.0.at($path))
                }
            )*

            /// All of it, as the service sent it.
            pub fn element(&self) -> &$crate::xml::Element {
                &self.0
            }
        }

        impl $crate::wire::FromElement for $name {
            fn from_element(element: $crate::xml::Element) -> Option<Self> {
                Some(Self(element))
            }
        }

        $(impl $crate::wire::Keyed for $name {
            const KEY: &'static str = $key;
        })?

        impl anycloud_core::Record for $name {
            fn kind(&self) -> &'static str {
                $kind
            }

            fn to_json(&self) -> serde_json::Value {
                let json = self.0.to_json();
                $(let json = self.$more(json);)?
                json
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0.to_json())
            }
        }
    )* };
}

use records;

#[cfg(test)]
mod tests;
