//! A cloud that has what the others lack: keys, places, scripts, named sizes with prices.

use crate::client::Client;
use anycloud::Cloud;
use anycloud_testkit::fake::FakeCloud;
use serde_json::{Value, json};

async fn open() -> (Cloud, Client, String) {
    let cloud = Cloud::new(FakeCloud::with_three_servers());
    let client = Client::over(std::slice::from_ref(&cloud));
    let path = format!("/backends/{}", client.backend("fake").await);
    (cloud, client, path)
}

fn web() -> Value {
    json!({"name": "web", "image": "img-1", "size": "size-s", "location": "loc-south", "script": "echo 1"})
}

#[tokio::test(start_paused = true)]
async fn sizes_have_prices_and_places_have_names() {
    let (_, client, path) = open().await;
    let sizes = client.list(&format!("{path}/sizes")).await;
    let ids: Vec<&str> = sizes.iter().map(|size| size["id"].as_str().unwrap()).collect();
    assert_eq!(
        ids[..5],
        ["size-s", "size-m", "size-l", "size-x", "500mhz-256mib"],
        "its own, then free ones"
    );
    assert_eq!((&sizes[1]["price"], &sizes[1]["ram"]), (&json!("$0.04/hour"), &json!(4096)));
    let wanted = json!([
        {"id": "loc-north", "name": "North", "country": ""},
        {"id": "loc-south", "name": "South", "country": ""},
    ]);
    assert_eq!(client.json("GET", &format!("{path}/locations"), Value::Null).await, wanted);
}

#[tokio::test(start_paused = true)]
async fn a_key_of_the_gateway_is_given_to_the_cloud_once() {
    let (cloud, client, path) = open().await;
    let machines = format!("{path}/machines");
    let made = client.json("POST", "/keys", Value::Null).await;
    client.json("PUT", "/keys", json!({"name": "mine", "priv": made["priv"]})).await;
    let public = client.json("GET", "/keys/mine/public", Value::Null).await;
    let names = async || {
        let all = cloud.key_pairs().all().await.unwrap();
        all.into_iter().map(|pair| pair.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["key-1", "key-2", "key-3"]);

    // Not named: it is the default. Named: the same. The cloud's own: as it is.
    for (key, size) in [(json!(""), "size-s"), (json!("mine"), "1000mhz-512mib"), (json!("key-2"), "size-m")]
    {
        let mut body = web();
        (body["key"], body["size"]) = (key, json!(size));
        let made = client.json("POST", &machines, body).await;
        assert_eq!(made["extra"]["location"], "loc-south");
        assert_eq!(names().await.len(), 4, "{:?}", names().await);
    }
    let given = cloud.find_key_pair("mine").await.unwrap();
    assert!(given.public_key.unwrap().starts_with(public.as_str().unwrap()));
    let listed = client.list(&machines).await;
    assert_eq!((listed.len(), listed.iter().filter(|machine| machine["size"] == "size-m").count()), (6, 1));

    let other = client.json("POST", "/keys", Value::Null).await;
    client.json("PUT", "/keys", json!({"name": "key-1", "priv": other["priv"]})).await;
    let mut body = web();
    body["key"] = json!("key-1");
    let (status, line) = client.refused("POST", &machines, body.clone()).await;
    assert_eq!((status, line.as_str()), (409, "Conflict: the cloud has another key of the name \"key-1\""));
    body["key"] = json!("nobody's");
    let (status, line) = client.refused("POST", &machines, body).await;
    assert_eq!(status, 400, "{line}");
    assert_eq!(client.list(&machines).await.len(), 6, "nothing was made");
}

#[tokio::test(start_paused = true)]
async fn a_machine_is_shut_down_and_takes_the_tag_of_the_document() {
    let (_, client, path) = open().await;
    let machines = format!("{path}/machines");
    let machine = client.list(&machines).await[0].clone();
    assert_eq!((&machine["can_shutdown"], &machine["can_stop"]), (&json!(true), &json!(true)));
    let one = format!("{machines}/{}", machine["id"].as_str().unwrap());
    client.done("POST", &format!("{one}/metadata"), json!({"tag": "Backup Machine"})).await;
    client.done("POST", &format!("{one}/metadata"), json!({"tag": "Backup Machine"})).await;
    assert_eq!(client.list(&machines).await[0]["tags"], json!(["Backup Machine"]), "once");
    client.act(&one, "shutdown").await;
    tokio::time::advance(std::time::Duration::from_secs(600)).await;
    assert_eq!(client.list(&machines).await[0]["state"], "stopped");
}
