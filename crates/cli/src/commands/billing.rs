use super::amounts::{money, quantity, word};
use super::show::or_none;
use super::subscriptions;
use crate::args::{BillingCommand, Span, When};
use crate::context::Context;
use anycloud::{
    Cloud, Error, ErrorKind, Quantity, Result, Runway, Subscription, Text, Timestamp, TransactionQuery,
};
use serde::Serialize;
use std::time::Duration;

pub(super) async fn run(context: &Context, command: BillingCommand) -> Result<()> {
    match command {
        BillingCommand::Balance => {
            let balance = context.cloud().await?.balance().await?;
            context.out.facts(&balance, &[("available", |b| money(b.available))])
        }
        BillingCommand::Usage => usage(context).await,
        BillingCommand::Prices => prices(context).await,
        BillingCommand::Transactions { since, last } => transactions(context, since, last).await,
        BillingCommand::Runway { window } => runway(context, window.0).await,
        BillingCommand::Subscriptions(command) => subscriptions::run(context, command).await,
    }
}

async fn usage(context: &Context) -> Result<()> {
    let usage = context.cloud().await?.usage().all().await?;
    context.out.list(
        &usage,
        &[
            ("RESOURCE", |u| u.resource.to_string()),
            ("TARIFF", |u| word(u.tariff)),
            ("QUANTITY", |u| quantity(u.quantity, u.unit.as_deref())),
        ],
    )
}

async fn prices(context: &Context) -> Result<()> {
    let prices = context.cloud().await?.prices().all().await?;
    context.out.list(
        &prices,
        &[
            ("RESOURCE", |p| p.resource.to_string()),
            ("TARIFF", |p| word(p.tariff)),
            ("PRICE", |p| money(p.price)),
            ("UNIT", |p| or_none(p.unit.as_ref())),
            ("PERIOD", |p| word(p.period)),
            ("FROM", |p| or_none(p.valid_from)),
            ("UNTIL", |p| or_none(p.valid_until)),
        ],
    )
}

async fn transactions(context: &Context, since: Option<When>, last: Option<Span>) -> Result<()> {
    let since = match (since, last) {
        (Some(When(since)), _) => Some(since),
        (None, Some(Span(last))) => Some(ago(last)?),
        (None, None) => None,
    };
    let query = since.into_iter().fold(TransactionQuery::new(), TransactionQuery::since);
    let transactions = context.cloud().await?.transactions(&query).all().await?;
    context.out.list(
        &transactions,
        &[
            ("AT", |t| t.at.to_string()),
            ("TOTAL", |t| money(t.total)),
            ("VALUE", |t| or_none(t.value.map(money))),
            ("TAX", |t| or_none(t.tax.map(money))),
            ("DESCRIPTION", |t| t.description.to_string()),
        ],
    )
}

/// A runway with what it rests on, and what it leaves out.
#[derive(Serialize)]
struct RunwayReport {
    #[serde(flatten)]
    runway: Runway,
    assumptions: &'static [&'static str],
    /// Their ends are not in the figures: whoever renews them pays.
    ending: Vec<Ending>,
}

/// A subscription that ends.
#[derive(Serialize)]
struct Ending {
    resource: Text,
    quantity: Quantity,
    unit: Option<Text>,
    end: Timestamp,
}

async fn runway(context: &Context, window: Duration) -> Result<()> {
    let cloud = context.cloud().await?;
    let runway = cloud.runway(window).await?;
    let ending = ending(&cloud, runway.until).await?;
    let report = RunwayReport { runway, assumptions: &Runway::ASSUMPTIONS, ending };
    context.out.facts(
        &report,
        &[
            ("balance", |r| money(r.runway.balance)),
            ("spent", |r| money(r.runway.spent)),
            ("window", |r| {
                let Runway { from, until, transactions, .. } = &r.runway;
                format!("{from} until {until}, transactions: {transactions}")
            }),
            ("per day", |r| money(r.runway.per_day)),
            ("days left", |r| {
                let days = r.runway.days_left.map(|days| quantity(days, None));
                days.unwrap_or_else(|| "no end: nothing was spent".to_owned())
            }),
            ("assuming", |r| r.assumptions.join("\n")),
            ("subscriptions end", |r| r.ending.iter().map(line).collect::<Vec<_>>().join("\n")),
        ],
    )
}

/// What ends after this moment, the first first. A cloud without subscriptions has none that end.
async fn ending(cloud: &Cloud, after: Timestamp) -> Result<Vec<Ending>> {
    let listed = match cloud.subscriptions().all().await {
        Err(e) if e.kind() == ErrorKind::Unsupported => Vec::new(),
        listed => listed?,
    };
    let end = |s: Subscription| {
        let end = s.end.filter(|end| *end > after)?;
        Some(Ending { resource: s.resource, quantity: s.quantity, unit: s.unit, end })
    };
    let mut ending: Vec<Ending> = listed.into_iter().filter_map(end).collect();
    ending.sort_by_key(|one| one.end);
    Ok(ending)
}

fn line(one: &Ending) -> String {
    format!("{} {}: {}", one.resource, quantity(one.quantity, one.unit.as_deref()), one.end)
}

fn ago(span: Duration) -> Result<Timestamp> {
    let seconds = i64::try_from(span.as_secs()).ok();
    let at = seconds.map(|seconds| Timestamp::from_unix(Timestamp::now().as_unix().saturating_sub(seconds)));
    at.and_then(Result::ok).ok_or_else(|| Error::invalid("that is longer ago than dates go back"))
}
