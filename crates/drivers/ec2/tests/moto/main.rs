//! The native client against moto, somebody else's implementation of the service. `ANYCLOUD_MOTO` names its `moto_server`.
//!
//! There are three or more of each thing, the middle one is acted on, and the others must not change.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod auth;
mod instances;
mod lifecycle;
mod networks;
mod server;
mod volumes;
