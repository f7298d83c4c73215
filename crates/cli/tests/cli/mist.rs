//! Mist.io: a cloud that holds clouds.

use crate::lab::{CANARY, Lab, text};
use anycloud_simulators::mist::Mist;
use serde_json::{Value, json};

/// The names of the clouds inside, by their providers' ids.
fn inside(lab: &Lab<Mist>) -> Vec<String> {
    let inner = lab.json("clouds inside sim");
    inner.as_array().unwrap().iter().map(|cloud| text(&cloud["name"])).collect()
}

/// The inner cloud one of whose sizes is this.
fn with_size(lab: &Lab<Mist>, size: &str) -> String {
    let has = |cloud: &String| {
        let sizes = lab.json(&format!("sizes list --cloud {cloud}"));
        sizes.as_array().unwrap().iter().any(|one| one["id"] == json!(size))
    };
    inside(lab).into_iter().find(has).unwrap()
}

fn states(lab: &Lab<Mist>, cloud: &str) -> Vec<(String, String)> {
    let servers = lab.json(&format!("servers list --cloud {cloud}"));
    servers.as_array().unwrap().iter().map(|s| (text(&s["id"]), text(&s["state"]))).collect()
}

#[test]
fn a_machine_of_an_inner_cloud_from_first_to_last() {
    let lab = Lab::mist();
    assert_eq!(lab.json("clouds verify")[0]["ok"], json!(true));
    assert_eq!(inside(&lab).len(), 8);
    let verified = lab.json(&format!("clouds verify {}", inside(&lab)[0]));
    assert_eq!(verified[0]["ok"], json!(true), "{verified}");
    let cloud = with_size(&lab, "t1.micro");
    let can = lab.json(&format!("capabilities --cloud {cloud}"));
    assert_eq!(
        can["networking"]["networks"],
        json!("no"),
        "asked for, as the dialect is not declared: {can}"
    );
    let prices = lab.json(&format!("sizes list --cloud {cloud}"))[0]["prices"].clone();
    let linux = prices.as_array().unwrap().iter().find(|price| price["system"] == json!("linux")).unwrap();
    assert_eq!(linux["price"], json!({"amount": "0.027", "currency": "USD"}));
    assert_eq!(linux["period"], json!("hour"));

    let before = states(&lab, &cloud);
    assert!(before.len() >= 3, "{before:?}");
    let image = text(&lab.json(&format!("images list --cloud {cloud}"))[0]["id"]);
    let script = lab.write("script.sh", &format!("echo {CANARY}\n"));
    let create = format!(
        "servers create web --image {image} --size t1.micro --location 0 --user-data {} --cloud {cloud}",
        script.display()
    );
    let made = lab.json(&create);
    let id = text(&made["id"]);
    assert_eq!((&made["name"], &made["state"]), (&json!("web"), &json!("running")), "{made}");
    lab.json(&format!("servers update {id} --tag blue= --cloud {cloud}"));
    let tagged = lab.json(&format!("servers show {id} --cloud {cloud}"));
    assert!(tagged["tags"].as_object().unwrap().contains_key("blue"), "{tagged}");
    assert_eq!(lab.json(&format!("servers stop {id} --cloud {cloud}"))["state"], json!("stopped"));
    lab.fails(&format!("servers reboot {id} --cloud {cloud}"), 5, "but not reboot");
    lab.fails(
        &format!("servers destroy {id} --destroy-drives --yes --cloud {cloud}"),
        5,
        "knows no drives: say that they are kept",
    );
    let gone = lab.json(&format!("servers destroy {id} --keep-drives --yes --cloud {cloud}"));
    assert_eq!(gone["destroyed"], json!(true), "{gone}");
    let after: Vec<_> = states(&lab, &cloud).into_iter().filter(|(other, _)| *other != id).collect();
    assert_eq!(after, before, "nobody else noticed");
}

#[test]
fn what_is_not_there_is_named() {
    let lab = Lab::mist();
    lab.fails("servers list", 5, "ask one of the clouds inside it");
    lab.fails("servers list --cloud sim/nothing", 2, "sim holds no cloud \"nothing\" that can be used");
    lab.fails("servers list --cloud other/nothing", 2, "other");
    let verified = lab.run("clouds verify sim/nothing");
    assert_eq!(verified.code, Some(2), "{verified:?}");
    let cloud = inside(&lab).remove(0);
    lab.fails(&format!("servers show nothing --cloud {cloud}"), 3, "no server has the id or name");
    let create = format!("servers create web --image nothing --size none --cloud {cloud}");
    // The service answers 500 to this, as to a create that failed half-way.
    lab.fails(&create, 7, "Machine creation failed");
    lab.write("config.toml", &lab.cloud("sim", "another-token"));
    lab.fails("clouds inside", 4, "");
}

#[test]
fn a_backend_can_be_a_cloud_of_the_configuration() {
    let lab = Lab::mist();
    let cloud = with_size(&lab, "t1.micro");
    let listed: Value = lab.json(&format!("servers list --cloud {cloud}"));
    let backend = cloud.strip_prefix("sim/").unwrap();
    let named = format!("{}backend = \"{backend}\"\n", lab.cloud("web", CANARY));
    lab.write("config.toml", &named);
    assert_eq!(lab.json("servers list"), listed);
    lab.fails("clouds inside", 5, "no clouds inside it");
}
