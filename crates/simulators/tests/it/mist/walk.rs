//! A long walk through calls at random: whatever is sent, what the service says about itself holds together.

use crate::mist::client::{Client, Got, each};
use anycloud_simulators::mist::{Dialect, Mist};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// xorshift: the same walk in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick(&mut self, from: &[String]) -> String {
        from.get(self.roll(from.len() + 1)).map_or("none", String::as_str).to_owned()
    }
}

#[test]
fn the_service_stays_sound() {
    for (seed, dialect) in [(1, Dialect::January2014), (2, Dialect::May2014), (3, Dialect::Version2)] {
        let client = Client::built(Mist::builder().dialect(dialect));
        let mut dice = Dice(seed);
        for _ in 0..600 {
            let before = client.mist.machines();
            let got = step(&client, &mut dice);
            // Nothing breaks but what the published code broke: tags where there are none, and what is not sold.
            assert!(
                got.status < 500
                    || got.text().starts_with("Internal Server Error: ")
                    || got.text().starts_with("Machine creation failed: "),
                "{}",
                got.text()
            );
            assert!(got.status == 200 || client.mist.machines() <= before, "{}", got.text());
        }
        check(&client);
        assert!(client.mist.succeeded("POST backends/*/machines/MACHINE") > 20, "the walk got nowhere");
    }
}

fn step(client: &Client, dice: &mut Dice) -> Got {
    client.pass(dice.roll(1500) as u64);
    if dice.roll(20) == 0 {
        check(client);
    }
    let backends: Vec<String> = client.mist.backends().into_iter().map(|(id, _)| id).collect();
    let id = dice.pick(&backends);
    let (backend, machines) = (format!("/backends/{id}"), client.mist.machine_ids(&id));
    let machine = format!("{backend}/machines/{}", dice.pick(&machines));
    let key = ["Mykey", "MyKey2", "new"][dice.roll(3)];
    match dice.roll(14) {
        0 | 1 => {
            let list = |what: &str| client.get(&format!("{backend}/{what}"));
            if id == "none" {
                return list("sizes");
            }
            let (sizes, images) = (each(&list("sizes").json(), "id"), each(&list("images").json(), "id"));
            let body = json!({"name": "n", "size": dice.pick(&sizes), "image": dice.pick(&images)});
            client.post(&format!("{backend}/machines"), body)
        }
        2 => client.post(&format!("{machine}/metadata"), json!({"tag": "t"})),
        3 => client.delete(&format!("{machine}/metadata"), json!({"tag": "t"})),
        4 => client.put(&format!("{machine}/keys/{key}"), json!({"host": "h"})),
        5 => client.delete(&format!("{machine}/keys/{key}"), ""),
        6 => {
            let private = client.post("/keys", "").json()["priv"].clone();
            client.put("/keys", json!({"name": "new", "id": "new", "priv": private}))
        }
        7 => client.delete("/keys/new", ""),
        8 => client.post(&format!("/keys/{key}"), ""),
        9 => client.post(&backend, json!({"newState": "False"})),
        10 => client.put(&backend, json!({"new_name": format!("b{}", dice.roll(4))})),
        _ => {
            let action = ["start", "stop", "reboot", "destroy", "dance"][dice.roll(5)];
            client.post(&machine, json!({"action": action}))
        }
    }
}

fn check(client: &Client) {
    let backends = client.get("/backends").json();
    let titles: BTreeSet<String> = each(&backends, "title").into_iter().collect();
    assert_eq!(titles.len(), backends.as_array().unwrap().len(), "titles differ");
    let mut all = BTreeSet::new();
    for id in each(&backends, "id") {
        let machines = client.get(&format!("/backends/{id}/machines")).json();
        for machine in machines.as_array().unwrap() {
            assert!(all.insert((id.clone(), machine["id"].as_str().unwrap().to_owned())), "ids differ");
            let known = ["running", "rebooting", "terminated", "pending", "stopped"];
            let state = machine["state"].as_str().unwrap();
            assert!(known.contains(&state), "{state}");
            let has_address = !machine["public_ips"].as_array().unwrap().is_empty();
            assert_eq!(has_address, !["pending", "terminated"].contains(&state));
            if state == "terminated" {
                assert_eq!(machine["can_destroy"], false);
            }
        }
    }
    assert_eq!(all.len(), client.mist.machines());
    // One key is the default, and keys are on machines that are there.
    let keys = client.get("/keys").json();
    let keys = keys.as_array().unwrap();
    let is_default = |key: &&Value| key.get("default_key").or(key.get("isDefault")) == Some(&json!(true));
    assert_eq!(keys.iter().filter(is_default).count(), usize::from(!keys.is_empty()));
    for machine in keys.iter().flat_map(|key| key["machines"].as_array().unwrap()) {
        let word = |at: usize| machine[at].as_str().unwrap().to_owned();
        assert!(all.contains(&(word(0), word(1))), "{machine}");
    }
}
