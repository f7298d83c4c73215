//! The journal on disk: nothing written is lost, nobody writes over another, one damaged entry hides nothing.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use crate::lab::{Lab, request};
use anycloud_core::journal::{FileJournal, Journal};
use anycloud_core::run::OperationState;
use anycloud_core::{Cloud, ErrorKind};
use std::fs;
use std::time::Duration;

async fn interrupted(dir: &std::path::Path) -> (Lab, Cloud, anycloud_core::run::OperationId) {
    let lab = Lab::new();
    lab.world.lock().unwrap().lose.insert("server", false);
    let cloud = Cloud::new(lab.clone()).with_journal(FileJournal::open(dir).unwrap());
    let id = cloud.create_server(&request()).await.unwrap_err().operation().unwrap();
    (lab, cloud, id)
}

#[tokio::test(start_paused = true)]
async fn another_process_finishes_it() {
    let dir = tempfile::tempdir().unwrap();
    let (lab, cloud, id) = interrupted(dir.path()).await;
    drop(cloud);
    let next = Cloud::new(lab.clone()).with_journal(FileJournal::open(dir.path()).unwrap());
    assert_eq!(next.operations().await.unwrap(), [id]);
    let done = next.resume(id).done().await.unwrap();
    assert_eq!((done.state(), lab.counts()), (OperationState::Done, (1, 1)));
    let files: Vec<_> = fs::read_dir(dir.path().join(id.to_string())).unwrap().flatten().collect();
    assert_eq!(files.len(), 2, "the lock and the last revision: {files:?}");
}

#[tokio::test(start_paused = true)]
async fn one_process_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let (_, cloud, id) = interrupted(dir.path()).await;
    let held = FileJournal::open(dir.path()).unwrap().claim(id).await.unwrap();
    assert_eq!(cloud.resume(id).await.unwrap_err().kind(), ErrorKind::Busy);
    assert_eq!(cloud.undo(id).await.unwrap_err().kind(), ErrorKind::Busy);
    drop(held);
    cloud.undo(id).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_stale_writer_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (_, cloud, id) = interrupted(dir.path()).await;
    let stale = cloud.operation(id).await.unwrap();
    let error = FileJournal::open(dir.path()).unwrap().write(&stale).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
}

#[tokio::test(start_paused = true)]
async fn a_damaged_entry_hides_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let (_, cloud, id) = interrupted(dir.path()).await;
    let folder = dir.path().join("0123456789abcdef0123456789abcdef");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("00000001.json"), "{\"format\": 99").unwrap();
    fs::create_dir(dir.path().join("fedcba9876543210fedcba9876543210")).unwrap();
    fs::write(dir.path().join("README"), "not an operation").unwrap();
    let ids = cloud.operations().await.unwrap();
    assert_eq!(ids.len(), 2, "the damaged and the good one; an empty folder says nothing");
    assert!(ids.contains(&id));
    let damaged = "0123456789abcdef0123456789abcdef".parse().unwrap();
    let error = cloud.operation(damaged).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Journal);
    assert!(error.to_string().contains("00000001.json"), "{error}");
    assert!("0123".parse::<anycloud_core::run::OperationId>().is_err());
}

#[tokio::test(start_paused = true)]
async fn only_what_is_over_is_pruned() {
    let dir = tempfile::tempdir().unwrap();
    let (lab, cloud, open) = interrupted(dir.path()).await;
    cloud.create_server(&request()).done().await.unwrap();
    let journal = FileJournal::open(dir.path()).unwrap();
    journal.prune(Duration::from_secs(3600)).await.unwrap();
    assert_eq!(cloud.operations().await.unwrap().len(), 2, "too young");
    journal.prune(Duration::ZERO).await.unwrap();
    assert_eq!((cloud.operations().await.unwrap(), lab.counts()), (vec![open], (1, 2)));
}

#[tokio::test(start_paused = true)]
async fn a_person_can_have_it_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    let (lab, cloud, id) = interrupted(dir.path()).await;
    let held = FileJournal::open(dir.path()).unwrap().claim(id).await.unwrap();
    assert_eq!(cloud.forget(id).await.unwrap_err().kind(), ErrorKind::Busy);
    drop(held);
    cloud.forget(id).await.unwrap();
    assert_eq!(cloud.forget(id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!((fs::read_dir(dir.path()).unwrap().count(), lab.counts()), (0, (0, 1)), "what it made stays");
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn nobody_else_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let (_, _cloud, id) = interrupted(&dir.path().join("operations")).await;
    let folder = dir.path().join("operations").join(id.to_string());
    let mode = |p: &std::path::Path| fs::metadata(p).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for file in fs::read_dir(&folder).unwrap().flatten() {
        assert_eq!(mode(&file.path()), 0o600, "{file:?}");
    }
}
