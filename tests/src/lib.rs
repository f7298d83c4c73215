//! Tests that span crates; see `tests/`. Here is what several of them need, and the program of the project's README is
//! compiled.

mod victim;

pub use victim::Victim;

/// The README, whose program must compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[derive(Debug)]
#[non_exhaustive]
pub struct Readme;
