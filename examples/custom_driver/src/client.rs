//! The native client: a method for every call of the service.

use crate::config::PROVIDER;
use crate::error::{judge, silence};
use crate::service::{Call, Machine, Model, NewMachine, Problem, Service, Switch};
use anycloud_core::{Error, Result, Secret, ServerId};
use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;
use tokio::time::timeout;

/// So long an answer is waited for. A driver over HTTP leaves this, and sending reads again, to `anycloud-http`.
const PATIENCE: Duration = Duration::from_secs(30);

/// Every call of the service, without journal and undo: `cloud.native::<Client>()`.
#[derive(Clone, Debug)]
pub struct Client {
    service: Service,
    key: Secret,
}

impl Client {
    pub(crate) fn new(service: Service, key: Secret) -> Self {
        Self { service, key }
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

    /// The systems that can be installed.
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
        ask(Call::List, self.service.list(self.key.expose())).await
    }

    /// One machine.
    ///
    /// # Errors
    /// `NotFound` if there is none; `InvalidRequest` if this cannot be an id, before anything is sent.
    pub async fn machine(&self, id: &ServerId) -> Result<Machine> {
        let read = ask(Call::Read, self.service.read(self.key.expose(), number(id)?)).await;
        read.map_err(|e| e.with_resource(id.resource()))
    }

    /// Makes a machine.
    ///
    /// # Errors
    /// `NotFound` for an unknown model or system, `QuotaExceeded` if the account is full.
    pub async fn create(&self, new: &NewMachine) -> Result<ServerId> {
        let made = ask(Call::Create, self.service.create(self.key.expose(), new)).await?;
        Ok(ServerId::new(made.to_string()))
    }

    /// Gives a machine this name and these labels, in place of those that it had.
    ///
    /// # Errors
    /// As [`machine`](Self::machine).
    pub async fn edit(&self, id: &ServerId, name: &str, labels: &BTreeMap<String, String>) -> Result<()> {
        let sent = ask(Call::Edit, self.service.edit(self.key.expose(), number(id)?, name, labels)).await;
        sent.map_err(|e| e.with_resource(id.resource()))
    }

    /// Switches a machine.
    ///
    /// # Errors
    /// As [`machine`](Self::machine).
    pub async fn switch(&self, id: &ServerId, switch: Switch) -> Result<()> {
        let sent = ask(Call::Switch, self.service.switch(self.key.expose(), number(id)?, switch)).await;
        sent.map_err(|e| e.with_resource(id.resource()))
    }

    /// Destroys a machine.
    ///
    /// # Errors
    /// As [`machine`](Self::machine).
    pub async fn destroy(&self, id: &ServerId) -> Result<()> {
        let sent = ask(Call::Destroy, self.service.destroy(self.key.expose(), number(id)?)).await;
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
fn number(id: &ServerId) -> Result<u64> {
    let number = id.as_str().parse::<u64>().ok().filter(|number| number.to_string() == id.as_str());
    number.ok_or_else(|| {
        Error::invalid(format!("not the number of a machine: {:?}", id.as_str())).with_provider(PROVIDER)
    })
}
