//! A simulated account with neighbours: at least three servers are there, so that acting on the wrong one shows.

use anycloud_cloudsigma::{CloudSigma, Config};
use anycloud_core::journal::FileJournal;
use anycloud_core::run::WaitPolicy;
use anycloud_core::{Cloud, CloudId, Secret};
use anycloud_http::{HttpConfig, RetryPolicy};
use anycloud_simulators::cloudsigma::{Builder, CloudSigma as Simulated};
use anycloud_simulators::faults::{Fault, FaultRule, FaultScript};
use anycloud_simulators::{Faulty, Server};
use anycloud_testkit::InProcess;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
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
    pub mount: InProcess,
    config: Config,
    _server: Option<Server>,
}

impl World {
    /// The cloud as another process would open it, with a journal on disk.
    pub(crate) fn reopen(&self, journal: &Path) -> Cloud {
        let driver = CloudSigma::new(CloudId::new("test"), self.config.clone()).unwrap();
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

/// The usual one: in process.
pub(crate) async fn plain() -> World {
    build(builder(), Over::Process, false).await
}

pub(crate) async fn build(builder: Builder, over: Over, legacy: bool) -> World {
    let account = builder.build().unwrap();
    let (user, secret) = (account.user().to_owned(), account.password().to_owned());
    let sim: Sim = Arc::new(Faulty::new(account, FaultScript::default()));
    let mount = InProcess::new(sim.clone());
    let config = Config::new(&user, Secret::new(secret))
        .legacy_get_actions(legacy)
        .guests(legacy)
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
    let driver = CloudSigma::new(CloudId::new("test"), config.clone()).unwrap();
    let cloud = Cloud::new(driver.clone()).with_policy(POLICY);
    World { sim, driver, cloud, mount, config, _server: server }
}
