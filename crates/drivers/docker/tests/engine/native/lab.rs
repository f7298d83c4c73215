//! What every test here needs: the engine, and things of its own on it.

use anycloud_core::{ServerId, Timestamp};
use anycloud_docker::{Client, Config, CreateContainer, Filters, Limits, LogsQuery, OutputSource, Outputs};
use std::time::Duration;

/// The image that the scripts make.
pub(crate) const IMAGE: &str = "localhost/lab/busybox:1";

/// The engine, and the part of its names and labels that is this test's.
#[derive(Clone, Debug)]
pub(crate) struct Lab {
    pub(crate) engine: Client,
    pub(crate) test: String,
}

impl Lab {
    pub(crate) fn host() -> String {
        std::env::var("ANYCLOUD_DOCKER_HOST")
            .expect("ANYCLOUD_DOCKER_HOST, see tests/third-party/docker-engine.sh")
    }

    /// Runs a test, and removes what it made, also if it fails.
    pub(crate) async fn run<F: Future<Output = ()> + Send + 'static>(
        test: &str,
        body: impl FnOnce(Self) -> F,
    ) {
        let engine = Client::new(Config::new(&Self::host())).unwrap();
        let lab = Self { engine, test: format!("native-{test}-{}", std::process::id()) };
        let outcome = tokio::spawn(tokio::time::timeout(Duration::from_secs(120), body(lab.clone()))).await;
        lab.clean().await;
        outcome.unwrap().expect("the test takes too long");
    }

    pub(crate) fn mine(&self) -> Filters {
        Filters::new().with("label", format!("test={}", self.test))
    }

    pub(crate) fn name(&self, what: &str) -> String {
        format!("{}-{what}", self.test)
    }

    /// A container that runs until it is stopped.
    pub(crate) fn sleeper(&self, name: &str) -> CreateContainer {
        self.running(name, "trap 'exit 7' TERM; while true; do sleep 0.1; done")
    }

    /// A container that runs this.
    pub(crate) fn running(&self, name: &str, script: &str) -> CreateContainer {
        CreateContainer::new(IMAGE)
            .name(self.name(name))
            .command(["/bin/sh", "-c", script])
            .label("test", self.test.clone())
    }

    pub(crate) async fn started(&self, container: &CreateContainer) -> ServerId {
        let id = self.engine.container_create(container).await.unwrap();
        assert!(self.engine.container_start(&id).await.unwrap());
        id
    }

    /// What it said so far: standard output, standard error, terminal.
    pub(crate) async fn said(&self, id: &ServerId) -> (String, String, String) {
        texts(self.engine.container_logs(id, &LogsQuery::new()).await.unwrap()).await
    }

    async fn clean(&self) {
        for container in self.engine.containers(true, &self.mine()).await.unwrap() {
            let _ = self.engine.container_remove(&container.id(), true, true).await;
        }
        for network in self.engine.networks(&self.mine()).await.unwrap() {
            let _ = self.engine.network_remove(&network.id()).await;
        }
        for volume in self.engine.volumes(&self.mine()).await.unwrap() {
            let _ = self.engine.volume_remove(&volume.name(), true).await;
        }
    }
}

pub(crate) async fn texts(mut outputs: Outputs) -> (String, String, String) {
    let (mut out, mut err, mut terminal) = (String::new(), String::new(), String::new());
    while let Some(output) = outputs.next().await.unwrap() {
        let text = String::from_utf8_lossy(&output.bytes).into_owned();
        match output.source {
            OutputSource::Stdout => out += &text,
            OutputSource::Stderr => err += &text,
            _ => terminal += &text,
        }
    }
    (out, err, terminal)
}

/// Podman answers otherwise in places; tests say where.
pub(crate) async fn is_podman(engine: &Client) -> bool {
    engine.ping().await.unwrap().engine.is_some_and(|engine| engine.starts_with("Libpod"))
}

pub(crate) fn small() -> Limits {
    Limits::new().memory(anycloud_core::ByteSize::mib(32)).nano_cpus(500_000_000).processes(64)
}

pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
