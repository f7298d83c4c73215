//! Answers, and refusals with their `errors:` lines.

use crate::family::{
    problem::Problem,
    wire::{Form, object},
};
use anycloud_elastic_text::Record;
use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{CONTENT_TYPE, WWW_AUTHENTICATE},
};

pub(super) type Answer = Result<Response<Bytes>, Refusal>;

/// Why a call is refused, and the object that the refusal shows beside the errors.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) problem: Problem,
    /// If nothing is said, what was submitted.
    pub(super) echo: Option<Form>,
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self { problem, echo: None }
    }
}

impl Refusal {
    /// Status and body. `submitted` is what the body of the request held.
    pub(super) fn answer(self, submitted: Form) -> Response<Bytes> {
        let Self { problem, echo } = self;
        let status = status(&problem);
        if matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) {
            return refuse(status, format!("{problem}\n"));
        }
        let errors = errors(&problem, &submitted);
        let fields = errors.iter().any(|(field, _)| field != "system");
        let mut record = Record::new();
        if fields {
            // A refusal ends up in logs.
            let keys = echo.unwrap_or(submitted).into_iter().filter(|(key, _)| key != "vnc:password");
            for (key, value) in keys {
                record.push(&key, value);
            }
        }
        for (field, why) in errors {
            record.push(&format!("errors:{field}"), why);
        }
        record.sort();
        let body = object(&record).unwrap_or_else(|| format!("errors:system {:?}\n", problem.to_string()));
        refuse(status, body)
    }
}

fn status(problem: &Problem) -> StatusCode {
    match problem {
        Problem::Busy(_) => StatusCode::CONFLICT,
        Problem::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        Problem::NotFound { what: "command", .. } => StatusCode::NOT_FOUND,
        Problem::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// Fields and messages. What is about no field is about `system`.
fn errors(problem: &Problem, submitted: &Form) -> Vec<(String, String)> {
    let system = |text: String| vec![("system".to_owned(), text)];
    match problem {
        Problem::BadValue { key, value, wanted } if submitted.contains_key(key) => {
            vec![(key.clone(), format!("* {value:?} is not {wanted}."))]
        }
        Problem::Fields(fields) => fields.clone(),
        Problem::MissingKey(key) => vec![((*key).to_owned(), "* This field is required.".to_owned())],
        Problem::Busy(why) | Problem::Refused(why) => system(capital(why)),
        Problem::NotFound { what, id } => {
            system(format!("{} {id} could not be found. Please re-validate your entry.", capital(what)))
        }
        Problem::OutOfRange { key, value, least, most } if submitted.contains_key(*key) => {
            vec![((*key).to_owned(), format!("* {value} is out of range, {least} to {most}."))]
        }
        Problem::UnknownKey(key) if submitted.contains_key(key) => {
            vec![(key.clone(), "* This is no field of this object.".to_owned())]
        }
        _ => system(problem.to_string()),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// One object, its keys in order.
pub(super) fn one(mut record: Record) -> Answer {
    record.sort();
    let text = object(&record).ok_or_else(unwritable)?;
    Ok(plain(StatusCode::OK, text))
}

/// Many objects, with an empty line between.
pub(super) fn many(records: impl IntoIterator<Item = Result<Record, Problem>>) -> Answer {
    let mut text = String::new();
    for record in records {
        let mut record = record?;
        record.sort();
        if !text.is_empty() {
            text.push('\n');
        }
        text += &object(&record).ok_or_else(unwritable)?;
    }
    Ok(plain(StatusCode::OK, text))
}

/// A list of values.
pub(super) fn list(values: impl IntoIterator<Item = impl std::fmt::Display>) -> Answer {
    let text = values.into_iter().map(|value| format!("{value}\n")).collect();
    Ok(plain(StatusCode::OK, text))
}

/// A refusal as it is.
pub(super) fn refuse(status: StatusCode, text: String) -> Response<Bytes> {
    let mut response = plain(status, text);
    if status == StatusCode::UNAUTHORIZED {
        let realm = HeaderValue::from_static("Basic realm=\"CloudSigma\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, realm);
    }
    response
}

/// The refusal that a fault script names by a word of the sibling API. There is no code on this wire.
pub(super) fn refusal(code: &str) -> Option<Response<Bytes>> {
    let (status, text) = match code {
        "auth" => (401, "the email or the password is missing or wrong\n"),
        "billing" => (400, "errors:system Insufficient funds, as the fault script says.\n"),
        "busy" => (409, "errors:system The object is busy, as the fault script says.\n"),
        "failed" => (500, "errors:system The command failed, as the fault script says.\n"),
        "method" => (405, "this command expects POST\n"),
        "missing" => (400, "errors:system The object could not be found. Please re-validate your entry.\n"),
        "system" => (500, "errors:system A system error, as the fault script says.\n"),
        "timeout" => (504, "errors:system The operation timed out, as the fault script says.\n"),
        "usage" => (400, "errors:system The input is invalid, as the fault script says.\n"),
        _ => return None,
    };
    Some(refuse(StatusCode::from_u16(status).ok()?, text.to_owned()))
}

fn plain(status: StatusCode, text: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

fn unwritable() -> Problem {
    Problem::Failed("the answer cannot be written".to_owned())
}
