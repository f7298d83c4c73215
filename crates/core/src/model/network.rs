//! Networks and static addresses, as every cloud shows them.

use super::Tags;
use crate::id::{AddressId, NetworkId};
use crate::native::{Native, Record};
use crate::text::Text;
use serde::Serialize;
use std::net::IpAddr;

/// A network: a VLAN, subnet or bridge.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Network {
    /// Its id.
    pub id: NetworkId,
    /// Its name.
    pub name: Text,
    /// Tags.
    pub tags: Tags,
    #[serde(skip_serializing_if = "Option::is_none")]
    native: Option<Native>,
}

impl Network {
    /// A network; the driver fills in what else it knows.
    pub fn new(id: NetworkId, name: impl Into<Text>) -> Self {
        Self { id, name: name.into(), tags: Tags::new(), native: None }
    }

    /// Adds the provider's own record.
    pub fn with_native(mut self, record: impl Record) -> Self {
        self.native = Some(Native::new(record));
        self
    }

    /// The provider's own record, if it is of this type.
    pub fn native<T: Record>(&self) -> Option<&T> {
        self.native.as_ref()?.get()
    }
}

/// A static (reserved) address that belongs to the account until it is given back.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Address {
    /// Its id; many clouds use the address itself.
    pub id: AddressId,
    /// Its name.
    pub name: Text,
    /// The address.
    pub ip: IpAddr,
    /// The gateway to use with it.
    pub gateway: Option<IpAddr>,
    /// The netmask to use with it, as the provider writes it.
    pub netmask: Option<Text>,
    /// Name servers to use with it.
    pub nameservers: Vec<IpAddr>,
    /// Tags.
    pub tags: Tags,
    #[serde(skip_serializing_if = "Option::is_none")]
    native: Option<Native>,
}

impl Address {
    /// An address; the driver fills in what else it knows.
    pub fn new(id: AddressId, name: impl Into<Text>, ip: IpAddr) -> Self {
        let (gateway, netmask, nameservers, tags, native) = (None, None, Vec::new(), Tags::new(), None);
        Self { id, name: name.into(), ip, gateway, netmask, nameservers, tags, native }
    }

    /// Adds the provider's own record.
    pub fn with_native(mut self, record: impl Record) -> Self {
        self.native = Some(Native::new(record));
        self
    }

    /// The provider's own record, if it is of this type.
    pub fn native<T: Record>(&self) -> Option<&T> {
        self.native.as_ref()?.get()
    }
}
