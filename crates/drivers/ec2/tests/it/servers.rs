//! What is sent for servers, and refused before anything is.

use crate::script::{Say, Script, listed, reservation};
use anycloud_core::{
    Action, Boot, ByteSize, CloudId, CreateServer, Delivery, DestroyServer, DrivesFate, ErrorKind, Need,
    Provider, ServerQuery, ServerState, Sizing, UpdateServer,
};
use anycloud_ec2::Ec2;

const DISKS: &str = "<blockDeviceMapping>\
    <item><deviceName>/dev/sdf</deviceName><ebs><volumeId>vol-2</volumeId><status>attached</status>\
    <deleteOnTermination>false</deleteOnTermination></ebs></item>\
    <item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-1</volumeId><status>attached</status>\
    <deleteOnTermination>true</deleteOnTermination></ebs></item>\
    </blockDeviceMapping><rootDeviceName>/dev/xvda</rootDeviceName>\
    <tagSet><item><key>Name</key><value>we?b*</value></item></tagSet>";

fn with_disks(protected: &'static str) -> Script {
    ending(protected, || Say::Body("<return>true</return>".into()))
}

/// What the service says to the termination; a dry run of it is allowed.
fn ending(protected: &'static str, end: impl Fn() -> Say + Send + Sync + 'static) -> Script {
    Script::new(move |form, _| match &*form["Action"] {
        "TerminateInstances" if form.contains_key("DryRun") => Say::Refuse(412, "DryRunOperation"),
        "TerminateInstances" => end(),
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
        let ended = script.asked("TerminateInstances");
        let dry = |form: &&crate::script::Form| form.contains_key("DryRun");
        assert_eq!(ended.iter().filter(dry).count(), usize::from(!wanted.is_empty()), "{fate:?}");
        assert_eq!(ended.iter().filter(|form| !dry(form)).count(), 1, "{fate:?}");
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

/// A server that is not destroyed keeps what was said about its drives.
#[tokio::test(start_paused = true)]
async fn a_refused_destruction_leaves_the_drives_as_they_were() {
    let own = |device: &str, goes: &str| (device.to_owned(), goes.to_owned());
    let destroy = DestroyServer::new("i-1", DrivesFate::Destroy(vec!["vol-2".into()]));
    let script = ending("false", || Say::Refuse(403, "UnauthorizedOperation"));
    let error = script.cloud().destroy_server(&destroy).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Forbidden, Delivery::Refused), "{error}");
    let (sdf, xvda) = ("/dev/sdf", "/dev/xvda");
    let wanted = [own(sdf, "true"), own(xvda, "false"), own(sdf, "false"), own(xvda, "true")];
    assert_eq!(told(&script), wanted);
    // Without the right to do it, nothing is told at all.
    let script = Script::new(|form, _| match &*form["Action"] {
        "DescribeInstances" => listed("running", DISKS),
        "TerminateInstances" => Say::Refuse(403, "UnauthorizedOperation"),
        "DescribeVolumes" => Say::Body("<volumeSet/>".into()),
        _ => Say::Body("<instanceId>i-1</instanceId>".into()),
    });
    let error = script.cloud().destroy_server(&destroy).await.unwrap_err();
    assert_eq!((error.kind(), script.asked("TerminateInstances").len()), (ErrorKind::Forbidden, 1));
    assert!(told(&script).is_empty());
}

#[tokio::test(start_paused = true)]
async fn no_firewall_at_all_is_refused_before_anything_is_sent() {
    let script = Script::new(|_, _| Say::Body("<return>true</return>".into()));
    let mut update = UpdateServer::new("i-1").size("t3.small");
    update.firewalls = Some(Vec::new());
    let error = script.cloud().update_server(&update).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::NotSent), "{error}");
    assert!(script.asked("ModifyInstanceAttribute").is_empty());
}

#[tokio::test(start_paused = true)]
async fn sizes_and_images_say_their_architecture() {
    let script = Script::new(|form, _| match &*form["Action"] {
        "DescribeImages" => Say::Body(
            "<imagesSet><item><imageId>ami-1</imageId><architecture>x86_64</architecture></item></imagesSet>"
                .into(),
        ),
        _ => {
            let size = |name: &str, all: &[&str], new: bool| {
                let all: String = all.iter().map(|one| format!("<item>{one}</item>")).collect();
                format!(
                    "<item><instanceType>{name}</instanceType><currentGeneration>{new}</currentGeneration><processorInfo><supportedArchitectures>{all}\
                     </supportedArchitectures></processorInfo><memoryInfo><sizeInMiB>1024</sizeInMiB></memoryInfo></item>"
                )
            };
            let all = [
                size("t1.micro", &["i386", "x86_64"], false),
                size("t2.micro", &["i386", "x86_64"], true),
                size("t4g.micro", &["arm64"], true),
            ];
            Say::Body(format!("<instanceTypeSet>{}</instanceTypeSet>", all.concat()))
        }
    });
    let cloud = script.cloud();
    let image = cloud.images().next().await.unwrap().unwrap();
    assert_eq!(image.architecture.as_deref(), Some("x86_64"));
    let sizes = cloud.sizes().all().await.unwrap();
    let said: Vec<_> = sizes.iter().map(|size| size.architecture.as_deref()).collect();
    assert_eq!(said, [Some("x86_64"), Some("x86_64"), Some("arm64")]);
    for (architecture, size) in [("x86_64", "t2.micro"), ("arm64", "t4g.micro")] {
        let need = Need::new().memory(ByteSize::gib(1)).architecture(architecture);
        assert_eq!(cloud.fit(&need).await.unwrap().sizing, Sizing::Named(size.into()));
    }
}

#[tokio::test(start_paused = true)]
async fn the_account_owns_its_default_group() {
    let script = Script::new(|form, _| {
        assert_eq!((&*form["Filter.1.Name"], &*form["Filter.1.Value.1"]), ("group-name", "default"));
        let group = "<groupId>sg-1</groupId><ownerId>123456789012</ownerId>";
        Say::Body(format!("<securityGroupInfo><item>{group}</item></securityGroupInfo>"))
    });
    let driver = Ec2::new(CloudId::new("script"), script.config()).unwrap();
    driver.discover().await.unwrap();
    assert!(driver.info().realm.to_string().contains("123456789012"), "{}", driver.info().realm);
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
async fn no_size_is_bought_that_nobody_said() {
    let script = Script::new(|_, _| Say::Body(reservation("pending", "")));
    let request = CreateServer::new("web", Boot::image("ami-1"));
    let error = script.cloud().create_server(&request).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::NotSent));
    assert!(error.to_string().contains("say which of the cloud's sizes"), "{error}");
    assert!(script.asked("RunInstances").is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_is_refused_unsent() {
    let script = Script::new(|_, _| Say::Body(reservation("pending", "")));
    let plain = || CreateServer::new("web", Boot::image("ami-1")).size("t3.micro");
    for request in [
        plain().tag("Name", "other"),
        plain().user_data("x".repeat(16 * 1024 + 1)),
        plain().drive_size(ByteSize::mib(1500)),
        plain().network("vpc-1"),
        CreateServer::new("web", Boot::image("i-1")).size("t3.micro"),
    ] {
        let error = script.cloud().create_server(&request).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    }
    assert!(script.asked("RunInstances").is_empty());
}

/// The list is long, and has not every image.
#[tokio::test(start_paused = true)]
async fn an_image_is_asked_for_by_its_id() {
    let image = "<imageId>ami-0bbb</imageId><name>nobody's</name><architecture>arm64</architecture>";
    let script = Script::new(move |form, _| match form.get("ImageId.1").map(String::as_str) {
        Some("ami-0bbb") => Say::Body(format!("<imagesSet><item>{image}</item></imagesSet>")),
        Some(_) => Say::Refuse(400, "InvalidAMIID.NotFound"),
        None => Say::Body(
            "<imagesSet><item><imageId>ami-1</imageId><name>ami-base</name></item></imagesSet>".into(),
        ),
    });
    let cloud = script.cloud();
    let found = cloud.find_image("ami-0bbb").await.unwrap();
    assert_eq!((found.id.as_str(), found.architecture.as_deref()), ("ami-0bbb", Some("arm64")));
    let error = cloud.find_image("ami-0ccc").await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::NotFound, Some("InvalidAMIID.NotFound")));
    let listed = |script: &Script| {
        script.asked("DescribeImages").iter().filter(|form| form.contains_key("Owner.1")).count()
    };
    assert_eq!(listed(&script), 0, "an id needs no list");
    assert_eq!(cloud.find_image("ami-base").await.unwrap().id.as_str(), "ami-1", "a name does");
    assert_eq!(listed(&script), 1);
}
