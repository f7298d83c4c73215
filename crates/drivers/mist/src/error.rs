//! From status and body to an error: the only place that knows how this service refuses.
//!
//! A refusal is a status and one line of text, `What happened: detail`. Source: `exceptions.py` and
//! `views.exception_handler` of Mist.io, 2014.

use anycloud_core::{Delivery, Error, ErrorKind, ResourceKind, ResourceRef, Text};
use anycloud_http::{begins_as_page, one_line, web_page};
use http::response::Parts;
use std::fmt;

/// Why the service refused, in its own words: the source of every error that had some. `Display` is the status and the
/// line.
///
/// ```
/// # use anycloud_core::Error;
/// # fn shown(error: &Error) {
/// use anycloud_mist::Refusal;
/// // Required parameter not provided: image
/// if let Some(refusal) = Refusal::of(error) {
///     println!("{} {}, {}", refusal.status(), refusal.message(), refusal.detail().unwrap_or_default());
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    status: u16,
    line: Text,
}

impl Refusal {
    /// The refusal behind an error; `None` if the service gave no reason, or never answered.
    pub fn of(error: &Error) -> Option<&Self> {
        error.find_source()
    }

    /// The HTTP status of the answer.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// What happened, e.g. `Required parameter not provided`: the line as far as its first colon, cut at 200
    /// characters.
    pub fn message(&self) -> &str {
        self.line.split_once(": ").map_or(&*self.line, |(message, _)| message)
    }

    /// What it is about, e.g. the name of the parameter or an id: what follows the colon; `None` without one. The whole
    /// line is cut at 200 characters.
    pub fn detail(&self) -> Option<&str> {
        self.line.split_once(": ").map(|(_, detail)| detail)
    }

    /// The first line that says something, without control characters, cut at 200 characters.
    fn read(status: u16, body: &[u8]) -> Option<Self> {
        let body = String::from_utf8_lossy(body);
        let line = body.lines().map(str::trim).find(|line| !line.is_empty())?;
        Some(Self { status, line: one_line(line, 200).into() })
    }

    /// The kind of what is missing.
    fn missing(&self) -> Option<ResourceKind> {
        match self.message() {
            "Backend not found" => Some(ResourceKind::Native("backend".into())),
            "Keypair not found" => Some(ResourceKind::KeyPair),
            "Machine not found" => Some(ResourceKind::Server),
            _ => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}: {}", self.status, self.line)
    }
}

impl std::error::Error for Refusal {}

/// What a reply says.
///
/// A 4xx says that nothing was done. A 5xx leaves that open, whatever its words: "Machine creation failed" is what the
/// service says of anything that went wrong while the provider was at it, a lost answer of the provider included, and
/// "Machine currently unavailable" may come from the list that follows an action.
pub(crate) fn judge(parts: &Parts, body: &[u8]) -> Option<Error> {
    let status = parts.status.as_u16();
    if parts.status.is_success() {
        // A web page with a good status is a proxy's or a hotel's: nobody knows what became of the request. The service's
        // framework calls even a plain `OK` text/html, so that a page is what begins like one.
        return begins_as_page(body).then(web_page);
    }
    let delivery = if (400..500).contains(&status) { Delivery::Refused } else { Delivery::Unknown };
    // The service's framework has a page for calls that it does not know, and proxies one for whom they let in.
    if !matches!(status, 401 | 403 | 404 | 405 | 429) && begins_as_page(body) {
        return Some(web_page().with_status(status).delivered(delivery));
    }
    let refusal = if begins_as_page(body) { None } else { Refusal::read(status, body) };
    let (kind, what) = meaning(status, refusal.as_ref());
    // The January service had no status for it.
    let delivery = if kind == ErrorKind::InsufficientFunds { Delivery::Refused } else { delivery };
    let Some(refusal) = refusal else {
        return Some(Error::new(kind, what).with_status(status).delivered(delivery));
    };
    let line = refusal.line.to_string();
    Some(Error::new(kind, line).with_status(status).delivered(delivery).with_source(refusal))
}

/// The kind, and words for it where the service has none.
fn meaning(status: u16, refusal: Option<&Refusal>) -> (ErrorKind, &'static str) {
    let (line, message) = refusal.map_or(("", ""), |refusal| (&*refusal.line, refusal.message()));
    match status {
        400 if line.ends_with("not supported for this machine") => {
            (ErrorKind::Unsupported, "the machine's provider cannot do this")
        }
        400 | 413 | 415 | 422 => (ErrorKind::InvalidRequest, "the service calls the request invalid"),
        401 => (ErrorKind::Unauthenticated, "the credentials are missing or wrong"),
        402 => (ErrorKind::InsufficientFunds, "the account cannot pay for this"),
        403 => (ErrorKind::Forbidden, "the credentials do not allow this"),
        404 => (ErrorKind::NotFound, "there is no such call or thing"),
        405 => (ErrorKind::Unsupported, "the service or the machine's provider cannot do this"),
        409 => (ErrorKind::AlreadyExists, "it exists already"),
        429 => (ErrorKind::RateLimited, "too many requests"),
        // Nothing but these words: a provider's own, after a colon, say nothing of the service's account.
        500 if message == "Payment required" => {
            (ErrorKind::InsufficientFunds, "the account cannot pay for this")
        }
        n if n >= 500 => (ErrorKind::Provider, "the service, or the provider behind it, failed"),
        _ => (ErrorKind::Provider, "the service gave an unexpected answer"),
    }
}

/// The error as one about these things, the last of them the one that was meant: a "not found" says which of them is
/// missing.
pub(crate) fn about(error: Error, asked: &[ResourceRef]) -> Error {
    if error.resource().is_some() {
        return error;
    }
    let found = match Refusal::of(&error).and_then(Refusal::missing) {
        Some(kind) => asked.iter().find(|resource| resource.kind == kind),
        // Some other thing, or the call: nothing that was asked for is known to be missing.
        None if error.kind() == ErrorKind::NotFound => None,
        None => asked.last(),
    };
    match found {
        Some(resource) => error.with_resource(resource.clone()),
        None => error,
    }
}

/// A backend is tried before it is kept: one that could not be reached is not added. Source: `methods.add_backend`.
pub(crate) fn not_added(error: Error) -> Error {
    match Refusal::of(&error) {
        Some(refusal) if refusal.status == 503 && refusal.message() == "Backend unavailable" => {
            error.delivered(Delivery::Refused)
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests;
