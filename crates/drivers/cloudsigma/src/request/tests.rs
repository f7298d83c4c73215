use super::{CHUNK_MAX, Requests, uuid};
use crate::settings::{Order, ProfileConfig, Term};
use anycloud_core::{
    AddressId, ByteSize, DriveId, ErrorKind, NetworkId, Result, Secret, ServerId, SubscriptionId,
};
use anycloud_elastic_family::{ClaimType, Device, DriveConfig, Media, NicModel, Readers, ServerConfig, Smp};
use anycloud_http::{Call, Class};
use bytes::Bytes;
use std::fmt::Write;

const D: &str = "6aa953cc-3395-4e8d-938e-65c74fd20334";
const S: &str = "38df0986-4d85-4b76-b502-3878ffc80161";
const V: &str = "aee5589a-88c3-43ef-bb0a-9cab6e64192d";

/// Every key of §8.2.
fn server_config() -> ServerConfig {
    let (one, two) = (Device::BOOT, Device::block(7).unwrap());
    ServerConfig::new()
        .name("web")
        .parent(V)
        .cpu(2000)
        .smp(Smp::Auto)
        .mem(ByteSize::mib(512))
        .drive(one, &DriveId::new(D))
        .drive(two, &DriveId::new(V))
        .media(two, Media::Cdrom)
        .boot(&[two, one])
        .nic(0, NicModel::E1000)
        .dhcp(0, "192.0.2.1".parse().unwrap())
        .nic(1, NicModel::Virtio)
        .vlan(1, &NetworkId::new(V))
        .mac(1, "12:34:56:78:9a:bc")
        .vnc_auto()
        .vnc_password(&Secret::new("longer than eight characters"))
        .vnc_tls(true)
        .stopped()
}

fn term() -> Term {
    Term::new(3).from("2010-03-20T13:20:59Z".parse().unwrap())
}

/// Every call.
fn all(r: Requests) -> Vec<Result<Call>> {
    let (d, s, many) = (&DriveId::new(D), &ServerId::new(S), &[ServerId::new(S), ServerId::new(V)]);
    let (v, ip, sub) = (&NetworkId::new(V), &AddressId::new("192.0.2.1"), &SubscriptionId::new(V));
    let drive = DriveConfig::new()
        .name("boot of web")
        .size(ByteSize::gib(10))
        .claim_type(ClaimType::Shared)
        .readers(&Readers::Everyone)
        .encrypted(false)
        .ssd(true);
    let profile = ProfileConfig::new().set("title", "Dr.").unwrap().set("company", "").unwrap();
    let software = Order::new().item("msft_lwa_00135", 1).item("msft_p73_04837", 0);
    vec![
        r.profile_info(),
        r.profile_set(&profile),
        r.drives_list(),
        r.drives_info(),
        r.drive_info(d),
        r.drive_create(&drive),
        r.drive_clone(d, &DriveConfig::new().name("copy").ssd(false)),
        r.drive_set(d, &DriveConfig::new().size(ByteSize::gib(20))),
        r.drive_destroy(d),
        r.drive_read(d, 4096, CHUNK_MAX),
        r.drive_write(d, 4096, Bytes::from_static(b"raw"), false),
        r.drive_write(d, 0, Bytes::from_static(b"zipped"), true),
        r.standard_cds_list(),
        r.standard_images_list(),
        r.standard_drives_list(),
        r.standard_drives_info(),
        r.servers_list(),
        r.servers_info(),
        r.server_info(s),
        r.server_create(&server_config()),
        r.server_clone(s, "copy"),
        r.server_set(s, &ServerConfig::new().name("web-2").no_drive(Device::BOOT)),
        r.server_start(s),
        r.server_stop(s),
        r.server_shutdown(s),
        r.server_reset(s),
        r.server_destroy(s),
        r.servers_destroy(many),
        r.servers_start(many),
        r.servers_stop(many),
        r.vlans_list(),
        r.vlans_info(),
        r.vlan_info(v),
        r.vlan_create("back"),
        r.vlan_set(v, "front"),
        r.vlan_destroy(v),
        r.ips_list(),
        r.ips_info(),
        r.ip_info(ip),
        r.ip_create(None),
        r.ip_create(Some("front")),
        r.ip_destroy(ip),
        r.groups_list(),
        r.group_info(V),
        r.group_create("dbs", Some("all of them")),
        r.group_set(V, Some("web"), None),
        r.group_destroy(V),
        r.group_add(V, many),
        r.group_remove(V, many),
        r.group_start(V),
        r.group_stop(V),
        r.currencies_list(),
        r.usage_info(),
        r.pricing_info(),
        r.transactions_list(),
        r.balance_info(),
        r.subscribed_resources_info(),
        r.subscribed_net_info(),
        r.subscriptions_list(),
        r.resources_subscribe(&Order::new().cpu(2000).mem(2000).disk(100).xfer(10), &term()),
        r.ips_subscribe(2, &term()),
        r.ips_quote(2, &term()),
        r.vlans_subscribe(1, &term()),
        r.vlans_quote(1, &term()),
        r.software_subscribe(&software, &term()),
        r.software_quote(&software, &term()),
        r.subscription_extend(sub, 1),
        r.extension_quote(sub, 1),
    ]
}

fn golden(requests: Requests) -> String {
    let mut text = String::new();
    for call in all(requests) {
        let call = call.unwrap();
        let request = call.request();
        writeln!(text, "# {} ({})", call.operation(), call.class().as_str()).unwrap();
        writeln!(text, "{} {}", request.method(), request.uri()).unwrap();
        for (name, value) in request.headers() {
            writeln!(text, "{name}: {}", value.to_str().unwrap()).unwrap();
        }
        writeln!(text, "\n{}", String::from_utf8_lossy(request.body())).unwrap();
    }
    text
}

#[test]
fn every_call_as_it_is_written() {
    insta::assert_snapshot!(golden(Requests::default()));
}

/// What differs when actions go by the manual's GET and servers are guests.
#[test]
fn the_other_spelling() {
    let spelt = |r: Requests| {
        let lines = all(r).into_iter().map(|call| {
            let call = call.unwrap();
            format!("{} {} ({})", call.request().method(), call.request().uri(), call.class().as_str())
        });
        lines.collect::<Vec<_>>()
    };
    let usual = spelt(Requests::default());
    let other = spelt(Requests { guests: true, legacy_get_actions: true });
    let changed: Vec<_> =
        usual.iter().zip(&other).filter(|(a, b)| a != b).map(|(a, b)| format!("{a} -> {b}")).collect();
    insta::assert_snapshot!(changed.join("\n"));
}

/// What a POST may be repeated for. Everything that acts by GET is unsafe, in both modes.
const CLASSES: &[(Class, &[&str])] = &[
    (
        Class::Idempotent,
        &[
            "VLAN destroy",
            "VLAN rename",
            "drive destroy",
            "drive set",
            "drive write",
            "profile set",
            "server destroy",
            "server group add",
            "server group destroy",
            "server group rename",
            "server set",
        ],
    ),
    (
        Class::Unsafe,
        &[
            "IP subscriptions create",
            "VLAN create",
            "VLAN subscriptions create",
            "drive clone",
            "drive create",
            "resource subscriptions create",
            "server clone",
            "server create",
            "server group create",
            "server group remove",
            "server group start",
            "server group stop",
            "server reset",
            "server shutdown",
            "server start",
            "server stop",
            "servers destroy",
            "servers start",
            "servers stop",
            "software subscriptions create",
            "static IP create",
            "static IP destroy",
            "subscription extend",
        ],
    ),
];

#[test]
fn what_may_be_repeated() {
    for call in all(Requests::default()) {
        let call = call.unwrap();
        let name = call.operation();
        let listed = CLASSES.iter().find(|(_, names)| names.contains(&name)).map(|(class, _)| *class);
        assert_eq!(call.class(), listed.unwrap_or(Class::Safe), "{name}");
        let reads = ["calculate", "info", "list", "read"].iter().any(|word| name.ends_with(word));
        assert_eq!(call.class() == Class::Safe, reads, "{name}");
    }
    for call in all(Requests { legacy_get_actions: true, guests: false }) {
        let call = call.unwrap();
        let acts =
            ["destroy", "shutdown", "start", "stop"].iter().any(|verb| call.operation().ends_with(verb));
        if acts && call.request().method() == http::Method::GET {
            assert_eq!(call.class(), Class::Unsafe, "{}", call.operation());
        }
    }
}

#[test]
fn what_is_malformed_is_not_sent() {
    let r = Requests::default();
    for id in [
        "",
        "list",
        "../servers/list",
        "38df0986-4d85-4b76-b502-3878ffc8016",
        "e4d50a5c-b516-4993-8d73-c36e7782fbb",
    ] {
        let (d, s) = (DriveId::new(id), ServerId::new(id));
        for call in [
            r.drive_info(&d),
            r.drive_destroy(&d),
            r.server_info(&s),
            r.server_destroy(&s),
            r.servers_destroy(&[ServerId::new(S), s.clone()]),
            r.group_add(V, std::slice::from_ref(&s)),
            r.group_info(id),
            r.vlan_info(&NetworkId::new(id)),
            r.ip_destroy(&AddressId::new(id)),
            r.subscription_extend(&SubscriptionId::new(id), 1),
        ] {
            assert_eq!(call.unwrap_err().kind(), ErrorKind::InvalidRequest, "{id:?}");
        }
    }
    let wrong = [
        r.servers_start(&[]),
        r.drive_read(&DriveId::new(D), 0, 0),
        r.drive_read(&DriveId::new(D), 0, CHUNK_MAX + 1),
        r.drive_create(&DriveConfig::new().name("a\nsize 1")),
        r.server_create(&ServerConfig::new().name("a\rb")),
        r.vlan_create("a\nb"),
        r.group_set(V, None, None),
        r.ips_subscribe(0, &term()),
        r.vlans_quote(1, &Term::new(0)),
        r.resources_subscribe(&Order::new(), &term()),
        r.resources_subscribe(&Order::new().item("ip", 1), &term()),
        r.software_quote(&Order::new().cpu(2000), &term()),
        r.software_subscribe(&Order::new().item("msft_lwa_00135", 0), &term()),
        r.extension_quote(&SubscriptionId::new(V), 0),
    ];
    for (n, call) in wrong.into_iter().enumerate() {
        assert_eq!(call.unwrap_err().kind(), ErrorKind::InvalidRequest, "{n}");
    }
    assert!(ProfileConfig::new().set("currency", "USD").unwrap_err().to_string().contains("nick_name"));
    assert_eq!(uuid("a drive", D).unwrap(), D);
}

#[test]
fn what_only_the_sibling_has_is_not_sent() {
    let r = Requests::default();
    let server = ServerConfig::new;
    let (d, s, v) = (DriveId::new(D), ServerId::new(S), NetworkId::new(V));
    for config in [
        server().drive(Device::scsi(0).unwrap(), &d),
        server().avoid_servers(&[s]),
        server().tags(["a"]),
        server().user("a", "b"),
        server().vlan(2, &v),
        server().nic(3, NicModel::E1000),
    ] {
        assert_eq!(r.server_create(&config).unwrap_err().kind(), ErrorKind::Unsupported, "{config:?}");
    }
    for config in
        [DriveConfig::new().tier("ssd"), DriveConfig::new().avoid(&[d]), DriveConfig::new().user("a", "b")]
    {
        assert_eq!(r.drive_create(&config).unwrap_err().kind(), ErrorKind::Unsupported, "{config:?}");
    }
}

/// What is named in the keys is checked and written like what is named in the path.
#[test]
fn ids_in_keys_are_checked_and_in_lower_case() {
    let r = Requests::default();
    let body = |call: Result<Call>| {
        let call = call.unwrap();
        String::from_utf8(call.request().body().to_vec()).unwrap()
    };
    let up = |id: &str| id.to_ascii_uppercase();
    let server = ServerConfig::new()
        .name("WEB")
        .drive(Device::BOOT, &DriveId::new(up(D)))
        .vlan(1, &NetworkId::new(up(V)))
        .parent(&up(S));
    let readers = Readers::Users(vec![up(S).into(), D.into()]);
    let drive = DriveConfig::new().name("A").readers(&readers);
    for call in [r.server_create(&server), r.server_set(&ServerId::new(up(S)), &server)] {
        assert_eq!(body(call), format!("name WEB\nide:0:0 {D}\nnic:1:vlan {V}\nparent {S}\n"));
    }
    for call in [r.drive_create(&drive), r.drive_set(&DriveId::new(D), &drive)] {
        assert_eq!(body(call), format!("name A\nreaders {S} {D}\n"));
    }
    let twice = [ServerId::new(S), ServerId::new(V), ServerId::new(up(S))];
    assert_eq!(body(r.servers_stop(&twice)), format!("server:0 {S}\nserver:1 {V}\n"));
    assert_eq!(body(r.group_add(D, &twice)), format!("server:0 {S}\nserver:1 {V}\n"));
    let unset = ServerConfig::new().no_drive(Device::BOOT).unset("parent").unset("nic:1:vlan");
    assert_eq!(body(r.server_set(&ServerId::new(S), &unset)), "ide:0:0 \nparent \nnic:1:vlan \n");
}
