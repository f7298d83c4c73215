//! What a run made: found by its stamp, and destroyed.
//!
//! The service is eventually consistent: what is not found may only not be seen yet. So what a run made counts as gone when
//! it was not seen for as long as a request may take effect, and not before.

use crate::provider::{Ec2, one, refused};
use crate::request::Query;
use crate::tags::{carries, stamp_filter};
use crate::wire::Tag;
use anycloud_core::run::Stamp;
use anycloud_core::{Delivery, ErrorKind, Gone, Provider, ResourceKind, ResourceRef, Result};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Servers that are there; terminated ones are shown for an hour.
pub(crate) const THERE: [&str; 5] = ["pending", "running", "shutting-down", "stopped", "stopping"];

/// The longest pause between two looks.
const PAUSE: Duration = Duration::from_secs(5);

impl Ec2 {
    /// Everything of this kind that carries the stamp.
    pub(crate) async fn marked(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
        let query = Query::all().filter(&stamp_filter(), [stamp.text()]);
        let client = &self.client;
        let ids = match kind {
            ResourceKind::Address => {
                ids(client.describe_addresses(&query).all().await?, |a| a.allocation_id().unwrap_or_default())
            }
            ResourceKind::Drive => ids(client.describe_volumes(&query).all().await?, |v| v.id()),
            ResourceKind::Firewall => ids(client.describe_security_groups(&query).all().await?, |g| g.id()),
            ResourceKind::KeyPair => ids(client.describe_key_pairs(&query).all().await?, |k| k.name()),
            ResourceKind::Network => ids(client.describe_subnets(&query).all().await?, |s| s.id()),
            ResourceKind::Server => {
                let there = query.filter("instance-state-name", THERE);
                ids(client.describe_instances(&there).all().await?, |i| i.id())
            }
            ResourceKind::Snapshot => {
                let own = query.set("Owner.1", "self");
                ids(client.describe_snapshots(&own).all().await?, |s| s.id())
            }
            other => return Err(cannot(other)),
        };
        Ok(ids.into_iter().map(|id| ResourceRef::new(kind.clone(), id)).collect())
    }

    /// Destroys what a run made.
    pub(crate) async fn undo(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        let over = Instant::now() + self.info().settle;
        let mut pause = Duration::from_millis(500);
        loop {
            match self.tags_of(made).await {
                Ok(None) => return Ok(Gone::Already),
                Ok(Some(tags)) if carries(&tags, stamp) => return self.remove(made).await,
                Ok(Some(_)) => {
                    let text = "it does not carry the stamp of the operation that would remove it";
                    return Err(refused(ErrorKind::Conflict, text).with_resource(made.clone()));
                }
                Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
                Err(_) => {}
            }
            let left = over.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Gone::Already);
            }
            sleep(pause.min(left)).await;
            pause = (pause * 2).min(PAUSE);
        }
    }

    /// Destroys a thing.
    pub(crate) async fn remove(&self, what: &ResourceRef) -> Result<Gone> {
        let (client, id) = (&self.client, &*what.id);
        let sent = match what.kind {
            ResourceKind::Address => client.release_address(id).await,
            ResourceKind::Drive => client.delete_volume(id).await,
            ResourceKind::Firewall => client.delete_security_group(id).await,
            ResourceKind::KeyPair => client.delete_key_pair(id).await,
            ResourceKind::Network => client.delete_subnet(id).await,
            ResourceKind::Server => client.terminate_instances(&[id]).await.map(drop),
            ResourceKind::Snapshot => client.delete_snapshot(id).await,
            ref other => return Err(cannot(other)),
        };
        match sent {
            Ok(()) => Ok(Gone::Destroyed),
            // Missing after an attempt whose answer was lost: that one has destroyed it.
            Err(e) if e.kind() == ErrorKind::NotFound && e.delivery() == Delivery::Unknown => {
                Ok(Gone::Destroyed)
            }
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(Gone::Already),
            Err(e) => Err(e),
        }
    }

    /// The tags of a thing; none at all of one that is shown and gone.
    async fn tags_of(&self, what: &ResourceRef) -> Result<Option<Vec<Tag>>> {
        let (client, query) = (&self.client, Query::ids([&*what.id]));
        let tags = match what.kind {
            ResourceKind::Address => one(client.describe_addresses(&query), what).await?.tags(),
            ResourceKind::Drive => one(client.describe_volumes(&query), what).await?.tags(),
            ResourceKind::Firewall => one(client.describe_security_groups(&query), what).await?.tags(),
            ResourceKind::KeyPair => {
                one(client.describe_key_pairs(&Query::names([&*what.id])), what).await?.tags()
            }
            ResourceKind::Network => one(client.describe_subnets(&query), what).await?.tags(),
            ResourceKind::Server => {
                let server = one(client.describe_instances(&query), what).await?;
                if server.state() == "terminated" {
                    return Ok(None);
                }
                server.tags()
            }
            ResourceKind::Snapshot => one(client.describe_snapshots(&query), what).await?.tags(),
            ref other => return Err(cannot(other)),
        };
        Ok(Some(tags))
    }
}

fn ids<T>(all: Vec<T>, id: impl Fn(&T) -> anycloud_core::Text) -> Vec<String> {
    all.iter().map(|one| id(one).to_string()).collect()
}

fn cannot(kind: &ResourceKind) -> anycloud_core::Error {
    let text = format!("this driver makes no {}, so that none is found by a stamp", kind.as_str());
    anycloud_core::Error::unsupported(text).with_provider(crate::PROVIDER)
}
