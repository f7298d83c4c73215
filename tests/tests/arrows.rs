//! Who may depend on whom. Arrows point down only: a driver never knows another, a simulator never a driver (it would
//! agree with its mistakes), core no HTTP client and no sockets.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Our crates, and which of ours each may need in a normal build.
const ARROWS: &[(&str, &[&str])] = &[
    ("anycloud-core", &[]),
    ("anycloud-elastic-text", &[]),
    ("anycloud-http", &["anycloud-core"]),
    (
        "anycloud-cloudsigma",
        &["anycloud-core", "anycloud-elastic-family", "anycloud-elastic-text", "anycloud-http"],
    ),
    ("anycloud-elastic-family", &["anycloud-core", "anycloud-elastic-text"]),
    (
        "anycloud-elastichosts",
        &["anycloud-core", "anycloud-elastic-family", "anycloud-elastic-text", "anycloud-http"],
    ),
    ("anycloud-simulators", &["anycloud-elastic-text"]),
    ("anycloud-testkit", &["anycloud-core", "anycloud-http", "anycloud-simulators"]),
    ("anycloud", &["anycloud-cloudsigma", "anycloud-core", "anycloud-elastichosts", "anycloud-http"]),
    ("anycloud-cli", &["anycloud", "anycloud-elastic-text", "anycloud-simulators"]),
    ("anycloud-examples", &["anycloud", "anycloud-simulators"]),
];

/// Crates from elsewhere that only these of ours may name: the one place for each concern.
const OWNERS: &[(&str, &[&str])] = &[
    ("clap", &["anycloud-cli"]),
    ("hyper", &["anycloud-simulators"]),
    ("reqwest", &["anycloud-http"]),
    ("toml", &["anycloud"]),
];

#[test]
fn arrows_point_down() {
    let direct = direct();
    for (name, may) in ARROWS {
        let needs = direct.get(*name).unwrap_or_else(|| panic!("{name} is not in the workspace"));
        let ours: BTreeSet<&str> =
            needs.keys().map(String::as_str).filter(|d| d.starts_with("anycloud")).collect();
        let may: BTreeSet<&str> = may.iter().copied().collect();
        assert!(ours.is_subset(&may), "{name} needs {ours:?}; it may need {may:?}");
    }
    let known: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).chain(["anycloud-tests"]).collect();
    let all: BTreeSet<&str> = direct.keys().map(String::as_str).collect();
    assert_eq!(all, known, "every crate of the workspace has a line in the table");
}

#[test]
fn each_concern_has_one_owner() {
    for (name, needs) in direct().iter().filter(|(name, _)| *name != "anycloud-tests") {
        for (foreign, owners) in OWNERS {
            assert!(
                !needs.contains_key(*foreign) || owners.contains(&name.as_str()),
                "{name} needs {foreign}"
            );
        }
    }
}

#[test]
fn core_opens_no_sockets() {
    let tokio = &direct()["anycloud-core"]["tokio"];
    for feature in tokio {
        assert!(["rt", "sync", "time"].contains(&feature.as_str()), "core asks for tokio's {feature}");
    }
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/core/src");
    let mut folders = vec![std::path::PathBuf::from(root)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let text = std::fs::read_to_string(entry.path()).unwrap();
            for word in ["TcpStream", "TcpListener", "UdpSocket", "UnixStream", "ToSocketAddrs"] {
                assert!(!text.contains(word), "{} names {word}", entry.path().display());
            }
        }
    }
}

/// For each crate of the workspace: its normal dependencies, with the features it asks for.
fn direct() -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--manifest-path", manifest])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let strings = |v: &Value| v.as_array().unwrap().iter().map(|f| f.as_str().unwrap().to_owned()).collect();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let package = |p: &Value| {
        let needs = p["dependencies"].as_array().unwrap().iter().filter(|d| d["kind"].is_null());
        let needs = needs.map(|d| (d["name"].as_str().unwrap().to_owned(), strings(&d["features"])));
        (p["name"].as_str().unwrap().to_owned(), needs.collect())
    };
    packages.map(package).collect()
}
