//! Files of containers.

use super::containers::LONG;
use super::{Requests, flag, query};
use crate::error::invalid;
use crate::id;
use anycloud_core::{Result, ServerId};
use anycloud_http::Call;
use bytes::Bytes;
use http::Method;

impl Requests {
    pub(crate) fn archive(self, id: &ServerId, path: &str) -> Result<Call> {
        Ok(Call::safe("container archive", self.on(Method::GET, id, "/archive", &[("path", inside(path)?)])?))
    }

    pub(crate) fn archive_put(self, id: &ServerId, folder: &str, tar: Bytes) -> Result<Call> {
        let path = format!("/containers/{}/archive", id::container(id)?);
        // A folder never becomes a file, nor a file a folder, because an archive has it otherwise.
        let path = query(path, &[("path", inside(folder)?), ("noOverwriteDirNonDir", flag(true))]);
        Ok(Call::idempotent("container archive put", self.tar(Method::PUT, &path, tar)?).timeout(LONG))
    }
}

fn inside(path: &str) -> Result<Option<String>> {
    if !path.starts_with('/') {
        return Err(invalid(format!("{path:?} is no absolute path in a container")));
    }
    Ok(Some(path.to_owned()))
}
