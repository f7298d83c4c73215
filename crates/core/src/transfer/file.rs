//! A local image, and where it has holes.

use super::buffers::Buffers;
use super::pieces::Piece;
use super::{failed, unusable};
use crate::error::{Error, ErrorKind, Result};
use bytes::Bytes;
use std::fs::{File, OpenOptions, rename};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// A regular file, read at any place by several at once.
#[derive(Clone, Debug)]
pub(super) struct Image {
    file: Arc<File>,
    path: Arc<PathBuf>,
    pub(super) size: u64,
    /// When it was written last, where the system tells.
    written: Option<SystemTime>,
}

impl Image {
    pub(super) fn open(path: &Path) -> Result<Self> {
        // A pipe would wait here until somebody writes to it.
        let told = std::fs::metadata(path).map_err(unusable("read", path))?;
        if !told.is_file() {
            return Err(Error::invalid(format!(
                "{} is no regular file: it is read as a pipe",
                path.display()
            )));
        }
        let file = OpenOptions::new().read(true).open(path).map_err(unusable("read", path))?;
        let now = file.metadata().map_err(unusable("read", path))?;
        let (size, written) = (now.len(), now.modified().ok());
        Ok(Self { file: Arc::new(file), path: Arc::new(path.to_owned()), size, written })
    }

    /// The bytes of a piece; `None` if there is only a hole.
    pub(super) fn read(&self, piece: Piece, buffers: &Buffers) -> Result<Option<Bytes>> {
        if !has_data(&self.file, piece.at, piece.length) {
            // Behind its end a file reads like a hole.
            let size = self.file.metadata().map_err(unusable("read", &self.path))?.len();
            return if size < piece.at + piece.length {
                Err(self.moved("it became shorter"))
            } else {
                Ok(None)
            };
        }
        let mut bytes = buffers.take(piece.length as usize);
        bytes.resize(piece.length as usize, 0);
        read_exact_at(&self.file, &mut bytes, piece.at).map_err(|e| match e.kind() {
            io::ErrorKind::UnexpectedEof => self.moved("it became shorter"),
            _ => failed(&format_args!("{} cannot be read", self.path.display()), e),
        })?;
        Ok(Some(buffers.lend(bytes)))
    }

    /// Whether nothing has been written to it since it was opened, as far as its length and its time tell.
    pub(super) fn is_unchanged(&self) -> Result<()> {
        let now = self.file.metadata().map_err(unusable("read", &self.path))?;
        let how = match now.len() {
            size if size < self.size => "it became shorter",
            size if size > self.size => "it became longer",
            _ if now.modified().ok() != self.written => "it was written to",
            _ => return Ok(()),
        };
        Err(self.moved(how))
    }

    /// It changes under our hands.
    pub(super) fn moved(&self, how: &str) -> Error {
        self.changed(&format!("{how}; send it again when nothing writes to it"))
    }

    pub(super) fn changed(&self, how: &str) -> Error {
        let text = format!("{} has changed since the upload began: {how}", self.path.display());
        Error::unsent(ErrorKind::Conflict, text)
    }
}

/// Whether there may be anything but a hole.
#[cfg(any(target_os = "android", target_os = "freebsd", target_os = "linux", target_vendor = "apple"))]
pub(super) fn has_data(file: &File, at: u64, length: u64) -> bool {
    use rustix::fs::{SeekFrom, seek};

    // Moving the cursor is harmless: everything here reads and writes at given places.
    match seek(file, SeekFrom::Data(at)) {
        Ok(data) => data < at + length,
        Err(rustix::io::Errno::NXIO) => false,
        // A file system that cannot tell.
        Err(_) => true,
    }
}

#[cfg(not(any(target_os = "android", target_os = "freebsd", target_os = "linux", target_vendor = "apple")))]
pub(super) fn has_data(_file: &File, _at: u64, _length: u64) -> bool {
    true
}

/// Gives a file a name that nothing has.
///
/// # Errors
/// `AlreadyExists`.
#[cfg(any(target_os = "android", target_os = "linux", target_vendor = "apple"))]
pub(super) fn name_first(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // A file system that cannot.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => look_and_name(from, to),
        named => Ok(named?),
    }
}

#[cfg(not(any(target_os = "android", target_os = "linux", target_vendor = "apple")))]
pub(super) fn name_first(from: &Path, to: &Path) -> io::Result<()> {
    look_and_name(from, to)
}

/// Whether something has this name, be it a link to nothing.
pub(super) fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// What comes between the two is replaced.
fn look_and_name(from: &Path, to: &Path) -> io::Result<()> {
    if is_taken(to) { Err(io::ErrorKind::AlreadyExists.into()) } else { rename(from, to) }
}

#[cfg(unix)]
pub(super) fn read_exact_at(file: &File, to: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, to, at)
}

#[cfg(unix)]
pub(super) fn write_all_at(file: &File, from: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, from, at)
}

#[cfg(windows)]
pub(super) fn read_exact_at(file: &File, mut to: &mut [u8], mut at: u64) -> io::Result<()> {
    while !to.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, to, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => (to, at) = (&mut to[read..], at + read as u64),
        }
    }
    Ok(())
}

#[cfg(windows)]
pub(super) fn write_all_at(file: &File, mut from: &[u8], mut at: u64) -> io::Result<()> {
    while !from.is_empty() {
        match std::os::windows::fs::FileExt::seek_write(file, from, at)? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            written => (from, at) = (&from[written..], at + written as u64),
        }
    }
    Ok(())
}

/// Whether these are all zeros.
pub(super) fn is_zero(bytes: &[u8]) -> bool {
    static ZEROS: [u8; 4096] = [0; 4096];
    bytes.chunks(ZEROS.len()).all(|chunk| chunk == &ZEROS[..chunk.len()])
}
