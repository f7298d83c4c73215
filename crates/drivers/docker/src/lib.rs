#![doc = include_str!("../README.md")]

mod client;
mod commands;
mod compute;
mod config;
mod drives;
mod error;
mod filters;
mod id;
mod networking;
mod provider;
mod request;
mod settings;
mod stream;
mod tags;
mod undo;
mod version;
pub mod wire;

pub use client::{Archive, Client, Execution};
pub use config::{Config, Tls};
pub use error::{Reason, Refusal};
pub use filters::Filters;
pub use provider::Docker;
pub use settings::{
    CreateContainer, CreateNetwork, CreateVolume, Endpoint, EventsQuery, Exec, HealthCheck, Limits,
    LogsQuery, Mount, MountSource, Port, Protocol, Prune, Publish, RegistryAuth, RestartPolicy, Subnet,
    WaitFor,
};
pub use stream::{Events, Output, OutputSource, Outputs, Pull};
pub use version::ApiVersion;
