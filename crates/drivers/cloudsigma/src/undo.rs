//! What a run made: found by its stamp, and destroyed.
//!
//! A copied server is the odd one: one request makes it and copies of its drives, and the stamp of that request is in
//! the server's name alone. So before such a server is destroyed its copies get the stamp too. Whatever dies between
//! the two, whoever undoes it again finds the copies that are left.

use crate::provider::CloudSigma;
use crate::wire::{DriveInfo, NAME_MAX, ServerInfo, carries, stamped};
use anycloud_core::run::{Made, Stamp};
use anycloud_core::{
    AddressId, Delivery, DriveId, Error, ErrorKind, Gone, NetworkId, ResourceKind, ResourceRef, Result,
    ServerId,
};
use anycloud_elastic_family::{ClaimType, Configured, DriveConfig, Status};
use serde::{Deserialize, Serialize};

/// The step that copies a server.
pub(crate) const CLONE: &str = "clone";

/// A copied server and the copies of drives that it came with.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Copied {
    pub(crate) server: ServerId,
    pub(crate) drives: Vec<DriveId>,
}

impl Made for Copied {
    fn kind() -> Option<ResourceKind> {
        Some(ResourceKind::Server)
    }

    /// Undo goes from the end: the server before its drives.
    fn resources(&self) -> Vec<ResourceRef> {
        self.drives.iter().map(DriveId::resource).chain([self.server.resource()]).collect()
    }

    fn adopt(found: Vec<ResourceRef>) -> Option<Self> {
        let (servers, drives): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|one| one.kind == ResourceKind::Server);
        let [server] = <[ResourceRef; 1]>::try_from(servers).ok()?;
        let drives = drives.into_iter().map(|drive| DriveId::new(drive.id)).collect();
        Some(Self { server: ServerId::new(server.id), drives })
    }
}

impl CloudSigma {
    /// Everything of this kind with the stamp of a run.
    pub(crate) async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        Ok(match kind {
            ResourceKind::Drive => {
                let all = self.client.drives_info().await?;
                all.iter().filter(|d| carries(d.properties(), stamp)).map(|d| d.id().resource()).collect()
            }
            ResourceKind::Network => {
                let all = self.vlans().await?;
                let found = all.iter().filter(|vlan| carries(vlan.properties(), stamp));
                found.map(|vlan| NetworkId::new(vlan.id()).resource()).collect()
            }
            ResourceKind::Server => {
                let all = self.client.servers_info().await?;
                let found: Vec<_> = all.iter().filter(|s| carries(s.properties(), stamp)).collect();
                let mut made = Vec::new();
                if copies(stamp) {
                    made = self.copies_left(&found, &all, stamp).await?;
                }
                made.extend(found.iter().map(|server| server.id().resource()));
                made
            }
            other => return Err(cannot(other)),
        })
    }

    /// Destroys what carries the stamp, and nothing else.
    pub(crate) async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        let id = &*made.id;
        let seen = match made.kind {
            ResourceKind::Drive => match self.client.drive_info(&DriveId::new(id)).await {
                Ok(info) if copies(stamp) && carries(info.properties(), stamp) => {
                    self.unused(&info.id()).await.map(|()| true)
                }
                other => other.map(|d| carries(d.properties(), stamp)),
            },
            ResourceKind::Network => {
                self.client.vlan_info(&NetworkId::new(id)).await.map(|v| carries(v.properties(), stamp))
            }
            ResourceKind::Server => match self.client.server_info(&ServerId::new(id)).await {
                Ok(info) if carries(info.properties(), stamp) => {
                    return self.discard_server(&info, stamp).await;
                }
                other => other.map(|_| false),
            },
            ref other => return Err(cannot(other)),
        };
        match seen {
            Ok(true) => self.remove(made).await,
            Ok(false) => Err(stamp.missing_on(made)),
            Err(e) if e.kind() == ErrorKind::NotFound => self.gone_already(made).await,
            Err(e) => Err(e),
        }
    }

    /// Destroys a thing. It counts as gone before only if the lists do not have it either.
    pub(crate) async fn remove(&self, what: &ResourceRef) -> Result<Gone> {
        let id = &*what.id;
        let sent = match what.kind {
            ResourceKind::Address => self.client.ip_destroy(&AddressId::new(id)).await,
            ResourceKind::Drive => self.client.drive_destroy(&DriveId::new(id)).await,
            ResourceKind::Network => self.client.vlan_destroy(&NetworkId::new(id)).await,
            ResourceKind::Server => self.client.server_destroy(&ServerId::new(id)).await,
            ref other => return Err(cannot(other)),
        };
        match sent {
            Ok(()) => Ok(Gone::Destroyed),
            Err(e) if e.kind() == ErrorKind::NotFound => {
                // Missing after an attempt whose answer was lost: that one has destroyed it.
                let ours = e.delivery() == Delivery::Unknown;
                self.gone_already(what).await.map(|gone| if ours { Gone::Destroyed } else { gone })
            }
            // What goes by GET is not sent again. The list tells whether it acted.
            Err(e) if e.delivery() == Delivery::Unknown => match self.listed(what).await {
                Ok(false) => Ok(Gone::Destroyed),
                _ => Err(e),
            },
            Err(e) => Err(e),
        }
    }

    /// After a "not found": only a thing that no list has is gone.
    pub(crate) async fn gone_already(&self, what: &ResourceRef) -> Result<Gone> {
        if self.listed(what).await? {
            // A list may lag behind: worth another look, but not to be believed.
            let text = "the service says that it is not there, and lists it";
            return Err(Error::new(ErrorKind::Busy, text).with_resource(what.clone()));
        }
        Ok(Gone::Already)
    }

    /// Whether a list has it.
    pub(crate) async fn listed(&self, what: &ResourceRef) -> Result<bool> {
        let same = |id: &str| id.eq_ignore_ascii_case(&what.id);
        Ok(match what.kind {
            ResourceKind::Address => self.client.ips_list().await?.iter().any(|id| same(id.as_str())),
            ResourceKind::Drive => self.client.drives_list().await?.iter().any(|id| same(id.as_str())),
            ResourceKind::Network => self.client.vlans_list().await?.iter().any(|id| same(id.as_str())),
            _ => self.client.servers_list().await?.iter().any(|id| same(id.as_str())),
        })
    }

    /// The service refuses to destroy a server that runs. Nothing but a copied server tells which drives came with it,
    /// so that these get its stamp before it goes.
    async fn discard_server(&self, info: &ServerInfo, stamp: &Stamp) -> Result<Gone> {
        let id = info.id();
        if matches!(info.status(), Status::Active | Status::Paused) {
            self.client.server_stop(&id).await?;
            if self.client.server_info(&id).await?.status() == Status::Active {
                let text = "the server is being stopped, so that it can be destroyed";
                return Err(Error::new(ErrorKind::Busy, text).with_resource(id.resource()));
            }
        }
        if copies(stamp) && !info.devices().is_empty() {
            let (drives, servers) = (self.client.drives_info().await?, self.client.servers_info().await?);
            let bare = own(info, &drives, &servers).filter(|drive| !carries(drive.properties(), stamp));
            for drive in bare {
                // A name that the service cuts off would lose its stamp, and one with a line break cannot be sent.
                let plain = |c: char| if c.is_control() { ' ' } else { c };
                let title: String = drive.title().chars().map(plain).take(NAME_MAX).collect();
                let config = DriveConfig::new().name(&stamped(&title, stamp));
                self.client.drive_set(&drive.id(), &config).await?;
            }
        }
        self.remove(&id.resource()).await
    }

    /// The drives that came with these copied servers, and those that such a server has left behind with its stamp.
    async fn copies_left(
        &self,
        copied: &[&ServerInfo],
        servers: &[ServerInfo],
        stamp: &Stamp,
    ) -> Result<Vec<ResourceRef>> {
        let drives = self.client.drives_info().await?;
        let with: Vec<DriveId> =
            copied.iter().flat_map(|server| own(server, &drives, servers)).map(|drive| drive.id()).collect();
        let left = |drive: &&DriveInfo| carries(drive.properties(), stamp) || with.contains(&drive.id());
        Ok(drives.iter().filter(left).map(|drive| drive.id().resource()).collect())
    }
}

/// Whether it is the stamp of a copied server.
fn copies(stamp: &Stamp) -> bool {
    stamp.step() == CLONE
}

/// The drives that came into being with a copied server: exclusive ones of the account that no other server has.
/// Shared and standard drives are not copied but attached.
fn own<'a>(
    server: &ServerInfo,
    drives: &'a [DriveInfo],
    servers: &[ServerInfo],
) -> impl Iterator<Item = &'a DriveInfo> {
    let others = servers.iter().filter(|other| other.id() != server.id());
    let others = Configured::of(others.map(|info| &**info));
    let attached = server.devices();
    drives.iter().filter(move |drive| {
        let id = drive.id();
        drive.claim_type() == ClaimType::Exclusive
            && attached.iter().any(|one| one.drive == id)
            && others.servers(&id).is_empty()
    })
}

fn cannot(kind: &ResourceKind) -> Error {
    let text = format!("no {} of this cloud carries a stamp, so that none is found by one", kind.as_str());
    Error::unsupported(text)
}
