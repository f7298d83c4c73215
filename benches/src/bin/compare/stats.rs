//! Medians, and rounds in which every contender has its turn.

use rustix::time::{ClockId, clock_gettime};
use std::time::Instant;

/// The median; 0 of nothing.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[n / 2],
        n => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

/// The median of what each round says of `first` by `second`. Both were measured moments apart, so that what else the
/// machine does falls out.
pub(crate) fn ratio(first: &[f64], second: &[f64]) -> f64 {
    let ratios: Vec<f64> = first.iter().zip(second).map(|(first, second)| first / second).collect();
    median(&ratios)
}

/// The seconds that some work takes.
pub(crate) fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let began = Instant::now();
    let done = work();
    (began.elapsed().as_secs_f64(), done)
}

/// Measures what this process does.
pub(crate) struct Stopwatch {
    began: Instant,
    cpu: f64,
}

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self { began: Instant::now(), cpu: cpu() }
    }

    /// The seconds since, and those of the processor.
    pub(crate) fn elapsed(&self) -> (f64, f64) {
        (self.began.elapsed().as_secs_f64(), cpu() - self.cpu)
    }
}

/// Seconds of the processor that all threads of this process took.
fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
