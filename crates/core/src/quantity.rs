//! Exact amounts of what is measured or sold.

use crate::error::{Error, ErrorKind};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// An exact decimal; never a float. In JSON it is a string, with the digits that the provider gave.
///
/// ```
/// use anycloud_core::Quantity;
/// let gigabytes: Quantity = "0.001".parse()?;
/// assert_eq!(gigabytes.to_string(), "0.001");
/// assert!("1e3".parse::<Quantity>().is_err() && "1_000".parse::<Quantity>().is_err());
/// # Ok::<(), anycloud_core::Error>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(pub(crate) Decimal);

impl Quantity {
    /// Zero.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.0 < Decimal::ZERO
    }
}

/// Sign, digits, point, digits: nothing that only a programming language would read as a number.
pub(crate) fn exact(text: &str) -> Option<Decimal> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    if plain { Decimal::from_str_exact(text).ok() } else { None }
}

impl From<u64> for Quantity {
    fn from(n: u64) -> Self {
        Self(n.into())
    }
}

impl FromStr for Quantity {
    type Err = Error;
    fn from_str(s: &str) -> Result<Self, Error> {
        exact(s)
            .map(Self)
            .ok_or_else(|| Error::new(ErrorKind::Decode, format!("not an exact decimal: {s:?}")))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Quantity({})", self.0)
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(|_| serde::de::Error::custom("not an exact decimal"))
    }
}
