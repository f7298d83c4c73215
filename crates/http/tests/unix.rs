//! A unix socket, and a call that says by itself how long its reply may be silent.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use anycloud_core::ErrorKind;
use anycloud_http::{Call, Http, HttpConfig, RetryPolicy, judge_by_status};
use bytes::Bytes;
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixListener;
use tokio::time::timeout;

fn http(socket: &Path) -> Http {
    let config = HttpConfig::default().unix_socket(socket).idle_timeout(Duration::from_millis(100));
    let endpoint = "http://localhost/v1".parse().unwrap();
    Http::builder(endpoint, judge_by_status).config(config.retry(RetryPolicy::never())).build().unwrap()
}

fn call(path: &str) -> Call {
    Call::safe("test", http::Request::get(path).body(Bytes::new()).unwrap())
}

/// Sends a head and one byte to each request, and nothing more.
fn serve(listener: UnixListener) {
    tokio::spawn(async move {
        let mut open = Vec::new();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            let n = stream.read(&mut request).await.unwrap();
            assert!(request[..n].starts_with(b"GET /v1/logs HTTP/1.1\r\n"), "{:?}", &request[..n]);
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na").await.unwrap();
            open.push(stream);
        }
    });
}

#[tokio::test]
async fn silence_is_the_calls_own() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("http.sock");
    serve(UnixListener::bind(&socket).unwrap());
    let http = http(&socket);

    let mut short = http.stream(call("/logs")).await.unwrap();
    assert_eq!(short.chunk().await.unwrap().unwrap(), "a");
    let error = timeout(Duration::from_secs(10), short.chunk()).await.unwrap().unwrap_err();
    assert!(error.message().contains("silent for 0.1 s"), "{error}");

    let mut long = http.stream(call("/logs").idle_timeout(Duration::MAX)).await.unwrap();
    assert_eq!(long.chunk().await.unwrap().unwrap(), "a");
    timeout(Duration::from_millis(400), long.chunk()).await.expect_err("it may be silent for ever");
}

#[tokio::test]
async fn no_socket() {
    let error = http(Path::new("/nowhere/http.sock")).stream(call("/logs")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    let says = "no reply from /nowhere/http.sock: cannot connect: No such file or directory";
    assert!(error.message().starts_with(says), "{error}");
}
