//! Volumes and snapshots.

use super::{Action, Params, request, setters};
use anycloud_core::run::Stamp;

/// What CreateVolume makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateVolume(Params);

request!(CreateVolume);

impl CreateVolume {
    /// An empty volume of so many GiB in this zone.
    pub fn new(zone: &str, size_gib: u64) -> Self {
        Self(Params::new().set("AvailabilityZone", zone).set("Size", size_gib))
    }

    /// A volume with the contents and, unless another is said, the size of this snapshot.
    pub fn from_snapshot(zone: &str, snapshot: &str) -> Self {
        Self(Params::new().set("AvailabilityZone", zone).set("SnapshotId", snapshot))
    }

    setters! {
        /// `Size`, in GiB.
        size_gib: u64 = "Size";
        /// `VolumeType`: `gp2` if nothing is said.
        volume_type: &str = "VolumeType";
        /// `Iops`: operations each second, for `gp3`, `io1` and `io2`.
        iops: u32 = "Iops";
        /// `Throughput`, in MiB/s, for `gp3`.
        throughput: u32 = "Throughput";
        /// `Encrypted`.
        encrypted: bool = "Encrypted";
        /// `KmsKeyId`: the key that it is encrypted by; the account's default if nothing is said.
        kms_key: &str = "KmsKeyId";
        /// `MultiAttachEnabled`: whether several servers may have it, for `io1` and `io2`.
        multi_attach: bool = "MultiAttachEnabled";
    }

    /// Tags.
    #[must_use]
    pub fn tags<'a>(self, tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(self.0.tags("volume", tags))
    }
}

/// What ModifyVolume changes. A volume cannot become smaller, and is changed at most once in some hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModifyVolume(Params);

request!(ModifyVolume);

impl ModifyVolume {
    /// A change of this volume.
    pub fn new(volume: &str) -> Self {
        Self(Params::new().set("VolumeId", volume))
    }

    setters! {
        /// `Size`, in GiB.
        size_gib: u64 = "Size";
        /// `VolumeType`.
        volume_type: &str = "VolumeType";
        /// `Iops`: operations each second.
        iops: u32 = "Iops";
        /// `Throughput`, in MiB/s.
        throughput: u32 = "Throughput";
        /// `MultiAttachEnabled`.
        multi_attach: bool = "MultiAttachEnabled";
    }
}

/// What CopySnapshot copies, from another region or this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopySnapshot(Params);

request!(CopySnapshot);

impl CopySnapshot {
    /// A copy of this snapshot of that region. An encrypted one of another region needs a `PresignedUrl`, which is not made
    /// here.
    pub fn new(region: &str, snapshot: &str) -> Self {
        Self(Params::new().set("SourceSnapshotId", snapshot).set("SourceRegion", region))
    }

    setters! {
        /// `Description`.
        description: &str = "Description";
        /// `Encrypted`.
        encrypted: bool = "Encrypted";
        /// `KmsKeyId`: the key that it is encrypted by.
        kms_key: &str = "KmsKeyId";
    }

    /// Tags.
    #[must_use]
    pub fn tags<'a>(self, tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(self.0.tags("snapshot", tags))
    }
}

pub(crate) fn create(request: &CreateVolume, stamp: &Stamp) -> Action {
    Action::keyed("CreateVolume", request.0.clone(), stamp)
}

pub(crate) fn modify(request: &ModifyVolume) -> Action {
    Action::once("ModifyVolume", request.0.clone())
}

pub(crate) fn attach(volume: &str, instance: &str, device: &str) -> Action {
    let params = one(volume).set("InstanceId", instance).set("Device", device);
    Action::harmless("AttachVolume", params)
}

pub(crate) fn detach(volume: &str, instance: Option<&str>, force: bool) -> Action {
    let params = instance.into_iter().fold(one(volume), |params, id| params.set("InstanceId", id));
    let params = if force { params.set("Force", true) } else { params };
    Action::harmless("DetachVolume", params)
}

pub(crate) fn delete(volume: &str) -> Action {
    Action::harmless("DeleteVolume", one(volume))
}

pub(crate) fn snapshot(volume: &str, description: &str, tags: &[(&str, &str)]) -> Action {
    let params = one(volume).set("Description", description);
    let params = if tags.is_empty() { params } else { params.tags("snapshot", tags.iter().copied()) };
    Action::once("CreateSnapshot", params)
}

pub(crate) fn copy_snapshot(request: &CopySnapshot) -> Action {
    Action::once("CopySnapshot", request.0.clone())
}

pub(crate) fn delete_snapshot(id: &str) -> Action {
    Action::harmless("DeleteSnapshot", Params::new().set("SnapshotId", id))
}

fn one(volume: &str) -> Params {
    Params::new().set("VolumeId", volume)
}
