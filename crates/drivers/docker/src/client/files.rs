//! Files of containers.

use super::Client;
use crate::wire::{PathStat, nothing, one_of};
use anycloud_core::{Result, ServerId};
use anycloud_http::Streamed;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderMap;
use std::fmt;
use tokio::io::AsyncRead;

impl Client {
    /// `GET /containers/{id}/archive`: a file or folder of a container as a tar archive. The container need not run.
    ///
    /// # Errors
    /// `NotFound` for the container or the path; `InvalidRequest` for a path that is not absolute.
    pub async fn archive(&self, id: &ServerId, path: &str) -> Result<Archive> {
        let streamed = self.stream(&[id.resource()], |requests| requests.archive(id, path)).await?;
        Ok(Archive { stat: stat(streamed.headers()), streamed })
    }

    /// `PUT /containers/{id}/archive`: unpacks a tar archive (which may be compressed) in a folder of a container. The
    /// container need not run.
    ///
    /// # Errors
    /// `NotFound` for the container or the folder; `InvalidRequest` for what is no archive, or would make a folder of a
    /// file; `Forbidden` where the container is read-only.
    pub async fn archive_put(&self, id: &ServerId, folder: &str, tar: impl Into<Bytes>) -> Result<()> {
        let tar = tar.into();
        self.call(&[id.resource()], |requests| requests.archive_put(id, folder, tar.clone()), nothing).await
    }
}

/// A file or folder of a container, as a tar archive that arrives. Dropping it closes the connection.
#[must_use = "dropping it closes the connection"]
pub struct Archive {
    stat: Option<PathStat>,
    streamed: Streamed,
}

impl Archive {
    /// What was asked for: a link is not followed.
    pub fn stat(&self) -> Option<&PathStat> {
        self.stat.as_ref()
    }

    /// The next bytes of the archive; `None` at its end.
    ///
    /// # Errors
    /// `Transport` if it is cut off, or silent for too long.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        self.streamed.chunk().await
    }

    /// The archive as a reader. Its `io::Error`s have an anycloud error inside.
    pub fn into_reader(self) -> impl AsyncRead + fmt::Debug + Send + Unpin {
        self.streamed.into_reader()
    }
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive").field("stat", &self.stat).finish_non_exhaustive()
    }
}

fn stat(headers: &HeaderMap) -> Option<PathStat> {
    let json = STANDARD.decode(headers.get("x-docker-container-path-stat")?).ok()?;
    one_of(&json).ok()
}
