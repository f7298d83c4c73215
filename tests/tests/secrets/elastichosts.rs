//! ElasticHosts, with everything that can go wrong on the way.

use crate::canary::{KEY, Log, PROXY, VNC, journal_free, secret_free, shows};
use anycloud_core::journal::FileJournal;
use anycloud_core::{
    Boot, ByteSize, Cloud, CloudId, Cpu, CreateServer, Goal, Secret, ServerQuery, UpdateServer,
};
use anycloud_elastichosts::{Config, ElasticHosts};
use anycloud_http::HttpConfig;
use anycloud_simulators::Server;
use anycloud_simulators::elastichosts::ElasticHosts as Simulator;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

#[tokio::test]
async fn nothing_is_shown() {
    let log = Log::capture();
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

    assert!(journal_free(journal.path()) > 0, "there was something to look at");
    log.free_of_secrets("/drives/create");
}
