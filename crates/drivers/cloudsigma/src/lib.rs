#![doc = include_str!("../README.md")]

mod billing;
mod client;
mod commands;
mod compute;
mod config;
mod drives;
mod error;
mod networking;
mod provider;
mod request;
mod settings;
mod undo;
pub mod wire;

pub use anycloud_elastic_family::{
    AttachedDrive, Claim, ClaimType, Device, DriveConfig, Firewall, Imaging, IoCounters, Media, NicInfo,
    NicModel, Properties, Readers, ServerConfig, Smp, Status, Traffic, Vnc,
};
pub use client::Client;
pub use config::{Config, Zone};
pub use error::{FieldError, Refusal};
pub use provider::CloudSigma;
pub use request::CHUNK_MAX;
pub use settings::{Order, ProfileConfig, Term};
pub use wire::{DriveInfo, GroupInfo, ProfileInfo, ResourceInfo, ServerInfo, SubscriptionInfo};
