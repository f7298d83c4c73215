//! Every call of the document as a pure function. What is malformed is refused here, before anything is sent.

use crate::config::{Dialect, Format, PROVIDER};
use crate::settings::{CONSOLE_PASSWORD_MAX, DriveConfig, ResourceConfig, ServerConfig};
use anycloud_core::{DriveId, Error, Result, ServerId};
use anycloud_elastic_family::id;
use anycloud_elastic_text::{Record, encode_object};
use anycloud_http::Call;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, HeaderName};
use http::{Method, Request};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::net::IpAddr;

/// The most bytes that one [read](crate::Client::drive_read) gives, and that one write of the facet takes: 4 MB, of
/// which the service's own tools use 4194304. docs: ElasticHosts API, "Read binary data from a drive".
pub const CHUNK_MAX: u64 = 4 << 20;

/// What happens to the bytes when a drive is [imaged](crate::Client::drive_image) from another. docs: ElasticHosts API,
/// "Image a drive from another drive".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Conversion {
    /// The target gets the gunzipped bytes: what standard images need.
    Gunzip,
    /// The target gets the gzipped bytes.
    Gzip,
    /// The target gets the same bytes.
    #[default]
    None,
}

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
    pub(crate) fn drives_list(self) -> Result<Call> {
        self.get("drives list", "/drives/list")
    }

    pub(crate) fn drives_info(self) -> Result<Call> {
        self.get("drives info", "/drives/info")
    }

    pub(crate) fn drive_info(self, id: &DriveId) -> Result<Call> {
        self.get("drive info", &format!("/drives/{}/info", drive(id)?))
    }

    pub(crate) fn drive_create(self, config: &DriveConfig) -> Result<Call> {
        self.post("drive create", "/drives/create", config.record(), Repeat::Once)
    }

    pub(crate) fn drive_set(self, id: &DriveId, config: &DriveConfig) -> Result<Call> {
        self.post("drive set", &format!("/drives/{}/set", drive(id)?), config.record(), Repeat::Harmless)
    }

    pub(crate) fn drive_destroy(self, id: &DriveId) -> Result<Call> {
        self.act("drive destroy", &format!("/drives/{}/destroy", drive(id)?), Repeat::Harmless)
    }

    /// Imaging again what is imaged already gives the same bytes.
    pub(crate) fn drive_image(self, to: &DriveId, from: &DriveId, conversion: Conversion) -> Result<Call> {
        let suffix = match conversion {
            Conversion::Gunzip => "/gunzip",
            Conversion::Gzip => "/gzip",
            Conversion::None => "",
        };
        let path = format!("/drives/{}/image/{}{suffix}", drive(to)?, drive(from)?);
        self.act("drive image", &path, Repeat::Harmless)
    }

    pub(crate) fn drive_read(self, id: &DriveId, offset: u64, length: u64) -> Result<Call> {
        if !(1..=CHUNK_MAX).contains(&length) {
            return Err(invalid(format!("a read of {length} bytes is outside 1 to {CHUNK_MAX}")));
        }
        let path = format!("/drives/{}/read/{offset}/{length}", drive(id)?);
        let request = built(Request::get(path).header(ACCEPT, "application/octet-stream"), Bytes::new())?;
        Ok(Call::safe("drive read", request).max_body(CHUNK_MAX as usize))
    }

    pub(crate) fn drive_write(self, id: &DriveId, offset: u64, bytes: Bytes, gzipped: bool) -> Result<Call> {
        let path = format!("/drives/{}/write/{offset}", drive(id)?);
        let mut builder = Request::post(path)
            .header(ACCEPT, self.format.media_type())
            .header(CONTENT_TYPE, "application/octet-stream");
        if gzipped {
            builder = builder.header(CONTENT_ENCODING, "gzip");
        }
        Ok(Call::idempotent("drive write", built(builder, bytes)?))
    }

    pub(crate) fn standard_drives_list(self) -> Result<Call> {
        self.get("standard drives list", "/drives/list/standard")
    }

    pub(crate) fn standard_drives_info(self) -> Result<Call> {
        self.get("standard drives info", "/drives/info/standard")
    }

    pub(crate) fn servers_list(self) -> Result<Call> {
        self.get("servers list", "/servers/list")
    }

    pub(crate) fn servers_info(self) -> Result<Call> {
        self.get("servers info", "/servers/info")
    }

    pub(crate) fn server_info(self, id: &ServerId) -> Result<Call> {
        self.get("server info", &format!("/servers/{}/info", server(id)?))
    }

    pub(crate) fn server_create(self, config: &ServerConfig, stopped: bool) -> Result<Call> {
        let path = if stopped { "/servers/create/stopped" } else { "/servers/create" };
        self.post("server create", path, &self.spelt(config)?, Repeat::Once)
    }

    pub(crate) fn server_set(self, id: &ServerId, config: &ServerConfig) -> Result<Call> {
        let path = format!("/servers/{}/set", server(id)?);
        self.post("server set", &path, &self.spelt(config)?, Repeat::Harmless)
    }

    pub(crate) fn server_start(self, id: &ServerId) -> Result<Call> {
        self.act("server start", &format!("/servers/{}/start", server(id)?), Repeat::Once)
    }

    pub(crate) fn server_stop(self, id: &ServerId) -> Result<Call> {
        self.act("server stop", &format!("/servers/{}/stop", server(id)?), Repeat::Once)
    }

    pub(crate) fn server_shutdown(self, id: &ServerId) -> Result<Call> {
        self.act("server shutdown", &format!("/servers/{}/shutdown", server(id)?), Repeat::Once)
    }

    pub(crate) fn server_reset(self, id: &ServerId) -> Result<Call> {
        self.act("server reset", &format!("/servers/{}/reset", server(id)?), Repeat::Once)
    }

    pub(crate) fn server_destroy(self, id: &ServerId) -> Result<Call> {
        self.act("server destroy", &format!("/servers/{}/destroy", server(id)?), Repeat::Harmless)
    }

    pub(crate) fn resources_list(self, kind: Option<&str>) -> Result<Call> {
        match kind {
            None => self.get("resources list", "/resources/list"),
            Some(kind) => {
                self.get("resources list", &format!("/resources/{}/list", word("a resource type", kind)?))
            }
        }
    }

    pub(crate) fn resources_info(self) -> Result<Call> {
        self.get("resources info", "/resources/info")
    }

    pub(crate) fn resource_info(self, kind: &str, id: &str) -> Result<Call> {
        self.get("resource info", &format!("/resources/{}/info", resource(kind, id)?))
    }

    pub(crate) fn resource_create(self, kind: &str, config: &ResourceConfig) -> Result<Call> {
        let path = format!("/resources/{}/create", word("a resource type", kind)?);
        self.post("resource create", &path, config.record(), Repeat::Once)
    }

    pub(crate) fn resource_set(self, kind: &str, id: &str, config: &ResourceConfig) -> Result<Call> {
        let path = format!("/resources/{}/set", resource(kind, id)?);
        self.post("resource set", &path, config.record(), Repeat::Harmless)
    }

    pub(crate) fn resource_destroy(self, kind: &str, id: &str) -> Result<Call> {
        self.act("resource destroy", &format!("/resources/{}/destroy", resource(kind, id)?), Repeat::Harmless)
    }

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

    /// The keys as this service spells them.
    fn spelt(self, config: &ServerConfig) -> Result<Record> {
        let mut keys = Record::new();
        for (key, value) in config.record() {
            if matches!(key, "password" | "vnc:password") && value.chars().count() > CONSOLE_PASSWORD_MAX {
                let most = CONSOLE_PASSWORD_MAX;
                return Err(invalid(format!("the console password has more than {most} characters")));
            }
            let key = if key == "vnc" && self.dialect == Dialect::One { "vnc:ip" } else { key };
            keys.push(key, value);
        }
        Ok(keys)
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

fn drive(id: &DriveId) -> Result<Cow<'_, str>> {
    uuid("a drive", id.as_str())
}

fn server(id: &ServerId) -> Result<Cow<'_, str>> {
    uuid("a server", id.as_str())
}

/// `TYPE/RESOURCE`: an address is named by itself, a VLAN by a UUID, others in ways that this driver does not know.
fn resource(kind: &str, id: &str) -> Result<String> {
    let id = match word("a resource type", kind)? {
        "ip" | "ip6" => {
            address(id)?;
            Cow::Borrowed(id)
        }
        "vlan" => uuid("a network", id)?,
        _ => Cow::Borrowed(word("the name of a resource", id)?),
    };
    Ok(format!("{kind}/{id}"))
}

fn built(builder: http::request::Builder, body: Bytes) -> Result<Request<Bytes>> {
    builder.body(body).map_err(|e| invalid("this is no request").with_source(e))
}

fn invalid(what: impl Into<Cow<'static, str>>) -> Error {
    Error::invalid(what).with_provider(PROVIDER)
}

#[cfg(test)]
mod tests;
