//! Medians, and rounds in which every contender has its turn.

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
