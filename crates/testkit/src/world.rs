//! A driver on a simulator of its service, for tests of faults and crashes.

use crate::InProcess;
use anycloud_core::journal::FileJournal;
use anycloud_core::run::WaitPolicy;
use anycloud_core::{Cloud, Provider};
use anycloud_http::{HttpConfig, RetryPolicy};
use anycloud_simulators::faults::{FaultRule, FaultScript};
use anycloud_simulators::{Faulty, Server, Simulator};
use std::fmt;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// A simulated service, and a driver on it. It waits in steps of milliseconds, for at most 20 seconds.
pub struct World<S, D> {
    /// The service, with what it holds and the faults that it meets.
    pub sim: Arc<Faulty<S>>,
    /// The requests, and whether the process dies at one. Without meaning over TCP.
    pub mount: InProcess,
    /// The driver.
    pub driver: D,
    /// The driver as users hold it, with a journal in memory.
    pub cloud: Cloud,
    open: Box<dyn Fn() -> D + Send + Sync>,
    _server: Option<Server>,
}

/// How a driver reaches a simulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // there is no third way
pub enum Over {
    /// In the same process, on a clock that can be paused.
    Process,
    /// By a socket of this machine.
    Tcp,
}

impl<S: Simulator, D: Provider> World<S, D> {
    /// A world of this service. `open` makes the driver from the URL of the service and how it is reached.
    ///
    /// # Panics
    /// If there is no socket to listen on.
    pub async fn new(
        service: S,
        over: Over,
        open: impl Fn(Url, HttpConfig) -> D + Send + Sync + 'static,
    ) -> Self {
        let sim = Arc::new(Faulty::new(service, FaultScript::default()));
        let mount = InProcess::new(sim.clone());
        let http = HttpConfig::default()
            .retry(RetryPolicy::default().first_wait(Duration::from_millis(1)).jitter(false));
        let (url, http, server) = match over {
            Over::Process => ("http://127.0.0.1:9".to_owned(), http.transport(Arc::new(mount.clone())), None),
            Over::Tcp => {
                let server = Server::start((Ipv4Addr::LOCALHOST, 0).into(), sim.clone()).await;
                let server = server.expect("there is a socket to listen on");
                (server.url().to_owned(), http, Some(server))
            }
        };
        let url: Url = url.parse().expect("an address of this machine is a URL");
        let open = Box::new(move || open(url.clone(), http.clone()));
        let (driver, cloud) = (open(), Cloud::new(open()).with_policy(POLICY));
        Self { sim, mount, driver, cloud, open, _server: server }
    }

    /// The driver as another process would open it.
    pub fn open(&self) -> D {
        (self.open)()
    }

    /// The cloud as another process would open it, with a journal in this folder.
    ///
    /// # Panics
    /// If the folder cannot be written.
    pub fn reopen(&self, journal: &Path) -> Cloud {
        let journal = FileJournal::open(journal).expect("a folder for the journal");
        Cloud::new(self.open()).with_policy(POLICY).with_journal(journal)
    }

    /// Another process resumes what earlier ones left open, and says how many operations that were.
    ///
    /// # Panics
    /// If one cannot be resumed.
    pub async fn resume_open(&self, journal: &Path) -> usize {
        let (cloud, mut open) = (self.reopen(journal), 0);
        for id in cloud.operations().await.expect("the journal reads") {
            if !cloud.operation(id).await.expect("the journal reads").is_over() {
                cloud.resume(id).done().await.expect("what was left open goes on");
                open += 1;
            }
        }
        open
    }

    /// Faults on the requests from now on, behind those that are there.
    pub fn faults(&self, rules: impl IntoIterator<Item = FaultRule>) {
        self.sim.arm(FaultScript::new(rules));
    }
}

impl<S: fmt::Debug, D: fmt::Debug> fmt::Debug for World<S, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("sim", &self.sim).field("driver", &self.driver).finish_non_exhaustive()
    }
}

const POLICY: WaitPolicy =
    WaitPolicy::new(Duration::from_millis(20), Duration::from_millis(100), Duration::from_secs(20));
