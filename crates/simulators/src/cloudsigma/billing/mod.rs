//! Money: the balance, what is charged as time passes, and the history.

mod order;
mod subscriptions;
mod usage;

pub(super) use self::{order::Order, subscriptions::Subscription};

use super::{
    dates::{moment, seconds, with_microseconds, with_seconds},
    state::State,
};
use crate::family::{ids::Uuid, problem::Problem, wire::Form};
use anycloud_elastic_text::Record;
use jiff::{ToSpan, civil::DateTime};
use rust_decimal::{Decimal, RoundingStrategy};
use std::{collections::BTreeMap, time::Duration};

/// What the service can bill in.
pub(super) const CURRENCIES: [&str; 3] = ["EUR", "GBP", "USD"];

/// Minutes of the month for which a burst price is, 30 days.
const MONTH: u32 = 30 * 24 * 60;

const MONTH_SECONDS: u64 = MONTH as u64 * 60;

/// The prices of the manual's sample.
const PRICES: [(&str, &str); 13] = [
    ("cpu:burst", "1.500"),
    ("cpu:sub", "0.200"),
    ("disk:burst", "0.200"),
    ("disk:sub", "0.200"),
    ("ip", "2.00"),
    ("mem:burst", "0.000"),
    ("mem:sub", "0.200"),
    ("msft_lwa_00135", "10.00"),
    ("msft_p73_04837", "20.00"),
    ("msft_tfa_00009", "15.00"),
    ("vlan", "5.00"),
    ("xfer:burst", "0.01"),
    ("xfer:sub", "0.01"),
];

/// The account's money.
#[derive(Debug)]
pub(super) struct Billing {
    pub(super) currency: &'static str,
    pub(super) balance: Decimal,
    pub(super) prices: BTreeMap<&'static str, Decimal>,
    pub(super) subscriptions: Vec<Subscription>,
    /// The oldest first.
    transactions: Vec<Transaction>,
    /// Whether burst use and creations are charged.
    runs_down: bool,
    /// How often burst use is charged.
    every: Duration,
    drive_fee: Decimal,
    server_fee: Decimal,
    /// Burst use that no transaction speaks of yet, and since when.
    accrued: Decimal,
    since: Duration,
}

/// A line of the history. `n/a` is what the service says for no value and no tax.
#[derive(Clone, Debug)]
struct Transaction {
    date: DateTime,
    description: String,
    value: String,
    tax: String,
    total: Decimal,
}

impl Billing {
    /// The balance and the prices of the manual's samples; nothing is charged.
    pub(super) fn new() -> Self {
        Self {
            currency: "EUR",
            balance: Decimal::new(122_087, 2),
            prices: PRICES.iter().map(|(key, price)| (*key, price.parse().unwrap_or_default())).collect(),
            subscriptions: Vec::new(),
            transactions: Vec::new(),
            runs_down: false,
            every: Duration::from_secs(300),
            drive_fee: Decimal::ZERO,
            server_fee: Decimal::ZERO,
            accrued: Decimal::ZERO,
            since: Duration::ZERO,
        }
    }

    /// When the next charge is due, or the next subscription begins or ends, after `now`.
    pub(super) fn next_event(&self, epoch: u64, now: Duration) -> Option<Duration> {
        if !self.runs_down {
            return None;
        }
        let dates = self.subscriptions.iter().flat_map(|one| [one.start, one.end]);
        let changes = dates
            .filter_map(|date| seconds(date).checked_sub(epoch))
            .map(Duration::from_secs)
            .filter(|at| *at > now);
        changes.chain([self.since.saturating_add(self.every)]).min()
    }

    /// One of the settings of a seed state.
    pub(super) fn assign(&mut self, key: &str, value: &str) -> Result<(), Problem> {
        match key {
            "balance" => self.balance = money(key, value)?,
            "charge_every" => {
                let seconds = value.parse().ok().filter(|seconds| (60..=MONTH_SECONDS).contains(seconds));
                let wanted = "a number of seconds, from a minute to a month";
                self.every = Duration::from_secs(seconds.ok_or_else(|| Problem::bad(key, value, wanted))?);
            }
            "currency" => {
                let known = CURRENCIES.iter().find(|currency| **currency == value);
                self.currency = known.ok_or_else(|| Problem::bad(key, value, "EUR, GBP or USD"))?;
            }
            "drive_fee" => self.drive_fee = price(key, value)?,
            "runs_down" => {
                self.runs_down = value.parse().map_err(|_| Problem::bad(key, value, "`true` or `false`"))?;
            }
            "server_fee" => self.server_fee = price(key, value)?,
            _ => return Err(Problem::UnknownKey(key.to_owned())),
        }
        Ok(())
    }

    pub(super) fn assign_price(&mut self, key: &str, value: &str) -> Result<(), Problem> {
        let held = self.prices.get_mut(key).ok_or_else(|| Problem::UnknownKey(key.to_owned()))?;
        *held = price(key, value)?;
        Ok(())
    }

    /// A transaction of the past, as the history shows it.
    pub(super) fn remember(&mut self, mut record: Form) -> Result<(), Problem> {
        let mut take = |key| record.remove(key).ok_or(Problem::MissingKey(key));
        let transaction = Transaction {
            date: super::dates::date("date", &take("date")?)?,
            description: take("description")?,
            total: money("total", &take("total")?)?,
            value: take("value").unwrap_or_else(|_| "n/a".to_owned()),
            tax: take("tax").unwrap_or_else(|_| "n/a".to_owned()),
        };
        if let Some(key) = record.into_keys().next() {
            return Err(Problem::UnknownKey(key));
        }
        self.transactions.push(transaction);
        self.transactions.sort_by_key(|one| one.date);
        Ok(())
    }

    fn fee(&self, what: &str) -> Decimal {
        match what {
            "drive" => self.drive_fee,
            _ => self.server_fee,
        }
    }

    fn book(&mut self, date: DateTime, total: Decimal, description: String) {
        self.balance -= total;
        let na = || "n/a".to_owned();
        self.transactions.push(Transaction { date, description, value: na(), tax: na(), total: -total });
    }
}

impl State {
    /// Charges burst use up to a time before which nothing changes. The transaction comes at the end of a period.
    pub(super) fn charge(&mut self, until: Duration) {
        if !self.billing.runs_down {
            return;
        }
        let elapsed = Decimal::from(until.saturating_sub(self.now).as_millis().min(u128::from(u64::MAX)));
        let rate = self.rate();
        let billing = &mut self.billing;
        billing.accrued += rate * elapsed / Decimal::from(60_000);
        let period = until.saturating_sub(billing.since);
        if period < billing.every {
            return;
        }
        let (from, minutes) = (billing.since, period.as_secs() / 60);
        let total = cents(billing.accrued);
        billing.since = until;
        if total.is_zero() {
            return;
        }
        billing.accrued -= total;
        let (from, until) = (moment(self.settings.epoch, from), moment(self.settings.epoch, until));
        let description = format!(
            "{minutes} minutes of burst virtual server use at rate of {:.3} from {} until {}",
            rounded(total / Decimal::from(minutes.max(1)), 3),
            with_seconds(from),
            with_seconds(until),
        );
        billing.book(until, total, description);
    }

    /// Whether there is money for a new server: its fee, and something at all.
    pub(super) fn covers_server(&self) -> bool {
        self.billing.balance > Decimal::ZERO && self.billing.balance >= self.billing.fee("server")
    }

    pub(super) fn check_fee(&self, what: &'static str) -> Result<(), Problem> {
        if self.billing.fee(what).is_zero() { Ok(()) } else { self.check_funds(self.billing.fee(what)) }
    }

    pub(super) fn take_fee(&mut self, what: &'static str, id: Uuid) {
        let (date, fee) = (self.date(), self.billing.fee(what));
        if !fee.is_zero() {
            self.billing.book(date, fee, format!("Creation of {what} {id}"));
        }
    }

    pub(super) fn balance_record(&self) -> Record {
        let mut record = Record::new();
        record.push("balance", shown(self.billing.balance)).push("currency", self.billing.currency);
        record
    }

    /// The prices, which hold for five minutes.
    pub(super) fn pricing_record(&self) -> Record {
        let mut record = Record::new();
        for (key, price) in &self.billing.prices {
            record.push(key, price);
        }
        let start = self.date();
        let end = start.checked_add(5.minutes()).unwrap_or(start);
        record.push("start", with_microseconds(start)).push("end", with_microseconds(end));
        record
    }

    /// The history, the newest first.
    pub(super) fn transaction_records(&self) -> impl Iterator<Item = Record> {
        self.billing.transactions.iter().rev().map(|one| {
            let mut record = Record::new();
            record
                .push("date", with_seconds(one.date))
                .push("description", &one.description)
                .push("tax", &one.tax)
                .push("total", shown(one.total))
                .push("value", &one.value);
            record
        })
    }

    fn check_funds(&self, amount: Decimal) -> Result<(), Problem> {
        if self.billing.balance >= amount {
            return Ok(());
        }
        let Billing { balance, currency, .. } = &self.billing;
        Err(Problem::Refused(format!(
            "Insufficient funds: {} {currency} is more than the balance of {} {currency}.",
            shown(amount),
            shown(*balance),
        )))
    }
}

pub(super) fn cents(amount: Decimal) -> Decimal {
    rounded(amount, 2)
}

/// With two decimals, rounded: formatting alone would cut the rest off.
fn shown(amount: Decimal) -> String {
    format!("{:.2}", cents(amount))
}

fn rounded(amount: Decimal, places: u32) -> Decimal {
    amount.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// An amount of which nothing is lost: at most a thousand million, with at most 6 decimals.
fn money(key: &str, text: &str) -> Result<Decimal, Problem> {
    let most = Decimal::from(1_000_000_000);
    Decimal::from_str_exact(text)
        .ok()
        .filter(|amount| amount.abs() <= most && amount.scale() <= 6)
        .ok_or_else(|| Problem::bad(key, text, "an amount such as `1220.87`"))
}

fn price(key: &str, text: &str) -> Result<Decimal, Problem> {
    let amount = money(key, text)?;
    if amount.is_sign_negative() {
        return Err(Problem::bad(key, text, "an amount that is not negative"));
    }
    Ok(amount)
}
