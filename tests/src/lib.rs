//! Tests that span crates; see `tests/`. The program of the project's README is compiled here.

/// The README, whose program must compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[derive(Debug)]
#[non_exhaustive]
pub struct Readme;
