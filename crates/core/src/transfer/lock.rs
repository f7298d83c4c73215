//! Files that one process has for itself.

use super::unusable;
use crate::error::{Error, ErrorKind, Result};
use std::fs::{File, OpenOptions, TryLockError, remove_file};
use std::path::{Path, PathBuf};

/// A lock that is held as long as this lives: a file beside the resume file, which is replaced and cannot be locked
/// itself. A death lets go of it, and what is left of the file does no harm.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the lock of a resume file.
    ///
    /// # Errors
    /// `Busy`, at once, if another transfer has it.
    pub(super) fn of(resume: &Path) -> Result<Self> {
        let mut name = resume.to_owned().into_os_string();
        name.push(".lock");
        let path = PathBuf::from(name);
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        let file = open_locked(&path, &options, || {
            format!("another transfer keeps its state in {}", resume.display())
        })?;
        Ok(Self { path, _file: file })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While it is still held: who waits for this very file looks whether it is there afterwards.
        let _ = remove_file(&self.path);
    }
}

/// Opens a file that no other process has. Where files cannot be locked, two at once are the caller's to avoid.
pub(super) fn open_locked(path: &Path, options: &OpenOptions, busy: impl Fn() -> String) -> Result<File> {
    loop {
        let file = options.open(path).map_err(unusable("written", path))?;
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(Error::unsent(ErrorKind::Busy, busy()));
        }
        // Between the two it may have been renamed or removed.
        if stands_at(&file, path).map_err(unusable("written", path))? {
            return Ok(file);
        }
    }
}

#[cfg(unix)]
fn stands_at(file: &File, path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::MetadataExt;

    let this = file.metadata()?;
    match std::fs::metadata(path) {
        Ok(there) => Ok((there.dev(), there.ino()) == (this.dev(), this.ino())),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    }
}

/// An open file is neither renamed nor removed here.
#[cfg(not(unix))]
fn stands_at(_file: &File, _path: &Path) -> std::io::Result<bool> {
    Ok(true)
}

#[cfg(all(test, unix))]
mod tests {
    use super::{Lock, open_locked};
    use crate::error::ErrorKind;
    use std::fs::{OpenOptions, rename};
    use std::thread::{sleep, spawn};
    use std::time::Duration;

    #[test]
    fn one_at_a_time_and_nothing_stays() {
        let folder = tempfile::tempdir().unwrap();
        let resume = folder.path().join("kept");
        let lock = Lock::of(&resume).unwrap();
        assert_eq!(Lock::of(&resume).unwrap_err().kind(), ErrorKind::Busy);
        drop(lock);
        drop(Lock::of(&resume).unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    /// Many take turns: never do two have it, though each removes what the others may just have opened.
    #[test]
    fn never_two_though_it_is_removed_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let resume = folder.path().join("kept");
        let inside = folder.path().join("inside");
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (resume, inside) = (resume.clone(), inside.clone());
                spawn(move || {
                    let mut had = 0;
                    while had < 100 {
                        let Ok(_lock) = Lock::of(&resume) else { continue };
                        OpenOptions::new().create_new(true).write(true).open(&inside).unwrap();
                        sleep(Duration::from_micros(50));
                        std::fs::remove_file(&inside).unwrap();
                        had += 1;
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    }

    #[test]
    fn what_was_renamed_meanwhile_is_not_taken_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let (part, whole) = (folder.path().join("part"), folder.path().join("whole"));
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        let first = open_locked(&part, &options, String::new).unwrap();
        rename(&part, &whole).unwrap();
        let second = open_locked(&part, &options, String::new).unwrap();
        assert_eq!(open_locked(&whole, &options, String::new).unwrap_err().kind(), ErrorKind::Busy);
        drop((first, second));
    }
}
