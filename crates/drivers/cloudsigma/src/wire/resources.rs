//! VLANs and static addresses: the family's record, with a name that may carry a stamp.

use super::stamp::title;
use anycloud_core::{Address, Network, Result, Text};
use anycloud_elastic_family::{Properties, ResourceRecord, native_record};

/// A VLAN or static address, as the service describes it: all of [`ResourceRecord`]'s methods. docs: CloudSigma API
/// 1.0, §9.2 and §9.5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceInfo(ResourceRecord);

impl ResourceInfo {
    pub(crate) fn new(record: Properties) -> Result<Self> {
        ResourceRecord::new(record).map(Self)
    }

    /// `type`: `ip` or `vlan`. [`Record`](anycloud_core::Record) has a method of the same name, so that this one is
    /// here.
    pub fn kind(&self) -> Text {
        self.0.kind()
    }

    /// The same in memory of its own, apart from the reply that it came with.
    pub fn detach(&self) -> Self {
        Self(self.0.detach())
    }

    /// `name` without the stamp of the run that made it; [`name`](ResourceRecord::name) has both.
    pub fn title(&self) -> Text {
        title(self.0.properties())
    }

    /// A static address in anycloud's terms; `None` if it is something else.
    pub fn to_address(&self) -> Option<Address> {
        Some(self.0.to_address()?.with_native(self.clone()))
    }

    /// A VLAN in anycloud's terms; `None` if it is something else.
    pub fn to_network(&self) -> Option<Network> {
        let mut network = self.0.to_network()?;
        network.name = self.title();
        Some(network.with_native(self.clone()))
    }
}

native_record!(ResourceInfo, ResourceRecord, "cloudsigma.resource");
