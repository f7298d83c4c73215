//! From what a person wrote to the one thing that is meant.

use anycloud::{Cloud, DriveId, Error, ErrorKind, ImageId, Result, Support, Text};

/// The image of this id, or the only one of this name. Text that no list knows may still be an id: a drive
/// can be copied, too, and some images are not listed.
pub(super) async fn image(cloud: &Cloud, wanted: &str) -> Result<ImageId> {
    image_and_architecture(cloud, wanted).await.map(|(image, _)| image)
}

/// The same, and what processors it runs on, if the cloud tells.
pub(super) async fn image_and_architecture(cloud: &Cloud, wanted: &str) -> Result<(ImageId, Option<Text>)> {
    let (id, architecture) = match cloud.find_image(wanted).await {
        Ok(image) => (Ok(image.id), image.architecture),
        Err(e) if e.kind() == ErrorKind::Unsupported => (Ok(ImageId::new(wanted)), None),
        // What makes containers also gets their images.
        Err(e) if e.kind() == ErrorKind::NotFound && makes_containers(cloud) => {
            (Ok(ImageId::new(wanted)), None)
        }
        Err(e) if e.kind() == ErrorKind::NotFound && copies_drives(cloud) => {
            (unlisted(cloud, wanted).await, None)
        }
        Err(e) => (Err(e), None),
    };
    Ok((id?, architecture))
}

fn makes_containers(cloud: &Cloud) -> bool {
    cloud.capabilities().compute.as_ref().is_some_and(|can| can.create.container != Support::No)
}

/// Whether a server may be made of a copy of a drive. Not known where there are none.
fn copies_drives(cloud: &Cloud) -> bool {
    cloud.capabilities().drives.as_ref().is_none_or(|can| can.clone != Support::No)
}

/// A drive of this id or name, or text that has the form of an id.
async fn unlisted(cloud: &Cloud, wanted: &str) -> Result<ImageId> {
    match cloud.find_drive(wanted).await {
        Ok(drive) => return Ok(ImageId::new(drive.id.as_str())),
        Err(e) if e.kind() == ErrorKind::Unsupported => return Ok(ImageId::new(wanted)),
        Err(e) if e.kind() == ErrorKind::NotFound => {}
        Err(e) => return Err(e),
    }
    // The driver judges the form.
    match cloud.drive(&DriveId::new(wanted)).await {
        Err(e) if e.kind() == ErrorKind::InvalidRequest => {
            Err(Error::new(ErrorKind::NotFound, format!("no image or drive has the id or name {wanted:?}")))
        }
        _ => Ok(ImageId::new(wanted)),
    }
}

/// What is to be destroyed: found, or absent and perhaps destroyed before.
pub(super) enum Target<T> {
    /// Why it is not there, should it turn out that it cannot have been.
    Absent(Error),
    Found(T),
}

impl<T> Target<T> {
    /// What destroying it ended with. If the text cannot be an id, then it was a name, and nothing has it.
    pub(super) fn judge(self, ended: Result<()>) -> Result<()> {
        match (self, ended) {
            (Self::Absent(missing), Err(e)) if e.kind() == ErrorKind::InvalidRequest => Err(missing),
            (_, ended) => ended,
        }
    }
}

/// Keeps "it may have been destroyed before" apart from errors.
pub(super) fn target<T>(found: Result<T>) -> Result<Target<T>> {
    match found {
        Ok(thing) => Ok(Target::Found(thing)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(Target::Absent(e)),
        Err(e) => Err(e),
    }
}
