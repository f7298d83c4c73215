//! The native client: a method for every call of the service.

use crate::config::{Config, PROVIDER};
use crate::error::{judge, silence};
use crate::service::{Call, Disk, Machine, Model, NewDisk, NewMachine, Problem, Service, Switch};
use anycloud_core::{DriveId, Error, Result, Secret, ServerId};
use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;
use tokio::time::timeout;

/// So long an answer is waited for. A driver over HTTP leaves this, and sending reads again, to `anycloud-http`.
const PATIENCE: Duration = Duration::from_secs(30);

/// Every call of the service, without journal and undo: made by [`Client::new`], or `cloud.native::<Client>()`.
#[derive(Clone, Debug)]
pub struct Client {
    service: Service,
    key: Secret,
}

impl Client {
    /// A client of this account. Sends nothing.
    ///
    /// # Errors
    /// `InvalidConfig` without a key.
    pub fn new(config: Config) -> Result<Self> {
        let (service, key) = config.check()?;
        Ok(Self { service, key })
    }

    /// Whether the key is good.
    ///
    /// # Errors
    /// `Unauthenticated` if not.
    pub async fn hello(&self) -> Result<()> {
        ask(Call::Hello, self.service.hello(self.key.expose())).await
    }

    /// The models that are sold.
    ///
    /// # Errors
    /// As any read.
    pub async fn models(&self) -> Result<Vec<Model>> {
        ask(Call::Catalogue, self.service.models(self.key.expose())).await
    }

    /// The systems that can be copied onto a disk.
    ///
    /// # Errors
    /// As any read.
    pub async fn systems(&self) -> Result<Vec<&'static str>> {
        ask(Call::Catalogue, self.service.systems(self.key.expose())).await
    }

    /// All machines.
    ///
    /// # Errors
    /// As any read.
    pub async fn machines(&self) -> Result<Vec<Machine>> {
        ask(Call::ListMachines, self.service.machines(self.key.expose())).await
    }

    /// One machine.
    ///
    /// # Errors
    /// `NotFound` if there is none; `InvalidRequest` if this cannot be an id, before anything is sent.
    pub async fn machine(&self, id: &ServerId) -> Result<Machine> {
        let read =
            ask(Call::ReadMachine, self.service.machine(self.key.expose(), number(id.as_str())?)).await;
        read.map_err(|e| e.with_resource(id.resource()))
    }

    /// Makes a machine.
    ///
    /// # Errors
    /// `NotFound` for an unknown model or disk, `Conflict` for a disk that is not free, `QuotaExceeded` if the account is full.
    pub async fn create_machine(&self, new: &NewMachine) -> Result<ServerId> {
        let made = ask(Call::CreateMachine, self.service.create_machine(self.key.expose(), new)).await?;
        Ok(ServerId::new(made.to_string()))
    }

    /// Gives a machine this name and these labels, in place of those that it had.
    ///
    /// # Errors
    /// As [`machine`](Self::machine).
    pub async fn edit_machine(
        &self,
        id: &ServerId,
        name: &str,
        labels: &BTreeMap<String, String>,
    ) -> Result<()> {
        let sent = ask(
            Call::EditMachine,
            self.service.edit_machine(self.key.expose(), number(id.as_str())?, name, labels),
        )
        .await;
        sent.map_err(|e| e.with_resource(id.resource()))
    }

    /// Switches a machine.
    ///
    /// # Errors
    /// As [`machine`](Self::machine).
    pub async fn switch_machine(&self, id: &ServerId, switch: Switch) -> Result<()> {
        let sent =
            ask(Call::Switch, self.service.switch_machine(self.key.expose(), number(id.as_str())?, switch))
                .await;
        sent.map_err(|e| e.with_resource(id.resource()))
    }

    /// Destroys a machine. Its disk stays.
    ///
    /// # Errors
    /// As [`machine`](Self::machine).
    pub async fn destroy_machine(&self, id: &ServerId) -> Result<()> {
        let sent =
            ask(Call::DestroyMachine, self.service.destroy_machine(self.key.expose(), number(id.as_str())?))
                .await;
        sent.map_err(|e| e.with_resource(id.resource()))
    }

    /// All disks.
    ///
    /// # Errors
    /// As any read.
    pub async fn disks(&self) -> Result<Vec<Disk>> {
        ask(Call::ListDisks, self.service.disks(self.key.expose())).await
    }

    /// One disk.
    ///
    /// # Errors
    /// `NotFound` if there is none; `InvalidRequest` if this cannot be an id, before anything is sent.
    pub async fn disk(&self, id: &DriveId) -> Result<Disk> {
        let read = ask(Call::ReadDisk, self.service.disk(self.key.expose(), number(id.as_str())?)).await;
        read.map_err(|e| e.with_resource(id.resource()))
    }

    /// Makes a disk.
    ///
    /// # Errors
    /// `NotFound` for an unknown system, `QuotaExceeded` if the account is full.
    pub async fn create_disk(&self, new: &NewDisk) -> Result<DriveId> {
        let made = ask(Call::CreateDisk, self.service.create_disk(self.key.expose(), new)).await?;
        Ok(DriveId::new(made.to_string()))
    }

    /// Destroys a disk.
    ///
    /// # Errors
    /// As [`disk`](Self::disk); `Conflict` if it is in a machine.
    pub async fn destroy_disk(&self, id: &DriveId) -> Result<()> {
        let sent =
            ask(Call::DestroyDisk, self.service.destroy_disk(self.key.expose(), number(id.as_str())?)).await;
        sent.map_err(|e| e.with_resource(id.resource()))
    }
}

async fn ask<T>(call: Call, answer: impl Future<Output = Result<T, Problem>>) -> Result<T> {
    match timeout(PATIENCE, answer).await {
        Ok(answered) => answered.map_err(|problem| judge(call, problem)),
        Err(_) => Err(silence(call)),
    }
}

/// An id is well formed before anything is sent: digits as the service writes them, without a zero before them.
pub(crate) fn number(id: &str) -> Result<u64> {
    let number = id.parse::<u64>().ok().filter(|number| number.to_string() == id);
    number.ok_or_else(|| {
        Error::invalid(format!("not a number of a machine or disk: {id:?}")).with_provider(PROVIDER)
    })
}
