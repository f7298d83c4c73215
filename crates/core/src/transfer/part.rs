//! What is downloaded so far: beside its place, under another name until it is whole.

use super::file::{has_data, is_zero, name_first, read_exact_at, write_all_at};
use super::lock::open_locked;
use super::pieces::Piece;
use super::unusable;
use crate::error::{Error, ErrorKind, Result};
use std::fs::{File, OpenOptions, rename};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Zeros of this length and at such places become holes.
const BLOCK: usize = 64 * 1024;

/// A file that is filled piece by piece, in any order.
#[derive(Clone, Debug)]
pub(super) struct Part {
    file: Arc<File>,
    path: Arc<PathBuf>,
}

impl Part {
    /// Opens it, for this process alone; `fresh` forgets what was in it.
    pub(super) fn open(path: PathBuf, size: u64, fresh: bool) -> Result<Self> {
        let bad = || unusable("written", &path);
        let file = locked(&path, OpenOptions::new().create(true).truncate(false))?;
        if fresh {
            file.set_len(0).map_err(bad())?;
        }
        file.set_len(size).map_err(bad())?;
        Ok(Self { file: Arc::new(file), path: Arc::new(path) })
    }

    /// Opens what has its name already, and leaves it as it is.
    ///
    /// # Errors
    /// `Conflict` if it is not of this length.
    pub(super) fn named(path: PathBuf, size: u64) -> Result<Self> {
        let file = locked(&path, &mut OpenOptions::new())?;
        let there = file.metadata().map_err(unusable("read", &path))?.len();
        if there != size {
            let text = format!("{} has {there} bytes, and {size} had come", path.display());
            return Err(Error::new(ErrorKind::Conflict, text));
        }
        Ok(Self { file: Arc::new(file), path: Arc::new(path) })
    }

    /// The bytes of a piece; `None` for a hole.
    pub(super) fn read(&self, piece: Piece) -> Result<Option<Vec<u8>>> {
        if !has_data(&self.file, piece.at, piece.length) {
            return Ok(None);
        }
        let mut bytes = vec![0; piece.length as usize];
        read_exact_at(&self.file, &mut bytes, piece.at).map_err(unusable("read", &self.path))?;
        Ok(Some(bytes))
    }

    pub(super) fn write(&self, piece: Piece, bytes: &[u8]) -> Result<()> {
        // An attempt that was killed may have left something where zeros belong now.
        let dirty = has_data(&self.file, piece.at, piece.length);
        for (block, at) in bytes.chunks(BLOCK).zip((piece.at..).step_by(BLOCK)) {
            if dirty || !is_zero(block) {
                write_all_at(&self.file, block, at).map_err(unusable("written", &self.path))?;
            }
        }
        Ok(())
    }

    pub(super) fn sync(&self) -> Result<()> {
        self.file.sync_data().map_err(unusable("written", &self.path))
    }

    /// Gives it its name: it is whole. What has that name already is replaced if it may be.
    pub(super) fn finish(&self, name: &Path, replace: bool) -> Result<()> {
        let bad = || unusable("written", &self.path);
        if **self.path == *name {
            self.sync()?;
            return sync_folder(name);
        }
        if let Ok(replaced) = std::fs::metadata(name) {
            self.file.set_permissions(replaced.permissions()).map_err(bad())?;
        }
        self.file.sync_all().map_err(bad())?;
        if replace {
            rename(&*self.path, name).map_err(unusable("written", name))?;
        } else {
            name_first(&self.path, name).map_err(|e| match e.kind() {
                io::ErrorKind::AlreadyExists => there_already(name),
                _ => unusable("written", name)(e),
            })?;
        }
        sync_folder(name)
    }
}

/// The file is there, and nobody said that it may be replaced.
pub(super) fn there_already(name: &Path) -> Error {
    let text = format!("{} is there already, and is not to be replaced", name.display());
    Error::unsent(ErrorKind::AlreadyExists, text)
}

fn locked(path: &Path, options: &mut OpenOptions) -> Result<File> {
    open_locked(path, options.read(true).write(true), || format!("another process writes {}", path.display()))
}

/// Makes the names in the folder of this file outlive a power failure.
pub(super) fn sync_folder(path: &Path) -> Result<()> {
    #[cfg(unix)] // elsewhere a folder cannot be synced, and need not be
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(unusable("written", folder))?;
    }
    Ok(())
}
