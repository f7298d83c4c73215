//! What starts, stops and kills: what was asked for, once, and no more.

use crate::fake::{Engine, Reply};
use anycloud_core::journal::MemoryJournal;
use anycloud_core::{Cloud, CloudId, Delivery, ErrorKind, PowerAction};
use anycloud_docker::Docker;
use anycloud_http::{HttpConfig, RetryPolicy};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn cloud(engine: &Engine) -> Cloud {
    Cloud::new(Docker::new(CloudId::new("lab"), engine.config()).unwrap())
}

/// The posts that arrived, as `start` or `stop?t=10`.
type Posts = Arc<Mutex<Vec<String>>>;

/// An engine with one container: what it shows after so many posts, and how it answers each.
async fn engine(
    show: impl Fn(usize) -> String + Send + Sync + 'static,
    answer: impl Fn(&str) -> Reply + Send + Sync + 'static,
) -> (Engine, Posts) {
    let posts = Posts::default();
    let seen = posts.clone();
    let engine = Engine::start(move |request| {
        let line = request.lines().next().unwrap().trim_end_matches(" HTTP/1.1");
        match line.strip_prefix("POST /v1.41/containers/").and_then(|rest| rest.split_once('/')) {
            Some((_, verb)) => {
                let reply = answer(verb);
                seen.lock().unwrap().push(verb.to_owned());
                reply
            }
            None if line.starts_with("GET /v1.41/networks") => Reply::json("[]"),
            None => Reply::json(&show(seen.lock().unwrap().len())),
        }
    });
    (engine.await, posts)
}

fn shown(status: &str, started: &str, restarts: u64, grace: &str) -> String {
    format!(
        r#"{{"Id":"{ID}","Name":"/web","RestartCount":{restarts},"Config":{{"StopTimeout":{grace}}},
            "State":{{"Status":"{status}","StartedAt":"2026-01-02T03:04:0{started}Z"}}}}"#
    )
}

fn done() -> Reply {
    Reply::status("204 No Content", "")
}

/// -1 is for ever and 0 at once; only where nothing is said the usual 10 s hold.
#[tokio::test]
async fn a_stop_keeps_to_the_containers_own_grace() {
    for (grace, sent) in [("-1", "-1"), ("0", "0"), ("30", "30"), ("null", "10")] {
        let show = move |posts| shown(if posts == 0 { "running" } else { "exited" }, "5", 0, grace);
        let (engine, posts) = engine(show, |_| done()).await;
        cloud(&engine).set_power(ID, PowerAction::Shutdown).done().await.unwrap();
        assert_eq!(*posts.lock().unwrap(), [format!("stop?t={sent}")]);

        let show = move |posts| shown("running", if posts == 0 { "5" } else { "6" }, 0, grace);
        let (engine, posts) = self::engine(show, |_| done()).await;
        cloud(&engine).set_power(ID, PowerAction::Reboot).done().await.unwrap();
        assert_eq!(*posts.lock().unwrap(), [format!("restart?t={sent}")]);
    }
}

/// Nobody gives up while a container may still be at work, and none is stopped twice for that.
#[tokio::test]
async fn a_stop_is_waited_for_as_long_as_its_grace() {
    let show = |posts| shown(if posts == 0 { "running" } else { "exited" }, "5", 0, "-1");
    let (engine, posts) = engine(show, |_| done().late_head(Duration::from_millis(600))).await;
    let client = engine.client_with(HttpConfig::default().timeout(Duration::from_millis(200)));
    client.container_stop(&ID.into(), Some(Duration::MAX)).await.unwrap();
    client.container_stop(&ID.into(), None).await.unwrap();
    assert_eq!(*posts.lock().unwrap(), ["stop?t=-1", "stop"]);
    let e = client.container_pause(&ID.into()).await.unwrap_err();
    assert_eq!(e.kind(), ErrorKind::Transport, "the client's own time is shorter");
}

/// Over connections that are tried again where that is safe.
fn patient(engine: &Engine) -> Cloud {
    let retry = RetryPolicy::default().first_wait(Duration::from_millis(1));
    let config = engine.config().http(HttpConfig::default().retry(retry));
    Cloud::new(Docker::new(CloudId::new("lab"), config).unwrap())
}

/// A job that is started runs once, also if the answer is lost and it has ended when somebody looks.
#[tokio::test]
async fn a_start_is_sent_once() {
    let cases = [
        ("running", "6", None),
        ("exited", "6", Some(ErrorKind::OperationFailed)),
        ("exited", "5", Some(ErrorKind::Transport)),
    ];
    for (status, started, failed) in cases {
        let show = move |posts| {
            if posts == 0 { shown("exited", "5", 0, "null") } else { shown(status, started, 0, "null") }
        };
        let (engine, posts) = engine(show, |_| done().lost()).await;
        let outcome = patient(&engine).set_power(ID, PowerAction::Start).done().await;
        assert_eq!(outcome.err().map(|e| e.kind()), failed, "{status} {started}");
        assert_eq!(*posts.lock().unwrap(), ["start"]);
    }
}

/// Whoever takes up a start looks whether it was one.
#[tokio::test]
async fn a_start_that_is_resumed_is_not_sent_again() {
    let acted = Arc::new(AtomicBool::new(false));
    let late = acted.clone();
    let show = move |_| shown("exited", if late.load(Ordering::SeqCst) { "6" } else { "5" }, 0, "null");
    let (engine, posts) = engine(show, |_| done().lost()).await;
    let cloud = patient(&engine).with_journal(MemoryJournal::default());
    let e = cloud.set_power(ID, PowerAction::Start).done().await.unwrap_err();
    assert_eq!((e.kind(), e.delivery()), (ErrorKind::Transport, Delivery::Unknown), "{e:?}");
    acted.store(true, Ordering::SeqCst);
    let open = cloud.operations().await.unwrap();
    let e = cloud.resume(open[0]).done().await.unwrap_err();
    assert_eq!(e.kind(), ErrorKind::OperationFailed, "it ran, and ended: {e:?}");
    assert_eq!(*posts.lock().unwrap(), ["start"]);
}

/// What a container went through before it was paused, or before it ended, says nothing of how it goes on.
#[tokio::test]
async fn a_container_that_was_started_again_long_ago_is_well() {
    for (before, after, count, good) in [
        ("paused", "running", 3, true),
        ("paused", "running", 4, false),
        ("exited", "running", 0, true),
        ("exited", "running", 1, false),
    ] {
        let show = move |posts| {
            let (status, restarts) = if posts == 0 { (before, 3) } else { (after, count) };
            shown(status, "5", restarts, "null")
        };
        let (engine, posts) = engine(show, |_| done()).await;
        let outcome = cloud(&engine).set_power(ID, PowerAction::Start).done().await;
        let failed = (!good).then_some(ErrorKind::OperationFailed);
        assert_eq!(outcome.err().map(|e| e.kind()), failed, "{before} {count}");
        let verb = if before == "paused" { "unpause" } else { "start" };
        assert_eq!(*posts.lock().unwrap(), [verb]);
    }
}

/// A name is looked up once: whoever has it later is another.
#[tokio::test]
async fn a_name_is_of_the_container_that_had_it() {
    let lines: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = lines.clone();
    let engine = Engine::start(move |request| {
        let line = request.lines().next().unwrap().trim_end_matches(" HTTP/1.1");
        if line.starts_with("POST ") {
            seen.lock().unwrap().push(line.to_owned());
            return done();
        }
        if line.contains("/networks") {
            return Reply::json("[]");
        }
        let stopped = !seen.lock().unwrap().is_empty();
        Reply::json(&shown(if stopped { "exited" } else { "running" }, "5", 0, "null"))
    })
    .await;
    cloud(&engine).set_power("web", PowerAction::Shutdown).done().await.unwrap();
    assert_eq!(*lines.lock().unwrap(), [format!("POST /v1.41/containers/{ID}/stop?t=10")]);
}
