//! Server groups.

use anycloud_core::{Result, Text};
use anycloud_elastic_family::id::written;
use anycloud_elastic_family::{Properties, unread};
use serde::Serialize;

/// A server group. docs: CloudSigma API 1.0, §10. No call tells which servers are in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GroupInfo {
    /// `uuid`; some replies leave it out.
    pub id: Option<Text>,
    /// `name`: what people call it.
    pub name: Text,
    /// `description`; some replies leave it out.
    pub description: Option<Text>,
}

impl GroupInfo {
    pub(crate) fn new(record: &Properties) -> Result<Self> {
        let name = record.text_of("name").ok_or_else(|| unread("a server group without the key `name`"))?;
        Ok(Self { id: record.text_of("uuid").map(written), name, description: record.text_of("description") })
    }
}
