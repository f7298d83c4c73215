//! The service is eventually consistent: what was just made may not be seen yet.

use crate::script::{Say, Script, listed, reservation};
use anycloud_core::{
    Boot, CreateAddress, CreateServer, Delivery, ErrorKind, OnFailure, PowerAction, ServerId,
};
use std::time::Duration;

fn web() -> CreateServer {
    CreateServer::new("web", Boot::image("ami-1")).size("t3.micro")
}

#[tokio::test(start_paused = true)]
async fn the_wait_knows_and_a_read_does_not_hide_it() {
    let script = Script::new(|form, before| match (&*form["Action"], before) {
        ("RunInstances", _) => Say::Body(reservation("pending", "")),
        ("DescribeInstances", 0..3) => Say::Refuse(400, "InvalidInstanceID.NotFound"),
        ("DescribeInstances", 3) => listed("pending", ""),
        _ => listed("running", ""),
    });
    let cloud = script.cloud();
    let error = cloud.server(&ServerId::new("i-1")).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::NotFound, Some("InvalidInstanceID.NotFound")));
    let id = cloud.create_server(&web()).done().await.unwrap();
    assert_eq!(id.as_str(), "i-1");
    assert_eq!(
        script.asked("DescribeInstances").len(),
        5,
        "one read, three looks in vain or early, and the last"
    );
}

#[tokio::test(start_paused = true)]
async fn what_never_shows_is_gone_in_the_end() {
    let script = Script::new(|form, _| match &*form["Action"] {
        "RunInstances" => Say::Body(reservation("pending", "")),
        _ => Say::Refuse(400, "InvalidInstanceID.NotFound"),
    });
    let cloud = script.cloud_of(script.config().settle(Duration::ZERO));
    let error = cloud.create_server(&web()).done().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert_eq!(script.asked("DescribeInstances").len(), 1);
}

/// The address is refused after the server was made: undo must not take "not seen yet" for "gone".
#[tokio::test(start_paused = true)]
async fn undo_looks_again_before_it_believes() {
    let script = Script::new(|form, before| match (&*form["Action"], before) {
        ("RunInstances", _) => Say::Body(reservation("pending", "")),
        ("DescribeInstances", 0) => listed("running", ""),
        ("DescribeInstances", 1..4) => Say::Refuse(400, "InvalidInstanceID.NotFound"),
        ("DescribeInstances", _) => {
            let stamp = "<tagSet><item><key>anycloud:operation</key><value>STAMP</value></item></tagSet>";
            listed("running", stamp)
        }
        ("AssociateAddress", _) => Say::Refuse(400, "InvalidAllocationID.NotFound"),
        _ => Say::Body("<instancesSet/>".into()),
    });
    let request = web().address("eipalloc-1");
    let error = script.cloud().create_server(&request).on_failure(OnFailure::Undo).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    // It is seen in the end, with a stamp that is another's: so it is left, and the error says so.
    assert_eq!(script.asked("TerminateInstances").len(), 0);
    assert_eq!(error.leftovers().len(), 1, "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_asked_for_again_by_its_token() {
    let script = Script::new(|form, before| match (&*form["Action"], before) {
        ("RunInstances", 0) => Say::Lose,
        ("RunInstances", _) => Say::Body(reservation("pending", "")),
        _ => listed("running", ""),
    });
    script.cloud().create_server(&web()).done().await.unwrap();
    let sent = script.asked("RunInstances");
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0], sent[1], "the same request, with the same ClientToken");
    assert_eq!(sent[0]["ClientToken"], sent[0]["TagSpecification.1.Tag.2.Value"], "which is the stamp");
}

#[tokio::test(start_paused = true)]
async fn what_takes_no_token_is_found_by_its_stamp() {
    let script = Script::new(|form, before| {
        match (&*form["Action"], before) {
        ("AllocateAddress", _) => Say::Lose,
        ("DescribeAddresses", 0) => Say::Body("<addressesSet/>".into()),
        _ => Say::Body(
            "<addressesSet><item><publicIp>192.0.2.1</publicIp><allocationId>eipalloc-1</allocationId></item>\
             </addressesSet>"
                .into(),
        ),
    }
    });
    let id = script.cloud().create_address(&CreateAddress::new("front")).await.unwrap().value;
    assert_eq!(id.as_str(), "eipalloc-1");
    assert_eq!(script.asked("AllocateAddress").len(), 1, "it is sent once");
    let looked = script.asked("DescribeAddresses");
    assert_eq!(looked[0]["Filter.1.Name"], "tag:anycloud:operation");
    assert_eq!(
        looked[0]["Filter.1.Value.1"],
        script.asked("AllocateAddress")[0]["TagSpecification.1.Tag.2.Value"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_reboot_whose_answer_is_lost_is_not_sent_again() {
    let script = Script::new(|form, _| match &*form["Action"] {
        "RebootInstances" => Say::Lose,
        _ => listed("running", ""),
    });
    let cloud = script.cloud();
    let error = cloud.set_power("i-1", PowerAction::Reboot).await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::Unknown);
    let again = cloud.resume(error.operation().unwrap()).await.unwrap_err();
    assert_eq!((again.kind(), again.delivery()), (ErrorKind::Conflict, Delivery::Unknown), "{again}");
    assert_eq!(script.asked("RebootInstances").len(), 1);
}
