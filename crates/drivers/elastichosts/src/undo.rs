//! What a run made: found by its stamp, and destroyed.

use crate::client::resource_ref;
use crate::provider::ElasticHosts;
use crate::tags::carries;
use anycloud_core::run::Stamp;
use anycloud_core::{Delivery, DriveId, Error, ErrorKind, Gone, ResourceKind, ResourceRef, Result, ServerId};
use std::net::IpAddr;

impl ElasticHosts {
    /// Everything of this kind with the stamp of a run.
    pub(crate) async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        let stamp = stamp.text();
        Ok(match kind {
            ResourceKind::Drive => {
                let all = self.client.drives_info().await?;
                all.iter().filter(|d| carries(d.properties(), &stamp)).map(|d| d.id().resource()).collect()
            }
            ResourceKind::Server => {
                let all = self.client.servers_info().await?;
                all.iter().filter(|s| carries(s.properties(), &stamp)).map(|s| s.id().resource()).collect()
            }
            ResourceKind::Address | ResourceKind::Network => {
                let all = self.client.resources_info().await?;
                let found = all
                    .iter()
                    .filter(|r| carries(r.properties(), &stamp))
                    .map(|r| resource_ref(&r.kind(), &r.id()));
                found.filter(|found| found.kind == *kind).collect()
            }
            other => return Err(cannot(other)),
        })
    }

    /// Destroys what carries the stamp, and nothing else.
    pub(crate) async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        match self.carries(made, &stamp.text()).await? {
            Some(true) => self.remove(made).await,
            Some(false) => Err(stamp.missing_on(made)),
            None => self.gone_already(made).await,
        }
    }

    /// Destroys a thing. It counts as gone before only if the lists do not have it either.
    pub(crate) async fn remove(&self, what: &ResourceRef) -> Result<Gone> {
        let id = &*what.id;
        let sent = match what.kind {
            ResourceKind::Address => self.client.resource_destroy(address_type(id), id).await,
            ResourceKind::Drive => self.client.drive_destroy(&DriveId::new(id)).await,
            ResourceKind::Network => self.client.resource_destroy("vlan", id).await,
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
            Err(e) => Err(e),
        }
    }

    /// After a "not found": only a thing that no list has is gone.
    pub(crate) async fn gone_already(&self, what: &ResourceRef) -> Result<Gone> {
        let same = |id: &str| id.eq_ignore_ascii_case(&what.id);
        let listed = match what.kind {
            ResourceKind::Drive => self.client.drives_list().await?.iter().any(|id| same(id.as_str())),
            ResourceKind::Server => self.client.servers_list().await?.iter().any(|s| same(s.id.as_str())),
            ResourceKind::Address => {
                // One address of version 6 has many spellings.
                let ip: Option<IpAddr> = what.id.parse().ok();
                let all = self.client.resources_list().await?;
                all.iter().any(|(kind, id)| address_type(id) == &**kind && id.parse().ok() == ip)
            }
            _ => {
                let all = self.client.resources_list().await?;
                all.iter().any(|(kind, id)| resource_ref(kind, id).kind == what.kind && same(id))
            }
        };
        if listed {
            // A list may lag behind: worth another look, but not to be believed.
            let text = "the service says that it is not there, and lists it";
            return Err(Error::new(ErrorKind::Busy, text).with_resource(what.clone()));
        }
        Ok(Gone::Already)
    }

    /// Whether the thing is there and carries the stamp; `None` if it is not there.
    async fn carries(&self, what: &ResourceRef, stamp: &str) -> Result<Option<bool>> {
        let id = &*what.id;
        let seen = match what.kind {
            ResourceKind::Address => {
                self.client.resource_info(address_type(id), id).await.map(|r| carries(r.properties(), stamp))
            }
            ResourceKind::Drive => {
                self.client.drive_info(&DriveId::new(id)).await.map(|d| carries(d.properties(), stamp))
            }
            ResourceKind::Network => {
                self.client.resource_info("vlan", id).await.map(|r| carries(r.properties(), stamp))
            }
            ResourceKind::Server => {
                self.client.server_info(&ServerId::new(id)).await.map(|s| carries(s.properties(), stamp))
            }
            ref other => return Err(cannot(other)),
        };
        match seen {
            Ok(carries) => Ok(Some(carries)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }
}

/// The type of the resource that an address is. The document has `ip`; the later service added `ip6`.
fn address_type(id: &str) -> &'static str {
    if id.contains(':') { "ip6" } else { "ip" }
}

fn cannot(kind: &ResourceKind) -> Error {
    Error::unsupported(format!("this cloud makes no {}", kind.as_str()))
}
