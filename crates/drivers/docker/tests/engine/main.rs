//! Against a real engine: `tests/third-party/docker-engine.sh start` prints the value of `ANYCLOUD_DOCKER_HOST`, then
//! `cargo test -p anycloud-docker --test engine -- --ignored`. Podman's compatible socket will do too, where a test
//! does not say otherwise.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod facets;
mod native;
