//! One JSON object, and how leniently it is read.

use anycloud_core::{Text, Timestamp};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// A JSON object as the provider sent it: its own, `Object<'static>`, or one inside of another.
///
/// Getters are lenient: what is absent, `null` or cannot be what is asked for is absent. Services differ in how they write
/// the same thing, so a number may be text that is one, and text may be a number.
///
/// `Debug` shows the names of the fields only: values may be secrets.
#[derive(Clone, Default, PartialEq)]
pub struct Object<'a>(Cow<'a, Map<String, Value>>);

impl<'a> Object<'a> {
    /// This value, if it is an object; an empty object if not.
    pub fn of(value: &'a Value) -> Self {
        value.as_object().map(|fields| Self(Cow::Borrowed(fields))).unwrap_or_default()
    }

    /// All fields.
    pub fn fields(&self) -> &Map<String, Value> {
        &self.0
    }

    /// A field as it was sent, unless it is `null`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Text that is not empty; not a number, which [`text`](Self::text) takes too.
    pub fn str(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// As [`text`] has it.
    pub fn text(&self, name: &str) -> Option<Text> {
        text(self.get(name)?)
    }

    /// The texts of a list, as [`text`] has them; one text is a list of one.
    pub fn texts(&self, name: &str) -> Vec<Text> {
        match self.get(name) {
            Some(Value::Array(list)) => list.iter().filter_map(text).collect(),
            Some(other) => text(other).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// A whole number, or text that is one.
    pub fn number(&self, name: &str) -> Option<i64> {
        whole(self.get(name)?)?.try_into().ok()
    }

    /// As [`count`] has it.
    pub fn count(&self, name: &str) -> Option<u64> {
        count(self.get(name)?)
    }

    /// A [`count`] of 1 or more; 0 and -1, with which services say that there is none, are absent.
    pub fn positive(&self, name: &str) -> Option<u64> {
        self.count(name).filter(|number| *number > 0)
    }

    /// As [`flag`] has it; absent is `false`.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(flag).unwrap_or_default()
    }

    /// A time in RFC 3339. The year 1, with which Go and .NET say that there is none, is absent.
    pub fn time(&self, name: &str) -> Option<Timestamp> {
        self.str(name).filter(|text| !text.starts_with("0001-"))?.parse().ok()
    }

    /// A list, empty if there is none.
    pub fn list(&self, name: &str) -> &[Value] {
        self.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The objects of a list; what is none is an empty one.
    pub fn objects(&self, name: &str) -> impl Iterator<Item = Object<'_>> {
        self.list(name).iter().map(Object::of)
    }

    /// An object inside of this one; an empty one if there is none.
    pub fn inner(&self, name: &str) -> Object<'_> {
        self.get(name).map(Object::of).unwrap_or_default()
    }

    /// The fields of an object inside of this one that are text, empty ones too: labels, tags. Numbers and all else are
    /// left out.
    pub fn map(&self, name: &str) -> BTreeMap<Text, Text> {
        let fields = self.get(name).and_then(Value::as_object).into_iter().flatten();
        fields.filter_map(|(name, value)| Some((name.as_str().into(), value.as_str()?.into()))).collect()
    }

    /// All of it without what `hide` takes away or replaces: to show to people.
    pub fn shown(&self, hide: impl FnOnce(&mut Value)) -> Value {
        let mut value = Value::Object(self.0.clone().into_owned());
        hide(&mut value);
        value
    }
}

impl From<Map<String, Value>> for Object<'static> {
    fn from(fields: Map<String, Value>) -> Self {
        Self(Cow::Owned(fields))
    }
}

impl fmt::Debug for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Object")?;
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Text that is not empty, or a number as text.
pub fn text(value: &Value) -> Option<Text> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.as_str().into()),
        Value::Number(number) => Some(number.to_string().into()),
        _ => None,
    }
}

/// A whole number from 0 on, or text that is one.
pub fn count(value: &Value) -> Option<u64> {
    whole(value)?.try_into().ok()
}

/// `true` for `true`, any number but 0, and the texts `true` (in any case) and `1`; `false` for `false`, 0, and the
/// texts `false` and `0`; `None` for all else.
pub fn flag(value: &Value) -> Option<bool> {
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

fn whole(value: &Value) -> Option<i128> {
    match value {
        Value::Number(number) => number.as_i128().or_else(|| exact(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok().or_else(|| exact(text.trim().parse().ok()?)),
        _ => None,
    }
}

/// `1024.0`, as some libraries write what they have multiplied. Exact up to 2⁵³.
fn exact(number: f64) -> Option<i128> {
    (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0).then_some(number as i128)
}
