//! What is sent for servers, and refused before anything is.

use crate::script::{Say, Script, listed, reservation};
use anycloud_core::{
    Action, Boot, ByteSize, CreateServer, DestroyServer, DrivesFate, ErrorKind, ServerQuery, ServerState,
};

const DISKS: &str = "<blockDeviceMapping>\
    <item><deviceName>/dev/sdf</deviceName><ebs><volumeId>vol-2</volumeId><status>attached</status>\
    <deleteOnTermination>false</deleteOnTermination></ebs></item>\
    <item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-1</volumeId><status>attached</status>\
    <deleteOnTermination>true</deleteOnTermination></ebs></item>\
    </blockDeviceMapping><rootDeviceName>/dev/xvda</rootDeviceName>\
    <tagSet><item><key>Name</key><value>we?b*</value></item></tagSet>";

fn with_disks(protected: &'static str) -> Script {
    Script::new(move |form, _| match &*form["Action"] {
        "DescribeInstances" => listed("running", DISKS),
        "DescribeInstanceAttribute" => Say::Body(format!(
            "<instanceId>i-1</instanceId><disableApiTermination><value>{protected}</value></disableApiTermination>"
        )),
        "DescribeVolumes" => Say::Body(format!(
            "<volumeSet><item><volumeId>{}</volumeId><status>in-use</status></item></volumeSet>",
            form["VolumeId.1"]
        )),
        _ => Say::Body("<return>true</return>".into()),
    })
}

/// Device and whether its volume is to go, as the service was told.
fn told(script: &Script) -> Vec<(String, String)> {
    let device = |n: &str| format!("BlockDeviceMapping.1.{n}");
    let asked = script.asked("ModifyInstanceAttribute");
    let of = |form: &crate::script::Form| {
        (form[&device("DeviceName")].clone(), form[&device("Ebs.DeleteOnTermination")].clone())
    };
    asked.iter().map(of).collect()
}

#[tokio::test(start_paused = true)]
async fn drives_have_the_fate_that_was_said() {
    let own = |device: &str, goes: &str| (device.to_owned(), goes.to_owned());
    for (fate, wanted) in [
        (DrivesFate::Keep, vec![own("/dev/xvda", "false")]),
        (DrivesFate::DestroyAll, vec![own("/dev/sdf", "true")]),
        (DrivesFate::Destroy(vec!["vol-1".into()]), vec![]),
        (DrivesFate::Destroy(vec!["vol-2".into()]), vec![own("/dev/sdf", "true"), own("/dev/xvda", "false")]),
    ] {
        let script = with_disks("false");
        let _ = script.cloud().destroy_server(&DestroyServer::new("i-1", fate.clone())).await.unwrap();
        assert_eq!(told(&script), wanted, "{fate:?}");
        assert_eq!(script.asked("TerminateInstances").len(), 1, "{fate:?}");
        assert_eq!(script.asked("DeleteVolume").len(), 0, "{fate:?}: the server takes them with it");
    }
}

#[tokio::test(start_paused = true)]
async fn a_protected_server_is_left_as_it_is() {
    let script = with_disks("true");
    let destroy = DestroyServer::new("i-1", DrivesFate::Keep);
    let error = script.cloud().destroy_server(&destroy).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
    assert!(told(&script).is_empty() && script.asked("TerminateInstances").is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_server_shows_what_the_service_said() {
    let script = with_disks("false");
    let query = ServerQuery::new().name("we?b*");
    let server = script.cloud().servers(&query).next().await.unwrap().unwrap();
    assert_eq!(script.asked("DescribeInstances")[0]["Filter.2.Value.1"], r"we\?b\*");
    assert_eq!(server.state, ServerState::Running);
    assert!(server.actions.contains(Action::Reboot) && !server.actions.contains(Action::Resize));
    assert_eq!(server.drives.iter().map(|drive| drive.as_str()).collect::<Vec<_>>(), ["vol-1", "vol-2"]);
    let native = server.native::<anycloud_ec2::Instance>().unwrap();
    assert_eq!(native.root_device_name().unwrap(), "/dev/xvda");
    assert_eq!(native.reservation().unwrap().owner_id().unwrap(), "123456789012");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_is_refused_unsent() {
    let script = Script::new(|_, _| Say::Body(reservation("pending", "")));
    let plain = || CreateServer::new("web", Boot::image("ami-1"));
    for request in [
        plain().network("subnet-1").network("subnet-2"),
        plain().tag("Name", "other"),
        plain().user_data("x".repeat(16 * 1024 + 1)),
        plain().drive_size(ByteSize::mib(1500)),
        plain().network("vpc-1"),
        CreateServer::new("web", Boot::image("i-1")),
    ] {
        let error = script.cloud().create_server(&request).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    }
    assert!(script.asked("RunInstances").is_empty());
}
