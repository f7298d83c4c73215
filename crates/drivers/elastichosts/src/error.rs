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
mod tests {
    use super::{about, judge, names};
    use anycloud_core::{Delivery, DriveId, Error, ErrorKind};
    use http::Response;
    use http::response::Parts;

    const ID: &str = "38df0986-4d85-4b76-b502-3878ffc80161";

    fn parts(status: u16, header: Option<&str>, media: &str) -> Parts {
        let mut builder = Response::builder().status(status).header("content-type", media);
        if let Some(header) = header {
            builder = builder.header("X-Elastic-Error", header);
        }
        builder.body(()).unwrap().into_parts().0
    }

    fn judged(status: u16, header: Option<&str>, body: &str) -> Error {
        judge(&parts(status, header, "text/plain"), body.as_bytes()).unwrap()
    }

    #[test]
    fn every_row_of_the_table() {
        use Delivery::{Refused, Unknown};
        let rows = [
            (400, "usage", ErrorKind::InvalidRequest, Refused),
            (401, "auth", ErrorKind::Unauthenticated, Refused),
            (402, "billing", ErrorKind::InsufficientFunds, Refused),
            (404, "missing", ErrorKind::NotFound, Refused),
            (405, "method", ErrorKind::Unsupported, Refused),
            (409, "busy", ErrorKind::Busy, Refused),
            (500, "failed", ErrorKind::Provider, Refused),
            (500, "system", ErrorKind::Provider, Unknown),
            (507, "full", ErrorKind::StorageFull, Refused),
        ];
        for (status, code, kind, delivery) in rows {
            let error = judged(status, Some(code), "hunter2");
            assert_eq!((error.kind(), error.delivery()), (kind, delivery), "{status} {code}");
            assert_eq!((error.status(), error.code()), (Some(status), Some(code)));
            assert!(!format!("{error} {error:?}").contains("hunter2"));
            if status != 500 {
                assert_eq!(judged(status, None, "").kind(), kind, "{status} without a header");
            }
        }
    }

    #[test]
    fn what_the_table_does_not_have() {
        use Delivery::{Refused, Unknown};
        for (status, header, kind, delivery) in [
            (403, None, ErrorKind::Forbidden, Refused),
            (413, None, ErrorKind::InvalidRequest, Refused),
            (418, None, ErrorKind::Provider, Refused),
            (429, None, ErrorKind::RateLimited, Refused),
            (500, None, ErrorKind::Provider, Unknown),
            (502, None, ErrorKind::Provider, Unknown),
            (503, None, ErrorKind::Provider, Unknown),
            (504, None, ErrorKind::Provider, Unknown),
            (500, Some("melted"), ErrorKind::Provider, Unknown),
            (502, Some("failed"), ErrorKind::Provider, Unknown),
            (503, Some("failed"), ErrorKind::Provider, Unknown),
            (504, Some("failed"), ErrorKind::Provider, Unknown),
            (500, Some("full"), ErrorKind::StorageFull, Unknown),
            (503, Some("busy now"), ErrorKind::Busy, Unknown),
            (400, Some("missing drive"), ErrorKind::NotFound, Refused),
            (302, None, ErrorKind::Provider, Unknown),
        ] {
            let error = judged(status, header, "");
            assert_eq!((error.kind(), error.delivery()), (kind, delivery), "{status} {header:?}");
        }
        assert!(judge(&parts(200, None, "text/plain"), b"").is_none());
        assert!(judge(&parts(204, None, "text/plain"), b"").is_none());
    }

    #[test]
    fn a_web_page_is_said_to_be_one_and_not_shown() {
        let page = b"<html>hunter2</html>";
        for (status, delivery) in
            [(200, Delivery::Unknown), (404, Delivery::Refused), (502, Delivery::Unknown)]
        {
            let error = judge(&parts(status, None, "text/html; charset=utf-8"), page).unwrap();
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, delivery), "{status}");
            assert!(error.to_string().contains("web page") && !format!("{error:?}").contains("hunter2"));
        }
        let error = judge(&parts(401, None, "text/html"), page).unwrap();
        assert_eq!(error.kind(), ErrorKind::Unauthenticated);
    }

    #[test]
    fn a_400_is_not_found_only_if_it_names_the_id() {
        let drive = DriveId::new(ID).resource();
        let kind = |body: &str| about(judged(400, Some("usage"), body), &drive).kind();
        assert_eq!(kind(&format!("Drive {ID} could not be found.")), ErrorKind::NotFound);
        assert_eq!(kind("a drive could not be found"), ErrorKind::InvalidRequest);
        assert_eq!(kind(&format!("drive {ID} is invalid")), ErrorKind::InvalidRequest);
        assert_eq!(kind(&format!("drive {ID}0 could not be found")), ErrorKind::InvalidRequest);
        let other = "980cf63c-f21e-4382-997b-6541d5809629";
        assert_eq!(kind(&format!("drive {other} could not be found")), ErrorKind::InvalidRequest);
        let found = about(
            judged(400, Some("usage"), &format!("{ID} could not be found"))
                .with_provider("elastichosts")
                .with_call("drive info"),
            &drive,
        );
        assert_eq!(
            found.to_string(),
            "elastichosts drive info: there is no such command or object (400 usage)"
        );
        assert_eq!(found.resource(), Some(&drive));
        assert!(
            names("no 10.0.0.1.", "10.0.0.1")
                && !names("no 110.0.0.1", "10.0.0.1")
                && !names("10.0.0.12", "10.0.0.1")
        );
    }
}
