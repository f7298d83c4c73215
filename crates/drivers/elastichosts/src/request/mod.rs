//! Every call of the document as a pure function. What is malformed is refused here, before anything is sent.

mod drives;
mod resources;
mod servers;

pub use drives::{CHUNK_MAX, Conversion};

use crate::config::{Dialect, Format, PROVIDER};
use anycloud_core::{Error, Result};
use anycloud_elastic_family::id;
use anycloud_elastic_text::{Record, encode_object};
use anycloud_http::Call;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderName};
use http::{Method, Request};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::net::IpAddr;

/// How requests are written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Requests {
    pub(crate) format: Format,
    pub(crate) dialect: Dialect,
}

/// What a POST may be repeated for; see `CLASSES` in the tests.
#[derive(Clone, Copy)]
enum Repeat {
    Harmless,
    Once,
}

impl Requests {
    fn get(self, operation: &'static str, path: &str) -> Result<Call> {
        let request = Request::get(path).header(ACCEPT, self.format.media_type());
        Ok(Call::safe(operation, built(request, Bytes::new())?))
    }

    /// A command with keys.
    fn post(self, operation: &'static str, path: &str, keys: &Record, repeat: Repeat) -> Result<Call> {
        let body = self.body(keys)?;
        self.command(operation, path, Some((CONTENT_TYPE, self.format.media_type())), body, repeat)
    }

    /// A command without keys: an empty POST, whatever the format.
    fn act(self, operation: &'static str, path: &str, repeat: Repeat) -> Result<Call> {
        self.command(operation, path, None, Bytes::new(), repeat)
    }

    fn command(
        self,
        operation: &'static str,
        path: &str,
        header: Option<(HeaderName, &str)>,
        body: Bytes,
        repeat: Repeat,
    ) -> Result<Call> {
        let mut builder =
            Request::builder().method(Method::POST).uri(path).header(ACCEPT, self.format.media_type());
        if let Some((name, value)) = header {
            builder = builder.header(name, value);
        }
        let request = built(builder, body)?;
        Ok(match repeat {
            Repeat::Harmless => Call::idempotent(operation, request),
            Repeat::Once => Call::once(operation, request),
        })
    }

    fn body(self, keys: &Record) -> Result<Bytes> {
        if let Some(c) = keys.get("name").and_then(|name| name.chars().find(|c| c.is_control())) {
            return Err(invalid(format!("the name holds the control character {c:?}")));
        }
        // The codec knows what this wire can carry; what JSON could carry besides would not come back as text.
        let text = encode_object(keys).map_err(|e| invalid(e.to_string()).with_source(e))?;
        Ok(match self.format {
            Format::Text => text.into(),
            Format::Json => {
                let value = |text: &str| if text.is_empty() { Value::Null } else { Value::from(text) };
                let pairs = keys.iter().map(|(key, text)| (key.to_owned(), value(text)));
                Value::Object(pairs.collect::<Map<_, _>>()).to_string().into()
            }
        })
    }
}

/// A UUID in lower case. What is none is refused.
pub(crate) fn uuid<'a>(what: &str, text: &'a str) -> Result<Cow<'a, str>> {
    id::uuid(what, text).map_err(|e| e.with_provider(PROVIDER))
}

/// An id of a request, in the one spelling that everything below compares.
pub(crate) fn normal<I: id::Uuid>(id: &I) -> Result<I> {
    id::normal(id).map_err(|e| e.with_provider(PROVIDER))
}

/// Refuses what is not an address.
pub(crate) fn address(text: &str) -> Result<IpAddr> {
    id::address(text).map_err(|e| e.with_provider(PROVIDER))
}

/// A part of a path that this driver does not know more about.
pub(crate) fn word<'a>(what: &str, text: &'a str) -> Result<&'a str> {
    let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':');
    if text.is_empty() || !text.bytes().all(good) || text.bytes().all(|b| b == b'.') {
        return Err(invalid(format!("not {what}: {text:?}")));
    }
    Ok(text)
}

fn built(builder: http::request::Builder, body: Bytes) -> Result<Request<Bytes>> {
    builder.body(body).map_err(|e| invalid("this is no request").with_source(e))
}

fn invalid(what: impl Into<Cow<'static, str>>) -> Error {
    Error::invalid(what).with_provider(PROVIDER)
}

#[cfg(test)]
mod tests;
