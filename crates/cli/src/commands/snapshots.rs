use super::find::{Target, target};
use super::show::{destroyed, or_none, snapshot as show};
use crate::args::{Following, SnapshotsCommand};
use crate::context::{Asking, Context};
use anycloud::{CreateSnapshot, DestroySnapshot, Mutation, Result, Snapshot, SnapshotId};

pub(super) async fn run(context: &Context, command: SnapshotsCommand) -> Result<()> {
    match command {
        SnapshotsCommand::List => list(context).await,
        SnapshotsCommand::Create { drive, name, tags, following } => {
            let cloud = context.changing().await?;
            let mut request = CreateSnapshot::new(drive.as_str(), name);
            request.tags = tags.into_iter().map(|tag| (tag.name.into(), tag.value.into())).collect();
            // Before the drive is looked for.
            request.check(&cloud.capabilities())?;
            request.drive = cloud.find_drive(&drive).await?.id;
            context.change(&cloud, &request, &following, async |id| show(context, &cloud, &id).await).await
        }
        SnapshotsCommand::Destroy { snapshot, following } => destroy(context, &snapshot, &following).await,
    }
}

async fn list(context: &Context) -> Result<()> {
    let snapshots: Vec<Snapshot> = context.cloud().await?.snapshots().all().await?;
    context.out.list(
        &snapshots,
        &[
            ("ID", |s| s.id.to_string()),
            ("NAME", |s| s.name.to_string()),
            ("STATE", |s| s.state.to_string()),
            ("SIZE", |s| or_none(s.size)),
            ("DRIVE", |s| or_none(s.drive.as_ref())),
            ("CREATED", |s| or_none(s.created)),
        ],
    )
}

async fn destroy(context: &Context, snapshot: &str, following: &Following) -> Result<()> {
    context.can_ask(Asking::Destroying)?;
    let cloud = context.changing().await?;
    let target = target(cloud.find_snapshot(snapshot).await)?;
    let (id, what) = match &target {
        Target::Found(found) => (found.id.clone(), format!("snapshot {} ({})", found.id, found.name)),
        Target::Absent(_) => (SnapshotId::new(snapshot), format!("snapshot {snapshot}, which is not there")),
    };
    context.confirm(Asking::Destroying, &what)?;
    let request = DestroySnapshot::new(id.clone());
    let show = async |gone| destroyed(context, id.as_str(), gone);
    target.judge(context.change(&cloud, &request, following, show).await)
}
