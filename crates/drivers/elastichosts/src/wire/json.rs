//! JSON replies, rewritten as the lines that text replies have, so that everything after has one source.

use anycloud_core::{Error, ErrorKind, Result};
use anycloud_elastic_text::is_key;
use serde_json::{Map, Value};

/// Objects as records between blank lines. A single object is one record.
pub(super) fn records_from(json: &[u8]) -> Result<String> {
    let mut lines = String::new();
    for object in objects(json)? {
        if !lines.is_empty() {
            lines.push('\n');
        }
        for (key, value) in object {
            let Some(value) = scalar(value)? else { continue };
            if !is_key(&key) {
                return Err(unlike("a key of the reply holds a space, a control character or `<`"));
            }
            lines.push_str(&key);
            lines.push(' ');
            lines.push_str(&value.replace('\n', "\\n"));
            lines.push('\n');
        }
    }
    Ok(lines)
}

/// Items of a list as lines of words: each is a string, or an object whose values are the words.
pub(super) fn list_from(json: &[u8], order: &[&str]) -> Result<String> {
    let mut lines = String::new();
    for item in array(json)? {
        let words = match item {
            Value::Object(mut object) => {
                let known = order.iter().filter_map(|key| object.remove(*key));
                known.map(scalar).filter_map(Result::transpose).collect::<Result<Vec<_>>>()?
            }
            other => scalar(other)?.into_iter().collect(),
        };
        lines.push_str(&words.join(" "));
        lines.push('\n');
    }
    Ok(lines)
}

fn objects(json: &[u8]) -> Result<Vec<Map<String, Value>>> {
    array(json)?
        .into_iter()
        .map(|item| match item {
            Value::Object(object) => Ok(object),
            _ => Err(unlike("the reply holds something else than objects")),
        })
        .collect()
}

fn array(json: &[u8]) -> Result<Vec<Value>> {
    if json.trim_ascii().is_empty() {
        return Ok(Vec::new());
    }
    match serde_json::from_slice(json) {
        Ok(Value::Array(items)) => Ok(items),
        Ok(object @ Value::Object(_)) => Ok(vec![object]),
        Ok(_) => Err(unlike("the reply is neither an object nor an array")),
        // serde_json's error may quote the reply, so only its place is told.
        Err(e) => Err(unlike(format!("the reply is not JSON: line {}, column {}", e.line(), e.column()))),
    }
}

/// The service writes numbers as numbers or strings, and several values as an array or as words.
fn scalar(value: Value) -> Result<Option<String>> {
    Ok(Some(match value {
        Value::Null => return Ok(None),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(value) => value,
        Value::Array(values) => {
            let words = values.into_iter().map(scalar).filter_map(Result::transpose);
            words.collect::<Result<Vec<_>>>()?.join(" ")
        }
        Value::Object(_) => return Err(unlike("a value of the reply is an object")),
    }))
}

fn unlike(what: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Decode, what)
}

#[cfg(test)]
mod tests {
    use super::{list_from, records_from};

    #[test]
    fn numbers_strings_and_arrays_are_the_same() {
        let one = br#"{"cpu": 2000, "mem": "512", "persistent": true, "nic:0:dhcp": ["1.2.3.4", "1.2.3.5"], "x": null}"#;
        let lines = records_from(one).unwrap();
        let mut lines: Vec<_> = lines.lines().collect();
        lines.sort_unstable();
        assert_eq!(lines, ["cpu 2000", "mem 512", "nic:0:dhcp 1.2.3.4 1.2.3.5", "persistent true"]);
        assert_eq!(records_from(br#"[{"name":"a\nb"},{"name":""}]"#).unwrap(), "name a\\nb\n\nname \n");
        assert_eq!(records_from(b" []").unwrap(), "");
        assert_eq!(records_from(b"").unwrap(), "");
    }

    #[test]
    fn lists() {
        let order = ["type", "resource"];
        let pairs = br#"[{"resource":"192.168.0.1","type":"ip"}]"#;
        assert_eq!(list_from(pairs, &order).unwrap(), "ip 192.168.0.1\n");
        assert_eq!(list_from(br#"["a","b"]"#, &["drive"]).unwrap(), "a\nb\n");
    }

    #[test]
    fn what_is_not_like_it_is_refused_without_quoting_it() {
        for bad in [
            &b"{hunter2"[..],
            b"\"hunter2\"",
            b"[1, \"hunter2\"]",
            br#"{"a": {"b": "hunter2"}}"#,
            br#"{"hunter2 a": 1}"#,
            br#"{"": 1}"#,
        ] {
            let error = records_from(bad).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
