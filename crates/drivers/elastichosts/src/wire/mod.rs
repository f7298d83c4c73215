//! The service's own records: as it sends them, typed, and as anycloud's models.

mod device;
mod drive;
mod json;
mod network;
mod properties;
mod resource;
mod server;
mod server_model;
mod tags;

pub use device::{Device, Media};
pub use drive::{Claim, ClaimType, DriveInfo, Imaging, Readers};
pub use network::{Firewall, NicInfo, NicModel, Vnc};
pub use properties::Properties;
pub use resource::ResourceInfo;
pub use server::{AttachedDrive, IoCounters, ServerInfo, Smp, Status, Traffic};

pub(crate) use properties::is_secret;
pub(crate) use tags::{STAMP, reserved, tag_keys};

use anycloud_core::{Error, ErrorKind, Result, Text};
use anycloud_elastic_text::Records;
use anycloud_http::Reply;
use http::header::CONTENT_TYPE;

/// All records of a reply.
pub(crate) fn records(reply: Reply) -> Result<Vec<Properties>> {
    let lines = lines(reply, json::records_from)?;
    let records = Records::new(&lines).map(|record| {
        let record = record.map_err(|e| unread(e.to_string()).with_source(e))?;
        Ok(Properties::new(lines.share(record.as_str())))
    });
    records.collect()
}

/// The one record of a reply.
pub(crate) fn record(reply: Reply) -> Result<Properties> {
    match <[Properties; 1]>::try_from(records(reply)?) {
        Ok([one]) => Ok(one),
        Err(other) => Err(unread(format!("the reply holds {} records instead of one", other.len()))),
    }
}

/// The words of each line of a list. `keys` says which values of an object are words, and in which order.
pub(crate) fn list(reply: Reply, keys: &[&str]) -> Result<Vec<Vec<Text>>> {
    let lines = lines(reply, |body| json::list_from(body, keys))?;
    let words = |line: &str| line.split_ascii_whitespace().map(|word| lines.share(word)).collect::<Vec<_>>();
    Ok(lines.lines().map(words).filter(|words| !words.is_empty()).collect())
}

/// The body as text, whatever format it came in.
fn lines(reply: Reply, from_json: impl FnOnce(&[u8]) -> Result<String>) -> Result<Text> {
    let media =
        reply.parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let first = reply.body.trim_ascii_start().first().copied();
    // A proxy may lose the header. No key starts with a bracket.
    let json = media == "application/json" || (media != "text/plain" && matches!(first, Some(b'[' | b'{')));
    if media == "text/html" || first == Some(b'<') {
        return Err(crate::error::web_page());
    }
    if json {
        return from_json(&reply.body).map(Text::from);
    }
    Text::from_utf8(reply.body)
        .map_err(|e| unread(format!("the reply is not UTF-8: byte {}", e.valid_up_to())).with_source(e))
}

/// A record type is its [`Properties`]: that is what it serialises as, secrets replaced.
macro_rules! native_record {
    ($info:ident, $kind:literal) => {
        impl anycloud_core::Record for $info {
            fn kind(&self) -> &'static str {
                $kind
            }

            fn to_json(&self) -> serde_json::Value {
                self.0.to_json()
            }
        }

        impl serde::Serialize for $info {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(s)
            }
        }
    };
}
use native_record;

pub(crate) fn unread(what: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Decode, what)
}

#[cfg(test)]
mod tests;
