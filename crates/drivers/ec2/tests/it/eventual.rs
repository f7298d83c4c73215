//! The service is eventually consistent: what was just made may not be seen yet.

use crate::script::{Say, Script, free_address, listed, reservation};
use anycloud_core::{
    Boot, CreateAddress, CreateFirewall, CreateServer, Delivery, DestroyDrive, DestroyKeyPair, DestroyServer,
    DrivesFate, ErrorKind, FirewallRule, Gone, OnFailure, PowerAction, ServerId, Timestamp,
};
use std::sync::{Arc, Mutex};
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
        ("DescribeAddresses", _) => free_address(),
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

/// What was just made is destroyed, although calls by its id do not find it at first.
#[tokio::test(start_paused = true)]
async fn what_is_not_seen_yet_is_destroyed_all_the_same() {
    let script = Script::new(|form, before| match (&*form["Action"], before) {
        ("DescribeInstances", _) if form.contains_key("InstanceId.1") => {
            Say::Refuse(400, "InvalidInstanceID.NotFound")
        }
        ("DescribeInstances", 1) => Say::Body("<reservationSet/>".into()),
        ("DescribeInstances", _) => {
            assert_eq!((&*form["Filter.1.Name"], &*form["Filter.1.Value.1"]), ("instance-id", "i-1"));
            listed("pending", "")
        }
        ("TerminateInstances", 0..2) => Say::Refuse(400, "InvalidInstanceID.NotFound"),
        ("DescribeVolumes", _) => {
            assert_eq!((&*form["Filter.1.Name"], &*form["Filter.1.Value.1"]), ("volume-id", "vol-1"));
            let volume = "<volumeId>vol-1</volumeId><status>creating</status>";
            Say::Body(format!("<volumeSet><item>{volume}</item></volumeSet>"))
        }
        ("DeleteVolume", 0) => Say::Refuse(400, "InvalidVolume.NotFound"),
        _ => Say::Body("<return>true</return>".into()),
    });
    let cloud = script.cloud();
    let gone = cloud.destroy_server(&DestroyServer::new("i-1", DrivesFate::Keep)).await.unwrap();
    assert_eq!((gone.value, script.asked("TerminateInstances").len()), (Gone::Destroyed, 3));
    let gone = cloud.destroy_drive(&DestroyDrive::new("vol-1")).await.unwrap();
    assert_eq!((gone.value, script.asked("DeleteVolume").len()), (Gone::Destroyed, 2));
}

/// Calls by their ids find nothing yet, so that core could not ask whether it is the right server, and the drive its own.
#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_seen_yet_is_compared_when_it_is() {
    let script = Script::new(|form, _| match &*form["Action"] {
        "DescribeInstances" if form.contains_key("InstanceId.1") => {
            Say::Refuse(400, "InvalidInstanceID.NotFound")
        }
        "DescribeInstances" => listed("running", ""),
        "DescribeVolumes" => Say::Refuse(400, "InvalidVolume.NotFound"),
        _ => Say::Body("<return>true</return>".into()),
    });
    let destroy = DestroyServer::new("i-1", DrivesFate::Destroy(vec!["vol-9".into()]));
    let error = script.cloud().destroy_server(&destroy).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::NotSent), "{error}");
    assert!(error.to_string().contains("the server has no drive vol-9"), "{error}");
    let destroy = DestroyServer::new("i-1", DrivesFate::Keep).expect_name("another");
    let error = script.cloud().destroy_server(&destroy).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::NotSent), "{error}");
    for action in ["TerminateInstances", "DeleteVolume", "ModifyInstanceAttribute"] {
        assert!(script.asked(action).is_empty(), "{action}");
    }
}

#[tokio::test(start_paused = true)]
async fn gone_is_what_no_list_shows_for_long_enough() {
    let script = Script::new(|form, _| match &*form["Action"] {
        "DeleteVolume" => Say::Refuse(400, "InvalidVolume.NotFound"),
        _ => Say::Body("<volumeSet/>".into()),
    });
    let begun = tokio::time::Instant::now();
    let gone = script.cloud().destroy_drive(&DestroyDrive::new("vol-1")).await.unwrap();
    assert_eq!(gone.value, Gone::Already);
    assert!(begun.elapsed() >= Duration::from_secs(60), "{:?}", begun.elapsed());
    // Something else is missing: nothing is known of the drive.
    let script = Script::new(|_, _| Say::Other(400, "InvalidKmsKey.NotFound"));
    let error = script.cloud().destroy_drive(&DestroyDrive::new("vol-1")).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::NotFound, Some("InvalidKmsKey.NotFound")));
}

/// A volume of the image that stays when the server goes, goes with what undo removes.
#[tokio::test(start_paused = true)]
async fn undo_takes_the_images_volumes_along() {
    let stamp = Arc::new(Mutex::new(String::new()));
    let script = Script::new(move |form, _| match &*form["Action"] {
        "RunInstances" => {
            assert_eq!(form["TagSpecification.2.ResourceType"], "volume");
            assert_eq!(form["TagSpecification.2.Tag.1.Key"], "anycloud:operation");
            *stamp.lock().unwrap() = form["TagSpecification.2.Tag.1.Value"].clone();
            Say::Body(reservation("pending", ""))
        }
        "DescribeInstances" => {
            let stamp = stamp.lock().unwrap();
            let tag = format!("<item><key>anycloud:operation</key><value>{stamp}</value></item>");
            listed("running", &format!("<tagSet>{tag}</tagSet>"))
        }
        "DescribeVolumes" => {
            assert_eq!(form["Filter.1.Value.1"], *stamp.lock().unwrap());
            let on = "<item><volumeId>vol-1</volumeId><instanceId>i-1</instanceId><device>/dev/sdb</device>\
                <status>attached</status><deleteOnTermination>false</deleteOnTermination></item>";
            Say::Body(format!(
                "<volumeSet><item><volumeId>vol-1</volumeId><status>in-use</status><attachmentSet>{on}</attachmentSet>\
                 </item><item><volumeId>vol-2</volumeId><status>available</status></item></volumeSet>"
            ))
        }
        "DescribeAddresses" => free_address(),
        "AssociateAddress" => Say::Refuse(400, "InvalidAllocationID.NotFound"),
        _ => Say::Body("<return>true</return>".into()),
    });
    let request = web().address("eipalloc-1");
    let error = script.cloud().create_server(&request).on_failure(OnFailure::Undo).await.unwrap_err();
    assert!(error.leftovers().is_empty(), "{error}");
    let [told] = &script.asked("ModifyInstanceAttribute")[..] else { panic!("not one") };
    assert_eq!(told["BlockDeviceMapping.1.DeviceName"], "/dev/sdb");
    assert_eq!(told["BlockDeviceMapping.1.Ebs.DeleteOnTermination"], "true");
    assert_eq!(script.asked("TerminateInstances").len(), 1);
    let [deleted] = &script.asked("DeleteVolume")[..] else { panic!("not one") };
    assert_eq!(deleted["VolumeId"], "vol-2");
}

#[tokio::test(start_paused = true)]
async fn the_rules_of_a_new_firewall_wait_for_it() {
    let script = Script::new(|form, before| match (&*form["Action"], before) {
        ("CreateSecurityGroup", _) => Say::Body("<groupId>sg-1</groupId>".into()),
        ("DescribeSecurityGroups", 0..4) => Say::Refuse(400, "InvalidGroup.NotFound"),
        ("DescribeSecurityGroups", _) => {
            Say::Body("<securityGroupInfo><item><groupId>sg-1</groupId></item></securityGroupInfo>".into())
        }
        _ => Say::Body("<return>true</return>".into()),
    });
    let request = CreateFirewall::new("web").rule(FirewallRule::tcp_in(22, 22, "192.0.2.0/24"));
    let _ = script.cloud().create_firewall(&request).await.unwrap();
    assert_eq!(script.asked("DescribeSecurityGroups").len(), 5);
    assert_eq!(script.asked("AuthorizeSecurityGroupIngress").len(), 1);
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

/// Of a key pair that it does not have, the service says "done", too.
#[tokio::test(start_paused = true)]
async fn a_key_pair_that_is_not_seen_yet_is_destroyed_all_the_same() {
    let script = Script::new(|form, before| match (&*form["Action"], before) {
        ("DescribeKeyPairs", 0..2) => Say::Body("<keySet/>".into()),
        ("DescribeKeyPairs", _) => Say::Body("<keySet><item><keyName>me</keyName></item></keySet>".into()),
        _ => Say::Body("<return>true</return>".into()),
    });
    let gone = script.cloud().destroy_key_pair(&DestroyKeyPair::new("me")).await.unwrap();
    assert_eq!((gone.value, script.asked("DeleteKeyPair").len()), (Gone::Destroyed, 1));
    let script = Script::new(|_, _| Say::Body("<keySet/>".into()));
    let gone = script.cloud().destroy_key_pair(&DestroyKeyPair::new("me")).await.unwrap();
    assert_eq!(gone.value, Gone::Already);
}

/// Its first interface, which told when it was made, is gone.
#[tokio::test(start_paused = true)]
async fn what_is_terminated_is_gone_whenever_it_was_made() {
    let script = Script::new(|form, _| match &*form["Action"] {
        "DescribeInstances" => listed("terminated", ""),
        _ => Say::Body("<return>true</return>".into()),
    });
    let made = Timestamp::from_unix(1_700_000_000).unwrap();
    let destroy = DestroyServer::new("i-1", DrivesFate::Keep).expect_created(made);
    let gone = script.cloud().destroy_server(&destroy).done().await.unwrap();
    assert_eq!((gone, script.asked("TerminateInstances").len()), (Gone::Already, 0));
}
