//! The gateway over simulated clouds.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod access;
mod backends;
mod bad_input;
mod canned;
mod client;
mod documents;
mod down;
mod furnished;
mod images;
mod keys;
mod lasting;
mod machines;
mod sockets;
