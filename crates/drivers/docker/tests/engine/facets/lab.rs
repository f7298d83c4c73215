//! What every test here needs: the engine as a cloud, and things of its own on it.

use anycloud_core::journal::FileJournal;
use anycloud_core::{
    Boot, Cloud, CloudId, Container, CreateServer, Error, Result, Server, ServerId, ServerQuery,
};
use anycloud_docker::{Client, Config, Docker, Filters, Refusal};
use std::path::Path;
use std::time::Duration;

/// The image that the scripts make.
pub(crate) const IMAGE: &str = "localhost/lab/busybox:1";

/// The engine, and the part of its names and tags that is this test's.
#[derive(Clone, Debug)]
pub(crate) struct Lab {
    pub(crate) cloud: Cloud,
    pub(crate) engine: Client,
    pub(crate) podman: bool,
    test: String,
}

impl Lab {
    /// Runs a test beside three containers, and removes what it made, also if it fails. The three must be as they were.
    pub(crate) async fn run<F: Future<Output = ()> + Send + 'static>(
        test: &str,
        body: impl FnOnce(Self) -> F + Send + 'static,
    ) {
        let engine = Client::new(config()).unwrap();
        let ping = engine.ping().await.unwrap();
        let podman = ping.engine.is_some_and(|engine| engine.starts_with("Libpod"));
        let cloud = Cloud::new(Docker::new(CloudId::new("engine"), config()).unwrap());
        let lab = Self { cloud, engine, podman, test: format!("facets-{test}-{}", std::process::id()) };
        let outcome = tokio::spawn(tokio::time::timeout(Duration::from_secs(180), beside(lab.clone(), body)));
        let outcome = outcome.await;
        lab.clean().await;
        outcome.unwrap().expect("the test takes too long");
    }

    pub(crate) fn name(&self, what: &str) -> String {
        format!("{}-{what}", self.test)
    }

    /// A server that runs until it is stopped.
    pub(crate) fn sleeper(&self, what: &str) -> CreateServer {
        self.running(what, "trap 'exit 7' TERM; while true; do sleep 0.1; done")
    }

    /// A server that runs this.
    pub(crate) fn running(&self, what: &str, script: &str) -> CreateServer {
        self.containing(what, Container::new().command(["/bin/sh", "-c", script]))
    }

    pub(crate) fn containing(&self, what: &str, container: Container) -> CreateServer {
        let request = CreateServer::new(self.name(what), Boot::image(IMAGE));
        request.container(container).tag("test", self.test.clone())
    }

    pub(crate) async fn made(&self, request: &CreateServer) -> ServerId {
        self.cloud.create_server(request).done().await.unwrap()
    }

    pub(crate) async fn server(&self, id: &ServerId) -> Server {
        self.cloud.server(id).await.unwrap()
    }

    /// The same engine as another process would open it, with this journal.
    pub(crate) fn journaled(&self, journal: &Path) -> Cloud {
        let docker = Docker::new(CloudId::new("engine"), config()).unwrap();
        Cloud::new(docker).with_journal(FileJournal::open(journal).unwrap())
    }

    /// All containers of this test, with their states.
    pub(crate) async fn mine(&self) -> Vec<Server> {
        let all = self.cloud.servers(&ServerQuery::new()).all().await.unwrap();
        all.into_iter().filter(|server| server.name.starts_with(&self.name(""))).collect()
    }

    async fn clean(&self) {
        let prefix = self.name("");
        for container in self.engine.containers(true, &Filters::new()).await.unwrap() {
            if container.name().starts_with(&prefix) {
                let _ = self.engine.container_remove(&container.id(), true, true).await;
            }
        }
        for network in self.engine.networks(&Filters::new()).await.unwrap() {
            if network.name().starts_with(&prefix) {
                let _ = self.engine.network_remove(&network.id()).await;
            }
        }
        for volume in self.engine.volumes(&Filters::new()).await.unwrap() {
            if volume.name().as_str().starts_with(&prefix) {
                let _ = self.engine.volume_remove(&volume.name(), true).await;
            }
        }
    }
}

pub(crate) fn config() -> Config {
    let host = std::env::var("ANYCLOUD_DOCKER_HOST");
    Config::new(&host.expect("ANYCLOUD_DOCKER_HOST, see tests/third-party/docker-engine.sh"))
        .settle(Duration::from_secs(3))
}

/// What the engine meant, and the kind that it became.
pub(crate) fn meant(error: &Error) -> (anycloud_core::ErrorKind, Option<anycloud_docker::Reason>) {
    (error.kind(), Refusal::of(error).and_then(Refusal::reason))
}

async fn beside<F: Future<Output = ()>>(lab: Lab, body: impl FnOnce(Lab) -> F) {
    let other = async |n: u8| lab.made(&lab.sleeper(&format!("other-{n}"))).await;
    let (one, two, three) = tokio::join!(other(1), other(2), other(3));
    let others = [one, two, three];
    let before = looks(&lab, &others).await.unwrap();
    body(lab.clone()).await;
    assert_eq!(looks(&lab, &others).await.unwrap(), before, "the other containers are not as they were");
}

async fn looks(lab: &Lab, ids: &[ServerId]) -> Result<Vec<serde_json::Value>> {
    let mut looks = Vec::new();
    for id in ids {
        let mut look = serde_json::to_value(lab.cloud.server(id).await?).unwrap();
        look.as_object_mut().unwrap().remove("native");
        looks.push(look);
    }
    Ok(looks)
}
