//! The conformance suite over backends of Mist.io.

use super::arm;
use anycloud_core::{Cloud, CloudId, KeyPairId, NetworkId, ResourceKind, Secret, ServerId, Sizing};
use anycloud_http::HttpConfig;
use anycloud_mist::{Config, Dialect, Mist, MistBackend};
use anycloud_simulators::Faulty;
use anycloud_simulators::faults::FaultScript;
use anycloud_simulators::mist::{Dialect as Spoken, Mist as Simulated};
use anycloud_testkit::InProcess;
use anycloud_testkit::conformance::{self, At, Fault, Fixture, Lab, Service};
use std::sync::Arc;
use std::time::Duration;

#[test]
fn matrix() {
    insta::assert_snapshot!(conformance::matrix::<May>());
}

#[test]
fn matrix_openstack() {
    insta::assert_snapshot!(conformance::matrix::<OpenStack>());
}

#[test]
fn matrix_docker() {
    insta::assert_snapshot!(conformance::matrix::<Docker>());
}

#[test]
fn matrix_inner() {
    insta::assert_snapshot!(conformance::matrix::<Inner>());
}

#[test]
fn matrix_undeclared() {
    insta::assert_snapshot!(conformance::matrix::<Undeclared>());
}

mod january {
    anycloud_testkit::suite!(super::January);
}

mod may {
    anycloud_testkit::suite!(super::May);
}

mod openstack {
    anycloud_testkit::suite!(super::OpenStack);
}

mod docker {
    anycloud_testkit::suite!(super::Docker);
}

mod inner {
    anycloud_testkit::suite!(super::Inner);
}

mod undeclared {
    anycloud_testkit::suite!(super::Undeclared);
}

struct January;
struct May;
struct OpenStack;
struct Docker;
struct Inner;
struct Undeclared;

impl Fixture for January {
    fn name() -> &'static str {
        "mist, EC2 in January 2014"
    }

    async fn lab() -> Lab {
        let service = Backend::of(Spoken::January2014, "ec2_ap_northeast", Some(Dialect::January2014));
        lab(service.discovered().await, service).await
    }
}

impl Fixture for May {
    fn name() -> &'static str {
        "mist, EC2 in May 2014"
    }

    async fn lab() -> Lab {
        let service = Backend::of(Spoken::May2014, "ec2_ap_northeast", Some(Dialect::May2014));
        lab(service.discovered().await, service).await
    }
}

/// With networks and renaming.
impl Fixture for OpenStack {
    fn name() -> &'static str {
        "mist, OpenStack with Api-Version 2"
    }

    async fn lab() -> Lab {
        let service = Backend::of(Spoken::Version2, "openstack", Some(Dialect::V2));
        lab(service.discovered().await, service).await
    }
}

/// Its machines are containers.
impl Fixture for Docker {
    fn name() -> &'static str {
        "mist, Docker in May 2014"
    }

    async fn lab() -> Lab {
        let service = Backend::of(Spoken::May2014, "docker", Some(Dialect::May2014));
        lab(service.discovered().await, service).await
    }
}

/// Out of the account's clouds; another process opens it by its id. Its machines say where they are.
impl Fixture for Inner {
    fn name() -> &'static str {
        "mist, Linode, one of an account's clouds"
    }

    async fn lab() -> Lab {
        let service = Backend::of(Spoken::May2014, "linode", Some(Dialect::May2014));
        let account = Cloud::new(Mist::new(CloudId::new("simulated"), service.config()).unwrap());
        let cloud = account.find_cloud(&service.backend).await.unwrap();
        let location = cloud.locations().all().await.unwrap().pop().unwrap().id;
        cloud.discover().await.unwrap();
        lab(cloud, service).await.location(location)
    }
}

/// Nobody says the dialect, and nobody asks for it: what differs is sent in both spellings.
impl Fixture for Undeclared {
    fn name() -> &'static str {
        "mist, Rackspace, of a dialect that is not known"
    }

    async fn lab() -> Lab {
        let service = Backend::of(Spoken::Version2, "rackspace", None);
        lab(service.reopen(), service).await
    }
}

/// Three running machines in this backend, as many in each of seven others.
async fn lab(cloud: Cloud, service: Backend) -> Lab {
    let image = cloud.images().next().await.unwrap().unwrap().id;
    let size = cloud.sizes().next().await.unwrap().unwrap().id;
    let networks: Vec<NetworkId> = match service.dialect {
        Some(Dialect::V2) => cloud.networks().all().await.unwrap().into_iter().map(|n| n.id).collect(),
        _ => Vec::new(),
    };
    let servers = service.simulator.inner().machine_ids(&service.backend);
    let secret = service.simulator.inner().token().to_owned();
    Lab::new(cloud, service)
        .servers(servers.into_iter().map(ServerId::from))
        .networks(networks)
        .key_pairs(["Mykey", "MyKey2", "mysshkey"].map(KeyPairId::from))
        .image(image)
        .sizing(Sizing::Named(size))
        // The service says of an image or a size that is missing what it says of everything that fails at the
        // provider: nobody knows what became of it.
        .absent_id(|kind| match kind {
            ResourceKind::KeyPair => Some("nokey".into()),
            ResourceKind::Server => Some("i-0000dead".into()),
            _ => None,
        })
        .malformed_id("../../backends")
        .malformed_id("i-1/metadata")
        .malformed_id("..")
        .malformed_id("")
        .without_stamps()
        .secret(secret)
}

/// The simulator behind its faults, and how to reach one of its backends.
struct Backend {
    simulator: Arc<Faulty<Simulated>>,
    mount: InProcess,
    backend: String,
    dialect: Option<Dialect>,
}

impl Backend {
    fn of(spoken: Spoken, provider: &str, dialect: Option<Dialect>) -> Self {
        let simulated = Simulated::builder()
            .dialect(spoken)
            .strict(true)
            .filled(3)
            .destroy_takes(Duration::ZERO)
            .reboot_takes(Duration::ZERO)
            .build()
            .unwrap();
        let backend = simulated.backend_of(provider).unwrap();
        let simulator = Arc::new(Faulty::new(simulated, FaultScript::default()));
        Self { mount: InProcess::new(simulator.clone()), simulator, backend, dialect }
    }

    /// Of the account.
    fn config(&self) -> Config {
        let simulated = self.simulator.inner();
        let config = Config::token(simulated.email(), Secret::new(simulated.token()))
            .endpoint("https://simulated.invalid".parse().unwrap())
            .http(HttpConfig::default().transport(Arc::new(self.mount.clone())));
        match self.dialect {
            Some(dialect) => config.dialect(dialect),
            None => config,
        }
    }

    /// Whether there are networks is known only after asking.
    async fn discovered(&self) -> Cloud {
        let cloud = self.reopen();
        cloud.discover().await.unwrap();
        cloud
    }
}

impl Service for Backend {
    fn requests(&self) -> u64 {
        self.mount.requests()
    }

    /// By the id that the account gives it, so that the one goes on with what the other began.
    fn reopen(&self) -> Cloud {
        let id = CloudId::new(format!("simulated/{}", self.backend));
        Cloud::new(MistBackend::new(id, self.config().backend(self.backend.as_str())).unwrap())
    }

    /// What was destroyed is listed for a while.
    fn count(&self, _kind: &ResourceKind) -> Option<usize> {
        None
    }

    fn inject(&self, at: At, fault: Fault) -> bool {
        let on = match at {
            At::CreateServer => "POST /backends/*/machines",
            At::DestroyServer | At::PowerOff => "POST /backends/*/machines/*",
            At::ListServers | At::ReadServer => "GET /backends/*/machines",
            // A lost answer to a key pair is looked up, so that there is one after all.
            _ => return false,
        };
        // It has no word for busy.
        fault != Fault::Busy && arm(&self.simulator, &[on], fault)
    }
}
