//! Servers, and what they are made from.

use super::Cloud;
use crate::capability::Support;
use crate::error::{Error, ErrorKind, Result};
use crate::id::{ImageId, ServerId};
use crate::listing::Listing;
use crate::model::{Console, Image, Location, Server, Size};
use crate::provider::{Compute, missing};
use crate::request::ServerQuery;

/// Reads: servers, and what they are made from.
impl Cloud {
    /// Servers. A query [from](ServerQuery::from) a page on is `Unsupported` where there are no pages.
    pub fn servers(&self, query: &ServerQuery) -> Listing<Server> {
        let servers = self.paged(query).map(|compute| compute.servers(query));
        self.listing(match query.name.clone() {
            None => servers,
            // Providers filter by prefix, by pattern or not at all; this is what the query promises.
            Some(name) => servers.map(|servers| servers.filter(move |s| s.name == name)),
        })
    }

    /// One server, by id.
    ///
    /// # Errors
    /// `NotFound` if there is none; `InvalidRequest` if this cannot be an id.
    pub async fn server(&self, id: &ServerId) -> Result<Server> {
        self.read(async { self.compute()?.server(id).await }).await
    }

    /// The one server of this id or, failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_server(&self, id_or_name: &str) -> Result<Server> {
        let all = self.servers(&ServerQuery::new()).all().await?;
        self.only("server", id_or_name, all, |s| s.id.as_str(), |s| &s.name)
    }

    /// Images.
    pub fn images(&self) -> Listing<Image> {
        self.listing(self.compute().map(|c| c.images()))
    }

    /// The image of exactly this id, if there is one: asked for by it where the cloud can be, and then it need not be
    /// listed; else out of the list.
    ///
    /// # Errors
    /// `Unsupported` if the cloud has no images.
    pub async fn image(&self, id: &ImageId) -> Result<Option<Image>> {
        match self.asked_for(id).await {
            None => Ok(self.images().all().await?.into_iter().find(|image| image.id == *id)),
            Some(Err(e)) if e.kind() == ErrorKind::NotFound => Ok(None),
            Some(outcome) => outcome,
        }
    }

    /// The one image of this id, as [`image`](Self::image) finds it; failing that, of this name.
    ///
    /// # Errors
    /// `NotFound` if none matches; `InvalidRequest` naming the candidates if several do.
    pub async fn find_image(&self, id_or_name: &str) -> Result<Image> {
        if let Some(image) = self.asked_for(&ImageId::new(id_or_name)).await.transpose()?.flatten() {
            return Ok(image);
        }
        self.only("image", id_or_name, self.images().all().await?, |i| i.id.as_str(), |i| &i.name)
    }

    /// What the cloud says of an image when it is asked for that alone; `None` where it cannot be.
    async fn asked_for(&self, id: &ImageId) -> Option<Result<Option<Image>>> {
        let asks = self.capabilities().compute.as_ref().is_some_and(|can| can.image_by_id != Support::No);
        match asks {
            true => Some(self.read(async { self.compute()?.image(id).await }).await),
            false => None,
        }
    }

    /// Named sizes.
    pub fn sizes(&self) -> Listing<Size> {
        self.listing(self.compute().map(|c| c.sizes()))
    }

    /// Locations.
    pub fn locations(&self) -> Listing<Location> {
        self.listing(self.compute().map(|c| c.locations()))
    }

    /// How to reach a server's screen.
    ///
    /// # Errors
    /// `Unsupported` if the cloud has no consoles, `Conflict` if this server has none now.
    pub async fn console(&self, id: &ServerId) -> Result<Console> {
        self.read(async { self.compute()?.console(id).await }).await
    }

    fn compute(&self) -> Result<&dyn Compute> {
        let provider = &self.0.provider;
        provider.compute().ok_or_else(|| match provider.clouds() {
            Some(_) => {
                let id = self.id();
                Error::unsupported(format!("{id} has no servers of its own: ask one of the clouds inside it"))
            }
            None => missing("compute"),
        })
    }

    /// A driver without pages would begin at the first server again, and call that the rest.
    fn paged(&self, query: &ServerQuery) -> Result<&dyn Compute> {
        let compute = self.compute()?;
        let pages = self.capabilities().compute.as_ref().map_or(Support::No, |can| can.pages);
        match query.from {
            Some(_) if pages == Support::No => Err(Error::unsupported(
                "this cloud lists all servers at once: there is no page to go on from",
            )),
            _ => Ok(compute),
        }
    }
}
