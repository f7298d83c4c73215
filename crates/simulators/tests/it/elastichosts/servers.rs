use crate::elastichosts::client::Client;
use anycloud_simulators::elastichosts::ElasticHosts;

const NOBODY: &str = "00000000-0000-4000-8000-00000000dead";

#[test]
fn a_server_is_created_as_its_keys_say() {
    let client = Client::new();
    let drive = client.drive("name d\nsize 1G");
    let vlan = client.post("/resources/vlan/create", "name lan").keys()["resource"].clone();
    let lines = [
        "name web one".to_owned(),
        "cpu 2000".to_owned(),
        "smp 2".to_owned(),
        "mem 1024".to_owned(),
        "persistent true".to_owned(),
        format!("ide:0:0 {drive}"),
        "ide:0:0:media disk".to_owned(),
        "boot ide:0:0".to_owned(),
        "nic:0:model virtio".to_owned(),
        "nic:0:dhcp auto".to_owned(),
        "nic:0:block tcp/21 tcp/22".to_owned(),
        "nic:1:model e1000".to_owned(),
        format!("nic:1:vlan {vlan}"),
        "nic:1:mac 02:00:5e:00:53:01".to_owned(),
        "vnc auto".to_owned(),
        "vnc:password made-up".to_owned(),
        "vnc:tls on".to_owned(),
        "tags a b".to_owned(),
        "user:owner ann".to_owned(),
        format!("avoid:drives {drive}"),
    ];
    let made = client.post("/servers/create/stopped", lines.join("\n"));
    let keys = made.keys();
    for line in &lines {
        let (key, value) = line.split_once(' ').unwrap();
        assert_eq!(keys[key], value, "{key}");
    }
    assert_eq!((&*keys["status"], &*keys["user"]), ("stopped", client.cloud.user()));
    assert_eq!(keys.len(), lines.len() + 3);
    let id = &keys["server"];
    assert_eq!(client.get("/servers/list").text(), format!("{id}\n"));
    assert_eq!(client.get("/servers/info").all(), std::slice::from_ref(&keys));
    assert_eq!(client.get("/servers/info/full").all(), std::slice::from_ref(&keys));
    assert_eq!(client.get(&format!("/servers/{id}/info/full")).keys(), keys);
}

#[test]
fn bad_servers_are_refused() {
    let client = Client::new();
    let drive = client.drive("name d\nsize 1G");
    let good = "name s\ncpu 1000\nmem 512\n";
    let bad = |body: String| client.post("/servers/create", body).is(400, "usage");
    for body in ["", "name s", "name s\ncpu 1000", "cpu 1000\nmem 512", "name \ncpu 1000\nmem 512"] {
        bad(body.to_owned());
    }
    for key in [
        "cpu 499",
        "cpu 20001",
        "cpu +1000",
        "cpu 1GHz",
        "mem 255",
        "mem 32769",
        "mem -1",
        "smp 0",
        "smp two",
        "smp 17",
        "persistent yes",
        "ide:0:0 x",
        "ide:0:2 x",
        "block:0:0 x",
        "boot ide:0:0",
        "boot ide:0:)",
        "boot floppy",
        "ide:0:0:media disk",
        "nic:0:model ne2000",
        "nic:0:dhcp auto",
        "nic:4:model e1000",
        "nic:0:model e1000\nnic:0:dhcp here",
        "nic:0:model e1000\nnic:0:mac 1:2:3",
        "vnc on",
        "vnc:tls yes",
        "vnc:password ninechars",
        "vnc:password a\u{1}b",
        "vnc:ip auto",
        "colour blue",
        "status active",
        "started 1",
        "avoid:drives x",
        "user: x",
        "tags a\\nb",
        "password a\nvnc:password b",
    ] {
        bad(format!("{good}{key}"));
    }
    bad(format!("{good}ide:0:0 {drive}\nide:0:0:media tape"));
    bad(format!("{good}ide:0:0 {drive}\nide:0:1 {drive}"));
    bad(format!("{good}ide:0:0 {drive}\nboot ide:0:1"));
    client.post("/servers/create", format!("{good}ide:0:0 {NOBODY}")).is(404, "missing");
    assert_eq!(client.cloud.servers(), 0);
}

#[test]
fn secrets_are_not_repeated_in_refusals() {
    let client = Client::new();
    for password in ["longer-than-eight", "ctrl\u{1}x", "a\\nb"] {
        let got =
            client.post("/servers/create", format!("name s\ncpu 500\nmem 256\nvnc:password {password}"));
        got.is(400, "usage");
        assert!(!got.text().contains(&password[..3]), "{}", got.text());
    }
    let shown = format!("{:?} {:?}", client.cloud, ElasticHosts::builder().secret("hush-hush"));
    assert!(!shown.contains(client.cloud.secret()) && !shown.contains("hush-hush"));
}

#[test]
fn the_limits_themselves_will_do() {
    let client = Client::new();
    client.post("/servers/create", "name a\ncpu 500\nmem 256\nsmp 1").keys();
    client.post("/servers/create", "name b\ncpu 20000\nmem 32768\nsmp auto\nvnc:password 12345678").keys();
}

#[test]
fn the_password_has_two_names_in_the_second_dialect() {
    for renamed in [false, true] {
        let client = Client::built(ElasticHosts::builder().password_key(renamed));
        let shown = if renamed { "password" } else { "vnc:password" };
        for sent in ["password", "vnc:password"] {
            let id = client.server(&format!("{sent} made-up"));
            let keys = client.get(&format!("/servers/{id}/info")).keys();
            assert_eq!(keys[shown], "made-up");
            assert_eq!(keys.keys().filter(|key| key.ends_with("password")).count(), 1);
        }
    }
}

#[test]
fn a_stopped_server_can_change_in_everything() {
    let client = Client::new();
    let (a, b) = (client.drive("name a\nsize 1G"), client.drive("name b\nsize 1G"));
    let id = client.stopped(&format!("ide:0:0 {a}\nboot ide:0:0\nnic:0:model e1000\nnic:0:dhcp auto"));
    let path = format!("/servers/{id}/set");
    let keys =
        client.post(&path, format!("mem 1024\nide:0:1 {b}\nide:0:1:media disk\nboot ide:0:1 ide:0:0")).keys();
    assert_eq!((&*keys["mem"], &keys["ide:0:1"], &*keys["boot"]), ("1024", &b, "ide:0:1 ide:0:0"));
    // Its boot list would name a device that is gone.
    client.post(&path, "ide:0:1 ").is(400, "usage");
    let keys = client.post(&path, "ide:0:1 \nboot ide:0:0\nnic:0:model \nnic:0:dhcp ").keys();
    for gone in ["ide:0:1", "ide:0:1:media", "nic:0:model", "nic:0:dhcp"] {
        assert!(!keys.contains_key(gone), "{gone}");
    }
    client.post(&path, "cpu ").is(400, "usage");
    client.post(&path, format!("ide:1:1 {NOBODY}")).is(404, "missing");
    client.post(&path, "cpu 100").is(400, "usage");
    assert_eq!(client.get(&format!("/servers/{id}/info")).keys(), keys);
    client.post(&format!("/servers/{NOBODY}/set"), "cpu 500").is(404, "missing");
}

#[test]
fn a_running_server_can_change_in_what_the_document_lists() {
    let client = Client::new();
    let drive = client.drive("name d\nsize 1G");
    let id = client.server("");
    let path = format!("/servers/{id}/set");
    let keys = client.post(&path, "name new\ncpu 3000\npersistent true\ntags a\nvnc:password new").keys();
    assert_eq!((&*keys["name"], &*keys["cpu"], &*keys["vnc:password"]), ("new", "3000", "new"));
    for key in ["mem 1024", "smp 2", &format!("ide:0:0 {drive}"), "vnc auto", "user:a 1"] {
        client.post(&path, key.to_owned()).is(409, "busy");
    }
    client.post(&path, "colour blue").is(400, "usage");
    client.post(&path, "name other\nmem 1024").is(409, "busy");
    assert_eq!(client.get(&format!("/servers/{id}/info")).keys()["name"], "new");
}

#[test]
fn vlans_and_static_addresses_are_the_accounts_own() {
    let client = Client::new();
    let ip = client.post("/resources/ip/create", "name a").keys()["resource"].clone();
    let vlan = client.post("/resources/vlan/create", "name v").keys()["resource"].clone();
    let good = "name s\ncpu 500\nmem 256\nnic:0:model e1000\n";
    let create = |keys: &str| client.post("/servers/create", format!("{good}{keys}"));
    create("nic:0:dhcp 192.0.2.1").is(404, "missing");
    create(&format!("nic:0:vlan {NOBODY}")).is(404, "missing");
    create("vnc 192.0.2.1").is(404, "missing");

    let id =
        create(&format!("nic:0:dhcp {ip}\nvnc {ip}\nvnc:password x\nnic:1:model virtio\nnic:1:vlan {vlan}"))
            .keys()["server"]
            .clone();
    client.pass(1.0);
    let keys = client.get(&format!("/servers/{id}/info")).keys();
    assert_eq!((&keys["nic:0:dhcp:ip"], &keys["vnc:ip"]), (&ip, &ip));
    create(&format!("nic:0:dhcp {ip}")).is(409, "busy");
    client.post(&format!("/resources/ip/{ip}/destroy"), "").is(409, "busy");
    client.post(&format!("/resources/vlan/{vlan}/destroy"), "").is(409, "busy");
    // Two servers can be on one VLAN, but not with one MAC.
    create(&format!("nic:0:vlan {vlan}\nnic:0:mac 02:00:5e:00:53:01")).keys();
    create(&format!("nic:0:vlan {vlan}\nnic:0:mac 02:00:5e:00:53:01")).is(409, "busy");
    client.post(&format!("/servers/{id}/destroy"), "").done();
    client.post(&format!("/resources/ip/{ip}/destroy"), "").done();
}

#[test]
fn listings_can_have_sizes() {
    let client = Client::built(ElasticHosts::builder().sizes_in_list(true));
    let id = client.server("");
    assert_eq!(client.get("/servers/list").text(), format!("{id} 1000 512\n"));
}
