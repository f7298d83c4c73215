use crate::mist::client::{Client, assert_has, each};
use anycloud_simulators::mist::{Dialect, Mist};
use serde_json::{Value, json};

fn ask(client: &Client, method: &str, path: &str, body: &Value) -> crate::mist::client::Got {
    let request = http::Request::builder().method(method).uri(path).header("api-version", "2");
    client.send_bare(request.header("authorization", client.mist.token()), body)
}

fn empty() -> Client {
    let client = Client::built(Mist::builder().dialect(Dialect::Version2).empty());
    let pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----";
    client.put("/keys", json!({"id": "k", "priv": pem})).json();
    client
}

#[test]
fn each_provider_has_its_own_fields() {
    let client = empty();
    for (body, expected) in [
        (json!({"provider": "azure", "subscription_id": "a", "certificate": "c"}), json!({"apikey": "a"})),
        (json!({"provider": "digitalocean", "token": "t"}), json!({"apikey": "t"})),
        (json!({"provider": "docker", "docker_host": "192.0.2.1"}), json!({"apikey": ""})),
        (
            json!({"provider": "docker", "docker_host": "192.0.2.1", "docker_port": 2375}),
            json!({"apikey": ""}),
        ),
        (
            json!({"provider": "ec2", "region": "ec2_eu_central", "api_key": "a", "api_secret": "s"}),
            json!({"provider": "ec2_eu_central", "region": "", "apikey": "a"}),
        ),
        (
            json!({"provider": "gce", "project_id": "p", "private_key": "s", "email": "e"}),
            json!({"apikey": "e", "tenant_name": "p"}),
        ),
        (
            json!({"provider": "hpcloud", "username": "u", "password": "p", "tenant_name": "t", "region": "r"}),
            json!({"apikey": "u", "tenant_name": "t", "region": "r"}),
        ),
        (json!({"provider": "linode", "api_key": "l"}), json!({"apikey": "l"})),
        (json!({"provider": "nephoscale", "username": "u", "password": "p"}), json!({"apikey": "u"})),
        (
            json!({"provider": "openstack", "username": "u", "password": "p", "auth_url": "http://192.0.2.2",
                   "tenant_name": "t"}),
            json!({"apikey": "u", "tenant_name": "t"}),
        ),
        (
            json!({"provider": "rackspace", "username": "u", "api_key": "a", "region": "dfw"}),
            json!({"provider": "rackspace", "region": "dfw"}),
        ),
        (
            json!({"provider": "rackspace", "username": "u", "api_key": "a", "region": "rackspace_first_gen:uk"}),
            json!({"provider": "rackspace_first_gen", "region": "uk"}),
        ),
        (json!({"provider": "softlayer", "username": "u", "api_key": "a"}), json!({"apikey": "u"})),
        (
            json!({"provider": "bare_metal", "machine_ip": "192.0.2.3", "machine_key": "k", "title": "my.server"}),
            json!({"title": "my.server"}),
        ),
    ] {
        let got = ask(&client, "POST", "/backends", &body).json();
        let backends = client.get("/backends").json();
        let added = backends.as_array().unwrap().last().unwrap();
        assert_eq!(got["backend_id"], added["id"], "{body}");
        assert_has(added, &expected);
        assert_eq!(got.get("monitoring").is_some(), body["provider"] == "bare_metal");
        // Each field that is needed is missed, but for what is only needed sometimes.
        for key in body.as_object().unwrap().keys() {
            if ["docker_port", "email", "title"].contains(&key.as_str()) {
                continue;
            }
            let mut less = body.clone();
            less.as_object_mut().unwrap().remove(key);
            let got = ask(&client, "POST", "/backends", &less);
            got.refused(400, &format!("Required parameter not provided: {key}"));
        }
        assert_eq!(ask(&client, "POST", "/backends", &body).status, 409, "{body}");
    }
    let metal = client.mist.backend_of("bare_metal").unwrap();
    assert_eq!(client.mist.machine_ids(&metal), ["myserver"]);
    let other = json!({"provider": "vcloud"});
    ask(&client, "POST", "/backends", &other).refused(400, "Bad Request: Provider unknown.");
}

#[test]
fn without_the_header_nothing_is_new() {
    let body = json!({"provider": "linode", "api_key": "l"});
    empty().post("/backends", &body).refused(400, "Required parameter not provided: apikey");
    // Earlier services do not know the header.
    let early = Client::new(Dialect::May2014);
    ask(&early, "POST", "/backends", &body).refused(400, "Required parameter not provided: apikey");
    let providers = ask(&early, "GET", "/providers", &json!({})).json();
    assert_eq!(providers["supported_providers"].as_array().unwrap().len(), 27);
}

#[test]
fn providers_come_in_groups() {
    let providers = ask(&empty(), "GET", "/providers", &json!({})).json()["supported_providers"].clone();
    let provider = |name: &str| {
        let found = providers.as_array().unwrap().iter().find(|one| one["provider"] == name);
        found.unwrap().clone()
    };
    assert_eq!(
        provider("bare_metal"),
        json!({"title": "Other Server", "provider": "bare_metal", "regions": []})
    );
    assert_eq!(provider("ec2")["regions"][0], json!({"location": "Tokyo", "id": "ec2_ap_northeast"}));
    assert!(each(&provider("rackspace")["regions"], "id").contains(&"hkg".to_owned()));
}

#[test]
fn there_are_networks() {
    let client = Client::new(Dialect::Version2);
    let networks = client.get(&format!("{}/networks", client.at("openstack"))).json();
    assert_eq!(each(&networks, "name"), ["public", "private"]);
    assert_has(&networks[1]["subnets"][0], &json!({"cidr": "10.160.0.0/16", "gateway_ip": "10.160.0.1"}));
    assert_ne!(networks[0]["subnets"][0]["id"], networks[0]["id"]);
    assert_eq!(client.get(&format!("{}/networks", client.at("linode"))).json(), json!([]));
    client.get("/backends/none/networks").refused(404, "Backend not found: none");
}

#[test]
fn machines_are_renamed_and_resized() {
    let client = Client::new(Dialect::Version2);
    let path = client.first("digitalocean");
    assert_eq!(client.machine(&path).unwrap()["can_rename"], true);
    let list = client.post(&path, json!({"action": "rename", "name": "new"})).json();
    assert_eq!(list[0]["name"], "new");
    let list = client.post(&path, json!({"action": "resize", "plan_id": "2gb"})).json();
    assert_eq!(list[0]["size"], "2gb");
    let got = client.post(&path, json!({"action": "resize", "plan_id": "none"}));
    got.refused(503, "Machine currently unavailable: Error while attempting to resize machine");
    client.post(&path, json!({"action": "rename"})).refused(400, "Required parameter not provided: name");
    client.post(&path, json!({"action": "resize"})).refused(400, "Required parameter not provided: plan_id");
    let docker = client.first("docker");
    let got = client.post(&docker, json!({"action": "rename", "name": "new"}));
    got.refused(400, "Bad Request: Action rename not supported for this machine");
}
