//! A simulated account with neighbours: at least three servers are there, so that acting on the wrong one shows.

use anycloud_core::journal::FileJournal;
use anycloud_core::run::WaitPolicy;
use anycloud_core::{Cloud, CloudId, Secret};
use anycloud_elastichosts::{Config, Dialect, ElasticHosts, Format};
use anycloud_http::{HttpConfig, RetryPolicy};
use anycloud_simulators::elastichosts::{Builder, ElasticHosts as Simulated};
use anycloud_simulators::faults::{Fault, FaultRule, FaultScript};
use anycloud_simulators::{Faulty, Server, elastichosts};
use anycloud_testkit::InProcess;
use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzEncoder;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

pub(crate) type Sim = Arc<Faulty<Simulated>>;

/// The standard drives that the simulator offers, as the document has them.
pub(crate) const DEBIAN: &str = "980cf63c-f21e-4382-997b-6541d5809629";

/// How the driver reaches the simulator.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Over {
    Process,
    Tcp,
}

/// An account with three servers, a drive and an address each, and the driver on it.
pub(crate) struct World {
    pub sim: Sim,
    pub driver: ElasticHosts,
    pub cloud: Cloud,
    pub mount: InProcess,
    config: Config,
    _server: Option<Server>,
}

impl World {
    /// The cloud as another process would open it, with a journal on disk.
    pub(crate) fn reopen(&self, journal: &Path) -> Cloud {
        let driver = ElasticHosts::new(CloudId::new("test"), self.config.clone()).unwrap();
        Cloud::new(driver).with_policy(POLICY).with_journal(FileJournal::open(journal).unwrap())
    }

    /// How the account is reached.
    pub(crate) fn config(&self) -> Config {
        self.config.clone()
    }

    /// Faults on the next requests: a pattern of `METHOD /path`, and what happens.
    pub(crate) fn faults(&self, rules: impl IntoIterator<Item = FaultRule>) {
        self.sim.arm(FaultScript::new(rules));
    }
}

const POLICY: WaitPolicy =
    WaitPolicy::new(Duration::from_millis(20), Duration::from_millis(100), Duration::from_secs(20));

/// As a piece of a drive travels.
pub(crate) fn gzipped(bytes: &[u8]) -> Bytes {
    let mut zipped = Vec::new();
    GzEncoder::new(bytes, Compression::default()).read_to_end(&mut zipped).unwrap();
    zipped.into()
}

/// One fault, once.
pub(crate) fn on(pattern: &str, fault: Fault) -> FaultRule {
    FaultRule::new(pattern, fault).unwrap()
}

pub(crate) fn builder() -> Builder {
    Simulated::builder()
        .filled(3)
        .boot_takes(Duration::from_millis(50))
        .shutdown_takes(Duration::from_millis(50))
        .imaging_takes(Duration::from_millis(200))
}

pub(crate) async fn world(over: Over, dialect: Dialect, format: Format) -> World {
    build(builder(), over, dialect, format).await
}

/// The usual one: in process, dialect 2.0, text.
pub(crate) async fn plain() -> World {
    world(Over::Process, Dialect::Two, Format::Text).await
}

pub(crate) async fn build(builder: Builder, over: Over, dialect: Dialect, format: Format) -> World {
    let simulated = match dialect {
        Dialect::One => elastichosts::Dialect::One,
        _ => elastichosts::Dialect::Two,
    };
    let account = builder.dialect(simulated).build().unwrap();
    let (user, secret) = (account.user().to_owned(), account.secret().to_owned());
    let sim: Sim = Arc::new(Faulty::new(account, FaultScript::default()));
    let mount = InProcess::new(sim.clone());
    let config = Config::new(&user, Secret::new(secret))
        .dialect(dialect)
        .format(format)
        .settle(Duration::from_millis(300));
    let http = HttpConfig::default()
        .retry(RetryPolicy::default().first_wait(Duration::from_millis(1)).jitter(false));
    let (config, server) = match over {
        Over::Process => {
            let http = http.transport(Arc::new(mount.clone()));
            (config.endpoint(Url::parse("http://127.0.0.1:9").unwrap()).http(http), None)
        }
        Over::Tcp => {
            let server = Server::start(([127, 0, 0, 1], 0).into(), sim.clone()).await.unwrap();
            (config.endpoint(Url::parse(server.url()).unwrap()).http(http), Some(server))
        }
    };
    let driver = ElasticHosts::new(CloudId::new("test"), config.clone()).unwrap();
    let cloud = Cloud::new(driver.clone()).with_policy(POLICY);
    World { sim, driver, cloud, mount, config, _server: server }
}
