//! A driver of one's own, with public items alone: what "How to write a driver" in CONTRIBUTING.md comes to, for a provider
//! that is small enough to be read.
//!
//! It needs the public items of `anycloud-core` and nothing else of this workspace; its test needs those of
//! `anycloud-testkit`. The provider is a [`Service`] in memory, so there is no HTTP: what `anycloud-http` would do about a
//! reply that never comes is a timeout in the client, and there is no `request.rs`.
//!
//! ```
//! use anycloud_core::{Cloud, CloudId};
//! use anycloud_custom_driver::{Config, Loft, Service};
//!
//! let service = Service::new();
//! let loft = Loft::new(CloudId::new("upstairs"), Config::new(&service, service.key()))?;
//! let cloud = Cloud::new(loft); // what a program of any cloud holds
//! assert!(cloud.capabilities().compute.is_some());
//! # Ok::<(), anycloud_core::Error>(())
//! ```

mod client;
mod compute;
mod config;
mod drives;
mod error;
mod provider;
mod service;
mod undo;
mod wire;

pub use client::Client;
pub use config::Config;
pub use provider::Loft;
pub use service::{
    Call, Disk, Machine, Model, NewDisk, NewMachine, Power, Problem, Service, Switch, Trouble,
};
