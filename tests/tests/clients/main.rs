//! Somebody else's clients against our services: none of them is to notice that these are ours.
//!
//! Each needs a Python with its package; `.ci/run` installs them and runs these.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod libcloud_cloudsigma;
mod libcloud_elastichosts;
mod mistclient;
