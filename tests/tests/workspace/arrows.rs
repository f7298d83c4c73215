//! Who may depend on whom. Arrows point down only: a driver never knows another, a simulator never a driver (it would
//! agree with its mistakes), core no HTTP client and no sockets.

use crate::metadata;
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
    ("anycloud-docker", &["anycloud-core", "anycloud-http"]),
    ("anycloud-ec2", &["anycloud-core", "anycloud-http"]),
    ("anycloud-elastic-family", &["anycloud-core", "anycloud-elastic-text"]),
    (
        "anycloud-elastichosts",
        &["anycloud-core", "anycloud-elastic-family", "anycloud-elastic-text", "anycloud-http"],
    ),
    ("anycloud-mist", &["anycloud-core", "anycloud-http"]),
    ("anycloud-simulators", &["anycloud-elastic-text"]),
    ("anycloud-testkit", &["anycloud-core", "anycloud-http", "anycloud-simulators"]),
    (
        "anycloud",
        &[
            "anycloud-cloudsigma",
            "anycloud-core",
            "anycloud-docker",
            "anycloud-ec2",
            "anycloud-elastichosts",
            "anycloud-http",
            "anycloud-mist",
        ],
    ),
    ("anycloud-custom-driver", &["anycloud-core"]),
    ("anycloud-gateway", &["anycloud"]),
    ("anycloud-cli", &["anycloud", "anycloud-elastic-text", "anycloud-gateway", "anycloud-simulators"]),
    ("anycloud-examples", &["anycloud", "anycloud-gateway", "anycloud-simulators"]),
];

/// Crates from elsewhere that only these of ours may name: the one place for each concern.
const OWNERS: &[(&str, &[&str])] = &[
    ("aws-sigv4", &["anycloud-ec2"]),
    ("clap", &["anycloud-cli"]),
    ("hyper", &["anycloud-gateway", "anycloud-simulators"]),
    ("quick-xml", &["anycloud-ec2"]),
    ("reqwest", &["anycloud-http"]),
    ("toml", &["anycloud"]),
];

/// What measures and tests the others may need any of them, and what they are measured beside.
const OUTSIDE: &[&str] = &["anycloud-benches", "anycloud-tests"];

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
    let known: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).chain(OUTSIDE.iter().copied()).collect();
    let all: BTreeSet<&str> = direct.keys().map(String::as_str).collect();
    assert_eq!(all, known, "every crate of the workspace has a line in the table");
}

#[test]
fn each_concern_has_one_owner() {
    for (name, needs) in direct().iter().filter(|(name, _)| !OUTSIDE.contains(&name.as_str())) {
        for (foreign, owners) in OWNERS {
            assert!(
                !needs.contains_key(*foreign) || owners.contains(&name.as_str()),
                "{name} needs {foreign}"
            );
        }
    }
}

/// What no way may lead to, however long: an HTTP client, TLS, sockets.
const NETWORK: &[&str] =
    &["async-std", "axum", "h2", "hyper", "hyper-util", "isahc", "native-tls", "reqwest", "rustls", "ureq"];

#[test]
fn no_detour_leads_to_the_network() {
    let graph = resolved();
    for (name, serves) in
        [("anycloud-core", false), ("anycloud-elastic-text", false), ("anycloud-simulators", true)]
    {
        let (mut reached, mut next) = (BTreeSet::new(), vec![name.to_owned()]);
        while let Some(from) = next.pop() {
            if reached.insert(from.clone()) {
                next.extend(graph.get(&from).into_iter().flatten().cloned());
            }
        }
        assert!(reached.len() > 5, "the graph of {name} is read: {reached:?}");
        for foreign in NETWORK {
            // The simulators serve HTTP, and so need hyper, here with all that others want of it; they ask for nothing.
            let served = serves && (foreign.starts_with("hyper") || *foreign == "h2");
            assert!(served || !reached.contains(*foreign), "{name} leads to {foreign}");
        }
    }
}

#[test]
fn core_opens_no_sockets() {
    let tokio = &direct()["anycloud-core"]["tokio"];
    for feature in tokio {
        assert!(
            ["io-util", "rt", "sync", "time"].contains(&feature.as_str()),
            "core asks for tokio's {feature}"
        );
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

/// For each crate of the whole graph on this platform: what it needs in a normal build.
fn resolved() -> BTreeMap<String, BTreeSet<String>> {
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = metadata(&["--filter-platform", host]);
    let packages = metadata["packages"].as_array().unwrap().iter();
    let names: BTreeMap<&str, &str> =
        packages.map(|p| (p["id"].as_str().unwrap(), p["name"].as_str().unwrap())).collect();
    let normal = |d: &&Value| d["dep_kinds"].as_array().unwrap().iter().any(|k| k["kind"].is_null());
    let needs = |node: &Value| {
        let deps = node["deps"].as_array().unwrap().iter().filter(normal);
        deps.map(|d| names[d["pkg"].as_str().unwrap()].to_owned()).collect::<BTreeSet<_>>()
    };
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap().iter();
    let mut graph = BTreeMap::<String, BTreeSet<String>>::new();
    for node in nodes {
        // Two versions of a crate are one here: the question is who can be reached at all.
        graph.entry(names[node["id"].as_str().unwrap()].to_owned()).or_default().extend(needs(node));
    }
    graph
}

/// For each crate of the workspace: its normal dependencies, with the features it asks for.
fn direct() -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let metadata = metadata(&["--no-deps"]);
    let strings = |v: &Value| v.as_array().unwrap().iter().map(|f| f.as_str().unwrap().to_owned()).collect();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let package = |p: &Value| {
        let needs = p["dependencies"].as_array().unwrap().iter().filter(|d| d["kind"].is_null());
        let needs = needs.map(|d| (d["name"].as_str().unwrap().to_owned(), strings(&d["features"])));
        (p["name"].as_str().unwrap().to_owned(), needs.collect())
    };
    packages.map(package).collect()
}
