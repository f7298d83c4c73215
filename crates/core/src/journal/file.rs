//! A journal in a folder, which outlives the process and is shared by several.

use super::{Claim, Journal};
use crate::error::{Error, ErrorKind, Result};
use crate::run::{Operation, OperationId};
use async_trait::async_trait;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A folder per operation: `DIR/<id>/00000007.json` for each revision, and a lock.
///
/// A revision is written under a temporary name, synced, then hard-linked to its own: the link fails if the
/// revision exists, which is the compare-and-set. The lock is the system's, so any death lets go of it. Folders are
/// 0700 and files 0600 on Unix.
#[derive(Clone, Debug)]
pub struct FileJournal(PathBuf);

#[derive(Debug)]
struct Held {
    _lock: File,
}

impl Claim for Held {}

impl FileJournal {
    /// Opens the journal in this folder, which is made if it is not there.
    ///
    /// # Errors
    /// `Journal` if the folder cannot be made.
    pub fn open(dir: impl Into<PathBuf>) -> Result<Self> {
        let dir = dir.into();
        make_dir(&dir)?;
        Ok(Self(dir))
    }

    /// Forgets operations that were over this long ago. What is open stays.
    ///
    /// # Errors
    /// `Journal` if an entry cannot be removed.
    pub async fn prune(&self, older_than: Duration) -> Result<()> {
        for id in self.list().await? {
            match self.read(id).await {
                Ok(Some(o)) if o.is_over() && self.age(id) >= older_than => self.remove(id).await?,
                // A damaged entry is shown to people, not thrown away.
                _ => {}
            }
        }
        for id in self.folders()? {
            // A process that died before it wrote anything leaves a folder with nothing but its lock.
            if self.revisions(id)?.is_empty() && self.idle(id) >= older_than && self.claim(id).await.is_ok() {
                self.remove(id).await?;
            }
        }
        Ok(())
    }

    fn dir(&self, id: OperationId) -> PathBuf {
        self.0.join(id.to_string())
    }

    /// Since the latest revision was written.
    fn age(&self, id: OperationId) -> Duration {
        let latest = self.revisions(id).ok().and_then(|mut r| r.pop());
        let written =
            latest.and_then(|r| fs::metadata(self.dir(id).join(file_name(r))).ok()?.modified().ok());
        written.and_then(|t| t.elapsed().ok()).unwrap_or_default()
    }

    /// Since anything was put into the folder or taken out of it.
    fn idle(&self, id: OperationId) -> Duration {
        let changed = fs::metadata(self.dir(id)).and_then(|folder| folder.modified());
        changed.ok().and_then(|t| t.elapsed().ok()).unwrap_or_default()
    }

    fn folders(&self) -> Result<Vec<OperationId>> {
        let entries = fs::read_dir(&self.0).map_err(failed("read", &self.0))?;
        Ok(entries.flatten().filter_map(|e| e.file_name().to_str()?.parse().ok()).collect())
    }

    fn revisions(&self, id: OperationId) -> Result<Vec<u64>> {
        let dir = self.dir(id);
        let entries = match fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(failed("read", &dir)(e)),
        };
        let mut revisions: Vec<u64> = entries
            .flatten()
            .filter_map(|e| e.file_name().to_str()?.strip_suffix(".json")?.parse().ok())
            .collect();
        revisions.sort_unstable();
        Ok(revisions)
    }

    fn write_now(&self, operation: &Operation) -> Result<()> {
        let dir = self.dir(operation.id());
        make_dir(&dir)?;
        let bytes = serde_json::to_vec_pretty(operation)
            .map_err(|e| Error::new(ErrorKind::Journal, "the operation does not serialise").with_source(e))?;
        let to = dir.join(file_name(operation.revision()));
        let temporary = dir.join(format!(".{}.{}", operation.revision(), std::process::id()));
        let mut file = private(OpenOptions::new().create(true).truncate(true).write(true))
            .open(&temporary)
            .map_err(failed("write", &temporary))?;
        file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(failed("write", &temporary))?;
        let linked = fs::hard_link(&temporary, &to);
        // A leftover temporary name is harmless: nothing reads it, and it goes with the folder.
        let _ = fs::remove_file(&temporary);
        match linked {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                return Err(Error::new(ErrorKind::Conflict, "the operation went on in another process"));
            }
            Err(e) => return Err(failed("write", &to)(e)),
        }
        #[cfg(unix)] // elsewhere a folder cannot be synced, and need not be
        File::open(&dir).and_then(|d| d.sync_all()).map_err(failed("sync", &dir))?;
        if operation.is_over() {
            // Not earlier: with old revisions gone, a stale writer's link would succeed again.
            for r in self.revisions(operation.id())? {
                if r < operation.revision() {
                    let _ = fs::remove_file(dir.join(file_name(r)));
                }
            }
        }
        Ok(())
    }

    fn read_now(&self, id: OperationId) -> Result<Option<Operation>> {
        let Some(latest) = self.revisions(id)?.pop() else { return Ok(None) };
        let path = self.dir(id).join(file_name(latest));
        let bytes = fs::read(&path).map_err(failed("read", &path))?;
        serde_json::from_slice(&bytes).map(Some).map_err(|e| {
            let what = format!("{} does not read; perhaps a newer version wrote it", path.display());
            Error::new(ErrorKind::Journal, what).with_source(e)
        })
    }

    fn list_now(&self) -> Result<Vec<OperationId>> {
        let mut ids = self.folders()?;
        // A process that died before it wrote anything leaves an empty folder, which says nothing.
        ids.retain(|id| self.revisions(*id).is_ok_and(|r| !r.is_empty()));
        ids.sort_unstable();
        Ok(ids)
    }

    fn claim_now(&self, id: OperationId) -> Result<Held> {
        let dir = self.dir(id);
        make_dir(&dir)?;
        let path = dir.join("lock");
        let file = private(OpenOptions::new().create(true).truncate(false).write(true))
            .open(&path)
            .map_err(failed("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Held { _lock: file }),
            Err(TryLockError::WouldBlock) => {
                Err(Error::new(ErrorKind::Busy, format!("another process is running operation {id}")))
            }
            Err(TryLockError::Error(e)) => Err(failed("lock", &path)(e)),
        }
    }
}

#[async_trait]
impl Journal for FileJournal {
    async fn write(&self, operation: &Operation) -> Result<()> {
        let operation = operation.clone();
        self.blocking(move |j| j.write_now(&operation)).await
    }

    async fn read(&self, id: OperationId) -> Result<Option<Operation>> {
        self.blocking(move |j| j.read_now(id)).await
    }

    async fn list(&self) -> Result<Vec<OperationId>> {
        self.blocking(Self::list_now).await
    }

    async fn claim(&self, id: OperationId) -> Result<Box<dyn Claim>> {
        self.blocking(move |j| j.claim_now(id)).await.map(|held| Box::new(held) as _)
    }

    async fn remove(&self, id: OperationId) -> Result<()> {
        self.blocking(move |j| {
            let dir = j.dir(id);
            fs::remove_dir_all(&dir).map_err(failed("remove", &dir))
        })
        .await
    }
}

impl FileJournal {
    /// Off the threads that serve other futures: a sync can take long.
    async fn blocking<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Self) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let journal = self.clone();
        let joined = tokio::task::spawn_blocking(move || f(&journal)).await;
        joined.map_err(|e| Error::new(ErrorKind::Journal, "the journal's task ended early").with_source(e))?
    }
}

fn file_name(revision: u64) -> String {
    format!("{revision:08}.json")
}

fn failed(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let what = format!("cannot {verb} {}", path.display());
    move |e| Error::new(ErrorKind::Journal, what).with_source(e)
}

fn make_dir(dir: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(failed("make", dir))
}

fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}
