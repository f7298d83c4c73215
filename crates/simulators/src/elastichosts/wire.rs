//! Requests and answers in the service's two formats, text and JSON.

use crate::family::{
    problem::Problem,
    wire::{Form, check_form, object, text_form},
};
use anycloud_elastic_text::{ElasticCode, Record};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, WWW_AUTHENTICATE},
};
use serde_json::{Map, Value};

const ERROR: HeaderName = HeaderName::from_static("x-elastic-error");
const OUTPUT: HeaderName = HeaderName::from_static("x-elastic-output");

/// A format of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Text,
}

impl Format {
    /// What the peer wants to read. Text, unless it says JSON.
    pub(super) fn accepted(headers: &HeaderMap) -> Self {
        Self::named(headers, ACCEPT)
    }

    /// What the peer sends. Whatever is not called JSON is text: clients post it under several types.
    pub(super) fn sent(headers: &HeaderMap) -> Self {
        Self::named(headers, CONTENT_TYPE)
    }

    fn named(headers: &HeaderMap, header: HeaderName) -> Self {
        let json = headers.get_all(header).iter().filter_map(|value| value.to_str().ok()).any(|value| {
            value
                .split(',')
                .any(|one| one.split(';').next().is_some_and(|one| one.trim() == "application/json"))
        });
        if json { Self::Json } else { Self::Text }
    }
}

/// Reads the keys of a body. An empty body has none.
pub(super) fn form(format: Format, body: &[u8]) -> Result<Form, Problem> {
    let form: Form = match format {
        Format::Text => text_form(body)?,
        Format::Json if body.trim_ascii().is_empty() => Form::new(),
        Format::Json => serde_json::from_slice::<Map<String, Value>>(body)
            .map_err(|error| Problem::Usage(format!("not a JSON object: {error}")))?
            .into_iter()
            .map(|(key, value)| Ok((key.clone(), scalar(&key, value)?)))
            .collect::<Result<_, Problem>>()?,
    };
    check_form(&form)?;
    Ok(form)
}

/// Numbers and booleans mean their text, null means no value, an array its words.
fn scalar(key: &str, value: Value) -> Result<String, Problem> {
    match value {
        Value::Null => Ok(String::new()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Number(value) => Ok(value.to_string()),
        Value::String(value) => Ok(value),
        Value::Array(values) => {
            let words: Result<Vec<_>, _> = values.into_iter().map(|value| scalar(key, value)).collect();
            Ok(words?.join(" "))
        }
        Value::Object(value) => {
            Err(Problem::bad(key, Value::Object(value).to_string(), "a string, a number or a boolean"))
        }
    }
}

/// What a body holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A line of values for each record.
    List,
    /// One record.
    One,
    /// Many records.
    Many,
}

/// Writes records as they are found, so that a long listing exists once only, as bytes.
#[derive(Debug)]
pub(super) struct Writer {
    format: Format,
    shape: Shape,
    body: Vec<u8>,
    failed: bool,
}

impl Writer {
    pub(super) fn new(format: Format, shape: Shape) -> Self {
        Self { format, shape, body: Vec::new(), failed: false }
    }

    /// The answer that holds this one record, its keys in order.
    pub(super) fn one(format: Format, mut record: Record) -> Response<Bytes> {
        record.sort();
        let mut writer = Self::new(format, Shape::One);
        writer.push(&record);
        writer.finish()
    }

    pub(super) fn push(&mut self, record: &Record) {
        match (self.format, self.shape) {
            (Format::Text, Shape::List) => {
                for (index, (_, value)) in record.iter().enumerate() {
                    if index > 0 {
                        self.body.push(b' ');
                    }
                    self.body.extend_from_slice(value.as_bytes());
                }
                self.body.push(b'\n');
            }
            (Format::Text, _) => {
                if !self.body.is_empty() {
                    self.body.push(b'\n');
                }
                match object(record) {
                    Some(text) => self.body.extend_from_slice(text.as_bytes()),
                    None => self.failed = true,
                }
            }
            (Format::Json, _) => {
                if self.shape != Shape::One {
                    self.body.push(if self.body.is_empty() { b'[' } else { b',' });
                }
                let object: Map<String, Value> =
                    record.iter().map(|(key, value)| (key.to_owned(), typed(key, value))).collect();
                self.failed |= serde_json::to_writer(&mut self.body, &object).is_err();
            }
        }
    }

    pub(super) fn finish(mut self) -> Response<Bytes> {
        if self.failed {
            return refuse(&ElasticCode::System, "the answer cannot be written");
        }
        if self.format == Format::Json && self.shape != Shape::One {
            if self.body.is_empty() {
                self.body.push(b'[');
            }
            self.body.push(b']');
        }
        let mut response = Response::new(Bytes::from(self.body));
        let content_type = match self.format {
            Format::Json => "application/json",
            Format::Text => "text/plain; charset=utf-8",
        };
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        // The word for many records is not known, so nothing is said about them.
        let output = match self.shape {
            Shape::List => Some("list"),
            Shape::One => Some("properties"),
            Shape::Many => None,
        };
        if let Some(output) = output {
            response.headers_mut().insert(OUTPUT, HeaderValue::from_static(output));
        }
        response
    }
}

/// JSON types as recordings of the live service have them: these are numbers, I/O counters are strings.
fn typed(key: &str, value: &str) -> Value {
    match key {
        "cpu" | "mem" | "rawsize" | "rx" | "rx:packets" | "size" | "smp" | "started" | "tx" => {
            value.parse::<u64>().map_or_else(|_| value.into(), Value::from)
        }
        "boot" | "nic:0:dhcp:ip" if value.contains(' ') => {
            value.split(' ').filter(|word| !word.is_empty()).collect()
        }
        _ => value.into(),
    }
}

/// A refusal: status, code in the header, text in the body.
pub(super) fn refuse(code: &ElasticCode, text: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(format!("{text}\n")));
    *response.status_mut() = code
        .status()
        .and_then(|status| StatusCode::from_u16(status).ok())
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    if let Ok(code) = HeaderValue::from_str(code.as_str()) {
        headers.insert(ERROR, code);
    }
    if *code == ElasticCode::Auth {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"ElasticHosts\""));
    }
    response
}

/// The code for a reason.
pub(super) fn code(problem: &Problem) -> ElasticCode {
    match problem {
        Problem::Busy(_) => ElasticCode::Busy,
        Problem::Failed(_) => ElasticCode::Failed,
        Problem::Full(_) => ElasticCode::Full,
        Problem::NotFound { .. } => ElasticCode::Missing,
        Problem::WrongMethod => ElasticCode::Method,
        _ => ElasticCode::Usage,
    }
}
