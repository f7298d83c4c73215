//! Machines and their tags.

use super::Client;
use crate::settings::{BackendId, CreateMachine, MachineAction};
use crate::wire::{MachineInfo, list, nothing, one, perhaps_list};
use anycloud_core::{Result, ServerId};

impl Client {
    /// `GET /backends/B/machines`: all of them, in one answer; the service has no pages, and no call for one machine.
    ///
    /// # Errors
    /// `NotFound` if there is no such backend, `Unauthenticated` also if the provider does not take the backend's
    /// credentials any more, `Provider` if it cannot be reached; those of [every call](Self#errors).
    pub async fn machines(&self, backend: &BackendId) -> Result<Vec<MachineInfo>> {
        self.on(backend, self.requests().machines(backend), list).await
    }

    /// `POST /backends/B/machines`: makes a machine and starts it. Sent once. The record that comes back is short: no
    /// state, no address.
    ///
    /// # Errors
    /// `NotFound` for the backend or the key, `InvalidRequest` with the name of what is missing, `InsufficientFunds`;
    /// `Provider` if it failed at the provider: the machine may be there; those of
    /// [every call](Self#errors).
    pub async fn machine_create(&self, backend: &BackendId, machine: &CreateMachine) -> Result<MachineInfo> {
        self.on(backend, self.requests().machine_create(backend, machine), one).await
    }

    /// `POST /backends/B/machines/M`: does this with it. Returns all machines of the backend, or `None` from early
    /// versions, which do not say them. Destroying, renaming and resizing may be sent again, the others are sent once.
    ///
    /// # Errors
    /// `NotFound`, `InvalidRequest` for an action that the service does not know, `Unsupported` for one that the
    /// provider does not have; `Provider` if it failed at the provider: it may have acted; those of
    /// [every call](Self#errors).
    pub async fn machine_action(
        &self,
        backend: &BackendId,
        machine: &ServerId,
        action: &MachineAction,
    ) -> Result<Option<Vec<MachineInfo>>> {
        let asked = [backend.resource(), machine.resource()];
        self.call(&asked, self.requests().machine_action(backend, machine, action), perhaps_list).await
    }

    /// `POST /backends/B/machines/M/metadata`: puts a label on it, one more each time: sent once.
    ///
    /// # Errors
    /// `NotFound`, `Unsupported` where the provider has no labels; those of [every call](Self#errors).
    pub async fn tag_add(&self, backend: &BackendId, machine: &ServerId, tag: &str) -> Result<()> {
        let asked = [backend.resource(), machine.resource()];
        self.call(&asked, self.requests().tag_add(backend, machine, tag), nothing).await
    }

    /// `DELETE /backends/B/machines/M/metadata`: takes a label off it.
    ///
    /// # Errors
    /// `NotFound`, also if it does not have the label; `Unsupported` where the provider has no labels; those of
    /// [every call](Self#errors).
    pub async fn tag_remove(&self, backend: &BackendId, machine: &ServerId, tag: &str) -> Result<()> {
        let asked = [backend.resource(), machine.resource()];
        self.call(&asked, self.requests().tag_remove(backend, machine, tag), nothing).await
    }
}
