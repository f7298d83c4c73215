use crate::cloudsigma::client::{Client, NOBODY};
use anycloud_simulators::cloudsigma::CloudSigma;

fn at(date: &str) -> Client {
    Client::built(CloudSigma::builder().date(date))
}

#[test]
fn quotes_are_those_of_the_samples() {
    let client = at("2010-03-20 00:00");
    let when = "start_time 2010-03-22 00:00\nmonths 1";
    for (path, keys, amount) in [
        ("network/ip", "quantity 2", "16.00"),
        ("network/vlan", "quantity 2", "40.00"),
        ("software", "msft_lwa_00135 1\nmsft_p73_04837 1\nmsft_tfa_00009 1", "45.00"),
    ] {
        let got = client.post(&format!("/subscriptions/{path}/calculate"), format!("{keys}\n{when}"));
        assert_eq!(got.text(), format!("amount {amount}\ncurrency EUR\n"), "{path}");
    }
    let three = client
        .post("/subscriptions/network/ip/calculate", "quantity 1\nstart_time 2010-03-22 00:00\nmonths 3");
    assert_eq!(three.keys()["amount"], "24.00");
    assert_eq!(
        (&*client.cloud.balance(), client.cloud.subscriptions(), client.cloud.resources()),
        ("1220.87", 0, 0)
    );
    assert_eq!(client.post("/subscriptions/resources/calculate", when).status, 404);
}

#[test]
fn resources_are_bought_in_blocks() {
    let client = at("2010-03-10 21:24");
    let order = "cpu 2000\nmem 2000\ndisk 100\nxfer 10\nstart_time 2010-04-12 00:00\nmonths 1";
    let blocks = client.post("/subscriptions/resources/create", order).all();
    let expected = [
        ("cpu", "CPU", "core MHz", "2000"),
        ("mem", "Memory", "MB", "2000"),
        ("disk", "Disk", "GB", "100"),
        ("xfer", "Committed data transfer", "GB per month", "10"),
    ];
    for (block, (kind, label, unit, quantity)) in blocks.iter().zip(expected) {
        assert_eq!((&*block["type"], &*block["type_str"], &*block["unit"]), (kind, label, unit));
        assert_eq!((&*block["quantity"], &*block["start_time"]), (quantity, "2010-04-12 00:00"));
        assert_eq!((&*block["end_time"], block["subscription"].len()), ("2010-05-12 00:00", 36));
    }
    assert_eq!(blocks.len(), 4);
    // (2000 + 2000 + 100) x 0.2 + 10 x 0.01.
    assert_eq!(client.cloud.balance(), "400.77");
    let bought = &client.get("/transactions/list").all()[0];
    assert_eq!((&*bought["total"], &*bought["date"]), ("-820.10", "2010-03-10 21:24:00"));
    let listed = client.get("/subscriptions/list").all();
    assert_eq!((listed.len(), &*listed[0]["start_time"]), (4, "2010-04-12 00:00:00"));
    assert!(listed.iter().all(|one| !one.contains_key("subscription")));
    // It has not begun.
    assert_eq!(client.get("/subscriptions/resources/info").text(), "cpu 0\ndisk 0\nmem 0\nxfer 0\n");
    client.pass(40 * 86_400);
    assert_eq!(client.get("/subscriptions/resources/info").text(), "cpu 2000\ndisk 100\nmem 2000\nxfer 10\n");
}

#[test]
fn the_tables_form_of_an_order_is_taken_too() {
    let client = at("2010-03-10 21:24");
    let blocks = client
        .post(
            "/subscriptions/resources/create",
            "type disk\nquantity 5\nstart_date 2010-01-31 10:00:30\nmonths 1",
        )
        .all();
    assert_eq!((blocks.len(), &*blocks[0]["end_time"]), (1, "2010-02-28 10:00"));
    client
        .post("/subscriptions/resources/create", "type ip\nquantity 5\nstart_time 2010-01-31 10:00\nmonths 1")
        .wrong("type");
}

#[test]
fn small_orders_are_refused_as_the_sample_has_it() {
    let client = at("2010-03-10 21:24");
    let order = "cpu 1000\nmem 1000\ndisk 100\nxfer 10\nstart_time 2010-03-22 00:12\nmonths 1";
    let got = client.post("/subscriptions/resources/create", order);
    assert_eq!(got.status, 400);
    assert_eq!(
        got.text(),
        "cpu 1000\ndisk 100\nend_time 2010-04-22 00:12\n\
         errors:cpu The minimum CPU subscription is 2000 core MHz\n\
         errors:mem The minimum memory subscription is 1024 MB\n\
         mem 1000\nstart_time 2010-03-22 00:12\nxfer 10\n"
    );
    assert_eq!(client.cloud.subscriptions(), 0);
}

#[test]
fn bad_orders_are_refused() {
    let client = at("2010-03-10 21:24");
    let got = client.post("/subscriptions/network/ip/create", "quantity 1\nmonths 1").wrong("start_time");
    assert_eq!((&*got["start_time"], &*got["end_time"]), ("", ""));
    assert_eq!(got["errors:start_time"], "This field is required.");
    let when = "start_time 2010-03-22 00:00\nmonths 1";
    for (keys, field) in [
        ("start_time 2010-03-22 00:00", "months"),
        ("start_time 2010-03-22 00:00\nmonths -1", "months"),
        ("start_time 2010-03-22 00:00\nmonths 0", "months"),
        ("start_time 2010-03-22 00:00\nmonths 1.5", "months"),
        ("start_time 2010-03-22 00:00\nmonths 121", "months"),
        ("start_time tomorrow\nmonths 1", "start_time"),
        ("start_time 2010-02-30 00:00\nmonths 1", "start_time"),
        ("start_date 22.3.2010\nmonths 1", "start_date"),
    ] {
        for path in ["network/ip/create", "network/vlan/calculate"] {
            client.post(&format!("/subscriptions/{path}"), format!("quantity 1\n{keys}")).wrong(field);
        }
        client.post("/subscriptions/software/create", format!("msft_lwa_00135 1\n{keys}")).wrong(field);
        client.post("/subscriptions/resources/create", format!("disk 1\n{keys}")).wrong(field);
    }
    for (path, keys, field) in [
        ("network/ip/create", "", "quantity"),
        ("network/ip/create", "quantity 0", "quantity"),
        ("network/ip/create", "quantity 101", "quantity"),
        ("network/ip/create", "quantity -1", "quantity"),
        ("network/ip/create", "quantity 1\ntype vlan", "type"),
        ("network/ip/create", "quantity 1\ncolour blue", "colour"),
        ("software/create", "msft_lwa_00135 0", "msft_lwa_00135"),
        ("software/create", "msft_lwa_00135 x", "msft_lwa_00135"),
        ("software/create", "msft_none 1", "msft_none"),
        ("resources/create", "", "cpu"),
        ("resources/create", "cpu 1999", "cpu"),
        ("resources/create", "mem 1023", "mem"),
        ("resources/create", "cpu 99999999999", "cpu"),
    ] {
        client.post(&format!("/subscriptions/{path}"), format!("{keys}\n{when}")).wrong(field);
    }
    assert_eq!((client.cloud.subscriptions(), client.cloud.resources()), (0, 0));
}

#[test]
fn addresses_and_vlans_come_with_their_subscription() {
    let client = at("2010-03-10 11:49:09");
    let order = "quantity 2\nstart_time 2010-03-10 11:49\nmonths 1";
    let blocks = client.post("/subscriptions/network/ip/create", order).all();
    assert_eq!(blocks.len(), 2);
    for block in &blocks {
        // Each repeats the quantity of the order.
        assert_eq!((&*block["type"], &*block["quantity"], &*block["unit"]), ("ip", "2", "IPs"));
        client.get(&format!("/resources/ip/{}/info", block["resource"])).keys();
    }
    let vlan = client.post(
        "/subscriptions/network/vlan/create",
        "quantity 1\ntype vlan\nstart_time 2010-03-09 14:04\nmonths 1",
    );
    let vlan = &vlan.all()[0];
    assert_eq!((&*vlan["type_str"], &*vlan["end_time"]), ("Private network VLAN", "2010-04-09 14:04"));
    client.get(&format!("/resources/vlan/{}/info", vlan["resource"])).keys();
    assert_eq!(client.cloud.balance(), "1184.87");
    assert_eq!(client.get("/subscriptions/net/info").text(), "ip 2\nvlan 1\n");
    assert_eq!((client.get("/subscriptions/list").all().len(), client.cloud.subscriptions()), (3, 2));
}

#[test]
fn software_is_answered_with_the_order() {
    let client = at("2010-03-20 00:00");
    let order = "msft_lwa_00135 1\nmsft_p73_04837 0\nmsft_tfa_00009 0\nstart_time 2010-03-21 12:21\nmonths 1";
    assert_eq!(
        client.post("/subscriptions/software/create", order).text(),
        "end_time 2010-04-21 12:21\nmsft_lwa_00135 1\nmsft_p73_04837 0\nmsft_tfa_00009 0\nstart_time 2010-03-21 12:21\n"
    );
    assert_eq!(client.cloud.balance(), "1210.87");
    assert_eq!(client.get("/subscriptions/list").all()[0]["type_str"], "Windows Web Server 2008");
}

#[test]
fn a_subscription_is_extended_from_its_end() {
    let client = at("2010-03-10 20:58");
    let made = client
        .post("/subscriptions/resources/create", "disk 300\nstart_time 2010-01-31 20:58\nmonths 1")
        .all();
    let id = &made[0]["subscription"];
    assert_eq!(made[0]["end_time"], "2010-02-28 20:58");
    let path = format!("/subscriptions/{id}/set");
    assert_eq!(client.post(&format!("{path}/calculate"), "months 1").text(), "amount 60.00\ncurrency EUR\n");
    assert_eq!(client.cloud.balance(), "1160.87");
    let extended = client.post(&path, "months 3").keys();
    assert_eq!((&extended["subscription"], &*extended["end_time"]), (id, "2010-05-28 20:58"));
    assert_eq!(client.cloud.balance(), "980.87");
    for path in [path.clone(), format!("{path}/calculate")] {
        client.post(&path, "months -1").wrong("months");
        client.post(&path, "").wrong("months");
        client.post(&path, "months 1\nquantity 2").wrong("quantity");
    }
    client.post(&format!("/subscriptions/{NOBODY}/set"), "months 1").missing(NOBODY);
    client.post("/subscriptions/x/set", "months 1").refused(400);
}

#[test]
fn buying_beyond_the_balance_buys_nothing() {
    let client = Client::built(CloudSigma::builder().funds("7.99", "USD").subscription_ids_in_list(true));
    let order = "quantity 1\nstart_time 2014-01-01 00:00\nmonths 1";
    client.post("/subscriptions/network/ip/create", order).system(400, "Insufficient funds: 8.00 USD");
    assert_eq!(
        (client.cloud.subscriptions(), client.cloud.resources(), &*client.cloud.balance()),
        (0, 0, "7.99")
    );
    client.cloud.set_balance("8.00").unwrap();
    let made = client.post("/subscriptions/network/ip/create", order).all();
    assert_eq!(client.cloud.balance(), "0.00");
    assert_eq!(client.get("/subscriptions/list").all()[0]["subscription"], made[0]["subscription"]);
    client
        .post(&format!("/subscriptions/{}/set", made[0]["subscription"]), "months 1")
        .system(400, "Insufficient funds");
}
