#![doc = include_str!("../README.md")]

mod client;
mod compute;
mod config;
mod drives;
mod error;
pub mod images;
mod networking;
mod provider;
mod request;
mod settings;
mod tags;
mod undo;
pub mod wire;
mod zones;

pub use anycloud_elastic_text::{ElasticCode, ElasticError};
pub use client::{Client, ServerEntry};
pub use config::{Config, Dialect, Format};
pub use provider::ElasticHosts;
pub use request::{CHUNK_MAX, Conversion};
pub use settings::{CONSOLE_PASSWORD_MAX, DriveConfig, ResourceConfig, ServerConfig};
pub use wire::{Device, DriveInfo, ResourceInfo, ServerInfo};
pub use zones::Zone;
