//! The real binary against the simulator on loopback.

#[cfg(feature = "elastichosts")]
mod codes;
mod config;
mod kv;
mod lab;
#[cfg(feature = "elastichosts")]
mod lifecycle;
#[cfg(feature = "elastichosts")]
mod networking;
#[cfg(feature = "elastichosts")]
mod operations;
mod simulate;
