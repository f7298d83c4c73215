//! `simulate`: the first line, and that it then serves.

use crate::lab::{bare, ended};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

/// The simulator's process, which ends with the test.
struct Simulating(Child);

impl Drop for Simulating {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_first_line_is_json_and_it_serves() {
    let folder = tempfile::tempdir().unwrap();
    let faults = folder.path().join("faults.json");
    fs::write(&faults, r#"{"rules": [{"on": "/drives/info", "fault": "busy"}]}"#).unwrap();
    let mut command = bare(folder.path());
    command.args(["simulate", "elastichosts", "-o", "json", "--dialect", "1.0", "--faults"]).arg(&faults);
    let mut child = Simulating(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(child.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let reach: Value = serde_json::from_str(&line).unwrap();
    let keys: Vec<&str> = reach.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["secret", "url", "user"]);
    assert!(reach["url"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{reach}");
    if cfg!(feature = "elastichosts") {
        let config = folder.path().join("config.toml");
        let text = |key: &str| reach[key].as_str().unwrap().to_owned();
        let cloud = format!(
            "[clouds.s]\nprovider = 'elastichosts'\nendpoint = '{}'\nuser = '{}'\nsecret = '{}'\ndialect = '1.0'\n",
            text("url"),
            text("user"),
            text("secret")
        );
        fs::write(&config, cloud).unwrap();
        let mut command = bare(folder.path());
        let verified = ended(&command.arg("clouds").arg("--config").arg(&config).output().unwrap());
        assert_eq!(verified.code, Some(0), "{verified:?}");
        assert!(verified.stdout.contains("verified"), "{verified:?}");
        let mut command = bare(folder.path());
        let busy = ended(&command.args(["drives", "list", "--config"]).arg(&config).output().unwrap());
        assert_eq!(busy.code, Some(5), "the fault acts: {busy:?}");
    }
}

#[test]
fn people_get_a_configuration_to_copy() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = bare(folder.path());
    command.args(["simulate", "elastichosts"]).stdout(Stdio::piped());
    let mut child = Simulating(command.spawn().unwrap());
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("Simulating ElasticHosts 2.0 at http://127.0.0.1:"));
    assert!(lines.any(|line| line.unwrap() == "provider = \"elastichosts\""));
}

#[test]
fn bad_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.json");
    fs::write(&bad, r#"{"rules": [{"on": "/x", "fault": "earthquake"}]}"#).unwrap();
    for flag in ["--faults", "--seed-state"] {
        let mut command = bare(folder.path());
        let refused = ended(&command.args(["simulate", "elastichosts", flag]).arg(&bad).output().unwrap());
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""), "{refused:?}");
        assert!(refused.stderr.contains("bad.json"), "{refused:?}");
    }
}
