//! The service's own records: as it sends them, typed where that is known, and as anycloud's models.
//!
//! Each keeps the whole JSON object: `get` has a field of it, [`Record::to_json`](anycloud_core::Record::to_json) all
//! of it without secrets. The service is one voice of many providers, so that a number may come as a string and
//! anything as `null`: what cannot be read is absent, and still in the record. [`Client`](crate::Client) answers with
//! them, and anycloud's models carry them: `server.native::<MachineInfo>()`.

mod backend;
mod catalog;
mod key;
pub(crate) mod label;
mod machine;
mod object;
mod price;
mod secrets;

pub use backend::{BackendInfo, ProviderInfo};
pub use catalog::{ImageInfo, LocationInfo, NetworkInfo, SizeInfo};
pub use key::{KeyInfo, KeyMachine};
pub use machine::MachineInfo;
pub(crate) use secrets::without_userinfo;

use crate::config::PROVIDER;
use anycloud_core::{Delivery, Error, ErrorKind, Result, Secret};
use anycloud_http::Reply;
use object::Object;
use serde_json::Value;

/// A record of which the service sends lists.
pub(crate) trait Item: Sized {
    /// The record, if it has what it cannot be without.
    fn read(object: Object) -> Option<Self>;
}

/// Makes a record type of an object: shown without secrets, and convertible to JSON.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident => $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq)]
        pub struct $name($crate::wire::object::Object);

        impl $name {
            /// A field as the service sent it, secrets included; `None` if it is not there or `null`.
            pub fn get(&self, name: &str) -> Option<&serde_json::Value> {
                self.0.get(name)
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

/// A list, each of its entries an object. `null` where a list should be is an empty one.
pub(crate) fn list<T: Item>(reply: Reply) -> Result<Vec<T>> {
    entries(json(&reply)?)
}

/// The list under this name; early services send the list itself.
pub(crate) fn list_in<T: Item>(name: &str, reply: Reply) -> Result<Vec<T>> {
    match json(&reply)? {
        Value::Object(mut object) => entries(object.remove(name).unwrap_or_default()),
        other => entries(other),
    }
}

/// The one record of a reply.
pub(crate) fn one<T: Item>(reply: Reply) -> Result<T> {
    match json(&reply)? {
        Value::Object(object) => T::read(Object(object)).ok_or_else(|| unread("the reply has no id")),
        _ => Err(unread("the reply is not an object")),
    }
}

/// The reply to what only acts: `OK`, `null`, a list. None of it is needed.
pub(crate) fn nothing(_reply: Reply) -> Result<()> {
    Ok(())
}

/// The list that some versions give after an action, and others do not. The action is done in any case.
pub(crate) fn perhaps_list<T: Item>(reply: Reply) -> Result<Option<Vec<T>>> {
    Ok(match json(&reply) {
        Ok(value @ Value::Array(_)) => entries(value).ok(),
        _ => None,
    })
}

/// The machines that let a key in, after that was changed.
pub(crate) fn places(reply: Reply) -> Result<Vec<KeyMachine>> {
    let value = json(&reply).unwrap_or_default();
    Ok(value.as_array().into_iter().flatten().filter_map(KeyMachine::read).collect())
}

/// A JSON bool: what a toggle is now.
pub(crate) fn flag(reply: Reply) -> Result<bool> {
    object::flag(&json(&reply)?).ok_or_else(|| unread("the reply is neither true nor false"))
}

/// A JSON string.
pub(crate) fn string(reply: Reply) -> Result<Secret> {
    match json(&reply)? {
        Value::String(text) => Ok(Secret::new(text)),
        _ => Err(unread("the reply is not a string")),
    }
}

/// The private half of a pair that was made.
pub(crate) fn generated(reply: Reply) -> Result<Secret> {
    secret_in("priv", reply)
}

/// The token of a login.
pub(crate) fn token(reply: Reply) -> Result<Secret> {
    secret_in("mist_api_token", reply)
}

fn secret_in(name: &str, reply: Reply) -> Result<Secret> {
    let value = json(&reply)?;
    let text = value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.map(Secret::new).ok_or_else(|| unread(format!("the reply has no {name}")))
}

fn entries<T: Item>(value: Value) -> Result<Vec<T>> {
    let entries = match value {
        Value::Array(entries) => entries,
        Value::Null => Vec::new(),
        _ => return Err(unread("the reply is not a list")),
    };
    // A hole in a list is nothing that could be shown.
    let objects = entries.into_iter().enumerate().filter(|(_, entry)| !entry.is_null());
    objects
        .map(|(n, entry)| match entry {
            Value::Object(object) => T::read(Object(object))
                .ok_or_else(|| unread(format!("entry {} of the list has no id", n + 1))),
            _ => Err(unread(format!("entry {} of the list is not an object", n + 1))),
        })
        .collect()
}

fn json(reply: &Reply) -> Result<Value> {
    // Line and column only: what serde says of the text itself could be a secret.
    serde_json::from_slice(&reply.body)
        .map_err(|e| unread(format!("the reply is not JSON: line {}, column {}", e.line(), e.column())))
}

fn unread(what: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Decode, what).with_provider(PROVIDER).delivered(Delivery::Unknown)
}

/// A record of this JSON, for tests.
#[cfg(test)]
pub(crate) fn of<T: Item>(value: Value) -> T {
    T::read(Object(value.as_object().cloned().unwrap())).unwrap()
}

#[cfg(test)]
mod tests;
