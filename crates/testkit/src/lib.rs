#![doc = include_str!("../README.md")]

pub mod cassette;
pub mod conformance;
pub mod fake;
mod mount;
mod readme;
mod world;

pub use mount::InProcess;
pub use readme::assert_capability_table;
pub use world::{Over, World};
