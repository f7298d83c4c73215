//! Text in and out, and what holds for the headers of every request.

use super::problem::Problem;
use anycloud_elastic_text::{Encoder, Record, decode_object};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Response, StatusCode,
    header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING},
};
use std::collections::BTreeMap;

/// The keys of a request's body; of a key that is there twice, the last value.
pub(crate) type Form = BTreeMap<String, String>;

/// Reads the keys of a text. An empty one has none.
pub(crate) fn text_form(body: &[u8]) -> Result<Form, Problem> {
    Ok(decode_object(body)
        .map_err(|error| Problem::Usage(error.to_string()))?
        .iter()
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect())
}

/// Keys and values hold nothing that has no place on this wire.
pub(crate) fn check_form(form: &Form) -> Result<(), Problem> {
    for (key, value) in form {
        if key.is_empty() || key.contains(|c: char| c.is_control() || c == ' ') {
            return Err(Problem::UnknownKey(key.clone()));
        }
        // A newline has its own spelling on this wire; the rest of them has none.
        if value.contains(|c: char| c.is_control() && c != '\n' && c != '\t') {
            return Err(Problem::bad(key, value, "text without control characters"));
        }
    }
    Ok(())
}

/// One object as text, or nothing if it cannot be written.
pub(crate) fn object(record: &Record) -> Option<String> {
    Encoder::new().lossy_backslash_n(true).object(record).ok()
}

/// 204.
pub(crate) fn nothing() -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// 200 and bytes.
pub(crate) fn binary(bytes: Vec<u8>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(bytes));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    response
}

/// The body is as long as it is said to be. A request in the same process may leave that unsaid, unless its body is
/// empty where there should be one.
pub(crate) fn check_length(headers: &HeaderMap, body: &[u8], expected: bool) -> Result<(), Problem> {
    if headers.contains_key(TRANSFER_ENCODING) {
        return Err(Problem::Usage("Transfer-Encoding is not supported: send a Content-Length".to_owned()));
    }
    if let Some(length) = headers.get(CONTENT_LENGTH) {
        if length.to_str().ok().and_then(|length| length.parse().ok()) != Some(body.len()) {
            return Err(Problem::Usage("Content-Length is not the length of the body".to_owned()));
        }
    } else if body.is_empty() && expected {
        return Err(Problem::Usage("a Content-Length is required".to_owned()));
    }
    Ok(())
}

/// The body is sent as it is: commands that read keys know no encoding.
pub(crate) fn check_plain(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.contains_key(CONTENT_ENCODING) {
        return Err(Problem::Usage("Content-Encoding is for writing to drives only".to_owned()));
    }
    Ok(())
}

/// Whether the body of a write is zipped.
pub(crate) fn gzipped(headers: &HeaderMap) -> Result<bool, Problem> {
    match headers.get(CONTENT_ENCODING).map(|value| value.as_bytes().to_ascii_lowercase()) {
        None => Ok(false),
        Some(encoding) if encoding == b"gzip" || encoding == b"x-gzip" => Ok(true),
        Some(encoding) if encoding == b"identity" => Ok(false),
        Some(other) => Err(Problem::bad("Content-Encoding", String::from_utf8_lossy(&other), "`gzip`")),
    }
}
