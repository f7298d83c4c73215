use crate::client::{Client, added, elastichosts, on_a_port, settings};
use anycloud_gateway::Gateway;
use anycloud_simulators::faults::{Fault, FaultRule, FaultScript};
use serde_json::{Value, json};
use std::fs::{File, read_dir};
use std::path::Path;
use std::time::{Duration, SystemTime};

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

#[tokio::test(start_paused = true)]
async fn what_has_been_over_for_a_week_is_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    let journal = dir.path().join("operations");
    let (simulated, london) = elastichosts("london");
    let client = Client::with(&[london], |settings| settings.journal_dir(&journal));
    let machines = format!("/backends/{}/machines", client.backend("london").await);
    let path = format!("{machines}/{}", simulated.inner().server_ids()[0]);
    client.act(&path, "stop").await;
    let rule = |on: &str| FaultRule::new(on, Fault::DropAfter).unwrap().always();
    simulated.arm(FaultScript::new([rule("POST /drives/create"), rule("GET /drives/info")]));
    let image = "980cf63c-f21e-4382-997b-6541d5809629";
    let web = json!({"name": "web", "image": image, "size": "1000mhz-512mib"});
    assert_eq!(client.refused("POST", &machines, web).await.0, 500);
    simulated.disarm();
    assert_eq!(kept(&journal).len(), 2);
    let serve = async || client.gateway.listen(([127, 0, 0, 1], 0).into()).await.unwrap();
    serve().await;
    assert_eq!(kept(&journal).len(), 2, "not yet");
    age(&journal, 8);
    let serving = serve().await;
    assert_eq!(kept(&journal).len(), 1, "what is not over stays");

    client.act(&path, "start").await;
    age(&journal, 8);
    let serving = tokio::spawn(serving.until(std::future::pending()));
    tokio::time::sleep(Duration::from_secs(23 * 3600)).await;
    assert_eq!(kept(&journal).len(), 2);
    tokio::time::sleep(Duration::from_secs(2 * 3600)).await;
    assert_eq!(kept(&journal).len(), 1, "every day");
    serving.abort();
}

/// The folders of operations.
fn kept(journal: &Path) -> Vec<std::path::PathBuf> {
    read_dir(journal).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
}

/// Makes all that is written down so many days older.
fn age(journal: &Path, days: u64) {
    let then = SystemTime::now() - Duration::from_secs(days * 24 * 3600);
    for file in kept(journal).iter().flat_map(|folder| read_dir(folder).unwrap()) {
        File::options().append(true).open(file.unwrap().path()).unwrap().set_modified(then).unwrap();
    }
}
