//! Images from here to a drive and back: in pieces, several at once, resumable.
//!
//! A drive's bytes travel in pieces of what the cloud's capabilities allow, at most 4 MiB. Several are in flight, in
//! any order, and no more than these are in memory, whatever the size of the image (beside 32 bytes for each piece).
//!
//! - **Sending again.** Writing the same bytes at the same place twice is the same as once, so a piece whose reply is
//!   lost is sent again; so is one that met a busy drive, a throttled or failing service or half a reply, until the
//!   [patience](Upload::patience) is over. The error then names the piece.
//! - **Going on.** With a [resume file](Upload::resume_file), what has travelled is written down, atomically. After
//!   an error, a Ctrl-C, a crash or a power failure the same call goes on where it was, and only what is missing travels.
//!   The file is bound to account, drive, place, size, size of pieces and a digest of the image: an image that has
//!   changed since is refused before anything is sent. Pipes cannot be read again, so they have none. Beside it stands
//!   `….lock` as long as a transfer runs: another with the same resume file is `Busy` at once.
//! - **The image** is not to be written to while it is read. Its length and its time of change are looked at after it was
//!   hashed and at the end, and a difference is a `Conflict`; who changes bytes and sets the time back is not noticed.
//! - **The drive** is not to be written to, either. A resumed upload reads back one piece of each stretch that was sent
//!   before, if the cloud can read; a change elsewhere, or since, only [`verify`](Upload::verify) finds.
//! - **Holes.** Reading a hole of a sparse file costs nothing where the system can tell (`SEEK_DATA`); a download leaves
//!   holes where a drive is all zeros.
//! - **Files of this machine** that another name or right would mend (not there, not allowed, a folder) are
//!   `InvalidRequest`; a full disk is `StorageFull`; all else that fails here is `LocalIo`.
//!
//! ```no_run
//! # async fn f(cloud: anycloud_core::Cloud, id: anycloud_core::DriveId) -> anycloud_core::Result<()> {
//! use anycloud_core::transfer::{Download, Upload};
//!
//! let sent = Upload::new(&cloud, id.clone()).resume_file("disk.img.anycloud").verify(true).from_file("disk.img").await?;
//! let read = Download::new(&cloud, id).length(sent.bytes).to_file("copy.img").await?;
//! assert_eq!(sent.digest, read.digest);
//! # Ok(()) }
//! ```

mod buffers;
mod digest;
mod download;
mod event;
mod file;
mod lock;
mod making;
mod mover;
mod pack;
mod packing;
mod part;
mod pieces;
mod pool;
mod receiving;
mod resume;
mod sending;
mod summary;
mod upload;

pub use download::Download;
pub use event::{Event, Phase};
pub use making::ResumeFile;
pub(crate) use pack::{Packed, packed};
pub use resume::Unfinished;
pub use summary::Summary;
pub use upload::Upload;

use crate::error::{Error, ErrorKind, Result};
use std::path::Path;
use std::{fmt, io};

/// Runs what blocks off the threads that serve other futures.
async fn blocking<T: Send + 'static>(f: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let joined = tokio::task::spawn_blocking(f).await;
    joined.map_err(|e| Error::new(ErrorKind::Journal, "a task on a file ended early").with_source(e))?
}

/// A local file that cannot be used.
fn unusable(verb: &str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let what = format!("{} cannot be {verb}", path.display());
    move |e| failed(&what, e)
}

fn failed(what: &impl fmt::Display, why: io::Error) -> Error {
    let kind = match why.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorKind::StorageFull,
        // Another name, or another right, helps.
        io::ErrorKind::AlreadyExists
        | io::ErrorKind::InvalidFilename
        | io::ErrorKind::InvalidInput
        | io::ErrorKind::IsADirectory
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::NotFound
        | io::ErrorKind::PermissionDenied
        | io::ErrorKind::ReadOnlyFilesystem => ErrorKind::InvalidRequest,
        _ => ErrorKind::LocalIo,
    };
    Error::unsent(kind, format!("{what}: {why}")).with_source(why)
}
