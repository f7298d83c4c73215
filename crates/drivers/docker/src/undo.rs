//! What a run made: found by its stamp, and destroyed.

use crate::filters::Filters;
use crate::provider::Docker;
use crate::tags::{LABEL, carries};
use anycloud_core::run::Stamp;
use anycloud_core::{
    DriveId, Error, ErrorKind, Gone, NetworkId, ResourceKind, ResourceRef, Result, ServerId,
};

impl Docker {
    /// Everything of this kind with the stamp of a run.
    pub(crate) async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        let query = Filters::new().with("label", format!("{LABEL}={}", stamp.text()));
        Ok(match kind {
            ResourceKind::Drive => {
                let all = self.client.volumes(&query).await?;
                all.iter()
                    .filter(|one| carries(&one.labels(), stamp))
                    .map(|one| one.name().resource())
                    .collect()
            }
            ResourceKind::Network => {
                let all = self.client.networks(&query).await?;
                all.iter()
                    .filter(|one| carries(&one.labels(), stamp))
                    .map(|one| one.id().resource())
                    .collect()
            }
            ResourceKind::Server => {
                let all = self.client.containers(true, &query).await?;
                all.iter()
                    .filter(|one| carries(&one.labels(), stamp))
                    .map(|one| one.id().resource())
                    .collect()
            }
            other => return Err(cannot(other)),
        })
    }

    /// Destroys what carries the stamp, and the volumes that a container got by being made, and nothing else.
    pub(crate) async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        let id = &*made.id;
        let labels = match made.kind {
            ResourceKind::Drive => self.client.volume(&DriveId::new(id)).await.map(|one| one.labels()),
            ResourceKind::Network => self.client.network(&NetworkId::new(id)).await.map(|one| one.labels()),
            ResourceKind::Server => self.client.container(&ServerId::new(id)).await.map(|one| one.labels()),
            ref other => return Err(cannot(other)),
        };
        match labels {
            Ok(labels) if carries(&labels, stamp) => self.removed(made, true).await,
            Ok(_) => Err(stamp.missing_on(made)),
            Err(e) if e.kind() == ErrorKind::NotFound => self.gone_already(made).await,
            Err(e) => Err(e),
        }
    }

    /// Removes a thing; a container also if it runs, and without its volumes.
    pub(crate) async fn remove(&self, what: &ResourceRef) -> Result<Gone> {
        self.removed(what, false).await
    }

    /// The volumes of a container that can go with it are those that the engine made for it, without a name.
    async fn removed(&self, what: &ResourceRef, volumes: bool) -> Result<Gone> {
        let id = &*what.id;
        let sent = match what.kind {
            ResourceKind::Drive => self.client.volume_remove(&DriveId::new(id), false).await,
            ResourceKind::Network => self.client.network_remove(&NetworkId::new(id)).await,
            ResourceKind::Server => self.client.container_remove(&ServerId::new(id), true, volumes).await,
            ref other => return Err(cannot(other)),
        };
        match sent {
            Ok(()) => Ok(Gone::Destroyed),
            Err(e) if e.kind() == ErrorKind::NotFound => self.gone_already(what).await,
            Err(e) => Err(e),
        }
    }

    /// After a "not found": only a thing that no list has is gone.
    pub(crate) async fn gone_already(&self, what: &ResourceRef) -> Result<Gone> {
        let (id, all) = (&*what.id, Filters::new());
        let listed = match what.kind {
            ResourceKind::Drive => {
                self.client.volumes(&all).await?.iter().any(|one| one.name().as_str() == id)
            }
            ResourceKind::Network => {
                self.client.networks(&all).await?.iter().any(|one| one.id().as_str() == id)
            }
            ResourceKind::Server => {
                self.client.containers(true, &all).await?.iter().any(|one| one.id().as_str() == id)
            }
            ref other => return Err(cannot(other)),
        };
        if listed {
            // A list may lag behind: worth another look, but not to be believed.
            let text = "the engine says that it is not there, and lists it";
            return Err(Error::new(ErrorKind::Busy, text).with_resource(what.clone()));
        }
        Ok(Gone::Already)
    }
}

fn cannot(kind: &ResourceKind) -> Error {
    let text = format!("no {} of this cloud carries a stamp, so that none is found by one", kind.as_str());
    Error::unsupported(text)
}
