//! Every call as a pure function. What is malformed is refused here, before anything is sent.

mod backends;
mod catalog;
mod keys;
mod machines;

use crate::config::PROVIDER;
use crate::dialect::Dialect;
use crate::settings::BackendId;
use anycloud_core::{Error, Result, Secret};
use anycloud_http::{Call, path_segment};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{Method, Request};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

const JSON: &str = "application/json";
/// Answers are JSON, refusals and `OK` one line of text.
const ACCEPTED: &str = "application/json, text/plain;q=0.5";

/// How requests are written. Without a dialect, what differs between them is sent in both spellings.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Requests {
    pub(crate) dialect: Option<Dialect>,
}

impl Requests {
    /// A token for a password. Sent again it gives another, or the same.
    pub(crate) fn auth(self, email: &str, password: &Secret) -> Result<Call> {
        let body = json!({"email": email, "password": password.expose()});
        Ok(Call::idempotent("login", self.json(Method::POST, "/auth", &body)?))
    }

    /// Whether the service may speak the January dialect.
    fn january(self) -> bool {
        matches!(self.dialect, None | Some(Dialect::January2014))
    }

    /// Whether the service may speak a later one.
    fn later(self) -> bool {
        self.dialect != Some(Dialect::January2014)
    }

    fn get(self, path: &str) -> Result<Request<Bytes>> {
        self.bare(Method::GET, path)
    }

    /// A request without a body.
    fn bare(self, method: Method, path: &str) -> Result<Request<Bytes>> {
        built(self.begun(method, path), Bytes::new())
    }

    fn json(self, method: Method, path: &str, body: &Value) -> Result<Request<Bytes>> {
        built(self.begun(method, path).header(CONTENT_TYPE, JSON), body.to_string().into())
    }

    fn begun(self, method: Method, path: &str) -> http::request::Builder {
        let builder = Request::builder().method(method).uri(path).header(ACCEPT, ACCEPTED);
        if self.dialect == Some(Dialect::V2) { builder.header("Api-Version", "2") } else { builder }
    }

    /// A field under its name of January, its later name, or both.
    fn spelled(self, january: &str, later: &str, old: Value, new: Value) -> Map<String, Value> {
        let fields = [(self.january(), january, old), (self.later(), later, new)];
        fields
            .into_iter()
            .filter(|(said, ..)| *said)
            .map(|(_, name, value)| (name.to_owned(), value))
            .collect()
    }
}

/// The path of a backend or of something in it.
fn of_backend(backend: &BackendId, rest: &str) -> Result<String> {
    Ok(format!("/backends/{}{rest}", segment("a backend", backend.as_str())?))
}

/// An id as a segment of a path. Ids are opaque; one that would lead elsewhere is refused.
pub(crate) fn segment(what: &str, id: &str) -> Result<String> {
    if id.is_empty()
        || id == "."
        || id == ".."
        || id.contains(|c: char| c == '/' || c == '\\' || c.is_control())
    {
        return Err(invalid(format!("{id:?} is not the id of {what}")));
    }
    Ok(path_segment(id))
}

fn built(builder: http::request::Builder, body: Bytes) -> Result<Request<Bytes>> {
    builder.body(body).map_err(|e| invalid("this is no request").with_source(e))
}

pub(crate) fn invalid(what: impl Into<Cow<'static, str>>) -> Error {
    Error::invalid(what).with_provider(PROVIDER)
}

#[cfg(test)]
mod tests;
