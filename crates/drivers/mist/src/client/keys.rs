//! Keys.

use super::Client;
use crate::settings::{BackendId, KeyPlace};
use crate::wire::{KeyInfo, KeyMachine, generated, list, nothing, one, perhaps_list, places, string};
use anycloud_core::{KeyPairId, Result, Secret, ServerId, Text};

impl Client {
    /// `GET /keys`: the account's keys, without their halves.
    ///
    /// # Errors
    /// Those of [every call](Self#errors).
    pub async fn keys(&self) -> Result<Vec<KeyInfo>> {
        self.call(&[], self.requests().keys(), list).await
    }

    /// `PUT /keys`: adds a key by its private half (PEM), which the service keeps. The first one becomes the default.
    /// Sent once.
    ///
    /// # Errors
    /// `AlreadyExists` if another has the name, `InvalidRequest` if it is no key; those of [every call](Self#errors).
    pub async fn key_add(&self, name: &str, private: &Secret) -> Result<KeyInfo> {
        self.call(&[], self.requests().key_add(name, private), one).await
    }

    /// `POST /keys`: makes a private key (PEM), and stores nothing: [`key_add`](Self::key_add) does.
    ///
    /// # Errors
    /// Those of [every call](Self#errors).
    pub async fn key_generate(&self) -> Result<Secret> {
        self.call(&[], self.requests().key_generate(), generated).await
    }

    /// `GET /keys/K?action=public`: the public half, in OpenSSH's form; `GET /keys/K/public` with `Api-Version: 2`.
    ///
    /// # Errors
    /// `NotFound`; those of [every call](Self#errors).
    pub async fn key_public(&self, key: &KeyPairId) -> Result<Text> {
        let half = self.call(&[key.resource()], self.requests().key_public(key), string).await?;
        Ok(half.expose().into())
    }

    /// `GET /keys/K?action=private`: the private half (PEM); `GET /keys/K/private` with `Api-Version: 2`.
    ///
    /// # Errors
    /// `NotFound`; those of [every call](Self#errors).
    pub async fn key_private(&self, key: &KeyPairId) -> Result<Secret> {
        self.call(&[key.resource()], self.requests().key_private(key), string).await
    }

    /// `PUT /keys/K`: gives it another name, which is its id from then on. Sent once.
    ///
    /// # Errors
    /// `NotFound`, `AlreadyExists` if another has the name; those of [every call](Self#errors).
    pub async fn key_rename(&self, key: &KeyPairId, name: &str) -> Result<()> {
        self.call(&[key.resource()], self.requests().key_rename(key, name), nothing).await
    }

    /// `POST /keys/K`: makes it the default, which new machines let in when they name no key. Another is none any more.
    ///
    /// # Errors
    /// `NotFound`; those of [every call](Self#errors).
    pub async fn key_default(&self, key: &KeyPairId) -> Result<()> {
        self.call(&[key.resource()], self.requests().key_default(key), nothing).await
    }

    /// `DELETE /keys/K`: forgets it. Another becomes the default, if it was that; machines go on letting it in. Returns
    /// the keys that are left, or `None` from versions that answer with nothing.
    ///
    /// # Errors
    /// `NotFound`, also if an answer was lost and the first of two requests has done it; those of
    /// [every call](Self#errors).
    pub async fn key_delete(&self, key: &KeyPairId) -> Result<Option<Vec<KeyInfo>>> {
        self.call(&[key.resource()], self.requests().key_delete(key), perhaps_list).await
    }

    /// `PUT /backends/B/machines/M/keys/K`: has a machine let it in, and answers with all machines that do. The service
    /// logs in over SSH with another key that the machine lets in, adds this one to `~/.ssh/authorized_keys`, and tries
    /// it. Source: `methods.associate_key` of Mist.io, 2014.
    ///
    /// # Errors
    /// `NotFound` for the backend or key, `Unauthenticated` if the machine lets none of them in; those of
    /// [every call](Self#errors).
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
    /// machines that do. The service takes it out of `~/.ssh/authorized_keys` there. Source: `methods.disassociate_key`
    /// of Mist.io, 2014.
    ///
    /// # Errors
    /// `NotFound` for the backend or key, `InvalidRequest` if the machine is not among those that let it in; those of
    /// [every call](Self#errors).
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
