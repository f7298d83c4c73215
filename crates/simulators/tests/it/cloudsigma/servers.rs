use crate::cloudsigma::client::{Client, NOBODY};
use anycloud_simulators::cloudsigma::CloudSigma;

#[test]
fn a_server_is_created_as_its_keys_say() {
    let client = Client::new();
    let drive = client.drive("name d\nsize 1G");
    let vlan = client.post("/resources/vlan/create", "name lan").keys()["resource"].clone();
    let lines = [
        "name Test server".to_owned(),
        format!("parent {NOBODY}"),
        "cpu 4000".to_owned(),
        "smp 4".to_owned(),
        "mem 4096".to_owned(),
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
        "vnc:ip auto".to_owned(),
        // This service has no limit of 8 characters.
        "vnc:password made-up-and-long".to_owned(),
        "vnc:tls on".to_owned(),
    ];
    let made = client.post("/servers/create", format!("status stopped\n{}", lines.join("\n"))).keys();
    for line in &lines {
        let (key, value) = line.split_once(' ').unwrap();
        assert_eq!(made[key], value, "{key}");
    }
    assert_eq!((&*made["status"], made.len()), ("stopped", lines.len() + 3));
    let id = &made["server"];
    for path in ["/servers", "/guests"] {
        assert_eq!(client.get(&format!("{path}/list")).lines(), std::slice::from_ref(id));
        assert_eq!(client.get(&format!("{path}/info")).all(), std::slice::from_ref(&made));
        assert_eq!(client.get(&format!("{path}/{id}/info")).keys(), made);
    }
}

#[test]
fn a_new_server_runs() {
    let client = Client::new();
    let drive = client.drive("name d\nsize 1G");
    let keys = client
        .post("/servers/create", format!("name Test server\ncpu 1000\nmem 1000\nide:0:0 {drive}"))
        .keys();
    for (key, value) in [("status", "active"), ("rx", "0"), ("tx", "0"), ("smp", "1"), ("mem", "1000")] {
        assert_eq!(keys[key], value, "{key}");
    }
    assert_eq!(
        client.post("/guests/create", "name g\ncpu 1000\nmem 512\nstatus active").keys()["status"],
        "active"
    );
    client.post("/servers/create", "name g\ncpu 1000\nmem 512\nstatus paused").wrong("status");
}

#[test]
fn what_was_given_is_written_over_what_was_asked_for() {
    let client = Client::new();
    let id = client.server("smp auto\nnic:0:model e1000\nnic:0:dhcp auto\nvnc:ip auto\nvnc:password x");
    let keys = client.info(&id);
    assert_eq!((&*keys["nic:0:dhcp"], &*keys["vnc:ip"], &*keys["smp"]), ("auto", "auto", "1"));
    client.pass(1);
    let keys = client.info(&id);
    assert!(keys["nic:0:dhcp"].starts_with("91.203."));
    assert_eq!((&keys["vnc:ip"], keys.get("nic:0:dhcp:ip")), (&keys["nic:0:dhcp"], None));
    client.post(&format!("/servers/{id}/stop"), "").done();
    let keys = client.info(&id);
    assert_eq!((&*keys["nic:0:dhcp"], &*keys["vnc:ip"], &*keys["smp"]), ("auto", "auto", "auto"));
}

#[test]
fn cores_fit_the_megahertz() {
    let client = Client::new();
    let create = |cpu: u32, smp: &str| {
        client.post("/servers/create", format!("name s\ncpu {cpu}\nmem 512\nsmp {smp}"))
    };
    for (cpu, smp) in [(500, 1), (1000, 1), (2200, 1), (2201, 2), (4400, 2), (4401, 3), (20_000, 10)] {
        assert_eq!(create(cpu, "auto").keys()["smp"], smp.to_string(), "{cpu}");
    }
    for (cpu, smp) in [(500, "1"), (2200, "1"), (2000, "2"), (4000, "4"), (4400, "2")] {
        assert_eq!(create(cpu, smp).keys()["smp"], smp, "{cpu}");
    }
    for (cpu, smp) in [(2201, "1"), (1999, "2"), (4401, "2"), (4000, "5"), (1000, "0"), (1000, "two")] {
        assert_eq!(create(cpu, smp).wrong("smp")["cpu"], cpu.to_string());
    }
}

#[test]
fn bad_servers_are_refused_with_what_was_submitted() {
    let client = Client::new();
    let drive = client.drive("name d\nsize 1G");
    let good = "name s\ncpu 1000\nmem 512\n";
    for (body, field) in [("", "name"), ("name s", "cpu"), ("name s\ncpu 1000", "mem")] {
        client.post("/servers/create", body).wrong(field);
    }
    for key in [
        "cpu 499",
        "cpu 20001",
        "cpu 1GHz",
        "mem 255",
        "mem 32769",
        "mem -1",
        "smp 17",
        "persistent yes",
        "ide:0:0 x",
        "parent x",
        "nic:0:model ne2000",
        "vnc:ip here",
        "vnc:tls yes",
        "boot floppy",
        // Keys of the sibling API, which this one does not have.
        "scsi:0:0 x",
        "ata:0:0 x",
        "ide:0:2 x",
        "nic:2:model e1000",
        "vnc auto",
        "password x",
        "tags x",
        "avoid:drives x",
        "user:a b",
        "nic:0:firewall:policy x",
        "colour blue",
    ] {
        let (field, value) = key.split_once(' ').unwrap();
        let keys = client.post("/servers/create", format!("{good}{key}")).wrong(field);
        assert_eq!((&*keys[field], &*keys["name"]), (value, "s"));
    }
    for keys in ["ide:0:0:media disk", "nic:0:dhcp auto", "boot ide:0:0"] {
        client.post("/servers/create", format!("{good}{keys}")).refused(400);
    }
    client.post("/servers/create", format!("{good}ide:0:0 {drive}\nide:0:1 {drive}")).refused(400);
    client.post("/servers/create", format!("{good}ide:0:0 {NOBODY}")).missing(NOBODY);
    client.post("/servers/create", format!("{good}nic:0:model e1000\nnic:0:vlan {NOBODY}")).missing(NOBODY);
    client
        .post("/servers/create", format!("{good}nic:0:model e1000\nnic:0:dhcp 192.0.2.1"))
        .missing("192.0.2.1");
    assert_eq!(client.cloud.servers(), 0);
}

#[test]
fn secrets_are_not_repeated_in_refusals() {
    let client = Client::new();
    for body in
        ["name s\ncpu 1\nmem 512\nvnc:password hush", "name s\ncpu 900\nmem 512\nvnc:password hu\u{1}sh"]
    {
        let got = client.post("/servers/create", body);
        got.refused(400);
        assert!(!got.text().contains("hu"), "{}", got.text());
    }
    client.cloud.set_balance("0").unwrap();
    let got = client.post("/servers/create", "name s\ncpu 900\nmem 512\nvnc:password hush");
    assert!(got.status == 200 && !got.text().contains("hush"));
    let shown = format!("{:?} {:?}", client.cloud, CloudSigma::builder().password("hush-hush"));
    assert!(!shown.contains(client.cloud.password()) && !shown.contains("hush-hush"));
}

#[test]
fn a_stopped_server_can_change_in_everything() {
    let client = Client::new();
    let (a, b) = (client.drive("name a\nsize 1G"), client.drive("name b\nsize 1G"));
    let id = client.stopped(&format!("ide:0:0 {a}\nboot ide:0:0\nnic:0:model e1000\nnic:0:dhcp auto"));
    let path = format!("/guests/{id}/set");
    let keys =
        client.post(&path, format!("mem 1024\nblock:0 {b}\nblock:0:media disk\nboot block:0 ide:0:0")).keys();
    assert_eq!((&*keys["mem"], &keys["block:0"], &*keys["boot"]), ("1024", &b, "block:0 ide:0:0"));
    client.post(&path, "block:0 ").refused(400);
    let keys = client.post(&path, "block:0 \nboot ide:0:0\nnic:0:model \nnic:0:dhcp ").keys();
    for gone in ["block:0", "block:0:media", "nic:0:model", "nic:0:dhcp"] {
        assert!(!keys.contains_key(gone), "{gone}");
    }
    client.post(&path, "cpu ").wrong("cpu");
    client.post(&path, format!("ide:1:1 {NOBODY}")).missing(NOBODY);
    assert_eq!(client.info(&id), keys);
    client.post(&format!("/servers/{NOBODY}/set"), "cpu 500").missing(NOBODY);
}

#[test]
fn a_running_server_can_change_in_little() {
    let client = Client::new();
    let id = client.server("nic:0:model e1000");
    let path = format!("/servers/{id}/set");
    let keys = client.post(&path, "name new\nvnc:password p\nnic:0:block tcp/22").keys();
    assert_eq!((&*keys["name"], &*keys["vnc:password"], &*keys["nic:0:block"]), ("new", "p", "tcp/22"));
    for key in ["cpu 2000", "mem 1024", "smp 1", "persistent true", "nic:0:model virtio", "vnc:ip auto"] {
        client.post(&path, format!("name other\n{key}")).wrong(key.split_once(' ').unwrap().0);
    }
    client.post(&path, "colour blue").wrong("colour");
    assert_eq!(client.info(&id)["name"], "new");
}

#[test]
fn interfaces_on_vlans_get_addresses_of_their_own() {
    let client = Client::new();
    let vlan = client.post("/resources/vlan/create", "name v").keys()["resource"].clone();
    let nic = format!("nic:1:model e1000\nnic:1:vlan {vlan}");
    let (one, other) = (client.info(&client.server(&nic)), client.info(&client.server(&nic)));
    assert_ne!(one["nic:1:mac"], other["nic:1:mac"]);
    assert_eq!(one["nic:1:mac"].len(), 17);
    let taken = format!("name s\ncpu 500\nmem 256\n{nic}\nnic:1:mac {}", one["nic:1:mac"]);
    client.post("/servers/create", taken).system(409, "used by server");
    let ip = client.post("/resources/ip/create", "").keys()["resource"].clone();
    let with_ip = format!("nic:0:model e1000\nnic:0:dhcp {ip}");
    let id = client.server(&with_ip);
    client.pass(1);
    assert_eq!(client.info(&id)["nic:0:dhcp"], ip);
    client.post("/servers/create", format!("name s\ncpu 500\nmem 256\n{with_ip}")).system(409, "used by");
}
