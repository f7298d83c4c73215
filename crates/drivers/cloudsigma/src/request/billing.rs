//! Money and subscriptions.

use super::{Repeat, Requests, invalid, uuid};
use crate::settings::{Order, Term};
use anycloud_core::{Result, SubscriptionId};
use anycloud_elastic_text::Record;
use anycloud_http::Call;

impl Requests {
    pub(crate) fn currencies_list(self) -> Result<Call> {
        self.get("currencies list", "/currencies/list")
    }

    pub(crate) fn usage_info(self) -> Result<Call> {
        self.get("usage info", "/usage/info")
    }

    pub(crate) fn pricing_info(self) -> Result<Call> {
        self.get("pricing info", "/pricing/info")
    }

    pub(crate) fn transactions_list(self) -> Result<Call> {
        self.get("transactions list", "/transactions/list")
    }

    pub(crate) fn balance_info(self) -> Result<Call> {
        self.get("balance info", "/balance/info")
    }

    pub(crate) fn subscribed_resources_info(self) -> Result<Call> {
        self.get("subscribed resources info", "/subscriptions/resources/info")
    }

    pub(crate) fn subscribed_net_info(self) -> Result<Call> {
        self.get("subscribed network resources info", "/subscriptions/net/info")
    }

    pub(crate) fn subscriptions_list(self) -> Result<Call> {
        self.get("subscriptions list", "/subscriptions/list")
    }

    pub(crate) fn resources_subscribe(self, order: &Order, term: &Term) -> Result<Call> {
        let keys = wanted(order, term, Order::is_resource)?;
        self.post("resource subscriptions create", "/subscriptions/resources/create", &keys, Repeat::Once)
    }

    pub(crate) fn ips_subscribe(self, quantity: u64, term: &Term) -> Result<Call> {
        let keys = counted(quantity, term)?;
        self.post("IP subscriptions create", "/subscriptions/network/ip/create", &keys, Repeat::Once)
    }

    pub(crate) fn ips_quote(self, quantity: u64, term: &Term) -> Result<Call> {
        let keys = counted(quantity, term)?;
        self.ask("IP subscriptions calculate", "/subscriptions/network/ip/calculate", &keys)
    }

    pub(crate) fn vlans_subscribe(self, quantity: u64, term: &Term) -> Result<Call> {
        let keys = counted(quantity, term)?;
        self.post("VLAN subscriptions create", "/subscriptions/network/vlan/create", &keys, Repeat::Once)
    }

    pub(crate) fn vlans_quote(self, quantity: u64, term: &Term) -> Result<Call> {
        let keys = counted(quantity, term)?;
        self.ask("VLAN subscriptions calculate", "/subscriptions/network/vlan/calculate", &keys)
    }

    pub(crate) fn software_subscribe(self, order: &Order, term: &Term) -> Result<Call> {
        let keys = wanted(order, term, Order::is_software)?;
        self.post("software subscriptions create", "/subscriptions/software/create", &keys, Repeat::Once)
    }

    /// §11.16 heads it with the path of the create, which would buy; its sample has this one.
    pub(crate) fn software_quote(self, order: &Order, term: &Term) -> Result<Call> {
        let keys = wanted(order, term, Order::is_software)?;
        self.ask("software subscriptions calculate", "/subscriptions/software/calculate", &keys)
    }

    pub(crate) fn subscription_extend(self, id: &SubscriptionId, months: u32) -> Result<Call> {
        let path = format!("/subscriptions/{}/set", uuid("a subscription", id.as_str())?);
        self.post("subscription extend", &path, &term(Record::new(), &Term::new(months))?, Repeat::Once)
    }

    pub(crate) fn extension_quote(self, id: &SubscriptionId, months: u32) -> Result<Call> {
        let path = format!("/subscriptions/{}/set/calculate", uuid("a subscription", id.as_str())?);
        self.ask("subscription extension calculate", &path, &term(Record::new(), &Term::new(months))?)
    }
}

fn wanted(order: &Order, when: &Term, belongs: fn(&str) -> bool) -> Result<Record> {
    let mut keys = Record::new();
    for (what, quantity) in order.items() {
        if !belongs(what) {
            return Err(invalid(format!("{what:?} is not sold in this order")));
        }
        keys.push(what, quantity);
    }
    if order.items().all(|(_, quantity)| quantity == 0) {
        return Err(invalid("nothing is ordered"));
    }
    term(keys, when)
}

fn counted(quantity: u64, when: &Term) -> Result<Record> {
    if quantity == 0 {
        return Err(invalid("nothing is ordered"));
    }
    let mut keys = Record::new();
    keys.push("quantity", quantity);
    term(keys, when)
}

/// The tables say `start_date`, the samples `start_time`.
fn term(mut keys: Record, term: &Term) -> Result<Record> {
    if let Some(start) = term.start {
        keys.push("start_time", crate::wire::minutes(start)?);
    }
    match term.months {
        Some(0) => return Err(invalid("a subscription of no months")),
        Some(months) => drop(keys.push("months", months)),
        None => {}
    }
    Ok(keys)
}
