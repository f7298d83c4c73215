//! Server groups.

use super::Client;
use super::servers::{all, server_ids};
use crate::wire::{GroupInfo, ids, nothing, record};
use anycloud_core::{ResourceKind, ResourceRef, Result, ServerId, Text};
use anycloud_http::Reply;

impl Client {
    /// `GET /servergroups/list` (§10.4): the UUIDs of all server groups.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn groups_list(&self) -> Result<Vec<Text>> {
        self.call(self.requests.groups_list(), ids).await
    }

    /// `GET /servergroups/UUID/info` (§10.5, §10.6): name and description. Which servers are in it, no call tells.
    ///
    /// # Errors
    /// `NotFound`; otherwise as [any call](Self#errors).
    pub async fn group_info(&self, id: &str) -> Result<GroupInfo> {
        self.call_on(&[group(id)], self.requests.group_info(id), info).await
    }

    /// `POST /servergroups/create` (§10.1): a new group, without servers. The manual shows the description in replies
    /// (§10.2, §10.6) and in a table (§10.3), not in this request.
    ///
    /// # Errors
    /// `InvalidRequest`.
    pub async fn group_create(&self, name: &str, description: Option<&str>) -> Result<GroupInfo> {
        self.call(self.requests.group_create(name, description), info).await
    }

    /// `POST /servergroups/UUID/set` (§10.2): another name.
    ///
    /// # Errors
    /// `NotFound`, `InvalidRequest`.
    pub async fn group_rename(&self, id: &str, name: &str) -> Result<GroupInfo> {
        self.group_set(id, Some(name), None).await
    }

    /// `POST /servergroups/UUID/set` (§10.2): another name, another description, or both; `None` leaves it. Two `None`
    /// are `InvalidRequest`.
    ///
    /// # Errors
    /// As [`group_rename`](Self::group_rename).
    pub async fn group_set(
        &self,
        id: &str,
        name: Option<&str>,
        description: Option<&str>,
    ) -> Result<GroupInfo> {
        self.call_on(&[group(id)], self.requests.group_set(id, name, description), info).await
    }

    /// `POST /servergroups/UUID/destroy` (§10.3). Its servers stay.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn group_destroy(&self, id: &str) -> Result<()> {
        self.call_on(&[group(id)], self.requests.group_destroy(id), nothing).await
    }

    /// `POST /servergroups/UUID/add` (§10.7): puts servers, one at least, into the group. Answers with the servers that
    /// are in it then.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn group_add(&self, id: &str, servers: &[ServerId]) -> Result<Vec<ServerId>> {
        self.call_on(&with(id, servers), self.requests.group_add(id, servers), server_ids).await
    }

    /// `POST /servergroups/UUID/remove` (§10.8): takes servers, one at least, out of the group. Answers with the
    /// servers that are in it then.
    ///
    /// # Errors
    /// `NotFound`; `InvalidRequest` for a server that is not in it. Sent once: see the error's delivery.
    pub async fn group_remove(&self, id: &str, servers: &[ServerId]) -> Result<Vec<ServerId>> {
        self.call_on(&with(id, servers), self.requests.group_remove(id, servers), server_ids).await
    }

    /// `GET /servergroups/UUID/start` (§10.9), which acts though it is a GET. Answers with the group's servers.
    ///
    /// # Errors
    /// `NotFound`, `Busy`. Sent once: see the error's delivery.
    pub async fn group_start(&self, id: &str) -> Result<Vec<ServerId>> {
        self.call_on(&[group(id)], self.requests.group_start(id), server_ids).await
    }

    /// `GET /servergroups/UUID/stop` (§10.10), which acts though it is a GET. Answers with the group's servers.
    ///
    /// # Errors
    /// `NotFound`. Sent once: see the error's delivery.
    pub async fn group_stop(&self, id: &str) -> Result<Vec<ServerId>> {
        self.call_on(&[group(id)], self.requests.group_stop(id), server_ids).await
    }
}

fn group(id: &str) -> ResourceRef {
    ResourceRef::new(ResourceKind::Native("group".into()), id)
}

fn with(id: &str, servers: &[ServerId]) -> Vec<ResourceRef> {
    std::iter::once(group(id)).chain(all(servers)).collect()
}

fn info(reply: Reply) -> Result<GroupInfo> {
    GroupInfo::new(&record(reply)?)
}
