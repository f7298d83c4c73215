//! Networks and static addresses.

use crate::lab::{Lab, text};
use serde_json::json;

#[test]
fn networks_and_addresses_from_first_to_last() {
    let lab = Lab::new();
    let (server, _) = lab.server("web");
    lab.json("servers stop web");
    let lan = lab.json("networks create lan");
    assert_eq!(lan["name"], json!("lan"));
    assert_eq!(lab.json("networks rename lan back")["name"], json!("back"));
    let attached = lab.json("networks attach back web");
    assert_eq!((&attached["id"], &attached["networks"]), (&json!(server), &json!([lan["id"]])), "{attached}");
    assert_eq!(lab.json("networks detach back web")["networks"], json!([]));

    let address = lab.json("addresses create front");
    let ip = text(&address["ip"]);
    assert_eq!(lab.json("addresses list")[0]["id"], address["id"]);
    lab.json("addresses attach front web");
    lab.json("servers start web");
    lab.soon("servers show web", |server| server["public_addresses"] == json!([ip]));
    lab.json("servers stop web");
    lab.json("addresses detach front web");

    let id = text(&address["id"]);
    assert_eq!(lab.json("addresses destroy front --yes")["already_gone"], json!(false));
    assert_eq!(lab.json(&format!("addresses destroy {id} --yes"))["already_gone"], json!(true));
    lab.fails("addresses destroy front --yes", 3, "no address has the id or name \"front\"");
    let id = text(&lan["id"]);
    assert_eq!(lab.json("networks destroy back --yes")["already_gone"], json!(false));
    assert_eq!(lab.json(&format!("networks destroy {id} --yes"))["already_gone"], json!(true));
    lab.fails("networks destroy back --yes", 3, "no network has the id or name \"back\"");
    assert_eq!((lab.json("networks list"), lab.json("addresses list")), (json!([]), json!([])));
}

#[test]
fn a_server_is_made_with_everything() {
    let lab = Lab::new();
    let lan = lab.json("networks create lan");
    let front = lab.json("addresses create front");
    let ids = ["boot", "data", "more"]
        .map(|name| text(&lab.json(&format!("drives create {name} --size 1G"))["id"]));
    let made = lab.json(
        "servers create db --drive boot --cpu-mhz 1000 --memory-mib 512 --address front --network lan \
         --attach data --attach more --tag role=db --stopped",
    );
    assert_eq!((&made["state"], &made["networks"]), (&json!("stopped"), &json!([lan["id"]])), "{made}");
    assert_eq!(made["drives"], json!(ids), "{made}");
    assert!(made["tags"].get("role").is_some(), "{made}");
    lab.json(&format!("servers destroy db --destroy-drive data --destroy-drive {} --yes", ids[2]));
    let left = lab.json("drives list");
    assert_eq!((left.as_array().unwrap().len(), &left[0]["id"]), (1, &json!(ids[0])), "{left}");
    assert_eq!(
        lab.json("addresses list")[0]["id"],
        front["id"],
        "addresses are the account's, not the server's"
    );
}
