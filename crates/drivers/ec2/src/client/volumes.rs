//! Volumes.

use super::Client;
use crate::request::volumes as request;
use crate::request::{CreateVolume, Describe, ModifyVolume, Query};
use crate::wire::{Volume, VolumeAttachment, VolumeModification};
use anycloud_core::run::Stamp;
use anycloud_core::{Listing, Result};

impl Client {
    /// DescribeVolumes: by id, or by filters such as `status` and `attachment.instance-id`.
    pub fn describe_volumes(&self, query: &Query) -> Listing<Volume> {
        self.list(Describe::VOLUMES, query)
    }

    /// DescribeVolumesModifications: how far the last change of each volume is; of none that never changed.
    pub fn describe_volumes_modifications(&self, query: &Query) -> Listing<VolumeModification> {
        self.list(Describe::VOLUME_MODIFICATIONS, query)
    }

    /// CreateVolume, once for each stamp. It is `creating` at first.
    ///
    /// # Errors
    /// `CapacityUnavailable`, `QuotaExceeded`; `NotFound` for the snapshot or zone.
    pub async fn create_volume(&self, request: &CreateVolume, stamp: &Stamp) -> Result<Volume> {
        self.one(request::create(request, stamp), "").await
    }

    /// ModifyVolume: in use or not; [`describe_volumes_modifications`](Self::describe_volumes_modifications) tells how
    /// far it is. It is sent once.
    ///
    /// # Errors
    /// `NotFound`; `Busy` while another change goes on.
    pub async fn modify_volume(&self, request: &ModifyVolume) -> Result<VolumeModification> {
        self.one(request::modify(request), "volumeModification").await
    }

    /// AttachVolume: to a server of its zone, as this device, e.g. `/dev/sdf`; `attaching` at first.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if it is attached elsewhere or the server is in a state between; `InvalidRequest` if the
    /// device is in use or the zone another.
    pub async fn attach_volume(
        &self,
        volume: &str,
        instance: &str,
        device: &str,
    ) -> Result<VolumeAttachment> {
        self.one(request::attach(volume, instance, device), "").await
    }

    /// DetachVolume: from this server, which must be said if there are several. With `force` without the consent of a
    /// system that has failed: what it has not written is lost.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if it is not attached.
    pub async fn detach_volume(
        &self,
        volume: &str,
        instance: Option<&str>,
        force: bool,
    ) -> Result<VolumeAttachment> {
        self.one(request::detach(volume, instance, force), "").await
    }

    /// DeleteVolume: one that no server has. Its snapshots stay.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` while it is attached.
    pub async fn delete_volume(&self, id: &str) -> Result<()> {
        self.done(request::delete(id)).await
    }
}
