use crate::cloudsigma::client::{Client, NOBODY};

#[test]
fn vlans() {
    let client = Client::new();
    let made = client.post("/resources/vlan/create", "name My VLAN1").keys();
    let id = made["resource"].clone();
    assert_eq!((&*made["type"], &*made["name"], made.len()), ("vlan", "My VLAN1", 4));
    assert_eq!(client.get("/resources/vlan/list").lines(), [format!("vlan {id}")]);
    assert_eq!(client.get(&format!("/resources/vlan/{id}/info")).keys(), made);
    assert_eq!(client.get("/resources/vlan/info").all(), [made]);
    assert_eq!(client.post(&format!("/resources/vlan/{id}/set"), "name other").keys()["name"], "other");
    client.post("/resources/vlan/create", "").wrong("name");
    client.post("/resources/vlan/create", "name v\ncolour blue").wrong("colour");
    client.post(&format!("/resources/vlan/{id}/set"), "").wrong("name");
    client.post(&format!("/resources/vlan/{NOBODY}/set"), "name x").missing(NOBODY);
    client.get(&format!("/resources/vlan/{NOBODY}/info")).missing(NOBODY);

    let server = client.stopped(&format!("nic:1:model e1000\nnic:1:vlan {id}"));
    client.get(&format!("/resources/vlan/{id}/destroy")).system(400, "currently in use");
    client.get(&format!("/servers/{server}/destroy")).done();
    client.get(&format!("/resources/vlan/{id}/destroy")).done();
    client.post(&format!("/resources/vlan/{id}/destroy"), "").missing(&id);
    assert_eq!(client.get("/resources/vlan/list").text(), "");
}

#[test]
fn addresses() {
    let client = Client::new();
    let made = client.post("/resources/ip/create", "").keys();
    let id = made["resource"].clone();
    for key in ["netmask", "user", "nameserver", "type", "gateway"] {
        assert!(made.contains_key(key), "{key}");
    }
    assert!(!made.contains_key("name"));
    let named = client.post("/resources/ip/create", "name p9").keys();
    let third = client.get("/resources/ip/create").keys();
    assert_eq!((&*named["name"], client.cloud.resources()), ("p9", 3));
    let lines = client.get("/resources/ip/list").lines();
    assert_eq!((lines.len(), &lines[0]), (3, &format!("ip {id}")));
    assert_eq!(client.get("/resources/ip/info").all(), [made.clone(), named, third]);
    assert_eq!(client.get(&format!("/resources/ip/{id}/info")).keys(), made);
    assert_eq!(client.post(&format!("/resources/ip/{id}/set"), "name front").keys()["name"], "front");

    let server = client.stopped(&format!("nic:0:model e1000\nnic:0:dhcp {id}"));
    client.get(&format!("/resources/ip/{id}/destroy")).system(400, "currently in use");
    client.get(&format!("/servers/{server}/destroy")).done();
    client.get(&format!("/resources/ip/{id}/destroy")).done();
    client.get(&format!("/resources/ip/{id}/destroy")).missing(&id);
    client.get("/resources/ip/here/info").refused(400);
    // The manual's example lacks the type.
    assert_eq!(client.get(&format!("/resources/{id}/destroy")).status, 404);
    assert_eq!(client.get("/resources/ip6/list").status, 404);
}
