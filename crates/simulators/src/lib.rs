#![doc = include_str!("../README.md")]

pub mod cloudsigma;
pub mod elastichosts;
mod family;
pub mod faults;
pub mod mist;
mod pattern;
mod server;
mod simulator;

pub use faults::Faulty;
pub use server::Server;
pub use simulator::{Reply, Simulator, Then};
