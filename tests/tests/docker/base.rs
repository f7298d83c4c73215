//! What is on an engine when a case begins: three containers, three volumes, three networks, and nothing else.

use anycloud_core::{ByteSize, DriveId, NetworkId, Record, ServerId};
use anycloud_docker::{Client, CreateContainer, CreateNetwork, CreateVolume, Filters, Limits};
use serde_json::Value;
use tokio::task::JoinSet;

/// It runs until it is told to end, and has a volume.
pub(crate) const IMAGE: &str = "localhost/lab/sleeper:1";
/// A variable of every container.
pub(crate) const SECRET: &str = "Vk2canary-variable";

/// Networks that an engine has by itself.
const OWN: [&str; 4] = ["bridge", "host", "none", "podman"];
const NUMBERS: [usize; 3] = [1, 2, 3];

#[derive(Clone, Debug, Default)]
pub(crate) struct Base {
    servers: Vec<(ServerId, Value)>,
    volumes: Vec<DriveId>,
    /// The three, then those that the engine has by itself.
    pub(crate) networks: Vec<NetworkId>,
}

impl Base {
    pub(crate) fn servers(&self) -> impl Iterator<Item = ServerId> {
        self.servers.iter().map(|(id, _)| id.clone())
    }

    pub(crate) fn drives() -> impl Iterator<Item = DriveId> {
        NUMBERS.into_iter().map(|n| DriveId::new(format!("data-{n}")))
    }

    /// Removes what has come, and makes anew what has changed.
    pub(crate) async fn restored(mut self, engine: &Client) -> Self {
        let (mut as_it_was, mut removals) = (Vec::new(), JoinSet::new());
        for listed in engine.containers(true, &Filters::new()).await.unwrap() {
            let id = listed.id();
            let now = engine.container(&id).await.map(|info| info.to_json()).ok();
            let known = self.servers.iter().any(|(known, was)| *known == id && now.as_ref() == Some(was));
            if known {
                as_it_was.push(id);
            } else {
                let engine = engine.clone();
                removals.spawn(async move { engine.container_remove(&id, true, true).await.unwrap() });
            }
        }
        removals.join_all().await;
        self.servers.retain(|(id, _)| as_it_was.contains(id));
        for volume in engine.volumes(&Filters::new()).await.unwrap() {
            if !self.volumes.contains(&volume.name()) || !self.uses(&volume.name()) {
                engine.volume_remove(&volume.name(), true).await.unwrap();
            }
        }
        let mut own = Vec::new();
        let mut kept = Vec::new();
        for network in engine.networks(&Filters::new()).await.unwrap() {
            if OWN.contains(&&*network.name()) {
                own.push(network.id());
            } else if self.networks.contains(&network.id()) {
                kept.push((network.name(), network.id()));
            } else {
                engine.network_remove(&network.id()).await.unwrap();
            }
        }
        self.networks.clear();
        for n in NUMBERS {
            let name = format!("network-{n}");
            let id = match kept.iter().find(|(kept, _)| *kept == name.as_str()) {
                Some((_, id)) => id.clone(),
                None => engine.network_create(&CreateNetwork::new(name)).await.unwrap(),
            };
            self.networks.push(id);
            engine.volume_create(&CreateVolume::new(format!("data-{n}"))).await.unwrap();
        }
        self.networks.extend(own);
        self.run_servers(engine).await;
        self.volumes =
            engine.volumes(&Filters::new()).await.unwrap().iter().map(|volume| volume.name()).collect();
        self
    }

    /// Removes everything.
    pub(crate) async fn cleared(engine: &Client) {
        for container in engine.containers(true, &Filters::new()).await.unwrap() {
            engine.container_remove(&container.id(), true, true).await.unwrap();
        }
        for volume in engine.volumes(&Filters::new()).await.unwrap() {
            engine.volume_remove(&volume.name(), true).await.unwrap();
        }
        for network in engine.networks(&Filters::new()).await.unwrap() {
            if !OWN.contains(&&*network.name()) {
                engine.network_remove(&network.id()).await.unwrap();
            }
        }
    }

    /// Three containers, in the order of their numbers.
    async fn run_servers(&mut self, engine: &Client) {
        let mut servers = Vec::new();
        for n in NUMBERS {
            let (name, engine) = (format!("server-{n}"), engine.clone());
            let is = |was: &Value| was["Name"].as_str() == Some(&format!("/{name}"));
            let known = self.servers.iter().find(|(_, was)| is(was)).cloned();
            servers.push(tokio::spawn(async move {
                match known {
                    Some(known) => known,
                    None => run_server(&engine, &name).await,
                }
            }));
        }
        self.servers.clear();
        for server in servers {
            self.servers.push(server.await.unwrap());
        }
    }

    /// Whether a volume is one of the three, or of a container that is as it was.
    fn uses(&self, volume: &DriveId) -> bool {
        let mounts = |json: &Value| json["Mounts"].as_array().cloned().unwrap_or_default();
        Self::drives().any(|known| known == *volume)
            || self.servers.iter().any(|(_, json)| {
                mounts(json).iter().any(|mount| mount["Name"].as_str() == Some(volume.as_str()))
            })
    }
}

async fn run_server(engine: &Client, name: &str) -> (ServerId, Value) {
    let mut container = CreateContainer::new(IMAGE).name(name).env("PASSWORD", SECRET);
    container.limits = Limits::new().memory(ByteSize::mib(64)).nano_cpus(500_000_000);
    let id = engine.container_create(&container).await.unwrap();
    engine.container_start(&id).await.unwrap();
    let as_it_is = engine.container(&id).await.unwrap().to_json();
    (id, as_it_is)
}

/// Whether this is an engine on which nobody has anything.
pub(crate) async fn is_empty(engine: &Client) -> bool {
    let containers = engine.containers(true, &Filters::new()).await.unwrap();
    let volumes = engine.volumes(&Filters::new()).await.unwrap();
    let networks = engine.networks(&Filters::new()).await.unwrap();
    containers.is_empty()
        && volumes.is_empty()
        && networks.iter().all(|network| OWN.contains(&&*network.name()))
}
