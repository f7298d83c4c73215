//! What is sent beside the family's keys: the profile, and orders.

use crate::request::invalid;
use anycloud_core::{Result, Text, Timestamp};
use anycloud_elastic_text::Record;

/// What can be changed in the profile. docs: CloudSigma API 1.0, §6.2. Currency, country and language cannot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProfileConfig(Record);

impl ProfileConfig {
    /// The keys that can be set; the first four are never empty.
    pub const KEYS: [&'static str; 9] =
        ["email", "first_name", "last_name", "nick_name", "title", "company", "address", "postcode", "phone"];

    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One of [`KEYS`](Self::KEYS). The service says whether the value will do.
    ///
    /// # Errors
    /// `InvalidRequest` for any other key.
    pub fn set(mut self, key: &str, value: &str) -> Result<Self> {
        if !Self::KEYS.contains(&key) {
            let known = Self::KEYS.join(", ");
            return Err(invalid(format!("the profile's {key:?} cannot be set (there are {known})")));
        }
        self.0.set(key, value);
        Ok(self)
    }

    pub(crate) fn record(&self) -> &Record {
        &self.0
    }
}

/// What is subscribed to in one order: resources, or software.
///
/// Quantities are in the service's own units: `cpu` in core MHz, `mem` in MB, `disk` in GB, `xfer` in GB per month, software
/// in licences. docs: CloudSigma API 1.0, §11.8 and §11.15.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order(Vec<(Text, u64)>);

impl Order {
    /// The resources that are sold in one order.
    pub const RESOURCES: [&'static str; 4] = ["cpu", "mem", "disk", "xfer"];
    /// The software that the manual knows.
    pub const SOFTWARE: [&'static str; 3] = ["msft_lwa_00135", "msft_p73_04837", "msft_tfa_00009"];

    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// So many core MHz.
    pub fn cpu(self, mhz: u64) -> Self {
        self.item("cpu", mhz)
    }

    /// So many MB.
    pub fn mem(self, mb: u64) -> Self {
        self.item("mem", mb)
    }

    /// So many GB.
    pub fn disk(self, gb: u64) -> Self {
        self.item("disk", gb)
    }

    /// So many GB per month.
    pub fn xfer(self, gb: u64) -> Self {
        self.item("xfer", gb)
    }

    /// So much of what has this name; a name that is there already gets another quantity.
    pub fn item(mut self, name: &str, quantity: u64) -> Self {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name.into(), quantity));
        self
    }

    /// Names and quantities.
    pub fn items(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(name, quantity)| (name.as_str(), *quantity))
    }

    pub(crate) fn is_resource(name: &str) -> bool {
        Self::RESOURCES.contains(&name)
    }

    /// The list of codes is open; each begins like those that are known.
    pub(crate) fn is_software(name: &str) -> bool {
        name.strip_prefix("msft_").is_some_and(|rest| {
            !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        })
    }
}

/// From when and for how long. The service requires both; it says so if one is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Term {
    /// From when, in whole minutes. The API states no zone: UTC is assumed.
    pub start: Option<Timestamp>,
    /// For so many calendar months.
    pub months: Option<u32>,
}

impl Term {
    /// For so many calendar months.
    pub fn new(months: u32) -> Self {
        Self { start: None, months: Some(months) }
    }

    /// From then on; seconds are left out.
    pub fn from(self, start: Timestamp) -> Self {
        Self { start: Some(start), ..self }
    }
}
