//! The tests of this crate, in one program: each program links all that the crate leans on.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod bad_input;
mod cassettes;
mod common;
mod drives;
mod faults;
mod formats;
mod ids;
mod lifecycle;
mod networking;
mod readme;
mod refusals;
mod servers;
mod socket;
