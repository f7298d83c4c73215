//! The conformance suite.

use crate::base::{Base, IMAGE, SECRET, is_empty};
use crate::line::Line;
use crate::simulated::Simulated;
use crate::socket::Socket;
use anycloud_core::{ByteSize, Cloud, CloudId, Cpu, ResourceKind, Sizing, Text};
use anycloud_docker::{Client, Config, Docker};
use anycloud_http::{HttpConfig, Transport};
use anycloud_testkit::InProcess;
use anycloud_testkit::conformance::{self, At, Fault, Fixture, Lab, Matrix, Service};
use std::sync::{Arc, Mutex, Weak};

/// Kept alive by the test that runs.
static ENGINE: Mutex<Weak<Engine>> = Mutex::new(Weak::new());

#[test]
fn matrix() {
    insta::assert_snapshot!(without_failures(conformance::matrix::<OnSimulated>()));
}

/// Each case ends on the simulated engine as it does on a real one.
#[test]
fn the_simulated_engine_is_honest() {
    let rows = |matrix: &str| matrix.lines().skip(5).map(str::to_owned).collect::<Vec<_>>();
    let simulated = rows(include_str!("snapshots/docker__conformance__matrix.snap"));
    assert_eq!(rows(include_str!("snapshots/docker__conformance__docker.snap")), simulated);
    assert!(simulated.len() > 150, "there was something to compare");
}

mod simulated {
    anycloud_testkit::suite!(super::OnSimulated);
}

#[test]
#[ignore = "needs an engine that is empty, named by ANYCLOUD_DOCKER_HOST"]
fn matrix_of_an_engine() {
    let host = std::env::var("ANYCLOUD_DOCKER_HOST").expect("ANYCLOUD_DOCKER_HOST names an engine");
    let (socket, client) = (Arc::new(Socket::new(&host)), Client::new(Config::new(&host)).unwrap());
    let (empty, podman) = socket.ask(async move {
        let ping = client.ping().await.unwrap();
        (is_empty(&client).await, ping.engine.is_some_and(|engine| engine.starts_with("Libpod")))
    });
    assert!(empty, "the suite removes all that is on an engine, so that it must be empty");
    let engine = Arc::new(Engine { socket, host, base: Mutex::default() });
    *ENGINE.lock().unwrap() = Arc::downgrade(&engine);
    if podman {
        insta::assert_snapshot!("podman", without_failures(conformance::matrix::<OnPodman>()));
    } else {
        insta::assert_snapshot!("docker", without_failures(conformance::matrix::<OnDocker>()));
    }
}

fn without_failures(matrix: Matrix) -> Matrix {
    let failed = matrix.rows.iter().filter_map(|(_, name, ran)| match ran {
        conformance::Ran::Failed(why) => Some(format!("{name}: {why}")),
        _ => None,
    });
    assert_eq!(failed.collect::<Vec<_>>(), Vec::<String>::new());
    matrix
}

struct OnSimulated;
struct OnDocker;
struct OnPodman;

impl Fixture for OnSimulated {
    fn name() -> &'static str {
        "docker, simulated"
    }

    async fn lab() -> Lab {
        let simulated = Arc::new(InProcess::new(Simulated::default()));
        let client =
            Client::new(Config::new(HOST).http(HttpConfig::default().transport(simulated.clone()))).unwrap();
        let base = Base::default().restored(&client).await;
        lab(simulated, HOST, &base).await
    }
}

impl Fixture for OnDocker {
    fn name() -> &'static str {
        "docker on an engine"
    }

    async fn lab() -> Lab {
        on_engine().await
    }
}

impl Fixture for OnPodman {
    fn name() -> &'static str {
        "docker on podman"
    }

    async fn lab() -> Lab {
        let (registry, limits) =
            ("there is no registry to ask for an image", "Podman 4.3 cannot change limits");
        on_engine()
            .await
            .excused("creating_from_a_missing_image_leaves_nothing", registry)
            .excused("resizes_only_the_asked_server", limits)
            .excused("what_a_running_server_allows_is_not_refused", limits)
            .excused("what_a_stopped_server_allows_is_not_refused", limits)
    }
}

const HOST: &str = "unix:///run/docker.sock";

/// A real engine, found empty and left so. There is one, so that it is put back before each case.
struct Engine {
    socket: Arc<Socket>,
    host: String,
    base: Mutex<Base>,
}

impl Engine {
    fn client(&self) -> Client {
        Client::new(Config::new(&self.host)).unwrap()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let client = self.client();
        // An engine that has died has nothing to clear.
        let _ = self.socket.try_ask(async move { Base::cleared(&client).await });
    }
}

async fn on_engine() -> Lab {
    let engine = ENGINE.lock().unwrap().upgrade().unwrap();
    let mut base = engine.base.lock().unwrap().clone();
    if engine.socket.has_changed() {
        let client = engine.client();
        base = engine.socket.ask(async move { base.restored(&client).await });
        engine.base.lock().unwrap().clone_from(&base);
    }
    lab(engine.socket.clone(), &engine.host, &base).await
}

async fn lab(transport: Arc<dyn Transport>, host: &str, base: &Base) -> Lab {
    let service = Lines { line: Arc::new(Line::new(transport)), host: host.to_owned() };
    let cloud = service.reopen();
    // So that the version is agreed on.
    cloud.verify().await.unwrap();
    Lab::new(cloud, service)
        .servers(base.servers())
        .drives(Base::drives())
        .networks(base.networks.iter().cloned())
        .image(IMAGE)
        .sizing(Sizing::Needs { cpu: Cpu::MilliCores(500), memory: ByteSize::mib(64) })
        .unlisted(["cpu", "memory_bytes", "started"])
        .absent_id(absent)
        .malformed_id("../containers/json")
        .malformed_id("server-1/json")
        .malformed_id("-server")
        .malformed_id("")
        .secret(SECRET)
}

fn absent(kind: &ResourceKind) -> Option<Text> {
    match kind {
        ResourceKind::Drive => Some("nobodys".into()),
        ResourceKind::Image => Some("127.0.0.1:5000/lab/nowhere:1".into()),
        ResourceKind::Network | ResourceKind::Server => Some("dead".repeat(16).as_str().into()),
        _ => None,
    }
}

struct Lines {
    line: Arc<Line>,
    host: String,
}

impl Service for Lines {
    fn requests(&self) -> u64 {
        self.line.requests()
    }

    fn reopen(&self) -> Cloud {
        let config = Config::new(&self.host).http(HttpConfig::default().transport(self.line.clone()));
        Cloud::new(Docker::new(CloudId::new("lab"), config).unwrap())
    }

    fn inject(&self, at: At, fault: Fault) -> bool {
        self.line.arm(at, fault)
    }
}
