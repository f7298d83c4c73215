use super::{dry_run, judge, root};
use crate::Refusal;
use anycloud_core::{Delivery, Error, ErrorKind};
use bytes::Bytes;
use http::response::Parts;

fn parts(status: u16) -> Parts {
    let response = http::Response::builder().status(status).header("x-amzn-requestid", "of-the-header");
    response.body(()).unwrap().into_parts().0
}

/// The form of the manual, "Query requests": "Example error response".
fn answer(status: u16, code: &str, message: &str) -> Error {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>{code}</Code>\
         <Message>{message}</Message></Error></Errors><RequestID>ea966190-f9aa-478e-9ede-example</RequestID></Response>"
    );
    judge(&parts(status), body.as_bytes()).unwrap()
}

#[test]
fn codes_are_told_apart() {
    use Delivery::{Refused, Unknown};
    let cases = [
        (500, "InsufficientInstanceCapacity", ErrorKind::CapacityUnavailable, Refused),
        (500, "InsufficientVolumeCapacity", ErrorKind::CapacityUnavailable, Refused),
        (400, "InsufficientAddressCapacity", ErrorKind::CapacityUnavailable, Refused),
        (400, "InsufficientFreeAddressesInSubnet", ErrorKind::CapacityUnavailable, Refused),
        (400, "InsufficientCapacityOnHost", ErrorKind::CapacityUnavailable, Refused),
        (400, "UnfulfillableCapacity", ErrorKind::CapacityUnavailable, Refused),
        (400, "FilterLimitExceeded", ErrorKind::InvalidRequest, Refused),
        (400, "TagLimitExceeded", ErrorKind::QuotaExceeded, Refused),
        (400, "InstanceLimitExceeded", ErrorKind::QuotaExceeded, Refused),
        (400, "VcpuLimitExceeded", ErrorKind::QuotaExceeded, Refused),
        (400, "AddressLimitExceeded", ErrorKind::QuotaExceeded, Refused),
        (400, "VolumeLimitExceeded", ErrorKind::QuotaExceeded, Refused),
        (503, "RequestLimitExceeded", ErrorKind::RateLimited, Refused),
        (400, "RequestLimitExceeded", ErrorKind::RateLimited, Refused),
        (503, "Throttling", ErrorKind::RateLimited, Refused),
        (401, "AuthFailure", ErrorKind::Unauthenticated, Refused),
        (403, "SignatureDoesNotMatch", ErrorKind::Unauthenticated, Refused),
        (400, "RequestExpired", ErrorKind::Unauthenticated, Refused),
        (403, "ExpiredToken", ErrorKind::Unauthenticated, Refused),
        (403, "UnauthorizedOperation", ErrorKind::Forbidden, Refused),
        (401, "OptInRequired", ErrorKind::Forbidden, Refused),
        (400, "InvalidInstanceID.NotFound", ErrorKind::NotFound, Refused),
        (400, "InvalidVolume.NotFound", ErrorKind::NotFound, Refused),
        (400, "InvalidKeyPair.NotFound", ErrorKind::NotFound, Refused),
        (400, "InvalidInstanceID.Malformed", ErrorKind::InvalidRequest, Refused),
        (400, "InvalidKeyPair.Duplicate", ErrorKind::AlreadyExists, Refused),
        (400, "InvalidGroup.Duplicate", ErrorKind::AlreadyExists, Refused),
        (400, "InvalidGroup.InUse", ErrorKind::Conflict, Refused),
        (400, "DependencyViolation", ErrorKind::Conflict, Refused),
        (400, "InvalidNetworkInterface.InUse", ErrorKind::Conflict, Refused),
        (400, "IncorrectInstanceState", ErrorKind::Conflict, Refused),
        (400, "VolumeInUse", ErrorKind::Conflict, Refused),
        (400, "OperationNotPermitted", ErrorKind::Conflict, Refused),
        (400, "IdempotentParameterMismatch", ErrorKind::Conflict, Refused),
        (400, "IncorrectModificationState", ErrorKind::Busy, Refused),
        (400, "UnsupportedOperation", ErrorKind::Unsupported, Refused),
        (400, "UnsupportedHibernationConfiguration", ErrorKind::Unsupported, Refused),
        (412, "DryRunOperation", ErrorKind::Cancelled, Refused),
        (400, "SomethingNew", ErrorKind::InvalidRequest, Refused),
        (500, "InternalError", ErrorKind::Provider, Unknown),
        (503, "Unavailable", ErrorKind::Provider, Unknown),
        (503, "ServiceUnavailable", ErrorKind::Provider, Unknown),
    ];
    for (status, code, kind, delivery) in cases {
        let error = answer(status, code, "why");
        assert_eq!((error.kind(), error.delivery(), error.code()), (kind, delivery, Some(code)), "{code}");
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.request_id(), Some("ea966190-f9aa-478e-9ede-example"));
        assert_eq!(Refusal::of(&error).unwrap().message(), "why");
    }
}

#[test]
fn other_forms_of_refusals() {
    let body = "<ErrorResponse xmlns='urn:x'><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code>\
                <Message>no &amp; no</Message></Error><RequestId>r-1</RequestId></ErrorResponse>";
    let error = judge(&parts(403), body.as_bytes()).unwrap();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);
    assert_eq!((error.message(), error.request_id()), ("no & no", Some("r-1")));
}

#[test]
fn pages_and_empty_answers_survive() {
    let pages = ["<!DOCTYPE html><html><body>k3y</body></html>", "", "<Response><Errors><Err", "\u{0}\u{1}"];
    for body in pages {
        for (status, kind) in [
            (502, ErrorKind::Provider),
            (500, ErrorKind::Provider),
            (403, ErrorKind::Forbidden),
            (503, ErrorKind::Provider),
        ] {
            let error = judge(&parts(status), body.as_bytes()).unwrap();
            assert_eq!((error.kind(), error.code()), (kind, None), "{status} {body}");
            assert_eq!(error.request_id(), Some("of-the-header"));
            assert!(!error.to_string().contains("k3y"));
        }
    }
}

#[test]
fn words_for_machines_are_kept_but_not_shown() {
    let text =
        "You are not authorized to perform this operation. Encoded authorization failure message: aB-cD\n3";
    let error = answer(403, "UnauthorizedOperation", text);
    assert_eq!(
        error.to_string(),
        "You are not authorized to perform this operation. (403 UnauthorizedOperation)"
    );
    let refusal = Refusal::of(&error).unwrap();
    assert!(refusal.message().contains("aB-cD"));
    assert!(!format!("{refusal:?} {error:?}").contains("aB-cD"), "{refusal:?}");
    let text = "It does not match.\n\nThe Canonical String for this request should have been\n'x-amz-security-token:k3y'";
    let error = answer(403, "SignatureDoesNotMatch", text);
    assert!(!format!("{error} {error:?}").contains("k3y"), "{error:?}");
    assert_eq!(error.message(), "It does not match.");
}

#[test]
fn dry_runs_are_read() {
    let would = answer(412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    dry_run::<()>(Err(would)).unwrap();
    let may_not = dry_run::<()>(Err(answer(403, "UnauthorizedOperation", "no"))).unwrap_err();
    assert_eq!(may_not.kind(), ErrorKind::Forbidden);
    let acted = dry_run(Ok(1)).unwrap_err();
    assert_eq!((acted.kind(), acted.delivery()), (ErrorKind::Provider, Delivery::Unknown));
}

#[test]
fn good_answers_are_answers() {
    assert_eq!(root(Bytes::from_static(b"<RunInstancesResponse/>")).unwrap().name(), "RunInstancesResponse");
    for body in ["<!DOCTYPE html><html/>", "<html></html>", "{}", "", "<Response><Errors/></Response>"] {
        assert_eq!(root(Bytes::from(body)).unwrap_err().kind(), ErrorKind::Decode, "{body}");
    }
}
