//! Somebody else's ElasticHosts client against our simulator: apache-libcloud 3.7.0.
//!
//! Needs Python with that package, named by `ANYCLOUD_LIBCLOUD_PYTHON`; `.ci/run` installs and names it.

use anycloud_simulators::Server;
use anycloud_simulators::elastichosts::ElasticHosts;
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs apache-libcloud 3.7.0; .ci/run installs it and runs this"]
async fn lists_creates_reboots_and_destroys() {
    let python = std::env::var("ANYCLOUD_LIBCLOUD_PYTHON")
        .expect("ANYCLOUD_LIBCLOUD_PYTHON names a Python that has apache-libcloud 3.7.0");
    let cloud = Arc::new(
        ElasticHosts::builder().filled(3).imaging_takes(Duration::from_millis(500)).build().unwrap(),
    );
    let before = (cloud.server_ids(), cloud.drive_ids());
    let server = Server::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), cloud.clone()).await.unwrap();
    let (url, user, secret) = (server.url().to_owned(), cloud.user().to_owned(), cloud.secret().to_owned());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/third-party/with_libcloud.py");
    let output = tokio::task::spawn_blocking(move || {
        Command::new(python).args([script, &url, &user, &secret]).output().unwrap()
    })
    .await
    .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap();

    let ids = |v: &Value| v.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
    let mut listed: Vec<String> = ids(&seen["before"]);
    listed.sort_unstable();
    let mut there = before.0.clone();
    there.sort_unstable();
    assert_eq!((listed.len(), &listed), (3, &there), "libcloud lists every server");
    assert_eq!(seen["running"][0], "running");
    assert_eq!(seen["running"][1].as_array().unwrap().len(), 1, "the address that DHCP gave");
    assert_eq!(seen["renamed"], "renamed");
    assert_eq!(seen["after"], seen["before"], "only the server that it made is gone");
    assert_eq!(seen["wrong_secret"], "refused");
    assert!(seen["destroyed_twice"].as_str().unwrap().contains("X-Elastic-Error: missing"), "{seen}");
    assert_eq!((cloud.server_ids(), cloud.drive_ids()), before, "and what was there is untouched");
    assert_eq!(cloud.calls("POST servers/create"), 1, "one create");
}
