//! Amazon EC2: the command against moto, somebody else's implementation of the service. `ANYCLOUD_MOTO` names its
//! `moto_server`.

use crate::lab::{CANARY, Ended, bare, ended, text};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// moto, and a configuration for it.
struct Lab {
    folder: TempDir,
    moto: Child,
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = self.moto.kill();
        let _ = self.moto.wait();
    }
}

impl Lab {
    fn new() -> Self {
        let program = std::env::var("ANYCLOUD_MOTO").expect("ANYCLOUD_MOTO names moto_server");
        let mut moto = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(moto.stderr.take().unwrap()).lines();
        let url = lines
            .by_ref()
            .find_map(|line| Some(line.unwrap().split_once("Running on ")?.1.trim().to_owned()));
        // It writes a line for each request, and stops when nobody reads them.
        std::thread::spawn(move || lines.for_each(drop));
        let folder = tempfile::tempdir().unwrap();
        let config = format!(
            "[clouds.moto]\nprovider = \"ec2\"\nregion = \"us-east-1\"\nendpoint = \"{}\"\nuser = \"AKIDEXAMPLE\"\n\
             secret = {{ env = \"EC2_SECRET\" }}\nsession_token = {{ env = \"EC2_SECRET\" }}\n",
            url.unwrap()
        );
        fs::write(folder.path().join("config.toml"), config).unwrap();
        Self { folder, moto }
    }

    fn run(&self, words: &str) -> Ended {
        let mut command = bare(self.folder.path());
        command.env("ANYCLOUD_CONFIG", self.folder.path().join("config.toml"));
        command.env("ANYCLOUD_STATE_DIR", self.folder.path().join("state"));
        command.env("EC2_SECRET", CANARY);
        ended(&command.args(words.split(' ')).output().unwrap())
    }

    fn json(&self, words: &str) -> Value {
        let ended = self.run(&format!("{words} -o json"));
        assert_eq!(ended.code, Some(0), "{words}: {ended:?}");
        serde_json::from_str(&ended.stdout).unwrap_or_else(|e| panic!("{words}: {e}: {ended:?}"))
    }
}

#[test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
fn several_servers_with_all_that_a_create_takes() {
    let lab = Lab::new();
    assert_eq!(lab.json("clouds verify")[0]["ok"], json!(true));
    let regions = lab.json("clouds inside moto");
    assert!(regions.as_array().unwrap().iter().any(|r| r["name"] == json!("moto/eu-west-1")), "{regions}");
    let key = lab.folder.path().join("key.pem");
    lab.json(&format!("key-pairs create me --private-key-file {}", key.display()));
    assert!(fs::read_to_string(&key).unwrap().contains("PRIVATE KEY"));
    let wall = text(&lab.json("firewalls create front --allow in:tcp:22:192.0.2.0/24")["id"]);
    let script = lab.folder.path().join("script.sh");
    fs::write(&script, format!("#!/bin/sh\necho {CANARY}\n")).unwrap();
    let image = text(&lab.json("images list")[0]["id"]);
    let create = format!(
        "servers create web --image {image} --cpus 2 --memory 1G --count 3 --key-pair me --user-data {} \
         --firewall {wall} --tag role=front --location us-east-1a",
        script.display()
    );
    let made = lab.json(&create);
    assert_eq!(made.as_array().unwrap().len(), 3, "{made}");
    for made in made.as_array().unwrap() {
        let server = lab.json(&format!("servers show {}", text(&made["id"])));
        assert_eq!(server["state"], json!("running"));
        assert_eq!(server["tags"], json!({"role": "front"}));
        let native = &server["native"]["record"];
        assert_eq!(
            (&native["keyName"], &native["groupSet"][0]["groupId"]),
            (&json!("me"), &json!(wall)),
            "{server}"
        );
        assert_eq!(server["location"], json!("us-east-1a"));
    }
    let ids: Vec<String> = made.as_array().unwrap().iter().map(|one| text(&one["id"])).collect();
    let stopped = lab.json(&format!("servers stop {}", ids[1]));
    assert_eq!(stopped["state"], json!("stopped"));
    lab.json(&format!("servers destroy {} --destroy-drives --yes", ids[1]));
    let left = lab.json("servers list");
    let left: Vec<String> = left.as_array().unwrap().iter().map(|one| text(&one["id"])).collect();
    assert!(left.len() == 2 && !left.contains(&ids[1]), "{left:?}");
    let ireland = lab.json("servers list --cloud moto/eu-west-1");
    assert_eq!(ireland, json!([]), "another region is another cloud");
}
