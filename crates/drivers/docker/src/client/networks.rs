//! Networks.

use super::Client;
use crate::filters::Filters;
use crate::settings::{CreateNetwork, Endpoint};
use crate::wire::{NetworkInfo, list, made, nothing, one};
use anycloud_core::{NetworkId, Result, ServerId};

impl Client {
    /// `GET /networks`: all networks, with the engine's own `bridge`, `host` and `none`, and without the containers in
    /// them: those are said by [`network`](Self::network).
    ///
    /// Filters: `dangling`, `driver`, `id`, `label`, `name`, `scope`, `type` (`custom` or `builtin`).
    ///
    /// # Errors
    /// `InvalidRequest` for a filter that the engine does not know; those of [any call](Self#errors-of-any-call).
    pub async fn networks(&self, filters: &Filters) -> Result<Vec<NetworkInfo>> {
        self.call(&[], |requests| requests.networks(filters), list).await
    }

    /// `GET /networks/{id}`: a network by its whole id or its name, with the containers in it that run.
    ///
    /// # Errors
    /// `NotFound`; those of [any call](Self#errors-of-any-call).
    pub async fn network(&self, network: &NetworkId) -> Result<NetworkInfo> {
        self.call(&[network.resource()], |requests| requests.network(network), one).await
    }

    /// `POST /networks/create`: makes a network. Before API 1.44 the engine is told to refuse a name that is taken
    /// (`CheckDuplicate`); newer ones do it anyway.
    ///
    /// # Errors
    /// `AlreadyExists` with [`Reason::NameTaken`](crate::Reason::NameTaken); `Conflict` with
    /// [`Reason::AddressTaken`](crate::Reason::AddressTaken), `Forbidden` or `InvalidRequest` for a range of addresses
    /// that is another's or none; `InvalidRequest` for a name that could be the beginning of an id, and for a driver
    /// that the engine does not have.
    pub async fn network_create(&self, network: &CreateNetwork) -> Result<NetworkId> {
        let name = NetworkId::new(network.name.as_str()).resource();
        self.call(&[name], |requests| requests.network_create(network), made).await.map(NetworkId::new)
    }

    /// `POST /networks/{id}/connect`: gives a container a place in a network, also while it runs. It keeps those that
    /// it has.
    ///
    /// # Errors
    /// `NotFound` for either; `AlreadyExists` with [`Reason::Connected`](crate::Reason::Connected) if it is in it, or
    /// `Forbidden` for an address that it cannot have there.
    pub async fn network_connect(&self, endpoint: &Endpoint, container: &ServerId) -> Result<()> {
        let asked = [endpoint.network.resource(), container.resource()];
        self.call(&asked, |requests| requests.network_connect(endpoint, container), nothing).await
    }

    /// `POST /networks/{id}/disconnect`: takes a container out of a network, also while it runs; with `force` also one
    /// that is gone, and left its place behind.
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

    /// `DELETE /networks/{id}`: removes a network that no running container is in. Podman 4.3 does not look, if it is
    /// said by its id.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` with [`Reason::NetworkInUse`](crate::Reason::NetworkInUse); `Unsupported` for one of the
    /// engine's own.
    pub async fn network_remove(&self, network: &NetworkId) -> Result<()> {
        self.call(&[network.resource()], |requests| requests.network_remove(network), nothing).await
    }
}
