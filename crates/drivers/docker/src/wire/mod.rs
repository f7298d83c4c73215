//! The engine's own records: as it sends them, typed where that is of use.
//!
//! Each keeps the whole JSON object, so that what a newer engine says is there too, under
//! [`get`](ContainerInfo::get). What is absent, `null` or of another type than expected is absent: `None`, empty, 0 or
//! `false`. Their `Debug` and their JSON ([`Record`](anycloud_core::Record)) show secrets as `***`; only `get` and the
//! methods that name a field have them.
//!
//! What a facet of [`Cloud`](anycloud_core::Cloud) gives has them inside: `server.native::<ContainerInfo>()`.

mod container;
mod image;
mod models;
mod network;
pub(crate) mod object;
mod process;
mod state;
mod system;
mod volume;

pub use container::{ContainerInfo, ContainerSummary, MountInfo, PublishedPort};
pub use image::{ImageInfo, ImageSummary, Progress, SearchResult};
pub(crate) use models::NetworkIds;
pub use network::{EndpointInfo, NetworkInfo};
pub use process::{ExecInfo, Exit, PathStat, Stats, Top};
pub use state::{ContainerState, Health, Status};
pub(crate) use system::ping;
pub use system::{Event, Ping, Pruned, SystemInfo, VersionInfo};
pub use volume::VolumeInfo;

use crate::error::unread;
use crate::stream::failure;
use anycloud_core::{ImageId, Result, Text};
use anycloud_http::Reply;
use http::StatusCode;
use object::Object;
use serde_json::Value;

/// A record that is read from a JSON object.
pub(crate) trait Item: Sized {
    /// The record, if it has what it cannot be without.
    fn read(object: Object) -> Option<Self>;
}

/// Makes a record type of an object: shown without secrets, and convertible to JSON. `needs` are the fields, any of
/// which it must have.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident => $kind:literal, needs [$($field:literal),*]) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq)]
        pub struct $name(pub(crate) $crate::wire::object::Object);

        impl $name {
            /// A field as the engine sent it, secrets included; `None` if it is not there or `null`.
            pub fn get(&self, name: &str) -> Option<&serde_json::Value> {
                self.0.get(name)
            }
        }

        impl $crate::wire::Item for $name {
            fn read(object: $crate::wire::object::Object) -> Option<Self> {
                let needs: &[&str] = &[$($field),*];
                let good = needs.is_empty() || needs.iter().any(|name| object.get(name).is_some());
                good.then_some(Self(object))
            }
        }

        impl anycloud_core::Record for $name {
            fn kind(&self) -> &'static str {
                $kind
            }

            fn to_json(&self) -> serde_json::Value {
                self.0.shown()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.shown())
            }
        }
    };
}
pub(crate) use record;

/// A list of records.
pub(crate) fn list<T: Item>(reply: Reply) -> Result<Vec<T>> {
    entries(json(&reply.body)?)
}

/// The list under this name.
pub(crate) fn list_in<T: Item>(name: &str, reply: Reply) -> Result<Vec<T>> {
    match json(&reply.body)? {
        Value::Object(mut object) => entries(object.remove(name).unwrap_or_default()),
        _ => Err(unread("the reply is not an object")),
    }
}

/// The one record of a reply.
pub(crate) fn one<T: Item>(reply: Reply) -> Result<T> {
    one_of(&reply.body)
}

/// The one record of a reply that came in pieces.
pub(crate) fn one_of<T: Item>(body: &[u8]) -> Result<T> {
    match json(body)? {
        Value::Object(object) => {
            T::read(Object(object)).ok_or_else(|| unread("the reply lacks what it cannot be without"))
        }
        _ => Err(unread("the reply is not an object")),
    }
}

/// The reply to what only acts.
pub(crate) fn nothing(_reply: Reply) -> Result<()> {
    Ok(())
}

/// Whether anything was done: 304 says that it was so already.
pub(crate) fn changed(reply: Reply) -> Result<bool> {
    Ok(reply.parts.status != StatusCode::NOT_MODIFIED)
}

/// The whole id of what was made.
pub(crate) fn made(reply: Reply) -> Result<Text> {
    let id = json(&reply.body)?.get("Id").and_then(Value::as_str).map(Text::from);
    id.filter(|id| !id.is_empty()).ok_or_else(|| unread("the reply does not say the id of what was made"))
}

/// Warnings that come with a reply.
pub(crate) fn warnings(reply: &Reply) -> Vec<Text> {
    let Ok(Value::Object(object)) = json(&reply.body) else { return Vec::new() };
    Object(object).texts("Warnings")
}

/// What was removed of an image: names and layers.
pub(crate) fn removed(reply: Reply) -> Result<Vec<Text>> {
    let entries = json(&reply.body)?;
    let texts = entries.as_array().into_iter().flatten().filter_map(|entry| {
        let what = entry.get("Untagged").or_else(|| entry.get("Deleted"))?;
        what.as_str().map(Text::from)
    });
    Ok(texts.collect())
}

/// The id of an image that was imported, or why it was not: the reply is lines of progress, the last of them the id.
pub(crate) fn imported(reply: Reply) -> Result<Result<ImageId, Text>> {
    let mut id = None;
    for line in reply.body.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        let fields = serde_json::from_slice(line).map_err(|_| unread("a line of the reply is not JSON"))?;
        let object = Object(fields);
        if let Some(why) = failure(&object) {
            return Ok(Err(why.into()));
        }
        id = object.text("status").filter(|status| status.starts_with("sha256:")).or(id);
    }
    id.map(|id| Ok(ImageId::new(id))).ok_or_else(|| unread("the reply does not say the id of the image"))
}

fn entries<T: Item>(value: Value) -> Result<Vec<T>> {
    let entries = match value {
        Value::Array(entries) => entries,
        // An engine written in Go says so of an empty list.
        Value::Null => Vec::new(),
        _ => return Err(unread("the reply is not a list")),
    };
    let read = |(n, entry)| match entry {
        Value::Object(object) => {
            T::read(Object(object)).ok_or_else(|| unread(format!("entry {} of the list has no id", n + 1)))
        }
        _ => Err(unread(format!("entry {} of the list is not an object", n + 1))),
    };
    entries.into_iter().enumerate().map(read).collect()
}

fn json(body: &[u8]) -> Result<Value> {
    // Line and column only: what serde says of the text itself could be a secret.
    serde_json::from_slice(body)
        .map_err(|e| unread(format!("the reply is not JSON: line {}, column {}", e.line(), e.column())))
}

#[cfg(test)]
mod tests;
