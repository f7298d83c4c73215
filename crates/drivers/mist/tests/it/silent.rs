//! What is asked of an account at the same time, and what falls silent.
use crate::common::{DIALECTS, World, servers};
use anycloud_core::{Cloud, CloudId, Fleet, ServerQuery};
use anycloud_http::HttpConfig;
use anycloud_mist::{Client, Dialect, Mist};
use anycloud_simulators::Server;
use anycloud_simulators::faults::{Fault, FaultRule, FaultScript, RetryAfter};
use std::time::Duration;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, timeout};

/// One backend that falls silent, or the account's own list: what is asked of the others is answered meanwhile, over one
/// client.
#[tokio::test(start_paused = true)]
async fn what_falls_silent_holds_up_nothing_else() {
    for (dialect, _) in DIALECTS {
        for silent in ["GET /backends", "GET /backends/*/machines"] {
            let world = World::unknown(dialect);
            let account = world.account();
            let clouds = account.clouds().all().await.unwrap();
            // The first that asks gets no answer.
            world.fault(silent, Fault::Stall);
            let began = Instant::now();
            let client = account.native::<Client>().unwrap().clone();
            let stalled = match silent {
                "GET /backends" => tokio::spawn(async move { client.backends().await.map(drop) }),
                _ => {
                    let backend = world.backend_id("docker");
                    tokio::spawn(async move { client.machines(&backend).await.map(drop) })
                }
            };
            yield_now().await;
            assert_eq!(world.sim.fired(), [1], "it waits");
            let clouds = clouds.into_iter().fold(Fleet::new(), Fleet::cloud);
            let asked = clouds.ask(|cloud| async move { cloud.servers(&ServerQuery::new()).all().await });
            for answer in asked.await {
                assert_eq!(answer.outcome.unwrap().len(), 3, "{dialect:?} {}", answer.cloud);
            }
            assert_eq!((began.elapsed(), stalled.is_finished()), (Duration::ZERO, false), "{silent}");
            stalled.abort();
        }
    }
}

/// The same over sockets, where connections are shared.
#[tokio::test]
async fn what_falls_silent_holds_up_nothing_else_on_sockets() {
    let world = World::new(Dialect::May2014);
    let server = Server::start(([127, 0, 0, 1], 0).into(), world.sim.clone()).await.unwrap();
    let config = world.config().endpoint(server.url().parse().unwrap()).http(HttpConfig::default());
    let account = Cloud::new(Mist::new(CloudId::new("mist"), config).unwrap());
    let clouds = account.clouds().all().await.unwrap();
    world.sim.arm(FaultScript::new([FaultRule::new("GET /backends", Fault::Stall).unwrap()]));
    let stalled = tokio::spawn(async move { account.clouds().all().await.map(drop) });
    while world.sim.fired() != [1] {
        sleep(Duration::from_millis(1)).await;
    }
    for cloud in &clouds {
        let listed = timeout(Duration::from_secs(10), servers(cloud)).await;
        assert_eq!(listed.unwrap().len(), 3, "{}", cloud.id());
    }
    assert!(!stalled.is_finished());
    stalled.abort();
}

/// The token is the account's, and so is what the service says of it.
#[tokio::test(start_paused = true)]
async fn to_come_again_later_is_said_to_all() {
    let world = World::new(Dialect::May2014);
    let clouds = world.account().clouds().all().await.unwrap();
    world.fault("GET /backends/*/machines", Fault::RateLimited { retry_after: RetryAfter::Seconds(3) });
    let began = Instant::now();
    let first = clouds[0].clone();
    let first = tokio::spawn(async move { servers(&first).await.len() });
    yield_now().await;
    assert_eq!(world.sim.fired(), [1]);
    assert_eq!(servers(&clouds[1]).await.len(), 3);
    assert_eq!(began.elapsed().as_secs(), 3);
    assert_eq!(first.await.unwrap(), 3);
}
