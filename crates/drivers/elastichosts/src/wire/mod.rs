//! The service's own records: as it sends them, typed, and as anycloud's models.

mod arriving;
mod drives;
mod json;
mod resources;
mod servers;

pub use anycloud_elastic_family::{
    AttachedDrive, Claim, ClaimType, Device, Firewall, Imaging, IoCounters, Media, NicInfo, NicModel,
    Properties, Readers, Smp, Status, Traffic, Vnc,
};
pub use drives::DriveInfo;
pub use resources::ResourceInfo;
pub use servers::ServerInfo;

pub(crate) use arriving::Arriving;

pub(crate) use anycloud_elastic_family::unread;

use anycloud_core::{Result, Text};
use anycloud_http::Reply;
use http::header::CONTENT_TYPE;
use http::response::Parts;

/// All records of a reply.
pub(crate) fn records(reply: Reply) -> Result<Vec<Properties>> {
    anycloud_elastic_family::records(&lines(reply, json::records_from)?)
}

/// The one record of a reply.
pub(crate) fn record(reply: Reply) -> Result<Properties> {
    anycloud_elastic_family::record(&lines(reply, json::records_from)?)
}

/// The words of each line of a list. `keys` says which values of an object are words, and in which order.
pub(crate) fn list(reply: Reply, keys: &[&str]) -> Result<Vec<Vec<Text>>> {
    Ok(anycloud_elastic_family::list(&lines(reply, |body| json::list_from(body, keys))?))
}

/// The body as text, whatever format it came in.
fn lines(reply: Reply, from_json: impl FnOnce(&[u8]) -> Result<String>) -> Result<Text> {
    if is_json(&reply.parts, &reply.body)? {
        return from_json(&reply.body).map(Text::from);
    }
    Text::from_utf8(reply.body)
        .map_err(|e| unread(format!("the reply is not UTF-8: byte {}", e.valid_up_to())).with_source(e))
}

/// Whether a reply that begins so is JSON, or else text. A web page is neither.
fn is_json(parts: &Parts, body: &[u8]) -> Result<bool> {
    let media = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let first = body.trim_ascii_start().first().copied();
    // A proxy may lose the header. No key starts with a bracket.
    let json = media == "application/json" || (media != "text/plain" && matches!(first, Some(b'[' | b'{')));
    if media == "text/html" || first == Some(b'<') {
        return Err(anycloud_http::web_page());
    }
    Ok(json)
}

#[cfg(test)]
mod tests;
