//! CloudSigma, whose profile holds a secret of its own.

use crate::canary::{KEY, Log, VNC, journal_free, secret_free, shows};
use anycloud_cloudsigma::{CloudSigma, Config};
use anycloud_core::journal::FileJournal;
use anycloud_core::{Boot, ByteSize, Cloud, CloudId, Cpu, CreateServer, Goal, Secret, ServerQuery};
use anycloud_simulators::Server;
use anycloud_simulators::cloudsigma::CloudSigma as Simulator;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn nothing_is_shown() {
    let log = Log::capture();
    let builder = Simulator::builder().password(KEY).filled(3).imaging_takes(Duration::ZERO);
    let simulator = Arc::new(builder.build().unwrap());
    let server = Server::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), simulator.clone()).await.unwrap();
    let journal = tempfile::tempdir().unwrap();
    let config = Config::new(simulator.user(), Secret::new(KEY)).endpoint(server.url().parse().unwrap());
    secret_free("config", &format!("{config:?} {config:#?}"));
    let driver = CloudSigma::new(CloudId::new("lab"), config).unwrap();
    secret_free("driver", &format!("{driver:?} {driver:#?} {:?}", driver.client()));
    let cloud = Cloud::new(driver).with_journal(FileJournal::open(journal.path()).unwrap());

    let image = cloud.images().next().await.unwrap().unwrap().id;
    let request = CreateServer::new("canary", Boot::Image(image))
        .needs(Cpu::Mhz(1000), ByteSize::mib(512))
        .drive_size(ByteSize::gib(20))
        .console_password(VNC);
    secret_free("request", &format!("{request:?} {}", serde_json::to_string(&request).unwrap()));
    let id = cloud.create_server(&request).until(Goal::Address).await.unwrap().id;
    for server in cloud.servers(&ServerQuery::new()).all().await.unwrap() {
        secret_free("server", &format!("{server:?} {server:#?} {}", serde_json::to_string(&server).unwrap()));
    }
    let console = cloud.console(&id).await.unwrap();
    secret_free("console", &format!("{console:?} {}", serde_json::to_string(&console).unwrap()));

    // The service echoes the profile with its key, which is not ours to choose: it must not show either.
    let profile = cloud.native_command("profile show", &[]).await.unwrap();
    assert_eq!(profile["secret_key"], "***", "{profile}");

    let wrong = Config::new(simulator.user(), Secret::new(format!("{KEY}-wrong")));
    let wrong = wrong.endpoint(server.url().parse().unwrap());
    let wrong = Cloud::new(CloudSigma::new(CloudId::new("wrong"), wrong).unwrap());
    secret_free("401", &shows(&wrong.verify().await.unwrap_err()));

    assert!(journal_free(journal.path()) > 0, "there was something to look at");
    log.free_of_secrets("/servers/create");
}
