//! The programs do what their comments say, and every place that names one names one that is there.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[test]
fn the_inventory_shows_all_servers_and_the_cloud_that_does_not_answer() {
    let shown = run("inventory", &[]);
    for (cloud, server) in [
        ("simulated-london", "server-2 "),
        ("simulated-zurich", "server-1 "),
        ("Linode (linode)", "machine-0 "),
        ("simulated-paris", "MISSING: elastichosts servers info: user or secret API key is missing or wrong"),
    ] {
        assert!(shown.lines().any(|l| l.starts_with(cloud) && l.contains(server)), "{cloud}: {shown}");
    }
    assert!(shown.ends_with("13 servers in 11 clouds; 1 did not answer\n"), "{shown}");
}

#[test]
fn the_cheapest_is_marked_where_prices_are_known() {
    let shown = run("cheapest", &[]);
    let marked: Vec<&str> = shown.lines().filter(|line| line.starts_with('*')).collect();
    let [amazon] = &marked[..] else { panic!("one cloud tells prices: {shown}") };
    assert!(
        amazon.contains("EC2 AP NORTHEAST") && amazon.contains("0.175 USD per hour for linux"),
        "{amazon}"
    );
    assert!(shown.contains("4000 MHz and 2 GiB: this cloud sells both freely"), "{shown}");
    assert!(shown.contains("2 (Linode 2048): the smallest of 2 sizes"), "{shown}");
}

#[test]
fn the_watch_prints_what_changes_and_nothing_else() {
    let shown = run("watch", &[]);
    let changes: Vec<&str> = shown.lines().skip(1).map(|line| line.rsplit(": ").next().unwrap()).collect();
    assert_eq!(changes, ["running -> stopped", "stopped -> running", "running -> gone"], "{shown}");
}

#[test]
fn a_configuration_is_read_and_its_errors_are_those_of_its_clouds() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    std::fs::write(&file, "[clouds.rome]\nprovider = \"elastichosts\"\nzone = \"atlantis\"\n").unwrap();
    let shown = run("inventory", &["--config", file.to_str().unwrap()]);
    assert!(shown.contains("rome") && shown.contains("MISSING"), "{shown}");
    assert!(shown.ends_with("0 servers in 1 clouds; 1 did not answer\n"), "{shown}");
    assert!(!started("inventory", &["--help"]).status.success());
}

#[test]
fn what_a_user_starts_from_is_short() {
    for name in ["inventory", "cheapest", "watch"] {
        let lines = text(&format!("examples/{name}.rs")).lines().count();
        assert!(lines < 40, "{name} has {lines} lines");
    }
}

/// README and `.ci/run` name every example, and name none that is not there; so does whatever else speaks of one.
#[test]
fn every_example_is_named_and_every_named_one_is_there() {
    let manifests = text("examples/Cargo.toml") + &text("examples/custom_driver/Cargo.toml");
    let there: BTreeSet<String> = manifests
        .split("[[example]]")
        .skip(1)
        .map(|table| table.split('"').nth(1).unwrap().to_owned())
        .collect();
    assert!(there.len() >= 6, "{there:?}");
    assert_eq!(named(&text("README.md")), there, "README.md");
    assert_eq!(named(&text(".ci/run")), there, ".ci/run");
    for file in ["ARCHITECTURE.md", "CONTRIBUTING.md", "crates/anycloud/README.md"] {
        assert!(named(&text(file)).is_subset(&there), "{file} names {:?}", named(&text(file)));
    }
}

/// The names after `--example`.
fn named(text: &str) -> BTreeSet<String> {
    let name =
        |rest: &str| rest.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    text.split("--example").skip(1).map(name).collect()
}

fn text(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

fn run(example: &str, arguments: &[&str]) -> String {
    let output = started(example, arguments);
    assert!(output.status.success(), "{example}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Cargo builds the examples of a crate before it runs all its tests, beside the folder that this program is in.
fn started(example: &str, arguments: &[&str]) -> Output {
    let program: PathBuf =
        std::env::current_exe().unwrap().parent().unwrap().join("../examples").join(example);
    Command::new(&program)
        .args(arguments)
        .output()
        .unwrap_or_else(|e| panic!("{}: {e}: `cargo test -p anycloud-examples` builds it", program.display()))
}
