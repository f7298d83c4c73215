//! Several servers by one command: what became of each.

use crate::lab::{Lab, text};
use serde_json::{Value, json};

const CREATE: &str = "--cpu-mhz 1000 --memory 512M --drive-size 10G --count";

fn create(lab: &Lab, name: &str, count: u32) -> String {
    let image = text(&lab.json("images list")[0]["id"]);
    format!("servers create {name} --image {image} {CREATE} {count}")
}

#[test]
fn several_servers_are_made_and_each_is_said() {
    let lab = Lab::new();
    let made = lab.json(&create(&lab, "web", 3));
    let listed = lab.json("servers list");
    for (n, made) in made.as_array().unwrap().iter().enumerate() {
        let name = format!("web-{}", n + 1);
        let server = listed.as_array().unwrap().iter().find(|s| s["name"] == json!(name)).unwrap();
        assert_eq!(*made, json!({ "name": name, "id": server["id"] }));
        assert_eq!(server["state"], json!("running"));
    }
    assert_eq!((made.as_array().unwrap().len(), lab.simulator.inner().servers()), (3, 3));
    let table = lab.run(&create(&lab, "one", 1));
    assert_eq!(table.code, Some(0), "{table:?}");
    assert!(table.stdout.starts_with("NAME") && table.stdout.contains("one-1"), "{table:?}");
}

#[test]
fn one_that_is_refused_takes_no_other_with_it() {
    let lab = Lab::new();
    let words = create(&lab, "web", 4);
    lab.fault(r#"{"on": "POST /servers/create", "fault": {"refused": {"code": "billing"}}}"#);
    let ended = lab.run(&format!("{words} -o json"));
    assert_eq!(ended.code, Some(5), "{ended:?}");
    let rows: Vec<Value> = serde_json::from_str(&ended.stdout).unwrap();
    let failed: Vec<&Value> = rows.iter().filter(|row| row["id"].is_null()).collect();
    let [failed] = failed[..] else { panic!("one request was refused: {ended:?}") };
    assert!(text(&failed["error"]).contains("billing"), "{failed}");
    assert!(
        ended.stderr.lines().any(|line| line.starts_with("error: ") && line.contains("billing")),
        "{ended:?}"
    );
    assert_eq!(rows.len(), 4);
    assert_eq!(
        (lab.simulator.inner().servers(), lab.simulator.inner().drives()),
        (3, 3),
        "nothing is left of it"
    );
}

#[test]
fn one_whose_answer_is_lost_names_its_operation() {
    let lab = Lab::new();
    let words = create(&lab, "web", 2);
    lab.fault(r#"{"on": "POST /drives/create", "fault": "drop_after"}"#);
    lab.fault(r#"{"on": "/drives/info", "times": "always", "fault": {"status": {"code": 401}}}"#);
    let ended = lab.run(&format!("{words} -o json"));
    lab.simulator.disarm();
    assert_eq!(ended.code, Some(7), "{ended:?}");
    let rows: Vec<Value> = serde_json::from_str(&ended.stdout).unwrap();
    let lost: Vec<&Value> = rows.iter().filter(|row| row["id"].is_null()).collect();
    let [lost] = lost[..] else { panic!("one reply was lost: {ended:?}") };
    let operation = text(&lost["operation"]);
    assert!(ended.stderr.contains(&format!("anycloud operations resume {operation}")), "{ended:?}");
    assert_eq!(lab.json(&format!("operations resume {operation}"))["state"], json!("done"));
    assert_eq!(
        (lab.simulator.inner().servers(), lab.simulator.inner().drives()),
        (2, 2),
        "none is made twice"
    );
}

#[test]
fn each_operation_is_said_when_it_begins_and_how_to_go_on_with_each() {
    let lab = Lab::new();
    let words = create(&lab, "web", 3);
    lab.fault(r#"{"on": "POST /drives/create", "times": 2, "fault": "drop_after"}"#);
    lab.fault(r#"{"on": "/drives/info", "times": "always", "fault": {"status": {"code": 401}}}"#);
    let ended = lab.run(&format!("{words} -o json"));
    lab.simulator.disarm();
    assert_eq!(ended.code, Some(7), "{ended:?}");
    let rows: Vec<Value> = serde_json::from_str(&ended.stdout).unwrap();
    let begun: Vec<(&str, &str)> =
        ended.stderr.lines().filter_map(|line| line.strip_prefix("operation ")?.split_once("  ")).collect();
    let mut names: Vec<&str> = begun.iter().map(|(_, name)| *name).collect();
    names.sort_unstable();
    assert_eq!(names, ["web-1", "web-2", "web-3"], "{ended:?}");
    let lost: Vec<&Value> = rows.iter().filter(|row| row["id"].is_null()).collect();
    assert_eq!(lost.len(), 2, "{ended:?}");
    for row in lost {
        let (operation, name) = (text(&row["operation"]), text(&row["name"]));
        assert!(begun.contains(&(&operation, &name)), "{ended:?}");
        for verb in ["resume", "undo"] {
            assert!(ended.stderr.contains(&format!("anycloud operations {verb} {operation}")), "{ended:?}");
        }
    }
    let error = ended.stderr.lines().rfind(|line| line.starts_with("error: ")).unwrap();
    let first = rows.iter().find(|row| row["id"].is_null()).unwrap();
    assert_eq!(error, format!("error: {}", text(&first["error"])), "the last is that of the exit code");
}
