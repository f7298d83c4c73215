//! The engine's own records: as it sends them, typed where that is of use.
//!
//! Each keeps the whole JSON object, so that what a newer engine says is there too, under
//! [`get`](ContainerInfo::get). What is absent, `null` or of another type than expected is absent: `None`, empty, 0 or
//! `false`. Their `Debug` and their JSON ([`Record`](anycloud_core::Record)) show secrets as `***`; only `get` and the
//! methods that name a field have them.
//!
//! What a facet of [`Cloud`](anycloud_core::Cloud) gives has them inside: `server.native::<ContainerInfo>()`.

mod containers;
mod exec;
mod files;
mod images;
mod models;
mod networks;
mod secrets;
mod state;
mod system;
mod volumes;

pub use containers::{ContainerInfo, ContainerSummary, Exit, MountInfo, PublishedPort, Stats, Top};
pub use exec::ExecInfo;
pub use files::PathStat;
pub use images::{ImageInfo, ImageSummary, Progress, SearchResult};
pub(crate) use models::NetworkIds;
pub use networks::{EndpointInfo, NetworkInfo};
pub use state::{ContainerState, Health, Status};
pub(crate) use system::ping;
pub use system::{Event, Ping, Pruned, SystemInfo, VersionInfo};
pub use volumes::VolumeInfo;

use crate::error::unread;
use crate::stream::failure;
use anycloud_core::{ImageId, Result, Text};
use anycloud_http::Reply;
use anycloud_http::json::{Object, parse};
pub(crate) use anycloud_http::json::{list, list_in, one, one_of};
use http::StatusCode;
use serde_json::Value;

/// A record of the engine's, which is shown without secrets.
macro_rules! record {
    ($($record:tt)*) => { anycloud_http::json::record! { hide $crate::wire::secrets::hide; $($record)* } };
}
pub(crate) use record;

/// The reply to what only acts.
pub(crate) fn nothing(_reply: Reply) -> Result<()> {
    Ok(())
}

/// Whether anything was done: 304 says that it was so already.
pub(crate) fn changed(reply: Reply) -> Result<bool> {
    Ok(reply.parts.status != StatusCode::NOT_MODIFIED)
}

/// The whole id of what was made.
pub(crate) fn made(reply: Reply) -> Result<Text> {
    let id = Object::of(&parse(&reply.body)?).text("Id");
    id.ok_or_else(|| unread("the reply does not say the id of what was made"))
}

/// Warnings that come with a reply.
pub(crate) fn warnings(reply: &Reply) -> Vec<Text> {
    parse(&reply.body).map(|said| Object::of(&said).texts("Warnings")).unwrap_or_default()
}

/// What was removed of an image: names and layers.
pub(crate) fn removed(reply: Reply) -> Result<Vec<Text>> {
    let entries = parse(&reply.body)?;
    let entries = entries.as_array().into_iter().flatten().map(Object::of);
    Ok(entries.filter_map(|entry| entry.text("Untagged").or_else(|| entry.text("Deleted"))).collect())
}

/// The id of an image that was imported, or why it was not: the reply is lines of progress, the last of them the id.
pub(crate) fn imported(reply: Reply) -> Result<Result<ImageId, Text>> {
    let mut id = None;
    for line in reply.body.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        let said: Value =
            serde_json::from_slice(line).map_err(|_| unread("a line of the reply is not JSON"))?;
        let object = Object::of(&said);
        if let Some(why) = failure(&object) {
            return Ok(Err(why.into()));
        }
        id = object.text("status").filter(|status| status.starts_with("sha256:")).or(id);
    }
    id.map(|id| Ok(ImageId::new(id))).ok_or_else(|| unread("the reply does not say the id of the image"))
}

#[cfg(test)]
mod tests;
