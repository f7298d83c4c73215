//! Drives, and the standard ones among them.

use super::{Repeat, Requests, built, invalid, uuid};
use crate::settings::DriveConfig;
use anycloud_core::{DriveId, Result};
use anycloud_http::Call;
use bytes::Bytes;
use http::Request;
use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE};
use std::borrow::Cow;

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
}

fn drive(id: &DriveId) -> Result<Cow<'_, str>> {
    uuid("a drive", id.as_str())
}
