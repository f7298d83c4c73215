//! Several servers like one template, each a change of its own.

use super::Cloud;
use super::together::together;
use crate::error::{Error, ErrorKind, Result};
use crate::id::ServerId;
use crate::request::CreateServer;
use crate::run::{Cancel, Event};
use crate::text::Text;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// So many servers are made at once, unless the caller says otherwise.
const AT_ONCE: usize = 8;

/// What became of one of several servers.
#[derive(Debug)]
#[non_exhaustive]
pub struct Created {
    /// The name that it was to have.
    pub name: Text,
    /// The server, or why there is none; an error that names an operation can be resumed or undone like any other.
    pub outcome: Result<ServerId>,
}

/// Several servers that have not been made yet: each is a change of its own, with its own place in the journal, so one
/// that fails takes no other with it.
#[must_use = "nothing happens until `done` is awaited"]
pub struct CreateServers {
    cloud: Cloud,
    template: CreateServer,
    names: Vec<Text>,
    at_once: usize,
    cancel: Cancel,
    timeout: Option<Duration>,
    observer: Option<Observer>,
}

/// Told of the changes, with the name of each one's server.
type Observer = Arc<dyn Fn(&str, Event<'_>) + Send + Sync>;

impl Cloud {
    /// Makes a server like the template for each of the names. The template's own name does not count.
    pub fn create_servers<N: Into<Text>>(
        &self,
        template: &CreateServer,
        names: impl IntoIterator<Item = N>,
    ) -> CreateServers {
        let (cloud, template) = (self.clone(), template.clone());
        let names = names.into_iter().map(Into::into).collect();
        CreateServers {
            cloud,
            template,
            names,
            at_once: AT_ONCE,
            cancel: Cancel::new(),
            timeout: None,
            observer: None,
        }
    }
}

impl CreateServers {
    /// Makes at most so many at the same time; 8 by default, and zero counts as one.
    pub fn at_once(mut self, servers: usize) -> Self {
        self.at_once = servers.max(1);
        self
    }

    /// Lets them be cancelled, each between two of its requests; those that have not begun do not begin.
    pub fn cancel(mut self, cancel: &Cancel) -> Self {
        self.cancel = cancel.clone();
        self
    }

    /// Waits at most so long for each thing that the provider does.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Tells of every step, every look and every removal, with the name of the server that it is for.
    pub fn observe(mut self, observer: impl Fn(&str, Event<'_>) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Makes them and waits until the provider has finished each. The answers are in the order of the names.
    ///
    /// # Errors
    /// Only what is wrong with all of them, before any request: no name or one name twice, a read-only handle, a
    /// template that this cloud cannot make. What happens to one server is in its [`Created`].
    pub async fn done(self) -> Result<Vec<Created>> {
        let Self { cloud, template, names, at_once, cancel, timeout, observer } = self;
        let distinct: BTreeSet<&Text> = names.iter().collect();
        if names.is_empty() || distinct.len() != names.len() {
            return Err(Error::invalid("several servers need a name each, and different ones"));
        }
        let mut requests = vec![template; names.len()];
        requests.iter_mut().zip(&names).for_each(|(request, name)| request.name = name.clone());
        requests.iter().try_for_each(|request| cloud.check(request))?;
        let slots = Semaphore::new(at_once);
        let observer = observer.as_ref();
        let outcomes =
            together(requests.iter().map(|request| one(&cloud, request, &cancel, timeout, observer, &slots)));
        let named = names.into_iter().zip(outcomes.await);
        Ok(named.map(|(name, outcome)| Created { name, outcome }).collect())
    }
}

async fn one(
    cloud: &Cloud,
    request: &CreateServer,
    cancel: &Cancel,
    timeout: Option<Duration>,
    observer: Option<&Observer>,
    slots: &Semaphore,
) -> Result<ServerId> {
    // The semaphore is never closed, so this only waits.
    let _slot = slots.acquire().await;
    if cancel.is_cancelled() {
        return Err(Error::unsent(ErrorKind::Cancelled, "cancelled before it was begun"));
    }
    let mut change = cloud.create_server(request).cancel(cancel);
    if let Some(limit) = timeout {
        change = change.timeout(limit);
    }
    if let Some(observer) = observer {
        let (observer, name) = (observer.clone(), request.name.clone());
        change = change.observe(move |event| observer(&name, event));
    }
    change.done().await
}

impl fmt::Debug for CreateServers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateServers")
            .field("cloud", &self.cloud)
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}
