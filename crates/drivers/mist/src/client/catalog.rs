//! What a backend offers.

use super::Client;
use crate::settings::BackendId;
use crate::wire::{ImageInfo, LocationInfo, NetworkInfo, SizeInfo, flag, list};
use anycloud_core::{ImageId, Result};

impl Client {
    /// `GET /backends/B/sizes`: the named sizes that a machine can have.
    ///
    /// # Errors
    /// `NotFound` if there is no such backend; those of [every call](Self#errors).
    pub async fn sizes(&self, backend: &BackendId) -> Result<Vec<SizeInfo>> {
        self.on(backend, self.requests().sizes(backend), list).await
    }

    /// `GET /backends/B/locations`: where machines can be made; one without a name where the provider has but one
    /// place.
    ///
    /// # Errors
    /// `NotFound` if there is no such backend; those of [every call](Self#errors).
    pub async fn locations(&self, backend: &BackendId) -> Result<Vec<LocationInfo>> {
        self.on(backend, self.requests().locations(backend), list).await
    }

    /// `GET /backends/B/images`: all of them; of EC2 a choice of the service's, and those that are starred.
    ///
    /// # Errors
    /// `NotFound` if there is no such backend; those of [every call](Self#errors).
    pub async fn images(&self, backend: &BackendId) -> Result<Vec<ImageInfo>> {
        self.on(backend, self.requests().images(backend), list).await
    }

    /// `POST /backends/B/images`: those with this term in name or id; of EC2 also community images. The service cuts
    /// what it finds: at 20 in January 2014, at 40 later. The document has the term in the body of a GET, which many
    /// proxies drop; the service takes both.
    ///
    /// # Errors
    /// `NotFound` if there is no such backend; those of [every call](Self#errors).
    pub async fn images_search(&self, backend: &BackendId, term: &str) -> Result<Vec<ImageInfo>> {
        self.on(backend, self.requests().images_search(backend, term), list).await
    }

    /// `POST /backends/B/images/I`: stars it, or takes the star away; `true` if it is starred now. Sent once:
    /// after a lost answer, the list tells ([`ImageInfo::is_starred`]).
    ///
    /// # Errors
    /// `NotFound` if there is no such backend; those of [every call](Self#errors).
    pub async fn image_star(&self, backend: &BackendId, image: &ImageId) -> Result<bool> {
        let asked = [backend.resource(), image.resource()];
        self.call(&asked, self.requests().image_star(backend, image), flag).await
    }

    /// `GET /backends/B/networks`, from 2014-10 on.
    ///
    /// # Errors
    /// `NotFound`, also where the service does not have the call, and then without a
    /// [`resource`](anycloud_core::Error::resource); those of [every call](Self#errors).
    pub async fn networks(&self, backend: &BackendId) -> Result<Vec<NetworkInfo>> {
        self.on(backend, self.requests().networks(backend), list).await
    }
}
