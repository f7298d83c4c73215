//! Canaries: known secrets put everywhere that a secret can be, then looked for everywhere that people look.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use anycloud_core::journal::FileJournal;
use anycloud_core::{
    Boot, ByteSize, Cloud, CloudId, Cpu, CreateServer, Goal, Secret, ServerQuery, UpdateServer,
};
use anycloud_elastichosts::{Config, ElasticHosts};
use anycloud_http::HttpConfig;
use anycloud_simulators::Server;
use anycloud_simulators::elastichosts::ElasticHosts as Simulator;
use std::error::Error;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

const KEY: &str = "canary-api-key-4711";
const VNC: &str = "canaryPW";
const PROXY: &str = "canary-proxy-password";

/// Everything that was logged, by any crate, at TRACE.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn shows(error: &anycloud_core::Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(cause) = source {
        text += &format!(" {cause} {cause:?}");
        source = cause.source();
    }
    text
}

fn secret_free(what: &str, text: &str) {
    for canary in [KEY, VNC, PROXY] {
        assert!(!text.contains(canary), "{what} shows {canary}: {text}");
    }
}

#[tokio::test]
async fn no_secret_is_ever_shown() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let simulator = Arc::new(Simulator::builder().secret(KEY).filled(3).build().unwrap());
    let server = Server::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), simulator.clone()).await.unwrap();
    let journal = tempfile::tempdir().unwrap();
    let config = Config::new(simulator.user(), Secret::new(KEY)).endpoint(server.url().parse().unwrap());
    secret_free("config", &format!("{config:?} {config:#?}"));
    let driver = ElasticHosts::new(CloudId::new("lab"), config).unwrap();
    secret_free("driver", &format!("{driver:?} {driver:#?}"));
    let cloud = Cloud::new(driver).with_journal(FileJournal::open(journal.path()).unwrap());
    secret_free("cloud", &format!("{cloud:?} {cloud:#?}"));

    // A good create with a console password, read back in every form.
    let image = cloud.images().next().await.unwrap().unwrap().id;
    let request = CreateServer::new("canary", Boot::Image(image))
        .needs(Cpu::Mhz(1000), ByteSize::mib(512))
        .drive_size(ByteSize::gib(2))
        .console_password(VNC);
    secret_free("request", &format!("{request:?} {}", serde_json::to_string(&request).unwrap()));
    let id = cloud.create_server(&request).until(Goal::Address).await.unwrap().id;
    for server in cloud.servers(&ServerQuery::new()).all().await.unwrap() {
        secret_free("server", &format!("{server:?} {server:#?} {}", serde_json::to_string(&server).unwrap()));
    }
    let console = cloud.console(&id).await.unwrap();
    secret_free("console", &format!("{console:?} {}", serde_json::to_string(&console).unwrap()));
    assert_eq!(console.password.unwrap().expose(), VNC, "the one way to it");

    // Refusals: by the service, by the driver, by the transport.
    let refused =
        cloud.update_server(&UpdateServer::new(id).console_password(format!("{VNC}-too-long"))).await;
    secret_free("refusal", &shows(&refused.unwrap_err()));
    let wrong = Config::new(simulator.user(), Secret::new(format!("{KEY}-wrong")))
        .endpoint(server.url().parse().unwrap());
    let wrong = Cloud::new(ElasticHosts::new(CloudId::new("wrong"), wrong).unwrap());
    secret_free("401", &shows(&wrong.verify().await.unwrap_err()));
    let userinfo = format!("http://user:{KEY}@127.0.0.1:1/").parse().unwrap();
    let userinfo = Config::new(simulator.user(), Secret::new(KEY)).endpoint(userinfo);
    secret_free("userinfo config", &format!("{userinfo:?}"));
    let refused = shows(&ElasticHosts::new(CloudId::new("x"), userinfo).unwrap_err());
    assert!(refused.contains("user or password in its URL"), "it is refused for that: {refused}");
    secret_free("userinfo", &refused);
    let proxied =
        HttpConfig::default().proxy(&format!("http://me:{PROXY}@127.0.0.1:9/").parse().unwrap()).unwrap();
    let proxied = Config::new(simulator.user(), Secret::new(KEY)).zone("lon-p").http(proxied);
    secret_free("proxied config", &format!("{proxied:?}"));
    let proxied = Cloud::new(ElasticHosts::new(CloudId::new("x"), proxied).unwrap());
    secret_free("proxied", &shows(&proxied.verify().await.unwrap_err()));
    drop(server);
    let gone = cloud.verify().await.unwrap_err();
    secret_free("no answer", &shows(&gone));

    // What was left behind on the disk, and everything that anybody logged.
    let mut files = 0;
    for folder in std::fs::read_dir(journal.path()).unwrap().flatten() {
        for file in std::fs::read_dir(folder.path()).unwrap().flatten() {
            secret_free("journal", &std::fs::read_to_string(file.path()).unwrap());
            files += 1;
        }
    }
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(files > 0 && logged.contains("/drives/create"), "there was something to look at");
    secret_free("log", &logged);
}
