//! A simulated account with neighbours: at least three servers are there, so that acting on the wrong one shows.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its part")]

use anycloud_core::run::WaitPolicy;
use anycloud_core::{Cloud, CloudId, Secret, async_trait};
use anycloud_elastichosts::{Config, Dialect, ElasticHosts, Format};
use anycloud_http::{Body, RetryPolicy, Transport, TransportError};
use anycloud_simulators::elastichosts::{Builder, ElasticHosts as Simulated};
use anycloud_simulators::faults::FaultScript;
use anycloud_simulators::{Faulty, Server, Simulator, Then, elastichosts};
use bytes::Bytes;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

pub type Sim = Arc<Faulty<Simulated>>;

/// The standard drives that the simulator offers, as the document has them.
pub const DEBIAN: &str = "980cf63c-f21e-4382-997b-6541d5809629";

/// How the driver reaches the simulator.
#[derive(Clone, Copy, Debug)]
pub enum Over {
    Process,
    Tcp,
}

/// An account with three servers, a drive and an address each, and the driver on it.
pub struct World {
    pub sim: Sim,
    pub driver: ElasticHosts,
    pub cloud: Cloud,
    pub sent: Sent,
    _server: Option<Server>,
}

/// The requests that left, as `METHOD /path`.
#[derive(Clone, Debug, Default)]
pub struct Sent(Arc<Mutex<Vec<String>>>);

impl Sent {
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

pub fn builder() -> Builder {
    Simulated::builder()
        .filled(3)
        .boot_takes(Duration::from_millis(50))
        .shutdown_takes(Duration::from_millis(50))
        .imaging_takes(Duration::from_millis(200))
}

pub async fn world(over: Over, dialect: Dialect, format: Format) -> World {
    build(builder(), over, dialect, format).await
}

/// The usual one: in process, dialect 2.0, text.
pub async fn plain() -> World {
    world(Over::Process, Dialect::Two, Format::Text).await
}

pub async fn build(builder: Builder, over: Over, dialect: Dialect, format: Format) -> World {
    let simulated = match dialect {
        Dialect::One => elastichosts::Dialect::One,
        _ => elastichosts::Dialect::Two,
    };
    let account = builder.dialect(simulated).build().unwrap();
    let (user, secret) = (account.user().to_owned(), account.secret().to_owned());
    let sim: Sim = Arc::new(Faulty::new(account, FaultScript::default()));
    let sent = Sent::default();
    let config = Config::new(&user, Secret::new(secret))
        .dialect(dialect)
        .format(format)
        .settle(Duration::from_millis(300))
        .retry(RetryPolicy::default().first_wait(Duration::from_millis(1)).jitter(false));
    let (config, server) = match over {
        Over::Process => {
            let mount = Mount { simulator: sim.clone(), began: Instant::now(), sent: sent.clone() };
            (config.endpoint(Url::parse("http://127.0.0.1:9").unwrap()).transport(Arc::new(mount)), None)
        }
        Over::Tcp => {
            let server = Server::start(([127, 0, 0, 1], 0).into(), sim.clone()).await.unwrap();
            (config.endpoint(Url::parse(server.url()).unwrap()), Some(server))
        }
    };
    let driver = ElasticHosts::new(CloudId::new("test"), config).unwrap();
    let policy =
        WaitPolicy::new(Duration::from_millis(20), Duration::from_millis(100), Duration::from_secs(20));
    let cloud = Cloud::new(driver.clone()).with_policy(policy);
    World { sim, driver, cloud, sent, _server: server }
}

/// The simulator as a transport in the same process.
#[derive(Debug)]
pub struct Mount {
    simulator: Sim,
    began: Instant,
    sent: Sent,
}

#[async_trait]
impl Transport for Mount {
    async fn send(&self, mut request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        self.sent.0.lock().unwrap().push(format!("{} {}", request.method(), request.uri().path()));
        let length = request.body().len().into();
        request.headers_mut().insert("content-length", length);
        let reply = self.simulator.handle(self.began.elapsed(), request);
        tokio::time::sleep(reply.after).await;
        match reply.then {
            Then::Answer(response) => Ok(response.map(Body::full)),
            Then::Stall => std::future::pending().await,
            Then::Truncate { response, bytes } => {
                Ok(response.map(|body| Body::full(body.slice(..bytes.min(body.len())))))
            }
            _ => Err(TransportError::unknown("the connection was closed")),
        }
    }
}
