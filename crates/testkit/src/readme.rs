//! A driver's page says what the driver says of itself.

use anycloud_core::Capabilities;
use serde_json::Value;

/// Holds the table `| capability | support |` of a driver's README to its capabilities, in any order of the rows.
///
/// # Panics
/// If there is no such table, or a row is missing, too many or not true.
pub fn assert_capability_table(readme: &str, capabilities: &Capabilities) {
    let told = serde_json::to_value(capabilities).expect("capabilities are JSON");
    let mut rows = Vec::new();
    walk("", &told, &mut rows);
    rows.sort();
    let head = "| capability | support |\n|---|---|\n";
    let (_, table) = readme.split_once(head).expect("a table of capabilities");
    let mut written: Vec<&str> = table.lines().take_while(|line| line.starts_with('|')).collect();
    written.sort_unstable();
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
