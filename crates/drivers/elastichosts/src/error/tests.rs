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
    for (status, delivery) in [(200, Delivery::Unknown), (404, Delivery::Refused), (502, Delivery::Unknown)] {
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
    assert_eq!(found.to_string(), "elastichosts drive info: there is no such command or object (400 usage)");
    assert_eq!(found.resource(), Some(&drive));
    assert!(
        names("no 10.0.0.1.", "10.0.0.1")
            && !names("no 110.0.0.1", "10.0.0.1")
            && !names("10.0.0.12", "10.0.0.1")
    );
}
