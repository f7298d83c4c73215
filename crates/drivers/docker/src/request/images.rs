//! Images.

use super::{Requests, escaped, flag, query};
use crate::error::invalid;
use crate::filters::Filters;
use crate::id;
use crate::settings::RegistryAuth;
use anycloud_core::{ImageId, Result};
use anycloud_http::Call;
use bytes::Bytes;
use http::{HeaderValue, Method};
use std::time::Duration;

/// How long the engine may take to unpack what was sent, and to remove it.
const UNPACK: Duration = Duration::from_secs(600);

/// How long a pull may say nothing: while a registry does not answer, and while a large layer is unpacked.
const SILENT: Duration = Duration::from_secs(600);

impl Requests {
    pub(crate) fn images(self, all: bool, filters: &Filters) -> Result<Call> {
        let path = query("/images/json", &[("all", flag(all)), ("filters", filters.parameter()?)]);
        Ok(Call::safe("image list", self.bare(Method::GET, &path)?))
    }

    pub(crate) fn image(self, image: &ImageId) -> Result<Call> {
        let path = format!("/images/{}/json", escaped(id::image(image)?));
        Ok(Call::safe("image inspect", self.bare(Method::GET, &path)?))
    }

    pub(crate) fn image_pull(
        self,
        image: &ImageId,
        platform: Option<&str>,
        auth: Option<&RegistryAuth>,
    ) -> Result<Call> {
        let reference = id::image(image)?;
        let (_, tag) = split(reference);
        if reference.starts_with("sha256:") {
            return Err(invalid("an image is pulled by its name, not by its id"));
        }
        // Without a tag the engine would pull all of them.
        let whole = if tag.is_none() { format!("{reference}:latest") } else { reference.to_owned() };
        let path =
            query("/images/create", &[("fromImage", Some(whole)), ("platform", platform.map(str::to_owned))]);
        let mut request = self.bare(Method::POST, &path)?;
        if let Some(auth) = auth {
            let mut value = HeaderValue::from_str(auth.header().expose())
                .map_err(|_| invalid("the registry's credentials do not fit into a header"))?;
            value.set_sensitive(true);
            request.headers_mut().insert("x-registry-auth", value);
        }
        Ok(Call::idempotent("image pull", request).timeout(SILENT).idle_timeout(SILENT))
    }

    pub(crate) fn image_import(self, image: &ImageId, tar: Bytes) -> Result<Call> {
        new(image)?;
        // Whole, and not in two parameters: Podman 4.3 forgets the tag, and would give the name to another image.
        let parameters = [("fromSrc", Some("-".into())), ("repo", Some(image.as_str().to_owned()))];
        let request = self.tar(Method::POST, &query("/images/create", &parameters), tar)?;
        Ok(Call::once("image import", request).timeout(UNPACK))
    }

    pub(crate) fn image_tag(self, image: &ImageId, name: &ImageId) -> Result<Call> {
        let (repository, tag) = new(name)?;
        let path = format!("/images/{}/tag", escaped(id::image(image)?));
        let path = query(path, &[("repo", Some(repository)), ("tag", tag)]);
        Ok(Call::idempotent("image tag", self.bare(Method::POST, &path)?))
    }

    pub(crate) fn image_remove(self, image: &ImageId, force: bool) -> Result<Call> {
        let path = query(format!("/images/{}", escaped(id::image(image)?)), &[("force", flag(force))]);
        // Sent again, it would find nothing, as if there never had been anything.
        Ok(Call::once("image remove", self.bare(Method::DELETE, &path)?).timeout(UNPACK))
    }

    pub(crate) fn image_search(self, term: &str, limit: Option<u32>) -> Result<Call> {
        if term.is_empty() {
            return Err(invalid("a search needs a word"));
        }
        let parameters = [("term", Some(term.to_owned())), ("limit", limit.map(|n| n.to_string()))];
        Ok(Call::safe("image search", self.bare(Method::GET, &query("/images/search", &parameters))?))
    }
}

/// A name that is given to an image, and its tag.
fn new(image: &ImageId) -> Result<(String, Option<String>)> {
    let reference = id::image(image)?;
    if reference.contains('@')
        || reference.starts_with("sha256:")
        || reference.bytes().all(|b| b.is_ascii_hexdigit())
    {
        return Err(invalid(format!("{reference:?} is no name for an image")));
    }
    let (repository, tag) = split(reference);
    Ok((repository.to_owned(), tag.map(str::to_owned)))
}

/// The name, and the tag or digest. A colon before a slash is a port's.
fn split(reference: &str) -> (&str, Option<&str>) {
    if let Some((name, digest)) = reference.split_once('@') {
        return (name, Some(digest));
    }
    match reference.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (reference, None),
    }
}
