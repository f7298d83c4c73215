//! From status, headers and body to an error: the only place that knows the service's codes.
//!
//! The service's own words may repeat what was sent to it, so they are never shown. They are in the error's source, an
//! [`ElasticError`], for who asks.

use crate::config::X_ELASTIC_ERROR;
use anycloud_core::{Delivery, Error, ErrorKind, ResourceRef};
use anycloud_elastic_family::id::names;
use anycloud_elastic_text::{ElasticCode, ElasticError};
use anycloud_http::{begins_as_page, says_html, web_page};
use http::response::Parts;

/// What a reply says. docs: ElasticHosts API, the table of statuses and `X-Elastic-Error`.
pub(crate) fn judge(parts: &Parts, body: &[u8]) -> Option<Error> {
    let header = parts.headers.get(X_ELASTIC_ERROR).and_then(|value| value.to_str().ok());
    if parts.status.is_success() {
        // A web page with a good status is a proxy's or a hotel's: nobody knows what became of the request.
        return says_html(parts).then(web_page);
    }
    let status = parts.status.as_u16();
    let told = ElasticError::from_parts(status, header, &String::from_utf8_lossy(body));
    if header.is_none() && !matches!(status, 401 | 403 | 429) && (says_html(parts) || begins_as_page(body)) {
        let delivery = if status >= 500 { Delivery::Unknown } else { Delivery::Refused };
        return Some(web_page().with_status(status).delivered(delivery));
    }
    let (kind, what) = meaning(&told);
    let mut error = Error::new(kind, what).with_status(status).delivered(delivery(&told));
    if let Some(code) = told.code() {
        error = error.with_code(code.as_str());
    }
    Some(error.with_source(told))
}

/// The error as one about this resource: a 400 that says of *it* that it could not be found is `NotFound`.
pub(crate) fn about(error: Error, resource: &ResourceRef) -> Error {
    if error.kind() == ErrorKind::InvalidRequest
        && error.status() == Some(400)
        && not_found(&error, &resource.id)
    {
        return error.reworded(ErrorKind::NotFound, NOT_FOUND).with_resource(resource.clone());
    }
    if error.resource().is_some() { error } else { error.with_resource(resource.clone()) }
}

const NOT_FOUND: &str = "there is no such command or object";

fn meaning(told: &ElasticError) -> (ErrorKind, &'static str) {
    match (told.code(), told.status()) {
        (Some(ElasticCode::Auth), _) => {
            (ErrorKind::Unauthenticated, "user or secret API key is missing or wrong")
        }
        (Some(ElasticCode::Billing), _) => {
            (ErrorKind::InsufficientFunds, "balance or subscriptions do not cover this")
        }
        (Some(ElasticCode::Busy), _) => (ErrorKind::Busy, "a drive, a server or another resource is busy"),
        (Some(ElasticCode::Failed), _) => (ErrorKind::Provider, "the command failed"),
        (Some(ElasticCode::Full), _) => (ErrorKind::StorageFull, "a drive or another resource is full"),
        (Some(ElasticCode::Method), _) => {
            (ErrorKind::Unsupported, "the service wants this command sent otherwise")
        }
        (Some(ElasticCode::Missing), _) => (ErrorKind::NotFound, NOT_FOUND),
        (Some(ElasticCode::System), _) => (ErrorKind::Provider, "the service's own system failed"),
        (Some(ElasticCode::Usage), _) => (ErrorKind::InvalidRequest, "the service calls the input invalid"),
        (_, 403) => (ErrorKind::Forbidden, "the credentials do not allow this"),
        (_, 413) => (ErrorKind::InvalidRequest, "the service calls the request too large"),
        (_, 429) => (ErrorKind::RateLimited, "too many requests"),
        (_, 400..500) => (ErrorKind::Provider, "the service refused, with a code that is not documented"),
        (_, 500..) => (ErrorKind::Provider, "the service failed"),
        _ => (ErrorKind::Provider, "the service gave an unexpected answer"),
    }
}

/// Whether the service acted. A 4xx says that it did not, and so do two of the documented 5xx: 507 `full`, and 500
/// `failed`, which the table calls "failed command": the service's word about *this* command is that it did not come
/// about. (A step that fails so is over; what a create made before it is removed.) 500 `system`, "system error", is
/// about the service, which may have died at any point of the command; and any other 5xx may be a gateway's, which
/// knows nothing of it.
fn delivery(told: &ElasticError) -> Delivery {
    match (told.status(), told.code()) {
        (400..500, _) | (500, Some(ElasticCode::Failed)) | (507, Some(ElasticCode::Full)) => {
            Delivery::Refused
        }
        _ => Delivery::Unknown,
    }
}

/// The error of a read that the service calls wrong: there is little that can be, but its place.
pub(crate) fn beyond(error: Error, offset: u64, length: u64) -> Error {
    if error.kind() != ErrorKind::InvalidRequest || error.status() != Some(400) {
        return error;
    }
    let end = offset.saturating_add(length);
    let what = format!("the bytes {offset} to {end} are not all on the drive, the service says");
    error.reworded(ErrorKind::InvalidRequest, what)
}

/// Whether the service said, in words, that this very id could not be found. Clients of the live service met 400
/// where the table has 404.
fn not_found(error: &Error, id: &str) -> bool {
    error.find_source::<ElasticError>().is_some_and(|told| {
        let body = told.body().to_ascii_lowercase();
        body.contains("could not be found") && names(&body, &id.to_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests;
