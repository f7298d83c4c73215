//! Files to a drive.

use crate::transfer::world::{DRIVE, PIECE, World, noise};
use anycloud_core::transfer::{Download, Event, Phase, Upload};
use anycloud_core::{Delivery, Error, ErrorKind};
use std::fs;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::tempdir;

#[tokio::test]
async fn what_is_sent_is_on_the_drive_whatever_its_size() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("image");
    for size in [1, 511, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE + 17] {
        let world = World::new(6 * PIECE);
        let image = noise(size, size);
        fs::write(&path, &image).unwrap();
        let sent = Upload::new(&world.cloud(), DRIVE).offset(3).from_file(&path).await.unwrap();
        let drive = world.bytes();
        assert!(drive[3..][..image.len()] == image, "{size}");
        assert!(drive[..3].iter().chain(&drive[3 + image.len()..]).all(|b| *b == 0), "{size}: beside it");
        assert_eq!((sent.bytes, sent.pieces, sent.offset), (size, size.div_ceil(PIECE), 3));
        assert_eq!((sent.resumed, sent.skipped, sent.retried, sent.verified), (0, 0, 0, false));
        assert_eq!(sent.sent_bytes, size, "noise is not gzipped");
        let copy = folder.path().join("copy");
        let read = Download::new(&world.cloud(), DRIVE)
            .offset(3)
            .length(size)
            .replace(true)
            .to_file(&copy)
            .await
            .unwrap();
        assert!(fs::read(&copy).unwrap() == image, "{size}");
        assert_eq!((read.digest, read.bytes, read.pieces), (sent.digest, size, sent.pieces));
        assert_eq!((read.received_bytes, read.sent_bytes, sent.received_bytes), (size, 0, 0));
    }
}

#[tokio::test]
async fn only_so_many_pieces_are_in_flight() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("image");
    fs::write(&path, noise(20 * PIECE, 1)).unwrap();
    for jobs in [0, 1, 3, 8] {
        let world = World::new(20 * PIECE);
        let sent = Upload::new(&world.cloud(), DRIVE).jobs(jobs).verify(true).from_file(&path).await.unwrap();
        assert_eq!(world.state(|s| s.most), jobs.max(1), "all at once, and no more");
        assert_eq!((world.places("write").len(), world.places("read").len()), (20, 20));
        assert!(sent.verified);
    }
}

#[tokio::test]
async fn pieces_are_gzipped_where_that_helps() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("image");
    let image = [vec![b'x'; PIECE as usize], noise(PIECE, 3)].concat();
    fs::write(&path, &image).unwrap();
    for (gzip, cloud_takes_it) in [(true, true), (false, true), (true, false)] {
        let world = World::new(2 * PIECE);
        world.state(|s| s.no_gzip = !cloud_takes_it);
        let sent = Upload::new(&world.cloud(), DRIVE).gzip(gzip).from_file(&path).await.unwrap();
        assert!(world.bytes() == image);
        let smaller = gzip && cloud_takes_it;
        assert_eq!(sent.sent_bytes < PIECE + PIECE / 10, smaller, "{}", sent.sent_bytes);
        assert!(sent.sent_bytes >= PIECE, "noise stays as it is");
    }
}

#[tokio::test]
async fn holes_are_zeros_and_are_skipped_only_on_demand() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("image");
    let file = File::create(&path).unwrap();
    file.set_len(10 * PIECE).unwrap();
    file.write_all_at(b"here", 4 * PIECE + 10).unwrap();
    // Written, and zeros all the same.
    file.write_all_at(&vec![0; PIECE as usize], 7 * PIECE).unwrap();
    let dirty = World::new(10 * PIECE);
    dirty.state(|s| s.bytes.fill(9));
    let sent = Upload::new(&dirty.cloud(), DRIVE).verify(true).from_file(&path).await.unwrap();
    assert!(dirty.bytes() == fs::read(&path).unwrap());
    assert_eq!((sent.skipped, sent.pieces), (0, 10));

    let fresh = World::new(10 * PIECE);
    let skipped =
        Upload::new(&fresh.cloud(), DRIVE).skip_zeros(true).verify(true).from_file(&path).await.unwrap();
    assert!(fresh.bytes() == fs::read(&path).unwrap());
    assert_eq!((skipped.skipped, fresh.places("write")), (9, vec![4 * PIECE]));
    assert_eq!(skipped.digest, sent.digest, "it is the same image");

    dirty.state(|s| s.bytes.fill(9));
    let upload = Upload::new(&dirty.cloud(), DRIVE).skip_zeros(true).verify(true);
    let error = upload.from_file(&path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert!(error.message().starts_with("9 of 10 pieces do not read back, the first at 0"), "{error}");
    assert!(error.message().contains("did not read as zeros"), "{error}");
}

#[tokio::test]
async fn verifying_finds_what_was_changed() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("image");
    fs::write(&path, noise(4 * PIECE, 2)).unwrap();
    let world = World::new(4 * PIECE);
    let watched = world.clone();
    let upload = Upload::new(&world.cloud(), DRIVE).jobs(1).verify(true).observe(move |event| {
        if let Event::Progress { phase: Phase::Moving, done, total } = event
            && Some(done) == total
        {
            watched.state(|s| s.bytes[2 * PIECE as usize + 5] ^= 1);
        }
    });
    let error = upload.from_file(&path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    let text = format!("1 of 4 pieces do not read back, the first at {}", 2 * PIECE);
    assert_eq!(error.message(), text);
}

#[tokio::test]
async fn what_cannot_be_is_refused_before_anything_is_sent() {
    let folder = tempdir().unwrap();
    let (path, empty) = (folder.path().join("image"), folder.path().join("empty"));
    fs::write(&path, noise(2 * PIECE, 2)).unwrap();
    fs::write(&empty, []).unwrap();
    let world = World::new(2 * PIECE);
    let cloud = world.cloud();
    let up = || Upload::new(&cloud, DRIVE);
    let cases = [
        (up().offset(1).from_file(&path).await, ErrorKind::StorageFull, "the drive only 131071"),
        (up().offset(2 * PIECE).from_file(&path).await, ErrorKind::StorageFull, "the drive only 0"),
        (up().offset(u64::MAX).from_file(&path).await, ErrorKind::InvalidRequest, "no drive is that large"),
        (up().from_file(&empty).await, ErrorKind::InvalidRequest, "the image is empty"),
        (up().from_reader(&[][..]).await, ErrorKind::InvalidRequest, "the image is empty"),
        (up().from_file(folder.path().join("none")).await, ErrorKind::InvalidRequest, "cannot be read"),
        (up().from_file(folder.path()).await, ErrorKind::InvalidRequest, "no regular file"),
        (Upload::new(&cloud, "other").from_file(&path).await, ErrorKind::NotFound, "no such drive"),
        (
            up().resume_file(folder.path().join("r")).from_reader(&b"x"[..]).await,
            ErrorKind::InvalidRequest,
            "pipe",
        ),
        (Upload::new(&cloud.read_only(), DRIVE).from_file(&path).await, ErrorKind::Forbidden, "only reads"),
        (
            up().resume_file(folder.path().join("no/r")).from_file(&path).await,
            ErrorKind::InvalidRequest,
            "written",
        ),
    ];
    for (outcome, kind, text) in cases {
        let error = outcome.unwrap_err();
        assert_eq!((error.kind(), error.delivery() == Delivery::Unknown), (kind, false), "{error}");
        assert!(error.message().contains(text), "{text:?} is not in {error}");
    }
    world.state(|s| s.no_size = true);
    let error = up().offset(u64::MAX - PIECE - 5).from_file(&path).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::InvalidRequest, "no drive is that large"));
    assert!(world.places("write").is_empty());
}

/// Uploads four pieces of noise one by one, and does this to the file when so many bytes have been sent.
async fn disturbed(world: &World, at: u64, disturb: impl Fn(&File) + Send + 'static) -> Error {
    let folder = tempdir().unwrap();
    let path = folder.path().join("image");
    fs::write(&path, noise(4 * PIECE, 2)).unwrap();
    // Some file systems tell times by hundredths of a second.
    std::thread::sleep(Duration::from_millis(30));
    let file = File::options().write(true).open(&path).unwrap();
    let upload = Upload::new(&world.cloud(), DRIVE).jobs(1).verify(true).observe(move |event| {
        if let Event::Progress { phase: Phase::Moving, done, .. } = event
            && done == at
        {
            disturb(&file);
        }
    });
    let error = upload.from_file(&path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
    assert!(error.message().starts_with(&format!("{} has changed", path.display())), "{error}");
    assert!(error.message().ends_with("; send it again when nothing writes to it"), "{error}");
    error
}

#[tokio::test]
async fn what_was_cut_off_is_no_hole() {
    let world = World::new(4 * PIECE);
    for left in [PIECE, PIECE + 7, 0] {
        let error = disturbed(&world, PIECE, move |file| file.set_len(left).unwrap()).await;
        assert!(error.message().contains("it became shorter"), "{error}");
        assert_eq!(world.places("write"), [0], "no zeros instead of it");
    }
}

#[tokio::test]
async fn what_is_written_to_an_image_meanwhile_is_noticed() {
    let world = World::new(8 * PIECE);
    for at in [0, PIECE, 4 * PIECE] {
        let grown = disturbed(&world, at, |file| file.set_len(5 * PIECE).unwrap()).await;
        assert!(grown.message().contains("it became longer"), "{grown}");
    }
    // In front of what is read next.
    let changed = disturbed(&world, 2 * PIECE, |file| file.write_all_at(b"!", 5).unwrap()).await;
    assert!(changed.message().contains("it was written to"), "{changed}");
}

#[tokio::test]
async fn tells_how_far_it_is() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("image");
    fs::write(&path, noise(3 * PIECE + 1, 2)).unwrap();
    let world = World::new(4 * PIECE);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let upload = Upload::new(&world.cloud(), DRIVE).jobs(1).verify(true).resume_file(folder.path().join("r"));
    let upload = upload.observe(move |event| {
        if let Event::Progress { phase, done, total } = event {
            log.lock().unwrap().push((phase, done, total));
        }
    });
    upload.from_file(&path).await.unwrap();
    let far = |phase, pieces: &[u64]| pieces.iter().map(move |n| (phase, *n)).collect::<Vec<_>>();
    let steps = [PIECE, 2 * PIECE, 3 * PIECE, 3 * PIECE + 1];
    let wanted = [
        far(Phase::Hashing, &steps),
        far(Phase::Moving, &[0]),
        far(Phase::Moving, &steps),
        far(Phase::Verifying, &steps),
    ]
    .concat();
    let seen = seen.lock().unwrap();
    assert!(seen.iter().all(|(.., total)| *total == Some(3 * PIECE + 1)));
    assert_eq!(seen.iter().map(|(phase, done, _)| (*phase, *done)).collect::<Vec<_>>(), wanted);
}
