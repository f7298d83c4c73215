//! CloudSigma 1.0, in both spellings of its manual.

use super::{arm, ids};
use anycloud_cloudsigma::{CloudSigma, Config};
use anycloud_core::{
    ByteSize, Cloud, CloudId, Cpu, CreateDrive, CreateSubscription, ResourceKind, Secret, ServerId, Sizing,
};
use anycloud_http::HttpConfig;
use anycloud_simulators::Faulty;
use anycloud_simulators::cloudsigma::{CloudSigma as Simulated, SeedState};
use anycloud_simulators::faults::FaultScript;
use anycloud_testkit::InProcess;
use anycloud_testkit::conformance::{self, At, Fault, Fixture, Lab, Service};
use std::sync::Arc;

/// A standard image of the simulated service.
const DEBIAN: &str = "932ccf77-88ca-40f8-94c6-affe364a4caa";

#[test]
fn matrix() {
    insta::assert_snapshot!(conformance::matrix::<Posts>());
}

mod posts {
    anycloud_testkit::suite!(super::Posts);
}

mod legacy {
    anycloud_testkit::suite!(super::Gets);
}

struct Posts;
struct Gets;

impl Fixture for Posts {
    fn name() -> &'static str {
        "cloudsigma"
    }

    async fn lab() -> Lab {
        cloudsigma(false).await
    }
}

/// Actions by GET and servers as guests: the manual's other spelling of everything.
impl Fixture for Gets {
    fn name() -> &'static str {
        "cloudsigma, legacy"
    }

    async fn lab() -> Lab {
        cloudsigma(true).await
    }
}

/// Three running servers with a drive each, three free drives, addresses and VLANs.
async fn cloudsigma(legacy: bool) -> Lab {
    let seed = r#"{"transactions": [
        {"date": "2013-12-30 12:00:00", "description": "Payment", "value": "41.67", "tax": "8.33", "total": "50.00"},
        {"date": "2013-12-31 12:00:00", "description": "5 minutes of burst use", "total": "-13.75"}
    ]}"#;
    let seed = SeedState::from_json(seed).unwrap();
    let simulated = Simulated::builder().filled(3).seed(seed).build().unwrap();
    let simulator = Arc::new(Faulty::new(simulated, FaultScript::default()));
    let service = Simulator { mount: InProcess::new(simulator.clone()), simulator, legacy };
    let cloud = service.reopen();
    let mut drives = Vec::new();
    for n in 1..=3 {
        let request = CreateDrive::new(format!("data-{n}")).size(ByteSize::mib(16));
        drives.push(cloud.create_drive(&request).done().await.unwrap());
    }
    let simulator = service.simulator.inner();
    let servers: Vec<ServerId> = simulator.server_ids().into_iter().map(ServerId::from).collect();
    let networks = ids(cloud.networks().all().await, |n| n.id);
    let addresses = ids(cloud.addresses().all().await, |a| a.id);
    let secret = simulator.password().to_owned();
    Lab::new(cloud, service)
        .servers(servers)
        .drives(drives)
        .networks(networks)
        .addresses(addresses)
        .image(DEBIAN)
        .sizing(Sizing::Needs { cpu: Cpu::Mhz(2000), memory: ByteSize::mib(1024) })
        .absent_id(|_| Some("00000000-0000-4000-8000-00000000dead".into()))
        .sells(CreateSubscription::new(1).resource("cpu", 2000).resource("disk", 10))
        .quotes(CreateSubscription::new(1).resource("vlan", 1))
        .malformed_id("932ccf77-88ca-40f8-94c6-affe364a4ca")
        .malformed_id("../servers/list")
        .malformed_id("932ccf77-88ca-40f8-94c6-affe364a4caa/info")
        .malformed_id("")
        .secret(secret)
}

/// The simulator behind its faults, and how to reach it.
struct Simulator {
    simulator: Arc<Faulty<Simulated>>,
    mount: InProcess,
    legacy: bool,
}

impl Service for Simulator {
    fn requests(&self) -> u64 {
        self.mount.requests()
    }

    fn reopen(&self) -> Cloud {
        let simulated = self.simulator.inner();
        let config = Config::new(simulated.user(), Secret::new(simulated.password()))
            .endpoint("https://simulated.invalid".parse().unwrap())
            .legacy_get_actions(self.legacy)
            .guests(self.legacy)
            .http(HttpConfig::default().transport(Arc::new(self.mount.clone())));
        Cloud::new(CloudSigma::new(CloudId::new("simulated"), config).unwrap())
    }

    fn count(&self, kind: &ResourceKind) -> Option<usize> {
        match kind {
            ResourceKind::Drive => Some(self.simulator.inner().drives()),
            ResourceKind::Server => Some(self.simulator.inner().servers()),
            _ => None,
        }
    }

    fn inject(&self, at: At, fault: Fault) -> bool {
        let servers = if self.legacy { "guests" } else { "servers" };
        let method = if self.legacy { "GET" } else { "POST" };
        let on = match at {
            At::CreateDrive => vec!["POST /drives/create".into(), "POST /drives/*/clone".into()],
            At::CreateServer => vec![format!("POST /{servers}/create")],
            At::DestroyDrive => vec!["POST /drives/*/destroy".into()],
            At::DestroyServer => vec![format!("{method} /{servers}/*/destroy")],
            At::ListServers => vec![format!("GET /{servers}/info")],
            At::PowerOff => vec![format!("{method} /{servers}/*/stop")],
            At::Subscribe => vec!["POST /subscriptions/resources/create".into()],
            At::ReadServer => vec![format!("GET /{servers}/*/info")],
            // Without an offset it begins at 0.
            At::WriteDrive => vec!["POST /drives/*/write".into()],
            _ => return false,
        };
        arm(&self.simulator, &on, fault)
    }
}
