//! The tests of this crate, in one program: each program links all that the crate leans on.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod account;
mod bad_input;
mod common;
mod documents;
mod faults;
mod key_pairs;
mod lifecycle;
mod readme;
mod silent;
