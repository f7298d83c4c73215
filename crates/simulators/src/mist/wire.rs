//! JSON, forms and queries in; JSON, text and a web page out.

use super::{Dialect, problem::Problem};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header::CONTENT_TYPE};
use serde_json::{Map, Value};
use url::form_urlencoded;

/// What an answer is.
pub(super) type Answer = Result<Response<Bytes>, Problem>;

/// The fields of a request's body.
pub(super) type Fields = Map<String, Value>;

/// The body is one JSON object. `null` members are kept.
pub(super) fn fields(request: &Request<Bytes>) -> Result<Fields, Problem> {
    match serde_json::from_slice(request.body()) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(Problem::BadRequest("No JSON object could be decoded".to_owned())),
    }
}

/// The same for a body that may be left out.
pub(super) fn optional_fields(request: &Request<Bytes>) -> Result<Fields, Problem> {
    if request.body().is_empty() { Ok(Fields::new()) } else { fields(request) }
}

/// A text, or a number written as one; nothing if it is not there, `null`, or says nothing.
pub(super) fn text(fields: &Fields, key: &str) -> Option<String> {
    match fields.get(key)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The same, for a field without which nothing can be done.
pub(super) fn required(fields: &Fields, key: &str) -> Result<String, Problem> {
    text(fields, key).ok_or_else(|| Problem::Missing(key.to_owned()))
}

/// The last value of a key in the query.
pub(super) fn query(request: &Request<Bytes>, key: &str) -> Option<String> {
    in_form(request.uri().query().unwrap_or_default().as_bytes(), key)
}

/// The last value of a key in a form.
pub(super) fn in_form(form: &[u8], key: &str) -> Option<String> {
    let values = form_urlencoded::parse(form);
    values.filter(|(name, _)| name == key).last().map(|(_, value)| value.into_owned())
}

pub(super) fn json(value: &Value) -> Response<Bytes> {
    answer(StatusCode::OK, "application/json; charset=UTF-8", value.to_string())
}

/// Success with nothing to say.
pub(super) fn ok() -> Response<Bytes> {
    answer(StatusCode::OK, TEXT, "OK".to_owned())
}

pub(super) fn page() -> Response<Bytes> {
    let page = "<!DOCTYPE html>\n<html><head><title>mist.io</title></head>\
                <body><h1>mist.io, simulated</h1></body></html>\n";
    answer(StatusCode::OK, TEXT, page.to_owned())
}

pub(super) fn refuse(problem: &Problem, dialect: Dialect) -> Response<Bytes> {
    let status = match (problem, dialect) {
        (Problem::PaymentRequired, Dialect::January2014) => StatusCode::INTERNAL_SERVER_ERROR,
        _ => problem.status(),
    };
    answer(status, TEXT, problem.to_string())
}

/// The problem that a fault script means by a word.
pub(super) fn refusal(code: &str) -> Option<Problem> {
    Some(match code {
        "auth" => Problem::Unauthorized,
        "billing" => Problem::PaymentRequired,
        "busy" => Problem::MachineUnavailable("Error while attempting to change machine".to_owned()),
        "exists" => Problem::BackendExists("simulated".to_owned()),
        "failed" => Problem::CreationFailed("simulated".to_owned()),
        "forbidden" => Problem::Forbidden,
        "method" => Problem::MethodNotAllowed("simulated".to_owned()),
        "missing" => Problem::NotFound(String::new()),
        "system" => Problem::Internal(String::new()),
        "unavailable" => Problem::BackendUnavailable(String::new()),
        "usage" => Problem::BadRequest(String::new()),
        _ => return None,
    })
}

/// The service's framework called every text so, `OK` too.
const TEXT: &str = "text/html; charset=UTF-8";

fn answer(status: StatusCode, content_type: &'static str, body: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
