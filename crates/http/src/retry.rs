//! When to send again: the table of the crate page, and nothing else.

use crate::call::Class;
use anycloud_core::{Delivery, Error, ErrorKind};
use backon::{BackoffBuilder, ExponentialBuilder};
use std::time::Duration;

/// How often and for how long a call is tried.
///
/// A further attempt starts only while fewer than `attempts` were made *and* it would start before `elapsed` is
/// over; an attempt that runs is not cut short by `elapsed`, for that would lose its answer. Waits double from
/// `first_wait` to `longest_wait`, each with a random part of up to as much again.
///
/// A call whose caller [sends again by itself](anycloud_core::run::is_sent_once), as a transfer of images does, is sent
/// once.
///
/// ```
/// use anycloud_http::RetryPolicy;
/// use std::time::Duration;
/// let patient = RetryPolicy::default().attempts(6).elapsed(Duration::from_secs(300)).wait_for_busy(true);
/// # let _ = patient;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    elapsed: Duration,
    first_wait: Duration,
    longest_wait: Duration,
    jitter: bool,
    wait_for_busy: bool,
}

impl RetryPolicy {
    /// Each call is sent once.
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// The most attempts, the first included. 4 by default; zero counts as one.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The time after which no further attempt starts. 2 minutes by default.
    pub fn elapsed(mut self, elapsed: Duration) -> Self {
        self.elapsed = elapsed;
        self
    }

    /// The wait before the second attempt. 250 ms by default.
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// The longest wait of our own choice; a provider may ask for a longer one. 10 s by default.
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// Whether waits have a random part, so that many clients do not come back at once. On by default.
    pub fn jitter(mut self, jitter: bool) -> Self {
        self.jitter = jitter;
        self
    }

    /// Whether a call is sent again while the provider refuses it because the resource is busy. Off by
    /// default; then only the elapsed time limits it, not the number of attempts.
    pub fn wait_for_busy(mut self, wait: bool) -> Self {
        self.wait_for_busy = wait;
        self
    }

    /// When no further attempt starts.
    pub(crate) fn budget(&self) -> Duration {
        self.elapsed
    }

    /// The waits between attempts; endless.
    pub(crate) fn waits(&self) -> impl Iterator<Item = Duration> + Send + use<> {
        let backoff = ExponentialBuilder::new()
            .with_min_delay(self.first_wait)
            .with_max_delay(self.longest_wait)
            .without_max_times();
        if self.jitter { backoff.with_jitter().build() } else { backoff.build() }
    }

    /// Whether to send again after so many failures (answers of "busy" not counted), the limit of time aside.
    pub(crate) fn again(&self, class: Class, failed: &Failed, faults: u32) -> bool {
        let more = faults < self.attempts;
        match failed.outcome {
            Outcome::NotSent => more,
            Outcome::Unknown | Outcome::ServerError => more && class != Class::Unsafe,
            Outcome::Throttled => {
                more && (class != Class::Unsafe || failed.error.delivery() == Delivery::NotSent)
            }
            Outcome::Busy => {
                let known = class != Class::Unsafe || failed.error.delivery() != Delivery::Unknown;
                known && self.wait_for_busy
            }
            Outcome::Final => false,
        }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            elapsed: Duration::from_secs(120),
            first_wait: Duration::from_millis(250),
            longest_wait: Duration::from_secs(10),
            jitter: true,
            wait_for_busy: false,
        }
    }
}

/// An attempt that failed: the error as it would be returned, and the column of the table that it falls into.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) error: Error,
    pub(crate) outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Refused because the resource is in use.
    Busy,
    /// No further attempt would help.
    Final,
    /// The request surely did not leave.
    NotSent,
    /// A 5xx without a word on when to come back.
    ServerError,
    /// Too many requests, or unavailable until a stated time.
    Throttled,
    /// The request may have arrived, and no whole answer came.
    Unknown,
}

impl Outcome {
    /// The column that a judged answer falls into.
    pub(crate) fn of_answer(status: u16, error: &Error) -> Self {
        let unavailable = status == 503 && error.retry_after().is_some() && error.is_transient();
        if status == 429 || error.kind() == ErrorKind::RateLimited || unavailable {
            Self::Throttled
        } else if status >= 500 {
            // A 5xx that says what is wrong (no capacity, not supported) says it again when asked again.
            if error.is_transient() { Self::ServerError } else { Self::Final }
        } else if error.kind() == ErrorKind::Busy {
            Self::Busy
        } else {
            Self::Final
        }
    }
}

/// May the provider have acted, given what the judge said of its answer?
///
/// A gateway's 502 and 504, and a 5xx in which the judge found neither a code of the provider's own nor a kind
/// beyond `Provider`, say nothing about that.
pub(crate) fn delivery_of_answer(status: u16, error: &Error) -> Delivery {
    let listed = error.code().is_some() || error.kind() != ErrorKind::Provider;
    match error.delivery() {
        Delivery::Refused if status == 502 || status == 504 => Delivery::Unknown,
        Delivery::Refused if status >= 500 && !listed => Delivery::Unknown,
        said => said,
    }
}
