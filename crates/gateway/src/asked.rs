//! A request, taken apart.

use crate::refusal::{Refusal, Result};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderName, ORIGIN};
use http::{HeaderMap, Method, StatusCode};
use serde_json::{Map, Value};
use std::net::IpAddr;
use url::form_urlencoded;

/// A request, its path in decoded segments.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) from: IpAddr,
    pub(crate) method: Method,
    pub(crate) segments: Vec<String>,
    headers: HeaderMap,
    query: String,
    body: Bytes,
}

impl Asked {
    /// Takes a request apart.
    ///
    /// # Errors
    /// 400 for a path that is no UTF-8 or leads elsewhere.
    pub(crate) fn new(from: IpAddr, request: http::Request<Bytes>) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path().trim_start_matches('/').trim_end_matches('/');
        let segments = if path.is_empty() {
            Vec::new()
        } else {
            path.split('/').map(segment).collect::<Result<Vec<_>>>()?
        };
        let query = parts.uri.query().unwrap_or_default().to_owned();
        Ok(Self { from, method: parts.method, segments, headers: parts.headers, query, body })
    }

    /// Whether a person may have sent it on purpose: pages of other sites may post forms and text to whom they like.
    ///
    /// # Errors
    /// 400 for a body that says it is neither JSON nor a form, 403 for a page of another site.
    pub(crate) fn is_meant(&self) -> Result<()> {
        let kind =
            self.header(CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !matches!(kind.as_str(), "" | "application/json" | "application/x-www-form-urlencoded") {
            return Err(Refusal::bad("the body must be JSON or a form"));
        }
        let own = |origin: &str| origin.split_once("://").is_some_and(|(_, host)| host == self.header(HOST));
        if self.headers.contains_key(ORIGIN) && !own(self.header(ORIGIN)) {
            let what = "a page of another site does not log in here";
            return Err(Refusal::new(StatusCode::FORBIDDEN, "Forbidden", what));
        }
        Ok(())
    }

    fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What the client says: a JSON object or a form, over what the query says. January's clients send forms, and some
    /// send JSON without saying so.
    pub(crate) fn fields(&self) -> Result<Fields> {
        let mut fields = Map::new();
        fields.extend(pairs(self.query.as_bytes()));
        let kind = self.header(CONTENT_TYPE);
        if kind.starts_with("application/x-www-form-urlencoded") && !self.body.trim_ascii().starts_with(b"{")
        {
            fields.extend(pairs(&self.body));
        } else if !self.body.trim_ascii().is_empty() {
            // Where it breaks, and not what is there: that may be a secret.
            let said = serde_json::from_slice::<Value>(&self.body).map_err(|e| {
                Refusal::bad(format!("the body is not JSON: line {}, column {}", e.line(), e.column()))
            })?;
            match said {
                Value::Object(said) => fields.extend(said),
                Value::Null => {}
                _ => return Err(Refusal::bad("the body is not a JSON object")),
            }
        }
        Ok(Fields(fields))
    }
}

/// Whether the client takes JSON and nothing else, so that a refusal is JSON, too.
pub(crate) fn only_json(headers: &HeaderMap) -> bool {
    let accept = headers.get_all(ACCEPT).iter().filter_map(|v| v.to_str().ok());
    let mut kinds =
        accept.flat_map(|v| v.split(',')).map(|kind| kind.split(';').next().unwrap_or_default().trim());
    let Some(first) = kinds.next() else { return false };
    let json = |kind: &str| kind == "application/json" || kind == "application/problem+json";
    json(first) && kinds.all(json)
}

/// What a client says, by name.
#[derive(Debug)]
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    #[cfg(test)]
    pub(crate) fn of(value: Value) -> Self {
        Self(value.as_object().cloned().unwrap_or_default())
    }

    /// A value that says something: neither absent, `null`, nor empty.
    pub(crate) fn said(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| match value {
            Value::Null => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => !items.is_empty(),
            Value::Object(items) => !items.is_empty(),
            Value::Bool(_) | Value::Number(_) => true,
        })
    }

    /// Text that is not empty; a number counts as text, since ids of some providers are numbers.
    ///
    /// # Errors
    /// 400 for anything else.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>> {
        match self.said(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(Refusal::bad(format!("{name} must be text"))),
        }
    }

    /// The same, of which there must be one.
    pub(crate) fn needed(&self, name: &str) -> Result<String> {
        self.text(name)?.ok_or_else(|| Refusal::missing(name))
    }

    /// The first of these names that says something: dialects spell them differently.
    pub(crate) fn needed_as(&self, names: &[&str]) -> Result<String> {
        for name in names {
            if let Some(text) = self.text(name)? {
                return Ok(text);
            }
        }
        Err(Refusal::missing(names.first().copied().unwrap_or_default()))
    }
}

fn pairs(text: &[u8]) -> impl Iterator<Item = (String, Value)> {
    form_urlencoded::parse(text).map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
}

/// Percent-decoded. A `+` is a plus here.
fn segment(raw: &str) -> Result<String> {
    let bad = || Refusal::bad("the path cannot be read");
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first != b'%' {
            bytes.push(first);
            rest = tail;
            continue;
        }
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        bytes.push(hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).ok_or_else(bad)?);
        rest = &tail[2..];
    }
    let text = String::from_utf8(bytes).map_err(|_| bad())?;
    if text.is_empty() || text.chars().any(char::is_control) { Err(bad()) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::{Asked, only_json};
    use bytes::Bytes;
    use http::HeaderMap;
    use http::header::{ACCEPT, CONTENT_TYPE};

    fn asked(path: &str, kind: &str, body: &'static str) -> super::Result<Asked> {
        let request = http::Request::post(path).header(CONTENT_TYPE, kind).body(Bytes::from(body)).unwrap();
        Asked::new([127, 0, 0, 1].into(), request)
    }

    #[test]
    fn paths_are_decoded_by_segment() {
        let segments = |path: &str| asked(path, "", "").map(|asked| asked.segments);
        assert_eq!(segments("/").unwrap(), Vec::<String>::new());
        assert_eq!(segments("/backends/a%2Fb/images/x+y/").unwrap(), ["backends", "a/b", "images", "x+y"]);
        for bad in ["/a//b", "/a/%zz", "/a/%ff", "/a/%0A", "/a/%", "/a/%+1"] {
            assert_eq!(segments(bad).map_err(|r| r.status.as_u16()), Err(400), "{bad}");
        }
    }

    #[test]
    fn a_body_is_json_or_a_form_and_wins_over_the_query() {
        let action = |path: &str, kind: &str, body: &'static str| {
            asked(path, kind, body)
                .and_then(|asked| asked.fields())
                .and_then(|fields| fields.needed("action"))
        };
        let form = "application/x-www-form-urlencoded";
        assert_eq!(action("/m?action=stop", "", "").unwrap(), "stop");
        assert_eq!(action("/m?action=stop", "application/json", r#"{"action":"start"}"#).unwrap(), "start");
        assert_eq!(action("/m", form, "action=a+b").unwrap(), "a b");
        // As `curl -d` says it.
        assert_eq!(action("/m", form, r#"{"action":"start"}"#).unwrap(), "start");
        for (body, says) in [
            (r#"{"action":"x",}"#, "Bad request: the body is not JSON: line 1, column 15"),
            ("[1]", "Bad request: the body is not a JSON object"),
            (r#"{"action":{"a":1}}"#, "Bad request: action must be text"),
            (r#"{"action":""}"#, "Required parameter not provided: action"),
            ("", "Required parameter not provided: action"),
        ] {
            assert_eq!(action("/m", "", body).unwrap_err().to_string(), says);
        }
    }

    #[test]
    fn json_refusals_are_for_those_who_take_nothing_else() {
        let asks = |accept: &str| only_json(&HeaderMap::from_iter([(ACCEPT, accept.parse().unwrap())]));
        assert!(asks("application/json"));
        assert!(asks("application/json; charset=UTF-8"));
        assert!(!asks("application/json, text/plain;q=0.5"));
        assert!(!asks("*/*"));
        assert!(!only_json(&HeaderMap::new()));
    }
}
