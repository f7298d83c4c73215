//! A long walk through calls at random: whatever is sent, what the service says about itself holds together.

use crate::cloudsigma::client::{Client, Got, Keys, NOBODY, keys};
use anycloud_elastic_text::decode_objects;
use anycloud_simulators::cloudsigma::CloudSigma;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

const DEVICES: [&str; 3] = ["ide:0:0", "ide:0:1", "block:7"];

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
        from.get(self.roll(from.len() + 1)).map_or(NOBODY, String::as_str)
    }
}

#[test]
fn the_service_stays_sound() {
    for seed in 1..=3 {
        let builder = CloudSigma::builder().funds("2000.00", "EUR").funds_run_down(true);
        let client = Client::built(builder.server_fee("0.10").drive_fee("0.01").imaging_slots(2));
        let mut dice = Dice(seed);
        for _ in 0..1500 {
            let got = step(&client, &mut dice);
            assert!(matches!(got.status, 200 | 204 | 400 | 409), "{} {}", got.status, got.text());
            decode_objects(&got.body).unwrap();
            if got.status >= 400 {
                assert!(keys(got.text()).keys().any(|key| key.starts_with("errors:")), "{}", got.text());
            }
        }
        check(&client);
        let cloud = &client.cloud;
        for call in
            ["servers/SERVER/start", "drives/DRIVE/clone", "subscriptions/*", "servergroups/GROUP/add"]
        {
            assert!(cloud.succeeded(call) > 5, "the walk did not get to {call}");
        }
    }
}

fn step(client: &Client, dice: &mut Dice) -> Got {
    client.pass(dice.roll(40) as u64);
    if dice.roll(20) == 0 {
        check(client);
    }
    let (drives, servers) = (client.cloud.drive_ids(), client.cloud.server_ids());
    let (drive, server) = (dice.pick(&drives).to_owned(), dice.pick(&servers).to_owned());
    let several = format!("server:0 {server}\nserver:1 {}", dice.pick(&servers));
    let group = dice.pick(&client.cloud.group_ids()).to_owned();
    let device = DEVICES[dice.roll(DEVICES.len())];
    match dice.roll(24) {
        0 | 1 if drives.len() < 16 => {
            let claim = ["exclusive", "shared"][dice.roll(2)];
            client.post("/drives/create", format!("name d\nsize {}M\nclaim:type {claim}", 1 + dice.roll(3)))
        }
        2 | 3 if servers.len() < 12 => {
            let status = ["active", "stopped"][dice.roll(2)];
            let keys = format!("name s\ncpu 500\nmem 256\nstatus {status}\n{device} {drive}\nboot {device}");
            client.post("/servers/create", keys)
        }
        4 => client.post(&format!("/drives/{drive}/destroy"), ""),
        5 | 6 if drives.len() < 16 => client.post(&format!("/drives/{drive}/clone"), "name c\nsize 4M"),
        7 => client.post(&format!("/drives/{drive}/write/{}", dice.roll(4 << 20)), "some bytes"),
        8 => {
            let keys = ["size 4M", "claim:type shared", "name n"][dice.roll(3)];
            client.post(&format!("/drives/{drive}/set"), keys)
        }
        9 => client.post(&format!("/servers/{server}/set"), format!("{device} {drive}")),
        10 => client.post(&format!("/servers/{server}/stop"), ""),
        11 => client.get(&format!("/servers/{server}/shutdown")),
        12 => client.post(&format!("/servers/{server}/reset"), ""),
        13 | 14 => client.get(&format!("/servers/{server}/destroy")),
        15 if servers.len() < 12 => client.post(&format!("/servers/{server}/clone"), "name copy"),
        16 => client.post(["/servers/start", "/servers/stop", "/guest/destroy"][dice.roll(3)], several),
        17 if client.cloud.groups() < 3 => client.post("/servergroups/create", "name g"),
        17 | 18 => {
            client.post(&format!("/servergroups/{group}/{}", ["add", "remove"][dice.roll(2)]), several)
        }
        19 => client.get(&format!("/servergroups/{group}/{}", ["start", "stop"][dice.roll(2)])),
        20 => {
            let order = "quantity 1\nstart_time 2014-01-01 00:00\nmonths 1";
            client.post(
                ["/subscriptions/network/ip/create", "/subscriptions/network/vlan/calculate"][dice.roll(2)],
                order,
            )
        }
        21 => {
            let order = format!("disk {}\nstart_time 2014-01-01 00:00\nmonths 1", dice.roll(3));
            client.post("/subscriptions/resources/create", order)
        }
        _ => client.post(&format!("/servers/{server}/start"), ""),
    }
}

fn check(client: &Client) {
    let by = |path: &str, key: &str| -> BTreeMap<String, Keys> {
        client.get(path).all().into_iter().map(|one| (one[key].clone(), one)).collect()
    };
    let (servers, drives) = (by("/servers/info", "server"), by("/drives/info", "drive"));
    let listed = |path: &str| client.get(path).lines();
    assert_eq!(listed("/servers/list"), servers.keys().cloned().collect::<Vec<_>>());
    assert_eq!(listed("/drives/list"), drives.keys().cloned().collect::<Vec<_>>());
    assert_eq!((servers.len(), drives.len()), (client.cloud.servers(), client.cloud.drives()));

    // What runs claims its drives, and nothing else does.
    let mut expected = BTreeSet::new();
    for (id, server) in servers.iter().filter(|(_, server)| server["status"] == "active") {
        for (device, drive) in DEVICES.iter().filter_map(|device| Some((device, server.get(*device)?))) {
            assert_eq!(drives[drive]["status"], "active", "{id} runs on a drive that is being filled");
            expected.insert(format!("{drive} {id} {device}"));
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

    // Who is in a group is there.
    for group in listed("/servergroups/list") {
        client.get(&format!("/servergroups/{group}/stop")).lines().iter().for_each(|member| {
            assert!(servers.contains_key(member));
        });
    }

    // All that the balance lost is in the history.
    let spent: Decimal = client
        .get("/transactions/list")
        .all()
        .iter()
        .map(|one| one["total"].parse::<Decimal>().unwrap())
        .sum();
    assert_eq!(client.cloud.balance().parse::<Decimal>().unwrap(), Decimal::new(2000, 0) + spent);
}
