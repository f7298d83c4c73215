//! Volumes.

use super::{Action, Params, request, setters};
use anycloud_core::run::Stamp;

/// What [`create_volume`](crate::Client::create_volume) makes: the parameters of CreateVolume.
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
        /// `Size`, in GiB: from 1 to 65,536 for `gp3`, of other types less. Not less than the snapshot's.
        size_gib: u64 = "Size";
        /// `VolumeType`: `gp3`, `io2`, `st1`, …; `gp2` if nothing is said.
        volume_type: &str = "VolumeType";
        /// `Iops`: operations each second, for `io1` and `io2`, which need it, and for `gp3`, which has 3,000
        /// otherwise.
        iops: u32 = "Iops";
        /// `Throughput`, in MiB/s, for `gp3`, which has 125 otherwise.
        throughput: u32 = "Throughput";
        /// `Encrypted`: whether it is. One of an encrypted snapshot is in any case, and so is every one where the
        /// account has it so.
        encrypted: bool = "Encrypted";
        /// `KmsKeyId`: the key that it is encrypted by, by id, alias or ARN; the account's default if nothing is said.
        kms_key: &str = "KmsKeyId";
        /// `MultiAttachEnabled`: whether several servers of its zone may have it, for `io1` and `io2`.
        multi_attach: bool = "MultiAttachEnabled";
    }

    /// `TagSpecification`: its tags. Its name is the tag `Name`.
    #[must_use]
    pub fn tags<'a>(self, tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(self.0.tags("volume", tags))
    }
}

/// What [`modify_volume`](crate::Client::modify_volume) changes; what is not said stays. A volume cannot become
/// smaller, and can be changed again only after some hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModifyVolume(Params);

request!(ModifyVolume);

impl ModifyVolume {
    /// A change of this volume.
    pub fn new(volume: &str) -> Self {
        Self(Params::new().set("VolumeId", volume))
    }

    setters! {
        /// `Size`, in GiB. The file system on it does not grow by itself.
        size_gib: u64 = "Size";
        /// `VolumeType`: `gp3`, `io2`, `st1`, …
        volume_type: &str = "VolumeType";
        /// `Iops`: operations each second, of `gp3`, `io1` and `io2`.
        iops: u32 = "Iops";
        /// `Throughput`, in MiB/s, of `gp3`.
        throughput: u32 = "Throughput";
        /// `MultiAttachEnabled`: whether several servers may have it, of `io1` and `io2`.
        multi_attach: bool = "MultiAttachEnabled";
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

fn one(volume: &str) -> Params {
    Params::new().set("VolumeId", volume)
}
