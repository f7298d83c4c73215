//! The engine itself.

use super::Client;
use crate::filters::Filters;
use crate::request;
use crate::settings::{EventsQuery, Prune};
use crate::stream::Events;
use crate::wire::{self, Ping, Pruned, SystemInfo, VersionInfo, one};
use anycloud_core::Result;

impl Client {
    /// `GET /_ping`: whether the engine is there, and what it is. The one call without a version, so that engines that
    /// are too old answer too.
    ///
    /// # Errors
    /// `Forbidden` if this user may not use its socket; `Transport` if no engine listens there.
    pub async fn ping(&self) -> Result<Ping> {
        self.sent(self.http.call(request::ping()?, wire::ping).await)
    }

    /// `GET /info`: the engine, its host, how many containers and images there are, and what it warns of.
    ///
    /// # Errors
    /// Those of [any call](Self#errors-of-any-call).
    pub async fn info(&self) -> Result<SystemInfo> {
        self.call(&[], request::Requests::info, one).await
    }

    /// `GET /version`: the versions of the engine, its parts and its API. Which version is spoken is
    /// [`api_version`](Self::api_version).
    ///
    /// # Errors
    /// Those of [any call](Self#errors-of-any-call).
    pub async fn version(&self) -> Result<VersionInfo> {
        self.call(&[], request::Requests::version, one).await
    }

    /// `GET /events`: what happens to containers, images, volumes and networks, as a stream that may say nothing for
    /// days.
    ///
    /// # Errors
    /// `InvalidRequest` for a filter that the engine does not know; those of [any call](Self#errors-of-any-call).
    pub async fn events(&self, events: &EventsQuery) -> Result<Events> {
        self.stream(&[], |requests| requests.events(events)).await.map(Events::new)
    }

    /// `POST /…/prune`: removes what is unused of this kind, and says what. Which filters there are is said at
    /// [`Prune`]. It may take ten minutes. It is sent again if its answer is lost: what the first attempt removed is
    /// not among it then.
    ///
    /// # Errors
    /// `InvalidRequest` for a filter that the engine does not know; `Unsupported` for volumes of an engine that would
    /// remove more than was asked for, see [`Prune::Volumes`].
    pub async fn prune(&self, what: Prune, filters: &Filters) -> Result<Pruned> {
        self.call(&[], |requests| requests.prune(what, filters), one).await
    }
}
