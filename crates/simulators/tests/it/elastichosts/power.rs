use crate::elastichosts::client::Client;
use anycloud_simulators::elastichosts::{Dialect, ElasticHosts};
use std::time::Duration;

#[test]
fn a_boot_takes_time_before_addresses_appear() {
    let client = Client::built(ElasticHosts::builder().boot_takes(Duration::from_secs(5)).epoch(1000));
    client.pass(7.0);
    let id = client.server("nic:0:model e1000\nnic:0:dhcp auto\nvnc auto\nvnc:password made-up\nsmp auto");
    let info = || client.get(&format!("/servers/{id}/info")).keys();
    let booting = info();
    assert_eq!((&*booting["status"], &*booting["started"]), ("active", "1007"));
    assert!(!booting.contains_key("nic:0:dhcp:ip") && !booting.contains_key("vnc:ip"));
    client.pass(5.0);
    let up = info();
    assert_eq!(up["vnc:ip"], up["nic:0:dhcp:ip"]);
    assert_eq!((&*up["nic:0:dhcp"], &*up["vnc"], &*up["smp"]), ("auto", "auto", "auto"));
    assert_eq!(up["smp:cores"], "1");
    assert!(up["rx"].parse::<u64>().unwrap() > 0);
}

#[test]
fn the_first_dialect_writes_what_was_given_over_what_was_asked() {
    let client = Client::built(ElasticHosts::builder().dialect(Dialect::One));
    let keys = "persistent true\nnic:0:model e1000\nnic:0:dhcp auto\nvnc:ip auto\nvnc:password x\nsmp auto";
    let id = client.server(keys);
    let info = || client.get(&format!("/servers/{id}/info")).keys();
    assert_eq!((&*info()["nic:0:dhcp"], &*info()["vnc:ip"], &*info()["smp"]), ("auto", "auto", "1"));
    client.pass(1.0);
    assert!(info()["nic:0:dhcp"].starts_with("91."));
    assert_eq!(info()["vnc:ip"], info()["nic:0:dhcp"]);
    assert!(!info().contains_key("vnc") && !info().contains_key("smp:cores"));
    client.post(&format!("/servers/{id}/stop"), "").done();
    assert_eq!((&*info()["nic:0:dhcp"], &*info()["vnc:ip"], &*info()["smp"]), ("auto", "auto", "auto"));
    for key in ["vnc auto", "password x"] {
        client.post(&format!("/servers/{id}/set"), key).is(400, "usage");
    }
}

#[test]
fn vnc_is_off_without_a_password_and_needs_no_nic() {
    let client = Client::new();
    let with = client.server("vnc auto\nvnc:password x");
    let without = client.server("vnc auto");
    client.pass(1.0);
    assert!(client.get(&format!("/servers/{with}/info")).keys().contains_key("vnc:ip"));
    assert!(!client.get(&format!("/servers/{without}/info")).keys().contains_key("vnc:ip"));
}

#[test]
fn a_persistent_server_stops_and_another_vanishes() {
    let client = Client::new();
    let drive = client.drive("name d\nsize 1G");
    let stays = client.server("persistent true");
    let goes = client.server(&format!("ide:0:0 {drive}"));
    for id in [&stays, &goes] {
        client.post(&format!("/servers/{id}/stop"), "").done();
    }
    assert_eq!(client.status(&stays), "stopped");
    client.get(&format!("/servers/{goes}/info")).is(404, "missing");
    assert!(!client.get(&format!("/drives/{drive}/info")).keys().contains_key("claimed"));
    for key in ["started", "rx", "smp:cores"] {
        assert!(!client.get(&format!("/servers/{stays}/info")).keys().contains_key(key));
    }
    for path in ["stop", "shutdown", "reset"] {
        client.post(&format!("/servers/{stays}/{path}"), "").is(409, "busy");
    }
    client.post(&format!("/servers/{stays}/start"), "").done();
    assert_eq!(client.status(&stays), "active");
    client.post(&format!("/servers/{stays}/start"), "").is(409, "busy");
}

#[test]
fn a_shutdown_takes_a_while() {
    let client = Client::built(ElasticHosts::builder().shutdown_takes(Duration::from_secs(30)));
    let (stays, goes) = (client.server("persistent true"), client.server(""));
    for id in [&stays, &goes, &stays] {
        client.post(&format!("/servers/{id}/shutdown"), "").done();
        client.pass(10.0);
    }
    assert_eq!((client.status(&stays), client.status(&goes)), ("stopped".to_owned(), "active".to_owned()));
    client.pass(10.0);
    client.get(&format!("/servers/{goes}/info")).is(404, "missing");
    // A start after it is not undone by a shutdown of before.
    client.post(&format!("/servers/{stays}/start"), "").done();
    client.pass(100.0);
    assert_eq!(client.status(&stays), "active");
}

#[test]
fn some_guests_ignore_a_shutdown() {
    let client = Client::built(ElasticHosts::builder().ignores_shutdown(true));
    let id = client.server("persistent true");
    client.post(&format!("/servers/{id}/shutdown"), "").done();
    client.pass(1000.0);
    assert_eq!(client.status(&id), "active");
    client.post(&format!("/servers/{id}/stop"), "").done();
    assert_eq!(client.status(&id), "stopped");
}

#[test]
fn some_things_never_happen() {
    let never = Duration::MAX;
    let builder = ElasticHosts::builder().boot_takes(never).shutdown_takes(never).imaging_takes(never);
    let client = Client::built(builder);
    client.pass(1.0);
    let id = client.server("persistent true\nnic:0:model e1000\nnic:0:dhcp auto");
    client.post(&format!("/servers/{id}/shutdown"), "").done();
    let drive = client.drive("name d\nsize 1G");
    client.post(&format!("/drives/{drive}/image/38df0986-4d85-4b76-b502-3878ffc80161/gunzip"), "").done();
    client.pass(1e9);
    let keys = client.get(&format!("/servers/{id}/info")).keys();
    assert!(keys["status"] == "active" && !keys.contains_key("nic:0:dhcp:ip"));
    assert_eq!(client.get(&format!("/drives/{drive}/info")).keys()["imaging"], "0");
}

#[test]
fn a_reset_shows_in_started() {
    let client = Client::new();
    let id = client.server("nic:0:model e1000\nnic:0:dhcp auto");
    client.pass(100.2);
    let info = || client.get(&format!("/servers/{id}/info")).keys();
    let started = || info()["started"].parse::<u64>().unwrap();
    let (first, address) = (started(), info()["nic:0:dhcp:ip"].clone());
    client.post(&format!("/servers/{id}/reset"), "").done();
    let second = started();
    assert_eq!(second, first + 100);
    client.post(&format!("/servers/{id}/reset"), "").done();
    assert_eq!(started(), second + 1);
    assert_eq!(info()["nic:0:dhcp:ip"], address);
    assert_eq!(info()["status"], "active");
}

#[test]
fn destroying_stops_first_and_leaves_drives() {
    let client = Client::new();
    let drive = client.drive("name d\nsize 1G");
    for persistent in ["true", "false"] {
        let id = client.server(&format!("persistent {persistent}\nide:0:0 {drive}"));
        client.post(&format!("/servers/{id}/destroy"), "").done();
        client.get(&format!("/servers/{id}/info")).is(404, "missing");
        client.post(&format!("/servers/{id}/destroy"), "").is(404, "missing");
    }
    client.post(&format!("/drives/{drive}/destroy"), "").done();
    let stopped = client.stopped("");
    client.post(&format!("/servers/{stopped}/destroy"), "").done();
    assert_eq!((client.cloud.servers(), client.cloud.drives()), (0, 0));
}

#[test]
fn statuses_to_which_no_command_leads_can_be_forced() {
    let client = Client::new();
    let drive = client.drive("name d\nsize 1G");
    let id = client.server(&format!("persistent true\nide:0:0 {drive}"));
    for status in ["paused", "dumped", "dead"] {
        client.cloud.force_status(&id, status).unwrap();
        assert_eq!(client.status(&id), status);
        client.post(&format!("/servers/{id}/reset"), "").is(409, "busy");
    }
    assert!(client.cloud.force_status(&id, "asleep").is_err());
    client.post(&format!("/servers/{id}/start"), "").done();
    assert_eq!(client.status(&id), "active");
}
