//! The engine itself.

use super::{Requests, query, second_after, second_before};
use crate::config::PROVIDER;
use crate::error::invalid;
use crate::filters::Filters;
use crate::settings::{EventsQuery, Prune};
use crate::version::ApiVersion;
use anycloud_core::{Error, Result};
use anycloud_http::Call;
use bytes::Bytes;
use http::{Method, Request};
use std::time::Duration;

/// Since when a prune of volumes leaves those with a name, unless it is told to take all.
const NAMED_VOLUMES_STAY: ApiVersion = ApiVersion::new(1, 42);

/// How long a prune may take: it removes what may be many gigabytes.
const LONG: Duration = Duration::from_secs(600);

/// The one call without a version: it says which one the engine speaks.
pub(crate) fn ping() -> Result<Call> {
    let request = Request::get("/_ping")
        .body(Bytes::new())
        .map_err(|e| invalid("this is no request").with_source(e))?;
    Ok(Call::safe("ping", request))
}

impl Requests {
    pub(crate) fn info(self) -> Result<Call> {
        Ok(Call::safe("info", self.bare(Method::GET, "/info")?))
    }

    pub(crate) fn version(self) -> Result<Call> {
        Ok(Call::safe("version", self.bare(Method::GET, "/version")?))
    }

    pub(crate) fn events(self, events: &EventsQuery) -> Result<Call> {
        let parameters = [
            ("since", events.since.map(second_before)),
            ("until", events.until.map(second_after)),
            ("filters", events.filters.parameter()?),
        ];
        let request = self.bare(Method::GET, &query("/events", &parameters))?;
        Ok(Call::safe("events", request).idle_timeout(Duration::MAX))
    }

    pub(crate) fn prune(self, what: Prune, filters: &Filters) -> Result<Call> {
        let (operation, path) = match what {
            Prune::BuildCache => ("build prune", "/build/prune"),
            Prune::Containers => ("container prune", "/containers/prune"),
            Prune::Images => ("image prune", "/images/prune"),
            Prune::Networks => ("network prune", "/networks/prune"),
            Prune::Volumes => ("volume prune", "/volumes/prune"),
        };
        let mut filters = filters.clone();
        let takes_all = what == Prune::Volumes && self.version < NAMED_VOLUMES_STAY;
        if takes_all && !filters.take_all() {
            let text = format!(
                "before API {NAMED_VOLUMES_STAY} the engine removes unused volumes with a name too: \
                 ask for `all`, if that is meant"
            );
            return Err(Error::unsupported(text).with_provider(PROVIDER));
        }
        let path = query(path, &[("filters", filters.parameter()?)]);
        Ok(Call::idempotent(operation, self.bare(Method::POST, &path)?).timeout(LONG))
    }
}
