//! A Docker engine, which shows the variables of its containers to whoever asks.

use crate::canary::{KEY, Log, VNC, journal_free, secret_free, shows};
use anycloud_core::journal::FileJournal;
use anycloud_core::{Boot, Cloud, CloudId, Container, CreateServer, ServerId};
use anycloud_docker::{Client, Config, Docker};
use anycloud_simulators::{Reply, Server, Simulator};
use bytes::Bytes;
use http::{Request, Response};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// As much of an engine as a create needs; it refuses with the variable in its words.
#[derive(Debug)]
struct Engine;

impl Simulator for Engine {
    fn handle(&self, _now: Duration, request: Request<Bytes>) -> Reply {
        let path = request.uri().path();
        let body = match path {
            "/_ping" => "OK".to_owned(),
            _ if path.contains("/images/") => format!(r#"{{"Id": "sha256:{ID}"}}"#),
            _ if path.ends_with("/containers/create") => {
                assert!(String::from_utf8_lossy(&request.body()[..]).contains(KEY), "it is sent");
                format!(r#"{{"Id": "{ID}"}}"#)
            }
            _ => format!(
                r#"{{"Id": "{ID}", "Name": "/web", "State": {{"Status": "running"}},
                     "Config": {{"Env": ["PASSWORD={KEY}", "OTHER={VNC}"]}}}}"#
            ),
        };
        let answer = Response::builder().header("api-version", "1.41").body(body.into());
        Reply::answer(answer.unwrap())
    }
}

#[tokio::test]
async fn nothing_is_shown() {
    let log = Log::capture();
    let server = Server::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), Arc::new(Engine)).await.unwrap();
    let journal = tempfile::tempdir().unwrap();
    let config = || Config::new(server.url());
    let driver = Docker::new(CloudId::new("lab"), config()).unwrap();
    secret_free("driver", &format!("{:?} {driver:?} {driver:#?}", config()));
    let cloud = Cloud::new(driver).with_journal(FileJournal::open(journal.path()).unwrap());
    let container = Container::new().env("PASSWORD", KEY).env("OTHER", VNC);
    let request = CreateServer::new("web", Boot::image("busybox:1")).container(container);
    secret_free("request", &format!("{request:?} {}", serde_json::to_string(&request).unwrap()));
    let id = cloud.create_server(&request).done().await.unwrap();
    assert_eq!(id, ServerId::new(ID));
    let web = cloud.server(&id).await.unwrap();
    let shown = format!("{web:?} {web:#?} {}", serde_json::to_string(&web).unwrap());
    secret_free("server", &shown);
    assert!(shown.contains("PASSWORD=***"), "there was something to look at");

    // An address with a password in it is refused, and not repeated.
    let wrong = Client::new(Config::new(&format!("tcp://me:{KEY}@127.0.0.1:1"))).unwrap_err();
    secret_free("address", &shows(&wrong));

    assert!(journal_free(journal.path()) > 0, "there was something to look at");
    log.free_of_secrets("/containers/create");
}
