//! Resources: the family's record, in this driver's name.

use super::Properties;
use anycloud_core::{Address, Network, Result, Text};
use anycloud_elastic_family::{ResourceRecord, native_record};

/// A resource, as the service describes it: all of [`ResourceRecord`]'s methods. docs: ElasticHosts API, "Get single
/// resource info".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceInfo(ResourceRecord);

impl ResourceInfo {
    pub(crate) fn new(record: Properties) -> Result<Self> {
        ResourceRecord::new(record).map(Self)
    }

    /// `type`: `ip`, `vlan`, or another; the list is open. [`Record`](anycloud_core::Record) has a method of the same
    /// name, so that this one is here.
    pub fn kind(&self) -> Text {
        self.0.kind()
    }

    /// The same in memory of its own, apart from the reply that it came with.
    pub fn detach(&self) -> Self {
        Self(self.0.detach())
    }

    /// A static address in anycloud's terms; `None` if it is something else.
    pub fn to_address(&self) -> Option<Address> {
        Some(self.0.to_address()?.with_native(self.clone()))
    }

    /// A VLAN in anycloud's terms; `None` if it is something else.
    pub fn to_network(&self) -> Option<Network> {
        Some(self.0.to_network()?.with_native(self.clone()))
    }
}

native_record!(ResourceInfo, ResourceRecord, "elastichosts.resource");
