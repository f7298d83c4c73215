//! The service's records in anycloud's terms.

use super::{Address, Image, Instance, InstanceType, KeyPair, Snapshot, StateReason, Subnet, Volume, Zone};
use crate::tags;
use anycloud_core as core;
use anycloud_core::{
    Action, Actions, AddressId, Attachment, ByteSize, Cpu, DriveId, DriveState, ImageId, KeyPairId,
    LocationId, NetworkId, ServerAddress, ServerId, ServerState, SizeId, SnapshotId, SnapshotState, Text,
};
use std::net::IpAddr;

impl Instance {
    pub(crate) fn to_server(&self) -> core::Server {
        let (tags, state) = (self.tags(), state(&self.state()));
        let actions = actions(&state, self.root_device_type().as_deref());
        let mut server = core::Server::new(ServerId::new(self.id()), tags::name(&tags), state, actions);
        server.reason = self.state_reason().and_then(|reason| reason.line());
        server.addresses = addresses(self);
        let threads = self.core_count().zip(self.threads_per_core()).map(|(cores, threads)| cores * threads);
        server.cpu = threads.and_then(cores);
        server.size = self.instance_type().map(SizeId::new);
        server.image = self.image_id().map(ImageId::new);
        server.location = self.placement().and_then(|place| place.zone()).map(LocationId::new);
        server.drives = drives(self);
        server.networks = networks(self);
        // `launchTime` is new after each start; the first interface stays as long as the server.
        let interfaces = self.network_interfaces();
        let first = interfaces.iter().filter_map(|interface| interface.attachment());
        server.created = first.filter(|at| at.device_index() == Some(0)).find_map(|at| at.attach_time());
        server.started = self.launch_time();
        server.tags = tags::own(&tags);
        server.with_native(self.clone())
    }
}

impl StateReason {
    /// Code and message. The service often repeats the code in the message.
    fn line(&self) -> Option<Text> {
        match (self.code(), self.message()) {
            (Some(code), Some(message)) if !message.starts_with(code.as_str()) => {
                Some(format!("{code}: {message}").into())
            }
            (code, message) => message.or(code),
        }
    }
}

fn state(word: &Text) -> ServerState {
    match word.as_str() {
        "pending" => ServerState::Pending,
        "running" => ServerState::Running,
        "shutting-down" | "stopping" => ServerState::Stopping,
        "stopped" => ServerState::Stopped,
        "terminated" => ServerState::Deleted,
        _ => ServerState::Unrecognized(word.clone()),
    }
}

/// docs: "Amazon EC2 instance state changes". What has no volume to boot from cannot be stopped.
fn actions(state: &ServerState, root: Option<&str>) -> Actions {
    use Action::{Destroy, PowerOff, Reboot, Rename, Resize, Shutdown, Start, Tag};
    let stops = root != Some("instance-store");
    match state {
        ServerState::Deleted => [].into(),
        ServerState::Pending => [Destroy, Rename, Tag].into(),
        ServerState::Running if stops => [Destroy, PowerOff, Reboot, Rename, Shutdown, Tag].into(),
        ServerState::Running => [Destroy, Reboot, Rename, Tag].into(),
        ServerState::Stopped => [Destroy, Rename, Resize, Start, Tag].into(),
        // One that hangs may be asked again, with force.
        ServerState::Stopping => [Destroy, PowerOff, Rename, Tag].into(),
        // The service judges.
        _ => [Destroy, PowerOff, Reboot, Rename, Resize, Shutdown, Start, Tag].into(),
    }
}

fn addresses(instance: &Instance) -> Vec<ServerAddress> {
    let mut found = Vec::new();
    let mut add = |text: Option<Text>, kind: fn(IpAddr) -> ServerAddress| {
        let address = text.and_then(|text| text.parse().ok()).map(kind);
        found.extend(address.filter(|address| !found.contains(address)).into_iter().collect::<Vec<_>>());
    };
    add(instance.public_ip(), ServerAddress::public);
    add(instance.private_ip(), ServerAddress::private);
    for interface in instance.network_interfaces() {
        for ip in interface.private_ips() {
            add(ip.association().and_then(|public| public.public_ip()), ServerAddress::public);
            add(ip.private_ip(), ServerAddress::private);
        }
        for ip in interface.ipv6() {
            add(ip.ipv6(), ServerAddress::public);
        }
    }
    add(instance.ipv6(), ServerAddress::public);
    found
}

/// The one that it boots from first.
fn drives(instance: &Instance) -> Vec<DriveId> {
    let root = instance.root_device_name();
    let mut devices = instance.block_devices();
    devices.sort_by_key(|device| device.device_name() != root);
    devices.iter().filter_map(|device| device.volume_id()).map(DriveId::new).collect()
}

fn networks(instance: &Instance) -> Vec<NetworkId> {
    let mut all: Vec<Text> = instance.subnet_id().into_iter().collect();
    for subnet in instance.network_interfaces().iter().filter_map(|interface| interface.subnet_id()) {
        if !all.contains(&subnet) {
            all.push(subnet);
        }
    }
    all.into_iter().map(NetworkId::new).collect()
}

fn cores(count: u64) -> Option<Cpu> {
    u32::try_from(count).ok().filter(|count| *count > 0 && *count <= u32::MAX / 1000).map(Cpu::cores)
}

impl Image {
    pub(crate) fn to_image(&self) -> core::Image {
        let mut image = core::Image::new(ImageId::new(self.id()), self.name().unwrap_or_default());
        let root = self.root_device_name();
        let devices = self.block_devices();
        let boot = devices.iter().find(|device| device.device_name() == root);
        image.size = boot.and_then(|device| device.size_gib()).map(ByteSize::gib);
        image.architecture = self.architecture();
        image.with_native(self.clone())
    }
}

impl InstanceType {
    pub(crate) fn to_size(&self) -> core::Size {
        let mut size = core::Size::new(SizeId::new(self.name()), self.name());
        size.cpu = self.vcpu().and_then(|cpu| cpu.vcpus()).and_then(cores);
        size.memory = self.memory().and_then(|memory| memory.mib()).map(ByteSize::mib);
        // docs: `DiskInfo`: in GB, powers of ten.
        size.disk = self.instance_storage_gb().map(|gb| ByteSize(gb * 1_000_000_000));
        // Of those that run 32 bits too, what they are.
        let mut architectures = self.architectures().into_iter().filter(|name| name != "i386");
        size.architecture = architectures.next().filter(|_| architectures.next().is_none());
        size.superseded = self.current_generation() == Some(false);
        size.with_native(self.clone())
    }
}

impl Zone {
    pub(crate) fn to_location(&self) -> core::Location {
        core::Location::new(LocationId::new(self.name()), self.name())
    }
}

impl Volume {
    pub(crate) fn to_drive(&self) -> core::Drive {
        let (tags, state) = (self.tags(), self.state());
        let state = match state.as_str() {
            "available" => DriveState::Available,
            "creating" => DriveState::Pending,
            "error" => DriveState::Failed,
            "in-use" => DriveState::Attached,
            _ => DriveState::Unrecognized(state),
        };
        let mut drive = core::Drive::new(DriveId::new(self.id()), tags::name(&tags), state);
        drive.size = self.size_gib().map(ByteSize::gib);
        drive.used_by = self.attached().collect();
        drive.tags = tags::own(&tags);
        drive.with_native(self.clone())
    }

    /// Where it is, coming or going.
    pub(crate) fn attached(&self) -> impl Iterator<Item = Attachment> {
        let attachments = self.attachments().into_iter().filter(|at| at.status() != "detached");
        attachments.filter_map(|at| {
            let on = Attachment::new(ServerId::new(at.instance_id()?));
            Some(at.device().into_iter().fold(on, Attachment::at))
        })
    }
}

impl Snapshot {
    pub(crate) fn to_snapshot(&self) -> core::Snapshot {
        let (tags, state) = (self.tags(), self.state());
        let state = match state.as_str() {
            "completed" => SnapshotState::Ready,
            "error" => SnapshotState::Failed,
            "pending" => SnapshotState::Pending,
            _ => SnapshotState::Unrecognized(state),
        };
        let mut snapshot = core::Snapshot::new(SnapshotId::new(self.id()), tags::name(&tags), state);
        snapshot.reason = self.state_message();
        snapshot.drive = self.volume_id().map(DriveId::new);
        snapshot.size = self.volume_size_gib().map(ByteSize::gib);
        snapshot.progress = self.progress().and_then(|text| text.trim_end_matches('%').parse().ok());
        snapshot.created = self.start_time();
        snapshot.tags = tags::own(&tags);
        snapshot.with_native(self.clone())
    }
}

impl Subnet {
    pub(crate) fn to_network(&self) -> core::Network {
        let tags = self.tags();
        let mut network = core::Network::new(NetworkId::new(self.id()), tags::name(&tags));
        network.tags = tags::own(&tags);
        network.with_native(self.clone())
    }
}

impl Address {
    /// Addresses of the time before VPCs have no id but themselves; an address that cannot be read is none.
    pub(crate) fn to_address(&self) -> Option<core::Address> {
        let (tags, ip) = (self.tags(), self.public_ip());
        let id = AddressId::new(self.allocation_id().unwrap_or_else(|| ip.clone()));
        let mut address = core::Address::new(id, tags::name(&tags), ip.parse().ok()?);
        address.tags = tags::own(&tags);
        Some(address.with_native(self.clone()))
    }
}

impl KeyPair {
    pub(crate) fn to_key_pair(&self) -> core::KeyPair {
        let mut key_pair = core::KeyPair::new(KeyPairId::new(self.name()), self.name());
        key_pair.fingerprint = self.fingerprint();
        key_pair.public_key = self.public_key().map(|key| key.trim_end().into());
        key_pair.created = self.create_time();
        key_pair.with_native(self.clone())
    }
}
