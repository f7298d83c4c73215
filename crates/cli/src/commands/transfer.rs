//! Whole images, to a drive and back.

use crate::args::{DownloadArgs, Moving, UploadArgs};
use crate::context::Context;
use crate::meter::Meter;
use crate::progress::Progress;
use anycloud::run::WaitPolicy;
use anycloud::transfer::{Download, ResumeFile, Upload};
use anycloud::{ByteSize, Cloud, CreateDrive, Delivery, DriveId, Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// From a file or stdin to a drive.
pub(super) async fn upload(context: &Context, args: UploadArgs) -> Result<()> {
    let UploadArgs { file, drive, name, offset, no_gzip, skip_zeros, verify, moving } = args;
    let cloud = context.changing().await?;
    let kept = kept(&file, &moving).await?;
    let id = match (&drive, &name) {
        (Some(drive), _) => cloud.find_drive(drive).await?.id,
        (None, Some(name)) => target(context, &cloud, name, &file, offset, kept.as_ref()).await?,
        (None, None) => return Err(Error::invalid("say --drive or --name")),
    };
    let mut meter = Meter::new(context.out);
    let mut upload = Upload::new(&cloud, id.clone())
        .offset(offset.0.0)
        .gzip(!no_gzip)
        .skip_zeros(skip_zeros)
        .verify(verify)
        .patience(patience(&moving))
        .observe(move |event| meter.observe(&event))
        .cancel(&context.cancel());
    if let Some(jobs) = moving.jobs {
        upload = upload.jobs(jobs.get());
    }
    let sent = match &kept {
        Some(kept) => upload.resume(kept).from_file(&file).await,
        None if is_pipe(&file) => upload.from_reader(tokio::io::stdin()).await,
        None => upload.from_reader(opened(tokio::fs::File::open(&file).await, &file)?).await,
    };
    match sent {
        Ok(summary) => context.out.one(&summary),
        Err(error) => {
            way_on(context, kept.as_ref(), &error);
            if name.is_some() {
                context.out.note(&format!(
                    "hint: the drive {id} is kept; to remove it: anycloud drives destroy {id}"
                ));
            }
            Err(error)
        }
    }
}

/// From a drive to a file or stdout.
pub(super) async fn download(context: &Context, args: DownloadArgs) -> Result<()> {
    let DownloadArgs { drive, file, offset, length, force, moving } = args;
    if context.out.is_json() && is_pipe(&file) {
        return Err(Error::invalid("with -o json stdout holds JSON: say a FILE for the bytes"));
    }
    // What was begun before may have its name already: the transfer itself looks closer.
    if !resume_file(&file, &moving).exists() {
        may_be_made(&file, force)?;
    }
    let cloud = context.cloud().await?;
    let id = cloud.find_drive(&drive).await?.id;
    let kept = kept(&file, &moving).await?;
    let mut meter = Meter::new(context.out);
    let mut download = Download::new(&cloud, id)
        .offset(offset.0.0)
        .replace(force)
        .patience(patience(&moving))
        .observe(move |event| meter.observe(&event))
        .cancel(&context.cancel());
    if let Some(jobs) = moving.jobs {
        download = download.jobs(jobs.get());
    }
    if let Some(length) = length {
        download = download.length(length.0.0);
    }
    let read = match &kept {
        Some(kept) => download.resume(kept).to_file(&file).await,
        None if is_pipe(&file) => return download.to_writer(tokio::io::stdout()).await.map(drop),
        None => {
            let device = tokio::fs::OpenOptions::new().write(true).open(&file).await;
            let mut device = opened(device, &file)?;
            match download.to_writer(&mut device).await {
                Ok(summary) => on_disk(&device, &file).await.map(|()| summary),
                failed => failed,
            }
        }
    };
    match read {
        Ok(summary) => context.out.one(&summary),
        Err(error) => {
            if error.kind() == ErrorKind::AlreadyExists {
                context.out.note("hint: --force replaces it");
            }
            way_on(context, kept.as_ref(), &error);
            Err(error)
        }
    }
}

/// The drive of this name that an earlier upload of the same file has made, or else a new one.
async fn target(
    context: &Context,
    cloud: &Cloud,
    name: &str,
    file: &Path,
    offset: crate::args::Amount,
    kept: Option<&ResumeFile>,
) -> Result<DriveId> {
    let Some(kept) = kept else {
        return Err(Error::invalid(
            "how much comes through a pipe is not known: make the drive first, and say --drive",
        ));
    };
    if let Some(before) = kept.unfinished().await? {
        let (id, path) = (before.drive, kept.path().display());
        let conflict = |text: String| Error::unsent(ErrorKind::Conflict, text);
        if before.realm == cloud.info().realm {
            match cloud.drive(&id).await {
                Ok(drive) if drive.name == name => {
                    context.out.note(&format!("going on with the drive {id}"));
                    return Ok(id);
                }
                Err(e) if e.kind() == ErrorKind::NotFound => {
                    let text = format!(
                        "the drive {id}, which {path} is of, is gone: remove {path} to make a new one"
                    );
                    return Err(conflict(text).with_resource(id.resource()));
                }
                Err(e) => return Err(e),
                Ok(_) => {}
            }
        }
        return Err(conflict(format!(
            "{path} is of an upload to another drive, {id}: finish that, or remove the file"
        )));
    }
    let bytes = opened(std::fs::metadata(file), file)?.len();
    if bytes == 0 {
        return Err(Error::invalid("the image is empty"));
    }
    let least =
        cloud.capabilities().drives.as_ref().and_then(|can| can.size_bytes).map_or(0, |size| size.min);
    let size = ByteSize(offset.0.0.saturating_add(bytes).max(least));
    let mut progress = Progress::new(context.out);
    let create = CreateDrive::new(name).size(size);
    let id = kept.new_drive(cloud, &create, &context.cancel(), move |event| progress.observe(&event)).await?;
    context.out.note(&format!("the new drive is {id}"));
    Ok(id)
}

/// Where the state of this transfer is kept, for this process alone; `None` for what cannot be read or written twice.
async fn kept(file: &Path, moving: &Moving) -> Result<Option<ResumeFile>> {
    if is_pipe(file) || std::fs::metadata(file).is_ok_and(|there| !there.is_file()) {
        return Ok(None);
    }
    ResumeFile::open(resume_file(file, moving)).await.map(Some)
}

fn resume_file(file: &Path, moving: &Moving) -> PathBuf {
    moving.resume_file.clone().unwrap_or_else(|| {
        let mut name = file.as_os_str().to_owned();
        name.push(".anycloud");
        name.into()
    })
}

/// Refuses to replace a file, unless that is wanted. Devices and pipes are written to, and nothing of them is lost.
pub(super) fn may_be_made(file: &Path, force: bool) -> Result<()> {
    if force || !std::fs::metadata(file).is_ok_and(|there| there.is_file()) {
        return Ok(());
    }
    let text = format!("{} is there already: --force replaces it", file.display());
    Err(Error::unsent(ErrorKind::AlreadyExists, text))
}

fn is_pipe(file: &Path) -> bool {
    file == Path::new("-")
}

fn patience(moving: &Moving) -> WaitPolicy {
    let limit = moving.retry_for.0;
    WaitPolicy::new(Duration::from_millis(500).min(limit / 4), Duration::from_secs(10), limit)
}

fn way_on(context: &Context, kept: Option<&ResumeFile>, error: &Error) {
    // What is refused as it stands, before anything is sent, is refused again, and says itself what helps.
    let refused = matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::Conflict);
    let again = !(refused && error.delivery() == Delivery::NotSent);
    if again && kept.is_some_and(|kept| kept.path().exists()) {
        context.out.note("hint: to go on, say the same again: only what is missing travels");
    }
}

/// What was written to a disk is on it before success is told. Pipes and terminals have nothing to wait for.
async fn on_disk(device: &tokio::fs::File, file: &Path) -> Result<()> {
    match device.sync_all().await {
        Err(e) if e.kind() != std::io::ErrorKind::InvalidInput => {
            let text = format!("{} cannot be written: {e}", file.display());
            Err(Error::unsent(ErrorKind::LocalIo, text).with_source(e))
        }
        _ => Ok(()),
    }
}

fn opened<T>(outcome: std::io::Result<T>, file: &Path) -> Result<T> {
    outcome.map_err(|e| Error::invalid(format!("{} cannot be opened: {e}", file.display())))
}
