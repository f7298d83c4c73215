use super::drive_bytes::{read, write};
use super::find::{Target, image, target};
use super::show::{describe_drive, destroyed, drive as show, joined, or_none};
use super::transfer::{download, upload};
use crate::args::{DrivesCommand, Following};
use crate::context::{Asking, Context};
use anycloud::{
    AttachDrive, CloneDrive, Cloud, CreateDrive, DestroyDrive, DetachDrive, DriveId, ErrorKind, ImageDrive,
    Result, UpdateDrive,
};

pub(super) async fn run(context: &Context, command: DrivesCommand) -> Result<()> {
    match command {
        DrivesCommand::List => list(context).await,
        DrivesCommand::Show { drive } => context.out.one(&context.cloud().await?.find_drive(&drive).await?),
        DrivesCommand::Create { name, size, snapshot, location, tags, following } => {
            let mut request = CreateDrive::new(name);
            request.location = location.map(Into::into);
            request.size = size.map(|size| size.0);
            request.tags = tags.into_iter().map(|tag| (tag.name.into(), tag.value.into())).collect();
            create(context, request, snapshot.as_deref(), &following).await
        }
        DrivesCommand::Clone { drive, name, size, following } => {
            let mut request = CloneDrive::new("", name);
            request.size = size.map(|size| size.0);
            clone(context, &drive, request, &following).await
        }
        DrivesCommand::Image { drive, image, following } => {
            write_image(context, &drive, &image, &following).await
        }
        DrivesCommand::Update { drive, name, tags, no_tags, following } => {
            let mut request = UpdateDrive::new("");
            request.name = name.map(Into::into);
            if no_tags || !tags.is_empty() {
                request =
                    request.tags(tags.into_iter().map(|tag| (tag.name.into(), tag.value.into())).collect());
            }
            update(context, &drive, request, &following).await
        }
        DrivesCommand::Resize { drive, size, following } => {
            update(context, &drive, UpdateDrive::new("").size(size.0), &following).await
        }
        DrivesCommand::Attach { drive, server, device, following } => {
            attach(context, &drive, &server, device, &following).await
        }
        DrivesCommand::Detach { drive, server, following } => {
            detach(context, &drive, &server, &following).await
        }
        DrivesCommand::Destroy { drive, expect_name, following } => {
            destroy(context, &drive, expect_name, &following).await
        }
        DrivesCommand::Read { drive, offset, length, to, force } => {
            read(context, &drive, offset.0, length.map(|length| length.0), to.as_deref(), force).await
        }
        DrivesCommand::Upload(args) => upload(context, args).await,
        DrivesCommand::Download(args) => download(context, args).await,
        DrivesCommand::Write { drive, offset, from } => {
            write(context, &drive, offset.0, from.as_deref()).await
        }
    }
}

async fn create(
    context: &Context,
    mut request: CreateDrive,
    snapshot: Option<&str>,
    following: &Following,
) -> Result<()> {
    let cloud = context.changing().await?;
    if let Some(snapshot) = snapshot {
        request = request.snapshot(cloud.find_snapshot(snapshot).await?.id);
    }
    context.change(&cloud, &request, following, async |id| show(context, &cloud, &id).await).await
}

async fn clone(context: &Context, drive: &str, mut request: CloneDrive, following: &Following) -> Result<()> {
    let cloud = context.changing().await?;
    request.source = copyable(&cloud, drive).await?;
    context.change(&cloud, &request, following, async |id| show(context, &cloud, &id).await).await
}

async fn write_image(context: &Context, drive: &str, wanted: &str, following: &Following) -> Result<()> {
    let cloud = context.changing().await?;
    let id = cloud.find_drive(drive).await?.id;
    let request = ImageDrive::new(id.clone(), image(&cloud, wanted).await?);
    context.change(&cloud, &request, following, async |()| show(context, &cloud, &id).await).await
}

async fn attach(
    context: &Context,
    drive: &str,
    server: &str,
    device: Option<String>,
    following: &Following,
) -> Result<()> {
    let cloud = context.changing().await?;
    let (id, server) = (cloud.find_drive(drive).await?.id, cloud.find_server(server).await?.id);
    let mut request = AttachDrive::new(id.clone(), server);
    request.device = device.map(Into::into);
    context.change(&cloud, &request, following, async |()| show(context, &cloud, &id).await).await
}

async fn detach(context: &Context, drive: &str, server: &str, following: &Following) -> Result<()> {
    let cloud = context.changing().await?;
    let (id, server) = (cloud.find_drive(drive).await?.id, cloud.find_server(server).await?.id);
    let request = DetachDrive::new(id.clone(), server);
    context.change(&cloud, &request, following, async |()| show(context, &cloud, &id).await).await
}

async fn list(context: &Context) -> Result<()> {
    let drives = context.cloud().await?.drives().all().await?;
    context.out.list(
        &drives,
        &[
            ("ID", |d| d.id.to_string()),
            ("NAME", |d| d.name.to_string()),
            ("STATE", |d| d.state.to_string()),
            ("SIZE", |d| or_none(d.size)),
            ("SERVERS", |d| joined(d.used_by.iter().map(|attachment| &attachment.server))),
        ],
    )
}

/// A drive of the account or, failing that, an image of the service: both can be copied.
async fn copyable(cloud: &Cloud, wanted: &str) -> Result<DriveId> {
    match cloud.find_drive(wanted).await {
        Ok(drive) => Ok(drive.id),
        Err(e) if e.kind() == ErrorKind::NotFound => match image(cloud, wanted).await {
            Ok(image) => Ok(DriveId::new(image.as_str())),
            Err(_) => Err(e),
        },
        Err(e) => Err(e),
    }
}

async fn update(
    context: &Context,
    drive: &str,
    mut request: UpdateDrive,
    following: &Following,
) -> Result<()> {
    let cloud = context.changing().await?;
    let id = cloud.find_drive(drive).await?.id;
    request.id = id.clone();
    context.change(&cloud, &request, following, async |()| show(context, &cloud, &id).await).await
}

async fn destroy(
    context: &Context,
    drive: &str,
    expect_name: Option<String>,
    following: &Following,
) -> Result<()> {
    context.can_ask(Asking::Destroying)?;
    let cloud = context.changing().await?;
    let target = target(cloud.find_drive(drive).await)?;
    let (id, what) = match &target {
        Target::Found(found) => (found.id.clone(), describe_drive(found)),
        Target::Absent(_) => (DriveId::new(drive), format!("drive {drive}, which is not there")),
    };
    context.confirm(Asking::Destroying, &what)?;
    let mut request = DestroyDrive::new(id.clone());
    request.expect_name = expect_name.map(Into::into);
    let show = async |gone| destroyed(context, id.as_str(), gone);
    target.judge(context.change(&cloud, &request, following, show).await)
}
