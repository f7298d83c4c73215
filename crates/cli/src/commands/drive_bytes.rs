//! Raw bytes of drives, piece by piece: a drive is larger than memory.

use super::transfer::may_be_made;
use crate::context::Context;
use anycloud::{ByteSize, Cloud, DriveId, Error, ErrorKind, Result};
use bytes::Bytes;
use serde::Serialize;
use std::fs::File;
use std::io::{Read, Write, stdin};
use std::path::Path;

/// As much as one request takes, unless the cloud takes less.
const PIECE: u64 = 4 << 20;

/// What was copied, and where to.
#[derive(Serialize)]
struct Copied<'a> {
    id: &'a DriveId,
    offset: u64,
    bytes: u64,
}

/// From a drive to a file or stdout.
pub(super) async fn read(
    context: &Context,
    drive: &str,
    offset: ByteSize,
    length: Option<ByteSize>,
    to: Option<&Path>,
    force: bool,
) -> Result<()> {
    if context.out.is_json() && to.is_none() {
        return Err(Error::invalid("with -o json stdout holds JSON: say --to FILE for the bytes"));
    }
    if let Some(path) = to {
        may_be_made(path, force)?;
    }
    let cloud = context.cloud().await?;
    let drive = cloud.find_drive(drive).await?;
    let end = match (length, drive.size) {
        (Some(length), _) => offset.0.saturating_add(length.0),
        (None, Some(size)) => size.0,
        (None, None) => return Err(Error::invalid("the drive's size is not known: say --length")),
    };
    let mut file = None;
    let piece = piece(&cloud, |can| can.read_max);
    let mut at = offset.0;
    while at < end {
        let bytes = cloud.read_drive(&drive.id, at, piece.min(end - at)).await?;
        if bytes.is_empty() {
            return Err(Error::new(ErrorKind::Provider, format!("the drive ends at byte {at}")));
        }
        // Not before there is something to put in: what is replaced stays as long as nothing has come.
        if let (Some(path), None) = (to, &file) {
            file = Some(made(path, force)?);
        }
        match (&mut file, to) {
            (Some(file), Some(path)) => file.write_all(&bytes).map_err(|e| failed("written", path, &e))?,
            _ => context.out.bytes(&bytes)?,
        }
        at += bytes.len() as u64;
    }
    if let (Some(path), None) = (to, &file) {
        made(path, force)?;
    }
    match to {
        Some(_) => context.out.one(&Copied { id: &drive.id, offset: offset.0, bytes: at - offset.0 }),
        None => Ok(()),
    }
}

/// From a file or stdin to a drive.
pub(super) async fn write(
    context: &Context,
    drive: &str,
    offset: ByteSize,
    from: Option<&Path>,
) -> Result<()> {
    let cloud = context.cloud().await?;
    let id = cloud.find_drive(drive).await?.id;
    let mut source: Box<dyn Read> = match from {
        Some(path) => Box::new(File::open(path).map_err(|e| failed("read", path, &e))?),
        None => Box::new(stdin()),
    };
    let name = from.unwrap_or(Path::new("stdin"));
    let piece = piece(&cloud, |can| can.write_max);
    let mut at = offset.0;
    loop {
        let mut bytes = Vec::new();
        (&mut source).take(piece).read_to_end(&mut bytes).map_err(|e| failed("read", name, &e))?;
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len() as u64;
        cloud.write_drive(&id, at, Bytes::from(bytes)).await?;
        at += length;
    }
    context.out.one(&Copied { id: &id, offset: offset.0, bytes: at - offset.0 })
}

/// A file for what is read. One that came a moment ago is not replaced unsaid either.
fn made(path: &Path, force: bool) -> Result<File> {
    may_be_made(path, force)?;
    // Devices and pipes are there and are written to.
    let new = !force && !path.exists();
    let file = File::options().write(true).truncate(true).create(!new).create_new(new).open(path);
    file.map_err(|e| failed("written", path, &e))
}

fn piece(cloud: &Cloud, max: impl Fn(&anycloud::DriveCapabilities) -> Option<u64>) -> u64 {
    cloud.capabilities().drives.as_ref().and_then(max).map_or(PIECE, |max| max.clamp(1, PIECE))
}

fn failed(verb: &str, path: &Path, why: &std::io::Error) -> Error {
    Error::invalid(format!("{} cannot be {verb}: {why}", path.display()))
}
