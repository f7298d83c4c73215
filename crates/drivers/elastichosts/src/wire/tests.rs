//! Samples: a server of each dialect with every key of the tables, drives, resources, and replies that are none.

use super::{
    Claim, ClaimType, Device, Imaging, IoCounters, Media, Properties, Readers, Smp, Status, list, record,
    records,
};
use super::{DriveInfo, ResourceInfo, ServerInfo};
use crate::config::Dialect;
use anycloud_core::{ByteSize, DriveState, ErrorKind, Record, ServerState};
use anycloud_http::Reply;
use bytes::Bytes;

const TWO: &str = "avoid:drives 11111111-1111-4111-8111-111111111111
avoid:servers 22222222-2222-4222-8222-222222222222 33333333-3333-4333-8333-333333333333
block:7 44444444-4444-4444-8444-444444444444
boot ide:1:0 ide:0:0
cpu 2000
future:key something new
ide:0:0 55555555-5555-4555-8555-555555555555
ide:0:0:read:bytes 299696128
ide:0:0:read:requests 73168
ide:0:0:write:bytes 8650752
ide:0:0:write:requests 2112
ide:1:0 66666666-6666-4666-8666-666666666666
ide:1:0:media cdrom
mem 512
name web one\\nof two
nic:0:block tcp/21 tcp/25
nic:0:dhcp auto
nic:0:dhcp:ip 91.203.56.132
nic:0:firewall:accept tcp/80 tcp/443
nic:0:firewall:policy reject
nic:0:firewall:reject udp/53
nic:0:model e1000
nic:1:mac 12:34:56:78:9a:bc
nic:1:model virtio
nic:1:vlan 77777777-7777-4777-8777-777777777777
persistent true
rx 760681
rx:packets 12662
scsi:0:7 88888888-8888-4888-8888-888888888888
server 99999999-9999-4999-8999-999999999999
smp auto
smp:cores 1
started 1286568422
status active
tags prod web
tx 320
tx:packets 10
user aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa
user:anycloud:run 0123-server
user:owner me and you
vnc auto
vnc:ip 91.203.56.132
vnc:password s3cr3t
vnc:tls on
";

fn reply(media: &str, body: impl Into<Bytes>) -> Reply {
    let (parts, ()) = http::Response::builder().header("content-type", media).body(()).unwrap().into_parts();
    Reply::new(parts, body.into())
}

fn text(body: &str) -> Reply {
    reply("text/plain", body.to_owned())
}

fn server(body: &str) -> ServerInfo {
    ServerInfo::new(record(text(body)).unwrap()).unwrap()
}

fn drive(body: &str) -> DriveInfo {
    DriveInfo::new(record(text(&format!("drive 55555555-5555-4555-8555-555555555555\n{body}"))).unwrap())
        .unwrap()
}

#[test]
fn every_key_of_a_server_is_typed() {
    let info = server(TWO);
    assert_eq!(info.id().as_str(), "99999999-9999-4999-8999-999999999999");
    assert_eq!(info.name(), "web one\nof two");
    assert_eq!((info.status(), info.persistent()), (Status::Active, true));
    assert_eq!((info.cpu(), info.mem()), (Some(2000), Some(ByteSize::mib(512))));
    assert_eq!((info.smp(), info.smp_cores()), (Some(Smp::Auto), Some(1)));
    let slots: Vec<_> =
        info.devices().iter().map(|a| (a.device.to_string(), a.drive.to_string(), a.media)).collect();
    insta::assert_debug_snapshot!(slots);
    assert_eq!(info.boot(), [Device::ide(1, 0).unwrap(), Device::BOOT]);
    let io = IoCounters {
        read_bytes: Some(299_696_128),
        read_requests: Some(73168),
        write_bytes: Some(8_650_752),
        write_requests: Some(2112),
    };
    assert_eq!((info.io(Device::BOOT), info.io(Device::block(7).unwrap())), (io, IoCounters::default()));
    insta::assert_debug_snapshot!(info.nics());
    let vnc = info.vnc();
    assert_eq!(vnc.asked.as_deref(), Some("auto"));
    assert_eq!(vnc.ip, Some("91.203.56.132".parse().unwrap()));
    assert_eq!((vnc.password.unwrap().expose(), vnc.tls), ("s3cr3t", true));
    assert_eq!(info.tags(), ["prod", "web"]);
    assert_eq!(info.user_keys().len(), 2);
    assert_eq!((info.avoid_drives().len(), info.avoid_servers().len()), (1, 2));
    assert_eq!(info.started().unwrap().to_string(), "2010-10-08T20:07:02Z");
    let traffic = info.traffic();
    let counted = (traffic.rx, traffic.rx_packets, traffic.tx, traffic.tx_packets);
    assert_eq!(counted, (Some(760_681), Some(12662), Some(320), Some(10)));
    assert_eq!(info.user().unwrap(), "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa");
    assert_eq!(info.properties().get("future:key").unwrap(), "something new", "unknown keys are kept");
}

#[test]
fn a_server_in_anyclouds_terms() {
    let model = server(TWO).to_server(Dialect::Two);
    insta::assert_json_snapshot!(model);
    assert_eq!(model.boot.as_deref(), Some("1286568422"));
}

#[test]
fn the_other_dialect_means_the_same() {
    let one = TWO
        .replace("nic:0:dhcp auto\nnic:0:dhcp:ip 91.203.56.132", "nic:0:dhcp 91.203.56.132")
        .replace("smp auto\nsmp:cores 1", "smp 1")
        .replace("vnc auto\n", "");
    let (one, two) = (server(&one), server(TWO));
    let (a, b) = (one.to_server(Dialect::One), two.to_server(Dialect::Two));
    let json = |server: &anycloud_core::Server| {
        let mut json = serde_json::to_value(server).unwrap();
        json.as_object_mut().unwrap().remove("native");
        json
    };
    assert_eq!(json(&a), json(&b));
    assert_eq!(one.smp(), Some(Smp::Count(1)));
    assert_eq!(one.vnc().ip, two.vnc().ip);
    let renamed = server(&TWO.replace("vnc:password", "password"));
    assert_eq!(renamed.vnc().password.unwrap().expose(), "s3cr3t");
    let stopped = server("server x\nstatus stopped\nnic:0:dhcp 1.2.3.4\nvnc:ip auto\n");
    assert_eq!((stopped.vnc().ip, stopped.vnc().asked.as_deref()), (None, Some("auto")));
    assert_eq!(
        stopped.to_server(Dialect::Two).addresses.len(),
        1,
        "a static address stays with a stopped server"
    );
    let booting = server("server x\nstatus active\nnic:0:dhcp 1.2.3.4\n");
    assert!(
        booting.to_server(Dialect::Two).addresses.is_empty(),
        "it is not there before the server says so"
    );
    let document = server("server x\nrx:bytes 7\ntx:bytes 8\n");
    assert_eq!((document.traffic().rx, document.traffic().tx), (Some(7), Some(8)));
}

#[test]
fn states() {
    let state = |word: &str| server(&format!("server x\nstatus {word}\n")).to_server(Dialect::Two).state;
    assert_eq!(state("active"), ServerState::Running);
    assert_eq!(state("stopped"), ServerState::Stopped);
    assert_eq!(state("paused"), ServerState::Paused);
    assert_eq!(state("dead"), ServerState::Failed);
    assert_eq!(state("dumped"), ServerState::Failed);
    assert_eq!(state("warp"), ServerState::Unrecognized("warp".into()));
    let actions: Vec<String> = ["active", "stopped", "paused", "dead", "dumped", "warp"]
        .iter()
        .map(|word| {
            let server = server(&format!("server x\nstatus {word}\n")).to_server(Dialect::Two);
            format!("{word}: {}", server.actions.iter().map(|a| a.as_str()).collect::<Vec<_>>().join(" "))
        })
        .collect();
    insta::assert_snapshot!(actions.join("\n"));
}

#[test]
fn secrets_do_not_show() {
    let info = server(&TWO.replace("vnc:tls on", "password s3cr3t"));
    let model = info.to_server(Dialect::Two);
    for shown in [
        format!("{info:?}"),
        info.to_json().to_string(),
        serde_json::to_string(&info).unwrap(),
        serde_json::to_string(&model).unwrap(),
        format!("{model:?}"),
        format!("{:?}", info.vnc()),
    ] {
        assert!(!shown.contains("s3cr3t"), "{shown}");
    }
    let drive = drive("encryption:key s3cr3t\n");
    assert!(!format!("{drive:?} {}", drive.to_json()).contains("s3cr3t"));
    assert_eq!(drive.encryption_key().unwrap().expose(), "s3cr3t");
}

#[test]
fn a_list_shares_its_reply_and_lets_go_of_it() {
    let body = Bytes::from(format!("server 1\nname a\n\n{TWO}\n\nserver 3\nname c\n"));
    let range = body.as_ptr_range();
    let all = records(reply("text/plain", body)).unwrap();
    assert_eq!(all.len(), 3);
    for record in all {
        let info = ServerInfo::new(record).unwrap();
        assert!(range.contains(&info.to_server(Dialect::Two).id.as_str().as_ptr()));
        assert!(!range.contains(&info.detach().id().as_str().as_ptr()));
        assert_eq!(info, info.detach());
    }
}

#[test]
fn drives() {
    let info = drive(
        "name a b\nsize 1G\nstatus active\nuser u\nclaim:type shared\nencryption:cipher none\ntier ssd\n\
         claimed h:guest:s-1:ide:0:0 s-2 h:imaging:x\nreaders u-1 u-2\ntags x\nuser:k v\navoid d-1\n\
         read:bytes 4096\nread:requests 1\nwrite:bytes 8192\nwrite:requests 2\n",
    );
    assert_eq!((info.name(), info.size()), ("a b".into(), Some(ByteSize::gib(1))));
    assert_eq!(info.claim_type(), ClaimType::Shared);
    let claims = [
        Claim::Server { id: "s-1".into(), device: Some("ide:0:0".into()) },
        Claim::Server { id: "s-2".into(), device: None },
        Claim::Other("h:imaging:x".into()),
    ];
    assert_eq!(info.claimed(), claims);
    assert_eq!(info.readers(), Readers::Users(vec!["u-1".into(), "u-2".into()]));
    assert_eq!(drive("readers ffffffff-ffff-ffff-ffff-ffffffffffff\n").readers(), Readers::Everyone);
    assert_eq!(
        (info.cipher(), info.tier(), info.user()),
        (Some("none".into()), Some("ssd".into()), Some("u".into()))
    );
    assert_eq!((info.avoid().len(), info.tags().len(), info.user_keys().len()), (1, 1, 1));
    assert_eq!(info.io().write_requests, Some(2));
    let model = info.to_drive();
    assert_eq!((model.state.clone(), model.used_by.len()), (DriveState::Attached, 2));
    assert_eq!(model.used_by[0].device.as_deref(), Some("ide:0:0"));
    insta::assert_json_snapshot!(model);
}

#[test]
fn imaging_has_six_spellings() {
    let imaging = |line: &str| drive(line).imaging();
    assert_eq!(imaging("imaging queued\n"), Some(Imaging::Queued));
    assert_eq!(imaging("imaging true\n"), Some(Imaging::Running(None)));
    assert_eq!(imaging("imaging 42\n"), Some(Imaging::Running(Some(42))));
    assert_eq!(imaging("imaging 42%\n"), Some(Imaging::Running(Some(42))));
    assert_eq!(imaging("imaging whatever\n"), Some(Imaging::Running(None)));
    for done in ["imaging false\n", "imaging \n", ""] {
        assert_eq!(imaging(done), None, "{done:?}");
    }
    let model = drive("status active\nimaging 42\n").to_drive();
    assert_eq!((model.state, model.progress), (DriveState::Pending, Some(42)));
    for (line, state) in [
        ("status active\n", DriveState::Available),
        ("status inactive\n", DriveState::Unrecognized("inactive".into())),
        ("status copying\n", DriveState::Pending),
        ("", DriveState::Available),
    ] {
        assert_eq!(drive(line).to_drive().state, state, "{line:?}");
    }
}

#[test]
fn standard_drives_are_images() {
    let info = drive("format gzip\nmedia disk\nname Debian\nrawsize 1073741824\nsize 184549376\n");
    let image = info.to_image();
    assert_eq!((&*image.name, image.size, info.is_gzip()), ("Debian", Some(ByteSize::gib(1)), true));
    assert_eq!((info.raw_size(), info.media().as_deref()), (Some(ByteSize::gib(1)), Some("disk")));
}

#[test]
fn resources() {
    let ip = "type ip\nresource 91.203.100.1\nname front\nuser u\nnetmask 255.255.255.0\ngateway 91.203.100.254\n\
              nameserver 91.203.56.1 91.203.57.1\ntags a\nuser:k v\n";
    let info = ResourceInfo::new(record(text(ip)).unwrap()).unwrap();
    assert_eq!((&*info.kind(), &*info.id(), &*info.name()), ("ip", "91.203.100.1", "front"));
    assert_eq!((info.nameservers().len(), info.tags().len(), info.user_keys().len()), (2, 1, 1));
    assert!(info.to_network().is_none() && info.user().is_some());
    insta::assert_json_snapshot!(info.to_address().unwrap());
    let vlan = ResourceInfo::new(record(text("type vlan\nresource v-1\nname back\n")).unwrap()).unwrap();
    assert!(vlan.to_address().is_none());
    assert_eq!(vlan.to_network().unwrap().id.as_str(), "v-1");
    let firewall = ResourceInfo::new(record(text("type firewall\nresource f\n")).unwrap()).unwrap();
    assert!(firewall.to_address().is_none() && firewall.to_network().is_none());
    let odd = ResourceInfo::new(record(text("type ip\nresource not-an-address\n")).unwrap()).unwrap();
    assert!(odd.to_address().is_none());
}

#[test]
fn json_reads_like_text() {
    let pairs = TWO.lines().map(|line| line.split_once(' ').unwrap());
    let object: serde_json::Map<_, _> = pairs
        .map(|(key, value)| {
            let value = match key {
                "cpu" | "mem" | "rx" | "tx" | "started" => value.parse::<u64>().unwrap().into(),
                "persistent" => true.into(),
                "nic:0:dhcp:ip" => vec![value].into(),
                _ => value.replace("\\n", "\n").into(),
            };
            (key.to_owned(), value)
        })
        .collect();
    let json = serde_json::to_string(&[object]).unwrap();
    let [one] =
        <[Properties; 1]>::try_from(records(reply("application/json; charset=utf-8", json.clone())).unwrap())
            .unwrap();
    let (json_info, text_info) = (ServerInfo::new(one).unwrap(), server(TWO));
    assert_eq!(json_info.to_json(), text_info.to_json());
    let (a, b) = (json_info.to_server(Dialect::Two), text_info.to_server(Dialect::Two));
    assert_eq!(serde_json::to_value(a).unwrap(), serde_json::to_value(b).unwrap());
    assert_eq!(
        records(reply("application/octet-stream", json)).unwrap().len(),
        1,
        "a proxy may lose the type"
    );
}

#[test]
fn lists() {
    assert!(list(text(""), &["drive"]).unwrap().is_empty());
    assert!(records(text("\n\n")).unwrap().is_empty());
    assert!(records(reply("application/json", "[]")).unwrap().is_empty());
    let lines = list(text("s-1 2000 512\r\n\ns-2\n"), &["server"]).unwrap();
    assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [3, 1]);
}

#[test]
fn replies_that_are_none() {
    let large = format!("server x\nuser:a {}\n", "b".repeat(3 << 20));
    for (what, reply) in [
        ("not UTF-8", reply("text/plain", Bytes::from_static(b"server x\nname \xff\xfe\n"))),
        ("a web page", reply("text/html", "<html>hunter2</html>")),
        ("a web page without its type", text("  <!DOCTYPE html>hunter2")),
        ("a long record", text(&large)),
        ("a key without a name", text(" hunter2\n")),
        ("broken JSON", reply("application/json", "[{\"hunter2\"")),
        ("nothing", text("")),
        ("two records", text("server a\n\nserver b\n")),
    ] {
        let error = record(reply).map(ServerInfo::new).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{what}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{what}: {error:?}");
    }
    for body in ["name web\n", "server \n"] {
        assert!(ServerInfo::new(record(text(body)).unwrap()).is_err());
    }
    assert!(DriveInfo::new(record(text("name x\n")).unwrap()).is_err());
    assert!(ResourceInfo::new(record(text("type ip\n")).unwrap()).is_err());
    assert_eq!(server("server x\n").devices().len(), 0, "a server without drives is fine");
    let model = server("server x\n").to_server(Dialect::Two);
    assert_eq!((model.drives.len(), &*model.name, model.cpu), (0, "", None));
    assert_eq!(server("server x\nide:0:0 a\nide:0:0 b\nide:0:1 \n").devices().len(), 1);
    assert_eq!(server("server x\nide:0:1:media cdrom\n").devices().first().map(|a| a.media), None::<Media>);
}
