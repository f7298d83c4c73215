//! Cassettes: the file, matching, and what the recorder keeps to itself.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use anycloud_core::Secret;
use anycloud_http::{Body, Transport, TransportError};
use anycloud_testkit::cassette::{Cassette, Origin, Recorder};
use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

const CREATE: &str = "\
anycloud cassette 1
# A remark.
origin: transcribed from the manual, version 2
note: the UUID of the sample was mended

> POST /drives/create
> Accept: text/plain
> Authorization: ***
>
> name web
> vnc:password ***

# The answer.
< 200 OK
< X-Elastic-Error: none
<
< drive 1

> GET /drives/list
< 200
<
< 1
< 2
<\\

> GET /drives/list
< 200
<
<= AP8=
";

fn ask(method: &str, path: &str, body: &'static str) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(format!("https://api.example{path}"));
    request.header("accept", "text/plain").header("authorization", "Basic x").body(body.into()).unwrap()
}

async fn body(response: Response<Body>) -> Vec<u8> {
    let (mut body, mut all) = (response.into_body(), Vec::new());
    while let Some(chunk) = body.chunk().await.unwrap() {
        all.extend(chunk);
    }
    all
}

#[test]
fn the_sample_of_the_readme_loads() {
    let (_, section) = include_str!("../README.md").split_once("## Cassettes").unwrap();
    let sample = section.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let cassette: Cassette = sample.parse().unwrap();
    assert!(matches!(cassette.origin, Origin::Transcribed(_)));
    assert_eq!(cassette.exchanges.len(), 2);
}

#[test]
fn a_file_reads_back_as_it_was_written() {
    let cassette: Cassette = CREATE.parse().unwrap();
    assert_eq!(cassette.exchanges.len(), 3);
    assert_eq!(cassette.exchanges[1].response.body, "1\n2");
    assert_eq!(&*cassette.exchanges[2].response.body, b"\x00\xff");
    assert_eq!(cassette.to_string().parse::<Cassette>().unwrap(), cassette);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.cassette");
    cassette.save(&path).unwrap();
    assert_eq!(Cassette::load(&path).unwrap(), cassette);
    std::fs::write(&path, "anycloud cassette 1\n").unwrap();
    let error = Cassette::load(&path).unwrap_err().to_string();
    assert!(error.contains("x.cassette, line 2: `origin: "), "{error}");
}

/// An empty value of a text API is such a line: `KEY `.
#[test]
fn no_line_of_a_file_ends_with_a_space() {
    let mut cassette: Cassette = CREATE.parse().unwrap();
    for body in ["name web\ntags \nmem 512\n", "tags ", "\t\n ", "a\u{a0}\nb"] {
        cassette.exchanges[0].request.body = body.into();
        cassette.exchanges[0].response.body = body.into();
        let text = cassette.to_string();
        assert!(!text.lines().any(|line| line.ends_with(char::is_whitespace)), "{text}");
        assert_eq!(text.parse::<Cassette>().unwrap(), cassette);
    }
    assert!(cassette.to_string().contains("\n> b\n>\\\n"));
}

#[test]
fn bad_files_say_where() {
    let head = "anycloud cassette 1\norigin: recorded from x 1\n\n";
    for (text, line) in [
        ("", Some(1)),
        ("anycloud cassette 2\n", Some(1)),
        ("anycloud cassette 1\norigin: made up\n", Some(2)),
        ("anycloud cassette 1\norigin: recorded from \n", Some(2)),
        ("anycloud cassette 1\n> GET /\n< 200\n", Some(2)),
        (&format!("{head}> GET\n"), Some(4)),
        (&format!("{head}> GET /\n> no header\n"), Some(5)),
        (&format!("{head}> GET /\n\n> GET /\n"), Some(6)),
        (&format!("{head}> GET /\n< fine\n"), Some(5)),
        (&format!("{head}> GET /\n< 200\n<\n<= ?\n"), Some(7)),
        (&format!("{head}> GET /\n< 200\n<\n<\\\n"), Some(7)),
        (&format!("{head}> GET /\n< 200\n<\n<x\n"), Some(7)),
        (&format!("{head}> GET /\n"), None),
    ] {
        assert_eq!(text.parse::<Cassette>().unwrap_err().line(), line, "{text}");
    }
}

#[tokio::test]
async fn answers_in_the_order_of_each_path() {
    let replay = CREATE.parse::<Cassette>().unwrap().replay();
    assert_eq!(body(replay.send(ask("GET", "/drives/list", "")).await.unwrap()).await, b"1\n2");
    let create = ask("POST", "/drives/create", "name web\nvnc:password secret\n");
    let response = replay.send(create).await.unwrap();
    assert_eq!(response.headers()["x-elastic-error"], "none");
    assert_eq!(body(replay.send(ask("GET", "/drives/list", "")).await.unwrap()).await, b"\x00\xff");
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_mismatch_names_the_nearest_exchange() {
    let replay = CREATE.parse::<Cassette>().unwrap().replay();
    let mut near = ask("POST", "/drives/create", "name db\nvnc:password hunter2\n");
    near.headers_mut().remove("accept");
    let error = format!("{:?}", replay.send(near).await.unwrap_err());
    for part in ["POST /drives/create", "- Accept: text/plain", "- name web", "+ name db"] {
        assert!(error.contains(part), "{part} is missing: {error}");
    }
    assert!(!error.contains("hunter2") && !error.contains("Basic"), "{error}");
    let error = replay.send(ask("GET", "/drives/lost", "")).await.unwrap_err().to_string();
    assert!(error.contains("- GET /drives/list"), "{error}");
    let left = replay.finish().unwrap_err().to_string();
    assert_eq!(left.matches("never asked for").count(), 3, "{left}");
    assert!(left.contains("+ name db"), "what the driver swallowed is still there: {left}");
}

#[tokio::test]
async fn unordered_is_an_option() {
    let text = CREATE
        .replace("note:", "mode: unordered\nnote:")
        .replace("> GET /drives/list\n< 200\n<\n<=", "> GET /drives/list\n> X: y\n< 200\n<\n<=");
    let replay = text.parse::<Cassette>().unwrap().replay();
    let mut second = ask("GET", "/drives/list", "");
    second.headers_mut().insert("x", "y".parse().unwrap());
    // Fits both, so takes the first; then the second is taken only by what fits it.
    replay.send(second.clone()).await.unwrap();
    replay.send(ask("GET", "/drives/list", "")).await.unwrap_err();
    replay.send(second).await.unwrap();
    replay.finish().unwrap_err();
}

#[test]
fn leftovers_fail_when_the_last_clone_goes() {
    let dropped = || drop(CREATE.parse::<Cassette>().unwrap().replay());
    let panic = catch_unwind(dropped).unwrap_err();
    assert!(panic.downcast_ref::<String>().unwrap().contains("never asked for: POST /drives/create"));
    let in_a_panic = catch_unwind(AssertUnwindSafe(|| {
        let _replay = CREATE.parse::<Cassette>().unwrap().replay();
        panic!("the real reason");
    }));
    assert_eq!(in_a_panic.unwrap_err().downcast_ref::<&str>(), Some(&"the real reason"));
}

#[derive(Debug)]
struct Leaky;

#[async_trait]
impl Transport for Leaky {
    async fn send(&self, _: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let response = Response::builder()
            .header("set-cookie", "session=canary-1")
            .header("x-unheard-of", "canary-2")
            .header("content-type", "text/plain")
            .header("location", "/next?token=canary-3&page=2");
        Ok(response.body(Body::full("name web\nvnc:password canary-4\nuser:note canary-5\n")).unwrap())
    }
}

#[tokio::test]
async fn no_secret_gets_on_a_recording() {
    let recorder = Recorder::new(Arc::new(Leaky), "leaky 1.0").secret(&Secret::new("canary-5"));
    let mut request = ask("POST", "/x?api_key=canary-6&page=1", "password canary-7\nname canary-5\n");
    request.headers_mut().insert("x-auth-token", "canary-8".parse().unwrap());
    let answer = body(recorder.send(request.clone()).await.unwrap()).await;
    assert!(String::from_utf8(answer).unwrap().contains("canary-4"), "the caller gets it all");
    let text = recorder.cassette().to_string();
    insta::assert_snapshot!(text);
    assert!(!text.contains("canary"), "{text}");
    // And what was recorded answers the same request.
    let replay = text.parse::<Cassette>().unwrap().replay();
    request.headers_mut().insert("accept", "text/plain".parse().unwrap());
    replay.send(ask("POST", "/x?api_key=other&page=1", "password other\nname other\n")).await.unwrap_err();
    replay.send(request).await.unwrap();
    replay.finish().unwrap_err();
}

proptest! {
    /// Whatever the bodies: the file is read as it was written.
    #[test]
    fn every_body_survives_the_file(
        request in prop_oneof![any::<Vec<u8>>(), "[ -~\n\\\\=<>]{0,80}".prop_map(String::into_bytes)],
        response in prop_oneof![Just(b"\\\n".to_vec()), "(\\PC|\n){0,80}".prop_map(String::into_bytes)],
    ) {
        let mut cassette: Cassette = CREATE.parse().unwrap();
        cassette.exchanges[0].request.body = request.into();
        cassette.exchanges[0].response.body = response.into();
        assert_eq!(cassette.to_string().parse::<Cassette>().unwrap(), cassette);
    }
}
