//! Which case ran on which cloud, and why others had nothing to show.

use super::case::Skip;
use super::fixture::Fixture;
use super::{cases, play};
use std::fmt;
use std::panic::catch_unwind;

/// The outcome of every case on one cloud. Its `Display` is a stable table for a snapshot test.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Matrix {
    /// The fixture's name.
    pub fixture: &'static str,
    /// Group, name and outcome of each case.
    pub rows: Vec<(&'static str, &'static str, Ran)>,
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ran {
    /// It failed; this is the message of its panic.
    Failed(String),
    /// It passed.
    Passed,
    /// It has nothing to show here, for this reason.
    Skipped(String),
}

/// Runs every case on fresh laboratories. A case that fails is a row, not a panic.
pub fn matrix<F: Fixture>() -> Matrix {
    let rows = cases().map(|case| {
        // A case shares nothing with the next, so nothing can be seen half-done after a panic.
        let ran = match catch_unwind(|| play::<F>(case)) {
            Err(panic) => {
                let text = panic.downcast_ref::<String>().cloned();
                let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
                Ran::Failed(text.unwrap_or_default())
            }
            Ok(Err(Skip(why))) => Ran::Skipped(why),
            Ok(Ok(())) => Ran::Passed,
        };
        (case.group, case.name, ran)
    });
    Matrix { fixture: F::name(), rows: rows.collect() }
}

impl Matrix {
    /// The names of the cases that failed.
    pub fn failed(&self) -> Vec<&'static str> {
        let failed = self.rows.iter().filter(|(_, _, ran)| matches!(ran, Ran::Failed(_)));
        failed.map(|(_, name, _)| *name).collect()
    }
}

impl fmt::Display for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |wanted: fn(&Ran) -> bool| self.rows.iter().filter(|(_, _, ran)| wanted(ran)).count();
        let (passed, failed) = (count(|r| *r == Ran::Passed), count(|r| matches!(r, Ran::Failed(_))));
        let skipped = self.rows.len() - passed - failed;
        writeln!(f, "{}: {passed} passed, {skipped} skipped, {failed} failed", self.fixture)?;
        let width = self.rows.iter().map(|(_, name, _)| name.len()).max().unwrap_or_default();
        let mut last = "";
        for (group, name, ran) in &self.rows {
            if *group != last {
                writeln!(f, "\n{group}")?;
                last = group;
            }
            match ran {
                // The message has ids and times in it.
                Ran::Failed(_) => writeln!(f, "  {name:width$}  FAILED")?,
                Ran::Passed => writeln!(f, "  {name:width$}  passed")?,
                Ran::Skipped(why) => writeln!(f, "  {name:width$}  skipped: {why}")?,
            }
        }
        Ok(())
    }
}
