//! Drives: made, changed, copied, attached, written and destroyed, and only those that were asked for.

use super::case::{
    Case, DRIVE_ATTACH, DRIVE_CLONE, DRIVE_CREATE, DRIVE_DESTROY, DRIVE_GROW, DRIVE_IMAGE, DRIVE_READ,
    DRIVE_READ_MAX, DRIVE_RENAME, DRIVE_TAGS, DRIVE_WRITE, DRIVE_WRITE_MAX, IMAGE, Outcome, THREE_DRIVES,
    THREE_SERVERS, case, offered, skip,
};
use super::fixture::Lab;
use super::look::{ODD_NAMES, attempt, key, refused};
use anycloud_core::{
    AttachDrive, ByteSize, CloneDrive, Delivery, DestroyDrive, DetachDrive, Drive, DriveCapabilities,
    DriveId, DriveState, ErrorKind, Goal, Gone, ImageDrive, OperationRef, ResourceKind, Support, Tags,
    UpdateDrive,
};
use bytes::Bytes;

pub(super) const CASES: &[Case] = &[
    case!(one creates_and_destroys_a_drive, DRIVE_CREATE, DRIVE_DESTROY, THREE_DRIVES),
    case!(one two_drives_of_one_name_are_two, DRIVE_CREATE),
    case!(one a_line_break_in_a_drive_name_is_refused_unsent, DRIVE_CREATE),
    case!(one drive_tags_come_back, DRIVE_CREATE, DRIVE_TAGS),
    case!(one renames_only_the_asked_drive, DRIVE_RENAME, THREE_DRIVES),
    case!(one drive_names_come_back_as_they_were_given, DRIVE_RENAME, THREE_DRIVES),
    case!(one grows_only_the_asked_drive, DRIVE_GROW, THREE_DRIVES),
    case!(one clones_a_drive, DRIVE_CLONE, THREE_DRIVES),
    case!(one images_only_the_asked_drive, DRIVE_IMAGE, IMAGE, THREE_DRIVES),
    case!(one attaches_and_detaches_only_the_asked_drive, DRIVE_ATTACH, THREE_SERVERS, THREE_DRIVES),
    case!(one attaching_a_missing_drive_changes_nothing, DRIVE_ATTACH, THREE_SERVERS),
    case!(one a_drive_of_a_stopped_server_is_not_free, DRIVE_ATTACH, DRIVE_DESTROY, THREE_SERVERS, THREE_DRIVES),
    case!(one destroys_only_the_asked_drive, DRIVE_DESTROY, THREE_DRIVES),
    case!(one a_second_destroy_says_the_drive_is_gone, DRIVE_DESTROY, THREE_DRIVES),
    case!(one a_wrong_expected_name_destroys_no_drive, DRIVE_DESTROY, THREE_DRIVES),
    case!(one what_is_written_is_read_back, DRIVE_READ, DRIVE_WRITE, THREE_DRIVES),
    case!(one too_long_a_read_is_refused_unsent, DRIVE_READ_MAX, THREE_DRIVES),
    case!(one too_long_a_write_is_refused_unsent, DRIVE_WRITE_MAX, THREE_DRIVES),
];

async fn creates_and_destroys_a_drive(lab: Lab) -> Outcome {
    let (before, request) = (lab.looks().await, lab.new_drive("scratch"));
    let id = attempt(&lab.cloud, &request).await.expect("it is made");
    before.assert_only(&lab.looks().await, &[key(id.resource())]);
    let drive = drive(&lab, &id).await;
    assert_eq!((drive.name.as_str(), &drive.state), ("scratch", &DriveState::Available));
    assert!(drive.size >= request.size, "{:?} was asked for, {:?} came", request.size, drive.size);
    assert_eq!(destroyed(&lab, &id).await, Gone::Destroyed);
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn two_drives_of_one_name_are_two(lab: Lab) -> Outcome {
    let (before, request) = (lab.counts().await, lab.new_drive("twin"));
    let a = attempt(&lab.cloud, &request).await.expect("it is made");
    let b = match attempt(&lab.cloud, &request).await {
        Ok(id) => id,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}");
            assert_eq!(lab.counts().await.drives, before.drives + 1);
            return skip("a name is of one drive only, and a second is refused");
        }
    };
    assert_ne!(a, b);
    assert_eq!(lab.counts().await.drives, before.drives + 2);
    Ok(())
}

async fn a_line_break_in_a_drive_name_is_refused_unsent(lab: Lab) -> Outcome {
    for name in ["data\nreaders x", "data\r", "data\u{7}", ""] {
        let create = lab.new_drive(name);
        lab.unsent("creating it", ErrorKind::InvalidRequest, attempt(&lab.cloud, &create)).await;
        if (DRIVE_RENAME.met)(&lab) && (THREE_DRIVES.met)(&lab) {
            let update = UpdateDrive::new(lab.drives[1].clone()).name(name);
            lab.unsent("renaming it", ErrorKind::InvalidRequest, attempt(&lab.cloud, &update)).await;
        }
    }
    Ok(())
}

async fn drive_tags_come_back(lab: Lab) -> Outcome {
    let request = lab.new_drive("tagged").tag("role", "data base");
    let id = attempt(&lab.cloud, &request).await.expect("it is made");
    let tags = drive(&lab, &id).await.tags;
    assert_eq!(tags.get("role").map(|v| v.as_str()), Some("data base"), "{tags:?}");
    let update = UpdateDrive::new(id.clone()).tags(Tags::from([("tier".into(), "2".into())]));
    match attempt(&lab.cloud, &update).await {
        // Some write them once.
        Err(error) if error.kind() == ErrorKind::Unsupported => {
            assert_eq!((error.delivery(), drive(&lab, &id).await.tags), (Delivery::NotSent, tags), "{error}");
            return Ok(());
        }
        tagged => tagged.expect("it is tagged"),
    }
    let tags = drive(&lab, &id).await.tags;
    assert!(tags.get("tier").is_some_and(|v| *v == "2") && !tags.contains_key("role"), "{tags:?}");
    Ok(())
}

async fn renames_only_the_asked_drive(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.drives[1].clone());
    attempt(&lab.cloud, &UpdateDrive::new(target.clone()).name("renamed")).await.expect("it is renamed");
    assert_eq!(drive(&lab, &target).await.name, "renamed");
    before.assert_only(&lab.looks().await, &[key(target.resource())]);
    Ok(())
}

async fn drive_names_come_back_as_they_were_given(lab: Lab) -> Outcome {
    let target = lab.drives[1].clone();
    for name in ODD_NAMES {
        match attempt(&lab.cloud, &UpdateDrive::new(target.clone()).name(name)).await {
            Ok(()) => assert_eq!(drive(&lab, &target).await.name, name),
            // What a provider cannot carry is refused, never changed on the way.
            Err(error) => assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name:?}: {error}"),
        }
    }
    Ok(())
}

async fn grows_only_the_asked_drive(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.drives[1].clone());
    let was = drive(&lab, &target).await.size;
    let size = was.map_or(ByteSize::gib(2), |s| ByteSize(s.0 * 2));
    attempt(&lab.cloud, &UpdateDrive::new(target.clone()).size(size)).await.expect("it grows");
    assert!(drive(&lab, &target).await.size >= Some(size));
    if let (Some(was), Support::No) = (was, caps(&lab).shrink) {
        let back = UpdateDrive::new(target.clone()).size(was);
        let error = refused("shrinking it", attempt(&lab.cloud, &back)).await;
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Unsupported, Delivery::NotSent), "{error}");
        assert!(drive(&lab, &target).await.size >= Some(size));
    }
    before.assert_only(&lab.looks().await, &[key(target.resource())]);
    Ok(())
}

async fn clones_a_drive(lab: Lab) -> Outcome {
    let can = caps(&lab);
    let bytes = offered(can.read) && offered(can.write);
    let source = lab.drives[1].clone();
    if bytes {
        lab.cloud.write_drive(&source, 0, Bytes::from_static(b"the original")).await.expect("it is written");
    }
    let before = lab.looks().await;
    let id = attempt(&lab.cloud, &CloneDrive::new(source.clone(), "copy")).await.expect("it is copied");
    assert_ne!(id, source);
    before.assert_only(&lab.looks().await, &[key(id.resource())]);
    let (copy, original) = (drive(&lab, &id).await, drive(&lab, &source).await);
    assert_eq!(copy.name, "copy");
    assert!(copy.size >= original.size && copy.state == DriveState::Available, "{copy:?}");
    if bytes {
        let read = lab.cloud.read_drive(&id, 0, 12).await.expect("the copy is read");
        assert_eq!(&*read, b"the original");
    }
    Ok(())
}

async fn images_only_the_asked_drive(lab: Lab) -> Outcome {
    let Some(image) = lab.image.clone() else { return Ok(()) };
    let mut target = lab.drives[1].clone();
    let images = lab.cloud.images().all().await.unwrap_or_default();
    let needs = images.iter().find(|i| i.id == image).and_then(|i| i.size);
    let has = drive(&lab, &target).await.size;
    if needs.is_some() && has < needs {
        let mut create = lab.new_drive("large enough");
        create.size = needs;
        target = attempt(&lab.cloud, &create).await.expect("a drive for the image is made");
    }
    let before = lab.looks().await;
    attempt(&lab.cloud, &ImageDrive::new(target.clone(), image)).await.expect("it is imaged");
    assert_eq!(drive(&lab, &target).await.state, DriveState::Available, "imaging has ended");
    before.assert_only(&lab.looks().await, &[key(target.resource())]);
    Ok(())
}

async fn attaches_and_detaches_only_the_asked_drive(lab: Lab) -> Outcome {
    let (target, disk) = (lab.servers[1].clone(), lab.drives[1].clone());
    if !offered(caps(&lab).attach_running) {
        lab.switch_off(&target).await?;
    }
    let (before, meant) = (lab.looks().await, [key(target.resource()), key(disk.resource())]);
    let attach = AttachDrive::new(disk.clone(), target.clone());
    attempt(&lab.cloud, &attach).await.expect("it is attached");
    before.assert_only(&lab.looks().await, &meant);
    assert!(lab.server(&target).await.drives.contains(&disk), "the server does not show the drive");
    let shown = drive(&lab, &disk).await;
    assert!(shown.used_by.iter().all(|u| u.server == target), "another server uses it: {shown:?}");
    assert!(!shown.used_by.is_empty(), "the drive does not show the server: {shown:?}");
    attempt(&lab.cloud, &DetachDrive::new(disk, target)).await.expect("it is detached");
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn attaching_a_missing_drive_changes_nothing(lab: Lab) -> Outcome {
    let target = lab.servers[1].clone();
    if !offered(caps(&lab).attach_running) {
        lab.switch_off(&target).await?;
    }
    let before = lab.looks().await;
    let attach = AttachDrive::new(lab.absent::<DriveId>(&ResourceKind::Drive)?, target);
    let error = refused("attaching a drive that is not there", attempt(&lab.cloud, &attach)).await;
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

/// Some services know of the drives of running servers only, and would destroy this one without a word.
async fn a_drive_of_a_stopped_server_is_not_free(lab: Lab) -> Outcome {
    let (target, disk) = (lab.servers[1].clone(), lab.drives[1].clone());
    if !offered(caps(&lab).attach_stopped) {
        return skip("drives are attached to running servers only");
    }
    lab.switch_off(&target).await?;
    attempt(&lab.cloud, &AttachDrive::new(disk.clone(), target.clone())).await.expect("it is attached");
    let listed = lab.cloud.drives().all().await.expect("drives are listed");
    let listed = listed.into_iter().find(|d| d.id == disk).expect("the drive is listed");
    for shown in [drive(&lab, &disk).await, listed] {
        assert_eq!(shown.state, DriveState::Attached, "{shown:?}");
        assert!(shown.used_by.iter().any(|u| u.server == target), "it does not show the server: {shown:?}");
    }
    let before = lab.looks().await;
    let destroy = DestroyDrive::new(disk.clone());
    let error = refused("destroying a drive that a server has", attempt(&lab.cloud, &destroy)).await;
    assert!(matches!(error.kind(), ErrorKind::Conflict | ErrorKind::Busy), "{error}");
    before.assert_only(&lab.looks().await, &[]);
    attempt(&lab.cloud, &DetachDrive::new(disk.clone(), target)).await.expect("it is detached");
    assert_eq!(destroyed(&lab, &disk).await, Gone::Destroyed);
    Ok(())
}

async fn destroys_only_the_asked_drive(lab: Lab) -> Outcome {
    let (before, counts) = (lab.looks().await, lab.counts().await);
    let target = lab.drives[1].clone();
    assert_eq!(destroyed(&lab, &target).await, Gone::Destroyed);
    let after = lab.looks().await;
    before.assert_only(&after, &[key(target.resource())]);
    assert!(after.get(&key(target.resource())).is_none(), "{target} is still there");
    assert_eq!(lab.counts().await.drives, counts.drives - 1);
    Ok(())
}

async fn a_second_destroy_says_the_drive_is_gone(lab: Lab) -> Outcome {
    assert_eq!(destroyed(&lab, &lab.drives[1]).await, Gone::Destroyed);
    let before = lab.looks().await;
    assert_eq!(destroyed(&lab, &lab.drives[1]).await, Gone::Already);
    assert_eq!(destroyed(&lab, &lab.absent(&ResourceKind::Drive)?).await, Gone::Already);
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn a_wrong_expected_name_destroys_no_drive(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.drives[1].clone());
    let name = drive(&lab, &target).await.name.detached();
    let wrong = DestroyDrive::new(target.clone()).expect_name("somebody else's");
    let error = refused("destroying another drive", attempt(&lab.cloud, &wrong)).await;
    assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
    before.assert_only(&lab.looks().await, &[]);
    let right = DestroyDrive::new(target).expect_name(name);
    assert_eq!(attempt(&lab.cloud, &right).await.expect("the right name is accepted"), Gone::Destroyed);
    Ok(())
}

async fn what_is_written_is_read_back(lab: Lab) -> Outcome {
    let (target, other) = (&lab.drives[1], &lab.drives[0]);
    let untouched = lab.cloud.read_drive(other, 0, 4096).await.expect("it is read");
    let text = Bytes::from((0..1024u16).map(|n| n as u8).collect::<Vec<u8>>());
    for offset in [0, 4096, 700] {
        lab.cloud.write_drive(target, offset, text.clone()).await.expect("it is written");
        let read = lab.cloud.read_drive(target, offset, text.len() as u64).await.expect("it is read");
        assert_eq!(read, text, "at {offset}");
    }
    let edge = lab.cloud.read_drive(target, 699, 2).await.expect("it is read");
    assert_eq!(&*edge, &[text[699], text[0]], "what was before the last write is still there");
    assert_eq!(lab.cloud.read_drive(other, 0, 4096).await.expect("it is read"), untouched);
    Ok(())
}

async fn too_long_a_read_is_refused_unsent(lab: Lab) -> Outcome {
    let Some(max) = caps(&lab).read_max else { return Ok(()) };
    let read = lab.cloud.read_drive(&lab.drives[1], 0, max + 1);
    lab.unsent("too long a read", ErrorKind::InvalidRequest, read).await;
    Ok(())
}

async fn too_long_a_write_is_refused_unsent(lab: Lab) -> Outcome {
    let Some(max) = caps(&lab).write_max.filter(|max| *max < ByteSize::mib(64).0) else { return Ok(()) };
    let bytes = Bytes::from(vec![0; max as usize + 1]);
    let write = lab.cloud.write_drive(&lab.drives[1], 0, bytes);
    lab.unsent("too long a write", ErrorKind::InvalidRequest, write).await;
    Ok(())
}

fn caps(lab: &Lab) -> DriveCapabilities {
    lab.cloud.capabilities().into_owned().drives.unwrap_or_default()
}

/// The drive, once it has settled.
pub(super) async fn drive(lab: &Lab, id: &DriveId) -> Drive {
    let info = lab.cloud.info();
    let ready = OperationRef::new(info.id.clone(), info.realm.clone(), id.resource(), Goal::Ready);
    lab.cloud.wait(&ready).await.expect("the drive settles");
    lab.cloud.drive(id).await.expect("the drive is there")
}

async fn destroyed(lab: &Lab, id: &DriveId) -> Gone {
    attempt(&lab.cloud, &DestroyDrive::new(id.clone())).await.expect("it is destroyed")
}
