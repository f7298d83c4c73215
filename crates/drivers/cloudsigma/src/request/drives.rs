//! Drives.

use super::{CHUNK_MAX, Manual, Repeat, Requests, TEXT, built, invalid, lacking, uuid, with_ids};
use anycloud_core::{DriveId, Result};
use anycloud_elastic_family::DriveConfig;
use anycloud_elastic_text::Record;
use anycloud_http::Call;
use bytes::Bytes;
use http::Request;
use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE};
use std::borrow::Cow;

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
        self.post("drive create", "/drives/create", &keys(config)?, Repeat::Once)
    }

    pub(crate) fn drive_clone(self, id: &DriveId, config: &DriveConfig) -> Result<Call> {
        self.post("drive clone", &format!("/drives/{}/clone", drive(id)?), &keys(config)?, Repeat::Once)
    }

    pub(crate) fn drive_set(self, id: &DriveId, config: &DriveConfig) -> Result<Call> {
        self.post("drive set", &format!("/drives/{}/set", drive(id)?), &keys(config)?, Repeat::Harmless)
    }

    pub(crate) fn drive_destroy(self, id: &DriveId) -> Result<Call> {
        self.act("drive destroy", &format!("/drives/{}/destroy", drive(id)?), Manual::Post, Repeat::Harmless)
    }

    pub(crate) fn drive_read(self, id: &DriveId, offset: u64, length: u64) -> Result<Call> {
        if !(1..=CHUNK_MAX).contains(&length) {
            return Err(invalid(format!("a read of {length} bytes is outside 1 to {CHUNK_MAX}")));
        }
        let path = format!("/drives/{}/read/{offset}/{length}", drive(id)?);
        let request = built(Request::get(path).header(ACCEPT, "application/octet-stream"), Bytes::new())?;
        Ok(Call::safe("drive read", request).max_body(CHUNK_MAX as usize))
    }

    /// The manual's `/write` without an offset begins at 0, which is the same.
    pub(crate) fn drive_write(self, id: &DriveId, offset: u64, bytes: Bytes, gzipped: bool) -> Result<Call> {
        let path = match offset {
            0 => format!("/drives/{}/write", drive(id)?),
            _ => format!("/drives/{}/write/{offset}", drive(id)?),
        };
        let mut builder =
            Request::post(path).header(ACCEPT, TEXT).header(CONTENT_TYPE, "application/octet-stream");
        if gzipped {
            builder = builder.header(CONTENT_ENCODING, "gzip");
        }
        Ok(Call::idempotent("drive write", built(builder, bytes)?))
    }

    pub(crate) fn standard_cds_list(self) -> Result<Call> {
        self.get("standard CDs list", "/drives/standard/cd/list")
    }

    pub(crate) fn standard_images_list(self) -> Result<Call> {
        self.get("standard images list", "/drives/standard/img/list")
    }

    pub(crate) fn standard_drives_list(self) -> Result<Call> {
        self.get("standard drives list", "/drives/standard/list")
    }

    pub(crate) fn standard_drives_info(self) -> Result<Call> {
        self.get("standard drives info", "/drives/standard/info")
    }
}

fn drive(id: &DriveId) -> Result<Cow<'_, str>> {
    uuid("a drive", id.as_str())
}

/// The keys, their ids in lower case, without those that only the sibling's drives have.
fn keys(config: &DriveConfig) -> Result<Record> {
    let keys = config.record();
    match keys.iter().find(|(key, _)| matches!(*key, "avoid" | "tier") || key.starts_with("user:")) {
        Some((key, _)) => Err(lacking(format!("drives of this cloud have no {key}"))),
        None => with_ids(keys),
    }
}
