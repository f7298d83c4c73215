use crate::mist::client::{Client, assert_has};
use anycloud_simulators::mist::{Dialect, Mist};
use serde_json::{Value, json};

fn empty() -> Client {
    let client = Client::built(
        Mist::builder().empty().refuses_secret("bad").unreachable("http://nowhere").unreachable("off"),
    );
    client.put("/keys", json!({"name": "k", "priv": PEM})).json();
    client
}

const PEM: &str = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----";

#[test]
fn the_answer_is_the_documents() {
    let client = Client::new(Dialect::January2014);
    let body = json!({"title": "EC2 AP Sydney", "provider": "ec2_ap_southeast_2", "apikey": "POIHJOINPOIMIQCIHA",
                      "apisecret": "09jLlilkjIU087JKHgjhguy90ur"});
    let got = client.post("/backends", &body).json();
    assert_eq!(
        got,
        json!({"status": "off", "tenant_name": "", "id": got["id"], "index": 8, "apikey": "POIHJOINPOIMIQCIHA",
               "title": "EC2 AP Sydney", "region": "", "poll_interval": 10000, "apiurl": "",
               "provider": "ec2_ap_southeast_2", "enabled": true})
    );
    // SHA-1 of provider, region and key in base 58.
    assert_eq!(got["id"], "2WPmR8tJfu76ZRkq7MercUwFEcfs");
    let id = got["id"].as_str().unwrap();
    client.post("/backends", &body).refused(409, &format!("Backend exists: {id}"));
    assert_eq!(client.get(&format!("/backends/{id}/machines")).json(), json!([]));
}

#[test]
fn every_provider_of_the_lists_can_be_added() {
    for dialect in [Dialect::January2014, Dialect::May2014, Dialect::Version2] {
        let client = Client::built(Mist::builder().dialect(dialect).empty());
        client.put("/keys", json!({"name": "k", "id": "k", "priv": PEM})).json();
        let providers = client.get("/providers").json()["supported_providers"].clone();
        for (index, provider) in providers.as_array().unwrap().iter().enumerate() {
            let body = json!({"title": provider["title"], "provider": provider["provider"], "apikey": "a",
                              "apisecret": "s", "apiurl": "http://192.0.2.1", "machine_ip": "h", "machine_key": "k"});
            let got = client.post("/backends", body).json();
            assert_eq!(got["index"], index, "{provider}");
            let (bare, region) = provider["provider"].as_str().unwrap().split_once(':').unwrap_or_default();
            if !bare.is_empty() {
                assert_has(&got, &json!({"provider": bare, "region": region}));
            }
            let path = format!("/backends/{}", got["id"].as_str().unwrap());
            for what in ["sizes", "locations", "images", "machines"] {
                let list = client.get(&format!("{path}/{what}")).json();
                let there = !list.as_array().unwrap().is_empty();
                assert_eq!(
                    there,
                    (got["provider"] == "bare_metal") == (what == "machines"),
                    "{provider}: {what}"
                );
            }
        }
        assert_eq!(client.mist.backends().len(), providers.as_array().unwrap().len());
    }
}

#[test]
fn what_is_missing_is_named() {
    let client = empty();
    let refused = |body: Value, words: &str| client.post("/backends", body).refused(400, words);
    let missing =
        |body: Value, name: &str| refused(body, &format!("Required parameter not provided: {name}"));
    missing(json!({}), "provider");
    missing(json!({"provider": null}), "provider");
    missing(json!({"provider": "ec2_us_east"}), "apikey");
    missing(json!({"provider": "ec2_us_east", "apikey": "a"}), "apisecret");
    missing(json!({"provider": "docker"}), "apiurl");
    missing(json!({"provider": "bare_metal"}), "machine_hostname");
    missing(json!({"provider": "bare_metal", "machine_ip": "h"}), "machine_key");
    refused(json!({"provider": "clouds", "apikey": "a", "apisecret": "s"}), "Bad Request: Provider unknown.");
    let body = json!({"provider": "bare_metal", "machine_ip": "h", "machine_key": "none"});
    client.post("/backends", body).refused(404, "Keypair not found: none");
    assert_eq!(client.mist.backends(), []);
}

#[test]
fn providers_refuse_or_do_not_answer() {
    let client = empty();
    let body = json!({"provider": "linode", "apikey": "a", "apisecret": "bad"});
    client.post("/backends", body).refused(401, "Invalid backend credentials");
    let body =
        json!({"provider": "openstack", "apikey": "a", "apisecret": "s", "apiurl": "http://nowhere/v2.0/"});
    let got = client.post("/backends", body);
    assert_eq!(got.status, 503);
    assert!(got.text().starts_with("Backend unavailable: "), "{}", got.text());
    let body = json!({"provider": "bare_metal", "machine_ip": "off", "machine_key": "k"});
    client.post("/backends", body).refused(401, "Invalid backend credentials");
    assert_eq!(client.mist.backends(), []);
}

#[test]
fn a_known_secret_can_be_used_again() {
    let client = empty();
    let body =
        |provider: &str, secret: &str| json!({"provider": provider, "apikey": "a", "apisecret": secret});
    client.post("/backends", body("ec2_us_east", "s")).json();
    client.post("/backends", body("ec2_us_west", "getsecretfromdb")).json();
    // That it was taken over shows where it is refused.
    let client = Client::built(Mist::builder().empty().refuses_secret("getsecretfromdb"));
    client
        .post("/backends", body("ec2_us_east", "getsecretfromdb"))
        .refused(401, "Invalid backend credentials");
    client.post("/backends", body("ec2_us_east", "s")).json();
    client.post("/backends", body("ec2_us_west", "getsecretfromdb")).json();
}

#[test]
fn urls_are_tidied() {
    let client = empty();
    let url = |apikey: &str, url: &str| {
        let body = json!({"provider": "openstack", "apikey": apikey, "apisecret": "s", "apiurl": url, "tenant_name": "t"});
        let got = client.post("/backends", body).json();
        assert_eq!(got["tenant_name"], "t");
        got["apiurl"].as_str().unwrap().to_owned()
    };
    assert_eq!(url("a", "http://31.53.71.90:5000/v2.0"), "http://31.53.71.90:5000");
    assert_eq!(url("b", "http://31.53.71.90:5000/v2.0/"), "http://31.53.71.90:5000");
    assert_eq!(url("c", "http://31.53.71.90:5000/"), "http://31.53.71.90:5000");
    let hp = "https://region-a.geo-1.identity.hpcloudsvc.com:35357/v2.0/";
    assert_eq!(url("d", "https://other.hpcloudsvc.com"), hp);
}

#[test]
fn a_server_of_ones_own_is_a_backend() {
    for field in ["machine_ip", "machine_ip_address", "machine_hostname"] {
        let client = empty();
        let body = json!({"provider": "bare_metal", "title": "t", field: "my host.example.org", "machine_key": "k",
                          "machine_user": "root"});
        let got = client.post("/backends", &body).json();
        assert_eq!(got["title"], "my host.example.org");
        let id = got["id"].as_str().unwrap();
        client.post("/backends", &body).refused(409, &format!("Backend exists: {id}"));
        let machines = client.get(&format!("/backends/{id}/machines")).json();
        assert_has(
            &machines[0],
            &json!({"id": "myhostexampleorg", "name": "my host.example.org", "state": "running", "imageId": null,
                    "size": null, "public_ips": ["my host.example.org"], "private_ips": [], "can_reboot": true,
                    "can_start": false, "can_stop": false, "can_destroy": false, "can_tag": false}),
        );
        assert_eq!(client.get("/keys").json()[0]["machines"], json!([[id, "myhostexampleorg"]]));
        // It can be rebooted in any state, and no other is made there.
        let machine = format!("/backends/{id}/machines/myhostexampleorg");
        for _ in 0..2 {
            let list = client.post(&machine, json!({"action": "reboot"})).json();
            assert_eq!(list[0]["state"], "rebooting");
        }
        let got = client.post(&machine, json!({"action": "destroy"}));
        got.refused(400, "Bad Request: Action destroy not supported for this machine");
        let got =
            client.post(&format!("/backends/{id}/machines"), json!({"name": "n", "image": "i", "size": "s"}));
        got.refused(400, "Bad Request: Provider unknown.");
    }
}
