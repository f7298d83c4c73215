//! The README's table of capabilities is what the driver says.

use anycloud_core::{CloudId, Provider};
use anycloud_docker::{Config, Docker};
use serde_json::Value;

#[test]
fn the_table_of_capabilities_is_true() {
    let driver = Docker::new(CloudId::new("x"), Config::new("unix:///run/docker.sock")).unwrap();
    let mut rows = Vec::new();
    walk("", &serde_json::to_value(driver.capabilities()).unwrap(), &mut rows);
    rows.sort();
    let readme = include_str!("../../README.md");
    let table =
        readme.split("| capability | support |\n|---|---|\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let mut written: Vec<String> = table.lines().map(str::to_owned).collect();
    written.sort();
    assert_eq!(written, rows);
}

fn walk(path: &str, value: &Value, rows: &mut Vec<String>) {
    let shown = match value {
        Value::Object(map) if map.len() == 2 && map.contains_key("min") => {
            format!("{} to {}", map["min"], map["max"])
        }
        Value::Object(map) => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                walk(&path, value, rows);
            }
            return;
        }
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        Value::Null => "no".to_owned(),
        Value::String(word) => word.clone(),
        other => other.to_string(),
    };
    rows.push(format!("| {path} | {shown} |"));
}
