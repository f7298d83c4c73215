//! Requests that came, by method and template of the path.

use crate::pattern::Pattern;
use http::{Method, StatusCode};
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Counts of requests, for tests to ask.
#[derive(Debug, Default)]
pub(crate) struct Tally(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    requests: u64,
    calls: BTreeMap<(&'static str, String), Count>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    all: u64,
    succeeded: u64,
}

impl Tally {
    pub(crate) fn note(&self, template: &'static str, method: String, status: StatusCode) {
        let mut counts = self.lock();
        counts.requests += 1;
        let count = counts.calls.entry((template, method)).or_default();
        count.all += 1;
        count.succeeded += u64::from(status.is_success());
    }

    pub(crate) fn requests(&self) -> u64 {
        self.lock().requests
    }

    pub(crate) fn calls(&self, pattern: &str) -> u64 {
        self.count(pattern, |count| count.all)
    }

    pub(crate) fn succeeded(&self, pattern: &str) -> u64 {
        self.count(pattern, |count| count.succeeded)
    }

    pub(crate) fn reset(&self) {
        *self.lock() = Counts::default();
    }

    fn count(&self, pattern: &str, which: fn(&Count) -> u64) -> u64 {
        let wanted = match Pattern::lenient(pattern) {
            Ok(wanted) => wanted,
            Err(error) => panic!("{error}"),
        };
        let counts = self.lock();
        let matching = counts.calls.iter().filter(|((template, method), _)| {
            Method::from_bytes(method.as_bytes()).is_ok_and(|method| wanted.matches(&method, template))
        });
        matching.map(|(_, count)| which(count)).sum()
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
