use crate::elastichosts::client::Client;
use anycloud_simulators::elastichosts::ElasticHosts;
use std::time::Duration;

const CENTOS: &str = "38df0986-4d85-4b76-b502-3878ffc80161";
const CD: &str = "f89af28e-ff00-4fc9-a7ed-22e7fa5a88db";

#[test]
fn imaging_takes_time_and_shows_progress() {
    let client = Client::built(ElasticHosts::builder().imaging_takes(Duration::from_secs(10)));
    let id = client.drive("name d\nsize 4G");
    let imaging = |path: &str| client.get(&format!("/drives/{id}/{path}")).keys().get("imaging").cloned();
    assert_eq!(imaging("info"), None);
    client.post(&format!("/drives/{id}/image/{CENTOS}/gunzip"), "").done();
    assert_eq!(imaging("info").as_deref(), Some("0"));
    client.pass(4.2);
    assert_eq!(imaging("info").as_deref(), Some("42"));
    assert_eq!(imaging("info/full").as_deref(), Some("42%"));

    for (path, body) in [("write", "x"), ("destroy", ""), ("set", "size 5G")] {
        client.post(&format!("/drives/{id}/{path}"), body).is(409, "busy");
    }
    client.get(&format!("/drives/{id}/read/0/1")).is(409, "busy");
    client.post("/servers/create", format!("name s\ncpu 500\nmem 256\nide:0:0 {id}")).is(409, "busy");
    assert_eq!(client.cloud.servers(), 0);

    client.pass(5.8);
    assert_eq!(imaging("info"), None);
    let head = client.get(&format!("/drives/{id}/read/0/1k"));
    assert!(String::from_utf8_lossy(&head.body).contains("CentOS Linux 5.5"));
    assert_eq!(head.body[510..512], [0x55, 0xaa]);
    let keys = client.get(&format!("/drives/{id}/info")).keys();
    assert_eq!(keys["write:bytes"], ((1_u64 << 30) + 4096).to_string());
    assert_eq!(keys["write:requests"], ((1_u64 << 18) + 1).to_string());
    client.server(&format!("ide:0:0 {id}"));
}

#[test]
fn one_imaging_waits_for_another() {
    let client = Client::built(ElasticHosts::builder().imaging_takes(Duration::from_secs(10)));
    let (a, b) = (client.drive("name a\nsize 1G"), client.drive("name b\nsize 1G"));
    let imaging = |id: &str| client.get(&format!("/drives/{id}/info")).keys().get("imaging").cloned();
    for id in [&a, &b, &a] {
        client.post(&format!("/drives/{id}/image/{CENTOS}/gunzip"), "").done();
    }
    assert_eq!((imaging(&a).as_deref(), imaging(&b).as_deref()), (Some("0"), Some("queued")));
    client.pass(15.0);
    assert_eq!((imaging(&a).as_deref(), imaging(&b).as_deref()), (Some("queued"), Some("50")));
    client.pass(10.0);
    assert_eq!((imaging(&a).as_deref(), imaging(&b).as_deref()), (Some("50"), None));
    client.pass(5.0);
    assert_eq!(imaging(&a), None);
}

#[test]
fn several_imagings_run_where_there_is_room_and_speed_decides() {
    let client = Client::built(ElasticHosts::builder().imaging_slots(2).imaging_speed(512 << 20));
    let (a, b) = (client.drive("name a\nsize 1G"), client.drive("name b\nsize 1G"));
    for id in [&a, &b] {
        client.post(&format!("/drives/{id}/image/{CENTOS}/gunzip"), "").done();
    }
    client.pass(1.0);
    for id in [&a, &b] {
        assert_eq!(client.get(&format!("/drives/{id}/info")).keys()["imaging"], "50");
    }
}

#[test]
fn contents_are_copied_zipped_and_unzipped() {
    let client = Client::built(ElasticHosts::builder().imaging_takes(Duration::ZERO));
    let source = client.drive("name source\nsize 256M");
    client.post(&format!("/drives/{source}/write/200M"), "far in").done();
    let copy = client.drive("name copy\nsize 512M");
    client.post(&format!("/drives/{copy}/write/1M"), "overwritten").done();
    client.post(&format!("/drives/{copy}/write/300M"), "kept").done();
    client.post(&format!("/drives/{copy}/image/{source}"), "").done();
    client.get("/drives/list");
    assert_eq!(client.cloud.drive_contents(&copy, 200 << 20, 6).unwrap(), b"far in");
    assert_eq!(client.cloud.drive_contents(&copy, 1 << 20, 4).unwrap(), [0; 4]);
    assert_eq!(client.cloud.drive_contents(&copy, 300 << 20, 4).unwrap(), b"kept");

    let zipped = client.drive("name zipped\nsize 8M");
    client.post(&format!("/drives/{zipped}/image/{source}/gzip"), "").done();
    client.get("/drives/list");
    assert_eq!(client.cloud.drive_contents(&zipped, 0, 2).unwrap(), [0x1f, 0x8b]);
    let back = client.drive("name back\nsize 256M");
    client.post(&format!("/drives/{back}/image/{zipped}/gunzip"), "").done();
    client.get("/drives/list");
    assert_eq!(client.cloud.drive_contents(&back, 200 << 20, 6).unwrap(), b"far in");
    // A plain copy of a standard drive keeps it zipped.
    let plain = client.drive("name plain\nsize 1G");
    client.post(&format!("/drives/{plain}/image/{CENTOS}"), "").done();
    client.get("/drives/list");
    assert_eq!(client.cloud.drive_contents(&plain, 0, 2).unwrap(), [0x1f, 0x8b]);
}

#[test]
fn imagings_that_cannot_be_are_refused() {
    let client = Client::new();
    let (small, big) = (client.drive("name small\nsize 1M"), client.drive("name big\nsize 2G"));
    let nobody = "00000000-0000-4000-8000-00000000dead";
    let image = |to: &str, rest: &str| client.post(&format!("/drives/{to}/image/{rest}"), "");
    image(&small, &big).is(507, "full");
    image(&small, &format!("{CENTOS}/gunzip")).is(507, "full");
    image(&big, nobody).is(404, "missing");
    image(nobody, &big).is(404, "missing");
    image(CENTOS, &small).is(404, "missing");
    image(&big, &big).is(400, "usage");
    image(&big, "nonsense").is(400, "usage");
    image(&big, &format!("{small}/bzip2")).is(400, "usage");
    image(&big, &format!("{small}/gunzip")).is(400, "usage");
    client.get(&format!("/drives/{big}/image/{small}")).is(405, "method");
    client.post(&format!("/drives/{big}/image/{small}"), "body").is(400, "usage");

    let server = client.server(&format!("persistent true\nide:0:0 {big}"));
    image(&big, &small).is(409, "busy");
    client.post(&format!("/servers/{server}/stop"), "").done();
    image(&big, &small).done();
    // The source of an imaging stays as it is until that ends, and a drive being imaged is no source.
    client.post(&format!("/drives/{small}/destroy"), "").is(409, "busy");
    client.post(&format!("/drives/{small}/write"), "x").is(409, "busy");
    image(&small, &big).is(409, "busy");
    client.pass(2.0);
    client.post(&format!("/drives/{small}/destroy"), "").done();
}

#[test]
fn standard_drives_are_listed_and_read_but_not_changed() {
    let client = Client::new();
    let all = client.get("/drives/info/standard").all();
    assert_eq!(client.get("/drives/list/standard").text().lines().count(), all.len());
    assert_eq!(all.iter().filter(|one| one["media"] == "disk").count(), 20);
    assert_eq!(all.iter().filter(|one| one["media"] == "cdrom").count(), 28);
    let centos = client.get(&format!("/drives/{CENTOS}/info")).keys();
    assert!(all.contains(&centos));
    assert_eq!((&*centos["rawsize"], &*centos["format"]), ("1073741824", "gzip"));
    assert_eq!(centos["readers"], "ffffffff-ffff-ffff-ffff-ffffffffffff");
    let cd = client.get(&format!("/drives/{CD}/info")).keys();
    assert_eq!((&*cd["size"], cd.get("format")), ("2663383040", None));
    assert_eq!(client.get(&format!("/drives/{CD}/read/2663383000/40")).body.len(), 40);
    assert_eq!(client.get("/drives/list").text(), "");
    for (path, body) in [("set", "name x"), ("write", "x"), ("destroy", "")] {
        client.post(&format!("/drives/{CD}/{path}"), body).is(404, "missing");
    }
    // Two servers can use one CD.
    for _ in 0..2 {
        client.server(&format!("ide:1:0 {CD}\nide:1:0:media cdrom\nboot ide:1:0"));
    }
    let bare = Client::built(ElasticHosts::builder().standard_drives(false));
    assert_eq!(bare.get("/drives/info/standard").text(), "");
}

#[test]
fn later_services_answer_an_imaging_with_info() {
    let client = Client::built(ElasticHosts::builder().answers_with_info(true));
    let id = client.drive("name d\nsize 1G");
    assert_eq!(client.post(&format!("/drives/{id}/image/{CENTOS}/gunzip"), "").keys()["imaging"], "0");
    let server = client.stopped("");
    assert_eq!(client.post(&format!("/servers/{server}/start"), "").keys()["status"], "active");
}
