//! Every example of Mist.io's three documents, asked of the gateway over a simulated account at Mist.io with such backends.

use crate::canned::Canned;
use crate::client::Client;
use anycloud::mist::{Config, Dialect, Mist as Driver};
use anycloud::{Cloud, CloudId, Secret};
use anycloud_http::HttpConfig;
use anycloud_simulators::mist::{Dialect as Spoken, Mist};
use anycloud_testkit::InProcess;
use anycloud_testkit::cassette::Cassette;
use serde_json::{Map, Value, json};
use std::path::Path;
use std::sync::Arc;

/// The account, and the gateway over it.
struct Account {
    mist: Arc<Mist>,
    client: Client,
}

impl Account {
    fn new() -> Self {
        let mist = Arc::new(Mist::builder().dialect(Spoken::May2014).filled(2).build().unwrap());
        let config = Config::token(mist.email(), Secret::new(mist.token()))
            .dialect(Dialect::May2014)
            .http(HttpConfig::default().transport(Arc::new(InProcess::new(mist.clone()))));
        let cloud = Cloud::new(Driver::new(CloudId::new("mist"), config).unwrap());
        Self { mist, client: Client::over(&[cloud]) }
    }

    /// The path of the backend that is of this provider there.
    async fn backend(&self, provider: &str) -> String {
        let all = self.client.list("/backends").await;
        let of = format!(" ({provider})");
        let found = all.iter().find(|backend| backend["title"].as_str().unwrap().ends_with(&of));
        format!("/backends/{}", found.unwrap()["id"].as_str().unwrap())
    }

    /// The path of its first machine.
    async fn machine(&self, provider: &str) -> String {
        let id = self.mist.machine_ids(&self.mist.backend_of(provider).unwrap())[0].clone();
        format!("{}/machines/{id}", self.backend(provider).await)
    }
}

/// An example: what is asked and what the document answers.
struct Example {
    method: String,
    path: String,
    asked: Value,
    answered: Vec<u8>,
}

fn example(document: &str, n: usize) -> Example {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/mist");
    let cassette = Cassette::load(folder.join(format!("{document}.cassette"))).unwrap();
    let exchange = &cassette.exchanges[n];
    let asked = &exchange.request;
    Example {
        method: asked.method.to_string(),
        path: asked.path.clone(),
        asked: serde_json::from_slice(&asked.body).unwrap_or_default(),
        answered: exchange.response.body.to_vec(),
    }
}

impl Example {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.answered).unwrap()
    }
}

/// Every key of the document is there with a value of its type, `null` only where the document has it. What a provider says besides is in `extra`, and its own.
fn same_shape(document: &Value, answer: &Value, at: &str) {
    match (document, answer) {
        (Value::Object(document), Value::Object(answer)) => {
            for (key, wanted) in document.iter().filter(|(key, _)| *key != "extra" && *key != "price") {
                let found = answer.get(key).unwrap_or_else(|| panic!("{at}.{key} is missing: {answer:?}"));
                same_shape(wanted, found, &format!("{at}.{key}"));
            }
        }
        (Value::Array(document), Value::Array(answer)) => {
            if let Some(wanted) = document.first() {
                // A machine may be without a tag or an address; a list of none shows nothing.
                assert!(!answer.is_empty() || !wanted.is_object(), "{at}: the document has some");
                answer.iter().for_each(|found| same_shape(wanted, found, &format!("{at}[]")));
            }
        }
        // The document does not say of what type it is when it is there.
        (Value::Null, _) => {}
        (document, answer) => {
            let kind = std::mem::discriminant(document) == std::mem::discriminant(answer);
            assert!(kind, "{at}: the document has {document}, the gateway {answer}");
        }
    }
}

fn keys(value: &Value) -> Vec<&String> {
    value.as_object().map(Map::keys).into_iter().flatten().collect()
}

#[tokio::test(start_paused = true)]
async fn backends_are_listed_renamed_and_switched() {
    let account = Account::new();
    let client = &account.client;
    let listed = client.json("GET", "/backends", Value::Null).await;
    // The account itself, and its eight.
    assert_eq!(listed.as_array().unwrap().len(), 9);
    same_shape(&example("backends", 0).json(), &listed, "backends");

    let everything = async || {
        let all = client.json("GET", "/machines", Value::Null).await;
        assert_eq!(all["unavailable"], json!([]));
        all["machines"].as_array().unwrap().len()
    };
    assert_eq!((everything().await, account.mist.machines()), (16, 16), "of all that the account holds");

    let tokyo = account.backend("ec2_ap_northeast").await;
    let (rename, toggle) = (example("backends", 4), example("backends", 5));
    assert_eq!((rename.method.as_str(), toggle.method.as_str()), ("PUT", "POST"));
    client.done("PUT", &tokyo, rename.asked).await;
    client.done("POST", &tokyo, toggle.asked).await;
    let all = client.list("/backends").await;
    let renamed = all.iter().find(|backend| backend["title"] == "Renamed Backend").unwrap();
    assert_eq!(renamed["enabled"], false);
    assert_eq!(everything().await, 14, "without those of the one that is switched off");
    let docker = account.backend("docker").await;
    let whole = format!("/backends/{}", client.backend("mist").await);
    client.done("POST", &whole, json!({"newState": "False"})).await;
    assert_eq!((everything().await, client.list("/backends").await.len()), (0, 1), "a cloud and all inside");
    assert_eq!(client.refused("GET", &format!("{docker}/machines"), Value::Null).await.0, 503);
}

#[tokio::test]
async fn backends_are_added_and_deleted() {
    let client = Client::over(&[]);
    let (ec2, openstack) = (example("backends", 1), example("backends", 2));
    assert_eq!((ec2.method.as_str(), ec2.path.as_str()), ("POST", "/backends"));
    assert_eq!((openstack.method.as_str(), openstack.path.as_str()), ("POST", "/backends"));

    // The service is another one, everything else the document's.
    let attributes =
        "<DescribeAccountAttributesResponse><accountAttributeSet/></DescribeAccountAttributesResponse>";
    let (service, server) = Canned::saying(&[("/", attributes)]).await;
    let mut asked = ec2.asked.clone();
    asked["apiurl"] = json!(server.url());
    let answer = client.json("POST", "/backends", asked).await;
    same_shape(&ec2.json(), &answer, "backend");
    assert_eq!(keys(&answer), keys(&ec2.json()), "these keys and no other");
    for key in keys(&answer).into_iter().filter(|key| !["id", "index", "apiurl"].contains(&key.as_str())) {
        assert_eq!(answer[key], ec2.json()[key], "{key}: the same to the letter");
    }
    let signed = &service.asked()[0];
    assert!(signed.contains("Credential=POIHJOINPOIMIQCIHA/"), "{signed}");
    assert!(signed.contains("/ap-southeast-2/ec2/"), "the id is a region: {signed}");
    assert_eq!(example("backends", 3).method, "DELETE");
    client.done("DELETE", &format!("/backends/{}", answer["id"].as_str().unwrap()), Value::Null).await;

    let says = "Bad request: this version has no driver for the provider \"openstack\"";
    assert_eq!(client.refused("POST", "/backends", openstack.asked).await, (400, says.to_owned()));
    assert!(client.list("/backends").await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn sizes_locations_and_images_are_listed() {
    let account = Account::new();
    let tokyo = account.backend("ec2_ap_northeast").await;
    for (n, what) in [(6, "sizes"), (7, "locations")] {
        let example = example("backends", n);
        assert!(example.path.ends_with(what), "{}", example.path);
        let answer = account.client.json("GET", &format!("{tokyo}/{what}"), Value::Null).await;
        same_shape(&example.json(), &answer, what);
        assert!(!answer.as_array().unwrap().is_empty());
        assert_eq!(keys(&answer[0]), keys(&example.json()[0]), "{what}");
    }
    let sizes = account.client.list(&format!("{tokyo}/sizes")).await;
    let micro = sizes.iter().find(|size| size["id"] == "t1.micro").unwrap();
    let documented = example("backends", 6).json()[0].clone();
    assert_eq!(documented["id"], "t1.micro");
    for key in ["name", "price", "ram", "disk", "bandwidth"] {
        assert_eq!(micro[key], documented[key], "{key}: the same to the letter");
    }

    let example = example("images", 0);
    let rackspace = account.backend("rackspace").await;
    for method in ["GET", "POST"] {
        let found = account.client.json(method, &format!("{rackspace}/images"), example.asked.clone()).await;
        same_shape(&example.json(), &found, "images");
        let found = found.as_array().unwrap();
        assert!(!found.is_empty() && found.iter().all(|i| i["name"].as_str().unwrap().contains("Gentoo")));
        assert_eq!(keys(&found[0]), keys(&example.json()[0]));
    }
}

#[tokio::test(start_paused = true)]
async fn machines_are_listed_made_acted_on_and_tagged() {
    let account = Account::new();
    let client = &account.client;
    let tokyo = format!("{}/machines", account.backend("ec2_ap_northeast").await);
    let listed = client.json("GET", &tokyo, Value::Null).await;
    assert_eq!(listed.as_array().unwrap().len(), 2);
    same_shape(&example("machines", 0).json(), &listed, "machines");

    let create = example("machines", 1);
    let made = client.json("POST", &tokyo, create.asked.clone()).await;
    same_shape(&create.json(), &made, "machine");
    assert_eq!(keys(&made), keys(&create.json()), "these keys and no other");
    assert_eq!(made["name"], "WebServer 3");

    for (n, provider) in [(2, "ec2_ap_northeast"), (3, "azure"), (4, "digitalocean"), (6, "gce")] {
        let example = example("machines", n);
        let path = format!("{}/machines", account.backend(provider).await);
        let mut asked = example.asked.clone();
        let (status, line) = client.refused("POST", &path, asked.clone()).await;
        assert_eq!(
            (status, line.as_str()),
            (400, "Bad request: monitoring is nothing that this gateway has")
        );
        asked["monitoring"] = json!(false);
        let made = client.json("POST", &path, asked).await;
        same_shape(&example.json(), &made, provider);
        assert_eq!(made["name"], example.asked["name"]);
    }

    let act = example("machines", 7);
    let machine = account.machine("ec2_ap_northeast").await;
    // The document has no answer; Mist.io's was the list.
    let acted = client.json("POST", &machine, act.asked).await;
    same_shape(&example("machines", 0).json(), &acted, "machines");
    let tag = example("machines", 8);
    client.done("POST", &format!("{machine}/metadata"), tag.asked).await;
    let listed = client.list(&tokyo).await;
    let tagged = listed.iter().find(|one| machine.ends_with(one["id"].as_str().unwrap())).unwrap();
    assert!(tagged["tags"].as_array().unwrap().contains(&json!("Backup Machine")), "{tagged}");
}

#[tokio::test(start_paused = true)]
async fn the_container_is_made_once_its_port_is_one() {
    let account = Account::new();
    let docker = format!("{}/machines", account.backend("docker").await);
    let example = example("machines", 5);
    let mut asked = example.asked.clone();
    let (status, line) = account.client.refused("POST", &docker, asked.clone()).await;
    assert_eq!((status, line.as_str()), (400, "Bad request: 88888 is no port: there are 1 to 65535"));
    asked["docker_port_bindings"]["8888/tcp"][0]["HostPort"] = json!("8888");
    let before = account.mist.machines();
    let made = account.client.json("POST", &docker, asked).await;
    same_shape(&example.json(), &made, "container");
    assert_eq!((&made["name"], account.mist.machines()), (&json!("UbuntuContainer"), before + 1));
}
