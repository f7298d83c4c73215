//! Providers and backends.

use super::Client;
use crate::error::not_added;
use crate::settings::{AddBackend, BackendId};
use crate::wire::{BackendInfo, ProviderInfo, list, list_in, nothing, one};
use anycloud_core::Result;

impl Client {
    /// `GET /providers`: what backends can be of.
    ///
    /// # Errors
    /// As any read.
    pub async fn providers(&self) -> Result<Vec<ProviderInfo>> {
        let call = self.requests().providers();
        self.call(&[], call, |reply| list_in("supported_providers", reply)).await
    }

    /// `GET /backends`: the clouds of the account, disabled ones too.
    ///
    /// # Errors
    /// As any read.
    pub async fn backends(&self) -> Result<Vec<BackendInfo>> {
        self.call(&[], self.requests().backends(), list).await
    }

    /// `POST /backends`: adds a cloud, once the service has seen that its credentials are good.
    ///
    /// # Errors
    /// `Unauthenticated` if they are not, `AlreadyExists` if the account has it, `InvalidRequest`; `Provider` if the
    /// provider cannot be reached: then it was not added.
    pub async fn backend_add(&self, backend: &AddBackend) -> Result<BackendInfo> {
        self.call(&[], self.requests().backend_add(backend), one).await.map_err(not_added)
    }

    /// `PUT /backends/B`: gives it another name.
    ///
    /// # Errors
    /// `NotFound`, `AlreadyExists` if another has the name, `InvalidRequest`.
    pub async fn backend_rename(&self, backend: &BackendId, name: &str) -> Result<()> {
        self.on(backend, self.requests().backend_rename(backend, name), nothing).await
    }

    /// `POST /backends/B`: has the service ask it for its machines.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn backend_enable(&self, backend: &BackendId) -> Result<()> {
        self.on(backend, self.requests().backend_enable(backend, true), nothing).await
    }

    /// `POST /backends/B`: has the service leave it alone. Its machines go on.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn backend_disable(&self, backend: &BackendId) -> Result<()> {
        self.on(backend, self.requests().backend_enable(backend, false), nothing).await
    }

    /// `DELETE /backends/B`: forgets the cloud and its credentials. Its machines go on.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn backend_delete(&self, backend: &BackendId) -> Result<()> {
        self.on(backend, self.requests().backend_delete(backend), nothing).await
    }
}
