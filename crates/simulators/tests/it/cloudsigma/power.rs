use crate::cloudsigma::client::{Client, NOBODY};
use anycloud_simulators::cloudsigma::CloudSigma;

#[test]
fn starting_and_stopping_twice_is_no_error() {
    let client = Client::new();
    let id = client.server("");
    let started = client.post(&format!("/servers/{id}/start"), "").keys();
    assert_eq!((&started["server"], &*started["status"]), (&id, "active"));
    for _ in 0..2 {
        client.post(&format!("/servers/{id}/stop"), "").done();
        assert_eq!(client.status(&id), "stopped");
    }
    client.post(&format!("/servers/{id}/shutdown"), "").done();
    assert_eq!(client.get(&format!("/guests/{id}/start")).keys()["status"], "active");
}

#[test]
fn a_stopped_server_is_kept_persistent_or_not() {
    let client = Client::new();
    for keys in ["", "persistent false", "persistent true"] {
        let id = client.server(keys);
        client.get(&format!("/servers/{id}/stop")).done();
        assert_eq!(client.status(&id), "stopped", "{keys}");
    }
}

#[test]
fn shutting_down_takes_time() {
    let client = Client::new();
    let id = client.server("");
    client.get(&format!("/servers/{id}/shutdown")).done();
    assert_eq!(client.status(&id), "active");
    client.pass(1);
    client.post(&format!("/servers/{id}/shutdown"), "").done();
    client.pass(1);
    assert_eq!(client.status(&id), "stopped");
    let deaf = Client::built(CloudSigma::builder().ignores_shutdown(true));
    let id = deaf.server("");
    deaf.post(&format!("/servers/{id}/shutdown"), "").done();
    deaf.pass(1000);
    assert_eq!(deaf.status(&id), "active");
    let quick = Client::built(CloudSigma::builder().shutdown_takes(std::time::Duration::ZERO));
    let id = quick.server("");
    quick.post(&format!("/servers/{id}/shutdown"), "").done();
    assert_eq!(quick.status(&id), "stopped");
}

#[test]
fn a_reset_shows() {
    let client = Client::new();
    let id = client.server("");
    let before: u64 = client.info(&id)["started"].parse().unwrap();
    client.get(&format!("/servers/{id}/reset")).done();
    assert_eq!(client.info(&id)["started"], (before + 1).to_string());
    client.post(&format!("/servers/{id}/shutdown"), "").done();
    client.post(&format!("/servers/{id}/reset"), "").done();
    client.pass(10);
    assert_eq!(client.status(&id), "active");
    client.post(&format!("/servers/{id}/stop"), "").done();
    client.post(&format!("/servers/{id}/reset"), "").system(409, &id);
}

#[test]
fn a_running_server_is_not_destroyed() {
    let client = Client::new();
    let drive = client.drive("name d\nsize 1G");
    let id = client.server(&format!("ide:0:0 {drive}"));
    let path = format!("/servers/{id}/destroy");
    client.post(&path, "").system(400, "currently running");
    client.get(&path).system(400, &id);
    client.post(&format!("/servers/{id}/stop"), "").done();
    client.get(&path).done();
    client.get(&format!("/servers/{id}/info")).missing(&id);
    client.post(&path, "").missing(&id);
    assert_eq!((client.cloud.servers(), client.cloud.drives()), (0, 1));
}

#[test]
fn an_exclusive_drive_is_claimed_once() {
    let client = Client::new();
    let (drive, shared) =
        (client.drive("name d\nsize 1G"), client.drive("name e\nsize 1G\nclaim:type shared"));
    let (one, other) =
        (client.server(&format!("ide:0:0 {drive}")), client.stopped(&format!("ide:0:0 {drive}")));
    client.post(&format!("/servers/{other}/start"), "").system(409, "claimed");
    client.post(&format!("/servers/{one}/stop"), "").done();
    client.post(&format!("/servers/{other}/start"), "").keys();
    client.server(&format!("ide:0:0 {shared}"));
    client.server(&format!("ide:0:0 {shared}"));
    let claimed = client.get(&format!("/drives/{shared}/info")).keys()["claimed"].clone();
    assert_eq!(claimed.split(' ').count(), 2);
}

#[test]
fn states_that_no_call_leads_to() {
    let client = Client::new();
    let id = client.server("");
    for status in ["paused", "dumped", "dead"] {
        client.cloud.force_status(&id, status).unwrap();
        assert_eq!(client.status(&id), status);
        client.post(&format!("/servers/{id}/start"), "").keys();
    }
    assert!(client.cloud.force_status(&id, "asleep").is_err());
    assert!(client.cloud.force_status(NOBODY, "dead").is_err());
}

#[test]
fn counters_grow_while_it_runs() {
    let client = Client::new();
    let drive = client.drive("name d\nsize 1G");
    let id = client.server(&format!("block:3 {drive}"));
    client.pass(10);
    let keys = client.info(&id);
    assert_eq!((&*keys["rx"], &*keys["tx"]), ("10240", "5120"));
    for key in ["read:bytes", "read:requests", "write:bytes", "write:requests"] {
        assert!(keys[&format!("block:3:{key}")].parse::<u64>().unwrap() > 0, "{key}");
    }
}
