use crate::cloudsigma::client::Client;
use anycloud_simulators::cloudsigma::{CloudSigma, Problem, SeedError, SeedState};

fn build(text: &str) -> Result<CloudSigma, SeedError> {
    CloudSigma::builder().date("2014-01-15 00:00").seed(SeedState::from_json(text)?).build()
}

#[test]
fn what_is_seeded_is_there() {
    let text = r#"{
        "profile": {"first_name": "Ann", "country": "DE"},
        "billing": {"balance": "12.345", "currency": "USD", "server_fee": 3},
        "prices": {"ip": "2.50"},
        "subscriptions": [{"type": "cpu", "quantity": 2000, "start_time": "2014-01-01 00:00", "months": 1,
                           "subscription": "00000000-0000-4000-8000-00000000000f"}],
        "transactions": [
            {"date": "2014-01-02 00:00:00", "description": "second", "total": "-1.00"},
            {"date": "2014-01-01 00:00:00", "description": "first", "total": "10", "value": "8.00", "tax": "2.00"}
        ],
        "resources": [
            {"type": "ip", "resource": "192.0.2.10", "name": "front"},
            {"type": "vlan", "resource": "00000000-0000-4000-8000-00000000000a", "name": "back"},
            {"type": "ip"}
        ],
        "drives": [
            {"drive": "00000000-0000-4000-8000-00000000000b", "name": "root", "size": "10G", "contents": "hello"},
            {"name": "data", "size": 1073741824, "claim:type": "shared", "tags": "affinity:ssd"}
        ],
        "servers": [
            {"server": "00000000-0000-4000-8000-00000000000c", "name": "web", "cpu": 1000, "mem": 512,
             "ide:0:0": "root", "ide:0:1": "data", "boot": "ide:0:0", "nic:0:model": "e1000", "nic:0:dhcp": "192.0.2.10"},
            {"name": "db", "cpu": 500, "mem": 256, "status": "stopped", "ide:0:0": "data"}
        ],
        "groups": [{"uuid": "00000000-0000-4000-8000-00000000000d", "name": "all",
                    "server:0": "00000000-0000-4000-8000-00000000000c"}]
    }"#;
    let client = Client::of(build(text).unwrap());
    let cloud = &client.cloud;
    assert_eq!((cloud.servers(), cloud.drives(), cloud.resources(), cloud.groups()), (2, 2, 3, 1));
    assert_eq!((&*cloud.balance(), cloud.subscriptions()), ("12.35", 1));
    let web = client.info("00000000-0000-4000-8000-00000000000c");
    assert_eq!((&*web["status"], &*web["nic:0:dhcp"]), ("active", "192.0.2.10"));
    assert_eq!(cloud.drive_contents("00000000-0000-4000-8000-00000000000b", 0, 6).unwrap(), b"hello\0");
    let profile = client.get("/profile/info").keys();
    assert_eq!((&*profile["first_name"], &*profile["country"], &*profile["currency"]), ("Ann", "DE", "USD"));
    let history = client.get("/transactions/list").all();
    assert_eq!((&*history[0]["description"], &*history[1]["tax"]), ("second", "2.00"));
    assert_eq!(client.get("/usage/info").keys()["cpu:sub"], "2000");
    assert_eq!(client.get("/pricing/info").keys()["ip"], "2.50");
    let stopped = client.get("/servergroups/00000000-0000-4000-8000-00000000000d/stop").lines();
    assert_eq!(stopped, ["00000000-0000-4000-8000-00000000000c"]);
    client
        .post("/subscriptions/00000000-0000-4000-8000-00000000000f/set", "months 1")
        .system(400, "Insufficient");
    assert_eq!(build("{}").unwrap().servers(), 0);
}

#[test]
fn what_is_no_seed_is_named() {
    for text in [
        "",
        "[]",
        r#"{"drive":[]}"#,
        r#"{"drives":{}}"#,
        r#"{"billing":[]}"#,
        r#"{"profile":{"email":null}}"#,
        // An amount that JSON would keep as a float.
        r#"{"billing":{"balance":12.34}}"#,
        r#"{"prices":{"ip":0.1}}"#,
        r#"{"transactions":[{"total":0.1}]}"#,
    ] {
        let error = SeedState::from_json(text).unwrap_err();
        assert!(matches!(error, SeedError::Json { line: 1, .. }), "{text}: {error}");
    }
}

#[test]
fn seeds_that_do_not_hold_together_are_named() {
    let refused = |text: &str| match build(text) {
        Err(SeedError::Record { section, index, problem }) => (format!("{section}[{index}]"), problem),
        Err(SeedError::Setting { setting, problem }) => (setting, problem),
        other => panic!("{text}: {other:?}"),
    };
    let twice = r#"{"drive":"00000000-0000-4000-8000-00000000000b","name":"d","size":"1G"}"#;
    for (text, place) in [
        (r#"{"drives":[{"name":"d"}]}"#.to_owned(), "drives[0]"),
        (format!(r#"{{"drives":[{twice},{twice}]}}"#), "drives[1]"),
        (
            r#"{"drives":[{"name":"d","size":"1M","contents":"CONTENTS"}]}"#
                .replace("CONTENTS", &"x".repeat(1 << 21)),
            "drives[0]",
        ),
        (r#"{"servers":[{"name":"s"}]}"#.to_owned(), "servers[0]"),
        (r#"{"servers":[{"name":"s","cpu":500,"mem":256,"ide:0:0":"nothing"}]}"#.to_owned(), "servers[0]"),
        (r#"{"servers":[{"name":"s","cpu":500,"mem":256,"status":"asleep"}]}"#.to_owned(), "servers[0]"),
        (r#"{"resources":[{"name":"s"}]}"#.to_owned(), "resources[0]"),
        (r#"{"resources":[{"type":"ip6","name":"s"}]}"#.to_owned(), "resources[0]"),
        (r#"{"resources":[{"type":"ip","resource":"x"}]}"#.to_owned(), "resources[0]"),
        (r#"{"groups":[{"name":"g","server:0":"x"}]}"#.to_owned(), "groups[0]"),
        (r#"{"profile":{"email":"x"}}"#.to_owned(), "profile[0]"),
        (r#"{"profile":{"currency":"EUR"}}"#.to_owned(), "profile[0]"),
        (r#"{"subscriptions":[{"type":"gold"}]}"#.to_owned(), "subscriptions[0]"),
        (r#"{"subscriptions":[{"type":"cpu","quantity":0}]}"#.to_owned(), "subscriptions[0]"),
        (
            r#"{"subscriptions":[{"type":"cpu","quantity":1,"start_time":"2014-01-01 00:00","months":-1}]}"#
                .to_owned(),
            "subscriptions[0]",
        ),
        (r#"{"transactions":[{"date":"2014-01-01 00:00"}]}"#.to_owned(), "transactions[0]"),
        (r#"{"billing":{"balance":"x"}}"#.to_owned(), "billing.balance"),
        (r#"{"billing":{"colour":"x"}}"#.to_owned(), "billing.colour"),
        (r#"{"billing":{"charge_every":1}}"#.to_owned(), "billing.charge_every"),
        (r#"{"billing":{"runs_down":"maybe"}}"#.to_owned(), "billing.runs_down"),
        (r#"{"prices":{"gold":"1"}}"#.to_owned(), "prices.gold"),
    ] {
        assert_eq!(refused(&text).0, place, "{text}");
    }
    assert_eq!(refused(r#"{"drives":[{"name":"d"}]}"#).1, Problem::MissingKey("size"));
    let error = build(r#"{"prices":{"gold":"1"}}"#).unwrap_err();
    assert_eq!(error.to_string(), "prices.gold: \"gold\" is not a key of this command");
}
