//! From the engine's records to what every cloud has.

use super::{
    ContainerInfo, ContainerSummary, EndpointInfo, Health, ImageSummary, MountInfo, NetworkInfo, Status,
    VolumeInfo,
};
use crate::drives::volumes;
use crate::tags::tags;
use anycloud_core::{
    Action, Actions, Cpu, Drive, DriveId, DriveState, Image, ImageId, Network, NetworkId, Server,
    ServerAddress, ServerState, Text, Timestamp,
};

/// The ids of networks by name. A container that has not been started says the names of its networks only, and Podman
/// never says more.
#[derive(Debug, Default)]
pub(crate) struct NetworkIds(Vec<(Text, NetworkId)>);

impl NetworkIds {
    pub(crate) fn of(networks: &[NetworkInfo]) -> Self {
        Self(networks.iter().map(|network| (network.name(), network.id())).collect())
    }

    /// Whether all these places say the ids of their networks.
    pub(crate) fn are_said(places: &[EndpointInfo]) -> bool {
        places.iter().all(|place| said(place).is_some())
    }

    fn ids(&self, places: &[EndpointInfo]) -> Vec<NetworkId> {
        let id = |place: &EndpointInfo| {
            let known = || self.0.iter().find(|(name, _)| *name == place.name).map(|(_, id)| id.clone());
            said(place).or_else(known).unwrap_or_else(|| NetworkId::new(place.name.clone()))
        };
        places.iter().map(id).collect()
    }
}

impl ContainerSummary {
    /// Without its limits and the time of its start: a list does not say them.
    pub(crate) fn to_server(&self, networks: &NetworkIds) -> Server {
        let status = self.status_text();
        let starting = status.is_some_and(|text| text.ends_with("(health: starting)"));
        let (state, actions) = state(&self.status(), starting);
        let mut server = Server::new(self.id(), self.name(), state, actions);
        server.created = self.created();
        server.image = self.image();
        server.tags = tags(self.labels());
        placed(&mut server, &self.networks(), self.mounts(), networks);
        server.with_native(self.clone())
    }
}

impl ContainerInfo {
    pub(crate) fn to_server(&self, networks: &NetworkIds) -> Server {
        let now = self.state();
        let (state, actions) = state(&now.status, now.health == Some(Health::Starting));
        let mut server = Server::new(self.id(), self.name(), state, actions);
        // It goes to the nanosecond, so that two starts differ.
        server.boot = now.started.and(self.0.inner("State").text("StartedAt"));
        server.started = now.started;
        // As a list says it: in whole seconds.
        server.created = self.created().and_then(|time| Timestamp::from_unix(time.as_unix()).ok());
        server.image = self.image_name().map(ImageId::new).or_else(|| self.image());
        server.cpu = self.nano_cpus().and_then(|n| u32::try_from(n / 1_000_000).ok()).map(Cpu::MilliCores);
        server.memory = self.memory();
        server.tags = tags(self.labels());
        placed(&mut server, &self.networks(), self.mounts(), networks);
        server.with_native(self.clone())
    }
}

impl ImageSummary {
    /// One for each name, and one by its id if it has none.
    pub(crate) fn to_images(&self) -> Vec<Image> {
        let mut names = self.tags();
        if names.is_empty() {
            names.push(Text::from(self.id().as_str()));
        }
        // Its size is what it takes on disk, and no drive is made from it.
        let image = |name: Text| Image::new(ImageId::new(name.clone()), name).with_native(self.clone());
        names.into_iter().map(image).collect()
    }
}

impl VolumeInfo {
    /// As one that nothing mounts: that is for the containers to say.
    pub(crate) fn to_drive(&self) -> Drive {
        let mut drive = Drive::new(self.name(), self.name().as_str(), DriveState::Available);
        drive.tags = tags(self.labels());
        drive.with_native(self.clone())
    }
}

impl NetworkInfo {
    pub(crate) fn to_network(&self) -> Network {
        let mut network = Network::new(self.id(), self.name());
        network.tags = tags(self.labels());
        network.with_native(self.clone())
    }
}

/// What a container does, and what it allows then. While its health check has not spoken yet it is still being
/// started; one that is not well runs all the same, and its record says so.
fn state(status: &Status, starting: bool) -> (ServerState, Actions) {
    use Action::{Destroy, PowerOff, Reboot, Rename, Resize, Shutdown, Start};
    let runs = || Actions::from([Destroy, PowerOff, Reboot, Rename, Resize, Shutdown]);
    let off = || Actions::from([Destroy, Rename, Resize, Start]);
    match status {
        Status::Created | Status::Exited => (ServerState::Stopped, off()),
        Status::Running if starting => (ServerState::Pending, runs()),
        Status::Running => (ServerState::Running, runs()),
        // A start lets it go on.
        Status::Paused => (ServerState::Paused, [Destroy, PowerOff, Rename, Start].into()),
        Status::Restarting => (ServerState::Rebooting, [Destroy, PowerOff, Rename, Shutdown].into()),
        Status::Stopping => (ServerState::Stopping, [Destroy, PowerOff].into()),
        Status::Dead => (ServerState::Failed, [Destroy].into()),
        Status::Removing => (ServerState::Unrecognized("removing".into()), [Destroy].into()),
        Status::Unrecognized(word) => (
            ServerState::Unrecognized(word.clone()),
            [Destroy, PowerOff, Reboot, Rename, Resize, Shutdown, Start].into(),
        ),
    }
}

/// Where it is, and what it has. Its own addresses are private: the host's, by which its published ports are reached,
/// are not the container's. An engine that was killed goes on saying those of containers that do not run any more, which
/// others may have by now.
fn placed(server: &mut Server, places: &[EndpointInfo], mounts: Vec<MountInfo>, networks: &NetworkIds) {
    let has_addresses = matches!(
        server.state,
        ServerState::Paused | ServerState::Pending | ServerState::Running | ServerState::Stopping
    );
    let addresses = places.iter().filter(|_| has_addresses).flat_map(|place| &place.addresses);
    server.addresses = addresses.map(|address| ServerAddress::private(*address)).collect();
    server.networks = networks.ids(places);
    for (volume, _) in volumes(mounts) {
        if !server.drives.contains(&volume) {
            server.drives.push(DriveId::new(volume.as_str()));
        }
    }
}

fn said(place: &EndpointInfo) -> Option<NetworkId> {
    let whole =
        |id: &&NetworkId| id.as_str().len() == 64 && id.as_str().bytes().all(|b| b.is_ascii_hexdigit());
    place.network.as_ref().filter(whole).cloned()
}
