//! Reading a JSON object.

use anycloud_core::{Text, Timestamp};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The object of a record, whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Object(pub(crate) Map<String, Value>);

impl Object {
    /// What is there and not `null`.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Text that is not empty.
    pub(crate) fn str(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    pub(crate) fn text(&self, name: &str) -> Option<Text> {
        self.str(name).map(Text::from)
    }

    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.as_i64()
    }

    /// A number for which the engine says 0, or -1, when there is none.
    pub(crate) fn positive(&self, name: &str) -> Option<u64> {
        self.get(name)?.as_u64().filter(|number| *number > 0)
    }

    /// Absent is `false`.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    pub(crate) fn texts(&self, name: &str) -> Vec<Text> {
        self.list(name).iter().filter_map(Value::as_str).map(Text::from).collect()
    }

    pub(crate) fn list(&self, name: &str) -> &[Value] {
        self.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// An object inside this one; an empty one if there is none.
    pub(crate) fn inner(&self, name: &str) -> Self {
        Self::of(self.get(name))
    }

    pub(crate) fn of(value: Option<&Value>) -> Self {
        Self(value.and_then(Value::as_object).cloned().unwrap_or_default())
    }

    /// An object whose values are texts.
    pub(crate) fn map(&self, name: &str) -> BTreeMap<Text, Text> {
        let fields = self.get(name).and_then(Value::as_object).into_iter().flatten();
        fields.filter_map(|(name, value)| Some((name.as_str().into(), value.as_str()?.into()))).collect()
    }

    /// A time in RFC 3339. The engine says the year 1 when there is none.
    pub(crate) fn time(&self, name: &str) -> Option<Timestamp> {
        self.str(name).filter(|text| !text.starts_with("0001-"))?.parse().ok()
    }

    /// The object without secrets, for people.
    pub(crate) fn shown(&self) -> Value {
        let mut value = Value::Object(self.0.clone());
        hide(&mut value);
        value
    }
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::Array(lines) if name == "Env" => lines.iter_mut().for_each(hide_variable),
                    Value::String(text) if is_secret(name) && !text.is_empty() => *value = "***".into(),
                    Value::Object(_) if name == "JoinTokens" => *value = "***".into(),
                    Value::Object(options) if matches!(&**name, "DriverOpts" | "Options") => {
                        options.values_mut().for_each(hide_option);
                        hide(value);
                    }
                    _ => hide(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(hide),
        _ => {}
    }
}

/// `NAME=value`: passwords are handed to containers this way.
fn hide_variable(line: &mut Value) {
    if let Some((name, _)) = line.as_str().and_then(|line| line.split_once('=')) {
        *line = format!("{name}=***").into();
    }
}

/// An option of a volume or network may be a list of options itself, `username=me,password=…` of a share, whose names
/// are known to the kernel alone; and an address may hold a password.
fn hide_option(option: &mut Value) {
    let Some(text) = option.as_str() else { return };
    let shown = |item: &str| match item.split_once('=') {
        Some((name, _)) => format!("{name}=***"),
        None => item.to_owned(),
    };
    let list: Vec<String> = text.split(',').map(shown).collect();
    let mut shown = list.join(",");
    if let (Some(begin), Some(end)) = (shown.find("//"), shown.rfind('@'))
        && begin < end
    {
        shown.replace_range(begin + 2..end, "***");
    }
    *option = shown.into();
}

/// Fields that hold a secret: join tokens of swarms, credentials of registries, options of volume drivers and logs.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(&*name, "auth" | "pass")
        || ["credential", "passphrase", "password", "passwd", "secret", "token"]
            .iter()
            .any(|part| name.contains(part))
}
