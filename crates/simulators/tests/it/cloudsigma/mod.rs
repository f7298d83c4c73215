//! The simulated CloudSigma, asked as a client asks it.

mod billing;
mod client;
mod cloning;
mod drives;
mod faults;
mod funds;
mod groups;
mod inspection;
mod many;
mod power;
mod profile;
mod readme;
mod resources;
mod seed;
mod servers;
mod standard;
mod subscriptions;
mod walk;
mod wire;
