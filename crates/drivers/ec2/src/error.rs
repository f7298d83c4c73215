//! From status and body to an error: the only place that knows the service's codes.
//!
//! docs: Amazon EC2 API Reference, "Error codes for the Amazon EC2 API".

use crate::config::PROVIDER;
use crate::xml::{Element, unread};
use anycloud_core::{Delivery, Error, ErrorKind, Result, Text};
use anycloud_http::{judge_by_status, one_line};
use bytes::Bytes;
use http::response::Parts;
use std::fmt;

/// What the service said when it refused: the source of every error that it gave a code for.
///
/// ```
/// # fn shown(error: &anycloud_core::Error) {
/// if let Some(refusal) = anycloud_ec2::Refusal::of(error) {
///     eprintln!("{}: {}", refusal.code(), refusal.message());
/// }
/// # }
/// ```
///
/// `Debug` shows what `Display` does: the whole message may repeat what was signed, a session token too.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    code: Text,
    message: Text,
}

impl Refusal {
    /// The refusal behind an error of this driver; `None` if the service gave no code, or nothing was sent.
    pub fn of(error: &Error) -> Option<&Self> {
        error.find_source()
    }

    /// The service's code, e.g. `InvalidInstanceID.NotFound`; the same as [`Error::code`].
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The service's words, whole: they may repeat what was sent, and end with an encoded message on missing rights,
    /// which `DecodeAuthorizationMessage` of AWS' STS reads. An error's own text has them without that, on one line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether it is no refusal, but what a [dry run](crate::Client::dry_run) is answered that would have been done.
    pub fn is_dry_run(&self) -> bool {
        self.code == DRY_RUN
    }

    /// Code, message and request id of a reply's body, in any of the forms that the service uses.
    fn read(body: &[u8]) -> Option<(Self, Option<Text>)> {
        let root = Element::parse(Bytes::copy_from_slice(body)).ok()?;
        let error = root.at("Errors/Error").or_else(|| root.child("Error"))?;
        let text = |name: &str| error.child(name).map(|e| Text::from(e.text().trim())).unwrap_or_default();
        let id = ["RequestID", "RequestId", "requestId"].iter().find_map(|name| root.child(name));
        let refusal = Self { code: text("Code"), message: text("Message") };
        (!refusal.code.is_empty()).then(|| (refusal, id.map(|id| id.text())))
    }

    /// The message on one line, without what is only for machines.
    fn line(&self) -> String {
        let end = FOR_MACHINES.iter().filter_map(|words| self.message.find(words)).min();
        one_line(&self.message[..end.unwrap_or(self.message.len())], 300)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.line())
    }
}

impl std::error::Error for Refusal {}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Refusal({self})")
    }
}

/// What comes after these words is not for people: an encoded message, and the signed request with its session token.
const FOR_MACHINES: [&str; 3] = [
    "Encoded authorization failure message:",
    "The Canonical String for this request should have been",
    "The String-to-Sign should have been",
];

const DRY_RUN: &str = "DryRunOperation";

/// What came of a call of a client that makes a [dry run](crate::Client::dry_run): nothing if it would have been done.
///
/// # Errors
/// Why it would have been refused. [`ErrorKind::Provider`] with an unknown delivery: the service did not take it for a
/// dry run, and did what was asked.
///
/// ```
/// # async fn may(client: &anycloud_ec2::Client) -> anycloud_core::Result<()> {
/// anycloud_ec2::dry_run(client.dry_run().terminate_instances(&["i-1234567890abcdef0"]).await)?;
/// # Ok(()) }
/// ```
pub fn dry_run<T>(result: Result<T>) -> Result<()> {
    match result {
        Ok(_) => {
            Err(Error::new(ErrorKind::Provider, "the service acted, although only a dry run was asked for")
                .with_provider(PROVIDER)
                .delivered(Delivery::Unknown))
        }
        Err(e) if Refusal::of(&e).is_some_and(Refusal::is_dry_run) => Ok(()),
        Err(e) => Err(e),
    }
}

/// What a reply says.
pub(crate) fn judge(parts: &Parts, body: &[u8]) -> Option<Error> {
    if parts.status.is_success() {
        return None;
    }
    let status = parts.status.as_u16();
    let Some((refusal, id)) = Refusal::read(body) else {
        return judge_by_status(parts, body).map(|e| with_id(e, header_id(parts)));
    };
    let kind = kind(&refusal.code, status);
    let (line, code) = (refusal.line(), refusal.code.to_string());
    let message = if line.is_empty() { "the service refused".to_owned() } else { line };
    let error = Error::new(kind, message).with_code(code).with_status(status).with_source(refusal);
    // A 4xx was not acted on. A 5xx says so only where the code does: a failure "inside" may have come after the act.
    let acted = status >= 500 && kind == ErrorKind::Provider;
    let error = error.delivered(if acted { Delivery::Unknown } else { Delivery::Refused });
    Some(with_id(error, id.or_else(|| header_id(parts))))
}

/// Whether the service refused who asks: others may be let in.
pub(crate) fn is_of_credentials(error: &Error) -> bool {
    error.kind() == ErrorKind::Unauthenticated && error.delivery() == Delivery::Refused
}

/// The root of a good reply. A web page with a good status is a proxy's or a hotel's.
pub(crate) fn root(body: Bytes) -> Result<Element> {
    if body.trim_ascii_start().get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"<html")) {
        return Err(unread("a web page came instead: is a proxy or a login page between?"));
    }
    let root = Element::parse(body)?;
    if !root.name().ends_with("Response") || root.child("Errors").is_some() {
        return Err(unread("it is no answer to this call"));
    }
    Ok(root)
}

fn with_id(error: Error, id: Option<Text>) -> Error {
    match id.filter(|id| !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_graphic())) {
        Some(id) => error.with_request_id(id.as_str()),
        None => error,
    }
}

fn header_id(parts: &Parts) -> Option<Text> {
    let id = parts.headers.get("x-amzn-requestid")?;
    id.to_str().ok().map(Text::from)
}

fn kind(code: &str, status: u16) -> ErrorKind {
    match code {
        // Nothing was done because nothing was to be done.
        DRY_RUN => ErrorKind::Cancelled,
        "EC2ThrottledException"
        | "RequestLimitExceeded"
        | "SnapshotCreationPerVolumeRateExceeded"
        | "Throttling"
        | "ThrottlingException" => ErrorKind::RateLimited,
        "AuthFailure"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "IncompleteSignature"
        | "InvalidAccessKeyId"
        | "InvalidClientTokenId"
        | "MissingAuthenticationToken"
        | "RequestExpired"
        | "SignatureDoesNotMatch"
        | "UnrecognizedClientException" => ErrorKind::Unauthenticated,
        "AccessDenied"
        | "AccessDeniedException"
        | "Blocked"
        | "OptInRequired"
        | "PendingVerification"
        | "UnauthorizedOperation" => ErrorKind::Forbidden,
        "ConcurrentTagAccess" | "IncorrectModificationState" => ErrorKind::Busy,
        // docs: OperationNotPermitted is what protection from termination answers.
        "DependencyViolation"
        | "IdempotentParameterMismatch"
        | "IncorrectInstanceState"
        | "IncorrectState"
        | "InvalidAMIID.Unavailable"
        | "InvalidState"
        | "OperationNotPermitted"
        | "Resource.AlreadyAssociated"
        | "VolumeInUse" => ErrorKind::Conflict,
        "InsufficientCapacityOnHost"
        | "InsufficientFreeAddressesInSubnet"
        | "ReservationCapacityExceeded"
        | "UnfulfillableCapacity" => ErrorKind::CapacityUnavailable,
        // Too many values in one question: no quota of the account.
        "FilterLimitExceeded" => ErrorKind::InvalidRequest,
        "ActionNotSupported" | "InvalidAction" | "NoSuchVersion" => ErrorKind::Unsupported,
        _ => kind_by_form(code, status),
    }
}

/// Codes are made of the same words: `InvalidVolume.NotFound`, `InsufficientVolumeCapacity`, `VcpuLimitExceeded`.
fn kind_by_form(code: &str, status: u16) -> ErrorKind {
    if code.starts_with("Insufficient") && code.ends_with("Capacity") {
        ErrorKind::CapacityUnavailable
    } else if code.ends_with("NotFound") {
        ErrorKind::NotFound
    } else if code.ends_with("Duplicate") || code.ends_with("AlreadyExists") {
        ErrorKind::AlreadyExists
    } else if code.ends_with("LimitExceeded") || code == "TooManyTags" {
        ErrorKind::QuotaExceeded
    } else if code.starts_with("Unsupported") {
        ErrorKind::Unsupported
    } else if code.ends_with("InUse") {
        ErrorKind::Conflict
    } else if status >= 500 {
        ErrorKind::Provider
    } else {
        ErrorKind::InvalidRequest
    }
}

#[cfg(test)]
mod tests;
