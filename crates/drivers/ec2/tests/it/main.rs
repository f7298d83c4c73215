//! The driver without any service: answers that are written here or on tape, and what moto cannot be brought to say.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod cassettes;
mod client;
mod credentials;
mod drives;
mod eventual;
mod faults;
mod firewalls;
mod networks;
mod readme;
mod script;
#[allow(dead_code, reason = "the tests against moto use more of it")]
#[path = "../moto/server.rs"]
mod server;
mod servers;
mod starts;
