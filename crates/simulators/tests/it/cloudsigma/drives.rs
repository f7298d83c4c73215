use crate::cloudsigma::client::{Client, NOBODY};
use std::io::Write;

const EVERYONE: &str = "ffffffff-ffff-ffff-ffff-ffffffffffff";

#[test]
fn a_drive_is_created_as_its_keys_say() {
    let client = Client::new();
    let body = format!(
        "name TEST_DRIVE\nsize 4194304\nclaim:type shared\nreaders {EVERYONE}\ntags affinity:ssd web\n\
         encryption:cipher none\ndescription two\\nlines\nos linux\ntype cdrom"
    );
    let made = client.post("/drives/create", body.clone()).keys();
    for line in body.lines() {
        let (key, value) = line.split_once(' ').unwrap();
        assert_eq!(made[key], value, "{key}");
    }
    assert_eq!((&*made["status"], &*made["read:bytes"], &*made["write:requests"]), ("active", "4096", "1"));
    let id = &made["drive"];
    assert_eq!(client.get(&format!("/drives/{id}/info")).keys(), made);
    assert_eq!(client.get("/drives/info").all(), std::slice::from_ref(&made));
    assert_eq!(client.get("/drives/list").lines(), std::slice::from_ref(id));
    let plain = client.post("/drives/create", "name d\nsize 1G").keys();
    assert_eq!(
        (&*plain["size"], &*plain["type"], &*plain["claim:type"]),
        ("1073741824", "disk", "exclusive")
    );
    assert!(!plain.contains_key("tags"));
}

#[test]
fn bad_drives_are_refused_with_what_was_submitted() {
    let client = Client::new();
    let keys = client.post("/drives/create", "name d").wrong("size");
    assert_eq!((&*keys["name"], &*keys["errors:size"]), ("d", "* This field is required."));
    client.post("/drives/create", "size 1G").wrong("name");
    client.post("/drives/create", "name \nsize 1G").wrong("name");
    for key in [
        "size 10GB",
        "size -1",
        "size 1",
        "size 3T",
        "claim:type both",
        "readers all",
        "tags affinity:tape",
        "encryption:cipher rot13",
        "type tape",
        "colour blue",
    ] {
        let field = key.split_once(' ').unwrap().0;
        let keys = client.post("/drives/create", format!("name d\nsize 1G\n{key}")).wrong(field);
        assert_eq!(keys[field], key.split_once(' ').unwrap().1);
    }
    assert_eq!(client.cloud.drives(), 0);
}

#[test]
fn set_changes_what_is_given() {
    let client = Client::new();
    let id = client.drive("name d\nsize 1G\ntags a");
    let path = format!("/drives/{id}/set");
    let keys = client.post(&path, "name e\nsize 2G\nclaim:type shared").keys();
    assert_eq!((&*keys["name"], &*keys["size"], &*keys["tags"]), ("e", "2147483648", "a"));
    assert!(!client.post(&path, "tags ").keys().contains_key("tags"));
    let keys = client.post(&path, "size 1G").wrong("size");
    assert_eq!(keys["size"], "1G");
    client.post(&path, "tags affinity:ssd").wrong("tags");
    client.post(&path, "encryption:cipher none").wrong("encryption:cipher");
    client.post(&format!("/drives/{NOBODY}/set"), "name x").missing(NOBODY);
}

#[test]
fn what_is_written_is_read_back() {
    let client = Client::new();
    let id = client.drive("name d\nsize 8M");
    client.post(&format!("/drives/{id}/write"), "hello").done();
    client.post(&format!("/drives/{id}/write/1M"), "again").done();
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    zip.write_all(b"zipped").unwrap();
    let request = http::Request::post(format!("/drives/{id}/write/2M")).header("content-encoding", "gzip");
    client.send(request, zip.finish().unwrap()).done();
    for (at, text) in [("0", "hello"), ("1M", "again"), ("2097152", "zipped")] {
        let got = client.get(&format!("/drives/{id}/read/{at}/{}", text.len()));
        assert_eq!((got.status, got.text()), (200, text));
    }
    assert_eq!(client.get(&format!("/drives/{id}/read/0/4M")).body.len(), 4 << 20);
    client.get(&format!("/drives/{id}/read/0/4194305")).refused(400);
    client.get(&format!("/drives/{id}/read/7M/2M")).refused(400);
    client.get(&format!("/drives/{id}/read/x/1")).refused(400);
    client.post(&format!("/drives/{id}/write/8M"), "x").refused(400);
    client.get(&format!("/drives/{NOBODY}/read/0/1")).missing(NOBODY);
    client.post(&format!("/drives/{NOBODY}/write"), "x").missing(NOBODY);
    assert_eq!(client.cloud.drive_contents(&id, 0, 5).unwrap(), b"hello");
}

#[test]
fn a_drive_in_use_stays() {
    let client = Client::new();
    let id = client.drive("name d\nsize 1G");
    let server = client.server(&format!("ide:0:0 {id}"));
    let info = client.get(&format!("/drives/{id}/info")).keys();
    assert!(info["claimed"].ends_with(&format!(":guest:{server}:ide:0:0")));
    let path = format!("/drives/{id}/destroy");
    client.post(&path, "").system(400, &format!("Drive {id} is currently in use"));
    client.post(&format!("/drives/{id}/write"), "x").system(409, "claimed");
    client.post(&format!("/drives/{id}/set"), "size 2G").system(409, "claimed");
    client.post(&format!("/drives/{id}/clone"), "name c").system(409, "claimed");
    client.post(&format!("/drives/{id}/set"), "name new").keys();
    client.post(&format!("/servers/{server}/stop"), "").done();
    client.post(&path, "").done();
    client.get(&format!("/drives/{id}/info")).missing(&id);
    client.get(&path).missing(&id);
    // The server that has lost it says so when it is started.
    client.post(&format!("/servers/{server}/start"), "").missing(&id);
}
