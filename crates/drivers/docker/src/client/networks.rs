//! Networks.

use super::Client;
use crate::filters::Filters;
use crate::settings::{CreateNetwork, Endpoint};
use crate::wire::{NetworkInfo, list, made, nothing, one};
use anycloud_core::{NetworkId, Result, ServerId};

impl Client {
    /// `GET /networks`.
    ///
    /// # Errors
    /// `InvalidRequest` for a filter that the engine does not know; otherwise as any read.
    pub async fn networks(&self, filters: &Filters) -> Result<Vec<NetworkInfo>> {
        self.call(&[], |requests| requests.networks(filters), list).await
    }

    /// `GET /networks/{id}`, with the containers in it.
    ///
    /// # Errors
    /// `NotFound`; otherwise as any read.
    pub async fn network(&self, network: &NetworkId) -> Result<NetworkInfo> {
        self.call(&[network.resource()], |requests| requests.network(network), one).await
    }

    /// `POST /networks/create`.
    ///
    /// # Errors
    /// `AlreadyExists` for the name; `Forbidden` or `InvalidRequest` for a range of addresses that is taken.
    pub async fn network_create(&self, network: &CreateNetwork) -> Result<NetworkId> {
        let name = NetworkId::new(network.name.as_str()).resource();
        self.call(&[name], |requests| requests.network_create(network), made).await.map(NetworkId::new)
    }

    /// `POST /networks/{id}/connect`: gives a container a place in a network, also while it runs.
    ///
    /// # Errors
    /// `NotFound` for either; `AlreadyExists` if it is in it, or `Forbidden` for an address that it cannot have there.
    pub async fn network_connect(&self, endpoint: &Endpoint, container: &ServerId) -> Result<()> {
        let asked = [endpoint.network.resource(), container.resource()];
        self.call(&asked, |requests| requests.network_connect(endpoint, container), nothing).await
    }

    /// `POST /networks/{id}/disconnect`: takes a container out of a network; with `force` also one that the engine
    /// lost.
    ///
    /// # Errors
    /// `NotFound` for either; `Forbidden` if it is not in it.
    pub async fn network_disconnect(
        &self,
        network: &NetworkId,
        container: &ServerId,
        force: bool,
    ) -> Result<()> {
        let asked = [network.resource(), container.resource()];
        self.call(&asked, |requests| requests.network_disconnect(network, container, force), nothing).await
    }

    /// `DELETE /networks/{id}`.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` with [`Reason::NetworkInUse`](crate::Reason::NetworkInUse); `Unsupported` for one of the
    /// engine's own.
    pub async fn network_remove(&self, network: &NetworkId) -> Result<()> {
        self.call(&[network.resource()], |requests| requests.network_remove(network), nothing).await
    }
}
