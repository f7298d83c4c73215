//! An upload in progress.

use super::buffers::Buffers;
use super::digest::{Digest, Digests};
use super::event::Phase;
use super::file::Image;
use super::mover::{First, Mover, first};
use super::packing::{Content, Packing};
use super::pieces::{Done, Layout, Piece};
use super::pool::Pool;
use super::resume::{Resume, conflict};
use super::summary::Summary;
use super::{blocking, failed};
use crate::error::{Error, ErrorKind, Result};
use crate::id::DriveId;
use std::io;
use std::mem::take;
use std::pin::{Pin, pin};
use tokio::io::{AsyncRead, AsyncReadExt};

pub(super) struct Sending {
    pub(super) mover: Mover,
    packing: Packing,
    /// What comes through a pipe makes it longer.
    layout: Layout,
    total: Option<u64>,
    skip_zeros: bool,
    verify: bool,
    /// Whether the cloud can read back what was sent.
    reads: bool,
    pub(super) resume: Option<Resume>,
    digests: Digests,
    /// Bytes of the image that are on the drive.
    done: u64,
    resumed: u64,
    skipped: u64,
    sent_bytes: u64,
}

/// What became of a piece.
struct Sent {
    piece: Piece,
    digest: Digest,
    /// Bytes that travelled; `None` if it was skipped.
    bytes: Option<u64>,
}

impl Sending {
    pub(super) fn new(
        mover: Mover,
        packing: Packing,
        layout: Layout,
        skip_zeros: bool,
        verify: bool,
        reads: bool,
    ) -> Self {
        let (resume, digests, total) = (None, Digests::default(), None);
        let (done, resumed, skipped, sent_bytes) = (0, 0, 0, 0);
        Self {
            mover,
            packing,
            layout,
            total,
            skip_zeros,
            verify,
            reads,
            resume,
            digests,
            done,
            resumed,
            skipped,
            sent_bytes,
        }
    }

    pub(super) async fn send_file(&mut self, image: &Image) -> Result<()> {
        self.total = Some(self.layout.size);
        self.hash(image).await?;
        let done = self.resume.as_ref().map(|resume| resume.saved().done).unwrap_or_default();
        self.resumed = done.count();
        self.done =
            self.layout.all().filter(|piece| done.contains(piece.index)).map(|piece| piece.length).sum();
        if self.reads && !self.verify {
            self.look(&done).await?;
        }
        self.progress();
        let mut pool = Pool::new(self.mover.jobs(), self.mover.cancel());
        let mut missing = self.layout.all().filter(|piece| !done.contains(piece.index));
        let mut next = missing.next();
        loop {
            if let Some(piece) = next.filter(|_| pool.has_room()) {
                let (image, packing, expected) =
                    (image.clone(), self.packing.clone(), self.digests.of(piece));
                let (mover, skip_zeros) = (self.mover.clone(), self.skip_zeros);
                pool.spawn(async move {
                    let pack = move || {
                        let content = packing.content(piece, image.read(piece, &packing.buffers)?)?;
                        match expected {
                            Some(digest) if digest != content.digest => {
                                Err(image.moved(&format!("other bytes stand at {}", piece.at)))
                            }
                            _ => Ok(content),
                        }
                    };
                    send(&mover, piece, blocking(pack).await?, skip_zeros).await
                });
                next = missing.next();
                continue;
            }
            match pool.next().await {
                Some(sent) => self.note(sent, &mut pool),
                None => return pool.end(next.is_none()),
            }
        }
    }

    pub(super) async fn send_stream(&mut self, reader: impl AsyncRead + Send) -> Result<()> {
        let room = self.mover.room().await?;
        let mut reader = pin!(reader);
        let mut pool = Pool::new(self.mover.jobs(), self.mover.cancel());
        let mut buffer = Vec::new();
        let mut over = false;
        loop {
            if over || !pool.has_room() {
                match pool.next().await {
                    Some(sent) => self.note(sent, &mut pool),
                    None => break,
                }
                continue;
            }
            let fill = fill(&mut buffer, reader.as_mut(), self.layout.piece, &self.packing.buffers);
            let (cancel, moved) = (self.mover.cancel(), pool.next_of_some());
            match first(fill, first(moved, cancel.cancelled())).await {
                First::One(Ok(())) => {
                    over = (buffer.len() as u64) < self.layout.piece;
                    self.send_next(take(&mut buffer), room, &mut pool);
                }
                First::One(Err(e)) => pool.fail(failed(&"the image cannot be read", e)),
                First::Other(First::One(Some(sent))) => self.note(sent, &mut pool),
                First::Other(First::One(None) | First::Other(())) => {}
            }
        }
        pool.end(over)?;
        if self.layout.size == 0 { Err(empty()) } else { Ok(()) }
    }

    /// What comes next of a stream, if there is anything, and room for it on the drive.
    fn send_next(&mut self, bytes: Vec<u8>, room: Option<u64>, pool: &mut Pool<Sent>) {
        let (at, length) = (self.layout.size, bytes.len() as u64);
        if length == 0 {
            return;
        }
        self.layout.size += length;
        if let Some(room) = room.filter(|room| *room < self.layout.size) {
            let place = self.mover.offset() + room;
            let text = format!("the drive ends at byte {place}, and the image goes on");
            return pool.fail(full(text, self.mover.drive()));
        }
        let piece = Piece { index: at / self.layout.piece, at, length };
        let bytes = self.packing.buffers.lend(bytes);
        let (mover, packing, skip_zeros) = (self.mover.clone(), self.packing.clone(), self.skip_zeros);
        pool.spawn(async move {
            let content = blocking(move || packing.content(piece, Some(bytes))).await?;
            send(&mover, piece, content, skip_zeros).await
        });
    }

    /// What the image is, so that it is known again: only where an upload can be resumed.
    async fn hash(&mut self, image: &Image) -> Result<()> {
        let Some(resume) = &self.resume else { return Ok(()) };
        let mut pool = Pool::new(self.mover.jobs(), self.mover.cancel());
        let mut pieces = self.layout.all();
        let (mut next, mut hashed) = (pieces.next(), 0);
        loop {
            if let Some(piece) = next.filter(|_| pool.has_room()) {
                let (image, packing) = (image.clone(), self.packing.clone());
                pool.spawn(blocking(move || {
                    Ok((piece, packing.digest(piece, image.read(piece, &packing.buffers)?.as_ref())?))
                }));
                next = pieces.next();
                continue;
            }
            let Some((piece, digest)) = pool.next().await else { break };
            self.digests.set(piece, digest);
            hashed += piece.length;
            self.mover.progress(Phase::Hashing, hashed, Some(self.layout.size));
        }
        pool.end(next.is_none())?;
        image.is_unchanged()?;
        let digest = self.digests.together();
        if resume.saved().digest.is_some_and(|before| before != digest) {
            return Err(conflict(image.changed("its digest differs").message().to_owned(), resume.path()));
        }
        resume.update(|saved| saved.digest = Some(digest));
        Ok(())
    }

    /// Whether the drive still holds what was sent before: a piece of each stretch is read back, one that is not zeros if
    /// there is one, because a drive that was made anew reads as zeros.
    async fn look(&self, done: &Done) -> Result<()> {
        let Some(resume) = &self.resume else { return Ok(()) };
        let telling = |index: &u64| {
            let piece = self.layout.nth(*index);
            self.packing.digest(piece, None).ok() != self.digests.of(piece)
        };
        let mut samples = done.stretches().map(|(from, to)| {
            let index = (from..to).find(telling).unwrap_or(from);
            self.layout.nth(index)
        });
        let mut pool = Pool::new(self.mover.jobs(), self.mover.cancel());
        let mut next = samples.next();
        loop {
            if let Some(piece) = next.filter(|_| pool.has_room()) {
                pool.spawn(read_back(self.mover.clone(), piece));
                next = samples.next();
                continue;
            }
            let Some((piece, digest)) = pool.next().await else { break };
            if self.digests.of(piece) != Some(digest) {
                let text =
                    format!("the drive holds other bytes at {} than were sent", self.mover.place(piece)?);
                let text = format!("{text}: to verify sends again what differs");
                let e = conflict(text, resume.path());
                pool.fail(e.with_resource(self.mover.drive().resource()));
            }
        }
        pool.end(next.is_none())
    }

    fn note(&mut self, sent: Sent, pool: &mut Pool<Sent>) {
        let Sent { piece, digest, bytes } = sent;
        self.digests.set(piece, digest);
        self.done += piece.length;
        match bytes {
            None => self.skipped += 1,
            Some(bytes) => {
                self.sent_bytes += bytes;
                if let Some(resume) = &self.resume {
                    resume.update(|saved| saved.done.insert(piece.index));
                    if !resume.is_kept() {
                        pool.fail(Error::new(ErrorKind::Journal, "the resume file cannot be written"));
                    }
                }
            }
        }
        self.progress();
    }

    fn progress(&self) {
        self.mover.progress(Phase::Moving, self.done, self.total);
    }

    /// Reads it back if that is wanted, and tells how it ended.
    pub(super) async fn end(mut self, outcome: Result<()>, image: Option<&Image>) -> Result<Summary> {
        let unchanged = || image.map_or(Ok(()), Image::is_unchanged);
        let outcome = match outcome.and_then(|()| unchanged()) {
            Ok(()) if self.verify => self.compare().await.and_then(|()| unchanged()),
            outcome => outcome,
        };
        let Self { mover, layout, resume, digests, resumed, skipped, sent_bytes, verify, .. } = self;
        if let Some(resume) = resume {
            match &outcome {
                Ok(()) => resume.remove().await?,
                // The first reason counts, but not "cannot be written", of which this knows more.
                Err(e) if e.kind() == ErrorKind::Journal => resume.stop().await?,
                Err(_) => drop(resume.stop().await),
            }
        }
        outcome?;
        Ok(Summary {
            drive: mover.drive().clone(),
            offset: mover.offset(),
            bytes: layout.size,
            piece_bytes: layout.piece,
            pieces: layout.pieces(),
            resumed,
            skipped,
            retried: mover.retried(),
            sent_bytes,
            received_bytes: 0,
            verified: verify,
            digest: digests.together().to_string(),
        })
    }

    /// Reads everything back. What differs is sent again when the upload is resumed.
    async fn compare(&mut self) -> Result<()> {
        let mut pool = Pool::new(self.mover.jobs(), self.mover.cancel());
        let mut pieces = self.layout.all();
        let (mut next, mut compared, mut bad) = (pieces.next(), 0, Vec::new());
        loop {
            if let Some(piece) = next.filter(|_| pool.has_room()) {
                pool.spawn(read_back(self.mover.clone(), piece));
                next = pieces.next();
                continue;
            }
            let Some((piece, digest)) = pool.next().await else { break };
            if self.digests.of(piece) != Some(digest) {
                bad.push(piece);
            }
            compared += piece.length;
            self.mover.progress(Phase::Verifying, compared, Some(self.layout.size));
        }
        if let Some(resume) = &self.resume {
            resume.update(|saved| bad.iter().for_each(|piece| saved.done.remove(piece.index)));
        }
        pool.end(next.is_none())?;
        let Some(worst) = bad.iter().min_by_key(|piece| piece.at) else { return Ok(()) };
        let place = self.mover.place(*worst)?;
        let mut text = format!(
            "{} of {} pieces do not read back, the first at {place}",
            bad.len(),
            self.layout.pieces()
        );
        if self.skip_zeros && self.packing.digest(*worst, None).ok() == self.digests.of(*worst) {
            text.push_str(": the drive did not read as zeros, so they must not be skipped");
        }
        Err(Error::new(ErrorKind::Conflict, text).with_resource(self.mover.drive().resource()))
    }
}

/// Reads a whole piece, or what is left. Dropped, it goes on where it was: what was read is in the buffer.
async fn fill(
    buffer: &mut Vec<u8>,
    mut reader: Pin<&mut impl AsyncRead>,
    piece: u64,
    buffers: &Buffers,
) -> io::Result<()> {
    if buffer.capacity() == 0 {
        *buffer = buffers.take(piece as usize);
        buffer.clear();
    }
    let mut rest = AsyncReadExt::take(&mut reader, piece - buffer.len() as u64);
    while rest.read_buf(buffer).await? > 0 {}
    Ok(())
}

async fn read_back(mover: Mover, piece: Piece) -> Result<(Piece, Digest)> {
    let bytes = mover.read(piece).await?;
    blocking(move || Ok((piece, Digest::of(&bytes)))).await
}

async fn send(mover: &Mover, piece: Piece, content: Content, skip_zeros: bool) -> Result<Sent> {
    let Content { digest, packed, zero } = content;
    if zero && skip_zeros {
        return Ok(Sent { piece, digest, bytes: None });
    }
    mover.write(piece, &packed).await?;
    Ok(Sent { piece, digest, bytes: Some(packed.body.len() as u64) })
}

/// The drive is too small, and what does not fit has not been sent.
pub(super) fn full(text: String, drive: &DriveId) -> Error {
    Error::unsent(ErrorKind::StorageFull, text).with_resource(drive.resource())
}

pub(super) fn empty() -> Error {
    Error::invalid("the image is empty")
}
