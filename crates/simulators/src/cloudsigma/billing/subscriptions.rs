//! Subscriptions: what they cost, what was bought, for how long.

use super::{
    Order, cents,
    order::{SOFTWARE, extension},
    shown,
};
use crate::{
    cloudsigma::{
        dates::{date, months_after, with_minutes, with_seconds},
        state::State,
        wire::Refusal,
    },
    family::{drive::uuid, ids::Uuid, problem::Problem, wire::Form},
};
use anycloud_elastic_text::Record;
use jiff::civil::DateTime;
use rust_decimal::Decimal;

/// So much of something, from one date to another.
#[derive(Clone, Debug)]
pub(in crate::cloudsigma) struct Subscription {
    id: Uuid,
    kind: &'static str,
    quantity: u64,
    pub(super) start: DateTime,
    pub(super) end: DateTime,
    /// The addresses or VLANs that came with it.
    resources: Vec<String>,
}

/// Types with their labels, their units, the keys of their prices, and how many prices make a month. With 4 for
/// addresses and VLANs and 1 for software the samples' quotes come out; for the others there is no sample.
const KINDS: [(&str, &str, &str, &str, u32); 9] = [
    ("cpu", "CPU", "core MHz", "cpu:sub", 1),
    ("disk", "Disk", "GB", "disk:sub", 1),
    ("ip", "Static IP address", "IPs", "ip", 4),
    ("mem", "Memory", "MB", "mem:sub", 1),
    ("msft_lwa_00135", "Windows Web Server 2008", "licences", "msft_lwa_00135", 1),
    ("msft_p73_04837", "Windows Server 2008 Standard", "licences", "msft_p73_04837", 1),
    ("msft_tfa_00009", "Microsoft SQL Server 2008 Web Edition", "licences", "msft_tfa_00009", 1),
    ("vlan", "Private network VLAN", "VLANs", "vlan", 4),
    ("xfer", "Committed data transfer", "GB per month", "xfer:sub", 1),
];

impl State {
    /// What an order costs.
    pub(in crate::cloudsigma) fn quote(&self, order: &Order) -> Record {
        self.amount(order.wanted.iter().map(|(kind, many)| self.cost(kind, *many, order.months)).sum())
    }

    /// Buys, if the balance covers it: a subscription for each type, and the addresses or VLANs that belong to it.
    pub(in crate::cloudsigma) fn buy(&mut self, order: &Order) -> Result<Vec<Record>, Problem> {
        let total = cents(order.wanted.iter().map(|(kind, many)| self.cost(kind, *many, order.months)).sum());
        self.check_funds(total)?;
        let mut records = Vec::new();
        let mut labels = Vec::new();
        for (kind, quantity) in &order.wanted {
            let id = self.ids.make();
            let mut resources = Vec::new();
            for index in 0..*quantity {
                match *kind {
                    "ip" => resources.push(self.create_ip(Form::new())?.to_string()),
                    "vlan" => {
                        let name = Form::from([("name".to_owned(), format!("vlan-{index}"))]);
                        resources.push(self.create_vlan(name)?.to_string());
                    }
                    _ => break,
                }
            }
            let Order { start, end, .. } = *order;
            let one = Subscription { id, kind, quantity: *quantity, start, end, resources };
            labels.push(format!("{} {} of {}", quantity, one.labels().1, one.labels().0));
            records.extend(one.records(with_minutes, true));
            self.billing.subscriptions.push(one);
        }
        let description = format!("{} months of {}", order.months, labels.join(", "));
        let date = self.date();
        self.billing.book(date, total, description);
        Ok(records)
    }

    /// What a software order is answered with: the order, and when it ends.
    pub(in crate::cloudsigma) fn software_record(order: &Order) -> Record {
        let mut record = Record::new();
        for kind in SOFTWARE {
            let many = order.wanted.iter().find(|(one, _)| *one == kind).map_or(0, |(_, many)| *many);
            record.push(kind, many);
        }
        record.push("start_time", with_minutes(order.start)).push("end_time", with_minutes(order.end));
        record
    }

    pub(in crate::cloudsigma) fn quote_extension(&self, id: &str, form: &Form) -> Result<Record, Refusal> {
        let one = self.subscription(id)?;
        Ok(self.amount(self.cost(one.kind, one.quantity, extension(form)?)))
    }

    /// Extends from the end that it has, also if that has passed.
    pub(in crate::cloudsigma) fn extend(&mut self, id: &str, form: &Form) -> Result<Vec<Record>, Refusal> {
        let one = self.subscription(id)?.clone();
        let months = extension(form)?;
        let cost = cents(self.cost(one.kind, one.quantity, months));
        self.check_funds(cost)?;
        let extended = Subscription { end: months_after(one.end, months as i32), ..one };
        let description = format!("{months} more months of subscription {}", extended.id);
        let date = self.date();
        self.billing.book(date, cost, description);
        let records = extended.records(with_minutes, true);
        if let Some(held) = self.billing.subscriptions.iter_mut().find(|held| held.id == extended.id) {
            *held = extended;
        }
        Ok(records)
    }

    /// The list, as the manual has it without UUIDs unless the account is set up to show them.
    pub(in crate::cloudsigma) fn subscription_records(&self) -> impl Iterator<Item = Record> {
        let ids = self.settings.ids_in_list;
        self.billing.subscriptions.iter().flat_map(move |one| one.records(with_seconds, ids))
    }

    /// How much of each of these is subscribed to at this moment.
    pub(in crate::cloudsigma) fn totals(&self, kinds: &[&str]) -> Record {
        let mut record = Record::new();
        for kind in kinds {
            record.push(kind, self.subscribed(kind));
        }
        record
    }

    pub(in crate::cloudsigma) fn subscribed(&self, kind: &str) -> u64 {
        let now = self.date();
        let running = self.billing.subscriptions.iter().filter(|one| one.start <= now && now < one.end);
        running.filter(|one| one.kind == kind).map(|one| one.quantity).sum()
    }

    /// A subscription of a seed state, which costs nothing. Its resources, if it has some, are in the seed state too.
    pub(in crate::cloudsigma) fn plant_subscription(&mut self, mut record: Form) -> Result<(), Problem> {
        let mut take = |key| record.remove(key).ok_or(Problem::MissingKey(key));
        let kind = take("type")?;
        let known = KINDS.iter().find(|known| known.0 == kind);
        let kind = known.ok_or_else(|| Problem::bad("type", kind, "a type of subscription"))?.0;
        let quantity = take("quantity")?;
        let wanted = "a whole number from 1";
        let quantity = quantity
            .parse()
            .ok()
            .filter(|many| (1..=1_000_000_000).contains(many))
            .ok_or_else(|| Problem::bad("quantity", &quantity, wanted))?;
        let start = date("start_time", &take("start_time")?)?;
        let months = take("months")?;
        let months = months
            .parse()
            .ok()
            .filter(|months| (1..=120).contains(months))
            .ok_or_else(|| Problem::bad("months", &months, "1 to 120"))?;
        let id = match take("subscription") {
            Ok(id) => uuid("subscription", &id)?,
            Err(_) => self.ids.make(),
        };
        if let Some(key) = record.into_keys().next() {
            return Err(Problem::UnknownKey(key));
        }
        if self.billing.subscriptions.iter().any(|one| one.id == id) {
            return Err(Problem::Duplicate(id.to_string()));
        }
        let end = months_after(start, months);
        let one = Subscription { id, kind, quantity, start, end, resources: Vec::new() };
        self.billing.subscriptions.push(one);
        Ok(())
    }

    fn subscription(&self, id: &str) -> Result<&Subscription, Problem> {
        let id = uuid("SUBSCRIPTION", id)?;
        let one = self.billing.subscriptions.iter().find(|one| one.id == id);
        one.ok_or_else(|| Problem::no("subscription", id))
    }

    fn cost(&self, kind: &str, quantity: u64, months: u64) -> Decimal {
        let Some((_, _, _, key, prices)) = KINDS.iter().find(|known| known.0 == kind) else {
            return Decimal::ZERO;
        };
        let price = self.billing.prices.get(key).copied().unwrap_or_default();
        price * Decimal::from(quantity) * Decimal::from(months) * Decimal::from(*prices)
    }

    fn amount(&self, amount: Decimal) -> Record {
        let mut record = Record::new();
        record.push("amount", shown(amount)).push("currency", self.billing.currency);
        record
    }
}

impl Subscription {
    /// One record; or one for each address or VLAN, and each of them repeats the whole quantity.
    fn records(&self, written: fn(DateTime) -> String, with_id: bool) -> Vec<Record> {
        let (label, unit) = self.labels();
        let mut record = Record::new();
        record
            .push("end_time", written(self.end))
            .push("quantity", self.quantity)
            .push("start_time", written(self.start))
            .push("type", self.kind)
            .push("type_str", label)
            .push("unit", unit);
        if with_id {
            record.push("subscription", self.id);
        }
        if self.resources.is_empty() {
            return vec![record];
        }
        let with = |resource: &String| {
            let mut record = record.clone();
            record.push("resource", resource);
            record
        };
        self.resources.iter().map(with).collect()
    }

    fn labels(&self) -> (&'static str, &'static str) {
        KINDS.iter().find(|known| known.0 == self.kind).map_or(("", ""), |known| (known.1, known.2))
    }
}
