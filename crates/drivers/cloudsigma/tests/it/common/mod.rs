//! A simulated account with neighbours: at least three servers are there, so that acting on the wrong one shows.

use anycloud_cloudsigma::{CloudSigma, Config};
use anycloud_core::journal::FileJournal;
use anycloud_core::run::WaitPolicy;
use anycloud_core::{Cloud, CloudId, Secret, async_trait};
use anycloud_http::{Body, HttpConfig, RetryPolicy, Transport, TransportError};
use anycloud_simulators::cloudsigma::{Builder, CloudSigma as Simulated};
use anycloud_simulators::faults::{Fault, FaultRule, FaultScript};
use anycloud_simulators::{Faulty, Server, Simulator, Then};
use bytes::Bytes;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;
use url::Url;

pub(crate) type Sim = Arc<Faulty<Simulated>>;

/// A standard image of the simulator.
pub(crate) const DEBIAN: &str = "932ccf77-88ca-40f8-94c6-affe364a4caa";
/// A standard CD of the simulator.
pub(crate) const CD: &str = "5caa223b-0177-49d8-a287-39865a07e650";

/// How the driver reaches the simulator.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Over {
    Process,
    Tcp,
}

/// An account with three servers, a drive and an address each, and the driver on it.
pub(crate) struct World {
    pub sim: Sim,
    pub driver: CloudSigma,
    pub cloud: Cloud,
    pub sent: Sent,
    config: Config,
    _server: Option<Server>,
}

impl World {
    /// The cloud as another process would open it, with a journal on disk.
    pub(crate) fn reopen(&self, journal: &Path) -> Cloud {
        let driver = CloudSigma::new(CloudId::new("test"), self.config.clone()).unwrap();
        Cloud::new(driver).with_policy(POLICY).with_journal(FileJournal::open(journal).unwrap())
    }

    /// Faults on the next requests: a pattern of `METHOD /path`, and what happens.
    pub(crate) fn faults(&self, rules: impl IntoIterator<Item = FaultRule>) {
        self.sim.arm(FaultScript::new(rules));
    }
}

const POLICY: WaitPolicy =
    WaitPolicy::new(Duration::from_millis(20), Duration::from_millis(100), Duration::from_secs(20));

/// One fault, once.
pub(crate) fn on(pattern: &str, fault: Fault) -> FaultRule {
    FaultRule::new(pattern, fault).unwrap()
}

/// The requests that left, as `METHOD /path`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent {
    log: Arc<Mutex<Vec<String>>>,
    crash: Arc<Mutex<Option<Crash>>>,
    crashed: Arc<Notify>,
}

/// The process dies at a request.
#[derive(Clone, Copy, Debug)]
struct Crash {
    /// So many requests pass.
    left: u32,
    /// Whether the service still acts on it.
    acted: bool,
}

impl Sent {
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.log.lock().unwrap())
    }

    /// Dies at the request after so many more.
    pub(crate) fn crash_after(&self, left: u32, acted: bool) {
        *self.crash.lock().unwrap() = Some(Crash { left, acted });
    }

    /// Dies no more.
    pub(crate) fn forget(&self) {
        *self.crash.lock().unwrap() = None;
    }

    /// Comes when the process has died.
    pub(crate) async fn crashed(&self) {
        self.crashed.notified().await;
    }

    /// `Some` if the process dies at this request, with whether the service acts.
    fn dies(&self) -> Option<bool> {
        let mut crash = self.crash.lock().unwrap();
        match crash.as_mut()? {
            Crash { left: 0, acted } => {
                let acted = *acted;
                *crash = None;
                Some(acted)
            }
            Crash { left, .. } => {
                *left -= 1;
                None
            }
        }
    }
}

pub(crate) fn builder() -> Builder {
    Simulated::builder()
        .filled(3)
        .boot_takes(Duration::from_millis(50))
        .shutdown_takes(Duration::from_millis(50))
        .imaging_takes(Duration::from_millis(200))
}

/// The usual one: in process.
pub(crate) async fn plain() -> World {
    build(builder(), Over::Process, false).await
}

pub(crate) async fn build(builder: Builder, over: Over, legacy: bool) -> World {
    let account = builder.build().unwrap();
    let (user, secret) = (account.user().to_owned(), account.password().to_owned());
    let sim: Sim = Arc::new(Faulty::new(account, FaultScript::default()));
    let sent = Sent::default();
    let config = Config::new(&user, Secret::new(secret))
        .legacy_get_actions(legacy)
        .guests(legacy)
        .settle(Duration::from_millis(300));
    let http = HttpConfig::default()
        .retry(RetryPolicy::default().first_wait(Duration::from_millis(1)).jitter(false));
    let (config, server) = match over {
        Over::Process => {
            let mount = Mount { simulator: sim.clone(), began: Instant::now(), sent: sent.clone() };
            (
                config
                    .endpoint(Url::parse("http://127.0.0.1:9").unwrap())
                    .http(http.transport(Arc::new(mount))),
                None,
            )
        }
        Over::Tcp => {
            let server = Server::start(([127, 0, 0, 1], 0).into(), sim.clone()).await.unwrap();
            (config.endpoint(Url::parse(server.url()).unwrap()).http(http), Some(server))
        }
    };
    let driver = CloudSigma::new(CloudId::new("test"), config.clone()).unwrap();
    let cloud = Cloud::new(driver.clone()).with_policy(POLICY);
    World { sim, driver, cloud, sent, config, _server: server }
}

/// The simulator as a transport in the same process.
#[derive(Debug)]
pub(crate) struct Mount {
    simulator: Sim,
    began: Instant,
    sent: Sent,
}

#[async_trait]
impl Transport for Mount {
    async fn send(&self, mut request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        self.sent.log.lock().unwrap().push(format!("{} {}", request.method(), request.uri().path()));
        let length = request.body().len().into();
        request.headers_mut().insert("content-length", length);
        match self.sent.dies() {
            None => {}
            Some(acted) => {
                if acted {
                    self.simulator.handle(self.began.elapsed(), request);
                }
                self.sent.crashed.notify_one();
                return std::future::pending().await;
            }
        }
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
