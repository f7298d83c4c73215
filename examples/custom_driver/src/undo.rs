//! What a run made: found by its stamp, and destroyed.

use crate::provider::Loft;
use anycloud_core::run::Stamp;
use anycloud_core::{DriveId, Error, ErrorKind, Gone, ResourceKind, ResourceRef, Result, ServerId};

impl Loft {
    /// Everything of this kind with the stamp of a run.
    pub(crate) async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        match kind {
            ResourceKind::Drive => {
                let all = self.client.disks().await?;
                Ok(all.iter().filter(|disk| disk.carries(stamp)).map(|disk| disk.id().resource()).collect())
            }
            ResourceKind::Server => {
                let all = self.client.machines().await?;
                let ours = all.iter().filter(|machine| machine.carries(stamp));
                Ok(ours.map(|machine| machine.id().resource()).collect())
            }
            other => Err(cannot(other)),
        }
    }

    /// Destroys what carries the stamp, and nothing else.
    pub(crate) async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        let carries = match made.kind {
            ResourceKind::Drive => {
                self.client.disk(&DriveId::new(&*made.id)).await.map(|disk| disk.carries(stamp))
            }
            ResourceKind::Server => {
                self.client.machine(&ServerId::new(&*made.id)).await.map(|machine| machine.carries(stamp))
            }
            ref other => return Err(cannot(other)),
        };
        match carries {
            Ok(true) => self.remove(made).await,
            Ok(false) => Err(stamp.missing_on(made)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(Gone::Already),
            Err(e) => Err(e),
        }
    }

    /// Destroys a thing; one that is gone already is no error.
    pub(crate) async fn remove(&self, thing: &ResourceRef) -> Result<Gone> {
        let sent = match thing.kind {
            ResourceKind::Drive => self.client.destroy_disk(&DriveId::new(&*thing.id)).await,
            ResourceKind::Server => self.client.destroy_machine(&ServerId::new(&*thing.id)).await,
            ref other => return Err(cannot(other)),
        };
        match sent {
            Ok(()) => Ok(Gone::Destroyed),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(Gone::Already),
            Err(e) => Err(e),
        }
    }
}

fn cannot(kind: &ResourceKind) -> Error {
    Error::unsupported(format!("this cloud makes no {}", kind.as_str()))
}
