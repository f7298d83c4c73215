//! Money is exact and in one currency, asking buys nothing, and what is bought is bought once.

use super::case::{Case, Need, Outcome, case, offered, skip};
use super::fixture::{At, Fault, Lab};
use super::look::{attempt, refused, to_json};
use super::notebook::Notebook;
use anycloud_core::{
    BillingCapabilities, CreateSubscription, Delivery, ErrorKind, ExtendSubscription, Quantity, Subscription,
    Support, Timestamp, TransactionQuery,
};
use serde_json::Value;
use std::time::Duration;

pub(super) const CASES: &[Case] = &[
    case!(one money_that_is_not_offered_is_refused_unsent),
    case!(one the_balance_is_exact_money, BALANCE),
    case!(one usage_has_names_and_quantities, USAGE),
    case!(one prices_are_in_the_currency_of_the_balance, BALANCE, PRICES),
    case!(one transactions_are_in_the_currency_of_the_balance, BALANCE, TRANSACTIONS),
    case!(one transactions_before_a_time_are_left_out, TRANSACTIONS),
    case!(one a_runway_is_the_balance_over_what_was_spent, BALANCE, TRANSACTIONS),
    case!(one subscriptions_are_listed_whole, SUBSCRIPTIONS),
    case!(one a_quote_buys_nothing, QUOTE, QUOTABLE, SUBSCRIPTIONS, BALANCE),
    case!(one buys_what_was_asked_for, SUBSCRIBE, SOLD, SUBSCRIPTIONS, BALANCE),
    case!(one extends_only_the_asked_subscription, EXTEND, SOLD, SUBSCRIPTIONS),
    case!(one an_order_for_nothing_is_refused_unsent, SUBSCRIBE),
    case!(one a_read_only_handle_buys_nothing, SUBSCRIBE),
    case!(one an_order_whose_reply_is_lost_buys_once, SUBSCRIBE, SOLD, SUBSCRIPTIONS),
    case!(one an_order_whose_request_is_lost_buys_at_most_once, SUBSCRIBE, SOLD, SUBSCRIPTIONS),
];

macro_rules! needs {
    ($($name:ident: $what:literal, $flag:ident;)*) => { $(
        const $name: Need = Need {
            what: concat!("not offered: ", $what),
            met: |lab| can(lab).is_some_and(|can| offered(can.$flag)),
        };
    )* };
}

needs! {
    BALANCE: "the balance", balance;
    USAGE: "usage", usage;
    PRICES: "prices", prices;
    TRANSACTIONS: "transactions", transactions;
    SUBSCRIPTIONS: "listing subscriptions", subscriptions;
    QUOTE: "quotes", quote;
    SUBSCRIBE: "subscribing", subscribe;
    EXTEND: "extending subscriptions", extend;
}

const SOLD: Need =
    Need { what: "not in the fixture: a subscription that is sold", met: |lab| lab.sold.is_some() };
const QUOTABLE: Need =
    Need { what: "not in the fixture: a subscription that is quoted", met: |lab| lab.quoted.is_some() };

async fn money_that_is_not_offered_is_refused_unsent(lab: Lab) -> Outcome {
    let (cloud, can) = (&lab.cloud, can(&lab).unwrap_or_default());
    let no = |support: Support| !offered(support);
    let order = CreateSubscription::new(1).resource("any", 1);
    let extension = ExtendSubscription::new("any", 1);
    if no(can.balance) {
        lab.unsent("the balance", ErrorKind::Unsupported, cloud.balance()).await;
    }
    if no(can.usage) {
        lab.unsent("usage", ErrorKind::Unsupported, cloud.usage().all()).await;
    }
    if no(can.prices) {
        lab.unsent("prices", ErrorKind::Unsupported, cloud.prices().all()).await;
    }
    if no(can.transactions) {
        let all = cloud.transactions(&TransactionQuery::new()).all();
        lab.unsent("transactions", ErrorKind::Unsupported, all).await;
    }
    if no(can.subscriptions) {
        lab.unsent("subscriptions", ErrorKind::Unsupported, cloud.subscriptions().all()).await;
    }
    if no(can.quote) {
        lab.unsent("a quote", ErrorKind::Unsupported, cloud.quote(&order)).await;
        lab.unsent("a quote", ErrorKind::Unsupported, cloud.quote_extension(&extension)).await;
    }
    if no(can.subscribe) {
        lab.unsent("subscribing", ErrorKind::Unsupported, attempt(cloud, &order)).await;
    }
    if no(can.extend) {
        lab.unsent("extending", ErrorKind::Unsupported, attempt(cloud, &extension)).await;
    }
    Ok(())
}

async fn the_balance_is_exact_money(lab: Lab) -> Outcome {
    let balance = lab.cloud.balance().await.expect("there is a balance");
    let json = to_json(&balance);
    let (amount, currency) = (&json["available"]["amount"], &json["available"]["currency"]);
    assert!(amount.as_str().is_some_and(|a| a.parse::<Quantity>().is_ok()), "an amount is text: {json}");
    assert!(currency.as_str().is_some_and(|c| c.len() == 3), "{json}");
    Ok(())
}

async fn usage_has_names_and_quantities(lab: Lab) -> Outcome {
    let all = lab.cloud.usage().all().await.expect("usage is told");
    assert!(!all.is_empty(), "servers run, and nothing is used");
    for usage in &all {
        assert!(!usage.resource.is_empty() && !usage.quantity.is_negative(), "{usage:?}");
        assert!(to_json(usage)["quantity"].is_string(), "{usage:?}");
    }
    Ok(())
}

async fn prices_are_in_the_currency_of_the_balance(lab: Lab) -> Outcome {
    let balance = lab.cloud.balance().await.expect("there is a balance").available;
    let all = lab.cloud.prices().all().await.expect("prices are told");
    assert!(!all.is_empty(), "the price list is empty");
    for price in &all {
        assert_eq!(price.price.currency(), balance.currency(), "{price:?}");
        assert!(!price.resource.is_empty() && !price.price.amount().starts_with('-'), "{price:?}");
        if let (Some(from), Some(until)) = (price.valid_from, price.valid_until) {
            assert!(from <= until, "{price:?}");
        }
    }
    Ok(())
}

async fn transactions_are_in_the_currency_of_the_balance(lab: Lab) -> Outcome {
    let balance = lab.cloud.balance().await.expect("there is a balance").available;
    let all = transactions(&lab, TransactionQuery::new()).await;
    if all.is_empty() {
        return skip("no transactions in the fixture");
    }
    for one in &all {
        assert_eq!(one.total.currency(), balance.currency(), "{one:?}");
        let parts = [&one.value, &one.tax];
        assert!(parts.iter().all(|p| p.is_none_or(|m| m.currency() == balance.currency())), "{one:?}");
    }
    Ok(())
}

async fn transactions_before_a_time_are_left_out(lab: Lab) -> Outcome {
    let all = transactions(&lab, TransactionQuery::new()).await;
    let Some(last) = all.iter().map(|one| one.at).max() else {
        return skip("no transactions in the fixture");
    };
    let since = transactions(&lab, TransactionQuery::new().since(last)).await;
    assert!(!since.is_empty() && since.iter().all(|one| one.at >= last), "{since:?} since {last}");
    let later = Timestamp::from_unix(last.as_unix() + 1).expect("a second later is a time");
    assert!(transactions(&lab, TransactionQuery::new().since(later)).await.is_empty());
    Ok(())
}

async fn a_runway_is_the_balance_over_what_was_spent(lab: Lab) -> Outcome {
    let balance = lab.cloud.balance().await.expect("there is a balance").available;
    let listed = lab.cloud.transactions(&TransactionQuery::new()).all().await.expect("they are listed");
    // A hundred years: whatever the fixture's clock says, its transactions are in it.
    let window = Duration::from_secs(100 * 365 * 86_400);
    if listed.is_empty() {
        let error = lab.cloud.runway(window).await.expect_err("without transactions nothing can be said");
        assert_eq!(error.kind(), ErrorKind::NotFound);
        return Ok(());
    }
    let runway = lab.cloud.runway(window).await.expect("there are transactions");
    assert_eq!((runway.balance, runway.transactions), (balance, listed.len()));
    // To the cent and the day is enough here; the exact arithmetic has tests of its own.
    let about = |text: String| text.parse::<f64>().expect("a decimal");
    let spent: f64 = listed.iter().map(|t| about(t.total.amount())).filter(|total| *total < 0.0).sum();
    assert!((about(runway.spent.amount()) + spent).abs() < 0.01, "{runway:?} of {spent}");
    let days = (runway.until.as_unix() - runway.from.as_unix()) as f64 / 86_400.0;
    assert!((about(runway.per_day.amount()) + spent / days).abs() < 0.01, "{runway:?}");
    match runway.days_left {
        None => assert!(spent > -0.01, "money was spent: {runway:?}"),
        Some(left) => {
            let wanted = about(balance.amount()).max(0.0) / (-spent / days);
            assert!((about(left.to_string()) - wanted).abs() <= 1.0 + wanted * 0.001, "{runway:?}, {wanted}");
        }
    }
    Ok(())
}

async fn subscriptions_are_listed_whole(lab: Lab) -> Outcome {
    for one in subscriptions(&lab).await {
        assert!(!one.resource.is_empty() && !one.quantity.is_negative(), "{one:?}");
        assert!(one.start.zip(one.end).is_none_or(|(start, end)| start <= end), "{one:?}");
        assert!(to_json(&one)["quantity"].is_string(), "{one:?}");
    }
    Ok(())
}

async fn a_quote_buys_nothing(lab: Lab) -> Outcome {
    let Some(order) = lab.quoted.clone() else { return Ok(()) };
    let (before, balance) = (shown(&lab).await, lab.cloud.balance().await.expect("there is a balance"));
    for _ in 0..2 {
        let quote = lab.cloud.quote(&order).await.expect("it is quoted");
        assert_eq!(quote.price.currency(), balance.available.currency());
        assert!(!quote.price.amount().starts_with('-'), "{quote:?}");
    }
    assert_eq!(shown(&lab).await, before, "a quote has bought something");
    assert_eq!(lab.cloud.balance().await.expect("there is a balance"), balance);
    Ok(())
}

async fn buys_what_was_asked_for(lab: Lab) -> Outcome {
    let Some(order) = lab.sold.clone() else { return Ok(()) };
    let (before, balance) = (shown(&lab).await, lab.cloud.balance().await.expect("there is a balance"));
    attempt(&lab.cloud, &order).await.expect("it is bought");
    let now = subscriptions(&lab).await;
    for (resource, quantity) in &order.resources {
        let bought = |one: &&Subscription| one.resource == *resource && one.quantity == *quantity;
        let there = now.iter().any(|one| bought(&one) && !before.contains(&to_json(one)));
        assert!(there, "{quantity} of {resource} are not among {now:?}");
    }
    assert!(before.iter().all(|one| now.iter().any(|now| to_json(now) == *one)), "another has changed");
    let left = lab.cloud.balance().await.expect("there is a balance");
    assert_ne!(left, balance, "it cost nothing");
    assert_eq!(left.available.currency(), balance.available.currency());
    Ok(())
}

async fn extends_only_the_asked_subscription(lab: Lab) -> Outcome {
    let Some(order) = lab.sold.clone() else { return Ok(()) };
    let bought: Vec<Subscription> = attempt(&lab.cloud, &order).await.expect("it is bought");
    let Some(id) = bought.into_iter().find_map(|one| one.id) else {
        return skip("the order answers without an id");
    };
    let before = shown(&lab).await;
    attempt(&lab.cloud, &ExtendSubscription::new(id, 1)).await.expect("it is extended");
    let now = shown(&lab).await;
    let changed: Vec<_> = before.iter().zip(&now).filter(|(before, now)| before != now).collect();
    assert_eq!((now.len(), changed.len()), (before.len(), 1), "{changed:?}");
    let end = |one: &Value| one["end"].as_str().and_then(|end| end.parse::<Timestamp>().ok());
    assert!(end(changed[0].1) > end(changed[0].0), "{changed:?}");
    Ok(())
}

async fn an_order_for_nothing_is_refused_unsent(lab: Lab) -> Outcome {
    let none = CreateSubscription::new(1);
    lab.unsent("nothing", ErrorKind::InvalidRequest, attempt(&lab.cloud, &none)).await;
    let Some(order) = lab.sold.clone() else { return Ok(()) };
    let mut wrong = order.clone();
    wrong.months = 0;
    lab.unsent("no months", ErrorKind::InvalidRequest, attempt(&lab.cloud, &wrong)).await;
    for quantity in ["0", "-1"] {
        let mut wrong = order.clone();
        let quantity: Quantity = quantity.parse().expect("a number");
        wrong.resources.values_mut().for_each(|wanted| *wanted = quantity);
        lab.unsent("less than something", ErrorKind::InvalidRequest, attempt(&lab.cloud, &wrong)).await;
    }
    Ok(())
}

async fn a_read_only_handle_buys_nothing(lab: Lab) -> Outcome {
    let cloud = lab.cloud.read_only();
    let order = lab.sold.clone().unwrap_or_else(|| CreateSubscription::new(1).resource("any", 1));
    lab.unsent("buying", ErrorKind::Forbidden, attempt(&cloud, &order)).await;
    let extension = ExtendSubscription::new("any", 1);
    lab.unsent("extending", ErrorKind::Forbidden, attempt(&cloud, &extension)).await;
    Ok(())
}

async fn an_order_whose_reply_is_lost_buys_once(lab: Lab) -> Outcome {
    bought_in_the_end(&lab, Fault::LoseReply, 1..=1).await
}

async fn an_order_whose_request_is_lost_buys_at_most_once(lab: Lab) -> Outcome {
    bought_in_the_end(&lab, Fault::LoseRequest, 0..=1).await
}

/// Nothing finds a subscription again, so that a lost answer may stay unknown. It must say so, and never buy twice.
async fn bought_in_the_end(lab: &Lab, fault: Fault, times: std::ops::RangeInclusive<usize>) -> Outcome {
    let Some(order) = lab.sold.clone() else { return Ok(()) };
    let (before, notebook) = (shown(lab).await.len(), Notebook::default());
    lab.inject(At::Subscribe, fault)?;
    let cloud = lab.cloud.with_journal(notebook.clone());
    let error = refused("an order without an answer", attempt(&cloud, &order)).await;
    assert_eq!(error.delivery(), Delivery::Unknown, "it may have bought, and this says otherwise: {error}");
    let id = error.operation().expect("the error names the operation, to look at it");
    if let Err(error) = lab.reopen(notebook.revived()).resume(id).done().await {
        assert_eq!(error.delivery(), Delivery::Unknown, "{error}");
    }
    let lines = shown(lab).await.len() - before;
    let one = order.resources.len();
    assert!(times.contains(&(lines / one)) && lines.is_multiple_of(one), "{lines} lines were bought");
    Ok(())
}

fn can(lab: &Lab) -> Option<BillingCapabilities> {
    lab.cloud.capabilities().into_owned().billing
}

async fn transactions(lab: &Lab, query: TransactionQuery) -> Vec<anycloud_core::Transaction> {
    lab.cloud.transactions(&query).all().await.expect("transactions are told")
}

async fn subscriptions(lab: &Lab) -> Vec<Subscription> {
    lab.cloud.subscriptions().all().await.expect("subscriptions are listed")
}

async fn shown(lab: &Lab) -> Vec<Value> {
    subscriptions(lab).await.iter().map(to_json).collect()
}
