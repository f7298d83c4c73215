//! Images, sizes, locations, and what they cost.

use super::Period;
use crate::id::{ImageId, LocationId, SizeId};
use crate::money::Money;
use crate::native::{Native, Record};
use crate::text::Text;
use crate::unit::{ByteSize, Cpu};
use serde::Serialize;
use std::cmp::Ordering;
use std::fmt;

/// Something that a drive or server can be made from.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Image {
    /// Its id.
    pub id: ImageId,
    /// Its name.
    pub name: Text,
    /// How large the drive must be that is made from it.
    #[serde(rename = "size_bytes")]
    pub size: Option<ByteSize>,
    /// The processors that it runs on, in the provider's word (`x86_64`); sizes use the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub architecture: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    native: Option<Native>,
}

impl Image {
    /// An image; the driver fills in what else it knows.
    pub fn new(id: ImageId, name: impl Into<Text>) -> Self {
        Self { id, name: name.into(), size: None, architecture: None, native: None }
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

/// What a server of a size costs while it exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SizePrice {
    /// The operating system that it holds for, in the provider's word; `None` if for every one.
    pub system: Option<Text>,
    /// The price of one period.
    pub price: Money,
    /// How long one gets it for that.
    pub period: Period,
}

impl SizePrice {
    /// A price for every operating system.
    pub fn new(price: Money, period: Period) -> Self {
        Self { system: None, price, period }
    }

    /// For this operating system alone.
    pub fn system(mut self, system: impl Into<Text>) -> Self {
        self.system = Some(system.into());
        self
    }

    /// Which is less, whatever system each is for; `None` in different currencies, and for periods that differ or that
    /// the cloud does not tell.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.period == Period::Unstated { None } else { self.compare_within(other) }
    }

    /// The same of two prices of one cloud: where it tells no period, it is one and the same.
    pub(crate) fn compare_within(&self, other: &Self) -> Option<Ordering> {
        (self.period == other.period).then(|| self.price.partial_cmp(&other.price)).flatten()
    }
}

/// As in `0.2 USD per hour for linux`.
impl fmt::Display for SizePrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let period = match self.period {
            Period::Hour => " per hour",
            Period::Month => " per month",
            Period::Once | Period::Unstated => "",
        };
        let system = self.system.iter().map(|system| format!(" for {system}"));
        f.pad(&format!("{}{period}{}", self.price, system.collect::<String>()))
    }
}

/// A named size, on clouds that sell them.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Size {
    /// Its id.
    pub id: SizeId,
    /// Its name.
    pub name: Text,
    /// Processor.
    pub cpu: Option<Cpu>,
    /// Memory.
    #[serde(rename = "memory_bytes")]
    pub memory: Option<ByteSize>,
    /// The drive that comes with it.
    #[serde(rename = "disk_bytes")]
    pub disk: Option<ByteSize>,
    /// Traffic of a month that its price covers.
    #[serde(rename = "bandwidth_bytes")]
    pub bandwidth: Option<ByteSize>,
    /// What it costs; empty if the provider does not tell.
    pub prices: Vec<SizePrice>,
    /// What its processors are, in the provider's word (`x86_64`); images use the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub architecture: Option<Text>,
    /// Whether the provider has newer ones in its place: it is chosen by need only if nothing else covers that.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    native: Option<Native>,
}

impl Size {
    /// A size; the driver fills in what else it knows.
    pub fn new(id: SizeId, name: impl Into<Text>) -> Self {
        Self {
            id,
            name: name.into(),
            cpu: None,
            memory: None,
            disk: None,
            bandwidth: None,
            prices: Vec::new(),
            architecture: None,
            superseded: false,
            native: None,
        }
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

/// A place where servers can be made.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Location {
    /// Its id.
    pub id: LocationId,
    /// Its name for people.
    pub name: Text,
    /// ISO 3166 code of the country, `CH`, with a subdivision where known: `GB-LND`. Never a name.
    pub region: Option<Text>,
}

impl Location {
    /// A location without a region code.
    pub fn new(id: LocationId, name: impl Into<Text>) -> Self {
        Self { id, name: name.into(), region: None }
    }
}

#[cfg(test)]
mod tests {
    use super::{Period, SizePrice};
    use crate::money::Money;
    use std::cmp::Ordering;

    #[test]
    fn prices_of_a_kind_compare() {
        let price =
            |amount, currency, period| SizePrice::new(Money::parse(amount, currency).unwrap(), period);
        let dollars = |amount| price(amount, "USD", Period::Hour);
        assert_eq!(dollars("0.10").compare(&dollars("0.1").system("linux")), Some(Ordering::Equal));
        assert_eq!(dollars("9").compare(&dollars("10")), Some(Ordering::Less), "numbers, not text");
        assert_eq!(dollars("9").compare(&price("10", "EUR", Period::Hour)), None);
        assert_eq!(dollars("9").compare(&price("10", "USD", Period::Month)), None);
        assert_eq!(dollars("0.2").system("linux").to_string(), "0.2 USD per hour for linux");
        let untold = |amount| price(amount, "USD", Period::Unstated);
        assert_eq!(untold("9").compare(&untold("10")), None, "an hour, perhaps, and a month");
        assert_eq!(untold("9").compare_within(&untold("10")), Some(Ordering::Less));
        assert_eq!(price("5", "EUR", Period::Unstated).to_string(), "5 EUR");
    }
}
