#![doc = include_str!("../README.md")]

mod auth;
mod backend;
mod client;
mod commands;
mod compute;
mod config;
mod dialect;
mod error;
mod key_pairs;
mod networking;
mod provider;
mod request;
mod settings;
mod undo;
pub mod wire;

pub use backend::MistBackend;
pub use client::Client;
pub use config::Config;
pub use dialect::Dialect;
pub use error::Refusal;
pub use provider::Mist;
pub use settings::{
    AddBackend, BackendId, ContainerOptions, CreateMachine, KeyPlace, MachineAction, MachineOptions,
    PortBinding,
};
