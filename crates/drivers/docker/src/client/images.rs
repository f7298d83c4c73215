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
    /// `GET /images/json`: images that the engine has, with `all` also those that others are built on.
    ///
    /// Filters: `before`, `dangling` (`true`: without a name), `label`, `reference` (a name, with `*`), `since`.
    ///
    /// # Errors
    /// `InvalidRequest` for a filter that the engine does not know; those of [any call](Self#errors-of-any-call).
    pub async fn images(&self, all: bool, filters: &Filters) -> Result<Vec<ImageSummary>> {
        self.call(&[], |requests| requests.images(all, filters), list).await
    }

    /// `GET /images/{name}/json`: all that the engine says of an image that it has, by whole id (`sha256:…`) or
    /// reference (`busybox:1.36`, `latest` if no tag is said).
    ///
    /// # Errors
    /// `NotFound` with [`Reason::ImageMissing`](crate::Reason::ImageMissing); those of [any
    /// call](Self#errors-of-any-call).
    pub async fn image(&self, image: &ImageId) -> Result<ImageInfo> {
        self.call(&[image.resource()], |requests| requests.image(image), one).await
    }

    /// `POST /images/create`: gets an image from its registry, also if the engine has one of that name. Without a tag
    /// that is `latest`; with a platform, e.g. `linux/arm64`, the image for that; without credentials
    /// (`X-Registry-Auth`) as anybody. Returns when the engine has begun: the [`Pull`] must be read to its end, or it
    /// is given up.
    ///
    /// # Errors
    /// `NotFound` if the registry has no such image for these credentials, and `Provider` if it cannot be reached: both
    /// may be told by the [`Pull`] instead. `InvalidRequest` for an id, which a registry does not know.
    pub async fn image_pull(
        &self,
        image: &ImageId,
        platform: Option<&str>,
        auth: Option<&RegistryAuth>,
    ) -> Result<Pull> {
        let build = |requests: crate::request::Requests| requests.image_pull(image, platform, auth);
        self.stream(&[image.resource()], build).await.map(Pull::new)
    }

    /// `POST /images/create?fromSrc=-`: makes an image with this name of a file system in a tar archive, plain or
    /// compressed by gzip, bzip2 or xz, and gives its id. It has no command: a container must say one. The archive is
    /// sent from memory, within ten minutes. Archives of `docker save`, which hold images with their layers, are not
    /// for this.
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

    /// `POST /images/{name}/tag`: gives an image a further name, which is taken from the image that has it so far.
    /// Without a tag that is `latest`.
    ///
    /// # Errors
    /// `NotFound`; `InvalidRequest` for a name that is none.
    pub async fn image_tag(&self, image: &ImageId, name: &ImageId) -> Result<()> {
        self.call(&[image.resource()], |requests| requests.image_tag(image, name), nothing).await
    }

    /// `DELETE /images/{name}`: takes a name away, and the image and its layers with its last name. Gives what was
    /// removed: names, and ids of images and layers. With `force` also an image that containers are of which do not
    /// run, and by its id one of several names.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` with [`Reason::ImageInUse`](crate::Reason::ImageInUse), with `force` for containers that
    /// run.
    pub async fn image_remove(&self, image: &ImageId, force: bool) -> Result<Vec<Text>> {
        self.call(&[image.resource()], |requests| requests.image_remove(image, force), removed).await
    }

    /// `GET /images/search`: what Docker Hub, or the registry that the word begins with, has under this word; 25
    /// results unless a limit is said, 100 at most.
    ///
    /// # Errors
    /// `InvalidRequest` for no word, and for another limit; `Provider` if the registry cannot be reached.
    pub async fn image_search(&self, term: &str, limit: Option<u32>) -> Result<Vec<SearchResult>> {
        self.call(&[], |requests| requests.image_search(term, limit), list).await
    }
}
