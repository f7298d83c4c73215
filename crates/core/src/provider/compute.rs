//! The facet of servers.

use crate::error::{Error, Result};
use crate::id::{ImageId, ServerId};
use crate::listing::Listing;
use crate::model::{Console, Image, Location, Server, Size};
use crate::operation::Started;
use crate::provider::Gone;
use crate::request::{CloneServer, CreateServer, DestroyServer, ServerQuery, SetPower, UpdateServer};
use crate::run::Run;
use async_trait::async_trait;
use std::fmt::Debug;

/// Servers and what they are made from.
///
/// Core calls these after it has checked the request against the capabilities. What has a default here refuses as
/// `Unsupported`. A listing asks nothing before it is read, and its errors come out of it.
#[async_trait]
pub trait Compute: Debug + Send + Sync {
    /// The servers that the query asks for, and perhaps more: core looks at the names again. The page to begin with is set
    /// only where the capability `pages` is.
    fn servers(&self, query: &ServerQuery) -> Listing<Server>;

    /// One server, by id.
    ///
    /// # Errors
    /// `NotFound` if the provider surely has none; `InvalidRequest`, before anything is sent, if this cannot be an id.
    async fn server(&self, id: &ServerId) -> Result<Server>;

    /// Images.
    fn images(&self) -> Listing<Image> {
        Listing::failed(Error::unsupported("this cloud lists no images"))
    }

    /// One image, by id, whether or not the list has it; `None` if this cannot be an id. Only where the capability
    /// `image_by_id` says so.
    ///
    /// # Errors
    /// `NotFound` if there is none.
    async fn image(&self, _id: &ImageId) -> Result<Option<Image>> {
        Err(Error::unsupported("this cloud cannot be asked for one image"))
    }

    /// Named sizes.
    fn sizes(&self) -> Listing<Size> {
        Listing::failed(Error::unsupported("this cloud has no named sizes: ask for cpu and memory"))
    }

    /// Locations.
    fn locations(&self) -> Listing<Location> {
        Listing::failed(Error::unsupported("this cloud lists no locations"))
    }

    /// How to reach a server's screen.
    ///
    /// # Errors
    /// `Conflict` if this server has none now; otherwise as [`server`](Self::server).
    async fn console(&self, _id: &ServerId) -> Result<Console> {
        Err(Error::unsupported("this cloud offers no console"))
    }

    /// Makes a server, and the drive it boots from where the request says so.
    async fn create_server(&self, request: &CreateServer, run: &mut Run) -> Result<Started<ServerId>>;

    /// Changes name, sizing, firewalls, tags or console password.
    async fn update_server(&self, _request: &UpdateServer, _run: &mut Run) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud cannot change servers"))
    }

    /// Copies a server with its drives.
    async fn clone_server(&self, _request: &CloneServer, _run: &mut Run) -> Result<Started<ServerId>> {
        Err(Error::unsupported("this cloud cannot copy servers"))
    }

    /// Starts, stops or restarts.
    async fn set_power(&self, request: &SetPower, run: &mut Run) -> Result<Started<()>>;

    /// Destroys a server, and the drives that the request says. One that is gone already is no error: [`Gone::Already`].
    async fn destroy_server(&self, request: &DestroyServer, run: &mut Run) -> Result<Started<Gone>>;
}
