//! What is sent beside the family's keys: the profile, and orders.

use crate::request::invalid;
use anycloud_core::{Result, Text, Timestamp};
use anycloud_elastic_text::Record;

/// What can be changed in the profile, for [`Client::profile_set`](crate::Client::profile_set). docs: CloudSigma API
/// 1.0, §6.2. Currency, country and language cannot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProfileConfig(Record);

impl ProfileConfig {
    /// The keys that can be set; the first four are never empty.
    pub const KEYS: [&'static str; 9] =
        ["email", "first_name", "last_name", "nick_name", "title", "company", "address", "postcode", "phone"];

    /// No keys yet: nothing changes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets one of [`KEYS`](Self::KEYS). The service says whether the value will do.
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

/// What is subscribed to in one order: resources for [`resources_subscribe`](crate::Client::resources_subscribe), or
/// software for [`software_subscribe`](crate::Client::software_subscribe), never both. Addresses and VLANs are ordered
/// by number.
///
/// Quantities are in the service's own units: `cpu` in core MHz, `mem` in MB, `disk` in GB, `xfer` in GB per month,
/// software in licences. docs: CloudSigma API 1.0, §11.8 and §11.15.
///
/// ```
/// # async fn example(client: &anycloud_cloudsigma::Client) -> anycloud_core::Result<()> {
/// use anycloud_cloudsigma::{Order, Term};
/// use anycloud_core::Timestamp;
/// let term = Term::new(1).from(Timestamp::now());
/// for line in client.resources_subscribe(&Order::new().cpu(2000).mem(2048), &term).await? {
///     println!("{} of {} until {:?}", line.quantity, line.kind, line.end);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order(Vec<(Text, u64)>);

impl Order {
    /// The resources that are sold in one order (§11.10).
    pub const RESOURCES: [&'static str; 4] = ["cpu", "mem", "disk", "xfer"];
    /// The software that the manual knows (§11.15): Windows Web Server 2008, Windows Server 2008 Standard, and
    /// Microsoft SQL Server 2008 Web Edition. Other codes that begin with `msft_` are sent, too.
    pub const SOFTWARE: [&'static str; 3] = ["msft_lwa_00135", "msft_p73_04837", "msft_tfa_00009"];

    /// Nothing is ordered yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// `cpu`: so many core MHz.
    pub fn cpu(self, mhz: u64) -> Self {
        self.item("cpu", mhz)
    }

    /// `mem`: so many MB.
    pub fn mem(self, mb: u64) -> Self {
        self.item("mem", mb)
    }

    /// `disk`: so many GB.
    pub fn disk(self, gb: u64) -> Self {
        self.item("disk", gb)
    }

    /// `xfer`: so many GB of data transfer per month.
    pub fn xfer(self, gb: u64) -> Self {
        self.item("xfer", gb)
    }

    /// So much of what has this name, one of [`RESOURCES`](Self::RESOURCES) or a code of software; a name that is there
    /// already gets another quantity. What is not sold in the order is `InvalidRequest` when it is sent.
    pub fn item(mut self, name: &str, quantity: u64) -> Self {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name.into(), quantity));
        self
    }

    /// Names and quantities, in the order in which each was last set.
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

/// From when and for how long something is subscribed to. The service requires both; it says so if one is missing.
/// docs: CloudSigma API 1.0, §11.9.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Term {
    /// From when, in whole minutes. The API states no zone: UTC is assumed.
    pub start: Option<Timestamp>,
    /// For so many calendar months; 0 is `InvalidRequest` when it is sent.
    pub months: Option<u32>,
}

impl Term {
    /// For so many calendar months. [`from`](Self::from) says from when.
    pub fn new(months: u32) -> Self {
        Self { start: None, months: Some(months) }
    }

    /// From then on; seconds are left out.
    pub fn from(self, start: Timestamp) -> Self {
        Self { start: Some(start), ..self }
    }
}
