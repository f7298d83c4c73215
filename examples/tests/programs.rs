//! The programs do what their comments say, and every place that names one names one that is there.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use anycloud_simulators::Server as Service;
use anycloud_simulators::elastichosts::ElasticHosts;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

#[test]
fn the_inventory_shows_all_servers_and_fails_for_the_cloud_that_does_not_answer() {
    let Ran { shown, complaints, code } = run("inventory", &[]);
    for (cloud, server) in [
        (" simulated-london", "server-2 "),
        (" simulated-zurich", "server-1 "),
        (" Linode (linode)", "machine-0 "),
    ] {
        assert!(shown.lines().any(|l| l.ends_with(cloud) && l.starts_with(server)), "{cloud}: {shown}");
    }
    assert!(
        shown.ends_with("servers: 13; clouds: 10; missing: 1\n") && !shown.contains("MISSING"),
        "{shown}"
    );
    let missing = "MISSING simulated-paris: elastichosts servers info: \
                   user or secret API key is missing or wrong (401 auth)\n";
    assert_eq!((complaints.as_str(), code), (missing, 1));
}

#[test]
fn the_cheapest_says_what_is_not_known() {
    let Ran { shown, complaints, code } = run("cheapest", &[]);
    assert_eq!(code, 0, "{complaints}");
    let marked: Vec<&str> = shown.lines().filter(|line| line.starts_with(['*', '?'])).collect();
    let [amazon, _legend] = &marked[..] else { panic!("one cloud tells prices: {shown}") };
    assert!(amazon.starts_with("? simulated-mist/") && amazon.contains(" EC2 AP NORTHEAST "), "{amazon}");
    let why = "0.175 USD per hour for linux; whether it has 2 cores or 4000 MHz is not told";
    assert!(amazon.ends_with(why), "{amazon}");
    for why in [
        "4000 MHz and 2 GiB: this cloud sells both freely, and tells no price",
        "4000 MHz and 2 GiB: this cloud sells both freely, each by its price list, and tells no sum",
        "2 (Linode 2048): the smallest of 2 sizes with at least 2 GiB; no price is told; whether it has 2 cores or",
    ] {
        assert!(shown.contains(why), "{why}: {shown}");
    }
    assert!(complaints.contains("Docker (docker)") && complaints.contains("none of 3 sizes"), "{complaints}");
}

#[test]
fn the_watch_says_once_what_changes() {
    let Ran { shown, complaints, code } = run("watch", &[]);
    assert_eq!((complaints.as_str(), code), ("", 0));
    let of = |what: &str| -> Vec<&str> {
        shown.lines().filter_map(|line| line.strip_prefix(what)?.strip_prefix(": ")).collect()
    };
    let server = "simulated-london: server-0 (00000000-0000-4000-9000-000000000000)";
    assert_eq!(of(server), ["running", "stopped", "running", "gone"], "{shown}");
    let neighbour = "simulated-london: server-1 (00000000-0000-4000-9000-000000000001)";
    assert_eq!(of(neighbour), ["running"], "{shown}");
    let key =
        "does not answer: elastichosts servers info: user or secret API key is missing or wrong (401 auth)";
    assert_eq!(of("simulated-paris"), [key], "{shown}");
    let zurich: Vec<&str> = shown.lines().filter(|line| line.starts_with("simulated-zurich")).collect();
    let [answers, _, _, silent, again] = &zurich[..] else { panic!("its servers were never gone: {shown}") };
    assert_eq!((*answers, *again), ("simulated-zurich: answers", "simulated-zurich: answers"));
    assert!(silent.starts_with("simulated-zurich: does not answer: "), "{silent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn arguments_say_which_clouds() {
    let account = Arc::new(ElasticHosts::filled(2));
    let service = Service::start(([127, 0, 0, 1], 0).into(), account.clone()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    let lon = format!(
        "[clouds.lon]\nprovider = \"elastichosts\"\nendpoint = \"{}\"\nuser = \"{}\"\nsecret = \"{}\"\n",
        service.url(),
        account.user(),
        account.secret()
    );
    let rome = "[clouds.rome]\nprovider = \"elastichosts\"\nzone = \"atlantis\"\n";
    std::fs::write(&file, lon + rome).unwrap();
    let file = file.to_str().unwrap();

    let Ran { shown, complaints, code } = run("inventory", &["--config", file]);
    assert!(shown.ends_with("servers: 2; clouds: 1; missing: 1\n"), "{shown}");
    assert!(complaints.starts_with("MISSING rome: "), "{complaints}");
    assert_eq!(code, 1);
    let Ran { shown, complaints, code } = run("inventory", &["--config", file, "--cloud", "lon"]);
    assert!(shown.ends_with("servers: 2; clouds: 1; missing: 0\n"), "{shown}");
    assert_eq!((complaints.as_str(), code), ("", 0));

    for (program, arguments, why) in [
        ("cheapest", &["--config", file, "--cloud", "oslo"][..], "configured: lon, rome"),
        ("inventory", &["--help"], "[--config FILE] [--cloud NAME]"),
        ("tour", &["--cloud"], "[--config FILE] [--cloud NAME]"),
        ("tour", &["--config", file], "say --cloud NAME"),
        ("tour", &["--config", file, "--cloud", "rome"], "[clouds.rome]"),
        ("watch", &["--config", "/no/such/file"], "/no/such/file"),
    ] {
        let Ran { complaints, code, .. } = run(program, arguments);
        assert!(
            complaints.starts_with("Error: ") && complaints.contains(why),
            "{program} {arguments:?}: {complaints}"
        );
        assert_eq!(code, 1, "{program} {arguments:?}");
    }
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

/// What a program printed, on both ways, and its exit code.
struct Ran {
    shown: String,
    complaints: String,
    code: i32,
}

/// Cargo builds the examples of a crate before it runs all its tests, beside the folder that this program is in.
fn run(example: &str, arguments: &[&str]) -> Ran {
    let program: PathBuf =
        std::env::current_exe().unwrap().parent().unwrap().join("../examples").join(example);
    let output = Command::new(&program).args(arguments).output().unwrap_or_else(|e| {
        panic!("{}: {e}: `cargo test -p anycloud-examples` builds it", program.display())
    });
    Ran {
        shown: String::from_utf8(output.stdout).unwrap(),
        complaints: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}
