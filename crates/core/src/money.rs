//! Exact money.

use crate::error::{Error, ErrorKind};
use crate::quantity::exact;
use rust_decimal::Decimal;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;

/// An exact amount in a currency; never a float.
///
/// ```
/// use anycloud_core::Money;
/// let m = Money::parse("1220.87", "USD")?;
/// assert_eq!(m.to_string(), "1220.87 USD");
/// assert!(Money::parse("12,20", "USD").is_err() && Money::parse("1_2", "USD").is_err());
/// # Ok::<(), anycloud_core::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    amount: Decimal,
    currency: [u8; 3],
}

impl Money {
    /// An amount as the provider wrote it, and an ISO 4217 code.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] if the amount is not an exact decimal or the currency is not three letters.
    pub fn parse(amount: &str, currency: &str) -> Result<Self, Error> {
        let bad =
            || Error::new(ErrorKind::Decode, format!("not an amount of money: {amount:?} {currency:?}"));
        let code: [u8; 3] = currency.as_bytes().try_into().map_err(|_| bad())?;
        if !code.iter().all(u8::is_ascii_alphabetic) {
            return Err(bad());
        }
        let amount = exact(amount).ok_or_else(bad)?;
        Ok(Self { amount, currency: code.map(|c| c.to_ascii_uppercase()) })
    }

    pub(crate) fn decimal(&self) -> Decimal {
        self.amount
    }

    /// Another amount of the same currency.
    pub(crate) fn with_decimal(self, amount: Decimal) -> Self {
        Self { amount, ..self }
    }

    /// The amount as decimal text, with the digits that the provider gave.
    pub fn amount(&self) -> String {
        self.amount.to_string()
    }

    /// The ISO 4217 code.
    pub fn currency(&self) -> &str {
        std::str::from_utf8(&self.currency).unwrap_or_default()
    }
}

/// Amounts in different currencies do not compare.
impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.currency == other.currency).then(|| self.amount.cmp(&other.amount))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} {}", self.amount, self.currency()))
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Money({self})")
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut m = s.serialize_struct("Money", 2)?;
        m.serialize_field("amount", &self.amount())?;
        m.serialize_field("currency", self.currency())?;
        m.end()
    }
}
