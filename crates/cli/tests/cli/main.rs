//! The real binary against the simulator on loopback.
#![allow(clippy::unwrap_used)] // helpers of tests

#[cfg(feature = "cloudsigma")]
mod billing;
#[cfg(feature = "cloudsigma")]
mod buying;
#[cfg(feature = "elastichosts")]
mod codes;
mod config;
#[cfg(unix)]
mod docker;
#[cfg(unix)]
mod docker_exec;
#[cfg(all(unix, feature = "ec2"))]
mod ec2;
mod gateway;
mod kv;
#[cfg_attr(not(all(feature = "cloudsigma", feature = "elastichosts", feature = "mist")), allow(dead_code))]
mod lab;
#[cfg(feature = "elastichosts")]
mod lifecycle;
#[cfg(feature = "elastichosts")]
mod many;
#[cfg(feature = "mist")]
mod mist;
#[cfg(feature = "elastichosts")]
mod networking;
#[cfg(feature = "elastichosts")]
mod operations;
#[cfg(feature = "cloudsigma")]
mod sigma;
mod simulate;
#[cfg(all(unix, feature = "cloudsigma", feature = "elastichosts"))]
mod transfer;
