//! Keys.

use super::Client;
use crate::settings::{BackendId, KeyPlace};
use crate::wire::{KeyInfo, KeyMachine, generated, list, nothing, one, perhaps_list, places, string};
use anycloud_core::{KeyPairId, Result, Secret, ServerId, Text};

impl Client {
    /// `GET /keys`: the account's keys, without their halves.
    ///
    /// # Errors
    /// As any read.
    pub async fn keys(&self) -> Result<Vec<KeyInfo>> {
        self.call(&[], self.requests().keys(), list).await
    }

    /// `PUT /keys`: adds a key by its private half (PEM). The first one becomes the default.
    ///
    /// # Errors
    /// `AlreadyExists` if another has the name, `InvalidRequest` if it is no key.
    pub async fn key_add(&self, name: &str, private: &Secret) -> Result<KeyInfo> {
        self.call(&[], self.requests().key_add(name, private), one).await
    }

    /// `POST /keys`: makes a private key, and stores nothing: [`key_add`](Self::key_add) does.
    ///
    /// # Errors
    /// As any read.
    pub async fn key_generate(&self) -> Result<Secret> {
        self.call(&[], self.requests().key_generate(), generated).await
    }

    /// `GET /keys/K?action=public`: the public half; `GET /keys/K/public` with `Api-Version: 2`.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn key_public(&self, key: &KeyPairId) -> Result<Text> {
        let half = self.call(&[key.resource()], self.requests().key_public(key), string).await?;
        Ok(half.expose().into())
    }

    /// `GET /keys/K?action=private`: the private half; `GET /keys/K/private` with `Api-Version: 2`.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn key_private(&self, key: &KeyPairId) -> Result<Secret> {
        self.call(&[key.resource()], self.requests().key_private(key), string).await
    }

    /// `PUT /keys/K`: gives it another name, which is its id from then on.
    ///
    /// # Errors
    /// `NotFound`, `AlreadyExists` if another has the name.
    pub async fn key_rename(&self, key: &KeyPairId, name: &str) -> Result<()> {
        self.call(&[key.resource()], self.requests().key_rename(key, name), nothing).await
    }

    /// `POST /keys/K`: has new machines get it when nothing is said.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn key_default(&self, key: &KeyPairId) -> Result<()> {
        self.call(&[key.resource()], self.requests().key_default(key), nothing).await
    }

    /// `DELETE /keys/K`: forgets it. Another becomes the default, if it was that. The service answers with those that
    /// are left.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn key_delete(&self, key: &KeyPairId) -> Result<Option<Vec<KeyInfo>>> {
        self.call(&[key.resource()], self.requests().key_delete(key), perhaps_list).await
    }

    /// `PUT /backends/B/machines/M/keys/K`: has a machine let it in, and answers with all that do. The service logs
    /// in to try.
    ///
    /// # Errors
    /// `NotFound` for the backend or key, `Unauthenticated` if the machine lets nobody in.
    pub async fn key_associate(
        &self,
        key: &KeyPairId,
        backend: &BackendId,
        machine: &ServerId,
        place: &KeyPlace,
    ) -> Result<Vec<KeyMachine>> {
        let asked = [backend.resource(), machine.resource(), key.resource()];
        let call = self.requests().key_associate(key, backend, machine, place);
        self.call(&asked, call, places).await
    }

    /// `DELETE /backends/B/machines/M/keys/K`: has a machine at this address let it in no more, and answers with all
    /// that do.
    ///
    /// # Errors
    /// `NotFound` for the backend or key.
    pub async fn key_disassociate(
        &self,
        key: &KeyPairId,
        backend: &BackendId,
        machine: &ServerId,
        host: &str,
    ) -> Result<Vec<KeyMachine>> {
        let asked = [backend.resource(), machine.resource(), key.resource()];
        self.call(&asked, self.requests().key_disassociate(key, backend, machine, host), places).await
    }
}
