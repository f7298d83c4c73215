//! The conformance suite over backends of Mist.io.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use anycloud_core::{Cloud, CloudId, NetworkId, ResourceKind, Secret, ServerId, Sizing};
use anycloud_mist::{Config, Dialect, MistBackend};
use anycloud_simulators::Faulty;
use anycloud_simulators::faults::{self, FaultRule, FaultScript};
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

mod january {
    anycloud_testkit::suite!(super::January);
}

mod may {
    anycloud_testkit::suite!(super::May);
}

mod openstack {
    anycloud_testkit::suite!(super::OpenStack);
}

struct January;
struct May;
struct OpenStack;

impl Fixture for January {
    fn name() -> &'static str {
        "mist, EC2 in January 2014"
    }

    async fn lab() -> Lab {
        lab(Dialect::January2014, Spoken::January2014, "ec2_ap_northeast").await
    }
}

impl Fixture for May {
    fn name() -> &'static str {
        "mist, EC2 in May 2014"
    }

    async fn lab() -> Lab {
        lab(Dialect::May2014, Spoken::May2014, "ec2_ap_northeast").await
    }
}

/// With networks and renaming.
impl Fixture for OpenStack {
    fn name() -> &'static str {
        "mist, OpenStack with Api-Version 2"
    }

    async fn lab() -> Lab {
        lab(Dialect::V2, Spoken::Version2, "openstack").await
    }
}

/// Three running machines in this backend, as many in each of seven others.
async fn lab(dialect: Dialect, spoken: Spoken, provider: &str) -> Lab {
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
    let service = Backend { mount: InProcess::new(simulator.clone()), simulator, backend, dialect };
    let cloud = service.reopen();
    // Whether there are networks is known only after asking.
    cloud.discover().await.unwrap();
    let image = cloud.images().next().await.unwrap().unwrap().id;
    let size = cloud.sizes().next().await.unwrap().unwrap().id;
    let networks: Vec<NetworkId> = match dialect {
        Dialect::V2 => cloud.networks().all().await.unwrap().into_iter().map(|n| n.id).collect(),
        _ => Vec::new(),
    };
    let servers = service.simulator.inner().machine_ids(&service.backend);
    let secret = service.simulator.inner().token().to_owned();
    Lab::new(cloud, service)
        .servers(servers.into_iter().map(ServerId::from))
        .networks(networks)
        .image(image)
        .sizing(Sizing::Named(size))
        // The service says of an image that is missing what it says of everything that fails at the provider.
        .absent_id(|kind| (*kind == ResourceKind::Server).then(|| "i-0000dead".into()))
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
    dialect: Dialect,
}

impl Service for Backend {
    fn requests(&self) -> u64 {
        self.mount.requests()
    }

    fn reopen(&self) -> Cloud {
        let simulated = self.simulator.inner();
        let config = Config::token(simulated.email(), Secret::new(simulated.token()))
            .endpoint("https://simulated.invalid".parse().unwrap())
            .dialect(self.dialect)
            .backend(self.backend.as_str())
            .transport(Arc::new(self.mount.clone()));
        Cloud::new(MistBackend::new(CloudId::new("simulated"), config).unwrap())
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
            _ => return false,
        };
        let fault = match fault {
            // It has no word for it.
            Fault::Busy => return false,
            Fault::LoseReply => faults::Fault::DropAfter,
            Fault::LoseRequest => faults::Fault::DropBefore,
            Fault::Refuse => faults::Fault::Refused { code: "billing".into() },
            Fault::Stall => faults::Fault::Stall,
            Fault::Truncate => faults::Fault::Truncate { bytes: 10 },
        };
        self.simulator.arm(FaultScript::new([FaultRule::new(on, fault).unwrap()]));
        true
    }
}
