#![doc = include_str!("../README.md")]

mod config;
mod mist_backend;
mod open;
mod providers;

// A list by hand would fall behind: what is public in the core is public here.
#[cfg(feature = "cloudsigma")]
pub use anycloud_cloudsigma as cloudsigma;
pub use anycloud_core::*;
#[cfg(feature = "docker")]
pub use anycloud_docker as docker;
#[cfg(feature = "ec2")]
pub use anycloud_ec2 as ec2;
#[cfg(feature = "elastichosts")]
pub use anycloud_elastichosts as elastichosts;
pub use anycloud_http::{HttpConfig, RateLimit, RetryPolicy};
#[cfg(feature = "mist")]
pub use anycloud_mist as mist;
pub use config::{CloudConfig, Config, OptionValue, SecretSource};
pub use mist_backend::{MistBackendConfig, MistProvider, mist_providers};
pub use open::{open, open_all};
