//! Snapshots: whole before they are said to be made, and what comes out is what went in.

use super::case::{
    Case, DRIVE_DESTROY, DRIVE_READ, DRIVE_TAGS, DRIVE_WRITE, FROM_SNAPSHOT, Outcome, SNAPSHOTS,
    THREE_DRIVES, THREE_SNAPSHOTS, case, drives, offered,
};
use super::drives::drive;
use super::fixture::{At, Fault, Lab};
use super::look::{attempt, key, refused, to_json};
use super::notebook::Notebook;
use super::recovery::resume_unknown;
use anycloud_core::{
    CreateDrive, CreateSnapshot, Delivery, DestroyDrive, DestroySnapshot, DriveId, ErrorKind, Gone,
    ResourceKind, Snapshot, SnapshotId, SnapshotState,
};
use bytes::Bytes;

pub(super) const CASES: &[Case] = &[
    case!(one lists_every_snapshot, SNAPSHOTS, THREE_SNAPSHOTS),
    case!(one creates_and_destroys_a_snapshot, SNAPSHOTS, THREE_DRIVES),
    case!(one a_line_break_in_a_snapshot_name_is_refused_unsent, SNAPSHOTS, THREE_DRIVES),
    case!(one snapshot_tags_come_back, SNAPSHOTS, DRIVE_TAGS, THREE_DRIVES),
    case!(one a_snapshot_of_a_missing_drive_is_not_found, SNAPSHOTS),
    case!(one a_snapshot_whose_reply_is_lost_is_made_once, SNAPSHOTS, THREE_DRIVES),
    case!(one a_drive_is_made_from_a_snapshot, SNAPSHOTS, FROM_SNAPSHOT, THREE_DRIVES),
    case!(one a_drive_from_a_missing_snapshot_is_not_made, SNAPSHOTS, FROM_SNAPSHOT),
    case!(one a_snapshot_outlives_its_drive, SNAPSHOTS, DRIVE_DESTROY, THREE_DRIVES),
    case!(one destroys_only_the_asked_snapshot, SNAPSHOTS, THREE_SNAPSHOTS),
    case!(one a_second_destroy_says_the_snapshot_is_gone, SNAPSHOTS, THREE_SNAPSHOTS),
];

async fn lists_every_snapshot(lab: Lab) -> Outcome {
    let all = lab.cloud.snapshots().all().await.expect("snapshots are listed");
    let mut ids: Vec<SnapshotId> = all.iter().map(|snapshot| snapshot.id.clone()).collect();
    let mut known = lab.snapshots.clone();
    ids.sort();
    known.sort();
    assert_eq!(ids, known);
    for listed in &all {
        assert_eq!(to_json(&snapshot(&lab, &listed.id).await), to_json(listed));
    }
    let missing = lab.absent(&ResourceKind::Snapshot)?;
    let error = refused("reading a snapshot that is not there", lab.cloud.snapshot(&missing)).await;
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    Ok(())
}

async fn creates_and_destroys_a_snapshot(lab: Lab) -> Outcome {
    let (before, source) = (lab.looks().await, lab.drives[1].clone());
    let id = attempt(&lab.cloud, &CreateSnapshot::new(source.clone(), "kept")).await.expect("it is made");
    let made = snapshot(&lab, &id).await;
    assert_eq!((made.name.as_str(), &made.state), ("kept", &SnapshotState::Ready), "it is whole");
    assert_eq!(made.drive.as_ref(), Some(&source));
    before.assert_only(&lab.looks().await, &[key(id.resource())]);
    for gone in [Gone::Destroyed, Gone::Already] {
        let destroy = DestroySnapshot::new(id.clone());
        assert_eq!(attempt(&lab.cloud, &destroy).await.expect("it is destroyed"), gone);
        before.assert_only(&lab.looks().await, &[]);
    }
    Ok(())
}

async fn a_line_break_in_a_snapshot_name_is_refused_unsent(lab: Lab) -> Outcome {
    for name in ["kept\nx", "kept\u{0}", " ", ""] {
        let create = CreateSnapshot::new(lab.drives[1].clone(), name);
        lab.unsent("making it", ErrorKind::InvalidRequest, attempt(&lab.cloud, &create)).await;
    }
    Ok(())
}

async fn snapshot_tags_come_back(lab: Lab) -> Outcome {
    let create = CreateSnapshot::new(lab.drives[1].clone(), "tagged").tag("role", "data base");
    let id = attempt(&lab.cloud, &create).await.expect("it is made");
    let tags = snapshot(&lab, &id).await.tags;
    assert_eq!(tags.get("role").map(|v| v.as_str()), Some("data base"), "{tags:?}");
    Ok(())
}

async fn a_snapshot_of_a_missing_drive_is_not_found(lab: Lab) -> Outcome {
    let before = lab.looks().await;
    let create = CreateSnapshot::new(lab.absent::<DriveId>(&ResourceKind::Drive)?, "of nothing");
    let error = refused("a snapshot of nothing", attempt(&lab.cloud, &create)).await;
    assert_eq!((error.kind(), error.leftovers()), (ErrorKind::NotFound, &[][..]), "{error}");
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn a_snapshot_whose_reply_is_lost_is_made_once(lab: Lab) -> Outcome {
    let (before, notebook) = (lab.counts().await, Notebook::default());
    lab.inject(At::CreateSnapshot, Fault::LoseReply)?;
    let cloud = lab.cloud.with_journal(notebook.clone());
    if let Err(error) = attempt(&cloud, &CreateSnapshot::new(lab.drives[1].clone(), "once")).await
        && let Err(error) = resume_unknown(&lab, &notebook, &error).await
    {
        assert_eq!(error.delivery(), Delivery::Unknown, "{error}");
    }
    assert_eq!(lab.counts().await.snapshots, before.snapshots + 1, "one snapshot was asked for");
    Ok(())
}

async fn a_drive_is_made_from_a_snapshot(lab: Lab) -> Outcome {
    const WRITTEN: &[u8] = b"what was on it";
    let (source, bytes) = (lab.drives[1].clone(), (DRIVE_READ.met)(&lab) && (DRIVE_WRITE.met)(&lab));
    if bytes {
        lab.cloud.write_drive(&source, 512, Bytes::from_static(WRITTEN)).await.expect("it is written");
    }
    let create = CreateSnapshot::new(source.clone(), "kept");
    let kept = attempt(&lab.cloud, &create).await.expect("it is made");
    if bytes {
        lab.cloud.write_drive(&source, 512, Bytes::from_static(b"something else")).await.expect("again");
    }
    let before = lab.looks().await;
    let mut request = CreateDrive::new("restored").snapshot(kept);
    if drives(&lab.cloud.capabilities()).is_some_and(|can| offered(can.location)) {
        request.location = lab.location.clone();
    }
    let id = attempt(&lab.cloud, &request).await.expect("it is made from the snapshot");
    before.assert_only(&lab.looks().await, &[key(id.resource())]);
    let (restored, original) = (drive(&lab, &id).await, drive(&lab, &source).await);
    assert!(restored.name == "restored" && restored.size >= original.size, "{restored:?} {original:?}");
    if bytes {
        let read = lab.cloud.read_drive(&id, 512, WRITTEN.len() as u64).await.expect("it is read");
        assert_eq!(&*read, WRITTEN, "it holds what was on the drive when the snapshot was made");
    }
    Ok(())
}

async fn a_drive_from_a_missing_snapshot_is_not_made(lab: Lab) -> Outcome {
    let before = lab.looks().await;
    let missing: SnapshotId = lab.absent(&ResourceKind::Snapshot)?;
    let create = CreateDrive::new("from nothing").snapshot(missing);
    let error = refused("a drive from nothing", attempt(&lab.cloud, &create)).await;
    assert_eq!((error.kind(), error.leftovers()), (ErrorKind::NotFound, &[][..]), "{error}");
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn a_snapshot_outlives_its_drive(lab: Lab) -> Outcome {
    let source = lab.drives[1].clone();
    let create = CreateSnapshot::new(source.clone(), "kept");
    let id = attempt(&lab.cloud, &create).await.expect("it is made");
    attempt(&lab.cloud, &DestroyDrive::new(source)).await.expect("its drive is destroyed");
    assert_eq!(snapshot(&lab, &id).await.state, SnapshotState::Ready);
    Ok(())
}

async fn destroys_only_the_asked_snapshot(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.snapshots[1].clone());
    let gone = attempt(&lab.cloud, &DestroySnapshot::new(target.clone())).await.expect("it is destroyed");
    assert_eq!(gone, Gone::Destroyed);
    let after = lab.looks().await;
    before.assert_only(&after, &[key(target.resource())]);
    assert!(after.get(&key(target.resource())).is_none(), "{target} is still there");
    Ok(())
}

async fn a_second_destroy_says_the_snapshot_is_gone(lab: Lab) -> Outcome {
    let destroy = DestroySnapshot::new(lab.snapshots[1].clone());
    assert_eq!(attempt(&lab.cloud, &destroy).await.expect("it is destroyed"), Gone::Destroyed);
    let before = lab.looks().await;
    let never = DestroySnapshot::new(lab.absent::<SnapshotId>(&ResourceKind::Snapshot)?);
    for destroy in [destroy, never] {
        assert_eq!(attempt(&lab.cloud, &destroy).await.expect("again is fine"), Gone::Already);
    }
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn snapshot(lab: &Lab, id: &SnapshotId) -> Snapshot {
    lab.cloud.snapshot(id).await.expect("the snapshot is there")
}
