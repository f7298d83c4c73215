#![doc = include_str!("../README.md")]
mod capability;
mod cloud;
mod command;
mod error;
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
mod unit;

pub use async_trait::async_trait;
pub use capability::{
    BillingCapabilities, Capabilities, ComputeCapabilities, CreateCapabilities, DriveCapabilities,
    NetworkingCapabilities, Support, UpdateCapabilities,
};
pub use cloud::{Change, Cloud, OnFailure, Resume, Undo, Wait};
pub use command::NativeCommand;
pub use error::{Delivery, Error, ErrorKind, Failure, Result};
pub use id::{
    AddressId, CloudId, DriveId, ImageId, KeyPairId, LocationId, NetworkId, Realm, ResourceKind, ResourceRef,
    ServerId, SizeId, SubscriptionId,
};
pub use listing::{Gap, Listing, Page, PageToken, Pages};
pub use model::{
    Action, Actions, Address, AddressKind, Attachment, Balance, Console, Drive, DriveState, Image, Location,
    Network, Period, Price, Quote, ResourceUsage, Server, ServerAddress, ServerState, Size, SizePrice,
    Subscription, Tags, Tariff, Transaction,
};
pub use money::Money;
pub use native::{Native, Record};
pub use operation::{Evidence, Goal, OperationRef, OperationStatus, Progress, Remaining, Started, Verdict};
pub use provider::{Billing, Clouds, Compute, Drives, Gone, Networking, Provider, ProviderInfo};
pub use quantity::Quantity;
pub use request::{
    AttachAddress, AttachDrive, AttachNetwork, Boot, CloneDrive, CloneServer, CreateAddress, CreateDrive,
    CreateNetwork, CreateServer, CreateSubscription, DestroyAddress, DestroyDrive, DestroyNetwork,
    DestroyServer, DetachAddress, DetachDrive, DetachNetwork, DrivesFate, ExtendSubscription, ImageDrive,
    Mutation, PowerAction, RenameNetwork, ServerQuery, SetPower, Sizing, TransactionQuery, UpdateDrive,
    UpdateServer,
};
pub use runway::Runway;
pub use secret::Secret;
pub use text::Text;
pub use time::Timestamp;
pub use unit::{ByteSize, Cpu, Limits};
