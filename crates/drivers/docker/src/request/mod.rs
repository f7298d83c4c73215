//! Every call as a pure function. What is malformed is refused here, before anything is sent.

mod body;
mod containers;
mod exec;
mod files;
mod images;
mod networks;
mod system;
mod volumes;

use crate::error::invalid;
use crate::version::ApiVersion;
use anycloud_core::{Result, Timestamp};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// Calls in one version of the API.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Requests {
    pub(crate) version: ApiVersion,
}

impl Requests {
    /// A request without a body.
    fn bare(self, method: Method, path: &str) -> Result<Request<Bytes>> {
        self.with_body(method, path, None, Bytes::new())
    }

    fn json(self, method: Method, path: &str, body: &Value) -> Result<Request<Bytes>> {
        self.with_body(method, path, Some("application/json"), body.to_string().into())
    }

    fn tar(self, method: Method, path: &str, body: Bytes) -> Result<Request<Bytes>> {
        self.with_body(method, path, Some("application/x-tar"), body)
    }

    fn with_body(
        self,
        method: Method,
        path: &str,
        media: Option<&str>,
        body: Bytes,
    ) -> Result<Request<Bytes>> {
        let mut builder = Request::builder().method(method).uri(format!("/v{}{path}", self.version));
        if let Some(media) = media {
            builder = builder.header(CONTENT_TYPE, media);
        }
        builder.body(body).map_err(|e| invalid("this is no request").with_source(e))
    }
}

/// A path with those parameters that have a value.
fn query(path: impl Into<String>, parameters: &[(&str, Option<String>)]) -> String {
    let path = path.into();
    let mut fields = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters {
        if let Some(value) = value {
            fields.append_pair(name, value);
        }
    }
    let fields = fields.finish();
    if fields.is_empty() { path } else { format!("{path}?{fields}") }
}

/// A flag as a parameter, where it is set.
fn flag(set: bool) -> Option<String> {
    set.then(|| "true".to_owned())
}

/// The whole second before a time, and the one after it. Podman 4.3 finds nothing since a time with a fraction.
fn second_before(time: Timestamp) -> String {
    time.as_unix().to_string()
}

fn second_after(time: Timestamp) -> String {
    let whole = Timestamp::from_unix(time.as_unix()).is_ok_and(|whole| whole == time);
    (time.as_unix() + i64::from(!whole)).to_string()
}

/// What is no part of a reference of an image.
const FOREIGN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b':')
    .remove(b'@');

/// A reference of an image as part of a path: its slashes stay, as the engine wants them.
fn escaped(reference: &str) -> String {
    utf8_percent_encode(reference, FOREIGN).to_string()
}

pub(crate) use system::ping;

#[cfg(test)]
mod tests;
