//! What the file says of CloudSigma.

use crate::{CANARY, CloudConfig, open, refused};

fn cloud() -> CloudConfig {
    CloudConfig::new("a", "cloudsigma").user("foo.bar@example.com")
}

#[test]
fn both_zones_are_there() {
    for zone in ["zrh", "lvs"] {
        let opened = open(
            &cloud().secret(CANARY).zone(zone).option("guests", true).option("legacy_get_actions", true),
        );
        let origin = opened.unwrap().info().realm.origin.clone();
        assert_eq!(&*origin, format!("https://api.{zone}.cloudsigma.com"));
    }
    let url = "http://127.0.0.1:1".parse().unwrap();
    let opened = open(&cloud().secret(CANARY).endpoint(url)).unwrap();
    assert_eq!(&*opened.info().realm.origin, "http://127.0.0.1:1");
}

#[test]
fn what_is_missing_or_unknown_is_said() {
    let table = [
        (CloudConfig::new("a", "cloudsigma").zone("zrh").secret(CANARY), "`user` is missing"),
        (cloud().zone("zrh"), "`secret` is missing"),
        (cloud().secret(CANARY), "`zone` or `endpoint` is missing"),
        (cloud().secret(CANARY).zone("lon-p"), "unknown zone \"lon-p\"; known are zrh, lvs"),
        (
            cloud().secret(CANARY).zone("zrh").option("dialect", "2.0"),
            "`dialect` is no option of the provider cloudsigma",
        ),
        (
            cloud().secret(CANARY).zone("zrh").option("format", "text"),
            "it takes guests, legacy_get_actions, zone",
        ),
        (cloud().secret("").zone("zrh"), "`secret` is empty"),
        (cloud().secret(CANARY).endpoint("http://api.example.com".parse().unwrap()), "http"),
    ];
    for (config, wanted) in table {
        let shown = refused(&config);
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
}
