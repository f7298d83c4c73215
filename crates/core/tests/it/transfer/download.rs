//! A drive to files.

use crate::transfer::world::{DRIVE, PIECE, World, ended_after, noise};
use anycloud_core::transfer::{Download, Event, Phase};
use anycloud_core::{Delivery, Error, ErrorKind};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use tempfile::tempdir;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn zeros_become_holes() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("image");
    let world = World::new(200 * PIECE);
    world.state(|s| s.bytes[150 * PIECE as usize + 7] = 1);
    Download::new(&world.cloud(), DRIVE).to_file(&path).await.unwrap();
    assert!(fs::read(&path).unwrap() == world.bytes());
    let taken = fs::metadata(&path).unwrap().blocks() * 512;
    assert!(taken <= 2 * PIECE, "{taken} bytes of {}", 200 * PIECE);
}

#[tokio::test]
async fn a_half_file_never_looks_finished_and_is_gone_on_with() {
    let folder = tempdir().unwrap();
    let (path, kept) = (folder.path().join("image"), folder.path().join("kept"));
    fs::write(&path, b"an older one").unwrap();
    let world = World::new(10 * PIECE);
    world.state(|s| s.bytes = noise(10 * PIECE, 4));
    world.state(|s| s.stall_after = Some(4));
    let download =
        Download::new(&world.cloud(), DRIVE).jobs(2).resume_file(&kept).replace(true).to_file(path.clone());
    ended_after(download, &kept, 4).await;
    world.state(|s| s.stall_after = None);
    assert_eq!(fs::read(&path).unwrap(), b"an older one");
    assert_eq!(names(folder.path()), ["image", "image.part", "kept"]);
    let log: Vec<u64> =
        world.state(|s| std::mem::take(&mut s.log)).into_iter().map(|(_, at, _)| at).collect();
    // Those that stalled, the last ones, brought nothing.
    let first = &log[..4];

    // Where nothing has come yet, an attempt that was killed may have left something.
    let missing = (0..10).map(|n| n * PIECE).find(|at| !first.contains(at)).unwrap();
    world.state(|s| s.bytes[missing as usize..][..PIECE as usize].fill(0));
    let part = fs::OpenOptions::new().write(true).open(folder.path().join("image.part")).unwrap();
    std::os::unix::fs::FileExt::write_all_at(&part, b"left", missing + 9).unwrap();

    let again = || Download::new(&world.cloud(), DRIVE).resume_file(&kept);
    let error = again().to_file(&path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists, "it is replaced only if that is said again: {error}");
    let read = again().replace(true).to_file(&path).await.unwrap();
    assert_eq!((read.resumed, world.places("read").len()), (4, 6));
    assert!(fs::read(&path).unwrap() == world.bytes());
    assert_eq!(names(folder.path()), ["image"]);
    let whole = Download::new(&world.cloud(), DRIVE).to_file(folder.path().join("again")).await.unwrap();
    assert_eq!(whole.digest, read.digest);
}

#[tokio::test]
async fn what_has_come_is_refused_if_it_was_changed() {
    let folder = tempdir().unwrap();
    let (path, kept) = (folder.path().join("image"), folder.path().join("kept"));
    let world = World::new(6 * PIECE);
    world.state(|s| s.stall_after = Some(3));
    let download = Download::new(&world.cloud(), DRIVE).jobs(1).resume_file(&kept).to_file(path.clone());
    ended_after(download, &kept, 3).await;
    world.state(|s| s.stall_after = None);
    world.places("read");
    let part = fs::OpenOptions::new().write(true).open(folder.path().join("image.part")).unwrap();
    std::os::unix::fs::FileExt::write_all_at(&part, b"x", 0).unwrap();
    let error = Download::new(&world.cloud(), DRIVE).resume_file(&kept).to_file(&path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert!(error.message().starts_with("what has come so far has been changed"), "{error}");
    assert!(world.places("read").is_empty());

    part.lock().unwrap();
    let error = Download::new(&world.cloud(), DRIVE).resume_file(&kept).to_file(&path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Busy);
}

/// A download of three pieces, at whose end this is done in its folder, so that it fails.
async fn failed_at_the_end(folder: &Path, world: &World, last: impl Fn(&Path) + Send + 'static) -> Error {
    world.state(|s| s.bytes = noise(3 * PIECE, 4));
    let place = folder.to_owned();
    let download = Download::new(&world.cloud(), DRIVE).jobs(1).resume_file(folder.join("kept"));
    let download = download.observe(move |event| {
        if let Event::Progress { phase: Phase::Moving, done, .. } = event
            && done == 3 * PIECE
        {
            last(&place);
        }
    });
    download.to_file(folder.join("image")).await.unwrap_err()
}

#[tokio::test]
async fn it_has_no_name_before_it_is_written_down_that_all_has_come() {
    let folder = tempdir().unwrap();
    let world = World::new(3 * PIECE);
    // The newest state, which is written next, finds no place.
    let error = failed_at_the_end(folder.path(), &world, |folder| {
        let _ = fs::remove_file(folder.join("kept.tmp"));
        fs::create_dir(folder.join("kept.tmp")).unwrap();
    });
    let error = error.await;
    assert!(error.message().contains(" cannot be written: "), "{error}");
    assert_eq!(names(folder.path()), ["image.part", "kept", "kept.tmp"]);
}

#[tokio::test]
async fn killed_after_the_last_name_it_is_whole() {
    let folder = tempdir().unwrap();
    let (path, kept) = (folder.path().join("image"), folder.path().join("kept"));
    let world = World::new(3 * PIECE);
    failed_at_the_end(folder.path(), &world, |folder| fs::create_dir(folder.join("image")).unwrap()).await;
    // As a death leaves it that comes just after the name.
    fs::remove_dir(&path).unwrap();
    fs::rename(folder.path().join("image.part"), &path).unwrap();
    let whole = fs::read(&path).unwrap();
    world.places("read");
    let again = || Download::new(&world.cloud(), DRIVE).resume_file(&kept).to_file(&path);

    // Or somebody else's file of this name: it stays as it is.
    for theirs in [&b"short"[..], &noise(4 * PIECE, 9), &noise(3 * PIECE, 9)] {
        fs::write(&path, theirs).unwrap();
        let error = again().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
        assert!(error.message().ends_with(&format!("remove {} to begin anew", kept.display())), "{error}");
        assert!(fs::read(&path).unwrap() == theirs);
    }
    fs::write(&path, &whole).unwrap();
    let read = again().await.unwrap();
    assert_eq!((read.resumed, world.places("read").len()), (3, 0));
    assert!(fs::read(&path).unwrap() == world.bytes());
    assert_eq!(names(folder.path()), ["image"]);
}

#[tokio::test]
async fn what_is_there_is_not_replaced_unsaid() {
    let folder = tempdir().unwrap();
    let (path, kept) = (folder.path().join("image"), folder.path().join("kept"));
    let world = World::new(3 * PIECE);
    let down = || Download::new(&world.cloud(), DRIVE).jobs(1);
    fs::write(&path, b"precious").unwrap();
    for download in [down(), down().resume_file(&kept)] {
        let error = download.to_file(&path).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.delivery()),
            (ErrorKind::AlreadyExists, Delivery::NotSent),
            "{error}"
        );
        assert!(world.places("read").is_empty());
    }
    #[cfg(unix)]
    {
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path().join("nowhere"), &link).unwrap();
        let error = down().to_file(&link).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists, "a link to nothing has the name, too: {error}");
        assert!(world.places("read").is_empty());
        fs::remove_file(link).unwrap();
    }
    // Nothing had come when the first one ended, and the file is somebody else's.
    fs::remove_file(&path).unwrap();
    world.state(|s| s.bad_place = Some((0, ErrorKind::Forbidden)));
    down().resume_file(&kept).to_file(&path).await.unwrap_err();
    world.state(|s| s.bad_place = None);
    fs::remove_file(folder.path().join("image.part")).unwrap();
    fs::write(&path, b"precious").unwrap();
    let error = down().resume_file(&kept).to_file(&path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}");
    assert_eq!(fs::read(&path).unwrap(), b"precious");

    // It comes while the bytes do.
    fs::remove_file(&path).unwrap();
    let error = failed_at_the_end(folder.path(), &world, |folder| {
        fs::write(folder.join("image"), b"precious").unwrap();
    });
    assert_eq!(error.await.kind(), ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&path).unwrap(), b"precious");
    assert_eq!(names(folder.path()), ["image", "image.part", "kept"]);
    down().resume_file(&kept).replace(true).to_file(&path).await.unwrap();
    assert!(fs::read(&path).unwrap() == world.bytes());
    assert_eq!(names(folder.path()), ["image"]);
}

#[tokio::test]
async fn a_link_and_a_mode_stay() {
    let folder = tempdir().unwrap();
    let (path, link) = (folder.path().join("image"), folder.path().join("link"));
    fs::write(&path, b"before").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("image", &link).unwrap();
    let world = World::new(2 * PIECE);
    world.state(|s| s.bytes = noise(2 * PIECE, 4));
    Download::new(&world.cloud(), DRIVE)
        .resume_file(folder.path().join("kept"))
        .replace(true)
        .to_file(&link)
        .await
        .unwrap();
    assert_eq!(fs::read_link(&link).unwrap(), Path::new("image"));
    assert!(fs::read(&path).unwrap() == world.bytes());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(names(folder.path()), ["image", "link"]);
}

#[tokio::test]
async fn what_cannot_be_is_refused_before_anything_is_read() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("image");
    let world = World::new(2 * PIECE);
    let cloud = world.cloud();
    let down = || Download::new(&cloud, DRIVE);
    let cases = [
        (down().length(2 * PIECE + 1).to_file(&path).await, ErrorKind::InvalidRequest, "only 131072 bytes"),
        (down().offset(2 * PIECE).to_file(&path).await, ErrorKind::InvalidRequest, "nothing to read"),
        (down().to_file(folder.path()).await, ErrorKind::InvalidRequest, "no regular file"),
        (down().to_file(folder.path().join("no/image")).await, ErrorKind::InvalidRequest, "written"),
        (Download::new(&cloud, "other").to_file(&path).await, ErrorKind::NotFound, "no such drive"),
        (down().resume_file(&path).to_writer(Vec::new()).await, ErrorKind::InvalidRequest, "pipe"),
    ];
    for (outcome, kind, text) in cases {
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.message().contains(text), "{text:?} is not in {error}");
    }
    assert!(world.places("read").is_empty());
    world.state(|s| s.bad_place = Some((PIECE, ErrorKind::Forbidden)));
    down().to_file(&path).await.unwrap_err();
    assert!(names(folder.path()).is_empty(), "half of it is no use without a resume file");
}
