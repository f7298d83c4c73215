//! Mist.io, whose backends show a half of other clouds' credentials.

use crate::canary::{KEY, Log, VNC, journal_free, secret_free, shows};
use anycloud_core::journal::FileJournal;
use anycloud_core::{Boot, Cloud, CloudId, CreateKeyPair, CreateServer, Goal, Record, Secret, ServerQuery};
use anycloud_mist::{AddBackend, Config, Mist, MistBackend};
use anycloud_simulators::Server;
use anycloud_simulators::mist::Mist as Simulator;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

#[tokio::test]
async fn nothing_is_shown() {
    let log = Log::capture();
    let simulator = Arc::new(Simulator::builder().token(KEY).filled(3).build().unwrap());
    let backend = simulator.backend_of("openstack").unwrap();
    let server = Server::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), simulator.clone()).await.unwrap();
    let journal = tempfile::tempdir().unwrap();
    let config = |token: &str| {
        Config::token(simulator.email(), Secret::new(token)).endpoint(server.url().parse().unwrap())
    };
    secret_free("config", &format!("{:?}", config(KEY)));
    let account = Mist::new(CloudId::new("lab"), config(KEY)).unwrap();
    secret_free("account", &format!("{account:?} {account:#?} {:?}", account.client()));
    let added = AddBackend::linode("canary", Secret::new(VNC));
    secret_free("request", &format!("{added:?}"));
    // Linode's key is all there is to know, and the service answers with it.
    let added = account.client().backend_add(&added).await.unwrap();
    assert_eq!(added.apikey().unwrap().expose(), VNC);
    secret_free("backend", &format!("{added:?}"));
    let url = format!("http://me:{VNC}@192.0.2.1:5000/v2.0");
    let own = AddBackend::openstack("own", &url, "me", Secret::new(VNC), "mist");
    secret_free("request", &format!("{own:?}"));
    let own = account.client().backend_add(&own).await.unwrap();
    assert!(own.apiurl().is_some_and(|url| url.contains(VNC)), "it arrived");
    secret_free("backend", &format!("{own:?} {}", own.to_json()));
    let account = Cloud::new(account).with_journal(FileJournal::open(journal.path()).unwrap());
    let made = account.create_key_pair(&CreateKeyPair::new("canary")).await.unwrap().value;
    let pairs = account.key_pairs().all().await.unwrap();
    let pairs = format!("{made:?} {pairs:?} {}", serde_json::to_string(&(&made, &pairs)).unwrap());
    let operation = account.operations().await.unwrap()[0];
    let written = serde_json::to_string(&account.operation(operation).await.unwrap()).unwrap();
    assert!(written.contains("create_key_pair"), "{written}");
    for line in made.private_key.expose().lines() {
        assert!(!pairs.contains(line) && !written.contains(line), "the private half shows");
    }
    let listed = account.native_command("backends list", &[]).await.unwrap();
    secret_free("backends", &listed.to_string());
    assert!(listed.to_string().contains("***"));

    let driver = MistBackend::new(CloudId::new("one"), config(KEY).backend(backend)).unwrap();
    secret_free("driver", &format!("{driver:?} {driver:#?}"));
    let cloud = Cloud::new(driver).with_journal(FileJournal::open(journal.path()).unwrap());
    let image = cloud.images().next().await.unwrap().unwrap().id;
    let size = cloud.sizes().next().await.unwrap().unwrap().id;
    let request = CreateServer::new("canary", Boot::Image(image)).size(size).user_data(VNC);
    secret_free("request", &format!("{request:?} {}", serde_json::to_string(&request).unwrap()));
    cloud.create_server(&request).until(Goal::Address).await.unwrap();
    for server in cloud.servers(&ServerQuery::new()).all().await.unwrap() {
        secret_free("server", &format!("{server:?} {server:#?} {}", serde_json::to_string(&server).unwrap()));
    }

    let wrong = Mist::new(CloudId::new("wrong"), config(&format!("{KEY}-wrong"))).unwrap();
    secret_free("401", &shows(&Cloud::new(wrong).verify().await.unwrap_err()));

    assert!(journal_free(journal.path()) > 0, "there was something to look at");
    log.free_of_secrets("/machines");
}
