//! A drive into a file or a writer.

use super::mover::{Settings, piece_size, settings};
use super::pieces::Layout;
use super::receiving::Receiving;
use super::summary::Summary;
use crate::capability::Support;
use crate::cloud::Cloud;
use crate::error::{Error, Result};
use crate::id::DriveId;
use std::fmt;
use std::path::Path;
use tokio::io::AsyncWrite;

/// The bytes of a drive that are read. Does nothing until it is told where they go.
#[must_use = "a download does nothing until it is told where the bytes go"]
pub struct Download {
    settings: Settings,
    length: Option<u64>,
    replace: bool,
}

impl Download {
    /// From this drive, all of it.
    pub fn new(cloud: &Cloud, drive: impl Into<DriveId>) -> Self {
        Self { settings: Settings::new(cloud, drive.into()), length: None, replace: false }
    }

    settings!();

    /// Only so many bytes. By default to the end of the drive; needed where the cloud does not tell how large that is.
    pub fn length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// Whether a file that is there is replaced. By default it is not.
    pub fn replace(mut self, replace: bool) -> Self {
        self.replace = replace;
        self
    }

    /// Into a file, with holes for zeros. Until all of it has come it stands beside, as `FILE.part`. A `FILE.part` that
    /// is there already is overwritten, unless a resume file says that it is this download's. What the file
    /// [replaces](Self::replace) stays until then, and gives it its mode. Of a symbolic link, what it points to is
    /// replaced; `FILE.part` stands beside that.
    ///
    /// With a resume file, `FILE.part` stays after an error and is gone on with; without one it is removed. A drive that is
    /// written to meanwhile is not noticed.
    ///
    /// # Errors
    /// `AlreadyExists` if there is such a file, which is not to be replaced, or comes while the bytes do: `FILE.part`
    /// is whole then, and kept if there is a resume file. `InvalidRequest` if the file cannot be opened or is no
    /// regular one, if the drive is not that long, if its size is not told and no [`length`](Self::length) is said, or
    /// if there is nothing to read; `Unsupported` where bytes cannot be read; `StorageFull` or `LocalIo` while the file
    /// or the resume file is written; `Journal` if the resume file does not read; `Conflict` if it is of another
    /// transfer, or `FILE.part` is not what it was; `Busy` if another process writes one of them; `Cancelled`; what a
    /// piece failed with.
    pub async fn to_file(self, path: impl AsRef<Path>) -> Result<Summary> {
        let replace = self.replace;
        let receiving = self.begin().await?;
        receiving.into_file(path.as_ref().to_owned(), replace).await
    }

    /// Into a pipe, in order.
    ///
    /// # Errors
    /// As [`to_file`](Self::to_file); `InvalidRequest` with a resume file, because what was piped cannot be gone on with.
    pub async fn to_writer(self, writer: impl AsyncWrite + Send) -> Result<Summary> {
        if self.settings.resume.is_some() {
            return Err(Error::invalid("what goes into a pipe cannot be resumed"));
        }
        let receiving = self.begin().await?;
        receiving.into_stream(writer).await
    }

    async fn begin(self) -> Result<Receiving> {
        let can = self.settings.capabilities()?;
        if can.read == Support::No {
            return Err(Error::unsupported("this cloud cannot read raw bytes"));
        }
        let mover = self.settings.into_mover();
        let bad = |text: String| Error::invalid(text).with_resource(mover.drive().resource());
        let size = match (self.length, mover.room().await?) {
            (None, None) => {
                return Err(bad("the cloud does not tell how large the drive is: say how much".into()));
            }
            (Some(length), Some(room)) if length > room => {
                return Err(bad(format!("the drive has only {room} bytes there, not {length}")));
            }
            (Some(size), _) | (None, Some(size)) => size,
        };
        if size == 0 {
            return Err(bad("there is nothing to read".into()));
        }
        let layout = Layout { size, piece: piece_size(&can) };
        mover.place(layout.last())?;
        Ok(Receiving::new(mover, layout))
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("drive", &self.settings.drive).finish_non_exhaustive()
    }
}
