//! Without an engine: against a socket on this machine that plays one.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod cassettes;
mod commands;
mod facets;
mod fake;
mod gone;
mod networks;
mod newer;
mod power;
mod readme;
mod streams;
mod tls;
mod unreached;
