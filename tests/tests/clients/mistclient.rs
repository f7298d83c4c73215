//! Somebody else's client against the gateway: Mist.io's own of 2014, the Python package mist 0.3.1.
//!
//! Needs Python with that package, named by `ANYCLOUD_MISTCLIENT_PYTHON`; `.ci/run` installs and names it.

use anycloud::CloudConfig;
use anycloud_core::Secret;
use anycloud_gateway::{Gateway, SealingKey, Settings};
use anycloud_simulators::Server;
use anycloud_simulators::elastichosts::ElasticHosts;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

const TOKEN: &str = "the gateway's token, made up";

async fn simulated() -> (Arc<ElasticHosts>, Server) {
    let cloud = ElasticHosts::builder().filled(3).imaging_takes(Duration::from_millis(300)).build().unwrap();
    let cloud = Arc::new(cloud);
    let server = Server::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), cloud.clone()).await.unwrap();
    (cloud, server)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs mist 0.3.1; .ci/run installs it and runs this"]
async fn lists_adds_creates_reboots_and_destroys() {
    let python = std::env::var("ANYCLOUD_MISTCLIENT_PYTHON")
        .expect("ANYCLOUD_MISTCLIENT_PYTHON names a Python that has mist 0.3.1");
    let ((london, at_london), (paris, at_paris)) = (simulated().await, simulated().await);
    let before = (london.server_ids(), paris.server_ids());
    let dir = tempfile::tempdir().unwrap();
    let key = SealingKey::from_text(&Secret::new("5a".repeat(32))).unwrap();
    let settings = Settings::new(TOKEN, dir.path()).unwrap().key(key).allow("127.0.0.1".parse().unwrap());
    let config = CloudConfig::new("london", "elastichosts")
        .endpoint(at_london.url().parse().unwrap())
        .user(london.user())
        .secret(london.secret());
    let gateway = Gateway::builder(settings).unwrap().configured(&config).unwrap().build();
    let listening = gateway.listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
    let url = format!("http://{}", listening.address());
    let serving = tokio::spawn(listening.until(std::future::pending()));

    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/third-party/with_mistclient.py");
    let arguments =
        [&url, "me@example.com", TOKEN, at_paris.url(), paris.user(), paris.secret()].map(str::to_owned);
    let output = tokio::task::spawn_blocking(move || {
        Command::new(python).arg(script).args(arguments).output().unwrap()
    })
    .await
    .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap();
    serving.abort();

    let sorted = |ids: &[String]| {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        json!(ids)
    };
    assert_eq!(seen["token"], true);
    assert!(seen["wrong_password"].as_str().unwrap().contains("Unauthorized: "), "{seen}");
    assert!(seen["providers"].as_array().unwrap().contains(&json!("elastichosts")));
    assert_eq!((&seen["before"], &seen["after"]), (&json!(["london"]), &json!(["Paris", "london"])));
    assert!(seen["twice"].as_str().unwrap().contains("Backend exists: "), "{seen}");
    assert_eq!((&seen["machines"], &seen["listed"]), (&json!(6), &sorted(&before.1)));
    assert_eq!(seen["images"], json!([true, true]));
    assert_eq!(seen["key"], json!(["MyKey", true, "ssh-rsa ", true]));
    assert!(seen["with_a_key"].as_str().unwrap().contains("gives machines no keys"), "{seen}");
    assert_eq!((&seen["created"]["state"], &seen["created"]["ram"]), (&json!("running"), &json!(512)));
    assert_eq!((&seen["rebooted"], &seen["tags"]), (&json!("running"), &json!(["from-2014"])));
    assert_eq!((&seen["stopped"], &seen["started"]), (&json!("stopped"), &json!("running")));
    assert_eq!(seen["left"], sorted(&before.1), "only the machine that it made is gone");
    let again = seen["destroyed_twice"].as_str().unwrap();
    assert!(again.contains("Machine not found: "), "{seen}");
    assert_eq!(seen["enabled"], json!({"london": true, "Lutetia": false}));
    assert_eq!(seen["renamed"], json!(["OurKey"]));
    assert_eq!(seen["end"], json!([["london"], []]));
    assert_eq!((london.server_ids(), paris.server_ids()), before, "and what was there is untouched");
    assert_eq!(paris.calls("POST servers/create"), 1, "one create");
}
