//! Docker: the conformance suite and killed processes, on a simulated engine; the suite on real engines, too.
//!
//! `tests/third-party/docker-engine.sh start` prints the value of `ANYCLOUD_DOCKER_HOST`, then
//! `cargo test -p anycloud-tests --test docker -- --ignored`; likewise with `podman-engine.sh`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod base;
mod conformance;
mod kill;
mod line;
mod simulated;
mod socket;
