//! From replies to records.

use super::Object;
use crate::reply::Reply;
use anycloud_core::{Delivery, Error, ErrorKind, Result};
use serde_json::Value;
use std::borrow::Cow;

/// What is read from a JSON object. [`record!`](super::record) implements it where it is told what the object needs.
pub trait Item: Sized {
    /// The item; `None` if the object lacks what it cannot be without.
    fn read(object: Object<'static>) -> Option<Self>;
}

/// A list of objects. Services write `null` for an empty list, and for what is no more in one: both are left out.
///
/// # Errors
/// [`ErrorKind::Decode`] if it is no list, or one of its entries is not what it should be: a list is whole or none.
pub fn list<T: Item>(reply: Reply) -> Result<Vec<T>> {
    entries(parse(&reply.body)?)
}

/// The list in the field of this name, or the reply itself if it is one: services add the object around it in later
/// versions. A field that is absent is an empty list, as Google's services write it.
///
/// # Errors
/// As [`list`].
pub fn list_in<T: Item>(name: &str, reply: Reply) -> Result<Vec<T>> {
    match parse(&reply.body)? {
        Value::Object(mut fields) => entries(fields.remove(name).unwrap_or_default()),
        other => entries(other),
    }
}

/// One object.
///
/// # Errors
/// [`ErrorKind::Decode`] if it is none, or lacks what it cannot be without.
pub fn one<T: Item>(reply: Reply) -> Result<T> {
    one_of(&reply.body)
}

/// One object of a body that is no [`Reply`]: it came in pieces, or in a header.
///
/// # Errors
/// As [`one`].
pub fn one_of<T: Item>(body: &[u8]) -> Result<T> {
    item(parse(body)?, || "the reply".into())
}

/// What is no record: any value.
///
/// # Errors
/// [`ErrorKind::Decode`] with the line and column. What the parser says of the text itself could be a secret.
pub fn parse(body: &[u8]) -> Result<Value> {
    serde_json::from_slice(body)
        .map_err(|e| unread(format!("the reply is not JSON: line {}, column {}", e.line(), e.column())))
}

/// The error of a reply that is not as it should be; `why` must not quote it. Nobody knows what a change did whose answer
/// cannot be read, so its delivery is [`Unknown`](Delivery::Unknown).
pub fn unread(why: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Decode, why).delivered(Delivery::Unknown)
}

fn entries<T: Item>(value: Value) -> Result<Vec<T>> {
    let entries = match value {
        Value::Array(entries) => entries,
        Value::Null => Vec::new(),
        _ => return Err(unread("the reply is not a list")),
    };
    let entries = entries.into_iter().enumerate().filter(|(_, entry)| !entry.is_null());
    entries.map(|(n, entry)| item(entry, || format!("entry {} of the list", n + 1))).collect()
}

fn item<T: Item>(value: Value, what: impl Fn() -> String) -> Result<T> {
    match value {
        Value::Object(fields) => T::read(fields.into())
            .ok_or_else(|| unread(format!("{} lacks what it cannot be without", what()))),
        _ => Err(unread(format!("{} is not an object", what()))),
    }
}
