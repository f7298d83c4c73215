//! How long the money lasts.

use crate::error::{Error, ErrorKind, Result};
use crate::model::{Balance, Transaction};
use crate::money::Money;
use crate::quantity::Quantity;
use crate::time::Timestamp;
use rust_decimal::Decimal;
use serde::Serialize;

/// Balance, burn rate and days left, by what was spent in a window of time.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Runway {
    /// What is there.
    pub balance: Money,
    /// What was spent in the window: what came in does not count.
    pub spent: Money,
    /// How many transactions there were in the window, those that brought money in among them.
    pub transactions: usize,
    /// The window's beginning.
    pub from: Timestamp,
    /// The window's end.
    pub until: Timestamp,
    /// Spent for each day of the window, rounded to two decimals.
    pub per_day: Money,
    /// How many days the balance lasts, to a tenth; `None` if nothing was spent, zero if nothing is left.
    pub days_left: Option<Quantity>,
}

impl Runway {
    /// What these figures rest on, to be shown with them.
    pub const ASSUMPTIONS: [&'static str; 6] = [
        "money is spent on as in the window",
        "the account is as old as the window: a younger one burns faster than this says",
        "what was paid in advance in the window counts as burnt in it",
        "the window is whole: no transaction in it is missing",
        "subscriptions that end are neither renewed nor replaced",
        "prices stay",
    ];

    /// The runway by the transactions within `from..until`.
    ///
    /// ```
    /// use anycloud_core::{Balance, Money, Runway, Timestamp, Transaction};
    /// let at = |day: i64| Timestamp::from_unix(day * 86_400);
    /// let spent = |day, amount| Ok(Transaction::new(at(day)?, "burst", Money::parse(amount, "EUR")?));
    /// let balance = Balance::new(Money::parse("120.00", "EUR")?);
    /// let made: Vec<Transaction> = [spent(1, "-13.75"), spent(2, "-16.25")].into_iter().collect::<anycloud_core::Result<_>>()?;
    /// // 30.00 in 10 days are 3.00 a day: 120.00 last for 40 days.
    /// let runway = Runway::new(balance, &made, at(0)?, at(10)?)?;
    /// assert_eq!((runway.per_day.amount(), runway.days_left), ("3.00".into(), Some(40.into())));
    /// # Ok::<(), anycloud_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `NotFound` without a transaction in the window: then nothing can be said. `Decode` if currencies differ or
    /// sums are too large to be exact. `InvalidRequest` for an empty window.
    pub fn new(
        balance: Balance,
        transactions: &[Transaction],
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Self> {
        let seconds = until.as_unix() - from.as_unix();
        if seconds <= 0 {
            return Err(Error::invalid("the window of the runway is empty"));
        }
        let balance = balance.available;
        let inexact = || Error::new(ErrorKind::Decode, "the sums are too large to be exact");
        let (mut spent, mut count) = (Decimal::ZERO, 0);
        for t in transactions.iter().filter(|t| t.at >= from && t.at < until) {
            if t.total.currency() != balance.currency() {
                let what =
                    format!("a transaction in {}, a balance in {}", t.total.currency(), balance.currency());
                return Err(Error::new(ErrorKind::Decode, what));
            }
            count += 1;
            if t.total.decimal() < Decimal::ZERO {
                spent = spent.checked_sub(t.total.decimal()).ok_or_else(inexact)?;
            }
        }
        if count == 0 {
            return Err(Error::new(ErrorKind::NotFound, format!("no transaction from {from} until {until}")));
        }
        let per_day = spent
            .checked_mul(Decimal::from(86_400))
            .and_then(|s| s.checked_div(Decimal::from(seconds)))
            .ok_or_else(inexact)?;
        let days_left = if per_day.is_zero() {
            None
        } else {
            let days = balance.decimal().max(Decimal::ZERO).checked_div(per_day).ok_or_else(inexact)?;
            Some(Quantity(days.round_dp(1).normalize()))
        };
        Ok(Self {
            balance,
            spent: balance.with_decimal(spent),
            transactions: count,
            from,
            until,
            per_day: balance.with_decimal(per_day.round_dp(2)),
            days_left,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Runway;
    use crate::error::ErrorKind;
    use crate::model::{Balance, Transaction};
    use crate::money::Money;
    use crate::time::Timestamp;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_unix(1_266_969_600 + hours * 3600).unwrap()
    }

    fn eur(amount: &str) -> Money {
        Money::parse(amount, "EUR").unwrap()
    }

    fn runway(balance: &str, totals: &[(i64, &str)], hours: i64) -> crate::Result<Runway> {
        let made: Vec<_> = totals.iter().map(|(h, total)| Transaction::new(at(*h), "", eur(total))).collect();
        Runway::new(Balance::new(eur(balance)), &made, at(0), at(hours))
    }

    #[test]
    fn the_sample_of_the_manual_by_hand() {
        // 2 × 13.75 + 4 × 16.50 = 93.50 in one day; 1220.87 / 93.50 = 13.05…
        let sample =
            [(11, "-13.75"), (11, "-13.75"), (10, "-16.50"), (10, "-16.50"), (10, "-16.50"), (10, "-16.50")];
        let runway = runway("1220.87", &sample, 24).unwrap();
        assert_eq!(
            (runway.spent.to_string(), runway.per_day.to_string()),
            ("93.50 EUR".into(), "93.50 EUR".into())
        );
        assert_eq!((runway.days_left.unwrap().to_string(), runway.transactions), ("13.1".into(), 6));
    }

    #[test]
    fn what_comes_in_is_not_burnt_and_what_is_outside_does_not_count() {
        let r = runway("100", &[(1, "-10"), (2, "500"), (48, "-999"), (-1, "-999")], 48).unwrap();
        assert_eq!((r.spent.amount(), r.per_day.amount(), r.transactions), ("10".into(), "5".into(), 2));
        assert_eq!(r.days_left.unwrap().to_string(), "20");
    }

    #[test]
    fn nothing_spent_lasts_for_ever_and_debt_for_no_day() {
        assert_eq!(runway("100", &[(1, "5")], 24).unwrap().days_left, None);
        assert_eq!(runway("-3", &[(1, "-5")], 24).unwrap().days_left.unwrap().to_string(), "0");
    }

    #[test]
    fn without_transactions_nothing_can_be_said() {
        assert_eq!(runway("100", &[], 24).unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(runway("100", &[(1, "-5")], 0).unwrap_err().kind(), ErrorKind::InvalidRequest);
        let usd = Transaction::new(at(1), "", Money::parse("-1", "USD").unwrap());
        let error = Runway::new(Balance::new(eur("1")), &[usd], at(0), at(24)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}
