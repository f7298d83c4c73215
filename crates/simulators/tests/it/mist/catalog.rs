use crate::mist::client::{Client, each};
use anycloud_simulators::mist::{Dialect, Mist};
use serde_json::{Value, json};

const PROVIDERS: [&str; 8] =
    ["ec2_ap_northeast", "rackspace", "openstack", "digitalocean", "linode", "gce", "azure", "docker"];

#[test]
fn every_backend_sells_something() {
    let client = Client::new(Dialect::January2014);
    for provider in PROVIDERS {
        let path = client.at(provider);
        let list = |what: &str| client.get(&format!("{path}/{what}")).json().as_array().unwrap().clone();
        for size in list("sizes") {
            let keys: Vec<&String> = size.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["bandwidth", "disk", "driver", "id", "name", "price", "ram"], "{provider}");
        }
        assert!(list("sizes").len() >= 3 && list("machines").len() == 3, "{provider}");
        assert!(list("images").len() >= 3 && !list("locations").is_empty(), "{provider}");
    }
    for what in ["sizes", "locations", "images", "machines"] {
        client.get(&format!("/backends/none/{what}")).refused(404, "Backend not found: none");
    }
}

#[test]
fn sizes_are_the_documents() {
    let client = Client::new(Dialect::January2014);
    let sizes = client.get(&format!("{}/sizes", client.at("ec2_ap_northeast"))).json();
    assert_eq!(sizes.as_array().unwrap().len(), 7);
    assert_eq!(
        sizes[0],
        json!({"name": "Micro Instance", "ram": 613, "driver": "Amazon EC2 (ap-northeast-1)", "bandwidth": null,
               "disk": 15, "id": "t1.micro",
               "price": {"mswin": "$0.035/hour", "sles": "$0.037/hour", "mswinSQLWeb": "$0.081/hour",
                         "rhel": "$0.087/hour", "linux": "$0.027/hour"}})
    );
    assert_eq!(sizes[6]["price"]["mswinSQL"], "$1.731/hour");
    // Elsewhere a price is a number, a number in quotes, or nothing.
    let prices = |provider: &str| -> Vec<Value> {
        let sizes = client.get(&format!("{}/sizes", client.at(provider))).json();
        sizes.as_array().unwrap().iter().map(|size| size["price"].clone()).collect()
    };
    assert_eq!(prices("digitalocean"), [json!("0.007"), json!(0.015), json!("0.030")]);
    assert_eq!(prices("gce"), [json!(null), json!(null), json!(0.415)]);
}

#[test]
fn locations_are_the_documents() {
    let client = Client::new(Dialect::January2014);
    let locations = |provider: &str| client.get(&format!("{}/locations", client.at(provider))).json();
    assert_eq!(
        locations("ec2_ap_northeast"),
        json!([
            {"country": "Japan", "id": "0", "name": "ap-northeast-1a"},
            {"country": "Japan", "id": "1", "name": "ap-northeast-1b"},
            {"country": "Japan", "id": "2", "name": "ap-northeast-1c"},
        ])
    );
    assert_eq!(locations("openstack"), json!([{"country": "", "id": "", "name": "default"}]));
}

#[test]
fn images_are_searched_in_three_ways() {
    let client = Client::new(Dialect::January2014);
    let path = format!("{}/images", client.at("rackspace"));
    let body = json!({"search_term": "Gentoo"});
    let found = client.send("GET", &path, &body).json();
    assert_eq!(found[0]["id"], "73764eb8-3c1c-42a9-8fff-71f6beefc6a7");
    assert_eq!((&found[0]["star"], &found[0]["extra"]["minRam"]), (&json!(false), &json!(512)));
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(client.post(&path, &body).json(), found);
    assert_eq!(client.get(&format!("{path}?search_term=gENTOO")).json(), found);
    assert_eq!(client.get(&format!("{path}?search_term=73764EB8")).json(), found);
    let all = client.get(&path).json();
    assert_eq!(client.post(&path, json!({"search_term": ""})).json(), all);
    assert_eq!(client.post(&path, json!({"search_term": null})).json(), all);
    assert_eq!(client.post(&path, json!({"search_term": "none such"})).json(), json!([]));
    // Nobody logs in to Windows here.
    assert!(!each(&all, "name").iter().any(|name| name.contains("Windows")));
}

#[test]
fn amazon_has_more_than_it_shows() {
    let client = Client::new(Dialect::January2014);
    let path = format!("{}/images", client.at("ec2_ap_northeast"));
    let ids = |got: Value| each(&got, "id");
    let shown = ids(client.get(&path).json());
    assert_eq!(shown, ["ami-2f61fe2e", "ami-7c356d2e", "ami-0f0f0f01", "ami-0f0f0f02"]);
    let found = ids(client.post(&path, json!({"search_term": "gentoo"})).json());
    assert_eq!(found, ["ami-0f0f0f03", "ami-0f0f0f04"]);
    // What has a star is shown, and comes first.
    assert_eq!(client.post(&format!("{path}/ami-0f0f0f04"), "").json(), true);
    assert_eq!(ids(client.get(&path).json())[0], "ami-0f0f0f04");
}

#[test]
fn stars_come_and_go() {
    for (dialect, at_first) in [(Dialect::January2014, false), (Dialect::May2014, true)] {
        let client = Client::new(dialect);
        let path = format!("{}/images", client.at("docker"));
        let star = || {
            let images = client.get(&path).json();
            let found = images.as_array().unwrap().iter().find(|one| one["id"] == "mist/debian-wheezy");
            found.unwrap()["star"].as_bool().unwrap()
        };
        assert_eq!(star(), at_first);
        for round in 1..=3 {
            let now = at_first ^ (round % 2 == 1);
            assert_eq!(client.post(&format!("{path}/mist/debian-wheezy"), "").json(), now);
            assert_eq!(star(), now);
        }
        client.post("/backends/none/images/x", "").refused(404, "Backend not found: none");
    }
    let client = Client::new(Dialect::May2014);
    let images = client.get(&format!("{}/images", client.at("ec2_ap_northeast"))).json();
    assert_eq!((&images[0]["star"], &images[3]["star"]), (&json!(true), &json!(false)));
}

#[test]
fn a_provider_that_fails_fails_everywhere() {
    let seed = r#"{"backends": [
        {"provider": "linode", "apikey": "a", "apisecret": "bad"},
        {"provider": "openstack", "apikey": "a", "apisecret": "s", "apiurl": "http://off"}]}"#;
    let seed = anycloud_simulators::mist::SeedState::from_json(seed).unwrap();
    let client = Client::built(Mist::builder().seed(seed).refuses_secret("bad").unreachable("http://off"));
    assert_eq!(client.get("/backends").json().as_array().unwrap().len(), 2);
    let off = client.mist.backend_of("openstack").unwrap();
    for what in ["sizes", "locations", "images", "machines"] {
        client.get(&format!("{}/{what}", client.at("linode"))).refused(401, "Invalid backend credentials");
        client
            .get(&format!("{}/{what}", client.at("openstack")))
            .refused(503, &format!("Backend unavailable: {off}"));
    }
}
