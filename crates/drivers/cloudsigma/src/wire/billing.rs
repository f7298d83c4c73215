//! Money. Amounts are exact decimals as the service wrote them; what is empty or `n/a` is absent, never zero.

use super::dates::date;
use crate::settings::Order;
use anycloud_core::{
    Money, Period, Price, Quantity, Record, ResourceUsage, Result, Subscription, SubscriptionId, Tariff,
    Text, Timestamp, Transaction,
};
use anycloud_elastic_family::id::written;
use anycloud_elastic_family::{Properties, unread};

/// What is used now. docs: CloudSigma API 1.0, §11.2.
#[derive(Clone, Debug, PartialEq)]
pub struct UsageInfo(Properties, Vec<UsageLine>);

/// How much of one thing is used under one tariff.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct UsageLine {
    /// `cpu`, `mem`, `disk`, `rx`, `tx`, `xfer`, …
    pub resource: Text,
    /// `:burst`, `:sub`, or neither (`:total` or nothing).
    pub tariff: Tariff,
    /// How much, in a unit that the reply does not state: see [`to_usage`](UsageInfo::to_usage).
    pub quantity: Quantity,
}

impl UsageInfo {
    pub(crate) fn new(record: Properties) -> Result<Self> {
        let mut lines = Vec::new();
        for (key, raw) in record.pairs() {
            let (resource, tariff) = split(key);
            if let Some(quantity) = listed(key, resource, raw)? {
                lines.push(UsageLine { resource: record.share(resource), tariff, quantity });
            }
        }
        Ok(Self(record, lines))
    }

    /// All keys, known or not.
    pub fn properties(&self) -> &Properties {
        &self.0
    }

    /// One line for each key that has a value, in the service's order. What is neither known nor a number is in the
    /// record only.
    pub fn lines(&self) -> &[UsageLine] {
        &self.1
    }

    /// The same in anycloud's terms. Units are those in which the same things are subscribed to (§11.8); those of
    /// data transfer are stated nowhere.
    pub fn to_usage(&self) -> Vec<ResourceUsage> {
        let usage = |line: &UsageLine| {
            let usage = ResourceUsage::new(line.resource.clone(), line.tariff, line.quantity);
            match &*line.resource {
                "cpu" => usage.unit("core MHz"),
                "mem" => usage.unit("MB"),
                "disk" => usage.unit("GB"),
                _ => usage,
            }
        };
        self.1.iter().map(usage).collect()
    }
}

/// The price list. docs: CloudSigma API 1.0, §11.3. It states neither unit nor period nor currency.
#[derive(Clone, Debug, PartialEq)]
pub struct PricingInfo {
    /// `start`: from when the prices hold, in UTC as we assume.
    pub start: Option<Timestamp>,
    /// `end`: until when.
    pub end: Option<Timestamp>,
    /// One for each key that has a value, in the service's order. What is neither known nor a number is in the record
    /// only.
    pub prices: Vec<PriceLine>,
    record: Properties,
}

/// A line of the price list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PriceLine {
    /// `cpu`, `ip`, `msft_lwa_00135`, …
    pub resource: Text,
    /// `:burst`, `:sub`, or neither.
    pub tariff: Tariff,
    /// How much, in the account's currency, which [`Client::balance_info`](crate::Client::balance_info) names; for
    /// which unit and time is stated nowhere.
    pub amount: Quantity,
}

impl PricingInfo {
    pub(crate) fn new(record: Properties) -> Result<Self> {
        let mut prices = Vec::new();
        for (key, raw) in record.pairs().filter(|(key, _)| !matches!(*key, "end" | "start")) {
            let (resource, tariff) = split(key);
            if let Some(amount) = listed(key, resource, raw)? {
                prices.push(PriceLine { resource: record.share(resource), tariff, amount });
            }
        }
        let (start, end) = (date(&record, "start")?, date(&record, "end")?);
        Ok(Self { start, end, prices, record })
    }

    /// All keys, known or not.
    pub fn properties(&self) -> &Properties {
        &self.record
    }

    /// The same in anycloud's terms, in the currency of the account.
    ///
    /// # Errors
    /// `Decode` if that is no currency.
    pub fn to_prices(&self, currency: &str) -> Result<Vec<Price>> {
        let price = |line: &PriceLine| {
            let amount = Money::parse(&line.amount.to_string(), currency)?;
            let mut price = Price::new(line.resource.clone(), line.tariff, amount);
            price.period = Period::Unstated;
            (price.valid_from, price.valid_until) = (self.start, self.end);
            Ok(price)
        };
        self.prices.iter().map(price).collect()
    }
}

/// Money that moved. docs: CloudSigma API 1.0, §11.4.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TransactionInfo {
    /// `date`: when, in UTC as we assume.
    pub date: Timestamp,
    /// `description`; the service leaves some empty.
    pub description: Text,
    /// `value`: without tax, in the account's currency, as all amounts here.
    pub value: Option<Quantity>,
    /// `tax` on it.
    pub tax: Option<Quantity>,
    /// `total`: the change of the balance; negative for what was spent.
    pub total: Quantity,
}

impl TransactionInfo {
    pub(crate) fn new(record: &Properties) -> Result<Self> {
        let missing = |key| move || unread(format!("a transaction without {key}"));
        let of = |key| amount(key, record.raw(key).unwrap_or_default());
        Ok(Self {
            date: date(record, "date")?.ok_or_else(missing("a date"))?,
            description: record.text_of("description").unwrap_or_default(),
            value: of("value")?,
            tax: of("tax")?,
            total: of("total")?.ok_or_else(missing("a total"))?,
        })
    }

    /// The same in anycloud's terms, in the currency of the account.
    ///
    /// # Errors
    /// `Decode` if that is no currency.
    pub fn to_transaction(&self, currency: &str) -> Result<Transaction> {
        let money = |amount: Quantity| Money::parse(&amount.to_string(), currency);
        let mut made = Transaction::new(self.date, self.description.clone(), money(self.total)?);
        made.value = self.value.map(money).transpose()?;
        made.tax = self.tax.map(money).transpose()?;
        Ok(made)
    }
}

/// A subscription, or one of its addresses or VLANs: then each repeats the quantity of the whole order, and the sum of
/// them means nothing. docs: CloudSigma API 1.0, §11.8 to §11.17.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SubscriptionInfo {
    /// `subscription`; the list of all leaves it out.
    pub id: Option<SubscriptionId>,
    /// `type`: `cpu`, `ip`, `msft_lwa_00135`, …
    pub kind: Text,
    /// `type_str`, for people.
    pub label: Option<Text>,
    /// `unit` of the quantity, e.g. `core MHz` or `GB per month`.
    pub unit: Option<Text>,
    /// `quantity` of the whole order.
    pub quantity: Quantity,
    /// `resource`: the address, or the VLAN's UUID.
    pub resource: Option<Text>,
    /// `start_time`, in UTC as we assume.
    pub start: Option<Timestamp>,
    /// `end_time`, likewise.
    pub end: Option<Timestamp>,
    /// `months`; in the table, in no sample.
    pub months: Option<u32>,
    record: Properties,
}

impl SubscriptionInfo {
    fn new(record: &Properties, kind: Text, quantity: Quantity) -> Result<Self> {
        // The tables say `start_date` and `end_date`, the samples this.
        let either = |a, b| Ok::<_, anycloud_core::Error>(date(record, a)?.or(date(record, b)?));
        let months = match record.some("months") {
            None => None,
            Some(raw) => Some(raw.parse().map_err(|_| unread("months is not a number of months"))?),
        };
        Ok(Self {
            id: record.text_of("subscription").map(|id| SubscriptionId::new(written(id))),
            kind,
            label: record.text_of("type_str"),
            unit: record.text_of("unit"),
            quantity,
            resource: record.text_of("resource").map(written),
            start: either("start_time", "start_date")?,
            end: either("end_time", "end_date")?,
            months,
            record: record.clone(),
        })
    }

    /// All keys, known or not.
    pub fn properties(&self) -> &Properties {
        &self.record
    }

    /// The same in anycloud's terms.
    pub fn to_subscription(&self) -> Subscription {
        let mut model = Subscription::new(self.kind.clone(), self.quantity);
        model.id = self.id.clone();
        model.label = self.label.clone();
        model.unit = self.unit.clone();
        model.item = self.resource.clone();
        (model.start, model.end) = (self.start, self.end);
        model.with_native(self.clone())
    }
}

impl Record for SubscriptionInfo {
    fn kind(&self) -> &'static str {
        "cloudsigma.subscription"
    }

    fn to_json(&self) -> serde_json::Value {
        self.record.to_json()
    }
}

/// Subscriptions as all replies have them: a record for each with its `type`; or, for software and in §11.9, one record
/// in which each name has its quantity.
pub(crate) fn subscriptions(records: &[Properties]) -> Result<Vec<SubscriptionInfo>> {
    let mut all = Vec::new();
    for record in records {
        if let Some(kind) = record.text_of("type") {
            let quantity = amount("quantity", record.raw("quantity").unwrap_or_default())?;
            let quantity = quantity.ok_or_else(|| unread("a subscription without a quantity"))?;
            all.push(SubscriptionInfo::new(record, kind, quantity)?);
            continue;
        }
        let sold = |key: &str| Order::is_resource(key) || Order::is_software(key);
        let mut found = record.pairs().filter(|(key, _)| sold(key)).peekable();
        if found.peek().is_none() {
            return Err(unread("a subscription without a type"));
        }
        for (key, raw) in found {
            if let Some(quantity) = amount(key, raw)?.filter(|quantity| *quantity != Quantity::ZERO) {
                all.push(SubscriptionInfo::new(record, record.share(key), quantity)?);
            }
        }
    }
    Ok(all)
}

/// An amount with its currency: the balance (§11.5), or a quote (§11.12).
pub(crate) fn money(record: &Properties, key: &str) -> Result<Money> {
    let missing = |key: &str| unread(format!("an amount of money without {key}"));
    let amount = record.some(key).ok_or_else(|| missing(key))?;
    Money::parse(amount, record.some("currency").ok_or_else(|| missing("currency"))?)
}

/// The manual says that the balance is an integer, and shows 1220.87.
fn amount(key: &str, raw: &str) -> Result<Option<Quantity>> {
    match raw.trim() {
        "" | "n/a" => Ok(None),
        text => text.parse().map(Some).map_err(|e| unread(format!("{key} is not a number")).with_source(e)),
    }
}

/// An amount of a list whose keys are open: one that no document knows, and that is no amount, is something else.
fn listed(key: &str, resource: &str, raw: &str) -> Result<Option<Quantity>> {
    let known = Order::is_resource(resource)
        || Order::is_software(resource)
        || matches!(resource, "ip" | "rx" | "tx" | "vlan");
    match amount(key, raw) {
        Err(_) if !known => Ok(None),
        amount => amount,
    }
}

/// The history, in the service's order.
pub(crate) fn transactions(records: &[Properties]) -> Result<Vec<TransactionInfo>> {
    let one = |(at, record): (usize, &Properties)| {
        TransactionInfo::new(record)
            .map_err(|e| unread(format!("entry {} of the history: {e}", at + 1)).with_source(e))
    };
    records.iter().enumerate().map(one).collect()
}

fn split(key: &str) -> (&str, Tariff) {
    match key.rsplit_once(':') {
        Some((resource, "burst")) => (resource, Tariff::Burst),
        Some((resource, "sub")) => (resource, Tariff::Subscribed),
        Some((resource, "total")) => (resource, Tariff::Total),
        _ => (key, Tariff::Total),
    }
}
