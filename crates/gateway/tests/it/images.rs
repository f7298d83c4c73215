use crate::client::{Client, elastichosts};
use serde_json::{Value, json};

#[tokio::test]
async fn images_are_searched_and_starred() {
    let (_, london) = elastichosts("london");
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
