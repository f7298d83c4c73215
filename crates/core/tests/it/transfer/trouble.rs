//! Pieces that do not get through at once.

use crate::transfer::world::{DRIVE, Fault, PATIENCE, PIECE, World, noise};
use anycloud_core::run::Cancel;
use anycloud_core::transfer::{Download, Event, Upload};
use anycloud_core::{Delivery, ErrorKind};
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::tempdir;

#[tokio::test]
async fn a_piece_that_fails_for_a_while_gets_through() {
    let folder = tempdir().unwrap();
    let (path, copy) = (folder.path().join("image"), folder.path().join("copy"));
    let image = noise(4 * PIECE, 5);
    fs::write(&path, &image).unwrap();
    let faults = [
        Fault::Refused(ErrorKind::Busy),
        Fault::LostBefore,
        Fault::LostAfter,
        Fault::Refused(ErrorKind::RateLimited),
        Fault::Refused(ErrorKind::Provider),
        Fault::Refused(ErrorKind::Decode),
    ];
    let world = World::new(4 * PIECE);
    faults.into_iter().for_each(|fault| world.fault(fault));
    let sent = Upload::new(&world.cloud(), DRIVE).patience(PATIENCE).from_file(&path).await.unwrap();
    assert!(world.bytes() == image);
    assert_eq!((sent.retried, world.places("write").len()), (6, 10));

    faults.into_iter().chain([Fault::Short]).for_each(|fault| world.fault(fault));
    let read = Download::new(&world.cloud(), DRIVE).patience(PATIENCE).to_file(&copy).await.unwrap();
    assert!(fs::read(&copy).unwrap() == image);
    assert_eq!((read.retried, world.places("read").len(), read.digest), (7, 11, sent.digest));
}

#[tokio::test]
async fn patience_ends_and_the_error_names_the_piece() {
    let folder = tempdir().unwrap();
    let (path, kept) = (folder.path().join("image"), folder.path().join("kept"));
    fs::write(&path, noise(4 * PIECE, 5)).unwrap();
    for (kind, tries) in [
        // Waited for as long as the patience lasts: more often than the others.
        (ErrorKind::Busy, 7..usize::MAX),
        (ErrorKind::RateLimited, 7..usize::MAX),
        // Tried so often.
        (ErrorKind::Transport, 6..7),
        (ErrorKind::Decode, 6..7),
        // Nothing to hope for.
        (ErrorKind::StorageFull, 1..2),
        (ErrorKind::Forbidden, 1..2),
        (ErrorKind::NotFound, 1..2),
    ] {
        let world = World::new(4 * PIECE);
        world.state(|s| s.bad_place = Some((2 * PIECE, kind)));
        let told = Arc::new(AtomicU64::new(0));
        let count = told.clone();
        let upload =
            Upload::new(&world.cloud(), DRIVE).patience(PATIENCE).resume_file(&kept).observe(move |event| {
                if let Event::Retrying { offset, length, error } = event {
                    assert_eq!((offset, length, error.message()), (2 * PIECE, PIECE, "so it is"));
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        let error = upload.from_file(&path).await.unwrap_err();
        assert_eq!(error.kind(), kind);
        let text =
            format!("65536 bytes at 131072: so it is; what has travelled is kept in {}", kept.display());
        assert_eq!(error.message(), text);
        assert_eq!(error.resource().unwrap().id, DRIVE.into());
        let there = world.places("write").into_iter().filter(|at| *at == 2 * PIECE).count();
        assert!(tries.contains(&there), "{kind:?}: {there} times");
        assert_eq!(told.load(Ordering::Relaxed) + 1, there as u64, "each wait is told");
        fs::remove_file(&kept).unwrap();
    }
}

#[tokio::test]
async fn after_a_failure_nothing_more_begins() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("image");
    fs::write(&path, noise(40 * PIECE, 5)).unwrap();
    let world = World::new(40 * PIECE);
    world.state(|s| s.bad_place = Some((PIECE, ErrorKind::StorageFull)));
    let error = Upload::new(&world.cloud(), DRIVE).jobs(2).from_file(&path).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::StorageFull, Delivery::Refused));
    assert!(world.places("write").len() <= 4);
}

#[tokio::test]
async fn a_cancel_ends_waiting_for_a_busy_drive() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("image");
    fs::write(&path, noise(PIECE, 5)).unwrap();
    let world = World::new(PIECE);
    world.state(|s| s.bad_place = Some((0, ErrorKind::Busy)));
    let cancel = Cancel::new();
    let stop = cancel.clone();
    let upload = Upload::new(&world.cloud(), DRIVE).cancel(&cancel).observe(move |event| {
        if let Event::Retrying { .. } = event {
            stop.cancel();
        }
    });
    assert_eq!(upload.from_file(&path).await.unwrap_err().kind(), ErrorKind::Cancelled);
    assert_eq!(world.places("write"), [0], "the usual patience is a minute");
}

#[tokio::test]
async fn a_cancel_stops_between_pieces() {
    let folder = tempdir().unwrap();
    let (path, kept) = (folder.path().join("image"), folder.path().join("kept"));
    fs::write(&path, noise(40 * PIECE, 5)).unwrap();
    let world = World::new(40 * PIECE);
    let cancel = Cancel::new();
    let stop = cancel.clone();
    let upload = Upload::new(&world.cloud(), DRIVE).jobs(2).resume_file(&kept).cancel(&cancel);
    let upload = upload.observe(move |event| match event {
        Event::Progress { phase: anycloud_core::transfer::Phase::Moving, done, .. } if done >= 5 * PIECE => {
            stop.cancel();
        }
        _ => {}
    });
    let error = upload.from_file(&path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cancelled);
    let first = world.places("write");
    assert!((5..=7).contains(&first.len()), "{first:?}");
    let sent = Upload::new(&world.cloud(), DRIVE).resume_file(&kept).from_file(&path).await.unwrap();
    assert_eq!((sent.resumed as usize, world.places("write").len()), (first.len(), 40 - first.len()));
    assert!(world.bytes() == fs::read(&path).unwrap() && !kept.exists());
}
