//! The conformance suite, three systems deep: the driver of Mist.io, the gateway, and ElasticHosts simulated behind it.

use super::arm;
use super::elastichosts::DEBIAN;
use anycloud_core::{Boot, Cloud, CloudId, CreateServer, ResourceKind, Secret, ServerId, Sizing};
use anycloud_elastichosts::{Config as Behind, ElasticHosts};
use anycloud_gateway::{Gateway, SealingKey, Settings};
use anycloud_http::{Body, HttpConfig, Transport, TransportError};
use anycloud_mist::{Config, Dialect, Mist, MistBackend};
use anycloud_simulators::Faulty;
use anycloud_simulators::elastichosts::ElasticHosts as Simulated;
use anycloud_simulators::faults::FaultScript;
use anycloud_testkit::InProcess;
use anycloud_testkit::conformance::{self, At, Fault, Fixture, Lab, Service};
use async_trait::async_trait;
use bytes::Bytes;
use http::Method;
use std::future::pending;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

const TOKEN: &str = "the gateway's token, made up";

const NO_SCRIPTS: &str = "ElasticHosts runs no script at the first boot: the gateway refuses one";

/// Mist.io's machines do not tell their networks, so the suite cannot look; the cloud behind can.
#[tokio::test(start_paused = true)]
async fn networks_pass_through() {
    let lab = Through::lab().await;
    let networks = lab.cloud.networks().all().await.unwrap();
    assert_eq!(networks.len(), 3);
    let size = Sizing::Named("2000mhz-1024mib".into());
    let mut request = CreateServer::new("on a network", Boot::image(DEBIAN)).network(networks[1].id.clone());
    request.sizing = Some(size);
    let id = lab.cloud.create_server(&request).done().await.unwrap();
    let server = lab.cloud.server(&id).await.unwrap();
    let told = &server.native::<anycloud_mist::wire::MachineInfo>().unwrap().extra().unwrap()["networks"];
    assert_eq!(told[0], networks[1].id.as_str());
}

#[test]
fn matrix() {
    insta::assert_snapshot!(conformance::matrix::<Through>());
}

mod through_the_gateway {
    anycloud_testkit::suite!(super::Through);
}

struct Through;

impl Fixture for Through {
    fn name() -> &'static str {
        "mist, through the gateway, over elastichosts"
    }

    /// Three running servers behind the gateway, which is one cloud of this name.
    async fn lab() -> Lab {
        let simulated = Simulated::builder().filled(3).build().unwrap();
        let secret = simulated.secret().to_owned();
        let simulator = Arc::new(Faulty::new(simulated, FaultScript::default()));
        let state = tempfile::tempdir().unwrap();
        let key = SealingKey::from_text(&"5a".repeat(32).into()).unwrap();
        let gateway = Gateway::builder(Settings::new(TOKEN, state.path()).unwrap().key(key)).unwrap();
        let gateway = gateway.cloud(&behind(&simulator)).unwrap().build();
        let door = Door { gateway, requests: Arc::default(), next: Arc::default() };
        let account = Cloud::new(Mist::new(CloudId::new("account"), config(&door)).unwrap());
        let backend = account.clouds().next().await.unwrap().unwrap();
        let backend = backend.id().as_str().strip_prefix("account/").unwrap().to_owned();
        let service = Systems { door, simulator, backend, _state: state };
        let cloud = service.reopen();
        // Whether there are networks is known only after asking.
        cloud.discover().await.unwrap();
        let servers = service.simulator.inner().server_ids();
        Lab::new(cloud, service)
            .servers(servers.into_iter().map(ServerId::from))
            .image(DEBIAN)
            .sizing(Sizing::Named("2000mhz-1024mib".into()))
            .absent_id(|kind| {
                (*kind == ResourceKind::Server).then(|| "00000000-0000-4000-8000-00000000dead".into())
            })
            .malformed_id("../../backends")
            .malformed_id("i-1/metadata")
            .malformed_id("..")
            .malformed_id("")
            // The driver knows what Mist.io's service takes, not what the cloud behind a gateway does.
            .excused("user_data_arrives_and_stays_secret", NO_SCRIPTS)
            .excused("user_data_is_asked_for_again", NO_SCRIPTS)
            .without_stamps()
            .secret(secret)
            .secret(TOKEN)
    }
}

fn behind(simulator: &Arc<Faulty<Simulated>>) -> Cloud {
    let simulated = simulator.inner();
    let config = Behind::new(simulated.user(), Secret::new(simulated.secret()))
        .endpoint("https://simulated.invalid".parse().unwrap())
        .http(HttpConfig::default().transport(Arc::new(InProcess::new(simulator.clone()))));
    Cloud::new(ElasticHosts::new(CloudId::new("behind"), config).unwrap())
}

fn config(door: &Door) -> Config {
    Config::token("me@example.com", Secret::new(TOKEN))
        .endpoint("https://gateway.invalid".parse().unwrap())
        .dialect(Dialect::May2014)
        .http(HttpConfig::default().transport(Arc::new(door.clone())))
}

/// All three systems.
struct Systems {
    door: Door,
    simulator: Arc<Faulty<Simulated>>,
    backend: String,
    _state: TempDir,
}

impl Service for Systems {
    fn requests(&self) -> u64 {
        self.door.requests.load(Ordering::SeqCst)
    }

    fn reopen(&self) -> Cloud {
        let config = config(&self.door).backend(self.backend.as_str());
        Cloud::new(MistBackend::new(CloudId::new("through"), config).unwrap())
    }

    fn count(&self, kind: &ResourceKind) -> Option<usize> {
        (*kind == ResourceKind::Server).then(|| self.simulator.inner().servers())
    }

    /// What is lost is lost between the driver and the gateway; what is refused, the third system refuses.
    fn inject(&self, at: At, fault: Fault) -> bool {
        let on: &[&str] = match at {
            At::CreateServer => &["POST /servers/create"],
            At::DestroyServer => &["POST /servers/*/destroy"],
            At::ListServers | At::ReadServer => &["GET /servers/info"],
            At::PowerOff => &["POST /servers/*/stop"],
            _ => return false,
        };
        match fault {
            // Mist.io has no word for it.
            Fault::Busy => false,
            Fault::Refuse => arm(&self.simulator, on, fault),
            lost => {
                *self.door.next.lock().unwrap() = Some((at, lost));
                true
            }
        }
    }
}

/// The gateway in the same process, and what is lost on the way to it.
#[derive(Clone, Debug)]
struct Door {
    gateway: Gateway,
    requests: Arc<AtomicU64>,
    next: Arc<Mutex<Option<(At, Fault)>>>,
}

#[async_trait]
impl Transport for Door {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        let fault = {
            let mut next = self.next.lock().unwrap();
            next.take_if(|(at, _)| meets(*at, &request)).map(|(_, fault)| fault)
        };
        let lost = || TransportError::unknown("the connection was closed without an answer");
        match fault {
            Some(Fault::LoseRequest) => return Err(lost()),
            Some(Fault::Stall) => return pending().await,
            _ => {}
        }
        let answer = self.gateway.answer(Ipv4Addr::LOCALHOST.into(), request).await;
        match fault {
            None => Ok(answer.map(Body::full)),
            _ => Err(lost()),
        }
    }
}

fn meets(at: At, request: &http::Request<Bytes>) -> bool {
    let says = |word: &[u8]| request.body().windows(word.len()).any(|part| part == word);
    let path = request.uri().path();
    let (list, post) = (path.ends_with("/machines"), request.method() == Method::POST);
    match at {
        At::CreateServer => list && post,
        At::DestroyServer => post && !list && says(b"\"destroy\""),
        At::ListServers | At::ReadServer => list && !post,
        At::PowerOff => post && !list && says(b"\"stop\""),
        _ => false,
    }
}
