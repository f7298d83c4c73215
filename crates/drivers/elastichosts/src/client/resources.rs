//! Resources. The type is open: `ip` and `vlan` in the document, `ip6`, `firewall` and others later.

use super::{Client, nothing};
use crate::settings::ResourceConfig;
use crate::wire::{ResourceInfo, list, record, records};
use anycloud_core::{AddressId, NetworkId, ResourceKind, ResourceRef, Result, Text};
use anycloud_elastic_family::id::written;
use anycloud_http::Reply;

impl Client {
    /// `GET /resources/list`: type and name of every resource, e.g. `ip` and the address, or `vlan` and its UUID.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn resources_list(&self) -> Result<Vec<(Text, Text)>> {
        self.call(self.requests.resources_list(None), names).await
    }

    /// `GET /resources/TYPE/list`: type and name of the resources of one type.
    ///
    /// # Errors
    /// `InvalidRequest` if the type is not a word; otherwise as [any call](Self#errors).
    pub async fn resources_list_of(&self, kind: &str) -> Result<Vec<(Text, Text)>> {
        self.call(self.requests.resources_list(Some(kind)), names).await
    }

    /// `GET /resources/info`: all resources, of every type.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn resources_info(&self) -> Result<Vec<ResourceInfo>> {
        let infos = |reply| records(reply)?.into_iter().map(ResourceInfo::new).collect();
        self.call(self.requests.resources_info(), infos).await
    }

    /// `GET /resources/TYPE/RESOURCE/info`: one resource, by its type (`kind`) and name (`id`).
    ///
    /// # Errors
    /// `NotFound`; `InvalidRequest` for a name that none of this type can have; otherwise as [any call](Self#errors).
    pub async fn resource_info(&self, kind: &str, id: &str) -> Result<ResourceInfo> {
        self.call_on(resource_ref(kind, id), self.requests.resource_info(kind, id), info).await
    }

    /// `POST /resources/TYPE/create`: a new static address (`ip`), VLAN (`vlan`) or other thing of this type. Needs
    /// [`name`](ResourceConfig::name). It costs money until it is destroyed.
    ///
    /// # Errors
    /// `InvalidRequest`, `InsufficientFunds`.
    pub async fn resource_create(&self, kind: &str, config: &ResourceConfig) -> Result<ResourceInfo> {
        self.call(self.requests.resource_create(kind, config), info).await
    }

    /// `POST /resources/TYPE/RESOURCE/set`: changes the keys that are given.
    ///
    /// # Errors
    /// `NotFound`, `InvalidRequest`.
    pub async fn resource_set(&self, kind: &str, id: &str, config: &ResourceConfig) -> Result<ResourceInfo> {
        self.call_on(resource_ref(kind, id), self.requests.resource_set(kind, id, config), info).await
    }

    /// `POST /resources/TYPE/RESOURCE/destroy`: gives it back.
    ///
    /// # Errors
    /// `NotFound`; `Busy` while a server has it.
    pub async fn resource_destroy(&self, kind: &str, id: &str) -> Result<()> {
        self.call_on(resource_ref(kind, id), self.requests.resource_destroy(kind, id), nothing).await
    }
}

/// The resource in anycloud's terms.
pub(crate) fn resource_ref(kind: &str, id: &str) -> ResourceRef {
    match kind {
        "ip" | "ip6" => AddressId::new(id).resource(),
        "vlan" => NetworkId::new(id).resource(),
        other => ResourceRef::new(ResourceKind::Native(other.into()), id),
    }
}

fn names(reply: Reply) -> Result<Vec<(Text, Text)>> {
    let lines = list(reply, &["type", "resource"])?;
    let pair = |words: Vec<Text>| {
        let mut words = words.into_iter();
        Some((words.next()?, written(words.next()?)))
    };
    Ok(lines.into_iter().filter_map(pair).collect())
}

fn info(reply: Reply) -> Result<ResourceInfo> {
    ResourceInfo::new(record(reply)?)
}
