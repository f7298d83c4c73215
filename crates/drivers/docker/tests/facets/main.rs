//! The facets against a real engine: the whole lifecycle, with other containers present.
//!
//! `cargo test -p anycloud-docker --test facets -- --ignored`, after `tests/third-party/docker-engine.sh start` or
//! `tests/third-party/podman-engine.sh start`, with its address in `ANYCLOUD_DOCKER_HOST`.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod drives;
mod lab;
mod networks;
mod refusals;
mod resume;
mod servers;
