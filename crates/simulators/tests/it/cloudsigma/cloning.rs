use crate::cloudsigma::client::{Client, NOBODY};
use anycloud_simulators::cloudsigma::CloudSigma;
use std::time::Duration;

fn slow() -> Client {
    Client::built(CloudSigma::builder().imaging_takes(Duration::from_secs(10)))
}

#[test]
fn a_clone_fills_as_time_passes() {
    let client = slow();
    let id = client.drive("name d\nsize 2M");
    client.post(&format!("/drives/{id}/write/1M"), "hello").done();
    let made = client.post(&format!("/drives/{id}/clone"), "name c\ndriveType hdd").keys();
    let clone = made["drive"].clone();
    assert_eq!((&*made["name"], &*made["status"], &*made["imaging"]), ("c", "copying", "0%"));
    client.pass(4);
    assert_eq!(client.get(&format!("/drives/{clone}/info")).keys()["imaging"], "40%");
    client.get(&format!("/drives/{clone}/read/0/1")).system(409, "imaged");
    client.post(&format!("/drives/{clone}/write"), "x").system(409, "imaged");
    client.post(&format!("/drives/{clone}/destroy"), "").system(409, "imaged");
    client.post(&format!("/drives/{clone}/clone"), "name x").system(409, "imaged");
    client.post(&format!("/drives/{id}/write"), "x").system(409, "source");
    client.post(&format!("/drives/{id}/destroy"), "").system(409, "source");
    client
        .post("/servers/create", format!("name s\ncpu 1000\nmem 512\nide:0:0 {clone}"))
        .system(409, "imaged");
    assert_eq!(client.cloud.servers(), 0);
    client.pass(6);
    let info = client.get(&format!("/drives/{clone}/info")).keys();
    assert_eq!((&*info["status"], info.get("imaging")), ("active", None));
    assert_eq!(client.get(&format!("/drives/{clone}/read/1M/5")).text(), "hello");
}

#[test]
fn clones_wait_for_each_other() {
    let client = slow();
    let id = client.drive("name d\nsize 2M");
    let clone = || client.post(&format!("/drives/{id}/clone"), "name c").keys()["drive"].clone();
    let (first, second) = (clone(), clone());
    client.pass(9);
    let imaging = |id: &str| client.get(&format!("/drives/{id}/info")).keys().get("imaging").cloned();
    assert_eq!((imaging(&first).unwrap(), imaging(&second).unwrap()), ("90%".into(), "queued".into()));
    client.pass(2);
    assert_eq!((imaging(&first), imaging(&second).unwrap()), (None, "10%".into()));
}

#[test]
fn a_clone_has_its_sources_size_or_a_larger_one() {
    let client = slow();
    let id = client.drive("name d\nsize 2M\nclaim:type shared\nos linux");
    let path = format!("/drives/{id}/clone");
    let keys = client.post(&path, format!("name c\nreaders {NOBODY}")).keys();
    assert_eq!((&*keys["size"], &*keys["claim:type"], &*keys["os"]), ("2097152", "exclusive", "linux"));
    assert_eq!(keys["readers"], NOBODY);
    assert_eq!(client.post(&path, "name c\nsize 3M").keys()["size"], "3145728");
    let refused = client.post(&path, "name c\nsize 1M").wrong("size");
    assert_eq!(refused["name"], "c");
    client.post(&path, "").wrong("name");
    client.post(&path, "name c\nsize big").wrong("size");
    client.post(&format!("/drives/{NOBODY}/clone"), "name c").missing(NOBODY);
    client.post("/drives/x/clone", "name c").refused(400);
}

#[test]
fn a_clone_may_lie_elsewhere() {
    let client = slow();
    let tags = |from: &str, tags: &str| {
        let id = client.drive(&format!("name d\nsize 2M{from}"));
        let keys = client.post(&format!("/drives/{id}/clone"), format!("name c{tags}")).keys();
        keys.get("tags").cloned().unwrap_or_default()
    };
    assert_eq!(tags("", ""), "");
    assert_eq!(tags("", "\ntags affinity:ssd"), "affinity:ssd");
    assert_eq!(tags("\ntags affinity:ssd", "\ntags"), "");
    assert_eq!(tags("\ntags affinity:ssd", "\ntags "), "");
    assert_eq!(tags("\ntags affinity:ssd", ""), "affinity:ssd");
}

#[test]
fn standard_drives_are_cloned() {
    let client = slow();
    let image = client.get("/drives/standard/img/list").lines()[0].clone();
    let keys = client.post(&format!("/drives/{image}/clone"), "name root\nsize 13G").keys();
    assert_eq!((&*keys["size"], &*keys["type"], &*keys["status"]), ("13958643712", "disk", "copying"));
    client.pass(10);
    client.get("/drives/list").lines();
    let head = client.cloud.drive_contents(&keys["drive"], 0, 512).unwrap();
    assert!(String::from_utf8_lossy(&head).contains(&image));
    client.post(&format!("/drives/{image}/clone"), "name root\nsize 1G").wrong("size");
    let cd = client.get("/drives/standard/cd/list").lines()[0].clone();
    assert_eq!(client.post(&format!("/drives/{cd}/clone"), "name cd").keys()["type"], "cdrom");
}

#[test]
fn a_server_is_cloned_with_its_drives() {
    let client = slow();
    let (own, shared) = (client.drive("name a\nsize 2M"), client.drive("name b\nsize 2M\nclaim:type shared"));
    client.post(&format!("/drives/{own}/write"), "hello").done();
    let cd = client.get("/drives/standard/cd/list").lines()[0].clone();
    let vlan = client.post("/resources/vlan/create", "name v").keys()["resource"].clone();
    let ip = client.get("/resources/ip/create").keys()["resource"].clone();
    let id = client.server(&format!(
        "ide:0:0 {own}\nide:0:1 {shared}\nide:1:0 {cd}\nide:1:0:media cdrom\nboot ide:0:0\nvnc:ip auto\n\
         vnc:password x\nnic:0:model e1000\nnic:0:dhcp {ip}\nnic:1:model e1000\nnic:1:vlan {vlan}\npersistent true"
    ));
    let (source, path) = (client.info(&id), format!("/servers/{id}/clone"));
    client.post(&path, "").wrong("name");
    assert_eq!((client.cloud.servers(), client.cloud.drives()), (1, 2));
    let clone = client.post(&path, "name node005_clone").keys();
    assert_eq!((&*clone["name"], &*clone["status"]), ("node005_clone", "active"));
    for same in ["cpu", "mem", "boot", "persistent", "nic:1:vlan", "ide:0:1", "ide:1:0", "smp"] {
        assert_eq!(clone[same], source[same], "{same}");
    }
    for other in ["server", "ide:0:0", "nic:1:mac"] {
        assert_ne!(clone[other], source[other], "{other}");
    }
    assert_eq!(clone["nic:0:dhcp"], "auto");
    assert!(!clone.keys().any(|key| key.starts_with("vnc")));
    assert_eq!(client.cloud.drive_contents(&clone["ide:0:0"], 0, 5).unwrap(), b"hello");
    client.post(&format!("/guests/{NOBODY}/clone"), "name x").missing(NOBODY);
}

#[test]
fn a_server_clone_without_funds_leaves_nothing() {
    let client = slow();
    let drive = client.drive("name a\nsize 2M");
    let id = client.server(&format!("ide:0:0 {drive}"));
    client.cloud.set_balance("0").unwrap();
    assert!(!client.post(&format!("/servers/{id}/clone"), "name x").keys().contains_key("server"));
    assert_eq!((client.cloud.servers(), client.cloud.drives()), (1, 1));
}
