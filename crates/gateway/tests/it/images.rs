use crate::client::{Client, elastichosts};
use anycloud::ec2::{Config, Credentials, Ec2};
use anycloud::{Cloud, CloudId, HttpConfig};
use anycloud_simulators::{Reply, Simulator};
use anycloud_testkit::InProcess;
use bytes::Bytes;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn images_are_searched_and_starred() {
    let (service, london) = elastichosts("london");
    let client = Client::over(&[london]);
    let images = format!("/backends/{}/images", client.backend("london").await);
    let all = client.list(&images).await;
    assert!(all.len() > 5, "{all:?}");
    // In the body of a GET as in the document, of a POST as the service took it, and in the query.
    let names = async |method: &str, path: &str, body: Value| {
        let found = client.json(method, path, body).await;
        let found = found.as_array().unwrap().iter().map(|image| image["name"].as_str().unwrap().to_owned());
        found.collect::<Vec<_>>()
    };
    let found = names("GET", &images, json!({"search_term": "dEbIaN"})).await;
    assert!(!found.is_empty() && found.iter().all(|name| name.contains("Debian")), "{found:?}");
    assert_eq!(names("POST", &images, json!({"search_term": "debian"})).await, found);
    assert_eq!(names("GET", &format!("{images}?search_term=debian"), Value::Null).await, found);
    assert!(names("GET", &images, json!({"search_term": "Plan 9"})).await.is_empty());
    let asked = || service.inner().requests();
    let before = asked();
    names("GET", &images, json!({"search_term": "debian"})).await;
    let once = asked() - before;
    assert!(once > 0, "it is asked for");
    assert!(names("GET", &images, json!({"search_term": "plan9"})).await.is_empty());
    assert_eq!(asked() - before, 2 * once, "there is no image but those in the list");
    assert_eq!(names("POST", &images, json!({"search_term": ""})).await.len(), all.len());

    let id = all[1]["id"].as_str().unwrap();
    let path = format!("{images}/{id}");
    assert_eq!(client.json("POST", &path, Value::Null).await, true);
    let stars = async || client.list(&images).await.iter().filter(|image| image["star"] == true).count();
    assert_eq!((stars().await, &client.list(&images).await[1]["star"]), (1, &json!(true)));
    assert_eq!(client.json("POST", &path, Value::Null).await, false);
    assert_eq!(stars().await, 0);
    let unknown = client.refused("POST", &format!("{images}/a/b"), Value::Null).await;
    assert_eq!(unknown, (404, "Image not found: a/b".to_owned()));
}

#[tokio::test]
async fn what_a_cloud_sells_freely_is_a_menu() {
    let (_, london) = elastichosts("london");
    let client = Client::over(&[london]);
    let path = format!("/backends/{}", client.backend("london").await);
    let sizes = client.list(&format!("{path}/sizes")).await;
    let two = sizes.iter().find(|size| size["id"] == "2000mhz-2048mib").unwrap();
    let wanted = json!({"id": "2000mhz-2048mib", "name": "2000 MHz, 2 GiB", "ram": 2048, "disk": 0, "bandwidth": null,
        "price": "", "driver": "london"});
    assert_eq!(*two, wanted);
    let locations = client.list(&format!("{path}/locations")).await;
    assert_eq!(locations.len(), 1);
    let networks = client.list(&format!("{path}/networks")).await;
    assert_eq!(networks.len(), 3);
    assert!(networks[0]["name"].as_str().unwrap().starts_with("vlan-"), "{networks:?}");
    assert_eq!(client.refused("POST", &format!("{path}/sizes"), Value::Null).await.0, 405);
    let providers = client.json("GET", "/providers", Value::Null).await;
    let known = providers["supported_providers"].as_array().unwrap();
    assert!(known.contains(&json!({"title": "ElasticHosts", "provider": "elastichosts"})), "{known:?}");
}

/// Images at EC2: one of an owner that is listed, one of somebody else.
#[derive(Debug)]
struct Ec2Images;

impl Simulator for Ec2Images {
    fn handle(&self, _: Duration, request: http::Request<Bytes>) -> Reply {
        let asked = String::from_utf8(request.body().to_vec()).unwrap();
        let item = |id: &str, name: &str| {
            let id = format!("<imageId>{id}</imageId><imageState>available</imageState>");
            format!("<imagesSet><item>{id}<name>{name}</name></item></imagesSet>")
        };
        let (status, body) = match asked.split_once("ImageId.1=") {
            None => (200, item("ami-0aaa", "amazon linux 2023")),
            Some((_, id)) if id.starts_with("ami-0bbb") => (200, item("ami-0bbb", "debian 12")),
            Some(_) => (400, "<Errors><Error><Code>InvalidAMIID.NotFound</Code></Error></Errors>".to_owned()),
        };
        let body = format!("<Response>{body}</Response>");
        Reply::answer(http::Response::builder().status(status).body(body.into()).unwrap())
    }
}

#[tokio::test(start_paused = true)]
async fn images_that_are_not_listed_are_found_and_starred_by_their_id() {
    let service = InProcess::new(Ec2Images);
    let config = Config::new(Credentials::new("AKIA1", "made-up"))
        .region("eu-west-1")
        .http(HttpConfig::default().transport(Arc::new(service.clone())));
    let client = Client::over(&[Cloud::new(Ec2::new(CloudId::new("ireland"), config).unwrap())]);
    let images = format!("/backends/{}/images", client.backend("ireland").await);
    let ids = async |body: Value| {
        let found = client.json("POST", &images, body).await;
        let shown = |image: &Value| format!("{} {}", image["id"].as_str().unwrap(), image["star"]);
        found.as_array().unwrap().iter().map(shown).collect::<Vec<_>>()
    };
    let requests = async |body: Value| {
        let before = service.requests();
        ids(body).await;
        service.requests() - before
    };
    assert_eq!(ids(Value::Null).await, ["ami-0aaa false"]);
    assert_eq!(ids(json!({"search_term": "ami-0bbb"})).await, ["ami-0bbb false"]);
    assert!(ids(json!({"search_term": "ami-0ccc"})).await.is_empty());
    assert_eq!(requests(json!({"search_term": "amazon linux 2023"})).await, 1);
    assert_eq!(requests(json!({"search_term": "debian"})).await, 1, "no id: the list is enough");
    assert_eq!(requests(json!({"search_term": "debian12"})).await, 1, "nor can that be one");

    let star = format!("{images}/ami-0bbb");
    let before = service.requests();
    assert_eq!(client.json("POST", &star, Value::Null).await, true);
    assert_eq!(service.requests() - before, 1, "by its id");
    assert_eq!(ids(json!({"search_term": "ami-0bbb"})).await, ["ami-0bbb true"]);
    assert_eq!(ids(Value::Null).await, ["ami-0aaa false", "ami-0bbb true"], "listed or not");
    assert_eq!(ids(json!({"search_term": "DEBIAN"})).await, ["ami-0bbb true"], "by its name, too");
    assert_eq!(requests(Value::Null).await, 2, "the list, and the one image that it has not");
    let before = service.requests();
    assert_eq!(client.json("POST", &star, Value::Null).await, false);
    assert_eq!(service.requests(), before, "it may be gone from there by now");
    assert_eq!(ids(Value::Null).await, ["ami-0aaa false"]);
    let unknown = client.refused("POST", &format!("{images}/ami-0ccc"), Value::Null).await;
    assert_eq!(unknown, (404, "Image not found: ami-0ccc".to_owned()));
    let name = client.refused("POST", &format!("{images}/amazon%20linux%202023"), Value::Null).await;
    assert_eq!(name, (404, "Image not found: amazon linux 2023".to_owned()), "a name is no id");
}
