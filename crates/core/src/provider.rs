//! What a driver implements. Users hold a [`Cloud`](crate::Cloud); only core calls these traits.

use crate::capability::Capabilities;
use crate::command::NativeCommand;
use crate::error::{Error, Result};
use crate::id::{
    AddressId, CloudId, DriveId, NetworkId, Realm, ResourceKind, ResourceRef, ServerId, SubscriptionId,
};
use crate::listing::Listing;
use crate::model::{
    Address, Balance, Console, Drive, Image, Location, Network, Price, Quote, ResourceUsage, Server, Size,
    Subscription, Transaction,
};
use crate::operation::{OperationRef, OperationStatus, Started};
use crate::request::{
    AttachAddress, AttachDrive, AttachNetwork, CloneDrive, CloneServer, CreateAddress, CreateDrive,
    CreateNetwork, CreateServer, CreateSubscription, DestroyAddress, DestroyDrive, DestroyNetwork,
    DestroyServer, DetachAddress, DetachDrive, DetachNetwork, ExtendSubscription, ImageDrive, RenameNetwork,
    ServerQuery, SetPower, TransactionQuery, UpdateDrive, UpdateServer,
};
use crate::run::{Run, Stamp};
use async_trait::async_trait;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::borrow::Cow;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

/// Who a provider is. No secrets.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ProviderInfo {
    /// The caller's name of the cloud.
    pub id: CloudId,
    /// Where it really is.
    pub realm: Realm,
    /// Bumped when the steps of a driver's changes change: an older journal is then undone, not resumed.
    pub recipe: u32,
    /// How late a lost request may still take effect.
    pub settle: Duration,
}

impl ProviderInfo {
    /// Recipe 1; a lost request is over after half a minute.
    pub fn new(id: CloudId, realm: Realm) -> Self {
        Self { id, realm, recipe: 1, settle: Duration::from_secs(30) }
    }

    /// Says how late a lost request may still take effect.
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = time;
        self
    }
}

/// How a destroy ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::exhaustive_enums)] // the two ways there are
pub enum Gone {
    /// It was gone before.
    Already,
    /// It is destroyed.
    Destroyed,
}

/// A cloud, as its driver presents it. A facet that is `None` is refused before any request.
#[async_trait]
pub trait Provider: Debug + Send + Sync + 'static {
    /// Who it is.
    fn info(&self) -> &ProviderInfo;

    /// What is known now, without I/O. What is `Unknown` becomes known by [`discover`](Self::discover).
    fn capabilities(&self) -> Cow<'_, Capabilities>;

    /// Asks the service what it can do. Nothing to ask: nothing to do.
    async fn discover(&self) -> Result<()> {
        Ok(())
    }

    /// The cheapest read that needs the credentials.
    async fn verify(&self) -> Result<()>;

    /// Servers.
    fn compute(&self) -> Option<&dyn Compute> {
        None
    }

    /// Drives.
    fn drives(&self) -> Option<&dyn Drives> {
        None
    }

    /// Networks and static addresses.
    fn networking(&self) -> Option<&dyn Networking> {
        None
    }

    /// Money.
    fn billing(&self) -> Option<&dyn Billing> {
        None
    }

    /// Clouds inside this one: the backends of an aggregator, the regions of an account.
    fn clouds(&self) -> Option<&dyn Clouds> {
        None
    }

    /// Looks at the provider's own action. Called only for references with a token; changes nothing.
    async fn poll(&self, _operation: &OperationRef) -> Result<OperationStatus> {
        Err(Error::unsupported("this cloud has no operations of its own"))
    }

    /// Everything of this kind that carries the stamp, read afresh.
    ///
    /// # Errors
    /// `Unsupported` where things of this kind cannot carry a stamp.
    async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>>;

    /// Destroys one thing that a run made; gone already is success. A thing that could carry the stamp and does
    /// not is refused with `Conflict`.
    async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone>;

    /// Commands that only this provider has.
    fn commands(&self) -> &'static [NativeCommand] {
        &[]
    }

    /// Runs one of [`commands`](Self::commands). The number of arguments is checked.
    async fn command(&self, name: &str, _arguments: &[String]) -> Result<serde_json::Value> {
        Err(Error::unsupported(format!("this provider has no command {name}")))
    }

    /// The native client, for `cloud.native::<elastichosts::Client>()`.
    fn native(&self) -> &(dyn Any + Send + Sync);
}

/// Servers and what they are made from.
#[async_trait]
pub trait Compute: Debug + Send + Sync {
    /// All servers.
    fn servers(&self, query: &ServerQuery) -> Listing<Server>;

    /// One server, by id.
    async fn server(&self, id: &ServerId) -> Result<Server>;

    /// Images.
    fn images(&self) -> Listing<Image> {
        Listing::failed(Error::unsupported("this cloud lists no images"))
    }

    /// Named sizes.
    fn sizes(&self) -> Listing<Size> {
        Listing::failed(Error::unsupported("this cloud has no named sizes: ask for cpu and memory"))
    }

    /// Locations.
    fn locations(&self) -> Listing<Location> {
        Listing::failed(Error::unsupported("this cloud lists no locations"))
    }

    /// How to reach a server's screen.
    async fn console(&self, _id: &ServerId) -> Result<Console> {
        Err(Error::unsupported("this cloud offers no console"))
    }

    /// Makes a server, and the drive it boots from where the request says so.
    async fn create_server(&self, request: &CreateServer, run: &mut Run) -> Result<Started<ServerId>>;

    /// Changes name, sizing, tags or console password.
    async fn update_server(&self, _request: &UpdateServer, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud cannot change servers"))
    }

    /// Copies a server with its drives.
    async fn clone_server(&self, _request: &CloneServer, _run: &mut Run) -> Result<Started<ServerId>> {
        Err(Error::unsupported("this cloud cannot copy servers"))
    }

    /// Starts, stops or restarts.
    async fn set_power(&self, request: &SetPower, run: &mut Run) -> Result<Started<()>>;

    /// Destroys a server, and the drives that the request says.
    async fn destroy_server(&self, request: &DestroyServer, run: &mut Run) -> Result<Started<Gone>>;
}

/// Drives: volumes and disks.
#[async_trait]
pub trait Drives: Debug + Send + Sync {
    /// All drives.
    fn drives(&self) -> Listing<Drive>;

    /// One drive, by id.
    async fn drive(&self, id: &DriveId) -> Result<Drive>;

    /// Makes an empty drive.
    async fn create_drive(&self, request: &CreateDrive, run: &mut Run) -> Result<Started<DriveId>>;

    /// Copies a drive into a new one.
    async fn clone_drive(&self, _request: &CloneDrive, _run: &mut Run) -> Result<Started<DriveId>> {
        Err(Error::unsupported("this cloud cannot copy drives"))
    }

    /// Copies an image onto a drive that exists.
    async fn image_drive(&self, _request: &ImageDrive, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud cannot image drives that exist"))
    }

    /// Changes name, size or tags.
    async fn update_drive(&self, _request: &UpdateDrive, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud cannot change drives"))
    }

    /// Attaches a drive to a server.
    async fn attach_drive(&self, _request: &AttachDrive, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud cannot attach drives"))
    }

    /// Detaches a drive.
    async fn detach_drive(&self, _request: &DetachDrive, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud cannot detach drives"))
    }

    /// Destroys a drive.
    async fn destroy_drive(&self, request: &DestroyDrive, run: &mut Run) -> Result<Started<Gone>>;

    /// Reads raw bytes; at most the capabilities' `read_max` at once.
    async fn read(&self, _id: &DriveId, _offset: u64, _length: u64) -> Result<Bytes> {
        Err(Error::unsupported("this cloud reads no raw bytes"))
    }

    /// Writes raw bytes at an offset. Writing the same again changes nothing, so a lost reply is sent again.
    async fn write(&self, _id: &DriveId, _offset: u64, _bytes: Bytes) -> Result<()> {
        Err(Error::unsupported("this cloud writes no raw bytes"))
    }
}

/// Networks and static addresses.
#[async_trait]
pub trait Networking: Debug + Send + Sync {
    /// All networks.
    fn networks(&self) -> Listing<Network>;

    /// Makes a network.
    async fn create_network(&self, _request: &CreateNetwork, _run: &mut Run) -> Result<Started<NetworkId>> {
        Err(Error::unsupported("this cloud makes no networks"))
    }

    /// Renames a network.
    async fn rename_network(&self, _request: &RenameNetwork, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud renames no networks"))
    }

    /// Destroys a network.
    async fn destroy_network(&self, _request: &DestroyNetwork, _run: &mut Run) -> Result<Started<Gone>> {
        Err(Error::unsupported("this cloud destroys no networks"))
    }

    /// Puts a server on a network.
    async fn attach_network(&self, _request: &AttachNetwork, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud puts no servers on networks"))
    }

    /// Takes a server off a network.
    async fn detach_network(&self, _request: &DetachNetwork, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud takes no servers off networks"))
    }

    /// All static addresses.
    fn addresses(&self) -> Listing<Address> {
        Listing::failed(Error::unsupported("this cloud has no static addresses"))
    }

    /// Takes a static address.
    async fn create_address(&self, _request: &CreateAddress, _run: &mut Run) -> Result<Started<AddressId>> {
        Err(Error::unsupported("this cloud gives no static addresses"))
    }

    /// Gives a static address back.
    async fn destroy_address(&self, _request: &DestroyAddress, _run: &mut Run) -> Result<Started<Gone>> {
        Err(Error::unsupported("this cloud takes no static addresses back"))
    }

    /// Puts a static address on a server.
    async fn attach_address(&self, _request: &AttachAddress, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud puts no addresses on servers"))
    }

    /// Takes a static address off a server.
    async fn detach_address(&self, _request: &DetachAddress, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud takes no addresses off servers"))
    }
}

/// Money. A quote and what it buys are two calls, and buying is never repeated blindly.
#[async_trait]
pub trait Billing: Debug + Send + Sync {
    /// What the account has left.
    async fn balance(&self) -> Result<Balance>;

    /// What is used now.
    fn usage(&self) -> Listing<ResourceUsage> {
        Listing::failed(Error::unsupported("this cloud does not tell what is used"))
    }

    /// The price list.
    fn prices(&self) -> Listing<Price> {
        Listing::failed(Error::unsupported("this cloud has no price list"))
    }

    /// What was spent, in the provider's order.
    fn transactions(&self, _query: &TransactionQuery) -> Listing<Transaction> {
        Listing::failed(Error::unsupported("this cloud does not tell what was spent"))
    }

    /// Subscriptions.
    fn subscriptions(&self) -> Listing<Subscription> {
        Listing::failed(Error::unsupported("this cloud has no subscriptions"))
    }

    /// What a subscription would cost. Buys nothing.
    async fn quote(&self, _request: &CreateSubscription) -> Result<Quote> {
        Err(Error::unsupported("this cloud quotes no subscriptions"))
    }

    /// What an extension would cost. Buys nothing.
    async fn quote_extension(&self, _request: &ExtendSubscription) -> Result<Quote> {
        Err(Error::unsupported("this cloud quotes no extensions"))
    }

    /// Buys subscriptions.
    async fn create_subscription(
        &self,
        _request: &CreateSubscription,
        _run: &mut Run,
    ) -> Result<Started<Vec<SubscriptionId>>> {
        Err(Error::unsupported("this cloud sells no subscriptions"))
    }

    /// Buys more time for a subscription.
    async fn extend_subscription(
        &self,
        _request: &ExtendSubscription,
        _run: &mut Run,
    ) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud extends no subscriptions"))
    }
}

/// Clouds inside a cloud. They are providers and not handles, so that core can give them the journal, the policy
/// and the read-only flag of the handle they were asked of.
#[async_trait]
pub trait Clouds: Debug + Send + Sync {
    /// Those that can be used now, each with an id of its own: `<this cloud>/<inner cloud>`.
    fn clouds(&self) -> Listing<Arc<dyn Provider>>;
}

pub(crate) fn missing(facet: &'static str) -> Error {
    Error::unsupported(format!("this cloud has no {facet}"))
}
