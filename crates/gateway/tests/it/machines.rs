use crate::client::{Client, elastichosts};
use anycloud_simulators::faults::{Fault, FaultRule, FaultScript};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

const DEBIAN: &str = "980cf63c-f21e-4382-997b-6541d5809629";

fn web() -> Value {
    json!({"name": "web", "image": DEBIAN, "size": "1000mhz-512mib", "key": "", "location": "", "disk": "",
        "image_extra": "", "script": "", "monitoring": false, "ips": [], "networks": [], "location_name": ""})
}

#[tokio::test(start_paused = true)]
async fn a_machine_lives_and_dies() {
    let (simulated, london) = elastichosts("london");
    let client = Client::over(&[london]);
    let machines = format!("/backends/{}/machines", client.backend("london").await);
    let made = client.json("POST", &machines, web()).await;
    let keys: Vec<&str> = made.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["extra", "id", "name", "private_ips", "public_ips"], "the keys of the document");
    assert_eq!((&made["name"], &made["extra"]["memory_mib"]), (&json!("web"), &json!(512)));
    let path = format!("{machines}/{}", made["id"].as_str().unwrap());

    let act = async |action: &str| {
        let answered = client.act(&path, action).await;
        assert_eq!(
            Value::from(answered),
            client.json("GET", &machines, Value::Null).await,
            "the machines since"
        );
    };
    let state = async || {
        let all = client.list(&machines).await;
        let one = all.into_iter().find(|machine| machine["id"] == made["id"]).unwrap();
        let flags = ["can_start", "can_stop", "can_reboot", "can_destroy"];
        (one["state"].as_str().unwrap().to_owned(), flags.map(|flag| one[flag].as_bool().unwrap()))
    };
    assert_eq!(state().await, ("running".to_owned(), [false, true, true, true]));
    act("reboot").await;
    act("stop").await;
    assert_eq!(state().await, ("stopped".to_owned(), [true, false, false, true]));
    // January's form, too.
    client.json("POST", &format!("{path}?action=start"), Value::Null).await;
    assert_eq!(state().await.0, "running");

    client.done("POST", &format!("{path}/metadata"), json!({"tag": "backup"})).await;
    client.done("POST", &format!("{path}/metadata"), json!({"tag": "tier=1"})).await;
    let tags = async || {
        let all = client.list(&machines).await;
        all.into_iter().find(|machine| machine["id"] == made["id"]).unwrap()["tags"].clone()
    };
    assert_eq!(tags().await, json!(["backup", "tier=1"]));
    client.done("DELETE", &format!("{path}/metadata"), json!({"tag": "backup"})).await;
    let missing = client.refused("DELETE", &format!("{path}/metadata"), json!({"tag": "backup"})).await;
    assert_eq!(missing, (404, "Tag not found: backup".to_owned()));
    assert_eq!(tags().await, json!(["tier=1"]));

    let drives = simulated.inner().drive_ids().len();
    act("destroy").await;
    assert_eq!(client.list(&machines).await.len(), 3, "the neighbours stay");
    assert_eq!(simulated.inner().drive_ids().len(), drives, "and so does its drive");
    let gone = client.refused("POST", &path, json!({"action": "start"})).await;
    assert_eq!(gone, (404, format!("Machine not found: {}", made["id"].as_str().unwrap())));
}

#[tokio::test(start_paused = true)]
async fn what_was_done_is_no_failure_because_the_list_is() {
    let (simulated, london) = elastichosts("london");
    let client = Client::over(&[london]);
    let machines = format!("/backends/{}/machines", client.backend("london").await);
    let path = format!("{machines}/{}", simulated.inner().server_ids()[0]);
    let refused = Fault::Refused { code: "failed".into() };
    simulated.arm(FaultScript::new([FaultRule::new("GET /servers/info", refused).unwrap().always()]));
    client.done("POST", &path, json!({"action": "stop"})).await;
    assert_eq!(client.refused("GET", &machines, Value::Null).await.0, 503);
    simulated.disarm();
    let states = client.list(&machines).await;
    assert_eq!(states.iter().filter(|machine| machine["state"] == "stopped").count(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_takes_long_is_answered_with_its_operation_and_goes_on() {
    let (simulated, london) = elastichosts("london");
    let client = Client::with(&[london], |settings| settings.change_deadline(Duration::from_secs(5)));
    let machines = format!("/backends/{}/machines", client.backend("london").await);
    let path = format!("{machines}/{}", simulated.inner().server_ids()[0]);
    let slow = |on: &str| FaultRule::new(on, Fault::Delay { ms: 15_000 }).unwrap();
    simulated.arm(FaultScript::new([slow("POST /servers/*/stop"), slow("POST /servers/*/set")]));
    let began = Instant::now();
    let (status, line) = client.refused("POST", &path, json!({"action": "stop"})).await;
    assert_eq!((status, began.elapsed()), (503, Duration::from_secs(5)), "{line}");
    let words = "Machine currently unavailable: Error while attempting to stop machine: the change is not over after 5 s, \
                 and goes on";
    assert!(line.starts_with(words) && line.contains("; operation "), "{line}");

    // The next tag is not read before the first is written.
    let tags = format!("{path}/metadata");
    let (status, line) = client.refused("POST", &tags, json!({"tag": "first"})).await;
    assert!(status == 503 && line.contains("goes on"), "{status} {line}");
    client.done("POST", &tags, json!({"tag": "second"})).await;
    assert_eq!(began.elapsed(), Duration::from_secs(20), "it waited");
    let all = client.list(&machines).await;
    let tagged = all.iter().find(|machine| machine["tags"] == json!(["first", "second"]));
    assert_eq!(tagged.map(|machine| &machine["state"]), Some(&json!("stopped")), "{all:?}");
}

#[tokio::test(start_paused = true)]
async fn drives_go_along_if_the_gateway_was_told_so() {
    let (simulated, london) = elastichosts("london");
    let client = Client::with(&[london], |settings| settings.destroys_drives(true));
    let machines = format!("/backends/{}/machines", client.backend("london").await);
    let before = simulated.inner().drive_ids();
    let made = client.json("POST", &machines, web()).await;
    assert_eq!(simulated.inner().drive_ids().len(), before.len() + 1);
    let path = format!("{machines}/{}", made["id"].as_str().unwrap());
    client.act(&path, "destroy").await;
    assert_eq!(simulated.inner().drive_ids(), before);
}

#[tokio::test(start_paused = true)]
async fn what_this_cloud_cannot_make_is_named_and_nothing_is_made() {
    let (simulated, london) = elastichosts("london");
    let client = Client::over(&[london]);
    let machines = format!("/backends/{}/machines", client.backend("london").await);
    let with = |name: &str, value: Value| {
        let mut body = web();
        body[name] = value;
        body
    };
    for (body, words) in [
        (
            with("size", json!("t1.micro")),
            "Bad request: \"t1.micro\" is no size; they are like 2000mhz-2048mib",
        ),
        (with("size", json!("100mhz-512mib")), "Bad request: elastichosts: cpu of 100 MHz is outside"),
        (with("script", json!("echo 1")), "Bad request: script: this cloud runs none"),
        (with("monitoring", json!(true)), "Bad request: monitoring"),
        (with("key", json!("mykey")), "Bad request: key: this cloud gives machines no keys"),
        (with("location", json!("mars")), "Bad request: this cloud has no location \"mars\""),
        (with("docker_command", json!("sh")), "Bad request: elastichosts: this cloud cannot make containers"),
        (with("image", json!("../drives")), "Bad request: "),
        (with("quantity", json!(2)), "Bad request: quantity is nothing that this gateway takes"),
        (with("async", json!(1)), "Bad request: async is nothing that this gateway takes"),
        (with("networks", json!("all")), "Bad request: networks must be a list of ids"),
    ] {
        let (status, line) = client.refused("POST", &machines, body.clone()).await;
        assert!(status == 400 && line.starts_with(words), "{body}: {status} {line}");
    }
    assert_eq!(simulated.inner().server_ids().len(), 3);

    let tag = format!("{machines}/{}/metadata", simulated.inner().server_ids()[0]);
    let (status, line) = client.refused("POST", &tag, json!({"tag": "Backup Machine"})).await;
    assert!(status == 400 && line.starts_with("Bad request: "), "no label here has a space: {status} {line}");
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_made_is_a_500_and_names_its_operation() {
    let (simulated, london) = elastichosts("london");
    let client = Client::over(&[london]);
    let machines = format!("/backends/{}/machines", client.backend("london").await);
    // The drive was asked for, and then nobody answers any more: nothing can be found out.
    let rule = |on: &str| FaultRule::new(on, Fault::DropAfter).unwrap().always();
    simulated.arm(FaultScript::new([rule("POST /drives/create"), rule("GET /drives/info")]));
    let (status, line) = client.refused("POST", &machines, web()).await;
    assert_eq!(status, 500, "{line}");
    assert!(line.starts_with("Machine creation failed: ") && line.contains("; operation "), "{line}");
}
