//! The resume file: what a transfer is, and which of its pieces have travelled.

use super::digest::Digest;
use super::lock::Lock;
use super::making::Making;
use super::part::Part;
use super::pieces::{Done, Layout};
use super::{blocking, unusable};
use crate::error::{Error, ErrorKind, Result};
use crate::id::{DriveId, Realm};
use serde::{Deserialize, Serialize};
use std::fs::{File, remove_file, rename};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A transfer that a resume file is kept for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Unfinished {
    /// Whose drive.
    pub realm: Realm,
    /// The drive.
    pub drive: DriveId,
    /// Where on the drive the image begins, in bytes.
    pub offset: u64,
    /// Bytes of the image.
    pub bytes: u64,
}

impl Unfinished {
    /// The transfer that the resume file at this path is of; `None` if none has begun.
    ///
    /// # Errors
    /// `Journal` if it does not read.
    pub async fn read(path: impl Into<PathBuf>) -> Result<Option<Self>> {
        Ok(match read(path.into()).await? {
            Some(Kept::Transfer(s)) => {
                Some(Self { realm: s.realm, drive: s.drive, offset: s.offset, bytes: s.size })
            }
            Some(Kept::Making(_)) | None => None,
        })
    }
}

/// What stands in the file.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Kept {
    Transfer(Saved),
    Making(Making),
}

/// A transfer that has begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Saved {
    version: u32,
    direction: Direction,
    realm: Realm,
    drive: DriveId,
    offset: u64,
    size: u64,
    piece: u64,
    /// Of the whole image that is sent, once it is known; of the set of pieces that have come.
    pub(super) digest: Option<Digest>,
    pub(super) done: Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Direction {
    Download,
    Upload,
}

impl Saved {
    pub(super) fn new(
        direction: Direction,
        realm: Realm,
        drive: DriveId,
        offset: u64,
        layout: Layout,
    ) -> Self {
        let Layout { size, piece } = layout;
        Self { version: 1, direction, realm, drive, offset, size, piece, digest: None, done: Done::default() }
    }

    /// What was saved of the same transfer; `None` if nothing was.
    ///
    /// # Errors
    /// `Conflict` if it is of another.
    pub(super) async fn of_the_same(self, path: PathBuf) -> Result<Option<Self>> {
        let saved = match read(path.clone()).await? {
            None => return Ok(None),
            Some(Kept::Transfer(saved)) => saved,
            Some(Kept::Making(making)) => {
                let mine = self.direction == Direction::Upload
                    && making.realm == self.realm
                    && making.made.as_ref() == Some(&self.drive);
                let text = format!("{} is of an upload to a new drive, {}", path.display(), making.name);
                return if mine { Ok(None) } else { Err(conflict(text, &path)) };
            }
        };
        let differs = [
            (saved.direction != self.direction, "direction"),
            (saved.realm != self.realm, "account"),
            (saved.drive != self.drive, "drive"),
            (saved.offset != self.offset, "place on the drive"),
            (saved.size != self.size, "size of the image"),
            (saved.piece != self.piece, "size of the pieces"),
        ];
        match differs.iter().find(|(differs, _)| *differs) {
            None => Ok(Some(saved)),
            Some((_, what)) => {
                let text = format!("{} is of another transfer: another {what}", path.display());
                Err(conflict(text, &path))
            }
        }
    }
}

/// A conflict that ends when the resume file is removed.
pub(super) fn conflict(text: String, path: &Path) -> Error {
    let text = format!("{text}; remove {} to begin anew", path.display());
    Error::unsent(ErrorKind::Conflict, text)
}

/// A resume file that is kept up to date: the newest state is written as soon as the one before is on disk.
#[derive(Debug)]
pub(super) struct Resume {
    path: PathBuf,
    newest: watch::Sender<Saved>,
    saver: JoinHandle<Result<()>>,
}

impl Resume {
    /// Writes it, before anything travels, and from then on. What it says to have come is on disk: `part` is synced first.
    pub(super) async fn start(
        path: PathBuf,
        lock: Arc<Lock>,
        saved: Saved,
        part: Option<Part>,
    ) -> Result<Self> {
        save(&path, saved.clone(), None).await?;
        let (newest, mut states) = watch::channel(saved);
        let to = path.clone();
        let saver = tokio::spawn(async move {
            // As long as this may write.
            let _lock = lock;
            // Also what was sent just before the sender went is seen.
            while states.changed().await.is_ok() {
                let state = states.borrow_and_update().clone();
                save(&to, state, part.clone()).await?;
            }
            Ok(())
        });
        Ok(Self { path, newest, saver })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn saved(&self) -> Saved {
        self.newest.borrow().clone()
    }

    /// Whether it can still be written; if not, [`stop`](Self::stop) says why.
    pub(super) fn is_kept(&self) -> bool {
        !self.saver.is_finished()
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut Saved)) {
        self.newest.send_modify(change);
    }

    /// When the newest state is on disk.
    pub(super) async fn stop(self) -> Result<()> {
        drop(self.newest);
        let joined = self.saver.await;
        joined.map_err(|e| {
            Error::new(ErrorKind::Journal, "the resume file's task ended early").with_source(e)
        })?
    }

    /// Removes it: the transfer is over.
    pub(super) async fn remove(self) -> Result<()> {
        let path = self.path.clone();
        self.stop().await?;
        remove(path).await
    }
}

/// Removes what was kept of a transfer that is over.
pub(super) async fn remove(path: PathBuf) -> Result<()> {
    blocking(move || remove_file(&path).map_err(unusable("removed", &path))).await
}

pub(super) async fn read(path: PathBuf) -> Result<Option<Kept>> {
    blocking(move || {
        let bytes = match std::fs::read(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            bytes => bytes.map_err(unusable("read", &path))?,
        };
        let bad = || format!("{} does not read as a resume file", path.display());
        let kept: Kept = serde_json::from_slice(&bytes)
            .map_err(|e| Error::new(ErrorKind::Journal, bad()).with_source(e))?;
        let sound = match &kept {
            Kept::Making(making) => making.is_sound(),
            Kept::Transfer(saved) => {
                saved.version == 1
                    && saved.piece > 0
                    && saved.done.is_sound(Layout { size: saved.size, piece: saved.piece }.pieces())
            }
        };
        if sound { Ok(Some(kept)) } else { Err(Error::new(ErrorKind::Journal, bad())) }
    })
    .await
}

async fn save(path: &Path, saved: Saved, part: Option<Part>) -> Result<()> {
    let path = path.to_owned();
    blocking(move || {
        if let Some(part) = part {
            part.sync()?;
        }
        write(&path, &saved)
    })
    .await
}

/// Writes it under another name first, so that there is a whole one at any moment.
pub(super) fn write(path: &Path, state: &impl Serialize) -> Result<()> {
    let mut name = path.to_owned().into_os_string();
    name.push(".tmp");
    let temporary = PathBuf::from(name);
    let bytes = serde_json::to_vec(state).map_err(|e| unusable("written", &temporary)(e.into()))?;
    let written = File::create(&temporary)
        .and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_data()))
        .map_err(unusable("written", &temporary))
        .and_then(|()| rename(&temporary, path).map_err(unusable("written", path)));
    if written.is_err() {
        // Half of it, on a disk that may be full, helps nobody.
        let _ = remove_file(&temporary);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn what_could_not_be_written_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("kept");
        std::fs::create_dir(&taken).unwrap();
        write(&taken, &"state").unwrap_err();
        let left: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["kept"]);
    }
}
