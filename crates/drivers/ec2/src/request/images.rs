//! Images.

use super::{Action, Params, request, setters};
use anycloud_core::run::Stamp;

/// What [`create_image`](crate::Client::create_image) makes of a server: the parameters of CreateImage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateImage(Params);

request!(CreateImage);

impl CreateImage {
    /// `InstanceId` and `Name`: an image of this server and its volumes. The server is rebooted for it, unless
    /// [`no_reboot`](Self::no_reboot) is said. A name has 3 to 128 characters and is unique among one's own.
    pub fn new(instance: &str, name: &str) -> Self {
        Self(Params::new().set("InstanceId", instance).set("Name", name))
    }

    setters! {
        /// `Description`, in words of one's own.
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

/// What [`copy_image`](crate::Client::copy_image) copies to the client's region, from another or from the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyImage(Params);

request!(CopyImage);

impl CopyImage {
    /// `SourceRegion`, `SourceImageId` and `Name`: a copy of this image of that region, by a name of its own.
    pub fn new(region: &str, image: &str, name: &str) -> Self {
        Self(Params::new().set("SourceImageId", image).set("SourceRegion", region).set("Name", name))
    }

    setters! {
        /// `Description`, in words of one's own.
        description: &str = "Description";
        /// `Encrypted`: `true` if its snapshots are to be; those of an encrypted image always are.
        encrypted: bool = "Encrypted";
        /// `KmsKeyId`: the key that they are encrypted by, by id, alias or ARN; the account's default if nothing is
        /// said.
        kms_key: &str = "KmsKeyId";
        /// `CopyImageTags`: whether it gets the original's tags; it does not if nothing is said.
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
