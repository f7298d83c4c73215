//! Values of the file, taken one by one.
//!
//! By hand, because a derived reader quotes the value that it refuses, and that may be the secret.

use std::time::Duration;
use toml::{Table, Value};
use url::Url;

/// Why a value was refused, with the key's path and without the value.
pub(super) type Refusal = String;

/// Refuses a key that nobody would read.
pub(super) fn only_known(table: &Table, allowed: &[&str]) -> Result<(), Refusal> {
    match table.keys().find(|key| !allowed.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(format!("the key {key:?} is not known; allowed: {}", allowed.join(", "))),
    }
}

pub(super) fn table<'a>(value: &'a Value, path: &str) -> Result<&'a Table, Refusal> {
    value.as_table().ok_or_else(|| format!("{path} must be a table, not {}", value.type_str()))
}

pub(super) fn text(value: &Value, path: &str) -> Result<String, Refusal> {
    let text = value.as_str().ok_or_else(|| format!("{path} must be text, not {}", value.type_str()))?;
    if text.is_empty() { Err(format!("{path} is empty")) } else { Ok(text.to_owned()) }
}

pub(super) fn flag(value: &Value, path: &str) -> Result<bool, Refusal> {
    value.as_bool().ok_or_else(|| format!("{path} must be true or false, not {}", value.type_str()))
}

/// Texts, of which there is one at least.
pub(super) fn words(value: &Value, path: &str) -> Result<Vec<String>, Refusal> {
    let refuse = || format!("{path} must be an array of text, with one at least");
    let words = value.as_array().ok_or_else(refuse)?;
    let words: Option<Vec<String>> = words.iter().map(|word| word.as_str().map(str::to_owned)).collect();
    words.filter(|words| words.first().is_some_and(|first| !first.is_empty())).ok_or_else(refuse)
}

/// A URL may carry credentials, so neither it nor the parser's error is repeated.
pub(super) fn url(value: &Value, path: &str) -> Result<Url, Refusal> {
    Url::parse(&text(value, path)?).map_err(|e| format!("{path} is not a URL ({e})"))
}

/// A whole number above zero.
pub(super) fn count(value: &Value, path: &str) -> Result<u32, Refusal> {
    let number = value.as_integer().and_then(|number| u32::try_from(number).ok());
    number.filter(|number| *number > 0).ok_or_else(|| format!("{path} must be a whole number above 0"))
}

/// Seconds as a number, or a number and `ms`, `s`, `m` or `h`.
pub(super) fn duration(value: &Value, path: &str) -> Result<Duration, Refusal> {
    let refuse =
        || format!("{path} must be a time such as \"90s\", \"500ms\", \"2m\", \"1h\", or whole seconds");
    let found = match value {
        Value::Integer(seconds) => u64::try_from(*seconds).ok().map(Duration::from_secs),
        Value::String(text) => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let (number, unit) = text.split_at(digits);
            let number: Option<u64> = number.parse().ok();
            match (number, unit) {
                (Some(n), "ms") => Some(Duration::from_millis(n)),
                (Some(n), "" | "s") => Some(Duration::from_secs(n)),
                (Some(n), "m") => n.checked_mul(60).map(Duration::from_secs),
                (Some(n), "h") => n.checked_mul(3600).map(Duration::from_secs),
                _ => None,
            }
        }
        _ => None,
    };
    found.filter(|time| !time.is_zero()).ok_or_else(refuse)
}
