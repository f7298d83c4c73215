//! What a backend offers: sizes, locations, images, networks.

use super::{Requests, invalid, of_backend};
use crate::settings::BackendId;
use anycloud_core::{ImageId, Result};
use anycloud_http::{Call, path_segment};
use http::Method;
use serde_json::json;

impl Requests {
    pub(crate) fn sizes(self, backend: &BackendId) -> Result<Call> {
        Ok(Call::safe("sizes list", self.get(&of_backend(backend, "/sizes")?)?))
    }

    pub(crate) fn locations(self, backend: &BackendId) -> Result<Call> {
        Ok(Call::safe("locations list", self.get(&of_backend(backend, "/locations")?)?))
    }

    pub(crate) fn networks(self, backend: &BackendId) -> Result<Call> {
        Ok(Call::safe("networks list", self.get(&of_backend(backend, "/networks")?)?))
    }

    pub(crate) fn images(self, backend: &BackendId) -> Result<Call> {
        Ok(Call::safe("images list", self.get(&of_backend(backend, "/images")?)?))
    }

    /// The document has the term in the body of a GET, which proxies drop; the service takes a POST as well.
    pub(crate) fn images_search(self, backend: &BackendId, term: &str) -> Result<Call> {
        let path = of_backend(backend, "/images")?;
        Ok(Call::safe("images search", self.json(Method::POST, &path, &json!({"search_term": term}))?))
    }

    /// A toggle: twice is back where it was.
    pub(crate) fn image_star(self, backend: &BackendId, image: &ImageId) -> Result<Call> {
        let path = of_backend(backend, &format!("/images/{}", image_segment(image)?))?;
        Ok(Call::once("image star", self.bare(Method::POST, &path)?))
    }
}

/// Ids of images may have slashes (a repository, a URL). They stay one segment.
fn image_segment(image: &ImageId) -> Result<String> {
    let id = image.as_str();
    let bad = id.is_empty() || id.contains(|c: char| c == '\\' || c.is_control());
    if bad || id.split('/').any(|part| part == "." || part == "..") {
        return Err(invalid(format!("{id:?} is not the id of an image")));
    }
    Ok(path_segment(id))
}
