//! Volumes: the facet. A volume's name is its id.

use crate::client::Client;
use crate::filters::Filters;
use crate::id;
use crate::provider::Docker;
use crate::settings::CreateVolume;
use crate::tags::{carries, good_tags, labels};
use crate::wire::{ContainerSummary, MountInfo, VolumeInfo};
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    Attachment, CreateDrive, DestroyDrive, Drive, DriveId, DriveState, Drives, Error, ErrorKind, Gone,
    Listing, Result, Started, Text, async_trait,
};

#[async_trait]
impl Drives for Docker {
    /// Two requests, however many there are: a volume does not say who mounts it.
    fn drives(&self) -> Listing<Drive> {
        let client = self.client.clone();
        Listing::once(async move {
            let mounted = mounted(&client).await?;
            let all = client.volumes(&Filters::new()).await?;
            let used = |drive: Drive| {
                let by = mounted.iter().filter(|(volume, _)| *volume == drive.id);
                let by = by.map(|(_, attachment)| attachment.clone()).collect();
                with_users(drive, by)
            };
            Ok(all.into_iter().map(|info| used(info.to_drive())).collect())
        })
    }

    async fn drive(&self, id: &DriveId) -> Result<Drive> {
        let info = self.existing(id).await?;
        let mounted = mounted(&self.client).await?;
        let by = mounted.into_iter().filter(|(volume, _)| volume == id);
        Ok(with_users(info.to_drive(), by.map(|(_, attachment)| attachment).collect()))
    }

    async fn create_drive(&self, request: &CreateDrive, run: &mut Run) -> Result<Started<DriveId>> {
        let name = DriveId::new(request.name.clone());
        id::volume(&name)?;
        good_tags(&request.tags)?;
        // A name that is taken gives the volume that has it: its stamp tells whether it is ours.
        let made = run.make("volume", Recover::Named(name.resource()), async |stamp| {
            let mut new = CreateVolume::new(&*request.name);
            new.labels = labels(&request.tags, stamp);
            let found = match self.client.volume_create(&new).await {
                Err(e) if e.kind() == ErrorKind::AlreadyExists => {
                    self.client.volume(&name).await.map_err(|_| e)?
                }
                sent => sent?,
            };
            if found.name() == name && carries(&found.labels(), stamp) {
                return Ok(name.clone());
            }
            let text = format!("there is a volume {name} already");
            Err(Error::new(ErrorKind::AlreadyExists, text).with_resource(name.resource()))
        });
        made.await.map(Started::done)
    }

    async fn destroy_drive(&self, request: &DestroyDrive, run: &mut Run) -> Result<Started<Gone>> {
        id::volume(&request.id)?;
        run.destroy("destroy", async || self.remove(&request.id.resource()).await).await.map(Started::done)
    }
}

impl Docker {
    /// The volume of exactly this name: Podman takes the beginning of a name for the name.
    pub(crate) async fn existing(&self, id: &DriveId) -> Result<VolumeInfo> {
        let info = self.client.volume(id).await?;
        if info.name() == *id {
            return Ok(info);
        }
        let text = format!("there is no volume {id}");
        Err(Error::new(ErrorKind::NotFound, text).with_resource(id.resource()))
    }
}

/// The volumes that containers mount, running or not, and where.
pub(crate) async fn mounted(client: &Client) -> Result<Vec<(DriveId, Attachment)>> {
    let containers = client.containers(true, &Filters::new()).await?;
    let of = |container: &ContainerSummary| {
        let id = container.id();
        volumes(container.mounts()).map(move |(volume, at)| (volume, Attachment::new(id.clone()).at(at)))
    };
    Ok(containers.iter().flat_map(of).collect())
}

/// Of what is mounted the volumes, and where they are.
pub(crate) fn volumes(mounts: Vec<MountInfo>) -> impl Iterator<Item = (DriveId, Text)> {
    let volumes = mounts.into_iter().filter(|mount| mount.kind == "volume");
    volumes.filter_map(|mount| Some((DriveId::new(mount.name?), mount.target)))
}

fn with_users(mut drive: Drive, used_by: Vec<Attachment>) -> Drive {
    if !used_by.is_empty() {
        drive.state = DriveState::Attached;
    }
    drive.used_by = used_by;
    drive
}
