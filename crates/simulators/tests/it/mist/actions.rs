use crate::mist::client::{Client, assert_has};
use anycloud_simulators::mist::{Dialect, Mist};
use serde_json::json;
use std::time::Duration;

#[test]
fn machines_go_through_their_states() {
    let client = Client::new(Dialect::January2014);
    let path = client.first("ec2_ap_northeast");
    let act = |action: &str| client.post(&path, json!({"action": action}));
    assert_eq!(client.state(&path), "running");
    // The answer is the list.
    let list = act("reboot").json();
    assert_eq!((list.as_array().unwrap().len(), &list[0]["state"]), (3, &json!("rebooting")));
    client.pass(1999);
    assert_eq!(client.state(&path), "rebooting");
    client.pass(1);
    assert_eq!(client.state(&path), "running");
    assert_eq!(act("stop").json()[0]["state"], "stopped");
    client.pass(100_000);
    assert_eq!(client.state(&path), "stopped");
    let list = act("start").json();
    assert_eq!((&list[0]["state"], &list[0]["public_ips"]), (&json!("pending"), &json!([])));
    client.pass(1000);
    assert_eq!(client.state(&path), "running");
    assert_eq!(act("destroy").json()[0]["state"], "terminated");
    assert_eq!(client.mist.machines(), 24);
    client.pass(2000);
    assert_eq!(client.machine(&path), None);
    let id = path.rsplit_once('/').unwrap().1;
    act("destroy").refused(404, &format!("Machine not found: {id}"));
    assert_eq!(client.mist.machines(), 23);
    // No key opens it any more.
    assert!(!client.get("/keys").text().contains(id));
}

#[test]
fn what_takes_no_time_is_done_at_once() {
    let builder = Mist::builder().boot_takes(Duration::ZERO).reboot_takes(Duration::ZERO);
    let client = Client::built(builder.destroy_takes(Duration::ZERO));
    let path = client.first("ec2_ap_northeast");
    let act = |action: &str| client.post(&path, json!({"action": action})).json();
    assert_eq!(act("reboot")[0]["state"], "running");
    act("stop");
    assert_eq!(act("start")[0]["state"], "running");
    assert_eq!(act("destroy").as_array().unwrap().len(), 2);
}

/// What can be done is what is done: the flags and the answers are of one mind, in every state at every provider.
#[test]
fn flags_say_what_happens() {
    for dialect in [Dialect::January2014, Dialect::May2014, Dialect::Version2] {
        for word in ["running", "pending", "rebooting", "stopped", "terminated", "unknown", "error"] {
            let client = Client::new(dialect);
            for (backend, _) in client.mist.backends() {
                for (machine, action) in
                    client.mist.machine_ids(&backend).iter().zip(["start", "stop", "reboot"])
                {
                    client.mist.force_state(&backend, machine, word).unwrap();
                    let path = format!("/backends/{backend}/machines/{machine}");
                    let flags = client.machine(&path).unwrap();
                    let allowed = flags[format!("can_{action}")].as_bool().unwrap();
                    let got = client.post(&path, json!({"action": action}));
                    if allowed {
                        got.json();
                    } else {
                        got.refused(
                            400,
                            &format!("Bad Request: Action {action} not supported for this machine"),
                        );
                        assert_eq!(client.machine(&path).unwrap(), flags);
                    }
                    assert_eq!(flags["can_destroy"], word != "terminated");
                }
            }
        }
    }
}

#[test]
fn flags_are_those_of_the_year() {
    let start_stop = |dialect, provider: &str, word: &str| {
        let client = Client::new(dialect);
        let path = client.first(provider);
        let backend = client.mist.backend_of(provider).unwrap();
        client.mist.force_state(&backend, path.rsplit_once('/').unwrap().1, word).unwrap();
        let machine = client.machine(&path).unwrap();
        [machine["can_start"].as_bool().unwrap(), machine["can_stop"].as_bool().unwrap()]
    };
    let (january, may, later) = (Dialect::January2014, Dialect::May2014, Dialect::Version2);
    assert_eq!(start_stop(january, "ec2_ap_northeast", "running"), [false, true]);
    assert_eq!(start_stop(january, "ec2_ap_northeast", "stopped"), [true, false]);
    assert_eq!(start_stop(january, "digitalocean", "unknown"), [true, false]);
    assert_eq!(start_stop(january, "rackspace", "running"), [false, false]);
    assert_eq!(start_stop(january, "rackspace", "stopped"), [false, false]);
    assert_eq!(start_stop(may, "rackspace", "running"), [false, true]);
    assert_eq!(start_stop(may, "gce", "running"), [false, false]);
    assert_eq!(start_stop(later, "gce", "running"), [false, true]);
    assert_eq!(start_stop(later, "gce", "pending"), [false, false]);
    let client = Client::new(january);
    for (provider, tag) in [
        ("ec2_ap_northeast", true),
        ("rackspace", true),
        ("openstack", true),
        ("gce", true),
        ("digitalocean", false),
        ("linode", false),
        ("azure", false),
        ("docker", false),
    ] {
        let flags = json!({"can_start": false, "can_reboot": true, "can_destroy": true, "can_tag": tag});
        assert_has(&client.machine(&client.first(provider)).unwrap(), &flags);
    }
}

#[test]
fn actions_come_in_three_forms() {
    let body = json!({"action": "stop"}).to_string();
    let forms = |path: &str| {
        [
            (path.to_owned(), body.clone()),
            (path.to_owned(), "action=stop&x=y".to_owned()),
            (format!("{path}?action=stop"), String::new()),
        ]
    };
    let statuses = |builder: fn() -> Client| {
        let all = forms("").len();
        (0..all)
            .map(|form| {
                let client = builder();
                let (path, body) = forms(&client.first("ec2_ap_northeast"))[form].clone();
                client.post(&path, body).status
            })
            .collect::<Vec<u16>>()
    };
    assert_eq!(statuses(|| Client::new(Dialect::January2014)), [200, 200, 200]);
    assert_eq!(statuses(|| Client::new(Dialect::May2014)), [200, 200, 200]);
    assert_eq!(statuses(|| Client::built(Mist::builder().strict(true))), [400, 200, 200]);
    let may = || Client::built(Mist::builder().dialect(Dialect::May2014).strict(true));
    assert_eq!(statuses(may), [200, 400, 400]);
}

#[test]
fn other_actions_are_refused() {
    let client = Client::new(Dialect::January2014);
    let path = client.first("ec2_ap_northeast");
    for body in
        ["", "{}", r#"{"action": null}"#, r#"{"action": "shutdown"}"#, r#"{"action": "rename", "name": "n"}"#]
    {
        client.post(&path, body).refused(400, "Bad Request");
    }
    let backend = client.at("ec2_ap_northeast");
    client
        .post(&format!("{backend}/machines/none"), json!({"action": "stop"}))
        .refused(404, "Machine not found: none");
    client
        .post("/backends/none/machines/none", json!({"action": "stop"}))
        .refused(404, "Backend not found: none");
    let lenient = Client::built(Mist::builder().takes_shutdown(true));
    let list = lenient.post(&lenient.first("ec2_ap_northeast"), json!({"action": "shutdown"})).json();
    assert_eq!(list[0]["state"], "stopped");
}
