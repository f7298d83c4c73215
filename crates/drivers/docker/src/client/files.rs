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
    /// `GET /containers/{id}/archive`: a file or folder of a container, by its absolute path, as a tar archive. The
    /// names in it begin with the last part of the path. The container need not run.
    ///
    /// # Errors
    /// `NotFound` for the container or the path; `InvalidRequest` for a path that is not absolute; those of
    /// [any call](Self#errors-of-any-call).
    pub async fn archive(&self, id: &ServerId, path: &str) -> Result<Archive> {
        let streamed = self.stream(&[id.resource()], |requests| requests.archive(id, path)).await?;
        Ok(Archive { stat: stat(streamed.headers()), streamed })
    }

    /// `PUT /containers/{id}/archive`: unpacks a tar archive, plain or compressed by gzip, bzip2 or xz, in a folder of
    /// a container. What is there with the same name is replaced, but never a folder by a file, nor a file by a folder
    /// (`noOverwriteDirNonDir`). The container need not run. The archive is sent from memory, within ten minutes.
    ///
    /// # Errors
    /// `NotFound` for the container or the folder, which Podman 4.3 makes; `InvalidRequest` for a path that is not
    /// absolute, for what is no archive, or would make a folder of a file; `Forbidden` where the container is
    /// read-only.
    pub async fn archive_put(&self, id: &ServerId, folder: &str, tar: impl Into<Bytes>) -> Result<()> {
        let tar = tar.into();
        self.call(&[id.resource()], |requests| requests.archive_put(id, folder, tar.clone()), nothing).await
    }
}

/// A file or folder of a container, as a tar archive that arrives, from [`Client::archive`]. Dropping it closes the
/// connection.
#[must_use = "dropping it closes the connection"]
pub struct Archive {
    stat: Option<PathStat>,
    streamed: Streamed,
}

impl Archive {
    /// What was asked for, known before the archive is read; a link is not followed. `None` if the engine does not say.
    pub fn stat(&self) -> Option<&PathStat> {
        self.stat.as_ref()
    }

    /// The next bytes of the archive, at most 256 KiB; `None` at its end.
    ///
    /// # Errors
    /// `Transport` if it is cut off, or silent for longer than
    /// [`HttpConfig::idle_timeout`](anycloud_http::HttpConfig::idle_timeout).
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        self.streamed.chunk().await
    }

    /// The rest of the archive as a reader. Its `io::Error`s have an [`Error`](anycloud_core::Error) inside, of the
    /// kinds of [`next`](Self::next).
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
