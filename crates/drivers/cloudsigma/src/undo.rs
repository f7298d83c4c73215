//! What a run made: found by its mark, and destroyed.

use crate::config::PROVIDER;
use crate::provider::{CloudSigma, refused};
use crate::wire::{DriveInfo, ServerInfo, carries};
use anycloud_core::run::Stamp;
use anycloud_core::{
    AddressId, Delivery, DriveId, Error, ErrorKind, Gone, NetworkId, ResourceKind, ResourceRef, Result,
    ServerId,
};
use anycloud_elastic_family::{ClaimType, Status};

/// The step that copies a server: its mark is on the server alone, and the copies of drives go with that.
pub(crate) const CLONE: &str = "clone";

impl CloudSigma {
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

    /// Everything of this kind with the mark of a run.
    pub(crate) async fn marked(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
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
                all.iter().filter(|s| carries(s.properties(), stamp)).map(|s| s.id().resource()).collect()
            }
            other => return Err(cannot(other)),
        })
    }

    /// Destroys what carries the mark, and nothing else.
    pub(crate) async fn undo(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        let id = &*made.id;
        let seen = match made.kind {
            ResourceKind::Drive => {
                self.client.drive_info(&DriveId::new(id)).await.map(|d| carries(d.properties(), stamp))
            }
            ResourceKind::Network => {
                self.client.vlan_info(&NetworkId::new(id)).await.map(|v| carries(v.properties(), stamp))
            }
            ResourceKind::Server => match self.client.server_info(&ServerId::new(id)).await {
                Ok(info) if carries(info.properties(), stamp) => return self.undo_server(&info, stamp).await,
                other => other.map(|_| false),
            },
            ref other => return Err(cannot(other)),
        };
        match seen {
            Ok(true) => self.remove(made).await,
            Ok(false) => {
                let text = "it does not carry the mark of the operation that would remove it";
                Err(refused(ErrorKind::Conflict, text).with_resource(made.clone()))
            }
            Err(e) if e.kind() == ErrorKind::NotFound => self.gone_already(made).await,
            Err(e) => Err(e),
        }
    }

    /// The service refuses to destroy a server that runs. A copied server takes its copies of drives along.
    async fn undo_server(&self, info: &ServerInfo, stamp: &Stamp) -> Result<Gone> {
        let id = info.id();
        if matches!(info.status(), Status::Active | Status::Paused) {
            self.client.server_stop(&id).await?;
            if self.client.server_info(&id).await?.status() == Status::Active {
                let text = "the server is being stopped, so that it can be destroyed";
                return Err(Error::new(ErrorKind::Busy, text).with_resource(id.resource()));
            }
        }
        let copies =
            if stamp.text().ends_with(&format!("-{CLONE}")) { self.copies(info).await? } else { Vec::new() };
        let gone = self.remove(&id.resource()).await?;
        for drive in copies {
            self.remove(&drive.resource()).await?;
        }
        Ok(gone)
    }

    /// The drives that came into being with a copied server: exclusive ones of the account that no other server has.
    /// Shared and standard drives are not copied but attached.
    async fn copies(&self, server: &ServerInfo) -> Result<Vec<DriveId>> {
        let (drives, servers) = (self.client.drives_info().await?, self.client.servers_info().await?);
        let elsewhere = |drive: &DriveId| {
            let others = servers.iter().filter(|other| other.id() != server.id());
            others.flat_map(|other| other.devices()).any(|attached| attached.drive == *drive)
        };
        let attached = server.devices();
        let own = |drive: &&DriveInfo| {
            drive.claim_type() == ClaimType::Exclusive && attached.iter().any(|a| a.drive == drive.id())
        };
        Ok(drives.iter().filter(own).map(|d| d.id()).filter(|id| !elsewhere(id)).collect())
    }

    /// After a "not found": only a thing that no list has is gone.
    pub(crate) async fn gone_already(&self, what: &ResourceRef) -> Result<Gone> {
        if self.listed(what).await? {
            // A list may lag behind: worth another look, but not to be believed.
            let text = "the service says that it is not there, and lists it";
            return Err(Error::new(ErrorKind::Busy, text)
                .with_provider(PROVIDER)
                .with_resource(what.clone()));
        }
        Ok(Gone::Already)
    }
}

fn cannot(kind: &ResourceKind) -> Error {
    let text = format!("nothing can mark a {} of this cloud, so that none is found by a mark", kind.as_str());
    Error::unsupported(text).with_provider(PROVIDER)
}
