//! Images.

use super::Client;
use crate::request::images as request;
use crate::request::{CopyImage, CreateImage, Describe, ImageQuery};
use crate::wire::Image;
use anycloud_core::run::Stamp;
use anycloud_core::{Listing, Result, Text};

impl Client {
    /// DescribeImages: by id, or by owners and filters.
    pub fn describe_images(&self, query: &ImageQuery) -> Listing<Image> {
        self.list(Describe::IMAGES, query.query())
    }

    /// CreateImage: the id of an image that is still being made, `available` when it is done. It is sent once.
    ///
    /// # Errors
    /// `NotFound` for the server; `AlreadyExists` if the name is taken; `QuotaExceeded`.
    pub async fn create_image(&self, request: &CreateImage) -> Result<Text> {
        self.text(request::create(request), "imageId").await
    }

    /// CopyImage: the id of a copy in the client's region that is still being made, once for each stamp.
    ///
    /// # Errors
    /// `NotFound` for the image, in its region.
    pub async fn copy_image(&self, request: &CopyImage, stamp: &Stamp) -> Result<Text> {
        self.text(request::copy(request, stamp), "imageId").await
    }

    /// DeregisterImage: it can no longer be started; servers of it run on. Its snapshots stay, and cost.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if it was deregistered already.
    pub async fn deregister_image(&self, id: &str) -> Result<()> {
        self.done(request::deregister(id)).await
    }
}
