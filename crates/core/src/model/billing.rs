//! What the account has, has spent, and has paid for in advance.

use crate::id::SubscriptionId;
use crate::money::Money;
use crate::native::{Native, Record};
use crate::quantity::Quantity;
use crate::text::Text;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What the account has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Balance {
    /// Money that is there; negative when it is owed.
    pub available: Money,
}

impl Balance {
    /// So much.
    pub fn new(available: Money) -> Self {
        Self { available }
    }
}

/// How something that is used or priced is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Tariff {
    /// As it is used, beyond what is subscribed.
    Burst,
    /// In advance, for a period.
    Subscribed,
    /// Both together, or the provider does not tell them apart.
    Total,
}

/// How much of one resource is used now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ResourceUsage {
    /// The provider's own name of the resource, e.g. `cpu`.
    pub resource: Text,
    /// Which part of the use this is.
    pub tariff: Tariff,
    /// How much.
    pub quantity: Quantity,
    /// The unit, in the provider's words; `None` if it states none.
    pub unit: Option<Text>,
}

impl ResourceUsage {
    /// So much of this, in no stated unit.
    pub fn new(resource: impl Into<Text>, tariff: Tariff, quantity: Quantity) -> Self {
        Self { resource: resource.into(), tariff, quantity, unit: None }
    }

    /// In this unit.
    pub fn unit(mut self, unit: impl Into<Text>) -> Self {
        self.unit = Some(unit.into());
        self
    }
}

/// What a price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Period {
    /// An hour.
    Hour,
    /// A calendar month.
    Month,
    /// It is paid once.
    Once,
    /// The provider does not say.
    Unstated,
}

/// A line of the price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Price {
    /// The provider's own name of the resource, e.g. `cpu`.
    pub resource: Text,
    /// How it is paid for.
    pub tariff: Tariff,
    /// The price of one unit.
    pub price: Money,
    /// The unit, in the provider's words; `None` if it states none.
    pub unit: Option<Text>,
    /// For how long one gets it at this price.
    pub period: Period,
    /// From when the price holds.
    pub valid_from: Option<Timestamp>,
    /// Until when the price holds.
    pub valid_until: Option<Timestamp>,
}

impl Price {
    /// A price of which unit, period and validity are not stated.
    pub fn new(resource: impl Into<Text>, tariff: Tariff, price: Money) -> Self {
        let (unit, period, valid_from, valid_until) = (None, Period::Unstated, None, None);
        Self { resource: resource.into(), tariff, price, unit, period, valid_from, valid_until }
    }
}

/// Money that moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Transaction {
    /// When.
    pub at: Timestamp,
    /// Why, in the provider's words.
    pub description: Text,
    /// The change of the balance: negative for what was spent.
    pub total: Money,
    /// The part of it without tax, if the provider tells.
    pub value: Option<Money>,
    /// The tax, if the provider tells.
    pub tax: Option<Money>,
}

impl Transaction {
    /// A transaction whose tax is not told.
    pub fn new(at: Timestamp, description: impl Into<Text>, total: Money) -> Self {
        Self { at, description: description.into(), total, value: None, tax: None }
    }
}

/// Resources that are paid for in advance.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Subscription {
    /// Its id; some clouds do not tell it in every list.
    pub id: Option<SubscriptionId>,
    /// The provider's own name of the resource, e.g. `cpu`.
    pub resource: Text,
    /// What it is, for people.
    pub label: Option<Text>,
    /// How much.
    pub quantity: Quantity,
    /// The unit, in the provider's words.
    pub unit: Option<Text>,
    /// The thing itself where it is one, e.g. an address.
    pub item: Option<Text>,
    /// From when.
    pub start: Option<Timestamp>,
    /// Until when.
    pub end: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none", skip_deserializing)]
    native: Option<Native>,
}

impl Subscription {
    /// So much of this; the driver fills in what else it knows.
    pub fn new(resource: impl Into<Text>, quantity: Quantity) -> Self {
        let (id, label, unit, item, start, end, native) = (None, None, None, None, None, None, None);
        Self { id, resource: resource.into(), label, quantity, unit, item, start, end, native }
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

/// What something would cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Quote {
    /// The whole price.
    pub price: Money,
}

impl Quote {
    /// So much.
    pub fn new(price: Money) -> Self {
        Self { price }
    }
}
