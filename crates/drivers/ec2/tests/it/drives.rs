//! Drives that come and go while answers are lost.

use crate::script::{Say, Script, listed, reservation};
use anycloud_core::{
    AttachDrive, Boot, ByteSize, CreateServer, Delivery, DetachDrive, ErrorKind, UpdateDrive,
};
use std::time::Duration;

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

/// A volume of so many GiB with these attachments.
fn volume(gib: u64, attachments: &str) -> Say {
    let what = format!("<volumeId>vol-1</volumeId><status>in-use</status><size>{gib}</size>");
    Say::Body(format!(
        "<volumeSet><item>{what}<attachmentSet>{attachments}</attachmentSet></item></volumeSet>"
    ))
}

/// What the service says of changes: this many GiB in this state, or nothing.
fn change(gib: u64, state: &str) -> Say {
    let item = format!(
        "<item><volumeId>vol-1</volumeId><targetSize>{gib}</targetSize><modificationState>{state}</modificationState></item>"
    );
    Say::Body(format!("<volumeModificationSet>{item}</volumeModificationSet>"))
}

#[tokio::test(start_paused = true)]
async fn a_drive_has_grown_when_it_is_seen_to_have() {
    let grow = UpdateDrive::new("vol-1").size(ByteSize::gib(20));
    // Nothing is shown at first, then an older change, then this one.
    let script = Script::new(|form, before| match (&*form["Action"], before) {
        ("DescribeVolumes", _) => volume(8, ""),
        ("DescribeVolumesModifications", 0) => Say::Refuse(400, "InvalidVolumeModification.NotFound"),
        ("DescribeVolumesModifications", 1) => change(8, "completed"),
        ("DescribeVolumesModifications", 2) => change(20, "modifying"),
        ("DescribeVolumesModifications", _) => change(20, "optimizing"),
        _ => Say::Body(
            "<volumeModification><volumeId>vol-1</volumeId><modificationState>modifying</modificationState>\
             </volumeModification>"
                .into(),
        ),
    });
    script.cloud().update_drive(&grow).done().await.unwrap();
    assert_eq!(script.asked("ModifyVolume")[0]["Size"], "20");
    assert_eq!(script.asked("DescribeVolumesModifications").len(), 4);

    // The change is forgotten: the volume itself tells.
    let forgotten = |after: u64| {
        Script::new(move |form, before| match (&*form["Action"], before) {
            ("DescribeVolumes", 0..2) => volume(8, ""),
            ("DescribeVolumes", _) => volume(after, ""),
            ("DescribeVolumesModifications", _) => Say::Refuse(400, "InvalidVolumeModification.NotFound"),
            _ => Say::Body("<volumeModification><volumeId>vol-1</volumeId></volumeModification>".into()),
        })
    };
    forgotten(20).cloud().update_drive(&grow).done().await.unwrap();
    let script = forgotten(8);
    let cloud = script.cloud_of(script.config().settle(Duration::ZERO));
    let error = cloud.update_drive(&grow).done().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OperationFailed);
    assert!(error.to_string().contains("the drive did not grow"), "{error}");
}

/// It is not taken for attached because it still is, on its way out.
#[tokio::test(start_paused = true)]
async fn a_drive_that_is_being_detached_is_attached_again() {
    let script = Script::new(|form, before| match (&*form["Action"], before) {
        ("DescribeInstances", _) => listed("running", ""),
        ("DescribeVolumes", 0..3) => volume(8, LEAVES),
        ("DescribeVolumes", 3) => volume(8, ""),
        ("DescribeVolumes", _) => volume(8, HERE),
        _ => Say::Body("<volumeId>vol-1</volumeId><status>attaching</status>".into()),
    });
    script.cloud().attach_drive(&AttachDrive::new("vol-1", "i-1")).done().await.unwrap();
    let [sent] = &script.asked("AttachVolume")[..] else { panic!("not one") };
    assert_eq!(sent["Device"], "/dev/sdf");
    assert_eq!(script.asked("DescribeVolumes").len(), 5);
}

/// The server that is seen has neither drive, before and after the first was attached.
#[tokio::test(start_paused = true)]
async fn the_drives_of_a_new_server_have_a_slot_each() {
    let script = Script::new(|form, _| match &*form["Action"] {
        "RunInstances" => Say::Body(reservation("pending", "")),
        "DescribeInstances" => listed("running", ""),
        "DescribeVolumes" => volume(8, ""),
        _ => Say::Body("<volumeId>vol-1</volumeId><status>attaching</status>".into()),
    });
    let web = CreateServer::new("web", Boot::image("ami-1")).size("t3.micro").drive("vol-1").drive("vol-2");
    let _ = script.cloud().create_server(&web).await.unwrap();
    let slots: Vec<_> = script.asked("AttachVolume").iter().map(|form| form["Device"].clone()).collect();
    assert_eq!(slots, ["/dev/sdf", "/dev/sdg"]);
}

#[tokio::test(start_paused = true)]
async fn a_server_is_made_where_its_drive_lies() {
    let script = Script::new(|form, _| {
        match &*form["Action"] {
        "RunInstances" => Say::Body(reservation("pending", "")),
        "DescribeInstances" => listed("running", ""),
        "DescribeVolumes" => Say::Body(
            "<volumeSet><item><volumeId>vol-1</volumeId><availabilityZone>eu-west-1b</availabilityZone></item>\
             </volumeSet>"
                .into(),
        ),
        "DescribeAddresses" => Say::Body(
            "<addressesSet><item><publicIp>192.0.2.1</publicIp><associationId>eipassoc-1</associationId></item>\
             </addressesSet>"
                .into(),
        ),
        _ => Say::Body("<volumeId>vol-1</volumeId><status>attaching</status>".into()),
    }
    });
    let web = || CreateServer::new("web", Boot::image("ami-1")).size("t3.micro").drive("vol-1");
    let elsewhere = script.cloud().create_server(&web().location("eu-west-1a")).await.unwrap_err();
    assert_eq!((elsewhere.kind(), elsewhere.delivery()), (ErrorKind::InvalidRequest, Delivery::NotSent));
    assert!(elsewhere.to_string().contains("the drive lies in eu-west-1b"), "{elsewhere}");
    let another = script.cloud().create_server(&web().address("eipalloc-1")).await.unwrap_err();
    assert_eq!((another.kind(), another.delivery()), (ErrorKind::Conflict, Delivery::NotSent), "{another}");
    assert!(script.asked("RunInstances").is_empty(), "nothing is bought");
    let _ = script.cloud().create_server(&web()).await.unwrap();
    assert_eq!(script.asked("RunInstances")[0]["Placement.AvailabilityZone"], "eu-west-1b");
}
