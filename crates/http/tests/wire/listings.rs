//! Lists that are read as they arrive: whole, or an error.

use crate::raw::{Act, Raw};
use crate::{call, judge};
use anycloud_core::{Delivery, Error, ErrorKind, Listing, Result};
use anycloud_http::{Class, Http, HttpConfig, RetryPolicy};
use bytes::Bytes;
use std::time::Duration;

const MIB: usize = 1 << 20;

/// The lengths of the pieces, and 0 for the end.
fn lengths(server: &Raw) -> Listing<usize> {
    client(server).list(call(Class::Safe), |_, piece| Ok(vec![piece.map_or(0, |bytes| bytes.len())]))
}

fn client(server: &Raw) -> Http {
    let retry = RetryPolicy::default().attempts(3).first_wait(Duration::from_millis(1));
    let config = HttpConfig::default().idle_timeout(Duration::from_millis(200));
    Http::builder(server.url.clone(), judge).config(config.retry(retry)).build().unwrap()
}

/// A reply that promises 3 MiB and has so many bytes.
fn reply(bytes: usize) -> &'static str {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 3 * MIB);
    Box::leak((head + &"x".repeat(bytes)).into_boxed_str())
}

async fn sum(mut listing: Listing<usize>) -> (usize, Result<()>) {
    let mut sum = 0;
    loop {
        match listing.next().await {
            Ok(Some(0)) => assert_eq!(listing.next().await.unwrap(), None, "nothing comes after the end"),
            Ok(Some(length)) => sum += length,
            Ok(None) => return (sum, Ok(())),
            Err(e) => {
                assert_eq!(listing.next().await.unwrap(), None, "an error is the end");
                return (sum, Err(e));
            }
        }
    }
}

#[tokio::test]
async fn while_nothing_was_handed_out_a_cut_reply_is_sent_for_again() {
    let server =
        Raw::start(&[Act::ReadAndDrop, Act::Write(reply(MIB - 1)), Act::Write(reply(3 * MIB))]).await;
    let listing = lengths(&server);
    assert_eq!(server.connections(), 0, "nothing is sent before the listing is read");
    let (sum, end) = sum(listing).await;
    end.unwrap();
    assert_eq!((sum, server.requests().len()), (3 * MIB, 3));

    let short = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab";
    let server = Raw::start(&[Act::Write(short)]).await;
    let error = lengths(&server).all().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Transport, Delivery::Refused));
    assert_eq!((error.status(), server.requests().len()), (Some(200), 3));
}

#[tokio::test]
async fn after_that_cuts_and_silence_end_the_list_with_an_error() {
    for act in [Act::Write(reply(2 * MIB)), Act::WriteAndStall(reply(2 * MIB))] {
        let server = Raw::start(&[act]).await;
        let (sum, end) = sum(lengths(&server)).await;
        let error = end.unwrap_err();
        assert_eq!((error.kind(), error.call()), (ErrorKind::Transport, Some("things list")));
        assert!((MIB..=2 * MIB).contains(&sum), "{sum}");
        assert_eq!(server.requests().len(), 1, "nothing is sent again");
        if let Act::WriteAndStall(_) = act {
            server.closed(1).await;
        }
    }
}

#[tokio::test]
async fn a_dropped_list_closes_its_connection() {
    let server = Raw::start(&[Act::WriteAndStall(reply(2 * MIB))]).await;
    let mut listing = lengths(&server);
    assert!(listing.next().await.unwrap() > Some(0));
    drop(listing);
    server.closed(1).await;
}

#[tokio::test]
async fn what_decoding_says_ends_the_list_and_closes_the_connection() {
    let server = Raw::start(&[Act::WriteAndStall(reply(2 * MIB))]).await;
    let mut pieces = 0;
    let listing = client(&server).list(call(Class::Safe), move |parts, piece: Option<Bytes>| {
        assert_eq!(parts.status.as_u16(), 200);
        pieces += 1;
        if pieces < 3 { Ok(vec![piece]) } else { Err(Error::new(ErrorKind::Decode, "this is no thing")) }
    });
    let error = listing.all().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Refused), "it was a read");
    assert_eq!((error.status(), error.call()), (Some(200), Some("things list")));
    server.closed(1).await;
    assert_eq!(server.requests().len(), 1);
}
