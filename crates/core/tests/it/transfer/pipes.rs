//! Pipes: read once, written in order.

use crate::transfer::world::{DRIVE, PIECE, World, noise};
use anycloud_core::run::Cancel;
use anycloud_core::transfer::{Download, Upload};
use anycloud_core::{Delivery, ErrorKind};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf, duplex};

#[tokio::test]
async fn through_pipes_and_back() {
    for size in [1, PIECE - 1, PIECE, 2 * PIECE, 7 * PIECE + 3] {
        let world = World::new(8 * PIECE);
        let image = noise(size, size);
        let sent =
            Upload::new(&world.cloud(), DRIVE).offset(9).verify(true).from_reader(&*image).await.unwrap();
        assert!(world.bytes()[9..][..image.len()] == image, "{size}");
        assert_eq!((sent.bytes, sent.pieces), (size, size.div_ceil(PIECE)));
        let mut copy = Vec::new();
        let read =
            Download::new(&world.cloud(), DRIVE).offset(9).length(size).to_writer(&mut copy).await.unwrap();
        assert!(copy == image, "{size}: in order, though read side by side");
        assert_eq!(read.digest, sent.digest);
    }
}

#[tokio::test]
async fn short_reads_of_a_pipe_fill_pieces() {
    let world = World::new(4 * PIECE);
    let (mut to, from) = duplex(1000);
    let image = noise(3 * PIECE + 5, 1);
    let feed = image.clone();
    let feeding = tokio::spawn(async move {
        for chunk in feed.chunks(777) {
            to.write_all(chunk).await.unwrap();
        }
    });
    let sent = Upload::new(&world.cloud(), DRIVE).from_reader(from).await.unwrap();
    feeding.await.unwrap();
    assert_eq!((sent.bytes, world.places("write").len()), (3 * PIECE + 5, 4));
    assert!(world.bytes()[..image.len()] == image);
}

#[tokio::test]
async fn no_more_is_read_than_can_be_sent() {
    let world = World::new(100 * PIECE);
    let passed = Arc::new(AtomicU64::new(0));
    world.state(|s| s.stall_after = Some(0));
    let (endless, cloud) = (Endless(passed.clone()), world.cloud());
    let upload = tokio::spawn(Upload::new(&cloud, DRIVE).jobs(3).from_reader(endless));
    while world.state(|s| s.now) < 3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Time enough for more.
    tokio::time::sleep(Duration::from_millis(50)).await;
    upload.abort();
    assert_eq!(passed.load(Ordering::Relaxed), 3 * PIECE, "as much as there are jobs");
}

#[tokio::test]
async fn a_pipe_that_goes_on_beyond_the_drive_is_full() {
    let world = World::new(2 * PIECE + 10);
    let image = noise(3 * PIECE, 1);
    let error = Upload::new(&world.cloud(), DRIVE).from_reader(&*image).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::StorageFull, Delivery::NotSent));
    assert_eq!(error.message(), "the drive ends at byte 131082, and the image goes on");
    assert_eq!(world.places("write"), [0, PIECE], "what fits has been sent");
}

#[tokio::test]
async fn a_silent_pipe_can_be_cancelled_and_a_broken_one_is_told() {
    let world = World::new(2 * PIECE);
    let (_to, from) = duplex(10);
    let (cloud, cancel) = (world.cloud(), Cancel::new());
    let upload = tokio::spawn(Upload::new(&cloud, DRIVE).cancel(&cancel).from_reader(from));
    tokio::time::sleep(Duration::from_millis(50)).await;
    cancel.cancel();
    assert_eq!(upload.await.unwrap().unwrap_err().kind(), ErrorKind::Cancelled);

    // Nor takes anybody what comes.
    let (to, _from) = duplex(10);
    let cancel = Cancel::new();
    let download = tokio::spawn(Download::new(&cloud, DRIVE).cancel(&cancel).to_writer(to));
    while world.places("read").len() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    cancel.cancel();
    assert_eq!(download.await.unwrap().unwrap_err().kind(), ErrorKind::Cancelled);

    let error = Upload::new(&cloud, DRIVE).from_reader(Broken).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::LocalIo, "the image cannot be read: broken pipe")
    );
    let error =
        Download::new(&cloud, DRIVE).to_writer(io::Cursor::new(&mut [0_u8; 10][..])).await.unwrap_err();
    assert!(error.message().starts_with("the bytes cannot be written"), "{error}");
}

/// Zeros without an end, counted.
struct Endless(Arc<AtomicU64>);

impl AsyncRead for Endless {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.0.fetch_add(to.remaining() as u64, Ordering::Relaxed);
        to.initialize_unfilled();
        to.set_filled(to.capacity());
        Poll::Ready(Ok(()))
    }
}

struct Broken;

impl AsyncRead for Broken {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, _: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Err(io::Error::new(io::ErrorKind::BrokenPipe, "broken pipe")))
    }
}
