//! What the fake cloud can do.

use anycloud_core::{
    Actions, ByteSize, Capabilities, ComputeCapabilities, CreateCapabilities, DriveCapabilities,
    KeyPairCapabilities, Limits, NetworkingCapabilities, PowerAction, Support, UpdateCapabilities,
};

const YES: Support = Support::Yes;

pub(super) fn capabilities() -> Capabilities {
    let mut networking = NetworkingCapabilities::default();
    (networking.firewalls, networking.manage_firewalls) = (YES, YES);
    let mut key_pairs = KeyPairCapabilities::default();
    (key_pairs.create, key_pairs.import, key_pairs.destroy) = (YES, YES, YES);
    let mut all = Capabilities::default();
    (all.compute, all.drives) = (Some(compute()), Some(drives()));
    (all.networking, all.key_pairs) = (Some(networking), Some(key_pairs));
    all
}

fn compute() -> ComputeCapabilities {
    let mut create = CreateCapabilities::default();
    for flag in [
        &mut create.from_image,
        &mut create.from_drive,
        &mut create.named_sizes,
        &mut create.free_sizing,
        &mut create.drives,
        &mut create.location,
        &mut create.key_pair,
        &mut create.user_data,
        &mut create.firewalls,
        &mut create.tags,
        &mut create.console_password,
        &mut create.stopped,
    ] {
        *flag = YES;
    }
    let mut update = UpdateCapabilities::default();
    (update.name, update.sizing, update.size, update.firewalls, update.tags) = (YES, YES, YES, YES, YES);
    let mut compute = ComputeCapabilities::default();
    (compute.create, compute.update, compute.destroy) = (create, update, YES);
    (compute.pages, compute.images, compute.image_by_id) = (YES, YES, YES);
    (compute.sizes, compute.locations) = (YES, YES);
    compute.power = [PowerAction::PowerOff, PowerAction::Reboot, PowerAction::Shutdown, PowerAction::Start]
        .map(PowerAction::action)
        .into_iter()
        .collect::<Actions>();
    compute.cpu_mhz = Some(Limits::new(500..=20_000));
    compute.memory_bytes = Some(Limits::new(ByteSize::mib(256).0..=ByteSize::gib(8).0));
    compute
}

fn drives() -> DriveCapabilities {
    let mut drives = DriveCapabilities::default();
    for flag in [
        &mut drives.create,
        &mut drives.sized,
        &mut drives.from_snapshot,
        &mut drives.location,
        &mut drives.tags,
        &mut drives.clone,
        &mut drives.rename,
        &mut drives.grow,
        &mut drives.destroy,
        &mut drives.attach_stopped,
        &mut drives.attach_running,
        &mut drives.snapshots,
        &mut drives.read,
        &mut drives.write,
        &mut drives.write_gzip,
    ] {
        *flag = YES;
    }
    drives.size_bytes = Some(Limits::new(ByteSize::mib(1).0..=ByteSize::gib(1000).0));
    (drives.read_max, drives.write_max) = (Some(ByteSize::mib(1).0), Some(ByteSize::mib(1).0));
    drives
}
