//! Providers and backends.

use super::Client;
use crate::error::not_added;
use crate::settings::{AddBackend, BackendId};
use crate::wire::{BackendInfo, ProviderInfo, list, list_in, nothing, one};
use anycloud_core::Result;

impl Client {
    /// `GET /providers`: what backends can be of. [`AddBackend`] adds one.
    ///
    /// # Errors
    /// Those of [every call](Self#errors).
    pub async fn providers(&self) -> Result<Vec<ProviderInfo>> {
        let call = self.requests().providers();
        self.call(&[], call, |reply| list_in("supported_providers", reply)).await
    }

    /// `GET /backends`: the clouds of the account, disabled ones too.
    ///
    /// # Errors
    /// Those of [every call](Self#errors).
    pub async fn backends(&self) -> Result<Vec<BackendInfo>> {
        self.call(&[], self.requests().backends(), list).await
    }

    /// `POST /backends`: adds a cloud, once the service has seen that its credentials are good. Sent once. The service
    /// makes the id of provider, region and key, and has no call for another secret: a backend whose secret has expired
    /// is [deleted](Self::backend_delete) and added again. With `Api-Version: 2` the answer may have nothing but the
    /// id.
    ///
    /// # Errors
    /// `Unauthenticated` if they are not good, `AlreadyExists` if the account has it, with whatever secret,
    /// `InvalidRequest` with the field that is missing; `Provider`, delivered as refused, if the provider cannot be
    /// reached; those of [every call](Self#errors).
    pub async fn backend_add(&self, backend: &AddBackend) -> Result<BackendInfo> {
        self.call(&[], self.requests().backend_add(backend), one).await.map_err(not_added)
    }

    /// `PUT /backends/B`: gives it another name. Its id stays.
    ///
    /// # Errors
    /// `NotFound`, `AlreadyExists` if another has the name, `InvalidRequest` for an empty one; those of
    /// [every call](Self#errors).
    pub async fn backend_rename(&self, backend: &BackendId, name: &str) -> Result<()> {
        self.on(backend, self.requests().backend_rename(backend, name), nothing).await
    }

    /// `POST /backends/B`: has the service ask it for its machines (`newState` `True`; from May 2014 on `new_state`
    /// `1`).
    ///
    /// # Errors
    /// `NotFound`; those of [every call](Self#errors).
    pub async fn backend_enable(&self, backend: &BackendId) -> Result<()> {
        self.on(backend, self.requests().backend_enable(backend, true), nothing).await
    }

    /// `POST /backends/B`: has the service leave it alone (`newState` `False`; from May 2014 on `new_state` `0`). Its
    /// machines go on.
    ///
    /// # Errors
    /// `NotFound`; those of [every call](Self#errors).
    pub async fn backend_disable(&self, backend: &BackendId) -> Result<()> {
        self.on(backend, self.requests().backend_enable(backend, false), nothing).await
    }

    /// `DELETE /backends/B`: forgets the cloud and its credentials. Its machines go on.
    ///
    /// # Errors
    /// `NotFound`, also if an answer was lost and the first of two requests has done it; those of
    /// [every call](Self#errors).
    pub async fn backend_delete(&self, backend: &BackendId) -> Result<()> {
        self.on(backend, self.requests().backend_delete(backend), nothing).await
    }
}
