//! A simulated account with eight backends of three machines each, so that acting on the wrong one shows.

use anycloud_core::journal::FileJournal;
use anycloud_core::run::WaitPolicy;
use anycloud_core::{Boot, Cloud, CloudId, CreateServer, Error, Secret, Server, ServerId, ServerQuery};
use anycloud_http::{HttpConfig, RetryPolicy};
use anycloud_mist::{BackendId, Client, Config, Dialect, Mist, MistBackend};
use anycloud_simulators::Faulty;
use anycloud_simulators::faults::{Fault, FaultRule, FaultScript};
use anycloud_simulators::mist::{Dialect as Spoken, Mist as Simulated, MistBuilder};
use anycloud_testkit::InProcess;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// The service, and the driver on it.
pub(crate) struct World {
    pub sim: Arc<Faulty<Simulated>>,
    pub mount: InProcess,
    config: Config,
}

const POLICY: WaitPolicy =
    WaitPolicy::new(Duration::from_millis(100), Duration::from_secs(1), Duration::from_secs(60));

/// The dialects as the driver and as the simulator call them.
pub(crate) const DIALECTS: [(Dialect, Spoken); 3] = [
    (Dialect::January2014, Spoken::January2014),
    (Dialect::May2014, Spoken::May2014),
    (Dialect::V2, Spoken::Version2),
];

impl World {
    /// A service that takes only what its own code took, and a driver that was told what it speaks.
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self::of(builder(spoken(dialect)), |config| config.dialect(dialect))
    }

    /// The same, and a driver that was not told.
    pub(crate) fn unknown(dialect: Dialect) -> Self {
        Self::of(builder(spoken(dialect)), |config| config)
    }

    pub(crate) fn of(builder: MistBuilder, more: impl FnOnce(Config) -> Config) -> Self {
        let simulated = builder.build().unwrap();
        let config = Config::token(simulated.email(), Secret::new(simulated.token()));
        let sim = Arc::new(Faulty::new(simulated, FaultScript::default()));
        let mount = InProcess::new(sim.clone());
        let config = more(
            config.endpoint("https://simulated.invalid".parse().unwrap()).http(
                HttpConfig::default()
                    .retry(RetryPolicy::default().first_wait(Duration::from_millis(1)).jitter(false))
                    .transport(Arc::new(mount.clone())),
            ),
        );
        Self { sim, mount, config }
    }

    pub(crate) fn config(&self) -> Config {
        self.config.clone()
    }

    pub(crate) fn account(&self) -> Cloud {
        Cloud::new(Mist::new(CloudId::new("mist"), self.config()).unwrap()).with_policy(POLICY)
    }

    pub(crate) fn client(&self) -> Client {
        Mist::new(CloudId::new("mist"), self.config()).unwrap().client().clone()
    }

    /// The id of the backend of this provider.
    pub(crate) fn backend_id(&self, provider: &str) -> BackendId {
        self.sim.inner().backend_of(provider).unwrap().into()
    }

    pub(crate) fn driver(&self, provider: &str) -> MistBackend {
        let config = self.config().backend(self.backend_id(provider));
        MistBackend::new(CloudId::new("test"), config).unwrap()
    }

    /// The backend of this provider as a cloud.
    pub(crate) fn backend(&self, provider: &str) -> Cloud {
        Cloud::new(self.driver(provider)).with_policy(POLICY)
    }

    /// The same as another process would open it, with a journal on disk.
    pub(crate) fn reopen(&self, provider: &str, journal: &Path) -> Cloud {
        self.backend(provider).with_journal(FileJournal::open(journal).unwrap())
    }

    /// The machines of a backend, without the driver.
    pub(crate) fn machines(&self, provider: &str) -> Vec<ServerId> {
        let ids = self.sim.inner().machine_ids(self.backend_id(provider).as_str());
        ids.into_iter().map(ServerId::from).collect()
    }

    /// One fault, once.
    pub(crate) fn fault(&self, pattern: &str, fault: Fault) {
        self.sim.arm(FaultScript::new([FaultRule::new(pattern, fault).unwrap()]));
    }

    /// How many requests of this kind came: a pattern of `METHOD /path`, `*` for a word.
    pub(crate) fn calls(&self, pattern: &str) -> u64 {
        self.sim.inner().calls(pattern)
    }
}

pub(crate) fn builder(spoken: Spoken) -> MistBuilder {
    Simulated::builder().dialect(spoken).strict(true)
}

fn spoken(dialect: Dialect) -> Spoken {
    DIALECTS.iter().find(|(one, _)| *one == dialect).unwrap().1
}

/// What a service answers.
pub(crate) fn answer(code: u16, body: &str) -> Fault {
    Fault::Status { code, body: body.into(), headers: Default::default(), retry_after: None }
}

/// A server of the first image and size that the cloud has.
pub(crate) async fn wanted(cloud: &Cloud, name: &str) -> CreateServer {
    let image = cloud.images().next().await.unwrap().unwrap().id;
    let size = cloud.sizes().next().await.unwrap().unwrap().id;
    CreateServer::new(name, Boot::Image(image)).size(size)
}

pub(crate) async fn servers(cloud: &Cloud) -> Vec<Server> {
    cloud.servers(&ServerQuery::new()).all().await.unwrap()
}

/// An error with all that is in it.
pub(crate) fn shown(error: &Error) -> String {
    format!("{error} {error:?} {error:#?}")
}
