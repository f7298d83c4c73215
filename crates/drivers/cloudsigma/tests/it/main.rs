//! The tests of this crate, in one program: each program links all that the crate leans on.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod bad_input;
mod billing;
mod by_get;
mod common;
mod copies;
mod facets;
mod faults;
mod manual;
mod native;
mod readme;
mod watch;
