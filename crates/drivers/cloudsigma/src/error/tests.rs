use super::{Refusal, about, judge};
use anycloud_core::{Delivery, DriveId, Error, ErrorKind, ServerId};
use http::Response;
use http::response::Parts;

const ID: &str = "38df0986-4d85-4b76-b502-3878ffc80161";

fn parts(status: u16, media: &str) -> Parts {
    Response::builder().status(status).header("content-type", media).body(()).unwrap().into_parts().0
}

fn judged(status: u16, body: &str) -> Error {
    judge(&parts(status, "text/plain"), body.as_bytes()).unwrap()
}

#[test]
fn every_row_of_the_table() {
    use Delivery::{Refused, Unknown};
    for (status, kind, delivery) in [
        (400, ErrorKind::InvalidRequest, Refused),
        (401, ErrorKind::Unauthenticated, Refused),
        (404, ErrorKind::NotFound, Refused),
        (405, ErrorKind::Unsupported, Refused),
        (409, ErrorKind::Busy, Refused),
        (500, ErrorKind::Provider, Unknown),
        (504, ErrorKind::Provider, Unknown),
        // Not in the table.
        (402, ErrorKind::InsufficientFunds, Refused),
        (403, ErrorKind::Forbidden, Refused),
        (413, ErrorKind::InvalidRequest, Refused),
        (418, ErrorKind::Provider, Refused),
        (429, ErrorKind::RateLimited, Refused),
        (502, ErrorKind::Provider, Unknown),
        (302, ErrorKind::Provider, Unknown),
    ] {
        let error = judged(status, "hunter2");
        assert_eq!((error.kind(), error.delivery()), (kind, delivery), "{status}");
        assert_eq!(error.status(), Some(status));
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
    assert!(judge(&parts(200, "text/plain"), b"").is_none());
    assert!(judge(&parts(204, "text/plain"), b"").is_none());
}

#[test]
fn the_words_of_the_body_tell_refusals_apart() {
    for (body, kind) in [
        ("errors:system Insufficient funds: 3 EUR is more than 2 EUR.\n", ErrorKind::InsufficientFunds),
        ("errors:system Drive x is currently in use\n", ErrorKind::Busy),
        ("errors:system Server x is currently running: stop it first\n", ErrorKind::Conflict),
        ("errors:cpu * 3 is out of range.\n", ErrorKind::InvalidRequest),
        // A name is no reason.
        ("name currently in use\nerrors:cpu * too little\n", ErrorKind::InvalidRequest),
        ("currently in use\n", ErrorKind::Busy),
    ] {
        assert_eq!(judged(400, body).kind(), kind, "{body}");
    }
}

#[test]
fn field_errors_are_a_list_and_secrets_stay_out_of_it() {
    let body = "cpu 1000\nerrors:cpu The minimum CPU subscription is 2000 core MHz\nmem 1000\n\
                errors:mem The minimum memory subscription is 1024 MB\nvnc:password hunter2\n\
                errors:vnc:password hunter2 is too short\nsecret_key hunter2\n";
    let error = judged(400, body);
    let told = Refusal::of(&error).unwrap();
    let fields: Vec<_> = told.fields().iter().map(|f| (f.field.as_str(), f.why.as_str())).collect();
    assert_eq!(
        fields,
        [
            ("cpu", "The minimum CPU subscription is 2000 core MHz"),
            ("mem", "The minimum memory subscription is 1024 MB"),
            ("vnc:password", "***")
        ]
    );
    assert!(error.to_string().contains("cpu: The minimum CPU subscription is 2000 core MHz"), "{error}");
    assert!(!format!("{error} {error:?} {told} {told:?}").contains("hunter2"));
    assert!(Refusal::of(&judged(400, "")).unwrap().fields().is_empty());
}

#[test]
fn names_in_reasons_are_shown_without_their_stamps() {
    let stamp = "[anycloud 0123456789abcdef0123456789abcdef-server]";
    let error = judged(400, &format!("name web {stamp}\nerrors:name * The name web {stamp} is taken.\n"));
    let told = Refusal::of(&error).unwrap();
    assert_eq!(told.fields()[0].why, "* The name web is taken.");
    assert!(
        error.to_string().contains("name: The name web is taken.") && !told.to_string().contains("anycloud")
    );
}

#[test]
fn a_400_without_reasons_and_a_web_page_are_said_to_be_so() {
    let error = judged(400, "no such luck hunter2\n");
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::Refused));
    assert!(error.to_string().contains("does not say why") && !format!("{error:?}").contains("hunter2"));
    let page = b"<html>hunter2</html>";
    for (status, delivery) in [(200, Delivery::Unknown), (400, Delivery::Refused), (502, Delivery::Unknown)] {
        let error = judge(&parts(status, "text/html; charset=utf-8"), page).unwrap();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, delivery), "{status}");
        assert!(error.to_string().contains("web page") && !format!("{error:?}").contains("hunter2"));
    }
    assert_eq!(judge(&parts(401, "text/html"), page).unwrap().kind(), ErrorKind::Unauthenticated);
}

#[test]
fn a_400_is_not_found_only_if_it_names_a_requested_id() {
    let (drive, server) =
        (DriveId::new(ID).resource(), ServerId::new("5eed0000-0000-4000-8000-000000000001").resource());
    let asked = [server.clone(), drive.clone()];
    let seen = |body: &str| about(judged(400, body), &asked);
    let found =
        seen(&format!("errors:system Drive {ID} could not be found. Please re-validate your entry.\n"));
    assert_eq!((found.kind(), found.resource()), (ErrorKind::NotFound, Some(&drive)));
    assert!(Refusal::of(&found).is_some(), "the reasons are kept");
    assert!(found.to_string().contains(&format!("there is no drive {ID}")), "{found}");
    let gone = about(judged(404, "gone\n"), std::slice::from_ref(&server));
    assert_eq!(
        (gone.kind(), gone.status(), gone.resource()),
        (ErrorKind::NotFound, Some(404), Some(&server))
    );
    assert!(gone.to_string().contains(&*server.id) && Refusal::of(&gone).is_some(), "{gone}");
    for other in [
        "errors:system The object could not be found.\n".to_owned(),
        format!("errors:system drive {ID} is invalid\n"),
        format!("errors:system drive {ID}0 could not be found\n"),
        "errors:system drive 980cf63c-f21e-4382-997b-6541d5809629 could not be found\n".to_owned(),
        // What was submitted is no reason.
        format!("ide:0:0 {ID}\nerrors:name * the name could not be found\n"),
    ] {
        let error = seen(&other);
        assert_eq!((error.kind(), error.resource()), (ErrorKind::InvalidRequest, Some(&server)), "{other}");
    }
}
