//! Volumes.

use super::body::labels;
use super::{Requests, flag, query};
use crate::filters::Filters;
use crate::id;
use crate::settings::{CreateVolume, put};
use anycloud_core::{DriveId, Result};
use anycloud_http::Call;
use http::Method;
use serde_json::Map;
use std::time::Duration;

/// How long it may take to remove what may be many gigabytes.
const LONG: Duration = Duration::from_secs(600);

impl Requests {
    pub(crate) fn volumes(self, filters: &Filters) -> Result<Call> {
        let path = query("/volumes", &[("filters", filters.parameter()?)]);
        Ok(Call::safe("volume list", self.bare(Method::GET, &path)?))
    }

    pub(crate) fn volume(self, volume: &DriveId) -> Result<Call> {
        let path = format!("/volumes/{}", id::volume(volume)?);
        Ok(Call::safe("volume inspect", self.bare(Method::GET, &path)?))
    }

    /// A name that is taken gives the volume of that name; without a name each arrival makes one.
    pub(crate) fn volume_create(self, new: &CreateVolume) -> Result<Call> {
        let mut body = Map::new();
        if let Some(name) = &new.name {
            put(&mut body, "Name", id::volume(&DriveId::new(name.as_str()))?);
        }
        put(&mut body, "Driver", new.driver.clone());
        put(
            &mut body,
            "DriverOpts",
            new.options.iter().map(|(k, v)| (k.clone(), v.expose().into())).collect::<Map<_, _>>(),
        );
        put(&mut body, "Labels", labels(&new.labels)?);
        let request = self.json(Method::POST, "/volumes/create", &body.into())?;
        let operation = "volume create";
        Ok(if new.name.is_some() {
            Call::idempotent(operation, request)
        } else {
            Call::once(operation, request)
        })
    }

    pub(crate) fn volume_remove(self, volume: &DriveId, force: bool) -> Result<Call> {
        let path = query(format!("/volumes/{}", id::volume(volume)?), &[("force", flag(force))]);
        Ok(Call::idempotent("volume remove", self.bare(Method::DELETE, &path)?).timeout(LONG))
    }
}
