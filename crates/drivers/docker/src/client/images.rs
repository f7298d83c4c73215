//! Images.

use super::Client;
use crate::error::told;
use crate::filters::Filters;
use crate::settings::RegistryAuth;
use crate::stream::Pull;
use crate::wire::{ImageInfo, ImageSummary, SearchResult, imported, list, nothing, one, removed};
use anycloud_core::{ImageId, Result, Text};
use bytes::Bytes;

impl Client {
    /// `GET /images/json`: images, with `all` also those that others are built on.
    ///
    /// # Errors
    /// `InvalidRequest` for a filter that the engine does not know; otherwise as any read.
    pub async fn images(&self, all: bool, filters: &Filters) -> Result<Vec<ImageSummary>> {
        self.call(&[], |requests| requests.images(all, filters), list).await
    }

    /// `GET /images/{name}/json`, by id or reference.
    ///
    /// # Errors
    /// `NotFound`; otherwise as any read.
    pub async fn image(&self, image: &ImageId) -> Result<ImageInfo> {
        self.call(&[image.resource()], |requests| requests.image(image), one).await
    }

    /// `POST /images/create`: gets an image from its registry. Without a tag that is `latest`; with a platform, e.g.
    /// `linux/arm64`, the image for that.
    ///
    /// # Errors
    /// `NotFound` if the registry has no such image for these credentials; what goes wrong later is told by the
    /// [`Pull`].
    pub async fn image_pull(
        &self,
        image: &ImageId,
        platform: Option<&str>,
        auth: Option<&RegistryAuth>,
    ) -> Result<Pull> {
        let build = |requests: crate::request::Requests| requests.image_pull(image, platform, auth);
        self.stream(&[image.resource()], build).await.map(Pull::new)
    }

    /// `POST /images/create?fromSrc=-`: makes an image with this name of a file system in a tar archive, which may be
    /// compressed.
    ///
    /// # Errors
    /// `InvalidRequest` for a name that is none; `OperationFailed` if the archive cannot be read.
    pub async fn image_import(&self, name: &ImageId, tar: impl Into<Bytes>) -> Result<ImageId> {
        let tar = tar.into();
        let outcome = self
            .call(&[name.resource()], |requests| requests.image_import(name, tar.clone()), imported)
            .await?;
        outcome.map_err(|why| told(&why).with_call("image import").with_resource(name.resource()))
    }

    /// `POST /images/{name}/tag`: gives an image another name, also if that is another's so far.
    ///
    /// # Errors
    /// `NotFound`; `InvalidRequest` for a name that is none.
    pub async fn image_tag(&self, image: &ImageId, name: &ImageId) -> Result<()> {
        self.call(&[image.resource()], |requests| requests.image_tag(image, name), nothing).await
    }

    /// `DELETE /images/{name}`: takes a name away, and the image with its last name. Gives what was removed. With
    /// `force` also an image of several names, by its id.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` with [`Reason::ImageInUse`](crate::Reason::ImageInUse).
    pub async fn image_remove(&self, image: &ImageId, force: bool) -> Result<Vec<Text>> {
        self.call(&[image.resource()], |requests| requests.image_remove(image, force), removed).await
    }

    /// `GET /images/search`: what the engine's registry has under these words.
    ///
    /// # Errors
    /// `Provider` if the registry cannot be reached.
    pub async fn image_search(&self, term: &str, limit: Option<u32>) -> Result<Vec<SearchResult>> {
        self.call(&[], |requests| requests.image_search(term, limit), list).await
    }
}
