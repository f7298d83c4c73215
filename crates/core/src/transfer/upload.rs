//! A file or a reader onto a drive.

use super::blocking;
use super::file::Image;
use super::mover::{Settings, piece_size, settings};
use super::packing::Packing;
use super::pieces::Layout;
use super::resume::{Direction, Resume, Saved};
use super::sending::{Sending, empty, full};
use super::summary::Summary;
use crate::capability::{DriveCapabilities, Support};
use crate::cloud::Cloud;
use crate::error::{Error, Result};
use crate::id::DriveId;
use std::fmt;
use std::path::Path;
use tokio::io::AsyncRead;

/// An image that is written to a drive. Does nothing until it is told where the image comes from.
#[must_use = "an upload does nothing until it is told where the image comes from"]
pub struct Upload {
    settings: Settings,
    gzip: bool,
    skip_zeros: bool,
    verify: bool,
}

impl Upload {
    /// To this drive, from its beginning.
    pub fn new(cloud: &Cloud, drive: impl Into<DriveId>) -> Self {
        Self { settings: Settings::new(cloud, drive.into()), gzip: true, skip_zeros: false, verify: false }
    }

    settings!();

    /// Whether pieces are gzipped for the way, where that makes them smaller and the cloud takes it. On by default.
    pub fn gzip(mut self, gzip: bool) -> Self {
        self.gzip = gzip;
        self
    }

    /// Whether pieces of zeros stay here. Off by default: it assumes that the drive reads as zeros where nothing was
    /// written, as a fresh one does. [`verify`](Self::verify) finds out.
    pub fn skip_zeros(mut self, skip: bool) -> Self {
        self.skip_zeros = skip;
        self
    }

    /// Whether all of it is read back afterwards and compared by digest. Off by default.
    pub fn verify(mut self, verify: bool) -> Self {
        self.verify = verify;
        self
    }

    /// Sends a regular file.
    ///
    /// With a resume file, the image is hashed first: holes cost nothing, the rest is read once more.
    ///
    /// # Errors
    /// Before anything is written: `InvalidRequest` if the file cannot be opened or is empty; `StorageFull` if it is
    /// larger than the drive; `Conflict` if the resume file is of another transfer, or the image or the drive has
    /// changed since; `Forbidden` on a read-only handle; `Busy` if another transfer has the resume file; `Journal` if
    /// that does not read; `Unsupported` where bytes cannot be written or, for [`verify`](Self::verify), not be read.
    /// Afterwards: what a piece failed with; `LocalIo`, or `StorageFull` if the resume file finds no room; `Conflict`
    /// if the image changes meanwhile or does not read back; `Cancelled`. What was sent stays on the drive.
    pub async fn from_file(self, path: impl AsRef<Path>) -> Result<Summary> {
        let can = self.check()?;
        let path = path.as_ref().to_owned();
        let image = blocking(move || Image::open(&path)).await?;
        let layout = Layout { size: image.size, piece: piece_size(&can) };
        let mut sending = self.begin(&can, layout);
        if image.size == 0 {
            return Err(empty());
        }
        sending.mover.place(layout.last())?;
        if let Some(room) = sending.mover.room().await?.filter(|room| *room < image.size) {
            let text = format!("the image has {} bytes, and the drive only {room} for them", image.size);
            return Err(full(text, sending.mover.drive()));
        }
        if let Some(path) = sending.mover.resume() {
            let lock = sending.mover.lock(path.clone()).await?;
            let realm = sending.mover.cloud().info().realm.clone();
            let (drive, offset) = (sending.mover.drive().clone(), sending.mover.offset());
            let saved = Saved::new(Direction::Upload, realm, drive, offset, layout);
            let saved = saved.clone().of_the_same(path.clone()).await?.unwrap_or(saved);
            sending.resume = Some(Resume::start(path, lock, saved, None).await?);
        }
        let outcome = sending.send_file(&image).await;
        sending.end(outcome, Some(&image)).await
    }

    /// Sends what comes, to its end.
    ///
    /// # Errors
    /// As [`from_file`](Self::from_file); `InvalidRequest` with a resume file, because what has passed cannot be read
    /// again; `StorageFull` when the drive is full, which is noticed when more comes.
    pub async fn from_reader(self, reader: impl AsyncRead + Send) -> Result<Summary> {
        let can = self.check()?;
        if self.settings.resume.is_some() {
            return Err(Error::invalid("what comes through a pipe cannot be resumed"));
        }
        let mut sending = self.begin(&can, Layout { size: 0, piece: piece_size(&can) });
        let outcome = sending.send_stream(reader).await;
        sending.end(outcome, None).await
    }

    fn check(&self) -> Result<DriveCapabilities> {
        self.settings.cloud.gate()?;
        let can = self.settings.capabilities()?;
        if can.write == Support::No {
            return Err(Error::unsupported("this cloud cannot write raw bytes"));
        }
        if self.verify && can.read == Support::No {
            return Err(Error::unsupported("this cloud cannot read raw bytes back"));
        }
        Ok(can)
    }

    fn begin(self, can: &DriveCapabilities, layout: Layout) -> Sending {
        let packing = Packing::new(layout.piece, self.gzip && can.write_gzip == Support::Yes);
        let reads = can.read == Support::Yes;
        Sending::new(self.settings.into_mover(), packing, layout, self.skip_zeros, self.verify, reads)
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("drive", &self.settings.drive).finish_non_exhaustive()
    }
}
