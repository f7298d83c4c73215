//! Snapshots of volumes: a part of the drives' facet.

use crate::provider::{Ec2, one};
use crate::request::Query;
use crate::tags;
use anycloud_core::run::{Recover, Run};
use anycloud_core::{
    CreateSnapshot, DestroySnapshot, Goal, Gone, Listing, Result, Snapshot, SnapshotId, Started,
};

impl Ec2 {
    pub(crate) fn own_snapshots(&self) -> Listing<Snapshot> {
        let own = Query::all().set("Owner.1", "self");
        self.client.describe_snapshots(&own).map(|snapshot| snapshot.to_snapshot())
    }

    pub(crate) async fn one_snapshot(&self, id: &SnapshotId) -> Result<Snapshot> {
        let found = self.client.describe_snapshots(&Query::ids([id.as_str()]));
        Ok(one(found, &id.resource()).await?.to_snapshot())
    }

    pub(crate) async fn make_snapshot(
        &self,
        request: &CreateSnapshot,
        run: &mut Run,
    ) -> Result<Started<SnapshotId>> {
        tags::check(&request.tags)?;
        let make = run.make("snapshot", Recover::Find, async |stamp| {
            let stamp = stamp.text();
            let tags = tags::new(&request.name, &request.tags, &stamp);
            let made = self.client.create_snapshot(request.drive.as_str(), &request.name, &tags).await?;
            Ok(SnapshotId::new(made.id()))
        });
        let id: SnapshotId = make.await?;
        let whole = self.watch(id.resource(), Goal::Ready);
        Ok(Started::watch(id, whole))
    }

    pub(crate) async fn drop_snapshot(
        &self,
        request: &DestroySnapshot,
        run: &mut Run,
    ) -> Result<Started<Gone>> {
        run.destroy("destroy", async || self.remove(&request.id.resource()).await).await.map(Started::done)
    }
}
