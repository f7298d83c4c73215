#![doc = include_str!("../README.md")]

mod client;
mod config;
mod error;
mod provider;
mod request;
mod settings;
pub mod wire;

pub use anycloud_elastic_family::{
    AttachedDrive, Claim, ClaimType, Device, DriveConfig, Imaging, IoCounters, Media, NicInfo, NicModel,
    Properties, Readers, ServerConfig, Smp, Status, Traffic, Vnc,
};
pub use client::Client;
pub use config::{Config, Zone};
pub use error::{FieldError, Refusal};
pub use provider::CloudSigma;
pub use request::CHUNK_MAX;
pub use settings::{Order, ProfileConfig, Term};
pub use wire::{DriveInfo, GroupInfo, ProfileInfo, ResourceInfo, ServerInfo, SubscriptionInfo};
