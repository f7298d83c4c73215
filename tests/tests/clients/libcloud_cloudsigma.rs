//! Somebody else's CloudSigma client against our simulator: apache-libcloud 3.9.1, with three servers in the account.
//!
//! It looks a server up by `node.id == node.id`, which any server satisfies: `destroy_node` and `reboot_node` act on
//! the first one of the account, and say that all went well. That is stated here; then ours acts on the same account.
//!
//! Needs Python with that package, named by `ANYCLOUD_LIBCLOUD_391_PYTHON`; `.ci/run` installs and names it.

use anycloud::{
    Cloud, CloudId, DestroyServer, DrivesFate, PowerAction, Secret, ServerId, ServerQuery, ServerState,
};
use anycloud_cloudsigma::Config;
use anycloud_simulators::Server;
use anycloud_simulators::cloudsigma::CloudSigma;
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs apache-libcloud 3.9.1; .ci/run installs it and runs this"]
async fn it_acts_on_the_first_server_and_ours_on_the_asked_one() {
    let soon = Duration::from_millis(100);
    let builder = CloudSigma::builder().filled(3).imaging_takes(soon).boot_takes(soon).shutdown_takes(soon);
    let account = Arc::new(builder.build().unwrap());
    let there = account.server_ids();
    let server = Server::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), account.clone()).await.unwrap();
    let (url, user, secret) =
        (server.url().to_owned(), account.user().to_owned(), account.password().to_owned());
    let seen = theirs(&url, &user, &secret).await;

    // What it does well: it lists, and makes a server of the copy of a standard drive.
    let ids = |v: &Value| -> Vec<String> { v.as_array().unwrap().iter().map(text).collect() };
    assert_eq!(ids(&seen["before"]), there, "libcloud lists every server");
    assert!(seen["images"].as_u64() >= Some(4), "{seen}");
    assert_eq!(seen["cpu_of_their_size"], 1, "cores, where the API means MHz");
    let made = text(&seen["created"]["id"]);
    assert_eq!(
        (&seen["created"]["name"], &seen["running"][&made]),
        (&"from-libcloud".into(), &"running".into())
    );
    let calls = ["drives/DRIVE/clone", "servers/create"].map(|call| account.calls(call));
    assert_eq!(calls, [1, 1], "one copy, one create");
    // `stop_node` and `ex_start_node` take the id as it is: they act on the asked server.
    assert_eq!(seen["stop_says"], true);
    assert_eq!(differs(&seen["running"], &seen["stopped"]), [made.as_str()]);
    assert_eq!((&seen["start_says"], &seen["started"][&made]), (&true.into(), &"running".into()));

    // The wrong target. The made server was off when it was to be rebooted, and stayed off: the first one, which ran,
    // was switched off and on again.
    let first = there[0].clone();
    assert_eq!((&seen["reboot_says"], &seen["rebooted"][&made]), (&true.into(), &"terminated".into()));
    assert_eq!(seen["rebooted"][&first], "running");
    // By `stop_node`, by the reboot and by the destroying: a reboot of the made server would have had nothing to stop.
    assert_eq!(account.calls("servers/SERVER/stop"), 3);
    // And when the made server was to be destroyed, the first one of the account was.
    assert_eq!(seen["destroy_says"], true, "and it says that all went well");
    assert_eq!(differs(&seen["started"], &seen["destroyed"]), [first.as_str()]);
    assert_eq!(seen["destroyed"][&made], "running");
    let left = account.server_ids();
    assert!(!left.contains(&first) && left.contains(&made) && left.len() == 3, "{left:?}");
    assert_eq!(seen["wrong_secret"], "refused");

    ours(&url, &user, &secret, &made, &left).await;
    let mut others = left;
    others.retain(|id| *id != made);
    assert_eq!(
        (account.server_ids(), account.drives()),
        (others, 3),
        "and only the made server's drive is gone"
    );
}

/// Rebooting, stopping and destroying, by ours: only the asked server changes.
async fn ours(url: &str, user: &str, secret: &str, made: &str, there: &[String]) {
    let config = Config::new(user, Secret::new(secret)).endpoint(url.parse().unwrap());
    let cloud = Cloud::new(anycloud_cloudsigma::CloudSigma::new(CloudId::new("sim"), config).unwrap());
    let states = async || -> Vec<(String, ServerState)> {
        let servers = cloud.servers(&ServerQuery::new()).all().await.unwrap();
        servers.into_iter().map(|server| (server.id.to_string(), server.state)).collect()
    };
    let before = states().await;
    assert_eq!(before.len(), there.len());
    let made = ServerId::new(made);
    for (action, state) in [
        (PowerAction::PowerOff, ServerState::Stopped),
        (PowerAction::Start, ServerState::Running),
        (PowerAction::Reboot, ServerState::Running),
    ] {
        cloud.set_power(made.clone(), action).done().await.unwrap();
        let expected: Vec<(String, ServerState)> = before
            .iter()
            .map(|(id, was)| (id.clone(), if id == made.as_str() { state.clone() } else { was.clone() }))
            .collect();
        assert_eq!(states().await, expected, "{action:?}");
    }
    let gone = DestroyServer::new(made.clone(), DrivesFate::DestroyAll).expect_name("from-libcloud");
    cloud.destroy_server(&gone).done().await.unwrap();
    let expected: Vec<(String, ServerState)> =
        before.into_iter().filter(|(id, _)| id != made.as_str()).collect();
    assert_eq!(states().await, expected, "destroyed");
}

/// What apache-libcloud saw.
async fn theirs(url: &str, user: &str, secret: &str) -> Value {
    let python = std::env::var("ANYCLOUD_LIBCLOUD_391_PYTHON")
        .expect("ANYCLOUD_LIBCLOUD_391_PYTHON names a Python that has apache-libcloud 3.9.1");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/third-party/cloudsigma_with_libcloud.py");
    let mut command = Command::new(python);
    command.args([script, url, user, secret]);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The servers whose state changed, or that are gone.
fn differs(before: &Value, after: &Value) -> Vec<String> {
    let before = before.as_object().unwrap();
    before.iter().filter(|(id, state)| after[id.as_str()] != **state).map(|(id, _)| id.clone()).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
