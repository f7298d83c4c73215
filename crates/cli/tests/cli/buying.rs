//! Subscriptions that are bought: asked about first, refused with reasons, and at most once.

use crate::lab::{Lab, fed, text};
use anycloud_simulators::cloudsigma::CloudSigma;
use serde_json::{Value, json};

const CPU: &str = "billing subscriptions create --resource cpu=2000 --months 1 --yes";
const RESOURCES: &str = "subscriptions/resources/create";

fn lab() -> Lab<CloudSigma> {
    Lab::sigma(CloudSigma::builder())
}

/// Nothing was bought, and no money moved.
fn untouched(lab: &Lab<CloudSigma>, balance: &str) {
    let simulator = lab.simulator.inner();
    assert_eq!((simulator.subscriptions(), simulator.balance().as_str()), (0, balance));
    assert_eq!(simulator.resources(), 0);
}

#[test]
fn quotes_are_those_of_the_samples() {
    let lab = lab();
    for (what, price) in [
        ("--resource ip=2 --months 1", "16.00"),
        ("--resource vlan=2 --months 1 --start 2014-02-01", "40.00"),
        ("--resource ip=1 --months 3", "24.00"),
        (
            "--resource msft_lwa_00135=1 --resource msft_p73_04837=1 --resource msft_tfa_00009=1 --months 1",
            "45.00",
        ),
    ] {
        let quote = lab.json(&format!("billing subscriptions quote {what}"));
        assert_eq!(quote, json!({ "price": { "amount": price, "currency": "EUR" } }), "{what}");
    }
    let shown = lab.run("billing subscriptions quote --resource vlan=100 --months 3").stdout;
    assert_eq!(shown, "price  6,000.00 EUR\n");
    untouched(&lab, "1220.87");
}

#[test]
fn resources_are_not_quoted_and_nothing_is_sent() {
    let lab = lab();
    for what in ["cpu=2000", "mem=2048", "cpu=2000 --resource mem=2048"] {
        lab.fails(
            &format!("billing subscriptions quote --resource {what} --months 1"),
            5,
            "but no resources",
        );
    }
    assert_eq!(lab.simulator.inner().requests(), 0);
}

#[test]
fn resources_are_bought_and_extended() {
    let lab = lab();
    let bought = lab.json(
        "billing subscriptions create --resource cpu=2000 --resource mem=2048 --months 1 --start 2014-04-12 --yes",
    );
    let ids: Vec<String> = bought.as_array().unwrap().iter().map(|one| text(&one["id"])).collect();
    let mut what: Vec<&str> =
        bought.as_array().unwrap().iter().map(|one| one["resource"].as_str().unwrap()).collect();
    what.sort_unstable();
    assert_eq!((what, &bought[0]["end"]), (vec!["cpu", "mem"], &json!("2014-05-12T00:00:00Z")), "{bought}");
    // (2000 + 2048) x 0.2 = 809.60.
    assert_eq!((ids.len(), lab.simulator.inner().balance().as_str()), (2, "411.27"));
    let listed = lab.json("billing subscriptions list");
    assert_eq!(
        (&listed[0]["start"], &listed[0]["end"]),
        (&json!("2014-04-12T00:00:00Z"), &json!("2014-05-12T00:00:00Z"))
    );
    let spent = lab.json("billing transactions");
    assert_eq!(spent[0]["total"]["amount"], json!("-809.60"), "{spent}");

    let quote = lab.json(&format!("billing subscriptions quote --extend {} --months 1", ids[0]));
    let price = text(&quote["price"]["amount"]);
    assert!(["400.00", "409.60"].contains(&price.as_str()), "{quote}");
    let extended = lab.run(&format!("billing subscriptions extend {} --months 1 --yes -o json", ids[0]));
    assert_eq!(extended.code, Some(0), "{extended:?}");
    assert_eq!(extended.stdout, format!("{{\"id\":\"{}\",\"months\":1}}\n", ids[0]));
    assert!(extended.stderr.contains(&format!("price: {price} EUR")), "{extended:?}");
    assert_eq!(lab.simulator.inner().balance(), if price == "400.00" { "11.27" } else { "1.67" });
    let ends: Vec<String> = lab
        .json("billing subscriptions list")
        .as_array()
        .unwrap()
        .iter()
        .map(|one| text(&one["end"]))
        .collect();
    assert!(ends.contains(&"2014-06-12T00:00:00Z".to_owned()), "{ends:?}");
    // Nothing is left for another month.
    let poor = lab.fails(
        &format!("billing subscriptions extend {} --months 1 --yes", ids[0]),
        5,
        "Insufficient funds",
    );
    assert!(poor.stderr.contains("price: "), "{poor:?}");
}

#[test]
fn addresses_and_networks_are_bought() {
    let lab = lab();
    let bought = lab.run("billing subscriptions create --resource ip=2 --months 1 --yes");
    assert_eq!(bought.code, Some(0), "{bought:?}");
    assert!(bought.stderr.contains("price: 16.00 EUR"), "{bought:?}");
    for address in lab.json("addresses list").as_array().unwrap() {
        assert!(bought.stdout.contains(&text(&address["id"])), "the addresses are told: {bought:?}");
    }
    assert_eq!((lab.simulator.inner().subscriptions(), lab.simulator.inner().resources()), (1, 2));
    assert_eq!(lab.simulator.inner().balance(), "1204.87");
    assert_eq!(lab.json("addresses list").as_array().unwrap().len(), 2);
}

#[test]
fn software_is_bought_though_it_gets_no_id() {
    let lab = lab();
    let bought = lab.run("billing subscriptions create --resource msft_lwa_00135=1 --months 2 --yes -o json");
    let told: Value = serde_json::from_str(&bought.stdout).unwrap();
    assert_eq!((bought.code, &told[0]["resource"]), (Some(0), &json!("msft_lwa_00135")), "{bought:?}");
    assert!(
        bought.stderr.contains("price: 20.00 EUR") && bought.stderr.contains("tells no id"),
        "{bought:?}"
    );
    assert_eq!(
        (lab.simulator.inner().subscriptions(), lab.simulator.inner().balance().as_str()),
        (1, "1200.87")
    );
}

#[test]
fn buying_asks_first() {
    let lab = lab();
    let words = CPU.strip_suffix(" --yes").unwrap();
    lab.fails(words, 2, "buying asks first, and stdin is not a terminal: say --yes");
    lab.fails("billing subscriptions extend x --months 1", 2, "buying asks first");
    assert_eq!(lab.simulator.inner().requests(), 0, "refused before any request");
    // A pipe is no terminal either.
    assert_eq!(fed(lab.command(words), b"y\n").code, Some(2));
    untouched(&lab, "1220.87");
}

#[test]
fn what_is_below_the_minimum_is_2() {
    let lab = lab();
    let create = |what: &str| format!("billing subscriptions create {what} --yes");
    // The manual's sample of 11.10.
    let sample = "--resource cpu=1000 --resource mem=1000 --resource disk=100 --resource xfer=10 --months 1";
    let refused = lab.fails(&create(sample), 2, "The minimum CPU subscription is 2000 core MHz");
    assert!(refused.stderr.contains("The minimum memory subscription is 1024 MB"), "{refused:?}");
    lab.fails(&create("--resource mem=1023 --months 1"), 2, "1024 MB");
    lab.fails(&create("--resource cpu=2000 --months 121"), 2, "");
    untouched(&lab, "1220.87");
    lab.simulator.inner().reset_counts();
    for what in [
        "--resource cpu=2000 --months 0",
        "--resource cpu=2000 --months -1",
        "--resource cpu=-2000 --months 1",
        "--resource cpu=0 --months 1",
        "--resource cpu --months 1",
        "--resource cpu=2000.5 --months 1",
        "--resource gpu=1 --months 1",
        "--resource cpu=2000 --resource ip=1 --months 1",
        "--resource cpu=2000 --resource cpu=3000 --months 1",
        "--months 1",
        "--resource cpu=2000",
        "--resource cpu=2000 --months 1 --start tomorrow",
    ] {
        assert_eq!(lab.run(&create(what)).code, Some(2), "{what}");
    }
    assert_eq!(lab.simulator.inner().requests(), 0, "these are refused before any request");
    let twice = lab.run(&create("--resource cpu=2000 --resource cpu=3000 --months 1"));
    assert!(twice.stderr.contains("cpu is ordered twice"), "{twice:?}");
    assert_eq!(lab.run("billing subscriptions quote --months 1").code, Some(2));
    assert_eq!(lab.run("billing subscriptions quote --extend x --resource ip=1 --months 1").code, Some(2));
}

#[test]
fn without_funds_it_is_5_and_nothing_is_left() {
    let lab = Lab::sigma(CloudSigma::builder().funds("10.00", "GBP"));
    lab.fails(CPU, 5, "Insufficient funds");
    lab.fails("billing subscriptions create --resource ip=2 --months 1 --yes", 5, "Insufficient funds");
    untouched(&lab, "10.00");
    assert_eq!(lab.json("operations list --open"), json!([]));
    // The same of a server: the drive that it was to boot from is removed again.
    lab.simulator.inner().set_balance("0.00").unwrap();
    let image = text(&lab.json("images list")[0]["id"]);
    let create =
        format!("servers create web --image {image} --cpu-mhz 1000 --memory-mib 512 --drive-size 20G");
    let refused = lab.run(&create);
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(5), ""), "{refused:?}");
    assert_eq!((lab.simulator.inner().servers(), lab.simulator.inner().drives()), (0, 0));
}

#[test]
fn a_purchase_whose_reply_is_lost_is_7_and_made_at_most_once() {
    for (fault, bought, balance) in [("drop_after", 1, "820.87"), ("drop_before", 0, "1220.87")] {
        let lab = lab();
        lab.fault(&format!("{{\"on\": \"POST /{RESOURCES}\", \"fault\": \"{fault}\"}}"));
        let lost = lab.fails(CPU, 7, "it is not known whether the provider acted");
        let id = lost.stderr.lines().find_map(|line| line.strip_prefix("operation ")).unwrap().to_owned();
        let simulator = lab.simulator.inner();
        assert_eq!((simulator.subscriptions(), simulator.balance().as_str()), (bought, balance), "{fault}");
        assert!(lost.stderr.contains("before you buy it again"), "{lost:?}");
        // Nothing marks a purchase: resuming cannot know, and does not buy again what may have been bought.
        let resumed = lab.run(&format!("operations resume {id} --timeout 1s"));
        assert_eq!((resumed.code, resumed.stdout.as_str()), (Some(7), ""), "{resumed:?}");
        // Undoing cannot take it back, and does not say that it has.
        assert_eq!(lab.run(&format!("operations undo {id} --yes")).code, Some(7));
        // A person looks, and closes it.
        assert!(lost.stderr.contains(&format!("operations forget {id}")), "{lost:?}");
        assert!(
            !lost.stderr.contains("operations resume") && !lost.stderr.contains("operations undo"),
            "{lost:?}"
        );
        lab.json(&format!("operations forget {id} --yes"));
        assert_eq!(lab.json("operations list --open"), json!([]));
        assert!(simulator.calls(RESOURCES) <= 1, "{fault}: {resumed:?}");
        assert_eq!(simulator.subscriptions(), bought, "{fault}: {resumed:?}");
    }
}

#[test]
fn an_extension_whose_reply_is_lost_is_7_and_made_at_most_once() {
    let lab = lab();
    let id = text(&lab.json(CPU)[0]["id"]);
    lab.fault(r#"{"on": "POST /subscriptions/*/set", "fault": "drop_after"}"#);
    lab.fails(&format!("billing subscriptions extend {id} --months 1 --yes"), 7, "it is not known");
    // 1220.87 - 2 x 400.
    assert_eq!(lab.simulator.inner().balance(), "420.87");
}
