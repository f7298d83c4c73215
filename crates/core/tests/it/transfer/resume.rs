//! Going on after an end in the middle.

use crate::transfer::world::{DRIVE, PATIENCE, PIECE, World, ended_after, noise};
use anycloud_core::transfer::{Unfinished, Upload};
use anycloud_core::{Delivery, ErrorKind};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::{TempDir, tempdir};

/// An upload that was ended after some pieces, as a death would: the future is dropped.
struct Interrupted {
    folder: TempDir,
    world: World,
    image: PathBuf,
    kept: PathBuf,
    /// Pieces that arrived.
    first: Vec<u64>,
}

const PIECES: u64 = 12;

async fn interrupted() -> Interrupted {
    let folder = tempdir().unwrap();
    let (image, kept) = (folder.path().join("image"), folder.path().join("kept"));
    fs::write(&image, noise(PIECES * PIECE - 100, 7)).unwrap();
    let world = World::new(PIECES * PIECE);
    world.state(|s| s.stall_after = Some(5));
    let upload = Upload::new(&world.cloud(), DRIVE).jobs(2).resume_file(&kept).from_file(image.clone());
    ended_after(upload, &kept, 5).await;
    world.state(|s| s.stall_after = None);
    // Those that stalled, the last ones, did not act.
    let log: Vec<u64> =
        world.state(|s| std::mem::take(&mut s.log)).into_iter().map(|(_, at, _)| at).collect();
    let first = log[..5].to_vec();
    Interrupted { folder, world, image, kept, first }
}

#[tokio::test]
async fn only_what_is_missing_travels() {
    let it = interrupted().await;
    let unfinished = Unfinished::read(&it.kept).await.unwrap().unwrap();
    assert_eq!((unfinished.drive.as_str(), unfinished.bytes), (DRIVE, PIECES * PIECE - 100));
    assert_eq!(Unfinished::read(it.folder.path().join("none")).await.unwrap(), None);
    let again = Upload::new(&it.world.cloud(), DRIVE).resume_file(&it.kept).from_file(&it.image);
    let sent = again.await.unwrap();
    let second = it.world.places("write");
    assert_eq!((sent.resumed, second.len() as u64), (5, PIECES - 5));
    assert!(second.iter().all(|at| !it.first.contains(at)), "{second:?} and before {:?}", it.first);
    let image = fs::read(&it.image).unwrap();
    assert!(it.world.bytes()[..image.len()] == image);
    assert!(!it.kept.exists(), "it is over");
    let left: Vec<_> = fs::read_dir(it.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["image"], "nothing stays behind");
}

#[tokio::test]
async fn a_changed_image_is_refused_unsent() {
    let it = interrupted().await;
    let before = fs::read(&it.image).unwrap();
    for at in [0, 3 * PIECE, (PIECES - 1) * PIECE] {
        let mut changed = before.clone();
        changed[at as usize] ^= 1;
        fs::write(&it.image, &changed).unwrap();
        let upload = Upload::new(&it.world.cloud(), DRIVE).resume_file(&it.kept);
        let error = upload.from_file(&it.image).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict);
        assert!(error.message().contains("has changed since the upload began"), "{error}");
        assert!(error.message().ends_with(&format!("remove {} to begin anew", it.kept.display())), "{error}");
    }
    assert!(it.world.places("write").is_empty());
    fs::write(&it.image, &before).unwrap();
    let upload = Upload::new(&it.world.cloud(), DRIVE).resume_file(&it.kept);
    assert_eq!(upload.from_file(&it.image).await.unwrap().resumed, 5, "nothing was lost by refusing");
}

#[tokio::test]
async fn an_image_that_changes_meanwhile_is_noticed() {
    let it = interrupted().await;
    let path = it.image.clone();
    let upload = Upload::new(&it.world.cloud(), DRIVE).jobs(1).resume_file(&it.kept).observe(move |event| {
        use anycloud_core::transfer::{Event, Phase};
        if let Event::Progress { phase: Phase::Moving, done, .. } = event
            && done == 5 * PIECE
        {
            let mut bytes = fs::read(&path).unwrap();
            *bytes.last_mut().unwrap() ^= 1;
            fs::write(&path, &bytes).unwrap();
        }
    });
    let error = upload.from_file(&it.image).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert!(error.message().contains("other bytes stand at"), "{error}");
}

#[tokio::test]
async fn one_at_a_time() {
    let it = interrupted().await;
    it.world.state(|s| s.stall_after = Some(1));
    let cloud = it.world.cloud();
    let first =
        tokio::spawn(Upload::new(&cloud, DRIVE).jobs(1).resume_file(&it.kept).from_file(it.image.clone()));
    while it.world.state(|s| s.log.len()) < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let up = || Upload::new(&cloud, DRIVE).resume_file(&it.kept);
    let error = up().from_file(&it.image).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Busy, Delivery::NotSent), "{error}");
    assert_eq!(it.world.state(|s| s.log.len()), 2, "the second sent and read nothing");
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    it.world.state(|s| s.stall_after = None);
    while let Err(error) = up().from_file(&it.image).await {
        assert_eq!(error.kind(), ErrorKind::Busy, "until what the first began to save is saved: {error}");
    }
    let image = fs::read(&it.image).unwrap();
    assert!(it.world.bytes()[..image.len()] == image);
}

#[tokio::test]
async fn a_resume_file_is_for_one_transfer_only() {
    let it = interrupted().await;
    let other = it.folder.path().join("other");
    fs::write(&other, noise(PIECE, 1)).unwrap();
    let stranger = it.world.of_account("somebody else").cloud();
    let cloud = it.world.cloud();
    let up = || Upload::new(&cloud, DRIVE).resume_file(&it.kept);
    let cases = [
        (up().from_file(&other).await, "another size of the image"),
        (up().offset(1).from_file(&it.image).await, "another place on the drive"),
        (Upload::new(&stranger, DRIVE).resume_file(&it.kept).from_file(&it.image).await, "another account"),
        (
            anycloud_core::transfer::Download::new(&cloud, DRIVE).resume_file(&it.kept).to_file(&other).await,
            "another direction",
        ),
    ];
    for (outcome, text) in cases {
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
        assert!(error.message().contains(text), "{text:?} is not in {error}");
    }
    for bad in ["", "{}", &fs::read_to_string(&it.kept).unwrap().replace("\"version\":1", "\"version\":2")] {
        fs::write(&it.kept, bad).unwrap();
        let error = up().from_file(&it.image).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Journal, "{bad}");
    }
    assert!(it.world.places("write").is_empty() && it.world.places("read").is_empty());
}

#[tokio::test]
async fn a_drive_that_was_made_anew_is_not_gone_on_with() {
    let it = interrupted().await;
    it.world.state(|s| s.bytes.fill(0));
    let up = || Upload::new(&it.world.cloud(), DRIVE).resume_file(&it.kept);
    let error = up().from_file(&it.image).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::NotSent), "{error}");
    let way = format!("verify sends again what differs; remove {} to begin anew", it.kept.display());
    assert!(error.message().starts_with("the drive holds other bytes at "), "{error}");
    assert!(error.message().ends_with(&way), "{error}");
    assert!(it.world.places("write").is_empty());
    // A cloud that cannot read is trusted.
    it.world.state(|s| s.no_read = true);
    assert_eq!(up().from_file(&it.image).await.unwrap().resumed, 5);
}

#[tokio::test]
async fn each_stretch_is_looked_at() {
    let it = interrupted().await;
    // One of the first stretch alone, far behind, and nothing between.
    let mut saved: serde_json::Value = serde_json::from_slice(&fs::read(&it.kept).unwrap()).unwrap();
    saved["done"] = serde_json::json!([[0, 2], [9, 10]]);
    fs::write(&it.kept, saved.to_string()).unwrap();
    let image = fs::read(&it.image).unwrap();
    it.world.state(|s| s.bytes[..image.len()].copy_from_slice(&image));
    let up = || Upload::new(&it.world.cloud(), DRIVE).resume_file(&it.kept);
    it.world.state(|s| s.bytes[9 * PIECE as usize] ^= 1);
    let error = up().from_file(&it.image).await.unwrap_err();
    assert!(error.message().contains(&format!("other bytes at {} ", 9 * PIECE)), "{error}");
    assert_eq!(it.world.places("read"), [0, 9 * PIECE]);
    it.world.state(|s| s.bytes[9 * PIECE as usize] ^= 1);
    assert_eq!(up().from_file(&it.image).await.unwrap().resumed, 3);
}

#[tokio::test]
async fn what_does_not_read_back_is_sent_again() {
    let it = interrupted().await;
    it.world.state(|s| s.bytes[it.first[0] as usize] ^= 1);
    let up = || Upload::new(&it.world.cloud(), DRIVE).patience(PATIENCE).resume_file(&it.kept).verify(true);
    let error = up().from_file(&it.image).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    it.world.places("write");
    let sent = up().from_file(&it.image).await.unwrap();
    assert_eq!((it.world.places("write"), sent.resumed), (vec![it.first[0]], PIECES - 1));
}
