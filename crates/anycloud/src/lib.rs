#![doc = include_str!("../README.md")]

mod config;
mod open;

// A list by hand would fall behind: what is public in the core is public here.
#[cfg(feature = "cloudsigma")]
pub use anycloud_cloudsigma as cloudsigma;
pub use anycloud_core::*;
#[cfg(feature = "docker")]
pub use anycloud_docker as docker;
#[cfg(feature = "elastichosts")]
pub use anycloud_elastichosts as elastichosts;
pub use anycloud_http::HttpConfig;
#[cfg(feature = "mist")]
pub use anycloud_mist as mist;
pub use config::{CloudConfig, Config, SecretSource};
pub use open::open;
