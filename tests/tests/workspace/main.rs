//! What is promised of the workspace itself: its arrows and its front page.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod arrows;
mod readme;
