//! Reading a JSON object that many providers had a hand in.

use super::secrets;
use anycloud_core::Text;
use serde_json::{Map, Value};

/// The object of a record, whole.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Object(pub(crate) Map<String, Value>);

impl Object {
    /// What is there and not `null`.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Text, or a number as text; empty text is absent.
    pub(crate) fn text(&self, name: &str) -> Option<Text> {
        text(self.get(name)?)
    }

    /// A number, or text that is one.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        number(self.get(name)?)
    }

    /// A bool, in any of the spellings seen; absent is `false`.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(flag).unwrap_or_default()
    }

    /// The texts of a list; one text counts as a list of one.
    pub(crate) fn texts(&self, name: &str) -> Vec<Text> {
        match self.get(name) {
            Some(Value::Array(list)) => list.iter().filter_map(text).collect(),
            Some(other) => text(other).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// An object inside this one.
    pub(crate) fn inner(&self, name: &str) -> Option<&Map<String, Value>> {
        self.get(name)?.as_object()
    }

    /// The object without secrets, for people.
    pub(crate) fn shown(&self) -> Value {
        let mut value = Value::Object(self.0.clone());
        secrets::hide(&mut value);
        value
    }
}

pub(crate) fn text(value: &Value) -> Option<Text> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.as_str().into()),
        Value::Number(number) => Some(number.to_string().into()),
        _ => None,
    }
}

pub(crate) fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok().or_else(|| whole(text.trim().parse().ok()?)),
        _ => None,
    }
}

/// `1024.0`, as some providers' libraries write what they have multiplied. Exact up to 2⁵³.
fn whole(number: f64) -> Option<u64> {
    let exact = number.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&number);
    exact.then_some(number as u64)
}

pub(crate) fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => Some(number.as_u64() != Some(0)),
        Value::String(word) => match word.to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}
