use super::{CHUNK_MAX, Conversion, Requests, uuid, word};
use crate::config::{Dialect, Format};
use crate::settings::{DriveConfig, ResourceConfig, ServerConfig};
use crate::wire::{ClaimType, Device, Media, NicModel, Readers, Smp};
use anycloud_core::{ByteSize, DriveId, ErrorKind, NetworkId, Result, Secret, ServerId};
use anycloud_http::{Call, Class};
use bytes::Bytes;
use std::fmt::Write;

const D: &str = "6aa953cc-3395-4e8d-938e-65c74fd20334";
const E: &str = "980cf63c-f21e-4382-997b-6541d5809629";
const S: &str = "38df0986-4d85-4b76-b502-3878ffc80161";
const V: &str = "aee5589a-88c3-43ef-bb0a-9cab6e64192d";

fn drive_config() -> DriveConfig {
    DriveConfig::new()
        .name("boot of web")
        .size(ByteSize::gib(10))
        .claim_type(ClaimType::Shared)
        .readers(&Readers::Everyone)
        .tags(["web", "prod"])
        .user("owner", "me and you")
        .avoid(&[DriveId::new(E)])
        .encrypted(false)
        .tier("ssd")
}

fn server_config() -> ServerConfig {
    let (one, two) = (Device::BOOT, Device::ide(1, 0).unwrap());
    ServerConfig::new()
        .name("web")
        .cpu(2000)
        .smp(Smp::Auto)
        .mem(ByteSize::mib(512))
        .persistent(true)
        .drive(one, &DriveId::new(D))
        .drive(two, &DriveId::new(E))
        .media(two, Media::Cdrom)
        .boot(&[two, one])
        .nic(0, NicModel::E1000)
        .dhcp_auto(0)
        .block(0, ["tcp/25", "tcp/21"])
        .firewall(0, "policy", "reject")
        .nic(1, NicModel::Virtio)
        .vlan(1, &NetworkId::new(V))
        .mac(1, "12:34:56:78:9a:bc")
        .vnc_auto()
        .vnc_password(&Secret::new("s3cr3t"))
        .vnc_tls(true)
        .tags(["web"])
        .user("owner", "me")
        .avoid_drives(&[DriveId::new(E)])
        .avoid_servers(&[ServerId::new(S)])
}

/// Every call of the document.
fn all(r: Requests) -> Vec<Result<Call>> {
    let (d, e, s) = (&DriveId::new(D), &DriveId::new(E), &ServerId::new(S));
    let (drive, server) = (drive_config(), server_config());
    let resource = ResourceConfig::new().name("front").tags(["net"]).user("a", "b");
    vec![
        r.drives_list(),
        r.drives_info(),
        r.drive_info(d),
        r.drive_create(&drive),
        r.drive_set(d, &DriveConfig::new().size(ByteSize::gib(20)).unset("tags")),
        r.drive_destroy(d),
        r.drive_image(d, e, Conversion::None),
        r.drive_image(d, e, Conversion::Gzip),
        r.drive_image(d, e, Conversion::Gunzip),
        r.drive_read(d, 4096, CHUNK_MAX),
        r.drive_write(d, 4096, Bytes::from_static(b"raw"), false),
        r.drive_write(d, 0, Bytes::from_static(b"zipped"), true),
        r.standard_drives_list(),
        r.standard_drives_info(),
        r.servers_list(),
        r.servers_info(),
        r.server_info(s),
        r.server_create(&server, false),
        r.server_create(&ServerConfig::new().name("off"), true),
        r.server_start(s),
        r.server_set(s, &ServerConfig::new().name("web-2").no_drive(Device::BOOT)),
        r.server_stop(s),
        r.server_shutdown(s),
        r.server_reset(s),
        r.server_destroy(s),
        r.resources_list(None),
        r.resources_list(Some("ip")),
        r.resources_info(),
        r.resource_info("vlan", V),
        r.resource_info("ip6", "2001:db8::1"),
        r.resource_create("vlan", &resource),
        r.resource_set("ip", "91.203.100.1", &resource),
        r.resource_destroy("ip", "91.203.100.1"),
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
fn text_in_dialect_two() {
    insta::assert_snapshot!(golden(Requests::default()));
}

#[test]
fn json_in_dialect_one() {
    insta::assert_snapshot!(golden(Requests { format: Format::Json, dialect: Dialect::One }));
}

/// What may be sent twice within one call, and what happens to it over a crash: the column after the class is what
/// the facets do. Keyed is not there: this API has no keys.
const CLASSES: &[(&str, Class, &str)] = &[
    ("drive create", Class::Unsafe, "make, found by its stamp"),
    ("drive destroy", Class::Idempotent, "step, missing and unlisted is gone"),
    ("drive image", Class::Idempotent, "step, busy while imaging means begun"),
    ("drive info", Class::Safe, "read"),
    ("drive read", Class::Safe, "read"),
    ("drive set", Class::Idempotent, "step"),
    ("drive write", Class::Idempotent, "not journaled"),
    ("drives info", Class::Safe, "read"),
    ("drives list", Class::Safe, "read"),
    ("resource create", Class::Unsafe, "make, found by its stamp"),
    ("resource destroy", Class::Idempotent, "step, missing and unlisted is gone"),
    ("resource info", Class::Safe, "read"),
    ("resource set", Class::Idempotent, "step"),
    ("resources info", Class::Safe, "read"),
    ("resources list", Class::Safe, "read"),
    ("server create", Class::Unsafe, "make, found by its stamp"),
    ("server destroy", Class::Idempotent, "step, missing and unlisted is gone"),
    ("server info", Class::Safe, "read"),
    ("server reset", Class::Unsafe, "step, repeated only if `started` is as before"),
    ("server set", Class::Idempotent, "step"),
    ("server shutdown", Class::Unsafe, "step, not sent to a server that is off"),
    ("server start", Class::Unsafe, "step, not sent to a server that runs"),
    ("server stop", Class::Unsafe, "step, not sent to a server that is off"),
    ("servers info", Class::Safe, "read"),
    ("servers list", Class::Safe, "read"),
    ("standard drives info", Class::Safe, "read"),
    ("standard drives list", Class::Safe, "read"),
];

#[test]
fn classes() {
    let mut seen: Vec<(&str, Class)> = all(Requests::default())
        .into_iter()
        .map(|call| call.unwrap())
        .map(|c| (c.operation(), c.class()))
        .collect();
    seen.sort_unstable_by_key(|(operation, _)| *operation);
    seen.dedup();
    let table: Vec<_> = CLASSES.iter().map(|(operation, class, _)| (*operation, *class)).collect();
    assert_eq!(seen, table);
    for (operation, class, recover) in CLASSES {
        assert_eq!(*class == Class::Safe, *recover == "read", "{operation}");
        assert_eq!(operation.ends_with("create"), recover.starts_with("make"), "{operation}");
    }
}

#[test]
fn every_mutation_is_a_post() {
    for call in all(Requests::default()) {
        let call = call.unwrap();
        let post = call.request().method() == http::Method::POST;
        assert_eq!(post, call.class() != Class::Safe, "{}", call.operation());
    }
}

#[test]
fn malformed_ids_are_refused() {
    let r = Requests::default();
    let long = format!("{D}0");
    for bad in [
        "",
        "web",
        "..",
        "6aa953cc-3395-4e8d-938e-65c74fd2033",
        &long,
        "6aa953cc33954e8d938e65c74fd20334",
        "6aa953cc-3395-4e8d-938e-65c74fd2033g",
        "6aa953cc-3395-4e8d-938e-65c74fd20334/../x",
        "é",
    ] {
        let (d, s) = (DriveId::new(bad), ServerId::new(bad));
        let good = DriveId::new(D);
        for call in [
            r.drive_info(&d),
            r.drive_destroy(&d),
            r.server_info(&s),
            r.server_reset(&s),
            r.drive_image(&good, &d, Conversion::None),
            r.drive_image(&d, &good, Conversion::None),
            r.drive_read(&d, 0, 1),
            r.drive_write(&d, 0, Bytes::new(), false),
            r.resource_info("vlan", bad),
            r.resource_destroy("ip", bad),
        ] {
            let error = call.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{bad:?}");
            assert_eq!(error.delivery(), anycloud_core::Delivery::NotSent);
        }
    }
    for bad in ["", "..", "a/b", "a b", "ip?x"] {
        assert!(r.resources_list(Some(bad)).is_err(), "{bad:?}");
        assert!(word("a word", bad).is_err());
        assert!(r.resource_info("firewall", bad).is_err());
    }
    uuid("a drive", &D.to_ascii_uppercase()).unwrap();
    assert!(r.resource_info("firewall", "web-rules").is_ok());
}

#[test]
fn what_cannot_be_written_is_refused() {
    let r = Requests::default();
    for format in [Format::Text, Format::Json] {
        let r = Requests { format, ..r };
        let bad = [
            DriveConfig::new().name("web\nsize 1"),
            DriveConfig::new().name("web\u{7f}"),
            DriveConfig::new().name("a\\nb"),
            DriveConfig::new().key("two words", "x"),
            DriveConfig::new().key("a\nb", "x"),
            DriveConfig::new().key("", "x"),
            DriveConfig::new().key("user:a", "b\rc"),
        ];
        for config in bad {
            assert_eq!(r.drive_create(&config).unwrap_err().kind(), ErrorKind::InvalidRequest, "{config:?}");
        }
    }
    let long = ServerConfig::new().vnc_password(&Secret::new("ninechars"));
    let error = r.server_create(&long, false).unwrap_err();
    assert!(error.kind() == ErrorKind::InvalidRequest && !format!("{error:?}").contains("ninechars"));
    for length in [0, CHUNK_MAX + 1] {
        assert_eq!(r.drive_read(&DriveId::new(D), 0, length).unwrap_err().kind(), ErrorKind::InvalidRequest);
    }
}

#[test]
fn secrets_do_not_show() {
    let call = Requests::default().server_create(&server_config(), false).unwrap();
    assert!(!format!("{:?} {call:?}", server_config()).contains("s3cr3t"));
    assert!(server_config().iter().any(|pair| pair == ("vnc:password", "***")));
}
