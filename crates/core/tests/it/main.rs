//! The tests of this crate, in one program: each program links all that the crate leans on.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod destroys;
mod drives;
mod file_journal;
mod fleet;
mod lab;
mod many;
mod refusals;
mod runs;
mod transfer;
