//! CloudSigma: the main job, copies, and what it alone has, among servers that are not meant.

use crate::lab::{Lab, text};
use anycloud_simulators::cloudsigma::CloudSigma;
use serde_json::{Value, json};

/// An account with three servers, of which no command is to touch one that it was not told.
fn lab() -> Lab<CloudSigma> {
    Lab::sigma(CloudSigma::builder().filled(3))
}

fn states(lab: &Lab<CloudSigma>) -> Vec<(String, String)> {
    let servers = lab.json("servers list");
    servers.as_array().unwrap().iter().map(|s| (text(&s["name"]), text(&s["state"]))).collect()
}

fn others(lab: &Lab<CloudSigma>, but: &[&str]) -> Vec<(String, String)> {
    states(lab).into_iter().filter(|(name, _)| !but.contains(&name.as_str())).collect()
}

#[test]
fn a_server_from_first_to_last() {
    let lab = lab();
    let before = states(&lab);
    assert_eq!(lab.json("clouds verify")[0]["ok"], json!(true));
    assert_eq!(lab.json("capabilities")["billing"]["balance"], json!("yes"));
    let images = lab.json("images list");
    let create = format!(
        "servers create web --image {} --cpu-mhz 1500 --memory-mib 1024 --drive-size 20G",
        text(&images[0]["id"])
    );
    let made = lab.json(&create);
    let (id, drive) = (text(&made["id"]), text(&made["drives"][0]));
    assert_eq!((&made["name"], &made["state"]), (&json!("web"), &json!("running")), "{made}");
    assert_eq!((&made["memory_bytes"], &lab.json("drives show web")["id"]), (&json!(1 << 30), &json!(drive)));
    lab.soon("servers show web", |server| {
        server["public_addresses"].as_array().is_some_and(|a| !a.is_empty())
    });

    assert_eq!(lab.json("servers stop web")["state"], json!("stopped"));
    assert_eq!(lab.json("servers start web")["state"], json!("running"));
    assert_eq!(lab.json("servers reboot web")["state"], json!("running"));
    assert_eq!(lab.json("servers shutdown web")["state"], json!("stopped"));
    let resized = lab.json("servers update web --cpu-mhz 2000 --memory-mib 2048 --name api");
    assert_eq!((&resized["memory_bytes"], &resized["name"]), (&json!(2_u64 << 30), &json!("api")));
    lab.json("drives create data --size 1G");
    lab.json("drives attach data api");
    assert_eq!(lab.json("servers show api")["drives"].as_array().unwrap().len(), 2);
    lab.json("drives detach data api");
    assert_eq!(lab.json("drives clone data more")["name"], json!("more"));
    assert_eq!(others(&lab, &["api"]), before, "nobody else was touched");

    // A running server is destroyed, too: it is stopped first, and no other is.
    lab.json("servers start api");
    let gone = lab.json(&format!("servers destroy {id} --destroy-drives --expect-name api --yes"));
    assert_eq!(gone, json!({ "id": id, "destroyed": true, "already_gone": false }));
    let again = lab.json(&format!("servers destroy {id} --keep-drives --yes"));
    assert_eq!(again["already_gone"], json!(true));
    assert!(!lab.simulator.inner().drive_ids().contains(&drive));
    assert_eq!(states(&lab), before);
}

#[test]
fn a_server_is_copied_with_its_drives() {
    let lab = lab();
    let source = lab.json("servers show server-1");
    let copy = lab.json("servers clone server-1 copy");
    assert_eq!((&copy["name"], &copy["memory_bytes"]), (&json!("copy"), &source["memory_bytes"]), "{copy}");
    assert_ne!(copy["id"], source["id"]);
    assert_ne!(copy["drives"], source["drives"], "drives of its own");
    assert_eq!((lab.simulator.inner().servers(), lab.simulator.inner().drives()), (4, 4));
    assert_eq!(others(&lab, &["copy"]).len(), 3);
    lab.json("servers destroy copy --destroy-drives --yes");
    assert_eq!((lab.simulator.inner().servers(), lab.simulator.inner().drives()), (3, 3));
    lab.fails("servers clone nothing copy", 3, "no server has the id or name");
}

#[test]
fn an_image_of_the_service_can_be_copied_like_a_drive() {
    let lab = lab();
    let image = text(&lab.json("images list")[0]["id"]);
    let copy = lab.json(&format!("drives clone {image} cp"));
    assert_eq!((&copy["name"], lab.simulator.inner().drives()), (&json!("cp"), 4), "{copy}");
    lab.fails("drives clone nothing cp", 3, "no drive has the id or name");
}

#[test]
fn groups_are_what_it_alone_has() {
    let lab = lab();
    let listed = lab.json("native");
    let names: Vec<String> = listed.as_array().unwrap().iter().map(|c| text(&c["name"])).collect();
    for name in ["groups list", "groups create", "groups destroy", "profile show"] {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
    let table = lab.run("native").stdout;
    assert!(table.starts_with("COMMAND") && table.contains("groups create NAME"), "{table}");
    assert_eq!(lab.json("native cloudsigma"), listed);
    assert_eq!(lab.simulator.inner().requests(), 0, "the list is known without asking");

    lab.json("native cloudsigma groups create web front");
    assert_eq!(lab.simulator.inner().groups(), 1);
    let id = lab.simulator.inner().group_ids()[0].clone();
    let info = lab.json(&format!("native cloudsigma groups show {id}"));
    assert_eq!((&info["name"], &info["description"]), (&json!("web"), &json!("front")), "{info}");
    assert!(lab.run(&format!("native cloudsigma groups show {id}")).stdout.contains("front"));
    assert!(lab.run("native cloudsigma groups list").stdout.contains(&id));

    // Stopping the group stops its member, and nobody else.
    let member = text(&lab.json("servers show server-1")["id"]);
    lab.json(&format!("native cloudsigma groups add {id} {member}"));
    lab.json(&format!("native cloudsigma groups stop {id}"));
    let running = |name: &str| lab.json(&format!("servers show {name}"))["state"] == json!("running");
    assert_eq!(["server-0", "server-1", "server-2"].map(running), [true, false, true]);

    lab.fails(&format!("native cloudsigma groups destroy {id}"), 2, "destroying asks first");
    lab.json(&format!("native cloudsigma groups destroy {id} --yes"));
    assert_eq!((lab.simulator.inner().groups(), lab.simulator.inner().servers()), (0, 3));
}

#[test]
fn native_commands_that_are_wrong_are_refused_before_any_request() {
    let lab = lab();
    lab.fails("native elastichosts groups list", 2, "is of the provider cloudsigma, not elastichosts");
    lab.fails("native groups list", 2, "is of the provider cloudsigma, not groups");
    lab.fails("native cloudsigma groups", 2, "there are ");
    lab.fails("native cloudsigma groups rename-all", 2, "groups list");
    lab.fails("native cloudsigma dance", 5, "cloudsigma has no command \"dance\" of its own");
    lab.fails("native cloudsigma groups create", 2, "usage: groups create NAME");
    lab.fails("native cloudsigma groups list more", 2, "usage: groups list");
    lab.fails("native cloudsigma profile set currency=USD", 2, "currency");
    assert_eq!(lab.simulator.inner().requests(), 0);
}

#[test]
fn many_are_destroyed_and_the_others_are_not() {
    let lab = lab();
    let ids =
        ["server-0", "server-2"].map(|name| text(&lab.json(&format!("servers show {name}"))["id"])).join(" ");
    lab.fails(&format!("native cloudsigma servers destroy-many {ids}"), 2, "destroying asks first");
    lab.json(&format!("native cloudsigma servers stop-many {ids}"));
    lab.json(&format!("native cloudsigma servers destroy-many {ids} --yes"));
    assert_eq!(states(&lab), [("server-1".to_owned(), "running".to_owned())]);
}

#[test]
fn the_secret_of_the_profile_is_not_shown() {
    let lab = lab();
    let profile = lab.json("native cloudsigma profile show");
    assert_eq!(profile["email"], json!(lab.simulator.inner().user()), "{profile}");
    for words in ["native cloudsigma profile show", "native cloudsigma profile show -o json -vv"] {
        let shown = lab.run(words);
        assert_eq!(shown.code, Some(0), "{shown:?}");
        assert!(!format!("{shown:?}").contains("simulated-secret-key"), "{shown:?}");
        assert!(!shown.stderr.contains("Basic "), "{shown:?}");
    }
}

#[test]
fn the_options_of_the_configuration_work() {
    let lab = lab();
    let cloud = lab.cloud("sim", crate::lab::CANARY);
    let stopped = |more: &str| -> Value {
        lab.write("config.toml", &format!("{cloud}{more}"));
        if lab.json("servers show server-2")["state"] == json!("stopped") {
            lab.json("servers start server-2");
        }
        lab.simulator.inner().reset_counts();
        let stopped = lab.json("servers stop server-2");
        assert_eq!(stopped["state"], json!("stopped"));
        json!(lab.simulator.inner().calls("GET servers/SERVER/stop"))
    };
    assert_eq!(stopped(""), json!(0));
    assert_eq!(stopped("legacy_get_actions = true\n"), json!(1));
    assert_eq!(stopped("guests = true\n"), json!(0));
    lab.write("config.toml", &format!("{cloud}dialect = \"2.0\"\n"));
    lab.fails("servers list", 2, "`dialect` is no option of the provider cloudsigma");
}
