use crate::cloudsigma::client::Client;
use anycloud_simulators::cloudsigma::CloudSigma;

#[test]
fn currencies_and_balance() {
    let client = Client::new();
    assert_eq!(client.get("/currencies/list").text(), "EUR\nGBP\nUSD\n");
    assert_eq!(client.get("/balance/info").text(), "balance 1220.87\ncurrency EUR\n");
    let client = Client::built(CloudSigma::builder().funds("-3.5", "USD"));
    assert_eq!(client.get("/balance/info").text(), "balance -3.50\ncurrency USD\n");
    assert_eq!(client.get("/profile/info").keys()["currency"], "USD");
    assert_eq!(client.cloud.balance(), "-3.50");
    for (balance, currency) in
        [("1.2345678", "EUR"), ("lots", "EUR"), ("1e3", "EUR"), ("1", "CHF"), ("", "EUR")]
    {
        assert!(CloudSigma::builder().funds(balance, currency).build().is_err(), "{balance} {currency}");
    }
}

#[test]
fn prices_are_those_of_the_sample_and_hold_for_five_minutes() {
    let client =
        Client::built(CloudSigma::builder().date("2010-02-23 17:18:32").price("cpu:sub", "0.000001"));
    let keys = client.get("/pricing/info").keys();
    for (key, value) in [
        ("start", "2010-02-23 17:18:32.000000"),
        ("end", "2010-02-23 17:23:32.000000"),
        ("cpu:sub", "0.000001"),
        ("cpu:burst", "1.500"),
        ("mem:sub", "0.200"),
        ("mem:burst", "0.000"),
        ("xfer:sub", "0.01"),
        ("xfer:burst", "0.01"),
        ("disk:sub", "0.200"),
        ("disk:burst", "0.200"),
        ("ip", "2.00"),
        ("vlan", "5.00"),
        ("msft_lwa_00135", "10.00"),
        ("msft_p73_04837", "20.00"),
        ("msft_tfa_00009", "15.00"),
    ] {
        assert_eq!(keys[key], value, "{key}");
    }
    assert_eq!(keys.len(), 15);
    assert!(CloudSigma::builder().price("gold", "1").build().is_err());
    assert!(CloudSigma::builder().price("ip", "-1").build().is_err());
    assert!(CloudSigma::builder().date("yesterday").build().is_err());
}

#[test]
fn usage_is_what_runs_and_what_is_stored() {
    let client = Client::built(CloudSigma::builder().date("2010-03-10 11:49"));
    let keys = client.get("/usage/info").keys();
    for key in ["cpu", "mem", "disk", "cpu:burst", "mem:sub", "rx:total"] {
        assert_eq!(keys[key].trim_end_matches(".000"), "0", "{key}");
    }
    // Empty, as the sample has them.
    assert_eq!((&*keys["xfer:burst"], &*keys["xfer:sub"], keys.len()), ("", "", 14));
    client.drive("name d\nsize 3G");
    client.drive("name e\nsize 1M");
    let id = client.post("/servers/create", "name s\ncpu 3000\nmem 2048").keys()["server"].clone();
    client.stopped("");
    let order = "cpu 2000\nmem 4096\nxfer 10\nstart_time 2010-03-10 11:00\nmonths 1";
    client.post("/subscriptions/resources/create", order).all();
    client.pass(1_000_000);
    let keys = client.get("/usage/info").keys();
    for (key, value) in [
        ("cpu", "3000"),
        ("cpu:sub", "2000"),
        ("cpu:burst", "1000"),
        ("mem", "2048"),
        ("mem:sub", "4096"),
        ("mem:burst", "0"),
        ("disk", "4"),
        ("disk:burst", "4"),
        ("disk:sub", "0"),
        ("rx:total", "1.024"),
        ("tx:total", "0.512"),
        ("xfer:total", "1.536"),
        ("xfer:sub", "10"),
        ("xfer:burst", "0"),
    ] {
        assert_eq!(keys[key], value, "{key}");
    }
    client.post(&format!("/servers/{id}/stop"), "").done();
    let keys = client.get("/usage/info").keys();
    assert_eq!((&*keys["cpu"], &*keys["cpu:burst"], &*keys["cpu:sub"]), ("0", "0", "2000"));
    // A month later the subscription has ended.
    client.pass(31 * 86_400);
    assert_eq!(client.get("/usage/info").keys()["cpu:sub"], "0");
}
