#![doc = include_str!("../README.md")]

pub mod cassette;
pub mod conformance;
pub mod fake;
mod mount;

pub use anycloud_core;
pub use mount::InProcess;
