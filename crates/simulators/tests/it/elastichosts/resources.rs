use crate::elastichosts::client::Client;

#[test]
fn resources_are_created_shown_changed_and_destroyed() {
    let client = Client::new();
    for kind in ["ip", "vlan", "ip6", "firewall"] {
        let keys = client.post(&format!("/resources/{kind}/create"), "name first\ntags a b\nuser:x 1").keys();
        let id = &keys["resource"];
        assert_eq!(
            (&*keys["type"], &*keys["name"], &*keys["tags"], &*keys["user:x"]),
            (kind, "first", "a b", "1")
        );
        assert_eq!(keys["user"], client.cloud.user());
        for key in ["netmask", "gateway", "nameserver"] {
            assert_eq!(keys.contains_key(key), kind == "ip", "{kind} {key}");
        }
        let path = format!("/resources/{kind}/{id}");
        assert_eq!(client.get(&format!("{path}/info")).keys(), keys);
        let keys = client.post(&format!("{path}/set"), "name second\ntags \nuser:x \nuser:y 2").keys();
        assert_eq!((&*keys["name"], &*keys["user:y"]), ("second", "2"));
        assert!(!keys.contains_key("tags") && !keys.contains_key("user:x"));
        assert_eq!(client.get(&format!("/resources/{kind}/list")).text(), format!("{kind} {id}\n"));
    }
    assert_eq!(client.get("/resources/list").text().lines().count(), 4);
    assert_eq!(client.get("/resources/info").all().len(), 4);
    assert_eq!(client.get("/resources/ip/info").all().len(), 1);
    for (kind, id) in client.cloud.resource_ids() {
        client.post(&format!("/resources/{kind}/{id}/destroy"), "").done();
        client.get(&format!("/resources/{kind}/{id}/info")).is(404, "missing");
    }
    assert_eq!(client.get("/resources/list").text(), "");
}

#[test]
fn bad_resources_are_refused() {
    let client = Client::new();
    for body in ["", "name ", "tags a", "name a\nnetmask 255.0.0.0", "name a\nuser: 1", "name a\\nb"] {
        client.post("/resources/ip/create", body).is(400, "usage");
    }
    client.post("/resources/IP/create", "name a").is(400, "usage");
    client.get("/resources/ip/192.0.2.1/info").is(404, "missing");
    client.post("/resources/ip/192.0.2.1/set", "name a").is(404, "missing");
    client.post("/resources/ip/192.0.2.1/destroy", "").is(404, "missing");
    let vlan = client.post("/resources/vlan/create", "name a").keys()["resource"].clone();
    client.get(&format!("/resources/ip/{vlan}/info")).is(404, "missing");
    client.post(&format!("/resources/vlan/{vlan}/set"), "name b\nwhat 1").is(400, "usage");
    assert_eq!(client.get(&format!("/resources/vlan/{vlan}/info")).keys()["name"], "a");
}

#[test]
fn addresses_are_given_once() {
    let client = Client::new();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..300 {
        let ip = client.post("/resources/ip/create", "name a").keys()["resource"].clone();
        assert!(!ip.ends_with(".0") && !ip.ends_with(".255"));
        assert!(seen.insert(ip));
    }
}
