//! Images.

use super::{Action, Params, request, setters};
use anycloud_core::run::Stamp;

/// What CreateImage makes of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateImage(Params);

request!(CreateImage);

impl CreateImage {
    /// An image of this server and its volumes. The server is rebooted for it.
    pub fn new(instance: &str, name: &str) -> Self {
        Self(Params::new().set("InstanceId", instance).set("Name", name))
    }

    setters! {
        /// `Description`.
        description: &str = "Description";
        /// `NoReboot`: the server runs on, and its file systems may be in any state.
        no_reboot: bool = "NoReboot";
    }

    /// `TagSpecification`: tags for what is made of this type: `image` or `snapshot`.
    #[must_use]
    pub fn tags<'a>(self, on: &str, tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(self.0.tags(on, tags))
    }
}

/// What CopyImage copies, from another region or this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyImage(Params);

request!(CopyImage);

impl CopyImage {
    /// A copy of this image of that region.
    pub fn new(region: &str, image: &str, name: &str) -> Self {
        Self(Params::new().set("SourceImageId", image).set("SourceRegion", region).set("Name", name))
    }

    setters! {
        /// `Description`.
        description: &str = "Description";
        /// `Encrypted`.
        encrypted: bool = "Encrypted";
        /// `KmsKeyId`: the key that it is encrypted by.
        kms_key: &str = "KmsKeyId";
        /// `CopyImageTags`: whether it gets the original's tags.
        copy_tags: bool = "CopyImageTags";
    }

    /// `TagSpecification`: tags for what is made of this type: `image` or `snapshot`.
    #[must_use]
    pub fn tags<'a>(self, on: &str, tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(self.0.tags(on, tags))
    }
}

/// Names are unique, but a second answer would say "duplicate" of an image that is ours.
pub(crate) fn create(request: &CreateImage) -> Action {
    Action::once("CreateImage", request.0.clone())
}

pub(crate) fn copy(request: &CopyImage, stamp: &Stamp) -> Action {
    Action::keyed("CopyImage", request.0.clone(), stamp)
}

pub(crate) fn deregister(id: &str) -> Action {
    Action::harmless("DeregisterImage", Params::new().set("ImageId", id))
}
