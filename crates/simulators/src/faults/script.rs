//! The script of faults, and its JSON form.

use crate::pattern::Pattern;
use http::{HeaderMap, HeaderValue, header::RETRY_AFTER};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rules for faults, in the order in which they are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FaultScript {
    /// The rules.
    pub rules: Vec<FaultRule>,
}

impl FaultScript {
    /// A script of these rules.
    pub fn new(rules: impl IntoIterator<Item = FaultRule>) -> Self {
        Self { rules: rules.into_iter().collect() }
    }

    /// Reads the JSON form, of which the crate's README has a sample.
    ///
    /// # Errors
    /// If it is not JSON of that form, or a rule cannot ever act as it is written.
    pub fn from_json(text: &str) -> Result<Self, FaultScriptError> {
        if text.trim_start().starts_with('[') {
            // serde would read an array as the fields in order.
            let message = "an object is expected, not an array".to_owned();
            return Err(FaultScriptError::Json { line: 1, column: 1, message });
        }
        let script: Self = serde_json::from_str(text).map_err(|error| FaultScriptError::Json {
            line: error.line(),
            column: error.column(),
            message: error.to_string(),
        })?;
        for (index, rule) in script.rules.iter().enumerate() {
            rule.fault.check().map_err(|message| FaultScriptError::Rule { index, message })?;
        }
        Ok(script)
    }
}

/// Why a script was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultScriptError {
    /// It is not JSON of the documented form; an unknown field counts, too.
    #[error("fault script, line {line} column {column}: {message}")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// A rule of the right form says something impossible.
    #[error("fault script, rules[{index}]: {message}")]
    Rule {
        /// Which rule, from 0.
        index: usize,
        /// What is wrong with it.
        message: String,
    },
}

/// On which requests a fault acts, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FaultRule {
    /// `METHOD /path`, `/path` or `*`. In a path `*` is one segment, and as the last segment the rest.
    #[serde(with = "pattern")]
    on: (String, Pattern),
    /// How many matching requests pass first.
    #[serde(default)]
    pub skip: u64,
    /// On how many it then acts; once, if nothing is said.
    #[serde(default)]
    pub times: Times,
    /// What it does.
    pub fault: Fault,
}

impl FaultRule {
    /// `fault`, once, on the next request that `on` matches: `METHOD /path`, `/path` or `*`. In a path `*` is one
    /// segment, and as the last one the rest.
    ///
    /// # Errors
    /// If `on` is no such pattern, or `fault` cannot be sent: its status, a header or a date.
    pub fn new(on: &str, fault: Fault) -> Result<Self, FaultScriptError> {
        let pattern = Pattern::parse(on)
            .map_err(|error| FaultScriptError::Rule { index: 0, message: error.to_string() })?;
        fault.check().map_err(|message| FaultScriptError::Rule { index: 0, message })?;
        Ok(Self { on: (on.to_owned(), pattern), skip: 0, times: Times::default(), fault })
    }

    /// The same, after `skip` matching requests have passed.
    #[must_use]
    pub fn skip(mut self, skip: u64) -> Self {
        self.skip = skip;
        self
    }

    /// The same, on so many requests.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Times::Count(times);
        self
    }

    /// The same, on every request from then on.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.times = Times::Always;
        self
    }

    /// The pattern, as it was written.
    pub fn on(&self) -> &str {
        &self.on.0
    }

    pub(super) fn matches(&self, method: &http::Method, path: &str) -> bool {
        self.on.1.matches(method, path)
    }
}

/// How often a rule acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "a number or \"always\"")]
#[non_exhaustive]
pub enum Times {
    /// Every time.
    #[serde(with = "always")]
    Always,
    /// So many times.
    Count(u64),
}

impl Default for Times {
    fn default() -> Self {
        Self::Count(1)
    }
}

/// What a rule does to a request.
///
/// "Acted" says whether the provider did what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Fault {
    /// The provider's own "busy"; not acted.
    Busy,
    /// The answer comes later; acted at once.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// Acted, but the connection closes without an answer.
    DropAfter,
    /// The connection closes without an answer; not acted.
    DropBefore,
    /// 200 and bytes that are no text in any format; not acted.
    Garbage,
    /// 200 and a web page, as a captive portal sends; not acted.
    Html,
    /// 429; not acted.
    RateLimited {
        /// When to come again.
        retry_after: RetryAfter,
    },
    /// The provider's own refusal with this code (ElasticHosts: `billing`, `full`, …); not acted.
    Refused {
        /// The code.
        code: String,
    },
    /// The last good answer to the same method and path since the rule was armed, or the provider's "missing" if there
    /// is none: a replica that lags behind; not acted. An answer that met another fault than a delay is not repeated.
    Stale,
    /// No answer ever; not acted.
    Stall,
    /// No answer ever; acted.
    StallAfter,
    /// This status instead of an answer; not acted.
    Status {
        /// HTTP status, 200 to 599.
        code: u16,
        /// The body.
        #[serde(default)]
        body: String,
        /// More headers.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        headers: BTreeMap<String, String>,
        /// When to come again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<RetryAfter>,
    },
    /// Acted, but the connection closes after this many bytes of the answer's body.
    Truncate {
        /// Bytes of the body.
        bytes: usize,
    },
}

impl Fault {
    fn check(&self) -> Result<(), String> {
        let retry_after = match self {
            Self::RateLimited { retry_after } => Some(retry_after),
            Self::Status { code, headers, retry_after, .. } => {
                if !(200..=599).contains(code) {
                    return Err(format!("{code} is no status that ends an exchange"));
                }
                for (name, value) in headers {
                    if http::HeaderName::from_bytes(name.as_bytes()).is_err()
                        || HeaderValue::from_str(value).is_err()
                    {
                        return Err(format!("{name:?}: {value:?} is no header"));
                    }
                }
                retry_after.as_ref()
            }
            _ => None,
        };
        match retry_after {
            Some(RetryAfter::Date(date)) if !is_http_date(date) => {
                Err(format!("{date:?} is no HTTP date such as `Sun, 06 Nov 1994 08:49:37 GMT`"))
            }
            _ => Ok(()),
        }
    }
}

/// The value of a `Retry-After` header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "seconds as a number, or an HTTP date as a string")]
#[non_exhaustive]
pub enum RetryAfter {
    /// An HTTP date, sent as it is.
    Date(String),
    /// Seconds.
    Seconds(u64),
}

impl RetryAfter {
    pub(super) fn write(&self, headers: &mut HeaderMap) {
        let value = match self {
            Self::Date(date) => HeaderValue::from_str(date).ok(),
            Self::Seconds(seconds) => Some(HeaderValue::from(*seconds)),
        };
        if let Some(value) = value {
            headers.insert(RETRY_AFTER, value);
        }
    }
}

/// Only the form that RFC 9110 lets servers send.
fn is_http_date(text: &str) -> bool {
    let shape = "Aaa, 00 Aaa 0000 00:00:00 GMT";
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).enumerate().all(|(at, (given, wanted))| match wanted {
            _ if at >= 26 => given == wanted,
            b'0' => given.is_ascii_digit(),
            b'A' => given.is_ascii_uppercase(),
            b'a' => given.is_ascii_lowercase(),
            other => given == other,
        })
}

mod pattern {
    use crate::pattern::Pattern;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(on: &(String, Pattern), to: S) -> Result<S::Ok, S::Error> {
        on.0.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<(String, Pattern), D::Error> {
        let text = String::deserialize(from)?;
        let pattern = Pattern::parse(&text).map_err(D::Error::custom)?;
        Ok((text, pattern))
    }
}

mod always {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str("always")
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<(), D::Error> {
        match String::deserialize(from)?.as_str() {
            "always" => Ok(()),
            other => Err(D::Error::custom(format!("`{other}` is neither a number nor `always`"))),
        }
    }
}
