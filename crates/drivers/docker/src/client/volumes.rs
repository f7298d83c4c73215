//! Volumes.

use super::Client;
use crate::config::PROVIDER;
use crate::filters::Filters;
use crate::settings::CreateVolume;
use crate::wire::{VolumeInfo, list_in, nothing, one};
use anycloud_core::{DriveId, Error, ErrorKind, Result};

impl Client {
    /// `GET /volumes`: all volumes, also those that the engine made up a name for.
    ///
    /// Filters: `dangling` (`true`: those that no container has), `driver`, `label`, `name`.
    ///
    /// # Errors
    /// `InvalidRequest` for a filter that the engine does not know; those of [any call](Self#errors-of-any-call).
    pub async fn volumes(&self, filters: &Filters) -> Result<Vec<VolumeInfo>> {
        self.call(&[], |requests| requests.volumes(filters), |reply| list_in("Volumes", reply)).await
    }

    /// `GET /volumes/{name}`: a volume by its name. Podman takes the beginning of a name for the name, so look at
    /// [`VolumeInfo::name`].
    ///
    /// # Errors
    /// `NotFound`; those of [any call](Self#errors-of-any-call).
    pub async fn volume(&self, volume: &DriveId) -> Result<VolumeInfo> {
        self.call(&[volume.resource()], |requests| requests.volume(volume), one).await
    }

    /// `POST /volumes/create`: makes a volume. A name that is taken gives the volume that has it, as it is: a label
    /// tells whether it is yours. Without a name each call makes one.
    ///
    /// # Errors
    /// `InvalidRequest` for a name that is none, and for a driver that the engine does not have; `Conflict` if the
    /// volume of this name has another driver.
    pub async fn volume_create(&self, volume: &CreateVolume) -> Result<VolumeInfo> {
        self.call(&[], |requests| requests.volume_create(volume), one).await
    }

    /// `DELETE /volumes/{name}`, with all that is in it. Whether there is one of exactly this name is asked first:
    /// Podman takes the beginning of a name for the name. With `force` it is forgotten also if its driver cannot remove
    /// it; one that a container has is not.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` with [`Reason::VolumeInUse`](crate::Reason::VolumeInUse).
    pub async fn volume_remove(&self, volume: &DriveId, force: bool) -> Result<()> {
        let found = self.volume(volume).await?.name();
        if found != *volume {
            let error = Error::new(ErrorKind::NotFound, format!("there is no volume {volume}"))
                .with_provider(PROVIDER);
            return Err(error.with_resource(volume.resource()));
        }
        self.call(&[volume.resource()], |requests| requests.volume_remove(volume, force), nothing).await
    }
}
