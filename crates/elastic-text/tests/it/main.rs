//! The tests of this crate, in one program: each program links all that the crate leans on.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod encode;
mod fixtures;
mod limits;
mod properties;
mod record;
mod serde;
