//! What the file says of Docker.

use crate::{CANARY, CloudConfig, Config, open, refused};

fn at(endpoint: &str) -> CloudConfig {
    CloudConfig::new("here", "docker").endpoint(endpoint.parse().unwrap())
}

#[test]
fn an_engine_by_its_address() {
    for (endpoint, realm) in [
        ("unix:///run/lab.sock", "docker at unix:///run/lab.sock"),
        ("tcp://127.0.0.1:2375", "docker at http://127.0.0.1:2375"),
        ("https://engine.example:2376", "docker at https://engine.example:2376"),
    ] {
        assert_eq!(open(&at(endpoint)).unwrap().info().realm.to_string(), realm);
        assert_eq!(at(endpoint).place().unwrap(), endpoint);
    }
    // `Url` forgets a port that is the scheme's own, and escapes what is no URL.
    for (endpoint, in_a_file, in_code) in [
        ("https://engine.example:443", "https://engine.example", "https://engine.example"),
        ("https://engine.example", "https://engine.example:2376", "https://engine.example"),
        ("http://127.0.0.1:80", "http://127.0.0.1", "http://127.0.0.1"),
        ("http://127.0.0.1", "http://127.0.0.1:2375", "http://127.0.0.1"),
        ("unix:///a b/x.sock", "unix:///a b/x.sock", "unix:///a b/x.sock"),
    ] {
        let file = format!("[clouds.here]\nprovider = \"docker\"\nendpoint = \"{endpoint}\"\n");
        let config = Config::from_toml(&file).unwrap();
        let said = open(config.cloud("here").unwrap()).unwrap();
        assert_eq!(said.info().realm.to_string(), format!("docker at {in_a_file}"), "{endpoint}");
        let made = open(&at(endpoint)).unwrap();
        assert_eq!(made.info().realm.to_string(), format!("docker at {in_code}"), "{endpoint}");
    }
    assert_eq!(at("unix:///a b/x.sock").place().unwrap(), "unix:///a b/x.sock");
    let certificates = concat!(env!("CARGO_MANIFEST_DIR"), "/../drivers/docker/tests/it/tls");
    let tls = open(&at("tcp://engine.example").option("cert_path", certificates)).unwrap();
    assert_eq!(tls.info().realm.to_string(), "docker at https://engine.example:2376");
    let empty = tempfile::tempdir().unwrap();
    let shown = refused(&at("tcp://engine.example").option("cert_path", empty.path().to_str().unwrap()));
    assert!(shown.contains(&empty.path().join("ca.pem").display().to_string()), "{shown}");
}

#[test]
fn what_cannot_work_is_said() {
    let table = [
        (at("tcp://engine.example:2375"), "use https, or allow plain http"),
        (at("ssh://engine.example"), "ssh"),
        (at("unix:///x").option("context", "lab"), "exclude each other"),
        (
            CloudConfig::new("here", "docker").option("context", "no-such-context-anywhere"),
            "no-such-context-anywhere",
        ),
        (at("unix:///x").secret(CANARY), "neither `user` nor `secret`"),
        (at("unix:///x").user("me"), "neither `user` nor `secret`"),
        (at("unix:///x").option("format", "text"), "it takes cert_path, context"),
        (at("unix:///x").zone("a"), "`zone` is no option of the provider"),
    ];
    for (config, wanted) in table {
        let shown = refused(&config);
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
}
