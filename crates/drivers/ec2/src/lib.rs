#![doc = include_str!("../README.md")]

mod client;
mod commands;
mod compute;
mod config;
pub mod credentials;
mod drives;
mod error;
mod firewalls;
mod key_pairs;
mod networking;
mod provider;
mod region;
mod request;
mod sign;
mod snapshots;
mod tags;
mod undo;
pub mod wire;
mod xml;

pub use client::Client;
pub use config::Config;
pub use credentials::{CredentialSource, Credentials, Environment};
pub use error::{Refusal, dry_run};
pub use provider::Ec2;
pub use region::{Hosts, Partition, RegionInfo};
pub use request::{
    API_VERSION, AllocateAddress, AssociateAddress, CopyImage, CopySnapshot, CreateImage, CreateInterface,
    CreateSubnet, CreateVolume, CreateVpc, ImageQuery, ModifyInstance, ModifyVolume, Params, Permission,
    Query, RuleChange, RunInstances, Stop,
};
pub use wire::{Address, Image, Instance, InstanceType, SecurityGroup, Snapshot, Subnet, Volume, Vpc};
pub use xml::Element;
