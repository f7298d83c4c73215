use crate::client::{Client, added, elastichosts, on_a_port, settings};
use anycloud_gateway::Gateway;
use serde_json::{Value, json};

#[tokio::test]
async fn all_that_was_answered_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let (simulated, server) = on_a_port().await;
    let (_, london) = elastichosts("london");
    let open = || Client::of(Gateway::builder(settings(dir.path())).unwrap().cloud(&london).unwrap().build());

    let client = open();
    let mine = client.json("POST", "/backends", added("Mine", &simulated, &server)).await["id"].clone();
    let mine = format!("/backends/{}", mine.as_str().unwrap());
    client.done("PUT", &mine, json!({"new_name": "Ours"})).await;
    let london_id = client.backend("london").await;
    client.done("PUT", &format!("/backends/{london_id}"), json!({"new_name": "The City"})).await;
    let images = format!("{mine}/images");
    let image = client.list(&images).await[0]["id"].as_str().unwrap().to_owned();
    client.json("POST", &format!("{images}/{image}"), Value::Null).await;
    let key = client.json("POST", "/keys", Value::Null).await["priv"].clone();
    client.json("PUT", "/keys", json!({"name": "k", "priv": key})).await;
    client.done("POST", &mine, json!({"newState": "False"})).await;
    drop(client);

    let client = open();
    let all = client.list("/backends").await;
    let shown: Vec<_> =
        all.iter().map(|b| (b["title"].as_str().unwrap(), b["enabled"].as_bool().unwrap())).collect();
    assert_eq!(shown, [("The City", true), ("Ours", false)]);
    assert_eq!(client.backend("The City").await, london_id, "ids stay");
    client.done("POST", &mine, json!({"newState": "True"})).await;
    assert_eq!(client.list(&format!("{mine}/machines")).await.len(), 3, "its secret opened");
    assert_eq!(client.list(&images).await[0]["star"], true);
    assert_eq!(client.json("GET", "/keys/k/private", Value::Null).await, key);
    drop(client);

    let kept = std::fs::read_to_string(dir.path().join("gateway.json")).unwrap();
    assert!(!kept.contains(simulated.secret()) && !kept.contains("BEGIN"), "{kept}");
}
