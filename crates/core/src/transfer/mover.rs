//! What uploads and downloads have in common: their settings, and pieces that get through in the end.

use super::blocking;
use super::event::{Event, Observer, Phase};
use super::lock::Lock;
use super::pack::Packed;
use super::pieces::Piece;
use crate::capability::DriveCapabilities;
use crate::cloud::Cloud;
use crate::error::{Delivery, Error, ErrorKind, Result};
use crate::id::DriveId;
use crate::provider::missing;
use crate::run::{Cancel, WaitPolicy, sent_once};
use bytes::Bytes;
use std::future::{Future, poll_fn};
use std::path::PathBuf;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// As much as one piece has, unless the cloud takes less.
const PIECE: u64 = 4 << 20;
/// Pieces at once, however many processors there are: a piece is memory.
const MOST_JOBS: usize = 16;
/// So often a piece is tried at most; a busy drive or a throttling service is limited by time only.
const ATTEMPTS: u32 = 6;

/// What the caller of an upload or a download says.
pub(super) struct Settings {
    pub(super) cloud: Cloud,
    pub(super) drive: DriveId,
    pub(super) offset: u64,
    pub(super) jobs: usize,
    pub(super) patience: WaitPolicy,
    pub(super) resume: Option<PathBuf>,
    /// The lock of the resume file, if it is held already.
    pub(super) held: Option<Arc<Lock>>,
    pub(super) observer: Option<Observer>,
    pub(super) cancel: Cancel,
}

impl Settings {
    pub(super) fn new(cloud: &Cloud, drive: DriveId) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            cloud: cloud.clone(),
            drive,
            offset: 0,
            // Half of them travel while the others are hashed and gzipped.
            jobs: (2 * processors).min(MOST_JOBS),
            patience: WaitPolicy::new(
                Duration::from_millis(500),
                Duration::from_secs(10),
                Duration::from_secs(60),
            ),
            resume: None,
            held: None,
            observer: None,
            cancel: Cancel::new(),
        }
    }

    pub(super) fn capabilities(&self) -> Result<DriveCapabilities> {
        self.cloud.capabilities().drives.clone().ok_or_else(|| missing("drives"))
    }

    pub(super) fn into_mover(self) -> Mover {
        let Self { cloud, drive, offset, jobs, patience, resume, held, observer, cancel } = self;
        let (observer, retried) = (Mutex::new(observer), AtomicU64::new(0));
        Mover(Arc::new(Inner {
            cloud,
            drive,
            offset,
            jobs,
            patience,
            resume,
            held,
            observer,
            cancel,
            retried,
        }))
    }
}

/// The settings that uploads and downloads share.
macro_rules! settings {
    () => {
        /// Where on the drive the image begins, in bytes. 0 by default.
        pub fn offset(mut self, bytes: u64) -> Self {
            self.settings.offset = bytes;
            self
        }

        /// How many pieces are in flight at once. By default twice as many as there are processors, at most 16. Zero
        /// counts as one.
        pub fn jobs(mut self, jobs: usize) -> Self {
            self.settings.jobs = jobs.max(1);
            self
        }

        /// How long a piece that does not get through is tried again, counted from its first failure, and the pauses
        /// between. By default a minute, with pauses of half a second to ten seconds. Whatever the policy, a piece
        /// fails with its sixth fault; a busy drive and a throttling service are no fault.
        pub fn patience(mut self, policy: $crate::run::WaitPolicy) -> Self {
            self.settings.patience = policy;
            self
        }

        /// Keeps what has travelled in this file, and goes on from there if it exists. It is removed at the end.
        pub fn resume_file(mut self, path: impl Into<std::path::PathBuf>) -> Self {
            (self.settings.resume, self.settings.held) = (Some(path.into()), None);
            self
        }

        /// The same with one that this process has for itself already.
        pub fn resume(mut self, file: &$crate::transfer::ResumeFile) -> Self {
            self.settings.resume = Some(file.path().to_owned());
            self.settings.held = Some(file.lock.clone());
            self
        }

        /// Tells how far it is.
        pub fn observe(mut self, observer: impl FnMut($crate::transfer::Event<'_>) + Send + 'static) -> Self {
            self.settings.observer = Some(Box::new(observer));
            self
        }

        /// Stops between pieces when this is cancelled; what is in flight still arrives.
        pub fn cancel(mut self, cancel: &$crate::run::Cancel) -> Self {
            self.settings.cancel = cancel.clone();
            self
        }
    };
}
pub(super) use settings;

/// Moves pieces of one drive. Clones share it.
#[derive(Clone)]
pub(super) struct Mover(Arc<Inner>);

struct Inner {
    cloud: Cloud,
    drive: DriveId,
    offset: u64,
    jobs: usize,
    patience: WaitPolicy,
    resume: Option<PathBuf>,
    held: Option<Arc<Lock>>,
    observer: Mutex<Option<Observer>>,
    cancel: Cancel,
    retried: AtomicU64,
}

impl Mover {
    pub(super) fn cloud(&self) -> &Cloud {
        &self.0.cloud
    }

    pub(super) fn drive(&self) -> &DriveId {
        &self.0.drive
    }

    pub(super) fn offset(&self) -> u64 {
        self.0.offset
    }

    pub(super) fn jobs(&self) -> usize {
        self.0.jobs
    }

    pub(super) fn cancel(&self) -> Cancel {
        self.0.cancel.clone()
    }

    pub(super) fn resume(&self) -> Option<PathBuf> {
        self.0.resume.clone()
    }

    /// The lock of a resume file: before it is read.
    pub(super) async fn lock(&self, resume: PathBuf) -> Result<Arc<Lock>> {
        match &self.0.held {
            Some(lock) => Ok(lock.clone()),
            None => blocking(move || Lock::of(&resume).map(Arc::new)).await,
        }
    }

    pub(super) fn retried(&self) -> u64 {
        self.0.retried.load(Ordering::Relaxed)
    }

    /// Bytes of the drive behind the offset, if the cloud tells.
    pub(super) async fn room(&self) -> Result<Option<u64>> {
        let drive = self.0.cloud.drive(&self.0.drive).await?;
        Ok(drive.size.map(|size| size.0.saturating_sub(self.0.offset)))
    }

    pub(super) async fn write(&self, piece: Piece, packed: &Packed) -> Result<()> {
        let Inner { cloud, drive, .. } = &*self.0;
        let at = self.place(piece)?;
        self.persist(piece, at, || cloud.write_packed(drive, at, packed.clone())).await
    }

    pub(super) async fn read(&self, piece: Piece) -> Result<Bytes> {
        let Inner { cloud, drive, .. } = &*self.0;
        let at = self.place(piece)?;
        let read = async || {
            let bytes = cloud.read_drive(drive, at, piece.length).await?;
            if bytes.len() as u64 != piece.length {
                let text = format!("{} bytes came instead of {}", bytes.len(), piece.length);
                return Err(Error::new(ErrorKind::Decode, text));
            }
            Ok(bytes)
        };
        self.persist(piece, at, read).await
    }

    pub(super) fn say(&self, event: Event<'_>) {
        // An observer that panicked is not asked again, but neither does it end the transfer.
        let mut observer = self.0.observer.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(observe) = &mut *observer {
            observe(event);
        }
    }

    pub(super) fn progress(&self, phase: Phase, done: u64, total: Option<u64>) {
        self.say(Event::Progress { phase, done, total });
    }

    /// Where a piece begins on the drive.
    ///
    /// # Errors
    /// `InvalidRequest` beyond what a number holds: where the cloud does not tell how large the drive is.
    pub(super) fn place(&self, piece: Piece) -> Result<u64> {
        let place = self.0.offset.checked_add(piece.at).filter(|at| at.checked_add(piece.length).is_some());
        place.ok_or_else(|| Error::invalid("no drive is that large").with_resource(self.0.drive.resource()))
    }

    /// Tries until it succeeds, nothing can be hoped for any more, or the patience is over.
    async fn persist<T, F>(&self, piece: Piece, place: u64, mut act: impl FnMut() -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let Inner { patience, cancel, retried, .. } = &*self.0;
        let (mut began, mut pause, mut faults) = (None, patience.min, 0);
        loop {
            let error = match sent_once(act()).await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            let waits = matches!(error.kind(), ErrorKind::Busy | ErrorKind::RateLimited);
            faults += u32::from(!waits);
            let wait = pause.max(error.retry_after().unwrap_or_default());
            let over = began.get_or_insert_with(Instant::now).elapsed() + wait > patience.limit;
            if !may_pass(&error) || faults >= ATTEMPTS || over {
                return Err(self.about(piece, place, error));
            }
            let (offset, length) = (place, piece.length);
            self.say(Event::Retrying { offset, length, error: &error });
            if timeout(wait, cancel.cancelled()).await.is_ok() {
                return Err(stopped());
            }
            retried.fetch_add(1, Ordering::Relaxed);
            pause = (pause * 2).min(patience.max);
        }
    }

    /// The error, with the piece that it is about and how to go on.
    fn about(&self, piece: Piece, place: u64, error: Error) -> Error {
        let kept =
            self.0.resume.as_ref().map(|path| format!("; what has travelled is kept in {}", path.display()));
        let text =
            format!("{} bytes at {place}: {}{}", piece.length, error.message(), kept.unwrap_or_default());
        // Whether it arrived or not, the next call sends it again: nothing that matters is unknown.
        let delivery = match error.delivery() {
            Delivery::Unknown => Delivery::Refused,
            known => known,
        };
        let mut told =
            Error::new(error.kind(), text).delivered(delivery).with_resource(self.0.drive.resource());
        if let Some(provider) = error.provider() {
            told = told.with_provider(provider);
        }
        if let Some(call) = error.call() {
            told = told.with_call(call.to_owned());
        }
        if let Some(status) = error.status() {
            told = told.with_status(status);
        }
        if let Some(code) = error.code() {
            told = told.with_code(code);
        }
        if let Some(wait) = error.retry_after() {
            told = told.with_retry_after(wait);
        }
        told.with_source(error)
    }
}

/// The most bytes of a piece: the same for both directions, so that what is sent can be read back piece by piece, and
/// digests compare.
pub(super) fn piece_size(can: &DriveCapabilities) -> u64 {
    [can.read_max, can.write_max].into_iter().flatten().fold(PIECE, u64::min).max(1)
}

/// What comes first. The other is dropped, and loses nothing if it only waits.
pub(super) enum First<A, B> {
    One(A),
    Other(B),
}

pub(super) async fn first<A, B>(one: impl Future<Output = A>, other: impl Future<Output = B>) -> First<A, B> {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(|context| {
        if let Poll::Ready(value) = one.as_mut().poll(context) {
            return Poll::Ready(First::One(value));
        }
        other.as_mut().poll(context).map(First::Other)
    })
    .await
}

/// What a cancel ends with.
pub(super) fn stopped() -> Error {
    Error::new(ErrorKind::Cancelled, "stopped between two pieces")
}

/// Whether the same piece may get through a little later. A reply that does not read, or of which it is not known what
/// it would have said, is asked for again: reading changes nothing, and neither does writing the same twice.
fn may_pass(error: &Error) -> bool {
    error.is_transient() || error.kind() == ErrorKind::Decode || error.delivery() == Delivery::Unknown
}
