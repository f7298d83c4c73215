//! Every call of the manual as a pure function. What is malformed is refused here, before anything is sent.

mod billing;
mod drives;
mod groups;
mod profile;
mod resources;
mod servers;

pub(crate) use servers::check_server;

use crate::config::PROVIDER;
use anycloud_core::{Error, Result, ServerId};
use anycloud_elastic_family::{Device, id};
use anycloud_elastic_text::{Record, encode_object};
use anycloud_http::Call;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{Method, Request};
use std::borrow::Cow;
use std::net::IpAddr;

/// The most bytes that one [read](crate::Client::drive_read) gives, and that one write of the facet takes. docs:
/// CloudSigma API 1.0, §7.2 and §7.3: 4MB, of which the service's own tools use 4194304.
pub const CHUNK_MAX: u64 = 4 << 20;

/// The API is text only. docs: CloudSigma API 1.0, §4.
const TEXT: &str = "text/plain";

/// How requests are written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Requests {
    pub(crate) guests: bool,
    pub(crate) legacy_get_actions: bool,
}

/// What a POST may be repeated for; see `CLASSES` in the tests.
#[derive(Clone, Copy)]
enum Repeat {
    Harmless,
    Once,
}

/// How the manual sends an action.
#[derive(Clone, Copy)]
enum Manual {
    /// By GET, while every public client has learnt to use POST: the option decides.
    Get,
    /// By GET, and no client is known to do otherwise: always GET.
    GetOnly,
    /// By POST; or it is not in the manual.
    Post,
}

impl Requests {
    fn get(self, operation: &'static str, path: &str) -> Result<Call> {
        let request = Request::get(path).header(ACCEPT, TEXT);
        Ok(Call::safe(operation, built(request, Bytes::new())?))
    }

    /// A command with keys.
    fn post(self, operation: &'static str, path: &str, keys: &Record, repeat: Repeat) -> Result<Call> {
        let request = posted(path, keys)?;
        Ok(match repeat {
            Repeat::Harmless => Call::idempotent(operation, request),
            Repeat::Once => Call::once(operation, request),
        })
    }

    /// A question with keys: it is sent by POST and changes nothing.
    fn ask(self, operation: &'static str, path: &str, keys: &Record) -> Result<Call> {
        Ok(Call::safe(operation, posted(path, keys)?))
    }

    /// A command without keys. What acts by GET acts whenever anything on the way repeats it, so that it is never
    /// sent again by us.
    fn act(self, operation: &'static str, path: &str, manual: Manual, repeat: Repeat) -> Result<Call> {
        let by_get = match manual {
            Manual::Get => self.legacy_get_actions,
            Manual::GetOnly => true,
            Manual::Post => false,
        };
        let method = if by_get { Method::GET } else { Method::POST };
        let builder = Request::builder().method(method).uri(path).header(ACCEPT, TEXT);
        let request = built(builder, Bytes::new())?;
        Ok(match repeat {
            Repeat::Harmless if !by_get => Call::idempotent(operation, request),
            _ => Call::once(operation, request),
        })
    }
}

/// A POST with these keys.
fn posted(path: &str, keys: &Record) -> Result<Request<Bytes>> {
    if let Some(c) = keys.get("name").and_then(|name| name.chars().find(|c| c.is_control())) {
        return Err(invalid(format!("the name holds the control character {c:?}")));
    }
    let text = encode_object(keys).map_err(|e| invalid(e.to_string()).with_source(e))?;
    built(Request::post(path).header(ACCEPT, TEXT).header(CONTENT_TYPE, TEXT), text.into())
}

/// `server:0 UUID`, `server:1 UUID`, …: how several servers are named, each once. docs: CloudSigma API 1.0, §8.5.
fn numbered(servers: &[ServerId]) -> Result<Record> {
    if servers.is_empty() {
        return Err(invalid("no server is named"));
    }
    let mut once = Vec::new();
    for server in servers {
        let server = normal(server)?;
        if !once.contains(&server) {
            once.push(server);
        }
    }
    let mut keys = Record::new();
    for (number, server) in once.iter().enumerate() {
        keys.push(&format!("server:{number}"), server);
    }
    Ok(keys)
}

/// The keys with every id among them checked and in lower case: drives in slots, `nic:N:vlan`, `parent` and `readers`.
/// An empty value unsets a key and is no id.
fn with_ids(keys: &Record) -> Result<Record> {
    let mut checked = Record::new();
    for (key, value) in keys {
        let vlan = key.starts_with("nic:") && key.ends_with(":vlan");
        let one = vlan || key == "parent" || Device::read(key).is_some();
        if one && !value.is_empty() {
            checked.push(key, uuid(key, value)?);
        } else if key == "readers" && !value.is_empty() {
            let ids: Vec<_> = value.split(' ').map(|id| uuid(key, id)).collect::<Result<_>>()?;
            checked.push(key, ids.join(" "));
        } else {
            checked.push(key, value);
        }
    }
    Ok(checked)
}

/// A UUID in lower case. What is none is refused.
pub(crate) fn uuid<'a>(what: &str, text: &'a str) -> Result<Cow<'a, str>> {
    id::uuid(what, text).map_err(|e| e.with_provider(PROVIDER))
}

/// An id of a request: checked, and in lower case, so that whatever compares it compares text.
pub(crate) fn normal<I: id::Uuid>(id: &I) -> Result<I> {
    id::normal(id).map_err(|e| e.with_provider(PROVIDER))
}

/// Refuses what is not an address.
pub(crate) fn address(text: &str) -> Result<IpAddr> {
    id::address(text).map_err(|e| e.with_provider(PROVIDER))
}

fn built(builder: http::request::Builder, body: Bytes) -> Result<Request<Bytes>> {
    builder.body(body).map_err(|e| invalid("this is no request").with_source(e))
}

pub(crate) fn invalid(what: impl Into<Cow<'static, str>>) -> Error {
    Error::invalid(what).with_provider(PROVIDER)
}

fn lacking(what: impl Into<Cow<'static, str>>) -> Error {
    Error::unsupported(what).with_provider(PROVIDER)
}

#[cfg(test)]
mod tests;
