//! Drives that come and go while answers are lost.

use crate::script::{Say, Script, listed};
use anycloud_core::{AttachDrive, Delivery, DetachDrive, ErrorKind};

/// A volume, after the lost request with this attachment.
fn losing(action: &'static str, code: &'static str, before: &'static str, after: &'static str) -> Script {
    Script::new(move |form, sent| match &*form["Action"] {
        "DescribeInstances" => listed("running", ""),
        "DescribeVolumes" => {
            let attachment = if sent == 0 { before } else { after };
            let state = "<volumeId>vol-1</volumeId><status>in-use</status>";
            Say::Body(format!(
                "<volumeSet><item>{state}<attachmentSet>{attachment}</attachmentSet></item></volumeSet>"
            ))
        }
        name if name == action && sent == 0 => Say::Lose,
        name if name == action => Say::Refuse(400, code),
        other => panic!("{other}"),
    })
}

const HERE: &str = "<item><volumeId>vol-1</volumeId><instanceId>i-1</instanceId><device>/dev/sdf</device>\
    <status>attached</status></item>";
const LEAVES: &str = "<item><volumeId>vol-1</volumeId><instanceId>i-1</instanceId><device>/dev/sdf</device>\
    <status>detaching</status></item>";
const ELSEWHERE: &str = "<item><volumeId>vol-1</volumeId><instanceId>i-2</instanceId><device>/dev/sdf</device>\
    <status>attached</status></item>";

#[tokio::test(start_paused = true)]
async fn a_refusal_after_a_lost_answer_may_mean_that_it_is_done() {
    let attach = AttachDrive::new("vol-1", "i-1");
    let script = losing("AttachVolume", "VolumeInUse", "", HERE);
    script.cloud().attach_drive(&attach).done().await.unwrap();
    assert_eq!(script.asked("AttachVolume").len(), 2);
    let script = losing("AttachVolume", "VolumeInUse", "", ELSEWHERE);
    let error = script.cloud().attach_drive(&attach).done().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::Unknown), "{error}");

    let detach = DetachDrive::new("vol-1", "i-1");
    let script = losing("DetachVolume", "IncorrectState", HERE, LEAVES);
    let _ = script.cloud().detach_drive(&detach).await.unwrap();
    assert_eq!(script.asked("DetachVolume").len(), 2);
    let script = losing("DetachVolume", "IncorrectState", HERE, HERE);
    let error = script.cloud().detach_drive(&detach).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::Unknown), "{error}");
}
