//! `simulate`: the first line, and that it then serves.

use crate::lab::{bare, ended};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
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
fn people_get_a_configuration_that_works() {
    // The greeting's first words, and how many lines of configuration follow.
    let table = [
        ("cloudsigma", "Simulating CloudSigma 1.0 at http://127.0.0.1:", 5, cfg!(feature = "cloudsigma")),
        (
            "elastichosts",
            "Simulating ElasticHosts 2.0 at http://127.0.0.1:",
            6,
            cfg!(feature = "elastichosts"),
        ),
    ];
    for (provider, first, count, there) in table {
        let folder = tempfile::tempdir().unwrap();
        let mut command = bare(folder.path());
        command.args(["simulate", provider]).stdout(Stdio::piped());
        let mut child = Simulating(command.spawn().unwrap());
        let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines().map(Result::unwrap);
        assert!(lines.next().unwrap().starts_with(first));
        let config: Vec<String> = lines.skip_while(|line| !line.starts_with('[')).take(count).collect();
        assert!(config.contains(&format!("provider = \"{provider}\"")), "{config:?}");
        if there {
            let path = folder.path().join("config.toml");
            fs::write(&path, config.join("\n")).unwrap();
            let mut command = bare(folder.path());
            command.args(["clouds", "verify", "--config"]).arg(&path);
            let verified = ended(&command.output().unwrap());
            assert_eq!(verified.code, Some(0), "{verified:?}");
        }
    }
}

#[cfg(feature = "cloudsigma")]
#[test]
fn cloudsigma_takes_a_seed_and_faults_and_charges_by_the_clock() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let seed = r#"{"billing": {"balance": "50.00", "currency": "GBP"}, "servers": [{"name": "web", "cpu": 1000, "mem": 512}]}"#;
    fs::write(path("seed.json"), seed).unwrap();
    fs::write(path("faults.json"), r#"{"rules": [{"on": "/pricing/info", "fault": "busy"}]}"#).unwrap();
    let mut command = bare(folder.path());
    command.args(["simulate", "cloudsigma", "-o", "json", "--listen", "127.0.0.1:0", "--seed-state"]);
    command.arg(path("seed.json")).arg("--faults").arg(path("faults.json"));
    let mut child = Simulating(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(child.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let reach: Value = serde_json::from_str(&line).unwrap();
    let text = |key: &str| reach[key].as_str().unwrap();
    let cloud = format!(
        "[clouds.s]\nprovider = 'cloudsigma'\nendpoint = '{}'\nuser = '{}'\nsecret = '{}'\n",
        text("url"),
        text("user"),
        text("secret")
    );
    fs::write(path("config.toml"), cloud).unwrap();
    let run = |words: &str| {
        let mut command = bare(folder.path());
        ended(&command.args(words.split(' ')).arg("--config").arg(path("config.toml")).output().unwrap())
    };
    assert_eq!(run("billing balance").stdout, "available  50.00 GBP\n");
    assert!(run("servers list").stdout.contains("web"));
    assert_eq!(run("billing prices").code, Some(5), "the fault acts");
    // What is bought is in the window of a runway that ends now: 8.00 in an hour are 192.00 a day.
    assert_eq!(run("billing subscriptions create --resource ip=1 --months 1 --yes").code, Some(0));
    let runway = run("billing runway --window 1h");
    assert!(runway.stdout.contains("192.00 GBP"), "{runway:?}");
}

#[test]
fn mist_serves_a_seed_in_a_dialect_and_its_faults() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let seed = r#"{"backends": [{"title": "HP", "provider": "openstack", "apikey": "k", "apisecret": "s", "enabled": false}]}"#;
    fs::write(path("seed.json"), seed).unwrap();
    fs::write(path("faults.json"), r#"{"rules": [{"on": "/keys", "fault": "busy"}]}"#).unwrap();
    let mut command = bare(folder.path());
    command.args(["simulate", "mist", "--dialect", "2014-05", "--seed-state"]).arg(path("seed.json"));
    command.arg("--faults").arg(path("faults.json")).stdout(Stdio::piped());
    let mut child = Simulating(command.spawn().unwrap());
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    assert!(first.starts_with("Simulating Mist.io 2014-05 at http://127.0.0.1:"), "{first}");
    let config: Vec<String> = lines.skip_while(|line| !line.starts_with('[')).take(6).collect();
    let word = |key: &str| {
        let start = format!("{key} = \"");
        let line = config.iter().find_map(|line| line.strip_prefix(&start)).unwrap();
        line.trim_end_matches('"').to_owned()
    };
    assert_eq!((&*word("provider"), &*word("dialect")), ("mist", "2014-05"));
    let get = |path: &str| {
        let mut stream = TcpStream::connect(word("endpoint").trim_start_matches("http://")).unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: mist_1 ");
        write!(stream, "{head}{}:{}\r\n\r\n", word("user"), word("secret")).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let backends = get("/backends");
    assert!(backends.contains(r#""title":"HP""#) && backends.contains(r#""state":"offline""#), "{backends}");
    assert!(get("/keys").starts_with("HTTP/1.1 503"), "the fault acts");
}

#[test]
fn bad_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.json");
    fs::write(&bad, r#"{"rules": [{"on": "/x", "fault": "earthquake"}]}"#).unwrap();
    for provider in ["cloudsigma", "elastichosts", "mist"] {
        for flag in ["--faults", "--seed-state"] {
            let mut command = bare(folder.path());
            let refused = ended(&command.args(["simulate", provider, flag]).arg(&bad).output().unwrap());
            assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""), "{refused:?}");
            assert!(refused.stderr.contains("bad.json"), "{refused:?}");
        }
    }
}
