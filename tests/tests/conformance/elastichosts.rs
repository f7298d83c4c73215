//! ElasticHosts, in both formats and both dialects.

use super::{arm, ids};
use anycloud_core::{ByteSize, Cloud, CloudId, Cpu, CreateDrive, ResourceKind, Secret, ServerId, Sizing};
use anycloud_elastichosts::{Config, Dialect, ElasticHosts, Format};
use anycloud_http::HttpConfig;
use anycloud_simulators::Faulty;
use anycloud_simulators::elastichosts::{Dialect as Spoken, ElasticHosts as Simulated};
use anycloud_simulators::faults::FaultScript;
use anycloud_testkit::InProcess;
use anycloud_testkit::conformance::{self, At, Fault, Fixture, Lab, Service};
use std::sync::Arc;

/// The standard drive that the document calls Debian Linux 5.0, preinstalled.
pub(crate) const DEBIAN: &str = "980cf63c-f21e-4382-997b-6541d5809629";

#[test]
fn matrix() {
    insta::assert_snapshot!(conformance::matrix::<Text>());
}

mod text {
    anycloud_testkit::suite!(super::Text);
}

mod json {
    anycloud_testkit::suite!(super::Json);
}

mod dialect_1 {
    anycloud_testkit::suite!(super::DialectOne);
}

struct Text;
struct Json;
struct DialectOne;

impl Fixture for Text {
    fn name() -> &'static str {
        "elastichosts"
    }

    async fn lab() -> Lab {
        elastichosts(Dialect::Two, Format::Text).await
    }
}

impl Fixture for Json {
    fn name() -> &'static str {
        "elastichosts, JSON"
    }

    async fn lab() -> Lab {
        elastichosts(Dialect::Two, Format::Json).await
    }
}

impl Fixture for DialectOne {
    fn name() -> &'static str {
        "elastichosts, dialect 1.0"
    }

    async fn lab() -> Lab {
        elastichosts(Dialect::One, Format::Text).await
    }
}

/// Three running servers with a drive each, three free drives, addresses and VLANs.
async fn elastichosts(dialect: Dialect, format: Format) -> Lab {
    let spoken = if dialect == Dialect::One { Spoken::One } else { Spoken::Two };
    let simulated = Simulated::builder().dialect(spoken).filled(3).build().unwrap();
    let simulator = Arc::new(Faulty::new(simulated, FaultScript::default()));
    let service = Simulator { mount: InProcess::new(simulator.clone()), simulator, dialect, format };
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
    let secret = simulator.secret().to_owned();
    Lab::new(cloud, service)
        .servers(servers)
        .drives(drives)
        .networks(networks)
        .addresses(addresses)
        .image(DEBIAN)
        .sizing(Sizing::Needs { cpu: Cpu::Mhz(2000), memory: ByteSize::mib(1024) })
        .absent_id(|_| Some("00000000-0000-4000-8000-00000000dead".into()))
        .malformed_id("980cf63c-f21e-4382-997b-6541d580962")
        .malformed_id("../servers/list")
        .malformed_id("980cf63c-f21e-4382-997b-6541d5809629/info")
        .malformed_id("")
        .secret(secret)
}

/// The simulator behind its faults, and how to reach it.
struct Simulator {
    simulator: Arc<Faulty<Simulated>>,
    mount: InProcess,
    dialect: Dialect,
    format: Format,
}

impl Service for Simulator {
    fn requests(&self) -> u64 {
        self.mount.requests()
    }

    fn reopen(&self) -> Cloud {
        let simulated = self.simulator.inner();
        let config = Config::new(simulated.user(), Secret::new(simulated.secret()))
            .endpoint("https://simulated.invalid".parse().unwrap())
            .dialect(self.dialect)
            .format(self.format)
            .http(HttpConfig::default().transport(Arc::new(self.mount.clone())));
        Cloud::new(ElasticHosts::new(CloudId::new("simulated"), config).unwrap())
    }

    fn count(&self, kind: &ResourceKind) -> Option<usize> {
        match kind {
            ResourceKind::Drive => Some(self.simulator.inner().drives()),
            ResourceKind::Server => Some(self.simulator.inner().servers()),
            _ => None,
        }
    }

    fn inject(&self, at: At, fault: Fault) -> bool {
        let on: &[&str] = match at {
            At::CreateDrive => &["POST /drives/create"],
            At::CreateServer => &["POST /servers/create", "POST /servers/create/stopped"],
            At::DestroyDrive => &["POST /drives/*/destroy"],
            At::DestroyServer => &["POST /servers/*/destroy"],
            At::ImageDrive => &["POST /drives/*/image/*"],
            At::ListServers => &["GET /servers/info"],
            At::PowerOff => &["POST /servers/*/stop"],
            At::ReadServer => &["GET /servers/*/info"],
            At::WriteDrive => &["POST /drives/*/write/*"],
            _ => return false,
        };
        arm(&self.simulator, on, fault)
    }
}
