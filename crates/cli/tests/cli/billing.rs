//! What is read about money: the numbers of the manual's samples, and a runway by a hand-worked account.

use crate::lab::Lab;
use anycloud::Timestamp;
use anycloud_simulators::cloudsigma::{CloudSigma, SeedState};
use serde_json::{Value, json};

fn seeded(seed: &Value) -> Lab<CloudSigma> {
    let seed = SeedState::from_json(&seed.to_string()).unwrap();
    Lab::sigma(CloudSigma::builder().date("2010-02-24 12:00").seed(seed))
}

/// The account of the manual's samples of section 11.
fn sample() -> Lab<CloudSigma> {
    let line = |time: &str, minutes: u32, total: &str| {
        json!({
            "date": format!("2010-02-24 {time}"),
            "description": format!("{minutes} minutes of burst virtual server use at rate of 2.750"),
            "total": total,
        })
    };
    let subscribed = |kind: &str, quantity: u32| json!({ "type": kind, "quantity": quantity, "start_time": "2010-02-01 00:00", "months": 1 });
    seeded(&json!({
        "transactions": [
            line("11:04:18", 5, "-13.75"), line("11:04:13", 5, "-13.75"), line("10:27:52", 6, "-16.50"),
            line("10:27:50", 6, "-16.50"), line("10:27:48", 6, "-16.50"), line("10:27:47", 6, "-16.50"),
        ],
        "subscriptions": [subscribed("cpu", 3000), subscribed("mem", 2000), subscribed("disk", 1000)],
        "drives": [{ "name": "data", "size": "1173G" }],
        "servers": [
            { "name": "large", "cpu": 20000, "mem": 32768 },
            { "name": "small", "cpu": 4000, "mem": 10240 },
        ],
    }))
}

/// So many days ago, as a seed state has it.
fn ago(days: i64) -> String {
    let at = Timestamp::from_unix(Timestamp::now().as_unix() - days * 86_400).unwrap();
    at.to_string().replace('T', " ").replace('Z', "")
}

#[test]
fn the_balance_is_that_of_the_sample() {
    let lab = sample();
    let balance = lab.json("billing balance");
    assert_eq!(balance, json!({ "available": { "amount": "1220.87", "currency": "EUR" } }));
    assert_eq!(lab.run("billing balance").stdout, "available  1,220.87 EUR\n");
}

#[test]
fn the_usage_is_that_of_the_sample() {
    let lab = sample();
    let usage = lab.json("billing usage");
    let of = |resource: &str, tariff: &str| {
        let rows = usage.as_array().unwrap();
        let row =
            rows.iter().find(|row| row["resource"] == json!(resource) && row["tariff"] == json!(tariff));
        row.unwrap_or_else(|| panic!("{resource} {tariff}: {usage}"))["quantity"].clone()
    };
    let table = [
        ("cpu", ["24000", "21000", "3000"]),
        ("mem", ["43008", "41008", "2000"]),
        ("disk", ["1173", "173", "1000"]),
    ];
    for (resource, quantities) in table {
        let found = ["total", "burst", "subscribed"].map(|tariff| of(resource, tariff));
        assert_eq!(found, quantities.map(|quantity| json!(quantity)), "{resource}");
    }
    // What is not subscribed has no number: it is absent, and not zero.
    let transfer: Vec<&Value> =
        usage.as_array().unwrap().iter().filter(|row| row["resource"] == json!("xfer")).collect();
    assert!(transfer.iter().all(|row| row["tariff"] == json!("total")), "{usage}");
    let shown = lab.run("billing usage").stdout;
    assert!(shown.contains("RESOURCE") && shown.contains("24,000") && shown.contains("1,173"), "{shown}");
}

#[test]
fn the_prices_are_those_of_the_sample() {
    let lab = sample();
    let prices = lab.json("billing prices");
    let rows = prices.as_array().unwrap();
    let of = |resource: &str, tariff: &str| {
        let row =
            rows.iter().find(|row| row["resource"] == json!(resource) && row["tariff"] == json!(tariff));
        row.unwrap_or_else(|| panic!("{resource} {tariff}: {prices}")).clone()
    };
    assert_eq!(of("cpu", "burst")["price"], json!({ "amount": "1.500", "currency": "EUR" }));
    assert_eq!(of("mem", "burst")["price"]["amount"], json!("0.000"));
    assert_eq!(of("cpu", "subscribed")["price"]["amount"], json!("0.200"));
    assert_eq!(of("cpu", "burst")["period"], json!("unstated"), "the manual states none");
    assert_eq!((rows.len(), &of("cpu", "burst")["unit"]), (13, &Value::Null), "{prices}");
    assert_eq!(of("cpu", "burst")["valid_until"].as_str().map(|t| &t[..10]), Some("2010-02-24"));
    let shown = lab.run("billing prices").stdout;
    assert!(shown.contains("1.500 EUR") && shown.contains("unstated"), "{shown}");
}

#[test]
fn the_transactions_are_those_of_the_sample() {
    let lab = sample();
    let made = lab.json("billing transactions");
    let totals: Vec<&Value> = made.as_array().unwrap().iter().map(|t| &t["total"]["amount"]).collect();
    assert_eq!(totals, ["-13.75", "-13.75", "-16.50", "-16.50", "-16.50", "-16.50"]);
    assert_eq!((&made[0]["at"], &made[0]["tax"]), (&json!("2010-02-24T11:04:18Z"), &Value::Null));
    assert_eq!(made[0]["total"]["currency"], json!("EUR"));
    let since = lab.json("billing transactions --since 2010-02-24T10:27:50Z");
    assert_eq!(since.as_array().unwrap().len(), 4);
    assert_eq!(lab.json("billing transactions --since 2010-02-25"), json!([]));
    assert_eq!(lab.json("billing transactions --last 30d"), json!([]));
    let shown = lab.run("billing transactions --since 2010-02-24").stdout;
    assert!(shown.contains("-16.50 EUR") && shown.contains("6 minutes of burst"), "{shown}");
    for words in ["--since yesterday", "--last 1y", "--last 0d", "--since 2010-02-24 --last 1d"] {
        assert_eq!(lab.run(&format!("billing transactions {words}")).code, Some(2), "{words}");
    }
}

#[test]
fn the_runway_by_hand() {
    let spent = |days, total: &str| json!({ "date": ago(days), "description": "burst", "total": total });
    let lab = seeded(&json!({
        "billing": { "balance": "1200.00", "currency": "USD" },
        "subscriptions": [
            { "type": "mem", "quantity": 4096, "start_time": ago(1)[..16], "months": 2 },
            { "type": "cpu", "quantity": 2000, "start_time": ago(1)[..16], "months": 1 },
            { "type": "disk", "quantity": 10, "start_time": "2010-01-01 00:00", "months": 1 },
        ],
        "transactions": [
            spent(1, "-137.50"), spent(2, "-162.50"), spent(3, "500.00"), spent(20, "-300.00"), spent(40, "-999.00"),
        ],
    }));
    // 137.50 + 162.50 in 10 days are 30.00 a day, and 1200 / 30 = 40. What came in does not count.
    let ten = lab.json("billing runway --window 10d");
    let usd = |amount: &str| json!({ "amount": amount, "currency": "USD" });
    assert_eq!((&ten["balance"], &ten["spent"]), (&usd("1200.00"), &usd("300.00")), "{ten}");
    assert_eq!((&ten["per_day"], &ten["days_left"]), (&usd("30.00"), &json!("40")), "{ten}");
    // 600.00 in 30 days are 20.00 a day: 60 days. The window of 30 days is the default.
    let thirty = lab.json("billing runway");
    assert_eq!(
        (&thirty["spent"]["amount"], &thirty["days_left"]),
        (&json!("600.00"), &json!("60")),
        "{thirty}"
    );
    assert_eq!(
        (&thirty["transactions"], &lab.json("billing runway --window 4w")["days_left"]),
        (&json!(4), &json!("56"))
    );
    assert_eq!(thirty["assumptions"], json!(anycloud::Runway::ASSUMPTIONS));
    // What ends is listed apart, the first first; what has ended is not.
    let ending: Vec<(&Value, &Value)> =
        thirty["ending"].as_array().unwrap().iter().map(|s| (&s["resource"], &s["quantity"])).collect();
    assert_eq!(ending, [(&json!("cpu"), &json!("2000")), (&json!("mem"), &json!("4096"))]);

    let shown = lab.run("billing runway").stdout;
    for part in [
        "balance            1,200.00 USD\n",
        "spent              600.00 USD\n",
        ", transactions: 4\n",
        "20.00 USD",
        "days left          60\n",
        "money is spent on as in the window",
        "prices stay",
        "cpu 2,000",
    ] {
        assert!(shown.contains(part), "{part:?}: {shown}");
    }
    assert!(shown.contains(thirty["from"].as_str().unwrap().get(..13).unwrap()), "the window: {shown}");
}

#[test]
fn without_transactions_there_is_no_runway() {
    let lab = Lab::sigma(CloudSigma::builder());
    lab.fails("billing runway", 3, "no transaction from");
    assert_eq!(lab.run("billing runway --window 30").code, Some(2));
}

#[test]
fn subscriptions_are_listed() {
    let lab = sample();
    let listed = lab.json("billing subscriptions list");
    let rows = listed.as_array().unwrap();
    let cpu = rows.iter().find(|row| row["resource"] == json!("cpu")).unwrap();
    assert_eq!((rows.len(), &cpu["quantity"], &cpu["unit"]), (3, &json!("3000"), &json!("core MHz")));
    assert_eq!(
        (&cpu["start"], &cpu["end"]),
        (&json!("2010-02-01T00:00:00Z"), &json!("2010-03-01T00:00:00Z"))
    );
    let shown = lab.run("billing subscriptions list").stdout;
    assert!(shown.contains("3,000 core MHz") && shown.contains("1,000 GB"), "{shown}");
}
