//! Canaries: known secrets put everywhere that a secret can be, then looked for everywhere that people look.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod canary;
mod cloudsigma;
mod docker;
mod ec2;
mod elastichosts;
mod mist;
