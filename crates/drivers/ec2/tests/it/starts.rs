//! Servers that do not start, and why.

use crate::script::{Say, Script, free_address, listed, reservation};
use anycloud_core::{Boot, CreateServer, ErrorKind, Goal, PowerAction};
use std::time::Duration;

const FULL: &str = "<stateReason><code>Client.VolumeLimitExceeded</code><message>Client.VolumeLimitExceeded: Volume limit \
    exceeded</message></stateReason>";
const NO_KEY: &str = "<stateReason><code>Client.InvalidKMSKey.InvalidState</code><message>The key is disabled</message>\
    </stateReason>";

#[tokio::test(start_paused = true)]
async fn a_launch_that_fails_says_why() {
    let script = Script::new(|form, before| match (&*form["Action"], before) {
        ("RunInstances", _) => Say::Body(reservation("pending", "")),
        ("DescribeAddresses", _) => free_address(),
        ("DescribeInstances", 0) => listed("pending", ""),
        ("DescribeInstances", _) => listed("terminated", FULL),
        _ => Say::Body("<return>true</return>".into()),
    });
    let plain = CreateServer::new("web", Boot::image("ami-1")).size("t3.micro");
    let error = script.cloud().create_server(&plain).until(Goal::Address).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OperationFailed);
    let why = "the server was deleted: Client.VolumeLimitExceeded: Volume limit exceeded";
    assert!(error.to_string().contains(why), "{error}");
    assert_eq!(error.operation_ref(), None, "there is nothing to go on waiting for");
    // The same while something else waits for it to run.
    let error = script.cloud().create_server(&plain.address("eipalloc-1")).await.unwrap_err();
    let why =
        "the server is terminated before it ever ran: Client.VolumeLimitExceeded: Volume limit exceeded";
    assert!(error.to_string().contains(why), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_start_that_falls_back_says_why() {
    let script = Script::new(|form, before| match (&*form["Action"], before) {
        ("DescribeInstances", 1) => listed("pending", ""),
        ("DescribeInstances", _) => listed("stopped", NO_KEY),
        _ => Say::Body("<instancesSet/>".into()),
    });
    let cloud = script.cloud_of(script.config().settle(Duration::ZERO));
    let error = cloud.set_power("i-1", PowerAction::Start).done().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OperationFailed, "{error}");
    let why = "the server did not start: Client.InvalidKMSKey.InvalidState: The key is disabled";
    assert!(error.to_string().contains(why), "{error}");
    assert_eq!(script.asked("DescribeInstances").len(), 3, "before the start, and two looks");
}

/// For some time after a start the service may show what was before.
#[tokio::test(start_paused = true)]
async fn an_old_state_is_no_failed_start() {
    let script = Script::new(|form, before| match (&*form["Action"], before) {
        ("DescribeInstances", 0..3) => listed("stopped", ""),
        ("DescribeInstances", _) => listed("running", ""),
        _ => Say::Body("<instancesSet/>".into()),
    });
    script.cloud().set_power("i-1", PowerAction::Start).done().await.unwrap();
    assert_eq!(script.asked("DescribeInstances").len(), 4);
}
