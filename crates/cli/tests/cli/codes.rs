//! An exit code for every class of error, met for real.

use crate::lab::{Lab, ended, fed, quick, text};
use anycloud_simulators::elastichosts::SeedState;
use serde_json::json;

#[test]
fn not_found_is_3() {
    let lab = Lab::new();
    lab.fails("servers show nothing", 3, "no server has the id or name \"nothing\"");
    let create = "servers create web --image nothing --cpu-mhz 1000 --memory-mib 512";
    lab.fails(create, 3, "no image or drive has the id or name \"nothing\"");
    lab.fails("drives destroy nothing --yes", 3, "no drive has the id or name");
    lab.fails("servers destroy nothing --keep-drives --yes", 3, "no server has the id or name");
    lab.fails("operations show 00000000000000000000000000000000", 3, "the journal has no operation");
}

#[test]
fn wrong_credentials_are_4() {
    let lab = Lab::new();
    lab.write("config.toml", &lab.cloud("sim", "another-key"));
    let refused = lab.fails("servers list", 4, "");
    assert!(!refused.stderr.contains("another-key"));
    let verified = lab.run("clouds -o json");
    assert_eq!(verified.code, Some(4), "{verified:?}");
    assert!(verified.stdout.contains("\"ok\":false") && verified.stderr.contains("error: "), "{verified:?}");
}

#[test]
fn refused_and_unsupported_are_5() {
    let lab = Lab::new();
    lab.fault(r#"{"on": "POST /drives/create", "fault": "busy"}"#);
    let busy = lab.fails("drives create d --size 1G", 5, "busy");
    assert!(busy.stderr.lines().next().unwrap().starts_with("operation "), "the id comes first: {busy:?}");
    lab.fault(r#"{"on": "POST /drives/create", "fault": {"refused": {"code": "billing"}}}"#);
    lab.fails("drives create d --size 1G", 5, "billing");
    lab.fails("sizes list", 5, "no named sizes");
    lab.fails("clouds inside", 5, "no clouds inside it");
    lab.fails("servers list --cloud sim/b1", 5, "no clouds inside it");
    lab.server("web");
    let running = lab.json("servers show web");
    let allows = running["actions"].as_array().unwrap();
    assert!(allows.contains(&json!("reboot")) && !allows.contains(&json!("start")), "{running}");
    lab.fails(&format!("servers start {}", running["id"].as_str().unwrap()), 5, "but not start");
    lab.json("drives create d --size 1G");
    lab.fails("drives destroy d --expect-name other --yes", 5, "not \"other\"");
    assert_eq!(lab.simulator.inner().drives(), 2);
}

#[test]
fn what_the_cloud_does_not_have_is_5_before_any_request() {
    let lab = Lab::new();
    let buy = "billing subscriptions create --resource cpu=2000 --months 1 --yes";
    for words in [
        "billing balance",
        "billing usage",
        "billing prices",
        "billing transactions",
        "billing transactions --last 30d",
        "billing runway",
        "billing subscriptions list",
        "billing subscriptions quote --resource cpu=2000 --months 1",
        "billing subscriptions quote --extend x --months 1",
        buy,
        "billing subscriptions extend x --months 1 --yes",
    ] {
        lab.fails(words, 5, "this cloud has no billing");
        lab.fails(&format!("{words} -o json"), 5, "this cloud has no billing");
    }
    lab.fails("native elastichosts groups list", 5, "elastichosts has no command \"groups\" of its own");
    lab.fails("native cloudsigma groups list", 2, "is of the provider elastichosts, not cloudsigma");
    assert_eq!(lab.json("native"), json!([]));
    assert_eq!(lab.simulator.inner().requests(), 0);
    assert_eq!(lab.json("operations list"), json!([]), "nothing was begun");
}

#[test]
fn resources_that_the_cloud_does_not_have_are_5_before_any_request() {
    let lab = Lab::new();
    let (public, private) = (lab.write("key.pub", "ssh-ed25519 AAAA me\n"), lab.path("key.pem"));
    let (public, private) = (public.display(), private.display());
    let table = [
        ("key-pairs list", "key pairs"),
        (&format!("key-pairs create web --private-key-file {private}"), "key pairs"),
        ("key-pairs create web --show-secret", "key pairs"),
        (&format!("key-pairs import web {public}"), "key pairs"),
        ("key-pairs destroy web --yes", "key pairs"),
        ("firewalls list", "firewalls"),
        ("firewalls show web", "firewalls"),
        ("firewalls create web --allow in:tcp:22:192.0.2.0/24", "firewalls"),
        ("firewalls create web --network lan --allow in:tcp:5432:firewall=db", "firewalls"),
        ("firewalls update web --allow in:tcp:22:192.0.2.0/24", "firewalls"),
        ("firewalls update web --allow-nothing in", "firewalls"),
        ("firewalls destroy web --yes", "firewalls"),
        ("snapshots list", "snapshots"),
        ("snapshots create data kept --tag role=db", "snapshots"),
        ("snapshots destroy kept --yes", "snapshots"),
        ("drives create copy --size 1G --snapshot kept", "snapshots"),
        ("drives create there --size 1G --location north", "location"),
        ("servers create web --image x --cpus 2 --memory 4G", "counts processors in MHz"),
        ("servers create web --image x --cpus 0.5", "no named sizes"),
        ("servers create web --image x --memory-mib 512", "no named sizes"),
        ("servers create web --image x --firewall front", "firewalls"),
        ("servers update web --firewall front", "firewalls"),
    ];
    for (words, says) in table {
        lab.fails(words, 5, says);
        lab.fails(&format!("{words} -o json"), 5, says);
    }
    assert_eq!(lab.simulator.inner().requests(), 0);
    assert_eq!(lab.json("operations list"), json!([]), "nothing was begun");
    assert!(!lab.path("key.pem").exists(), "nothing is left of a key pair that was not made");
}

#[test]
fn what_contradicts_itself_is_2() {
    let lab = Lab::new();
    let create = "servers create web --image x";
    for words in [
        "key-pairs create web",
        "key-pairs create web --show-secret --private-key-file x",
        "key-pairs create web --show-secret --no-wait",
        "firewalls update web",
        "firewalls update web --allow-nothing",
        "firewalls update web --allow-nothing both",
        "firewalls create web --allow in:tcp:22",
        &format!("{create} --size small --cpus 2"),
        &format!("{create} --size small --memory 4G"),
        &format!("{create} --cpus 2 --cpu-mhz 2000 --memory 4G"),
        &format!("{create} --memory 4G --memory-mib 4096"),
        &format!("{create} --cpu-mhz 2000"),
        &format!("{create} --cpus 0"),
        &format!("{create} --count 0"),
        &format!("{create} --count 2 --no-wait"),
        &format!("{create} --count 2 --address front"),
        "servers create web --drive x --count 2",
        "servers update web --size small --cpu-mhz 2000",
        "servers update web --size small --cpus 2",
        "servers update web --size small --memory 4G",
        "servers update web --cpus 2 --cpu-mhz 2000",
        "servers update web --memory 4G --memory-mib 4096",
    ] {
        let ended = lab.run(words);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{words}: {ended:?}");
    }
    assert_eq!(lab.simulator.inner().requests(), 0);
}

#[test]
fn servers_that_cannot_be_copied_are_5() {
    let lab = Lab::new();
    lab.server("web");
    lab.fails("servers clone web copy", 5, "copy servers");
    assert_eq!((lab.simulator.inner().servers(), lab.simulator.inner().drives()), (1, 1));
}

#[test]
fn a_failing_provider_is_6() {
    let lab = Lab::new();
    lab.fault(r#"{"on": "*", "times": "always", "fault": {"status": {"code": 503}}}"#);
    lab.fails("servers list", 6, "503");
    lab.simulator.disarm();
    lab.fault(r#"{"on": "*", "times": "always", "fault": "garbage"}"#);
    lab.fails("servers list", 6, "");
    lab.simulator.disarm();
    lab.fault(r#"{"on": "*", "times": "always", "fault": "html"}"#);
    lab.fails("servers list", 6, "");
    lab.simulator.disarm();
    // A read whose answer is lost leaves nothing in doubt.
    lab.fault(r#"{"on": "*", "times": "always", "fault": "drop_before"}"#);
    let lost = lab.fails("servers list", 6, "");
    assert!(!lost.stderr.contains("not known"), "{lost:?}");
}

#[test]
fn a_lost_answer_to_a_change_is_7() {
    let lab = Lab::new();
    lab.server("web");
    // Sent, and nobody can look what became of it.
    lab.fault(r#"{"on": "POST /drives/create", "fault": "drop_after"}"#);
    lab.fault(r#"{"on": "/drives/*", "times": "always", "fault": {"status": {"code": 401}}}"#);
    let lost = lab.fails("drives create d --size 1G", 7, "it is not known whether the provider acted");
    let id = lost.stderr.lines().next().unwrap().strip_prefix("operation ").unwrap().to_owned();
    for verb in ["resume", "undo"] {
        assert!(lost.stderr.contains(&format!("anycloud operations {verb} {id}")), "{lost:?}");
    }
    lab.simulator.disarm();
    assert_eq!(lab.simulator.inner().succeeded("drives/create"), 2, "sent once");
    let open = lab.json("operations list --open");
    assert_eq!((&open[0]["id"], &open[0]["state"]), (&json!(id), &json!("open")), "{open}");
    let resumed = lab.json(&format!("operations resume {id}"));
    assert_eq!(resumed["state"], json!("done"), "{resumed}");
    assert_eq!(lab.simulator.inner().succeeded("drives/create"), 2, "found, not made again");
}

#[test]
fn running_out_of_time_is_7() {
    let lab = Lab::new();
    let (id, _) = lab.server("web");
    lab.simulator.disarm();
    lab.fault(r#"{"on": "POST /servers/*/shutdown", "times": "always", "fault": {"status": {"code": 204}}}"#);
    let late = lab.fails("servers shutdown web --timeout 1s", 7, "not finished after");
    assert!(late.stderr.contains("operations wait"), "{late:?}");
    assert_eq!(lab.json(&format!("servers show {id}"))["state"], json!("running"));
}

#[test]
fn destroying_asks_first() {
    let lab = Lab::new();
    let (server, drive) = lab.server("web");
    let before = lab.simulator.inner().requests();
    lab.fails("servers destroy web --destroy-drives", 2, "say --yes");
    lab.fails("drives destroy web", 2, "say --yes");
    lab.fails("networks destroy web", 2, "say --yes");
    lab.fails("addresses destroy web", 2, "say --yes");
    assert_eq!(lab.simulator.inner().requests(), before, "refused before any request");
    // A pipe is no terminal either: an answer that happens to be there is not a person's.
    assert_eq!(fed(lab.command("drives destroy web"), b"y\n").code, Some(2));
    assert_eq!(text(&lab.json("servers show web")["id"]), server);
    lab.json("servers destroy web --keep-drives --yes");
    assert_eq!(lab.json("drives show web")["id"], json!(drive));
}

#[test]
fn what_would_vanish_is_not_stopped() {
    let seed = r#"{"servers": [{"name": "gone", "cpu": 500, "mem": 256, "persistent": false}]}"#;
    let lab = Lab::with(quick().seed(SeedState::from_json(seed).unwrap()));
    let id = text(&lab.json("servers show gone")["id"]);
    lab.fails("servers stop gone", 5, "");
    let stopped = lab.json("servers stop gone --may-vanish");
    assert_eq!(stopped, json!({ "id": id, "destroyed": true, "already_gone": false }));
}

#[test]
fn an_ambiguous_name_is_2_and_names_the_candidates() {
    let lab = Lab::new();
    let ids = [1, 2].map(|_| text(&lab.json("drives create twin --size 1G")["id"]));
    let refused = lab.fails("drives destroy twin --yes", 2, "several have the name \"twin\"");
    assert!(ids.iter().all(|id| refused.stderr.contains(id.as_str())), "{refused:?}");
    lab.json(&format!("drives destroy {} --yes", ids[0]));
    assert_eq!(lab.json("drives show twin")["id"], json!(ids[1]));
}

#[test]
fn names_that_would_inject_are_2() {
    let lab = Lab::new();
    let mut command = lab.command("drives create");
    let refused = ended(&command.arg("a\nsize 1").args(["--size", "1G"]).output().unwrap());
    assert_eq!((refused.code, refused.stderr.lines().count()), (Some(2), 1), "{refused:?}");
    lab.fails("drives create d --size 1K", 2, "is outside");
    lab.fails("servers create web --drive x --cpu-mhz 1 --memory-mib 1", 3, "no drive");
    assert_eq!(lab.simulator.inner().succeeded("drives/create"), 0);
}
