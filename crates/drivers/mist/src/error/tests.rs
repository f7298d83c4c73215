use super::{Refusal, about, judge, not_added};
use crate::settings::BackendId;
use anycloud_core::{Delivery, Error, ErrorKind, KeyPairId, ServerId};
use http::response::Parts;

fn parts(status: u16) -> Parts {
    http::Response::builder().status(status).body(()).unwrap().into_parts().0
}

fn judged(status: u16, body: &str) -> Error {
    judge(&parts(status), body.as_bytes()).unwrap()
}

#[test]
fn words_and_kinds() {
    let rows = [
        (400, "Required parameter not provided: 'disk'", ErrorKind::InvalidRequest, Delivery::Refused),
        (400, "Keypair could not be validated", ErrorKind::InvalidRequest, Delivery::Refused),
        (400, "Bad Request: Invalid backend state", ErrorKind::InvalidRequest, Delivery::Refused),
        (
            400,
            "Bad Request: Action stop not supported for this machine",
            ErrorKind::Unsupported,
            Delivery::Refused,
        ),
        (401, "Invalid backend credentials", ErrorKind::Unauthenticated, Delivery::Refused),
        (401, "Couldn't authenticate to machine", ErrorKind::Unauthenticated, Delivery::Refused),
        (402, "Payment required", ErrorKind::InsufficientFunds, Delivery::Refused),
        (403, "Forbidden", ErrorKind::Forbidden, Delivery::Refused),
        (404, "Machine not found: i-1", ErrorKind::NotFound, Delivery::Refused),
        (
            405,
            "Method not allowed: Adding metadata is not supported",
            ErrorKind::Unsupported,
            Delivery::Refused,
        ),
        (409, "Backend exists: 2tK", ErrorKind::AlreadyExists, Delivery::Refused),
        (409, "Keypair exists", ErrorKind::AlreadyExists, Delivery::Refused),
        (429, "slow down", ErrorKind::RateLimited, Delivery::Refused),
        (500, "Payment required", ErrorKind::InsufficientFunds, Delivery::Refused),
        (500, "Machine creation failed: EC2, got exception timeout", ErrorKind::Provider, Delivery::Unknown),
        (
            500,
            "Machine creation failed: Linode, got exception Payment required",
            ErrorKind::Provider,
            Delivery::Unknown,
        ),
        (503, "Backend unavailable", ErrorKind::Provider, Delivery::Unknown),
        (
            503,
            "Machine currently unavailable: Error while attempting to stop machine",
            ErrorKind::Provider,
            Delivery::Unknown,
        ),
    ];
    for (status, body, kind, delivery) in rows {
        let error = judged(status, body);
        assert_eq!((error.kind(), error.delivery(), error.message()), (kind, delivery, body));
        let refusal = Refusal::of(&error).unwrap();
        let (message, detail) = body.split_once(": ").map_or((body, None), |(m, d)| (m, Some(d)));
        assert_eq!((refusal.status(), refusal.message(), refusal.detail()), (status, message, detail));
    }
}

#[test]
fn a_page_or_nothing_is_survived() {
    for status in [200, 400, 500, 503] {
        let error = judged(status, "\n<!DOCTYPE html><p>hunter2");
        assert_eq!(error.kind(), ErrorKind::Decode, "{status}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
        let delivery = if status == 400 { Delivery::Refused } else { Delivery::Unknown };
        assert_eq!(error.delivery(), delivery, "{status}");
    }
    let empty = judged(502, "\n\n");
    assert_eq!((empty.kind(), empty.delivery()), (ErrorKind::Provider, Delivery::Unknown));
    assert!(Refusal::of(&empty).is_none() && empty.message().contains("failed"), "{empty}");
    assert_eq!(judged(401, "<html>").kind(), ErrorKind::Unauthenticated);
    let unknown = judged(404, "<html>hunter2");
    assert!(unknown.kind() == ErrorKind::NotFound && !format!("{unknown:?}").contains("hunter2"));
    assert_eq!(about(unknown, &[BackendId::from("b").resource()]).resource(), None, "a call, not a thing");
    assert!(judge(&parts(200), b"OK").is_none() && judge(&parts(204), b"").is_none());
}

#[test]
fn one_line_whatever_comes() {
    let error = judged(400, &format!("\n  Bad\tRequest: {}\nsecond line", "x".repeat(500)));
    assert_eq!(error.message().len(), 200);
    assert!(
        error.message().starts_with("Bad Request: xxx") && !error.to_string().contains("second"),
        "{error}"
    );
}

#[test]
fn a_not_found_says_what() {
    let (backend, machine, key) = (BackendId::from("b"), ServerId::from("m"), KeyPairId::from("k"));
    let asked = [backend.resource(), machine.resource(), key.resource()];
    for (body, resource) in [
        ("Backend not found: b", Some(backend.resource())),
        ("Machine not found", Some(machine.resource())),
        ("Keypair not found", Some(key.resource())),
        ("Not Found: tag not found", None),
    ] {
        assert_eq!(about(judged(404, body), &asked).resource(), resource.as_ref(), "{body}");
    }
    assert_eq!(about(judged(503, "x"), &asked).resource(), Some(&key.resource()), "what was meant");
}

#[test]
fn a_backend_that_cannot_be_reached_is_not_added() {
    assert_eq!(not_added(judged(503, "Backend unavailable: no route")).delivery(), Delivery::Refused);
    assert_eq!(not_added(judged(503, "")).delivery(), Delivery::Unknown);
    assert_eq!(not_added(judged(500, "Backend unavailable")).delivery(), Delivery::Unknown);
}
