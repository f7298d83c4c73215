//! A download in progress.

use super::digest::{Digest, Digests};
use super::event::Phase;
use super::file::is_taken;
use super::mover::{First, Mover, first};
use super::part::{Part, there_already};
use super::pieces::{Done, Layout, Piece};
use super::pool::Pool;
use super::resume::{Direction, Resume, Saved, conflict, remove};
use super::summary::Summary;
use super::{blocking, failed};
use crate::error::{Error, ErrorKind, Result};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::pin::pin;
use tokio::io::{AsyncWrite, AsyncWriteExt};

pub(super) struct Receiving {
    mover: Mover,
    layout: Layout,
    digests: Digests,
    /// Bytes of the image that are here.
    done: u64,
    resumed: u64,
    received: u64,
}

impl Receiving {
    pub(super) fn new(mover: Mover, layout: Layout) -> Self {
        Self { mover, layout, digests: Digests::default(), done: 0, resumed: 0, received: 0 }
    }

    pub(super) async fn into_file(mut self, path: PathBuf, replace: bool) -> Result<Summary> {
        // A link stays one: what it points to is replaced.
        let path = match std::fs::symlink_metadata(&path) {
            Ok(there) if there.is_symlink() => std::fs::canonicalize(&path).unwrap_or(path),
            _ => path,
        };
        match std::fs::metadata(&path) {
            Ok(there) if !there.is_file() => {
                return Err(Error::invalid(format!(
                    "{} is no regular file: write to it as to a pipe",
                    path.display()
                )));
            }
            _ => {}
        }
        let mut name = path.clone().into_os_string();
        name.push(".part");
        let beside = PathBuf::from(name);
        let Some(kept) = self.mover.resume() else {
            may_be_made(&path, replace)?;
            let (at, size) = (beside.clone(), self.layout.size);
            let part = blocking(move || Part::open(at, size, true)).await?;
            let outcome = match self.fill(&part, None, Done::default()).await {
                Ok(()) => blocking(move || part.finish(&path, replace)).await,
                failed => failed,
            };
            if outcome.is_err() {
                let _ = std::fs::remove_file(beside);
            }
            outcome?;
            return Ok(self.summary());
        };
        let realm = self.mover.cloud().info().realm.clone();
        let (drive, offset) = (self.mover.drive().clone(), self.mover.offset());
        let saved = Saved::new(Direction::Download, realm, drive, offset, self.layout);
        let lock = self.mover.lock(kept.clone()).await?;
        let before = saved.clone().of_the_same(kept.clone()).await?;
        let part = self.part(beside, &path, before.as_ref(), &kept, replace).await?;
        let saved = before.unwrap_or(saved);
        self.look(&part, &saved, &kept).await?;
        let done = saved.done.clone();
        let resume = Resume::start(kept.clone(), lock.clone(), saved, Some(part.clone())).await?;
        match self.fill(&part, Some(&resume), done).await {
            Ok(()) => {
                // First the newest state: a death just after the file was named is then known as one at the end.
                resume.stop().await?;
                blocking(move || part.finish(&path, replace)).await?;
                remove(kept).await?;
                Ok(self.summary())
            }
            Err(e) if e.kind() == ErrorKind::Journal => resume.stop().await.and(Err(e)),
            Err(e) => {
                drop(resume.stop().await);
                Err(e)
            }
        }
    }

    /// Where the pieces are: beside; but in the file itself if all had come, and the process ended just after it was
    /// named.
    async fn part(
        &self,
        beside: PathBuf,
        path: &Path,
        before: Option<&Saved>,
        kept: &Path,
        replace: bool,
    ) -> Result<Part> {
        let (size, fresh) = (self.layout.size, before.is_none());
        let whole = before.is_some_and(|saved| saved.done.count() == self.layout.pieces());
        if whole && !beside.exists() && path.exists() {
            let path = path.to_owned();
            let named = blocking(move || Part::named(path, size)).await;
            return named.map_err(|e| match e.kind() {
                ErrorKind::Conflict => conflict(e.message().to_owned(), kept),
                _ => e,
            });
        }
        may_be_made(path, replace)?;
        blocking(move || Part::open(beside, size, fresh)).await
    }

    pub(super) async fn into_stream(mut self, writer: impl AsyncWrite + Send) -> Result<Summary> {
        let mut writer = pin!(writer);
        let cancel = self.mover.cancel();
        let mut pool = Pool::new(self.mover.jobs(), cancel.clone());
        let mut early: BTreeMap<u64, Bytes> = BTreeMap::new();
        let (mut asked, mut written) = (0, 0);
        let pieces = self.layout.pieces();
        let ahead = self.mover.jobs() as u64;
        loop {
            // What came early waits in memory: no more of it than there are jobs.
            if asked < pieces.min(written + ahead) && pool.has_room() {
                pool.spawn(receive(self.mover.clone(), self.layout.nth(asked), None));
                asked += 1;
                continue;
            }
            let Some(received) = pool.next().await else { break };
            let Received { piece, digest, bytes } = received;
            self.digests.set(piece, digest);
            early.insert(piece.index, bytes);
            while let Some(bytes) = early.remove(&written) {
                match first(writer.write_all(&bytes), cancel.cancelled()).await {
                    First::One(Ok(())) => {}
                    First::One(Err(e)) => {
                        pool.fail(failed(&"the bytes cannot be written", e));
                        break;
                    }
                    // Nobody may take them any more.
                    First::Other(()) => break,
                }
                written += 1;
                self.note(bytes.len() as u64);
            }
        }
        pool.end(written == pieces)?;
        writer.flush().await.map_err(|e| failed(&"the bytes cannot be written", e))?;
        Ok(self.summary())
    }

    /// Whether what came before is still what it was.
    async fn look(&mut self, part: &Part, saved: &Saved, kept: &Path) -> Result<()> {
        let done = &saved.done;
        let mut pool = Pool::new(self.mover.jobs(), self.mover.cancel());
        let mut pieces = self.layout.all().filter(|piece| done.contains(piece.index));
        let (mut next, mut all) = (pieces.next(), Digest::default());
        loop {
            if let Some(piece) = next.filter(|_| pool.has_room()) {
                let part = part.clone();
                pool.spawn(blocking(move || {
                    let bytes = part.read(piece)?;
                    Ok((piece, Digest::of(&bytes.unwrap_or_else(|| vec![0; piece.length as usize]))))
                }));
                next = pieces.next();
                continue;
            }
            let Some((piece, digest)) = pool.next().await else { break };
            self.digests.set(piece, digest);
            all = all.joined(piece, digest);
            self.done += piece.length;
            self.mover.progress(Phase::Hashing, self.done, Some(self.layout.size));
        }
        pool.end(next.is_none())?;
        self.resumed = done.count();
        if saved.digest.is_some_and(|before| before != all) {
            return Err(conflict("what has come so far has been changed".into(), kept));
        }
        Ok(())
    }

    async fn fill(&mut self, part: &Part, resume: Option<&Resume>, done: Done) -> Result<()> {
        self.note(0);
        let mut pool = Pool::new(self.mover.jobs(), self.mover.cancel());
        let mut missing = self.layout.all().filter(|piece| !done.contains(piece.index));
        let mut next = missing.next();
        loop {
            if let Some(piece) = next.filter(|_| pool.has_room()) {
                pool.spawn(receive(self.mover.clone(), piece, Some(part.clone())));
                next = missing.next();
                continue;
            }
            let Some(Received { piece, digest, .. }) = pool.next().await else { break };
            self.digests.set(piece, digest);
            if let Some(resume) = resume {
                resume.update(|saved| {
                    saved.done.insert(piece.index);
                    saved.digest = Some(saved.digest.unwrap_or_default().joined(piece, digest));
                });
                if !resume.is_kept() {
                    pool.fail(Error::new(ErrorKind::Journal, "the resume file cannot be written"));
                }
            }
            self.note(piece.length);
        }
        pool.end(next.is_none())
    }

    fn note(&mut self, bytes: u64) {
        self.done += bytes;
        self.received += bytes;
        self.mover.progress(Phase::Moving, self.done, Some(self.layout.size));
    }

    fn summary(self) -> Summary {
        let Self { mover, layout, digests, resumed, received, .. } = self;
        Summary {
            drive: mover.drive().clone(),
            offset: mover.offset(),
            bytes: layout.size,
            piece_bytes: layout.piece,
            pieces: layout.pieces(),
            resumed,
            skipped: 0,
            retried: mover.retried(),
            sent_bytes: 0,
            received_bytes: received,
            verified: false,
            digest: digests.together().to_string(),
        }
    }
}

/// Refuses a file that is there, before anything is asked for, unless it is to be replaced.
fn may_be_made(path: &Path, replace: bool) -> Result<()> {
    if !replace && is_taken(path) { Err(there_already(path)) } else { Ok(()) }
}

/// A piece that has come; its bytes, unless they are in the file.
struct Received {
    piece: Piece,
    digest: Digest,
    bytes: Bytes,
}

async fn receive(mover: Mover, piece: Piece, part: Option<Part>) -> Result<Received> {
    let bytes = mover.read(piece).await?;
    blocking(move || {
        let digest = Digest::of(&bytes);
        let bytes = match part {
            None => bytes,
            Some(part) => part.write(piece, &bytes).map(|()| Bytes::new())?,
        };
        Ok(Received { piece, digest, bytes })
    })
    .await
}
