//! Images: several pieces at once, to a drive and back.

use super::case::{Case, DRIVE_READ, DRIVE_WRITE, Outcome, THREE_DRIVES, case};
use super::fixture::{At, Fault, Lab};
use super::look::refused;
use anycloud_core::transfer::{Download, Upload};
use anycloud_core::{DriveId, ErrorKind, ResourceKind};

pub(super) const CASES: &[Case] = &[
    case!(one an_image_goes_there_and_back, DRIVE_READ, DRIVE_WRITE, THREE_DRIVES),
    case!(one a_piece_whose_reply_is_lost_is_sent_again, DRIVE_READ, DRIVE_WRITE, THREE_DRIVES),
    case!(one a_piece_waits_for_a_busy_drive, DRIVE_READ, DRIVE_WRITE, THREE_DRIVES),
    case!(one a_read_only_handle_uploads_nothing, DRIVE_WRITE, THREE_DRIVES),
    case!(one an_upload_to_a_missing_drive_fails, DRIVE_WRITE),
];

async fn an_image_goes_there_and_back(lab: Lab) -> Outcome {
    let (target, other) = (&lab.drives[1], &lab.drives[0]);
    let untouched = lab.cloud.read_drive(other, 0, 4096).await.expect("it is read");
    let image = image(&lab);
    let upload = Upload::new(&lab.cloud, target.clone()).offset(512).verify(true);
    let sent = upload.from_reader(&*image).await.expect("it is sent");
    assert_eq!((sent.bytes, sent.pieces, sent.retried), (image.len() as u64, 2, 0));
    let mut back = Vec::new();
    let download = Download::new(&lab.cloud, target.clone()).offset(512).length(sent.bytes);
    let read = download.to_writer(&mut back).await.expect("it is read");
    assert!(back == image, "what came back is not what was sent");
    assert_eq!(read.digest, sent.digest);
    assert_eq!(lab.cloud.read_drive(other, 0, 4096).await.expect("it is read"), untouched);
    Ok(())
}

async fn a_piece_whose_reply_is_lost_is_sent_again(lab: Lab) -> Outcome {
    meets(lab, Fault::LoseReply).await
}

async fn a_piece_waits_for_a_busy_drive(lab: Lab) -> Outcome {
    meets(lab, Fault::Busy).await
}

async fn a_read_only_handle_uploads_nothing(lab: Lab) -> Outcome {
    let upload = Upload::new(&lab.cloud.read_only(), lab.drives[1].clone()).from_reader(&b"x"[..]);
    lab.unsent("an upload by a handle that only reads", ErrorKind::Forbidden, upload).await;
    Ok(())
}

async fn an_upload_to_a_missing_drive_fails(lab: Lab) -> Outcome {
    let absent: DriveId = lab.absent(&ResourceKind::Drive)?;
    let before = lab.looks().await;
    let upload = Upload::new(&lab.cloud, absent).from_reader(&b"x"[..]);
    let error = refused("an upload to a missing drive", upload).await;
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn meets(lab: Lab, fault: Fault) -> Outcome {
    let target = &lab.drives[1];
    lab.inject(At::WriteDrive, fault)?;
    let text = b"sent in the end";
    let sent =
        Upload::new(&lab.cloud, target.clone()).from_reader(&text[..]).await.expect("it is sent in the end");
    assert_eq!(sent.bytes, text.len() as u64);
    let read = lab.cloud.read_drive(target, 0, sent.bytes).await.expect("it is read");
    assert_eq!(&*read, text);
    Ok(())
}

/// A piece and a little more, which gzip makes smaller here and there.
fn image(lab: &Lab) -> Vec<u8> {
    let caps = lab.cloud.capabilities();
    let max = caps.drives.as_ref().and_then(|can| can.write_max).unwrap_or(4 << 20).min(4 << 20);
    (0..max + 700).map(|n| (n % 251) as u8 ^ (n >> 13) as u8).collect()
}
