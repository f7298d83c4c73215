use crate::cloudsigma::client::Client;
use anycloud_simulators::cloudsigma::{Builder, CloudSigma};
use std::time::Duration;

/// A server of 7200 MHz at 12 a month for each is 2 a minute.
fn dear(builder: Builder) -> Builder {
    builder.date("2010-02-24 10:05:03").funds("100.00", "EUR").funds_run_down(true).price("cpu:burst", "12")
}

fn run(client: &Client) -> String {
    client.post("/servers/create", "name s\ncpu 7200\nmem 512").keys()["server"].clone()
}

#[test]
fn burst_use_is_charged_every_five_minutes() {
    let client = Client::built(dear(CloudSigma::builder()));
    run(&client);
    client.pass(299);
    assert_eq!((&*client.cloud.balance(), client.get("/transactions/list").text()), ("100.00", ""));
    client.pass(1);
    client.get("/balance/info");
    client.pass(300);
    assert_eq!(client.get("/balance/info").keys()["balance"], "80.00");
    assert_eq!(
        client.get("/transactions/list").text(),
        "date 2010-02-24 10:15:03\n\
         description 5 minutes of burst virtual server use at rate of 2.000 \
         from 2010-02-24 10:10:03 until 2010-02-24 10:15:03\n\
         tax n/a\ntotal -10.00\nvalue n/a\n\n\
         date 2010-02-24 10:10:03\n\
         description 5 minutes of burst virtual server use at rate of 2.000 \
         from 2010-02-24 10:05:03 until 2010-02-24 10:10:03\n\
         tax n/a\ntotal -10.00\nvalue n/a\n"
    );
}

#[test]
fn only_what_runs_is_charged_to_the_second() {
    let client = Client::built(dear(CloudSigma::builder()));
    let id = run(&client);
    client.pass(60);
    client.post(&format!("/servers/{id}/stop"), "").done();
    client.pass(60);
    client.post(&format!("/servers/{id}/start"), "").keys();
    client.post(&format!("/servers/{id}/shutdown"), "").done();
    client.pass(100_000);
    // One minute, and the two seconds that the shutdown took.
    assert_eq!(client.get("/balance/info").keys()["balance"], "97.93");
    assert_eq!(client.get("/transactions/list").all().len(), 1);
}

#[test]
fn what_is_subscribed_is_not_charged() {
    let client = Client::built(dear(CloudSigma::builder()).price("cpu:sub", "0"));
    run(&client);
    let order = "cpu 7200\nstart_time 2010-02-24 10:10:03\nmonths 1";
    client.post("/subscriptions/resources/create", order).all();
    client.pass(3600);
    assert_eq!(client.get("/balance/info").keys()["balance"], "90.00");
    client.pass(27 * 86_400);
    assert_eq!(client.get("/balance/info").keys()["balance"], "90.00");
    // It ends on 24 March.
    client.pass(86_400);
    let balance = client.get("/balance/info").keys()["balance"].clone();
    assert!(balance.starts_with('-'), "{balance}");
}

#[test]
fn nothing_is_lost_to_rounding() {
    let client = Client::built(
        dear(CloudSigma::builder()).price("cpu:burst", "0.001").charge_every(Duration::from_secs(60)),
    );
    run(&client);
    for _ in 0..600 {
        client.pass(60);
        client.get("/usage/info");
    }
    // 600 minutes at 7200 x 0.001 / 43200.
    assert_eq!(client.cloud.balance(), "99.90");
    let total: i32 = client
        .get("/transactions/list")
        .all()
        .iter()
        .map(|one| one["total"].replace('.', "").parse::<i32>().unwrap())
        .sum();
    assert_eq!(total, -10);
    assert!(CloudSigma::builder().charge_every(Duration::from_secs(1)).build().is_err());
}

#[test]
fn funds_stand_still_unless_told_to_run_down() {
    let client = Client::of(CloudSigma::filled(5));
    client.pass(10_000_000);
    assert_eq!(client.get("/balance/info").keys()["balance"], "1220.87");
    assert_eq!(client.get("/transactions/list").text(), "");
}

#[test]
fn a_server_that_the_funds_do_not_cover_is_not_there() {
    for builder in [
        CloudSigma::builder().funds("0", "EUR"),
        CloudSigma::builder().funds("-1", "EUR"),
        CloudSigma::builder().funds("4.99", "EUR").server_fee("5"),
    ] {
        let client = Client::built(builder);
        let drive = client.drive("name d\nsize 1G");
        let keys =
            client.post("/servers/create", format!("name s\ncpu 1000\nmem 512\nide:0:0 {drive}")).keys();
        assert!(!keys.contains_key("server"));
        assert_eq!((&*keys["name"], client.cloud.servers()), ("s", 0));
        client.post(&format!("/drives/{drive}/destroy"), "").done();
        // Bad input is told from want of funds.
        client.post("/servers/create", "name s").wrong("cpu");
    }
}

#[test]
fn creations_may_cost() {
    let client = Client::built(CloudSigma::builder().funds("10", "EUR").server_fee("5.00").drive_fee("2.50"));
    let drive = client.drive("name d\nsize 1G");
    assert_eq!(client.cloud.balance(), "7.50");
    let server = client.server("");
    assert_eq!(client.cloud.balance(), "2.50");
    client.post(&format!("/drives/{drive}/clone"), "name c").keys();
    assert_eq!(client.cloud.balance(), "0.00");
    client.post("/drives/create", "name e\nsize 1G").system(400, "Insufficient funds");
    client.post("/drives/create", "name e").wrong("size");
    client.post(&format!("/drives/{drive}/clone"), "name c").system(400, "Insufficient funds");
    assert_eq!(client.cloud.drives(), 2);
    let history: Vec<_> =
        client.get("/transactions/list").all().iter().map(|one| one["description"].clone()).collect();
    assert_eq!(history[1], format!("Creation of server {server}"));
    assert_eq!((history.len(), &history[2]), (3, &format!("Creation of drive {drive}")));
}
