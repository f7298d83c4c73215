//! What starts, stops and kills: what was asked for, once, and no more.

use crate::fake::{Engine, Reply};
use anycloud_core::{Cloud, CloudId, ErrorKind, PowerAction};
use anycloud_docker::Docker;
use anycloud_http::HttpConfig;
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
