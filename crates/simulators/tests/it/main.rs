//! The simulators, asked as a client asks them.

#![allow(clippy::unwrap_used, reason = "the helpers of these tests are no tests themselves")]

mod client;
mod drives;
mod faults;
mod imaging;
mod inspection;
mod power;
mod readme;
mod resources;
mod seed;
mod servers;
mod tcp;
mod walk;
mod wire;
