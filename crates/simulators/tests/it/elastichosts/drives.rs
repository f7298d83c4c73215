use crate::elastichosts::client::Client;

const NOBODY: &str = "00000000-0000-4000-8000-00000000dead";

#[test]
fn a_drive_is_created_shown_changed_and_destroyed() {
    let client = Client::new();
    let made = client.post(
        "/drives/create",
        "name my drive\nsize 10G\nclaim:type shared\ntags web blue\nuser:owner ann lee\n\
         readers ffffffff-ffff-ffff-ffff-ffffffffffff\nencryption:cipher none\ntier ssd",
    );
    let keys = made.keys();
    let id = &keys["drive"];
    let expected = [
        ("claim:type", "shared"),
        ("encryption:cipher", "none"),
        ("name", "my drive"),
        ("read:bytes", "4096"),
        ("read:requests", "1"),
        ("readers", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
        ("size", "10737418240"),
        ("status", "active"),
        ("tags", "web blue"),
        ("tier", "ssd"),
        ("user", client.cloud.user()),
        ("user:owner", "ann lee"),
        ("write:bytes", "4096"),
        ("write:requests", "1"),
    ];
    for (key, value) in expected {
        assert_eq!(keys[key], value, "{key}");
    }
    assert_eq!(keys.len(), expected.len() + 1);
    assert_eq!(client.get(&format!("/drives/{id}/info")).keys(), keys);
    assert_eq!(client.get("/drives/list").text(), format!("{id}\n"));
    assert_eq!(client.get("/drives/info").all(), std::slice::from_ref(&keys));

    let set = client.post(&format!("/drives/{id}/set"), "name new\nsize 20g\ntags \nuser:owner \nuser:b 1");
    let keys = set.keys();
    assert_eq!((&*keys["name"], &*keys["size"], &*keys["user:b"]), ("new", "21474836480", "1"));
    assert!(!keys.contains_key("tags") && !keys.contains_key("user:owner"));

    client.post(&format!("/drives/{id}/destroy"), "").done();
    client.get(&format!("/drives/{id}/info")).is(404, "missing");
    client.post(&format!("/drives/{id}/destroy"), "").is(404, "missing");
    assert_eq!(client.get("/drives/list").text(), "");
    assert_eq!(client.get("/drives/info").text(), "");
}

#[test]
fn defaults_are_those_of_the_document() {
    let client = Client::new();
    let keys = client.post("/drives/create", "name d\nsize 1M").keys();
    assert_eq!(keys["claim:type"], "exclusive");
    assert_eq!(keys["encryption:cipher"], "aes-xts-plain");
    assert!(!keys.contains_key("tags") && !keys.contains_key("readers") && !keys.contains_key("imaging"));
}

#[test]
fn bad_drives_are_refused() {
    let client = Client::new();
    for body in [
        "",
        "name d",
        "size 1G",
        "name d\nsize",
        "name \nsize 1G",
        "name d\nsize 0",
        "name d\nsize -1",
        "name d\nsize 1.5G",
        "name d\nsize 10GB",
        "name d\nsize ten",
        "name d\nsize 4095",
        "name d\nsize 3T",
        "name d\nsize 99999999999999999999",
        "name a\\nb\nsize 1G",
        "name d\nsize 1G\nclaim:type inclusive",
        "name d\nsize 1G\nencryption:cipher aes-sts-plain",
        "name d\nsize 1G\nreaders everyone",
        "name d\nsize 1G\navoid x",
        "name d\nsize 1G\ntier tape",
        "name d\nsize 1G\nuser: x",
        "name d\nsize 1G\ncolour blue",
        "name d\nsize 1G\nstatus active",
    ] {
        client.post("/drives/create", body).is(400, "usage");
    }
    assert_eq!(client.cloud.drives(), 0);
    assert_eq!((client.cloud.calls("drives/create"), client.cloud.succeeded("drives/create")), (22, 0));
}

#[test]
fn bad_changes_change_nothing() {
    let client = Client::new();
    let id = client.drive("name d\nsize 1G");
    let before = client.get(&format!("/drives/{id}/info")).keys();
    for body in
        ["name x\nsize 1M", "name x\nsize 0", "name ", "name x\nencryption:cipher none", "name x\nwhat 1"]
    {
        client.post(&format!("/drives/{id}/set"), body).is(400, "usage");
    }
    assert_eq!(client.get(&format!("/drives/{id}/info")).keys(), before);
    client.post(&format!("/drives/{NOBODY}/set"), "name x").is(404, "missing");
    client.post("/drives/nonsense/set", "name x").is(400, "usage");
    assert!(client.get("/drives/nonsense/info").text().contains("nonsense"));
}

#[test]
fn a_running_server_claims_its_drives() {
    let client = Client::new();
    let own = client.drive("name d\nsize 1G");
    let server = client.server(&format!("persistent true\nide:0:0 {own}\nboot ide:0:0"));
    let path = format!("/drives/{own}");
    let claimed = client.get(&format!("{path}/info")).keys()["claimed"].clone();
    let mut parts = claimed.splitn(4, ':');
    assert_eq!(parts.next().unwrap().len(), 36);
    assert_eq!(parts.collect::<Vec<_>>(), ["guest", &server, "ide:0:0"]);

    client.post(&format!("{path}/destroy"), "").is(409, "busy");
    client.post(&format!("{path}/set"), "size 2G").is(409, "busy");
    client.post(&format!("{path}/set"), "claim:type shared").is(409, "busy");
    client.post(&format!("{path}/write"), "x").is(409, "busy");
    client.post(&format!("{path}/set"), "name other").keys();
    assert_eq!(client.get(&format!("{path}/read/0/4")).status, 200);

    client.post(&format!("/servers/{server}/stop"), "").done();
    assert!(!client.get(&format!("{path}/info")).keys().contains_key("claimed"));
    client.post(&format!("{path}/destroy"), "").done();
    // The server's configuration still names it.
    let start = client.post(&format!("/servers/{server}/start"), "");
    start.is(500, "failed");
    assert!(start.text().contains(&own));
    client.post(&format!("/servers/{server}/set"), "name other").keys();
    client.post(&format!("/servers/{server}/set"), format!("ide:0:1 {own}")).is(404, "missing");
    client.post(&format!("/servers/{server}/set"), "ide:0:0 \nboot ").keys();
    client.post(&format!("/servers/{server}/start"), "").done();
}

#[test]
fn only_shared_drives_serve_two_servers() {
    let client = Client::new();
    let own = client.drive("name d\nsize 1G");
    client.server(&format!("ide:0:0 {own}"));
    let body = format!("name t\ncpu 500\nmem 256\nide:0:0 {own}");
    client.post("/servers/create", body.clone()).is(409, "busy");
    assert_eq!(client.cloud.servers(), 1);
    client.post("/servers/create/stopped", body).keys();

    let shared = client.drive("name d\nsize 1G\nclaim:type shared");
    let one = client.server(&format!("block:0 {shared}"));
    let two = client.server(&format!("scsi:0:7 {shared}"));
    let claimed = client.get(&format!("/drives/{shared}/info")).keys()["claimed"].clone();
    assert_eq!(claimed.split(' ').count(), 2);
    assert!(claimed.contains(&format!("guest:{one}:block:0")));
    assert!(claimed.contains(&format!("guest:{two}:scsi:0:7")));
}

#[test]
fn what_is_written_is_read() {
    let client = Client::new();
    let id = client.drive("name d\nsize 8G");
    let path = format!("/drives/{id}");
    client.post(&format!("{path}/write"), "begin").done();
    client.post(&format!("{path}/write/4G"), vec![7_u8; 10_000]).done();
    assert_eq!(&client.get(&format!("{path}/read/0/8")).body[..], b"begin\0\0\0");
    let read = client.get(&format!("{path}/read/{}/4", (4_u64 << 30) + 9_998));
    assert_eq!(&read.body[..], [7, 7, 0, 0]);
    assert_eq!(read.headers["content-type"], "application/octet-stream");
    assert_eq!(client.cloud.drive_contents(&id, 0, 5).unwrap(), b"begin");
    // POST reads, too.
    assert_eq!(&client.post(&format!("{path}/read/0/5"), "").body[..], b"begin");

    let keys = client.get(&format!("{path}/info")).keys();
    assert_eq!(keys["write:bytes"], (4096 + 5 + 10_000).to_string());
    assert_eq!(keys["write:requests"], "4");
    assert_eq!((&*keys["read:bytes"], &*keys["read:requests"]), ("4113", "2"));
}

#[test]
fn reads_and_writes_have_limits() {
    let client = Client::new();
    let id = client.drive("name d\nsize 8M");
    let path = format!("/drives/{id}");
    assert_eq!(client.get(&format!("{path}/read/4M/4M")).body.len(), 4 << 20);
    for range in
        ["0/4194305", "0/5M", "0/0", "5M/4M", "8M/1", "x/1", "0/1x", "-1/1", "18446744073709551615/1"]
    {
        client.get(&format!("{path}/read/{range}")).is(400, "usage");
    }
    client.post(&format!("{path}/write/8388607"), "x").done();
    client.post(&format!("{path}/write/8388607"), "xy").is(507, "full");
    client.post(&format!("{path}/write/9M"), "x").is(507, "full");
    client.post(&format!("{path}/write/q"), "x").is(400, "usage");
    client.post(&format!("{path}/write"), "").is(400, "usage");
    let empty = http::Request::post(format!("{path}/write")).header("content-length", "0");
    client.send(empty, "").done();
    client.get(&format!("{path}/write")).is(405, "method");
}

#[test]
fn gzip_bodies_are_unzipped_before_they_are_written() {
    use std::io::Write;
    let client = Client::new();
    let id = client.drive("name d\nsize 1M");
    let path = format!("/drives/{id}/write");
    let zipped = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let post = |encoding: &str, body: Vec<u8>| {
        client.send(http::Request::post(format!("{path}/100")).header("content-encoding", encoding), body)
    };
    post("gzip", zipped(b"plain")).done();
    assert_eq!(client.cloud.drive_contents(&id, 100, 6).unwrap(), b"plain\0");
    post("gzip", zipped(&vec![0; (1 << 20) - 100])).done();
    post("gzip", zipped(&vec![0; (1 << 20) - 99])).is(507, "full");
    post("gzip", b"no gzip".to_vec()).is(400, "usage");
    post("br", b"x".to_vec()).is(400, "usage");
}

#[test]
fn chunked_bodies_are_refused() {
    let client = Client::new();
    let id = client.drive("name d\nsize 1M");
    for path in [format!("/drives/{id}/write"), "/drives/create".to_owned()] {
        let request = http::Request::post(path).header("transfer-encoding", "chunked");
        client.send(request, "name d\nsize 1M").is(400, "usage");
    }
    let request = http::Request::post(format!("/drives/{id}/write")).header("content-length", "3");
    client.send(request, "four").is(400, "usage");
}
