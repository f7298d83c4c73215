use crate::mist::client::Client;
use anycloud_simulators::mist::{Dialect, Mist, Problem};
use serde_json::json;
use std::time::Duration;

#[test]
fn calls_are_counted_by_method_and_template() {
    let client = Client::new(Dialect::January2014);
    let path = client.first("ec2_ap_northeast");
    client.post(&path, json!({"action": "stop"})).json();
    client.post(&path, json!({"action": "stop"}));
    client.get(&format!("{}/machines", client.at("linode"))).json();
    client.get("/nonsense");
    let mist = &client.mist;
    assert_eq!(mist.calls("POST backends/BACKEND/machines/MACHINE"), 2);
    assert_eq!(mist.succeeded("backends/*/machines/MACHINE"), 1);
    assert_eq!((mist.calls("GET backends/*/machines"), mist.calls("POST backends/*/machines")), (1, 0));
    assert_eq!((mist.calls("unknown"), mist.requests(), mist.calls("*")), (1, 4, 4));
    mist.reset_counts();
    assert_eq!((mist.requests(), mist.calls("*")), (0, 0));
}

#[test]
fn the_sample_has_as_many_machines_as_one_likes() {
    let mist = Mist::filled(5);
    assert_eq!((mist.backends().len(), mist.machines(), mist.keys()), (8, 40, 3));
    let (id, title) = mist.backends()[2].clone();
    assert_eq!((mist.backend_of("openstack"), title.as_str()), (Some(id.clone()), "OpenStack"));
    assert_eq!(mist.machine_ids(&id).len(), 5);
    assert!(mist.machine_ids("none").is_empty() && mist.backend_of("none").is_none());
    let missing = mist.force_state("none", "m", "error");
    assert_eq!(missing, Err(Problem::NoBackend("none".to_owned())));
    let empty = Mist::builder().empty().build().unwrap();
    assert_eq!((empty.backends().len(), empty.machines(), empty.keys()), (0, 0, 0));
}

#[test]
fn ids_are_the_same_in_every_run() {
    let ids = |seed| {
        let mist = Mist::builder().id_seed(seed).build().unwrap();
        mist.backends().iter().map(|(id, _)| mist.machine_ids(id)).collect::<Vec<_>>()
    };
    assert_eq!(ids(1), ids(1));
    assert_ne!(ids(1)[0], ids(2)[0]);
}

#[test]
fn time_does_not_go_back() {
    let client = Client::built(Mist::builder().reboot_takes(Duration::from_secs(1)));
    let path = client.first("ec2_ap_northeast");
    client.post(&path, json!({"action": "reboot"})).json();
    client.pass(1000);
    assert_eq!(client.state(&path), "running");
    let early = Client::resumed(client.mist);
    assert_eq!(early.state(&path), "running");
}

#[test]
fn secrets_do_not_show() {
    let builder = Mist::builder().password("s3cret").token("s3cret").refuses_secret("s3cret");
    assert!(!format!("{builder:?}").contains("s3cret"), "{builder:?}");
    let mist = builder.build().unwrap();
    assert!(!format!("{mist:?}").contains("s3cret"), "{mist:?}");
    assert_eq!((mist.password(), mist.token()), ("s3cret", "s3cret"));
}
