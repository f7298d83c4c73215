#![doc = include_str!("../README.md")]

mod capability;
mod cloud;
mod command;
mod error;
mod failure;
mod id;
pub mod journal;
mod listing;
mod model;
mod money;
mod native;
mod operation;
mod provider;
mod quantity;
mod request;
pub mod run;
mod runway;
mod secret;
mod text;
mod time;
pub mod transfer;
mod unit;

pub use async_trait::async_trait;
pub use capability::{
    BillingCapabilities, Capabilities, ComputeCapabilities, CreateCapabilities, DriveCapabilities,
    KeyPairCapabilities, NetworkingCapabilities, Support, UpdateCapabilities,
};
pub use cloud::{
    Answer, Change, Cloud, CreateServers, Created, Fit, Fleet, Need, OnFailure, Resume, Undo, Wait,
};
pub use command::{NativeCommand, NativeOutput};
pub use error::{Delivery, Error, ErrorKind, Result};
pub use failure::Failure;
pub use id::{
    AddressId, CloudId, DriveId, FirewallId, ImageId, KeyPairId, LocationId, NetworkId, Realm, ResourceKind,
    ResourceRef, ServerId, SizeId, SnapshotId, SubscriptionId,
};
pub use listing::{Listing, Page, PageToken, Pages};
pub use model::{
    Action, Actions, Address, AddressKind, Attachment, Balance, Console, Direction, Drive, DriveState,
    Firewall, FirewallRule, Image, KeyPair, Location, Network, NewKeyPair, Peer, Period, Price, Protocol,
    Quote, ResourceUsage, Server, ServerAddress, ServerState, Size, SizePrice, Snapshot, SnapshotState,
    Subscription, Tags, Tariff, Transaction,
};
pub use money::Money;
pub use native::{Native, Record};
pub use operation::{Evidence, Goal, OperationRef, OperationStatus, Progress, Remaining, Started};
pub use provider::{Billing, Clouds, Compute, Drives, Gone, KeyPairs, Networking, Provider, ProviderInfo};
pub use quantity::Quantity;
pub use request::{
    AttachAddress, AttachDrive, AttachNetwork, Boot, CloneDrive, CloneServer, Container, ContainerPort,
    CreateAddress, CreateDrive, CreateFirewall, CreateKeyPair, CreateNetwork, CreateServer, CreateSnapshot,
    CreateSubscription, DestroyAddress, DestroyDrive, DestroyFirewall, DestroyKeyPair, DestroyNetwork,
    DestroyServer, DestroySnapshot, DetachAddress, DetachDrive, DetachNetwork, DrivesFate,
    ExtendSubscription, ImageDrive, ImportKeyPair, Mount, Mutation, PowerAction, Publish, RenameNetwork,
    Restart, ServerQuery, SetPower, Sizing, TransactionQuery, UpdateDrive, UpdateFirewall, UpdateServer,
};
pub use runway::Runway;
pub use secret::Secret;
pub use text::Text;
pub use time::Timestamp;
pub use unit::{ByteSize, Cpu, Limits};
