//! Imaging: contents that arrive on a drive as time passes.

use super::{contents::Contents, ids::Uuid, problem::Problem};
use std::time::Duration;

/// How long an imaging takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pace {
    BytesPerSecond(u64),
    Duration(Duration),
}

/// An imaging that waits or runs. The source cannot change until it ends, so its contents are taken at once.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) to: Uuid,
    pub(crate) from: Uuid,
    pub(crate) begins: Duration,
    pub(crate) ends: Duration,
    pub(crate) contents: Contents,
    pub(crate) length: u64,
}

/// How far an imaging is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    Percent(u128),
    Queued,
}

/// The imagings that have not ended.
#[derive(Debug)]
pub(crate) struct Imagings {
    pace: Pace,
    jobs: Vec<Job>,
    /// When each place for an imaging is free.
    slots: Vec<Duration>,
}

impl Imagings {
    /// At least one slot.
    pub(crate) fn new(pace: Pace, slots: usize) -> Self {
        Self { pace, jobs: Vec::new(), slots: vec![Duration::ZERO; slots.max(1)] }
    }

    /// Notes an imaging, which begins when one of the slots is free and the drive's earlier ones are done.
    pub(crate) fn queue(&mut self, now: Duration, to: Uuid, from: Uuid, contents: Contents, length: u64) {
        let takes = match self.pace {
            Pace::Duration(takes) => takes,
            Pace::BytesPerSecond(speed) => Duration::from_secs_f64(length as f64 / speed.max(1) as f64),
        };
        let after = self.jobs.iter().filter(|job| job.to == to).map(|job| job.ends).max();
        // The constructor sees to it that there is at least one slot.
        let Some(slot) = self.slots.iter_mut().min() else { return };
        let begins = now.max(*slot).max(after.unwrap_or_default());
        *slot = begins.saturating_add(takes);
        let ends = *slot;
        self.jobs.push(Job { to, from, begins, ends, contents, length });
    }

    /// How far the imaging onto a drive is, if there is one.
    pub(crate) fn progress(&self, now: Duration, id: Uuid) -> Option<Progress> {
        let job = self.jobs.iter().filter(|job| job.to == id).min_by_key(|job| job.begins)?;
        if job.begins > now {
            return Some(Progress::Queued);
        }
        let (done, all) = ((now - job.begins).as_micros(), (job.ends - job.begins).as_micros());
        Some(Progress::Percent((done * 100).checked_div(all).unwrap_or(0).min(99)))
    }

    /// Takes out the imagings whose time has come, in order.
    pub(crate) fn ended(&mut self, now: Duration) -> Vec<Job> {
        let mut ended: Vec<Job> = self.jobs.extract_if(.., |job| job.ends <= now).collect();
        ended.sort_by_key(|job| job.ends);
        ended
    }

    /// Nothing is being written onto the drive.
    pub(crate) fn check_no_target(&self, id: Uuid) -> Result<(), Problem> {
        if self.jobs.iter().any(|job| job.to == id) {
            return Err(Problem::busy("drive", id, "is being imaged"));
        }
        Ok(())
    }

    /// The drive is not being copied from.
    pub(crate) fn check_no_source(&self, id: Uuid) -> Result<(), Problem> {
        if self.jobs.iter().any(|job| job.from == id) {
            return Err(Problem::busy("drive", id, "is the source of an imaging"));
        }
        Ok(())
    }
}
