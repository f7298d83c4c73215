//! VLANs and static addresses.

use super::Client;
use crate::wire::{ResourceInfo, ids, nothing, record, records};
use anycloud_core::{AddressId, NetworkId, Result};
use anycloud_http::Reply;

impl Client {
    /// `GET /resources/vlan/list` (§9.1): the ids of all VLANs.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn vlans_list(&self) -> Result<Vec<NetworkId>> {
        let decode = |reply| Ok(ids(reply)?.into_iter().map(NetworkId::new).collect());
        self.call(self.requests.vlans_list(), decode).await
    }

    /// `GET /resources/vlan/info`: all VLANs. Not in the manual.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn vlans_info(&self) -> Result<Vec<ResourceInfo>> {
        self.call(self.requests.vlans_info(), infos).await
    }

    /// `GET /resources/vlan/UUID/info` (§9.2): one VLAN.
    ///
    /// # Errors
    /// `NotFound`; otherwise as [any call](Self#errors).
    pub async fn vlan_info(&self, id: &NetworkId) -> Result<ResourceInfo> {
        self.call_on(&[id.resource()], self.requests.vlan_info(id), info).await
    }

    /// `POST /resources/vlan/create` (§9.3): a new VLAN of this name. It costs money until it is destroyed.
    ///
    /// # Errors
    /// `InvalidRequest`, `InsufficientFunds`.
    pub async fn vlan_create(&self, name: &str) -> Result<ResourceInfo> {
        self.call(self.requests.vlan_create(name), info).await
    }

    /// `POST /resources/vlan/UUID/set` (§9.4): another name.
    ///
    /// # Errors
    /// `NotFound`, `InvalidRequest`.
    pub async fn vlan_rename(&self, id: &NetworkId, name: &str) -> Result<ResourceInfo> {
        self.call_on(&[id.resource()], self.requests.vlan_set(id, name), info).await
    }

    /// `POST /resources/vlan/UUID/destroy`, or [by GET](crate::Config::legacy_get_actions): gives it back. Not in the
    /// manual.
    ///
    /// # Errors
    /// `NotFound`; `Busy` while a server is on it.
    pub async fn vlan_destroy(&self, id: &NetworkId) -> Result<()> {
        self.call_on(&[id.resource()], self.requests.vlan_destroy(id), nothing).await
    }

    /// `GET /resources/ip/list` (§9.6): all static addresses, each its own id.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn ips_list(&self) -> Result<Vec<AddressId>> {
        let decode = |reply| Ok(ids(reply)?.into_iter().map(AddressId::new).collect());
        self.call(self.requests.ips_list(), decode).await
    }

    /// `GET /resources/ip/info` (§9.5): all static addresses, with netmask, gateway and name servers.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn ips_info(&self) -> Result<Vec<ResourceInfo>> {
        self.call(self.requests.ips_info(), infos).await
    }

    /// `GET /resources/ip/IP/info`: one static address. Not in the manual.
    ///
    /// # Errors
    /// `NotFound`; otherwise as [any call](Self#errors).
    pub async fn ip_info(&self, id: &AddressId) -> Result<ResourceInfo> {
        self.call_on(&[id.resource()], self.requests.ip_info(id), info).await
    }

    /// `POST /resources/ip/create` (§9.7): a new static address, which the service chooses. It costs money until it is
    /// destroyed. The manual shows no name in the request, and names in the list (§9.5).
    ///
    /// # Errors
    /// `InvalidRequest`, `InsufficientFunds`.
    pub async fn ip_create(&self, name: Option<&str>) -> Result<ResourceInfo> {
        self.call(self.requests.ip_create(name), info).await
    }

    /// `GET /resources/ip/IP/destroy` (§9.8), which acts though it is a GET: gives it back.
    ///
    /// # Errors
    /// `NotFound`; `Busy` while a server has it. Sent once: see the error's delivery.
    pub async fn ip_destroy(&self, id: &AddressId) -> Result<()> {
        self.call_on(&[id.resource()], self.requests.ip_destroy(id), nothing).await
    }
}

fn info(reply: Reply) -> Result<ResourceInfo> {
    ResourceInfo::new(record(reply)?)
}

fn infos(reply: Reply) -> Result<Vec<ResourceInfo>> {
    records(reply)?.into_iter().map(ResourceInfo::new).collect()
}
