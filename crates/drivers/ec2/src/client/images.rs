//! Images.

use super::Client;
use crate::request::images as request;
use crate::request::{CopyImage, CreateImage, Describe, ImageQuery};
use crate::wire::Image;
use anycloud_core::run::Stamp;
use anycloud_core::{Listing, Result, Text};

impl Client {
    /// DescribeImages.
    pub fn describe_images(&self, query: &ImageQuery) -> Listing<Image> {
        self.list(Describe::IMAGES, query.query())
    }

    /// CreateImage: the id of an image that is still being made.
    ///
    /// # Errors
    /// `NotFound`; `AlreadyExists` if the name is taken.
    pub async fn create_image(&self, request: &CreateImage) -> Result<Text> {
        self.text(request::create(request), "imageId").await
    }

    /// CopyImage: the id of a copy that is still being made, once for each stamp.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn copy_image(&self, request: &CopyImage, stamp: &Stamp) -> Result<Text> {
        self.text(request::copy(request, stamp), "imageId").await
    }

    /// DeregisterImage: it can no longer be started. Its snapshots stay.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn deregister_image(&self, id: &str) -> Result<()> {
        self.done(request::deregister(id)).await
    }
}
