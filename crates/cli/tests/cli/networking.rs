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
    // A server that runs has its address when it has booted.
    let has_it = |_: &u32| lab.json("servers show web")["public_addresses"] == json!([ip]);
    assert!((0..50).find(has_it).is_some());
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
