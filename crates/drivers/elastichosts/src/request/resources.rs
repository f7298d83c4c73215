//! Resources: static addresses, VLANs, and what a service may have besides.

use super::{Repeat, Requests, address, uuid, word};
use crate::settings::ResourceConfig;
use anycloud_core::Result;
use anycloud_http::Call;
use std::borrow::Cow;

impl Requests {
    pub(crate) fn resources_list(self, kind: Option<&str>) -> Result<Call> {
        match kind {
            None => self.get("resources list", "/resources/list"),
            Some(kind) => {
                self.get("resources list", &format!("/resources/{}/list", word("a resource type", kind)?))
            }
        }
    }

    pub(crate) fn resources_info(self) -> Result<Call> {
        self.get("resources info", "/resources/info")
    }

    pub(crate) fn resource_info(self, kind: &str, id: &str) -> Result<Call> {
        self.get("resource info", &format!("/resources/{}/info", resource(kind, id)?))
    }

    pub(crate) fn resource_create(self, kind: &str, config: &ResourceConfig) -> Result<Call> {
        let path = format!("/resources/{}/create", word("a resource type", kind)?);
        self.post("resource create", &path, config.record(), Repeat::Once)
    }

    pub(crate) fn resource_set(self, kind: &str, id: &str, config: &ResourceConfig) -> Result<Call> {
        let path = format!("/resources/{}/set", resource(kind, id)?);
        self.post("resource set", &path, config.record(), Repeat::Harmless)
    }

    pub(crate) fn resource_destroy(self, kind: &str, id: &str) -> Result<Call> {
        self.act("resource destroy", &format!("/resources/{}/destroy", resource(kind, id)?), Repeat::Harmless)
    }
}

/// `TYPE/RESOURCE`: an address is named by itself, a VLAN by a UUID, others in ways that this driver does not know.
fn resource(kind: &str, id: &str) -> Result<String> {
    let id = match word("a resource type", kind)? {
        "ip" | "ip6" => {
            address(id)?;
            Cow::Borrowed(id)
        }
        "vlan" => uuid("a network", id)?,
        _ => Cow::Borrowed(word("the name of a resource", id)?),
    };
    Ok(format!("{kind}/{id}"))
}
