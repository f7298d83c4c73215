//! What a run made: found by its stamp, and destroyed.
//!
//! The service is eventually consistent: what is not found may only not be seen yet. So what a run made counts as gone when
//! it was not seen for as long as a request may take effect, and not before.

use crate::error::Refusal;
use crate::provider::{Ec2, one};
use crate::request::{ModifyInstance, Query};
use crate::tags::{carries, exactly, stamp_filter};
use crate::wire::{Tag, Volume};
use anycloud_core::run::Stamp;
use anycloud_core::{Delivery, DriveId, Error, ErrorKind, Gone, Provider, ResourceKind, ResourceRef, Result};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Servers that are there; terminated ones are shown for an hour.
pub(crate) const THERE: [&str; 5] = ["pending", "running", "shutting-down", "stopped", "stopping"];

/// The longest pause between two looks.
const PAUSE: Duration = Duration::from_secs(5);

impl Ec2 {
    /// Everything of this kind with the stamp of a run.
    pub(crate) async fn stamped(&self, kind: &ResourceKind, stamp: &Stamp) -> Result<Vec<ResourceRef>> {
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

    /// Destroys what a run made; with a server the volumes that were made with it.
    pub(crate) async fn discard(&self, made: &ResourceRef, stamp: &Stamp) -> Result<Gone> {
        let gone = match self.settled(made, || self.tags_of(made)).await {
            Ok(None) => Gone::Already,
            Ok(Some(tags)) if carries(&tags, stamp) => {
                if made.kind == ResourceKind::Server {
                    self.take_along(made, stamp).await?;
                }
                self.remove(made).await?
            }
            Ok(Some(_)) => return Err(stamp.missing_on(made)),
            Err(e) if is_missing(&e, made) => Gone::Already,
            Err(e) => return Err(e),
        };
        if made.kind == ResourceKind::Server {
            for volume in self.stamped_volumes(stamp).await?.iter().filter(|v| v.state() == "available") {
                self.remove(&DriveId::new(volume.id()).resource()).await?;
            }
        }
        Ok(gone)
    }

    /// Destroys a thing. That it is not found is believed when a list does not show it for long enough, either.
    pub(crate) async fn remove(&self, what: &ResourceRef) -> Result<Gone> {
        let over = Instant::now() + self.info().settle;
        loop {
            let missing = match self.destroy(what).await {
                Ok(()) => return Ok(Gone::Destroyed),
                Err(e) if is_missing(&e, what) => e,
                Err(e) => return Err(e),
            };
            match self.settled(what, || self.tags_of(what)).await {
                Ok(Some(_)) if Instant::now() < over => sleep(PAUSE).await,
                // It is shown all the time: whatever was not found, it was not this.
                Ok(Some(_)) => return Err(missing),
                Err(e) if !is_missing(&e, what) => return Err(e),
                // Missing after an attempt whose answer was lost: that one has destroyed it.
                _ if missing.delivery() == Delivery::Unknown => return Ok(Gone::Destroyed),
                _ => return Ok(Gone::Already),
            }
        }
    }

    /// What a look finds, repeated while it does not find the thing, for as long as what is there may not be seen.
    pub(crate) async fn settled<T, Fut>(&self, what: &ResourceRef, look: impl Fn() -> Fut) -> Result<T>
    where
        Fut: Future<Output = Result<T>>,
    {
        let over = Instant::now() + self.info().settle;
        let mut pause = Duration::from_millis(500);
        loop {
            let found = look().await;
            let left = over.saturating_duration_since(Instant::now());
            match &found {
                Err(e) if is_missing(e, what) && !left.is_zero() => sleep(pause.min(left)).await,
                _ => return found,
            }
            pause = (pause * 2).min(PAUSE);
        }
    }

    async fn destroy(&self, what: &ResourceRef) -> Result<()> {
        let (client, id) = (&self.client, &*what.id);
        match what.kind {
            ResourceKind::Address => client.release_address(id).await,
            ResourceKind::Drive => client.delete_volume(id).await,
            ResourceKind::Firewall => client.delete_security_group(id).await,
            ResourceKind::KeyPair => client.delete_key_pair(id).await,
            ResourceKind::Network => client.delete_subnet(id).await,
            ResourceKind::Server => client.terminate_instances(&[id]).await.map(drop),
            ResourceKind::Snapshot => client.delete_snapshot(id).await,
            ref other => Err(cannot(other)),
        }
    }

    /// The volumes that an image gave to a server, and that it lets stay when the server goes.
    async fn take_along(&self, server: &ResourceRef, stamp: &Stamp) -> Result<()> {
        for volume in self.stamped_volumes(stamp).await? {
            for at in volume.attachments() {
                let here = at.instance_id().as_deref() == Some(&*server.id);
                if let (true, Some(false), Some(device)) = (here, at.delete_on_termination(), at.device()) {
                    let change = ModifyInstance::delete_on_termination(&device, true);
                    self.client.modify_instance_attribute(&server.id, &change).await?;
                }
            }
        }
        Ok(())
    }

    async fn stamped_volumes(&self, stamp: &Stamp) -> Result<Vec<Volume>> {
        let query = Query::all().filter(&stamp_filter(), [stamp.text()]);
        self.client.describe_volumes(&query).all().await
    }

    /// The tags of a thing; none at all of one that is shown and gone. A list by filter shows what a call by its id may
    /// not find yet.
    pub(crate) async fn tags_of(&self, what: &ResourceRef) -> Result<Option<Vec<Tag>>> {
        let client = &self.client;
        let by = |filter: &str| Query::all().filter(filter, [exactly(&what.id)]);
        let tags = match what.kind {
            ResourceKind::Address => one(client.describe_addresses(&by("allocation-id")), what).await?.tags(),
            ResourceKind::Drive => {
                let volume = one(client.describe_volumes(&by("volume-id")), what).await?;
                if matches!(volume.state().as_str(), "deleted" | "deleting") {
                    return Ok(None);
                }
                volume.tags()
            }
            ResourceKind::Firewall => {
                one(client.describe_security_groups(&by("group-id")), what).await?.tags()
            }
            ResourceKind::KeyPair => one(client.describe_key_pairs(&by("key-name")), what).await?.tags(),
            ResourceKind::Network => one(client.describe_subnets(&by("subnet-id")), what).await?.tags(),
            ResourceKind::Server => {
                let server = one(client.describe_instances(&by("instance-id")), what).await?;
                if server.state() == "terminated" {
                    return Ok(None);
                }
                server.tags()
            }
            ResourceKind::Snapshot => one(client.describe_snapshots(&by("snapshot-id")), what).await?.tags(),
            ref other => return Err(cannot(other)),
        };
        Ok(Some(tags))
    }
}

/// Whether it is this thing that was not found, and not one that it refers to. A refusal without words names neither.
pub(crate) fn is_missing(error: &Error, what: &ResourceRef) -> bool {
    let named = |refusal: &Refusal| refusal.message().is_empty() || refusal.message().contains(&*what.id);
    error.kind() == ErrorKind::NotFound && Refusal::of(error).is_none_or(named)
}

fn ids<T>(all: Vec<T>, id: impl Fn(&T) -> anycloud_core::Text) -> Vec<String> {
    all.iter().map(|one| id(one).to_string()).collect()
}

fn cannot(kind: &ResourceKind) -> Error {
    let text = format!("this driver makes no {}, so that none is found by a stamp", kind.as_str());
    Error::unsupported(text)
}
