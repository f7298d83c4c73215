//! VLANs and static addresses.

use super::{Manual, Repeat, Requests, TEXT, address, built, uuid};
use anycloud_core::{AddressId, NetworkId, Result};
use anycloud_elastic_text::Record;
use anycloud_http::Call;
use bytes::Bytes;
use http::Request;
use http::header::ACCEPT;

impl Requests {
    pub(crate) fn vlans_list(self) -> Result<Call> {
        self.get("VLANs list", "/resources/vlan/list")
    }

    pub(crate) fn vlans_info(self) -> Result<Call> {
        self.get("VLANs info", "/resources/vlan/info")
    }

    pub(crate) fn vlan_info(self, id: &NetworkId) -> Result<Call> {
        self.get("VLAN info", &vlan(id, "info")?)
    }

    pub(crate) fn vlan_create(self, name: &str) -> Result<Call> {
        self.post("VLAN create", "/resources/vlan/create", &named(name), Repeat::Once)
    }

    pub(crate) fn vlan_set(self, id: &NetworkId, name: &str) -> Result<Call> {
        self.post("VLAN rename", &vlan(id, "set")?, &named(name), Repeat::Harmless)
    }

    /// Not in the manual; a public client sends it by GET.
    pub(crate) fn vlan_destroy(self, id: &NetworkId) -> Result<Call> {
        self.act("VLAN destroy", &vlan(id, "destroy")?, Manual::Get, Repeat::Harmless)
    }

    pub(crate) fn ips_list(self) -> Result<Call> {
        self.get("static IPs list", "/resources/ip/list")
    }

    pub(crate) fn ips_info(self) -> Result<Call> {
        self.get("static IPs info", "/resources/ip/info")
    }

    /// Not in the manual; a public client sends it.
    pub(crate) fn ip_info(self, id: &AddressId) -> Result<Call> {
        self.get("static IP info", &ip(id, "info")?)
    }

    /// The manual has no keys for it; its addresses have names all the same, and the sibling's create takes one.
    pub(crate) fn ip_create(self, name: Option<&str>) -> Result<Call> {
        let (operation, path) = ("static IP create", "/resources/ip/create");
        match name {
            Some(name) => self.post(operation, path, &named(name), Repeat::Once),
            None => {
                let request = built(Request::post(path).header(ACCEPT, TEXT), Bytes::new())?;
                Ok(Call::once(operation, request))
            }
        }
    }

    /// A second one would give back an address that was taken again in between: never sent twice.
    pub(crate) fn ip_destroy(self, id: &AddressId) -> Result<Call> {
        self.act("static IP destroy", &ip(id, "destroy")?, Manual::GetOnly, Repeat::Once)
    }
}

fn vlan(id: &NetworkId, verb: &str) -> Result<String> {
    Ok(format!("/resources/vlan/{}/{verb}", uuid("a network", id.as_str())?))
}

fn ip(id: &AddressId, verb: &str) -> Result<String> {
    address(id.as_str())?;
    Ok(format!("/resources/ip/{id}/{verb}"))
}

fn named(name: &str) -> Record {
    let mut keys = Record::new();
    keys.push("name", name);
    keys
}
