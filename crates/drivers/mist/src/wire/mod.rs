//! The service's own records: as it sends them, typed where that is known, and as anycloud's models.
//!
//! Each keeps the whole JSON object: `get` has a field of it, [`Record::to_json`](anycloud_core::Record::to_json) all
//! of it without secrets. The service is one voice of many providers, so that a number may come as a string and
//! anything as `null`: what cannot be read is absent, and still in the record. [`Client`](crate::Client) answers with
//! them, and anycloud's models carry them: `server.native::<MachineInfo>()`.

mod backends;
mod catalog;
mod keys;
pub(crate) mod label;
mod machines;
mod models;
mod price;
mod secrets;

pub use backends::{BackendInfo, ProviderInfo};
pub use catalog::{ImageInfo, LocationInfo, NetworkInfo, SizeInfo};
pub use keys::{KeyInfo, KeyMachine};
pub use machines::MachineInfo;
pub(crate) use secrets::without_userinfo;

use anycloud_core::{Result, Secret};
use anycloud_http::Reply;
use anycloud_http::json::{self, Item, Object, parse, unread};
pub(crate) use anycloud_http::json::{list, list_in, one};
use serde_json::Value;

/// A record of the service's, which is shown without secrets.
macro_rules! record {
    ($($record:tt)*) => { anycloud_http::json::record! { hide $crate::wire::secrets::hide; $($record)* } };
}
pub(crate) use record;

/// The reply to what only acts: `OK`, `null`, a list. None of it is needed.
pub(crate) fn nothing(_reply: Reply) -> Result<()> {
    Ok(())
}

/// The list that some versions give after an action, and others do not. The action is done in any case.
pub(crate) fn perhaps_list<T: Item>(reply: Reply) -> Result<Option<Vec<T>>> {
    let perhaps = reply.body.trim_ascii_start().starts_with(b"[");
    Ok(if perhaps { list(reply).ok() } else { None })
}

/// The machines that let a key in, after that was changed.
pub(crate) fn places(reply: Reply) -> Result<Vec<KeyMachine>> {
    let value = parse(&reply.body).unwrap_or_default();
    Ok(value.as_array().into_iter().flatten().filter_map(KeyMachine::read).collect())
}

/// A JSON bool: what a toggle is now.
pub(crate) fn flag(reply: Reply) -> Result<bool> {
    json::flag(&parse(&reply.body)?).ok_or_else(|| unread("the reply is neither true nor false"))
}

/// A JSON string.
pub(crate) fn string(reply: Reply) -> Result<Secret> {
    match parse(&reply.body)? {
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
    let value = parse(&reply.body)?;
    let object = Object::of(&value);
    object.str(name).map(Secret::new).ok_or_else(|| unread(format!("the reply has no {name}")))
}

/// A record of this JSON, for tests.
#[cfg(test)]
pub(crate) fn of<T: Item>(value: Value) -> T {
    T::read(value.as_object().cloned().unwrap().into()).unwrap()
}

#[cfg(test)]
mod tests;
