//! Money and subscriptions. Buying is sent once; asking what it costs buys nothing.

use super::Client;
use crate::settings::{Order, Term};
use crate::wire::{
    PricingInfo, SubscriptionInfo, TransactionInfo, UsageInfo, ids, money, record, records, subscriptions,
    transactions,
};
use anycloud_core::{Delivery, Error, Money, ResourceKind, ResourceRef, Result, SubscriptionId, Text};
use anycloud_elastic_family::{Properties, unread};
use anycloud_http::Reply;

impl Client {
    /// `GET /currencies/list` (§11.1): what the service can bill in, e.g. `EUR`.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn currencies_list(&self) -> Result<Vec<Text>> {
        self.call(self.requests.currencies_list(), ids).await
    }

    /// `GET /usage/info` (§11.2): what is used now.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn usage_info(&self) -> Result<UsageInfo> {
        self.call(self.requests.usage_info(), |reply| UsageInfo::new(record(reply)?)).await
    }

    /// `GET /pricing/info` (§11.3): the price list.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn pricing_info(&self) -> Result<PricingInfo> {
        self.call(self.requests.pricing_info(), |reply| PricingInfo::new(record(reply)?)).await
    }

    /// `GET /transactions/list` (§11.4): all that was spent, in the service's order; there are no pages.
    ///
    /// # Errors
    /// As [any call](Self#errors); `Decode`, naming the entry, if one lacks its date or total.
    pub async fn transactions_list(&self) -> Result<Vec<TransactionInfo>> {
        self.call(self.requests.transactions_list(), |reply| transactions(&records(reply)?)).await
    }

    /// `GET /balance/info` (§11.5): what is left, in the account's currency.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn balance_info(&self) -> Result<Money> {
        self.call(self.requests.balance_info(), |reply| money(&record(reply)?, "balance")).await
    }

    /// `GET /subscriptions/resources/info` (§11.6): the sum of what is subscribed to. The manual does not say what is
    /// in it, so its keys are not typed.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn subscribed_resources_info(&self) -> Result<Properties> {
        self.call(self.requests.subscribed_resources_info(), record).await
    }

    /// `GET /subscriptions/net/info` (§11.7): the same of addresses and VLANs. The manual does not say what is in it,
    /// so its keys are not typed.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn subscribed_net_info(&self) -> Result<Properties> {
        self.call(self.requests.subscribed_net_info(), record).await
    }

    /// `GET /subscriptions/list` (§11.8): all subscriptions. The manual's sample names them by no id.
    ///
    /// # Errors
    /// As [any call](Self#errors).
    pub async fn subscriptions_list(&self) -> Result<Vec<SubscriptionInfo>> {
        self.call(self.requests.subscriptions_list(), subscribed).await
    }

    /// `POST /subscriptions/resources/create` (§11.9, §11.10): buys [`Order::RESOURCES`]. There is no quote.
    ///
    /// # Errors
    /// `InvalidRequest`, e.g. below a minimum (2000 core MHz, 1024 MB in the manual's sample); `InsufficientFunds`.
    /// `Decode` if the answer does not confirm the order: it may have been bought.
    pub async fn resources_subscribe(&self, order: &Order, term: &Term) -> Result<Vec<SubscriptionInfo>> {
        let bought = |reply| confirmed(reply, order);
        self.call(self.requests.resources_subscribe(order, term), bought).await
    }

    /// `POST /subscriptions/network/ip/create` (§11.11): buys so many static addresses. One line for each comes back.
    ///
    /// # Errors
    /// `InvalidRequest`, `InsufficientFunds`; `Decode` if the answer does not confirm the order.
    pub async fn ips_subscribe(&self, quantity: u64, term: &Term) -> Result<Vec<SubscriptionInfo>> {
        let bought = |reply| confirmed(reply, &Order::new().item("ip", quantity));
        self.call(self.requests.ips_subscribe(quantity, term), bought).await
    }

    /// `POST /subscriptions/network/ip/calculate` (§11.12): what [`ips_subscribe`](Self::ips_subscribe) would cost.
    ///
    /// # Errors
    /// `InvalidRequest`.
    pub async fn ips_quote(&self, quantity: u64, term: &Term) -> Result<Money> {
        self.call(self.requests.ips_quote(quantity, term), quote).await
    }

    /// `POST /subscriptions/network/vlan/create` (§11.13): buys so many VLANs.
    ///
    /// # Errors
    /// `InvalidRequest`, `InsufficientFunds`; `Decode` if the answer does not confirm the order.
    pub async fn vlans_subscribe(&self, quantity: u64, term: &Term) -> Result<Vec<SubscriptionInfo>> {
        let bought = |reply| confirmed(reply, &Order::new().item("vlan", quantity));
        self.call(self.requests.vlans_subscribe(quantity, term), bought).await
    }

    /// `POST /subscriptions/network/vlan/calculate` (§11.14): what [`vlans_subscribe`](Self::vlans_subscribe) would
    /// cost.
    ///
    /// # Errors
    /// `InvalidRequest`.
    pub async fn vlans_quote(&self, quantity: u64, term: &Term) -> Result<Money> {
        self.call(self.requests.vlans_quote(quantity, term), quote).await
    }

    /// `POST /subscriptions/software/create` (§11.15): buys licences of [`Order::SOFTWARE`].
    ///
    /// # Errors
    /// `InvalidRequest`, `InsufficientFunds`; `Decode` if the answer does not confirm the order.
    pub async fn software_subscribe(&self, order: &Order, term: &Term) -> Result<Vec<SubscriptionInfo>> {
        let bought = |reply| confirmed(reply, order);
        self.call(self.requests.software_subscribe(order, term), bought).await
    }

    /// `POST /subscriptions/software/calculate` (§11.16): what [`software_subscribe`](Self::software_subscribe) would
    /// cost.
    ///
    /// # Errors
    /// `InvalidRequest`.
    pub async fn software_quote(&self, order: &Order, term: &Term) -> Result<Money> {
        self.call(self.requests.software_quote(order, term), quote).await
    }

    /// `POST /subscriptions/UUID/set` (§11.17): buys so many more months.
    ///
    /// # Errors
    /// `NotFound`, `InvalidRequest`, `InsufficientFunds`; `Decode` if the answer does not confirm it.
    pub async fn subscription_extend(
        &self,
        id: &SubscriptionId,
        months: u32,
    ) -> Result<Vec<SubscriptionInfo>> {
        let call = self.requests.subscription_extend(id, months);
        self.call_on(&[subscription(id)], call, |reply| extended(reply, id)).await
    }

    /// `POST /subscriptions/UUID/set/calculate` (§11.18): what [`subscription_extend`](Self::subscription_extend) would
    /// cost.
    ///
    /// # Errors
    /// `NotFound`, `InvalidRequest`.
    pub async fn extension_quote(&self, id: &SubscriptionId, months: u32) -> Result<Money> {
        self.call_on(&[subscription(id)], self.requests.extension_quote(id, months), quote).await
    }
}

fn subscription(id: &SubscriptionId) -> ResourceRef {
    ResourceRef::new(ResourceKind::Subscription, id.as_str())
}

fn subscribed(reply: Reply) -> Result<Vec<SubscriptionInfo>> {
    subscriptions(&records(reply)?)
}

/// What was bought: all that was ordered, in the quantities of the order, and nothing else. Any other good answer tells
/// neither that the order was taken nor that it was not.
fn confirmed(reply: Reply, order: &Order) -> Result<Vec<SubscriptionInfo>> {
    let lines = subscribed(reply)?;
    let ordered = |line: &SubscriptionInfo| {
        order.items().any(|(name, quantity)| *line.kind == *name && line.quantity == quantity.into())
    };
    let bought =
        |(name, quantity): (&str, u64)| quantity == 0 || lines.iter().any(|line| *line.kind == *name);
    if lines.iter().all(ordered) && order.items().all(bought) { Ok(lines) } else { Err(unconfirmed()) }
}

/// What was extended: this subscription and no other.
fn extended(reply: Reply, id: &SubscriptionId) -> Result<Vec<SubscriptionInfo>> {
    let lines = subscribed(reply)?;
    let same = |line: &SubscriptionInfo| {
        line.id.as_ref().is_some_and(|seen| seen.as_str().eq_ignore_ascii_case(id.as_str()))
    };
    if !lines.is_empty() && lines.iter().all(same) { Ok(lines) } else { Err(unconfirmed()) }
}

fn unconfirmed() -> Error {
    unread("the service does not confirm what was ordered: look before ordering it again")
        .delivered(Delivery::Unknown)
}

fn quote(reply: Reply) -> Result<Money> {
    money(&record(reply)?, "amount")
}
