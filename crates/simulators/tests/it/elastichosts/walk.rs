//! A long walk through commands at random: whatever is sent, what the service says about itself holds together.

use crate::elastichosts::client::{Client, Got};
use anycloud_simulators::elastichosts::{Dialect, ElasticHosts};
use std::collections::{BTreeMap, BTreeSet};

/// xorshift: the same walk in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick<'a>(&mut self, from: &'a [String]) -> &'a str {
        const NOBODY: &str = "00000000-0000-4000-8000-00000000dead";
        from.get(self.roll(from.len() + 1)).map_or(NOBODY, String::as_str)
    }
}

#[test]
fn the_service_stays_sound() {
    for (seed, dialect) in [(1, Dialect::Two), (2, Dialect::One), (3, Dialect::Two)] {
        let client = Client::built(ElasticHosts::builder().dialect(dialect).imaging_slots(2));
        let mut dice = Dice(seed);
        for _ in 0..1500 {
            let got = step(&client, &mut dice);
            assert!(
                got.status < 500 || matches!(got.code.as_deref(), Some("failed" | "full")),
                "{}",
                got.text()
            );
            assert_eq!(got.status >= 400, got.code.is_some(), "{}", got.text());
        }
        check(&client);
        assert!(client.cloud.succeeded("servers/*/start") > 10, "the walk got nowhere");
    }
}

fn step(client: &Client, dice: &mut Dice) -> Got {
    client.pass(dice.roll(20) as f64 / 10.0);
    if dice.roll(20) == 0 {
        check(client);
    }
    let (drives, servers) = (client.cloud.drive_ids(), client.cloud.server_ids());
    let (drive, other) = (dice.pick(&drives).to_owned(), dice.pick(&drives).to_owned());
    let server = dice.pick(&servers).to_owned();
    let device = ["ide:0:0", "ide:0:1", "scsi:0:3", "block:7"][dice.roll(4)];
    match dice.roll(16) {
        0 | 1 if drives.len() < 12 => {
            let claim = ["exclusive", "shared"][dice.roll(2)];
            client.post("/drives/create", format!("name d\nsize {}M\nclaim:type {claim}", 1 + dice.roll(3)))
        }
        2 | 3 if servers.len() < 12 => {
            let path = ["/servers/create", "/servers/create/stopped"][dice.roll(2)];
            let persistent = ["true", "false"][dice.roll(2)];
            let keys =
                format!("name s\ncpu 500\nmem 256\npersistent {persistent}\n{device} {drive}\nboot {device}");
            client.post(path, keys)
        }
        4 => client.post(&format!("/drives/{drive}/destroy"), ""),
        5 => client.post(&format!("/drives/{drive}/image/{other}"), ""),
        6 => client.post(&format!("/drives/{drive}/image/{other}/gzip"), ""),
        7 => client.post(&format!("/drives/{drive}/write/{}", dice.roll(4 << 20)), "some bytes"),
        8 => client
            .post(&format!("/drives/{drive}/set"), ["size 4M", "claim:type shared", "name n"][dice.roll(3)]),
        9 => client.post(&format!("/servers/{server}/set"), format!("{device} {drive}")),
        10 => client.post(&format!("/servers/{server}/stop"), ""),
        11 => client.post(&format!("/servers/{server}/shutdown"), ""),
        12 => client.post(&format!("/servers/{server}/reset"), ""),
        13 => client.post(&format!("/servers/{server}/destroy"), ""),
        _ => client.post(&format!("/servers/{server}/start"), ""),
    }
}

fn check(client: &Client) {
    let servers: BTreeMap<_, _> =
        client.get("/servers/info").all().into_iter().map(|one| (one["server"].clone(), one)).collect();
    let drives: BTreeMap<_, _> =
        client.get("/drives/info").all().into_iter().map(|one| (one["drive"].clone(), one)).collect();
    let listed: BTreeSet<_> = client.get("/servers/list").text().lines().map(str::to_owned).collect();
    assert_eq!(listed, servers.keys().cloned().collect());
    let listed: BTreeSet<_> = client.get("/drives/list").text().lines().map(str::to_owned).collect();
    assert_eq!(listed, drives.keys().cloned().collect());
    assert_eq!((servers.len(), drives.len()), (client.cloud.servers(), client.cloud.drives()));

    // What runs claims its drives, and nothing else does.
    let mut expected = BTreeSet::new();
    for (id, server) in servers.iter().filter(|(_, server)| server["status"] == "active") {
        for device in ["ide:0:0", "ide:0:1", "scsi:0:3", "block:7"] {
            if let Some(drive) = server.get(device) {
                assert!(drives.contains_key(drive), "{id} runs on a drive that is gone");
                assert!(!drives[drive].contains_key("imaging"), "{id} runs on a drive that is being imaged");
                expected.insert(format!("{drive} {id} {device}"));
            }
        }
    }
    let mut claims = BTreeSet::new();
    for (id, drive) in &drives {
        let tokens: Vec<&str> =
            drive.get("claimed").map_or(Vec::new(), |claimed| claimed.split(' ').collect());
        assert!(tokens.len() <= 1 || drive["claim:type"] == "shared", "{id}");
        for token in tokens {
            let parts: Vec<&str> = token.splitn(4, ':').collect();
            claims.insert(format!("{id} {} {}", parts[2], parts[3]));
        }
    }
    assert_eq!(claims, expected);
}
