//! From status and body to an error: the only place that knows how this service refuses.
//!
//! There are no codes. A refusal is a status and lines `errors:FIELD why`, often amid the object that was submitted;
//! what is about no field is about `system`. docs: CloudSigma API 1.0, §5, §6.2 and §11.10.

use crate::config::PROVIDER;
use crate::wire::unstamped;
use anycloud_core::{Delivery, Error, ErrorKind, ResourceRef, Text};
use anycloud_elastic_family::id::names;
use anycloud_elastic_family::{is_secret, records};
use anycloud_http::{begins_as_page, one_line, says_html, web_page};
use http::response::Parts;
use std::borrow::Cow;
use std::fmt;

/// Why the service refused: the status, and its own `errors:` lines, if it gave some. The source of every error that is
/// a refusal of the service's.
///
/// ```
/// # fn shown(error: &anycloud_core::Error) {
/// if let Some(refusal) = anycloud_cloudsigma::Refusal::of(error) {
///     for wrong in refusal.fields() {
///         eprintln!("{}: {}", wrong.field, wrong.why);
///     }
/// }
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    status: u16,
    fields: Vec<FieldError>,
    body: Text,
}

/// One `errors:FIELD why` line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// The field, in the service's own spelling; `system` for what is about none.
    pub field: Text,
    /// Why, without the stamps of names that it repeats; `***` where the field is a secret.
    pub why: Text,
}

impl Refusal {
    /// The refusal behind an error; `None` e.g. if the service did not answer, or a web page came instead. Without
    /// `errors:` lines it has no [`fields`](Self::fields).
    pub fn of(error: &Error) -> Option<&Self> {
        error.find_source()
    }

    /// The HTTP status: 400 also where the service refused with a good one.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The fields that are wrong and why, in the service's order.
    pub fn fields(&self) -> &[FieldError] {
        &self.fields
    }

    fn read(status: u16, body: &[u8]) -> Self {
        let body = Text::from(&*String::from_utf8_lossy(body));
        let found = records(&body).unwrap_or_default();
        let pairs = found.iter().flat_map(|record| record.pairs().map(|(key, raw)| (key, record.text(raw))));
        let fields = pairs.filter_map(|(key, why)| {
            let field = key.strip_prefix("errors:")?;
            let why = match unstamped(&why) {
                _ if is_secret(field) => "***".into(),
                Cow::Borrowed(_) => why,
                Cow::Owned(shown) => shown.into(),
            };
            Some(FieldError { field: field.into(), why })
        });
        Self { status, fields: fields.collect(), body }
    }

    /// Whether the reasons have these words. Where there are no `errors:` lines, the whole body is the reason.
    fn says(&self, words: &str) -> bool {
        let has = |text: &str| text.to_ascii_lowercase().contains(words);
        if self.fields.is_empty() { has(&self.body) } else { self.fields.iter().any(|wrong| has(&wrong.why)) }
    }

    fn misses(&self, id: &str) -> bool {
        let missing = |text: &str| {
            let text = text.to_ascii_lowercase();
            text.contains("could not be found") && names(&text, &id.to_ascii_lowercase())
        };
        if self.fields.is_empty() {
            missing(&self.body)
        } else {
            self.fields.iter().any(|wrong| missing(&wrong.why))
        }
    }

    /// The reasons on one line, for people.
    fn line(&self) -> String {
        let shown = |wrong: &FieldError| {
            let why = one_line(wrong.why.trim_start_matches("* "), 200);
            if wrong.field == "system" { why } else { format!("{}: {why}", wrong.field) }
        };
        self.fields.iter().take(8).map(shown).collect::<Vec<_>>().join("; ")
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status)?;
        if self.fields.is_empty() { Ok(()) } else { write!(f, ": {}", self.line()) }
    }
}

impl fmt::Debug for Refusal {
    // The body repeats what was submitted, secrets too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal").field("status", &self.status).field("fields", &self.fields).finish()
    }
}

impl std::error::Error for Refusal {}

/// A good answer to a create or copy of a server that names none: the source of the errors that say so.
#[derive(Debug)]
pub(crate) struct NoServer {
    /// Whether it repeats what was submitted, which public clients take for want of funds.
    pub(crate) repeats: bool,
}

impl NoServer {
    /// The answer as an error. If it says nothing at all, nobody knows what became of the request.
    pub(crate) fn error(self) -> Error {
        if self.repeats { self.unpaid() } else { self.unclear() }
    }

    /// It is known that there is none.
    pub(crate) fn unpaid(self) -> Error {
        let text = "no server was made: balance or subscriptions do not cover it";
        Error::new(ErrorKind::InsufficientFunds, text)
            .with_provider(PROVIDER)
            .delivered(Delivery::Refused)
            .with_source(self)
    }

    fn unclear(self) -> Error {
        let text = "the answer does not say which server was made, if any";
        Error::new(ErrorKind::Decode, text).delivered(Delivery::Unknown).with_source(self)
    }

    /// The answer behind an error, if it was that.
    pub(crate) fn of(error: &Error) -> Option<&Self> {
        error.find_source()
    }
}

impl fmt::Display for NoServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no key `server`")
    }
}

impl std::error::Error for NoServer {}

/// What a reply says. docs: CloudSigma API 1.0, §5.
pub(crate) fn judge(parts: &Parts, body: &[u8]) -> Option<Error> {
    if parts.status.is_success() {
        // A web page with a good status is a proxy's or a hotel's: nobody knows what became of the request.
        return says_html(parts).then(web_page);
    }
    let status = parts.status.as_u16();
    if !matches!(status, 401 | 403 | 429) && is_page(parts, body) {
        let delivery = if status >= 500 { Delivery::Unknown } else { Delivery::Refused };
        return Some(web_page().with_status(status).delivered(delivery));
    }
    let refusal = Refusal::read(status, body);
    let (kind, what) = meaning(&refusal);
    let line = refusal.line();
    let what = if line.is_empty() { what.to_owned() } else { format!("{what}: {line}") };
    let delivery = if (400..500).contains(&status) { Delivery::Refused } else { Delivery::Unknown };
    Some(Error::new(kind, what).with_status(status).delivered(delivery).with_source(refusal))
}

/// A refusal with a good status: its `errors:` lines are believed.
pub(crate) fn told(status: u16, body: &str) -> Error {
    let refusal = Refusal::read(400, body.as_bytes());
    let (kind, what) = meaning(&refusal);
    let what = format!("{what}: {}", refusal.line());
    Error::new(kind, what).with_status(status).delivered(Delivery::Refused).with_source(refusal)
}

/// The error as one about these resources: a 400 that says of one of *them* that it could not be found is `NotFound`.
/// docs: CloudSigma API 1.0, §7.4 and §7.6, where "not found" is a 400.
pub(crate) fn about(error: Error, asked: &[ResourceRef]) -> Error {
    let named =
        Refusal::of(&error).and_then(|refusal| asked.iter().find(|resource| refusal.misses(&resource.id)));
    match (error.kind(), error.status(), named, asked) {
        (ErrorKind::InvalidRequest, Some(400), Some(resource), _) => {
            return missing(error, resource, format!("there is no {resource}"));
        }
        (ErrorKind::NotFound, Some(404), Some(resource), _)
        | (ErrorKind::NotFound, Some(404), _, [resource]) => {
            return missing(error, resource, format!("there is no {resource}, or no such command"));
        }
        _ => {}
    }
    match asked.first() {
        Some(first) if error.resource().is_none() => error.with_resource(first.clone()),
        _ => error,
    }
}

/// The same error as one that says what is missing.
fn missing(error: Error, resource: &ResourceRef, text: String) -> Error {
    error.reworded(ErrorKind::NotFound, text).with_resource(resource.clone())
}

fn meaning(refusal: &Refusal) -> (ErrorKind, &'static str) {
    let has = |words: &str| refusal.says(words);
    match refusal.status {
        // Public clients tell these by their words: there is nothing else to tell them by.
        400 if has("insufficient funds") => {
            (ErrorKind::InsufficientFunds, "balance or subscriptions do not cover this")
        }
        400 if has("currently in use") => {
            (ErrorKind::Busy, "a drive, a server or another resource is in use")
        }
        // Waiting does not help: it runs until somebody stops it.
        400 if has("currently running") => (ErrorKind::Conflict, "the server runs: stop it first"),
        400 if refusal.fields.is_empty() => {
            (ErrorKind::InvalidRequest, "the service calls the input invalid, and does not say why")
        }
        400 => (ErrorKind::InvalidRequest, "the service calls the input invalid"),
        401 => (ErrorKind::Unauthenticated, "email or password is missing or wrong"),
        402 => (ErrorKind::InsufficientFunds, "balance or subscriptions do not cover this"),
        403 => (ErrorKind::Forbidden, "the credentials do not allow this"),
        404 => (ErrorKind::NotFound, "there is no such command or object"),
        405 => (ErrorKind::Unsupported, "the service wants this command sent otherwise"),
        409 => (ErrorKind::Busy, "a drive, a server or another resource is busy"),
        413 => (ErrorKind::InvalidRequest, "the service calls the request too large"),
        429 => (ErrorKind::RateLimited, "too many requests"),
        n if (400..500).contains(&n) => {
            (ErrorKind::Provider, "the service refused, with a status that is not documented")
        }
        504 => (ErrorKind::Provider, "the operation timed out"),
        n if n >= 500 => (ErrorKind::Provider, "the service failed"),
        _ => (ErrorKind::Provider, "the service gave an unexpected answer"),
    }
}

pub(crate) fn is_page(parts: &Parts, body: &[u8]) -> bool {
    says_html(parts) || begins_as_page(body)
}

#[cfg(test)]
mod tests;
