//! Answers that are refusals, not whole, or no answers at all: each error says what went wrong, and whether the service
//! may have acted.

use crate::script::{Say, Script, listed, refusal_of, reservation};
use anycloud_core::{
    Action, Boot, CreateServer, Delivery, Error, ErrorKind, ServerId, ServerQuery, ServerState, Tags,
};
use anycloud_ec2::{Client, Query};

fn web() -> CreateServer {
    CreateServer::new("web", Boot::image("ami-1")).size("t3.micro")
}

/// Everything is answered so.
fn always(status: u16, body: impl Into<String>) -> Script {
    let body = body.into();
    Script::new(move |_, _| Say::Raw(status, body.clone()))
}

fn outcome(error: &Error) -> (ErrorKind, Delivery, Option<&str>) {
    (error.kind(), error.delivery(), error.code())
}

#[tokio::test(start_paused = true)]
async fn clocks_and_tokens_that_are_off_are_named() {
    for (code, words, why) in [
        (
            "RequestExpired",
            "Request has expired. Timestamp date is 2026-01-01T00:00:00.000Z",
            "Timestamp date is 2026-01-01",
        ),
        (
            "SignatureDoesNotMatch",
            "Signature expired: 20260101T000000Z is now earlier than 20260101T001500Z (20260101T003000Z - 15 min.)",
            "is now earlier than 20260101T001500Z",
        ),
        (
            "AuthFailure",
            "AWS was not able to validate the provided access credentials",
            "validate the provided access credentials",
        ),
        ("ExpiredToken", "The security token included in the request is expired", "token included"),
        ("ExpiredTokenException", "The security token included in the request is expired", "is expired"),
    ] {
        let script = always(403, refusal_of(code, words));
        let cloud = script.cloud();
        let read = cloud.servers(&ServerQuery::new()).all().await.unwrap_err();
        let made = cloud.create_server(&web()).await.unwrap_err();
        for error in [read, made] {
            assert_eq!(outcome(&error), (ErrorKind::Unauthenticated, Delivery::Refused, Some(code)));
            assert!(error.to_string().contains(why), "{error}");
            assert_eq!(error.operation(), None, "there is nothing to resume");
        }
        assert_eq!(script.asked("RunInstances").len(), 1, "{code}: it is not tried again");
    }
}

/// Cut short, the answer to a create names no server; the same request again does, by its token.
#[tokio::test(start_paused = true)]
async fn an_answer_cut_short_is_asked_for_again() {
    let whole = format!("<RunInstancesResponse>{}</RunInstancesResponse>", reservation("pending", ""));
    let script = Script::new(move |form, before| match (&*form["Action"], before) {
        ("RunInstances", 0) => Say::Raw(200, whole[..whole.len() / 2].to_owned()),
        ("RunInstances", _) => Say::Body(reservation("pending", "")),
        _ => listed("running", ""),
    });
    let cloud = script.cloud();
    let error = cloud.create_server(&web()).await.unwrap_err();
    assert_eq!(outcome(&error), (ErrorKind::Decode, Delivery::Unknown, None));
    assert!(error.to_string().contains("cut short"), "{error}");
    let done = cloud.resume(error.operation().unwrap()).done().await.unwrap();
    assert!(format!("{done:?}").contains("i-1"), "{done:?}");
    let sent = script.asked("RunInstances");
    assert_eq!((sent.len(), sent[0] == sent[1]), (2, true), "with the same ClientToken");
}

#[tokio::test(start_paused = true)]
async fn what_is_no_answer_is_said_to_be_none() {
    let bomb = "<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><DescribeInstancesResponse>&b;\
                </DescribeInstancesResponse>";
    let endless = format!("<DescribeInstancesResponse>{}", " ".repeat(50 << 20));
    for (body, why) in [
        ("<DescribeInstancesResponse><reservationSet><item>", "cut short"),
        (bomb, "document type"),
        ("<DescribeInstancesResponse>&b;</DescribeInstancesResponse>", "entity"),
        ("<html><body>Sign in to the hotel</body></html>", "a web page came instead"),
        (&endless, "longer than 50331648 bytes"),
    ] {
        let script = always(200, body);
        let error = script.cloud().servers(&ServerQuery::new()).all().await.unwrap_err();
        assert_eq!((error.kind(), error.call()), (ErrorKind::Decode, Some("DescribeInstances")), "{error}");
        assert!(error.to_string().contains(why), "{error} is not about {why}");
        assert!(error.to_string().len() < 200, "it does not repeat the reply");
        let error = script.cloud().create_server(&web()).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Unknown), "{why}");
    }
}

/// A page of the web with a bad status, as moto answers a bad page token, and none at all.
#[tokio::test(start_paused = true)]
async fn failures_without_a_code_survive() {
    for body in ["<!doctype html>\n<html lang=en><title>500 Internal Server Error</title></html>", ""] {
        let script = always(500, body);
        let error = script.cloud().servers(&ServerQuery::new()).all().await.unwrap_err();
        assert_eq!((error.kind(), error.status(), error.code()), (ErrorKind::Provider, Some(500), None));
        assert!(script.asked("DescribeInstances").len() > 1, "a read is tried again");
        let error = script.cloud().create_server(&web()).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Provider, Delivery::Unknown));
        assert!(error.operation().is_some(), "it can be resumed");
    }
}

#[tokio::test(start_paused = true)]
async fn states_that_are_new_are_shown_as_they_are() {
    let script = Script::new(|form, _| match &*form["Action"] {
        "DescribeVolumes" => Say::Body(
            "<volumeSet><item><volumeId>vol-1</volumeId><status>warped</status></item></volumeSet>".into(),
        ),
        _ => listed("warped", "<tagSet><item><key>Name</key><value>web</value></item></tagSet>"),
    });
    let cloud = script.cloud();
    let server = cloud.servers(&ServerQuery::new()).next().await.unwrap().unwrap();
    assert_eq!((server.state, server.name.as_str()), (ServerState::Unrecognized("warped".into()), "web"));
    assert!(server.actions.contains(Action::Shutdown), "the service judges what may be done");
    let drive = cloud.drive(&"vol-1".into()).await.unwrap();
    assert_eq!(drive.state.as_str(), "warped");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_a_list_too() {
    for body in [
        "<reservationSet/>",
        "",
        "<reservationSet><item><reservationId>r-1</reservationId><instancesSet/></item></reservationSet>",
    ] {
        let script = Script::new(move |form, _| match &*form["Action"] {
            "RunInstances" => Say::Body("<reservationId>r-1</reservationId><instancesSet/>".into()),
            _ => Say::Body(body.into()),
        });
        let cloud = script.cloud();
        assert_eq!(cloud.servers(&ServerQuery::new()).all().await.unwrap().len(), 0, "{body}");
        let error = cloud.server(&ServerId::new("i-1")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{body}");
        assert!(error.to_string().contains("shows no such thing"), "{error}");
        // Without a server, an answer to a create is none: whether there is one, is not known.
        let error = cloud.create_server(&web()).await.unwrap_err();
        assert_eq!(outcome(&error), (ErrorKind::Decode, Delivery::Unknown, None));
        assert!(error.to_string().contains("names no server"), "{error}");
    }
}

/// docs: "List resources by filter": at most 200 values. All are sent, and it is the service that refuses.
#[tokio::test(start_paused = true)]
async fn a_filter_with_too_many_values_is_refused_whole() {
    let words = "The maximum number of filter values specified on a single call is 200";
    let script = always(400, refusal_of("FilterLimitExceeded", words));
    let cloud = script.cloud();
    let query = Query::all().filter("tag:role", (1..=300).map(|n| format!("role-{n}")));
    let listing = cloud.native::<Client>().unwrap().describe_instances(&query);
    let error = listing.all().await.unwrap_err();
    assert_eq!(outcome(&error), (ErrorKind::InvalidRequest, Delivery::Refused, Some("FilterLimitExceeded")));
    assert!(error.to_string().contains(words), "{error}");
    let [asked] = &script.asked("DescribeInstances")[..] else { panic!("not one") };
    let values: Vec<_> = (1..=300).map(|n| asked[&format!("Filter.1.Value.{n}")].clone()).collect();
    assert_eq!((&*values[0], &*values[299]), ("role-1", "role-300"));
}

/// Wide characters and what forms and XML give a meaning to go there and back. A line end is read, if somebody else wrote it,
/// and not sent: no other cloud takes one.
#[tokio::test(start_paused = true)]
async fn tags_are_what_was_written() {
    const WRITTEN: &str = "\u{1f980} & <c> = d+e %20";
    let script = Script::new(|form, _| match &*form["Action"] {
        "RunInstances" => Say::Body(reservation("pending", "")),
        _ => listed(
            "running",
            "<tagSet><item><key>\u{1f980}</key><value>\u{1f980} &amp; &lt;c&gt; = d+e %20</value></item>\
             <item><key>theirs</key><value>two&#10;lines</value></item></tagSet>",
        ),
    });
    let cloud = script.cloud();
    let error = cloud.create_server(&web().tag("role", "two\nlines")).await.unwrap_err();
    assert_eq!(outcome(&error), (ErrorKind::InvalidRequest, Delivery::NotSent, None));
    assert!(error.to_string().contains(r"a tag holds the control character '\n'"), "{error}");
    assert!(script.asked("RunInstances").is_empty());
    cloud.create_server(&web().tag("\u{1f980}", WRITTEN)).done().await.unwrap();
    let sent = &script.asked("RunInstances")[0];
    assert_eq!(sent["TagSpecification.1.Tag.3.Key"], "\u{1f980}");
    assert_eq!(sent["TagSpecification.1.Tag.3.Value"], WRITTEN);
    let server = cloud.server(&ServerId::new("i-1")).await.unwrap();
    let tags = [("\u{1f980}", WRITTEN), ("theirs", "two\nlines")];
    assert_eq!(server.tags, Tags::from(tags.map(|(key, value)| (key.into(), value.into()))));
}
