//! The client: three verbs over one pipeline.

use crate::arriving::Arriving;
use crate::attempt::{Got, Task, Want};
use crate::auth::Auth;
use crate::body::Body;
use crate::builder::HttpBuilder;
use crate::call::Call;
use crate::config::HttpConfig;
use crate::judge::Judge;
use crate::label::Label;
use crate::origin::resolve;
use crate::rate::Budget;
use crate::redact::Shown;
use crate::reply::{Reply, Streamed};
use crate::retry::{Outcome, RetryPolicy};
use crate::transport::Transport;
#[cfg(doc)]
use anycloud_core::ErrorKind;
use anycloud_core::run::is_sent_once;
use anycloud_core::{Delivery, Listing, Result};
use bytes::Bytes;
use http::response::Parts;
use std::fmt;
use std::sync::Arc;
use tokio::time::{Instant, sleep};
use tracing::{Instrument, debug, debug_span, field, info_span, warn};
use url::Url;

/// A client of one endpoint with one set of credentials. Clones are cheap and share connections and the
/// budget of requests.
///
/// Nothing runs in the background: a dropped call gives up its connection.
#[derive(Clone)]
pub struct Http(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) endpoint: Url,
    pub(crate) judge: Judge,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) auth: Option<Arc<dyn Auth>>,
    pub(crate) config: HttpConfig,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) max_body: usize,
    pub(crate) provider: Option<Arc<str>>,
    pub(crate) shown: Shown,
}

impl Http {
    /// Begins a client of an endpoint. Calls go *behind* the endpoint's path, which may end in a slash or not. What the
    /// replies mean is the judge's word.
    pub fn builder(endpoint: Url, judge: Judge) -> HttpBuilder {
        HttpBuilder::new(endpoint, judge)
    }

    pub(crate) fn from_inner(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// The endpoint. It has no userinfo.
    pub fn endpoint(&self) -> &Url {
        &self.0.endpoint
    }

    /// Sends a call and decodes its whole reply.
    ///
    /// # Errors
    /// What the judge or `decode` said; [`ErrorKind::Transport`] without a whole answer; [`ErrorKind::Decode`] for a
    /// reply that is too long. If any attempt may have acted, the delivery is
    /// [`Unknown`](anycloud_core::Delivery::Unknown), unless the call is [`Safe`](crate::Class::Safe). A reply that
    /// cannot be decoded is a success of unknown effect, and is not asked for again.
    ///
    /// Before an attempt is sent: [`ErrorKind::InvalidRequest`] for a URI on another origin, or with a dot segment or a
    /// backslash in its path; what [`Auth`](crate::Auth) fails with; [`ErrorKind::RateLimited`] if the client's own
    /// [`RateLimit`](crate::RateLimit) leaves no room within [`RetryPolicy::elapsed`](crate::RetryPolicy::elapsed).
    pub async fn call<T>(&self, call: Call, decode: impl FnOnce(Reply) -> Result<T>) -> Result<T> {
        let max = call.max_body.unwrap_or(self.0.max_body);
        let (parts, body) = match self.0.exchange(&call, Want::Whole { max }).await? {
            Got::Whole(parts, body) => (parts, body),
            Got::Open(parts, body, _) => (parts, body),
        };
        let status = parts.status.as_u16();
        decode(Reply { parts, body }).map_err(|e| self.0.label(&call).undecoded(e, status))
    }

    /// Sends a call and gives its reply as it arrives, once the judge has let its head pass.
    ///
    /// # Errors
    /// As for [`call`](Self::call), up to the head of the reply.
    pub async fn stream(&self, call: Call) -> Result<Streamed> {
        self.open(&call, 0).await
    }

    /// Lists what `decode` makes of a reply as it arrives: it gets the head with each piece of the body, and `None` at
    /// its end. Memory is bounded by what `decode` keeps, however long the list is.
    ///
    /// Nothing is sent before the listing is read. A reply that is cut off before its first MiB is sent for again, as in
    /// [`call`](Self::call), and so is all of one that is shorter; after that, the list ends with the error. Dropping it
    /// closes the connection.
    ///
    /// The listing's errors are those of [`stream`](Self::stream), of [`Streamed::chunk`], and what `decode` says.
    pub fn list<T, D>(&self, call: Call, decode: D) -> Listing<T>
    where
        T: Send + 'static,
        D: FnMut(&Parts, Option<Bytes>) -> Result<Vec<T>> + Send + 'static,
    {
        Listing::new(Arriving::new(self.clone(), call, decode))
    }

    /// A reply of which so many bytes, or all, are there.
    pub(crate) async fn open(&self, call: &Call, ahead: usize) -> Result<Streamed> {
        let (parts, ahead, body) = match self.0.exchange(call, Want::Open { ahead }).await? {
            Got::Open(parts, ahead, body) => (parts, ahead, body),
            Got::Whole(parts, bytes) => (parts, bytes, Body::empty()),
        };
        let idle = self.0.config.idle_timeout.max(call.idle_timeout.unwrap_or_default());
        Ok(Streamed::new(parts, ahead, body, idle, self.0.label(call)))
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http")
            .field("endpoint", &self.0.endpoint.as_str())
            .field("provider", &self.0.provider)
            .field("transport", &self.0.transport)
            .finish_non_exhaustive()
    }
}

impl Inner {
    fn label(&self, call: &Call) -> Label {
        Label::new(self.provider.clone(), call)
    }

    /// All attempts of one call.
    async fn exchange(&self, call: &Call, want: Want) -> Result<Got> {
        let span = info_span!(
            "call",
            provider = self.provider.as_deref(),
            operation = call.operation,
            class = call.class.as_str(),
            id = field::Empty
        );
        // Drawn where somebody reads the log.
        if !span.is_disabled() {
            span.record("id", request_id());
        }
        self.attempts(call, want).instrument(span).await
    }

    async fn attempts(&self, call: &Call, want: Want) -> Result<Got> {
        let label = self.label(call);
        let url = resolve(&self.endpoint, call.request.uri()).map_err(|e| label.settle(e, false))?;
        let started = Instant::now();
        let end = started + self.retry.budget();
        let task = Task { call, url, want, end };
        let mut waits = None;
        let mut may_have_acted = false;
        let (mut attempt, mut faults) = (1, 0);
        loop {
            let span = debug_span!("attempt", attempt, status = field::Empty);
            let failed = match self.attempt(&task).instrument(span).await {
                Ok(got) => {
                    debug!(attempt, elapsed_ms = millis(started), "done");
                    return Ok(got);
                }
                Err(failed) => failed,
            };
            // Being told "busy" is no fault, however often.
            faults += u32::from(failed.outcome != Outcome::Busy);
            may_have_acted |= failed.error.delivery() == Delivery::Unknown;
            let wait = waits
                .get_or_insert_with(|| self.retry.waits())
                .next()
                .unwrap_or_default()
                .max(failed.error.retry_after().unwrap_or_default());
            let again = self.retry.again(call.class, &failed, faults);
            let error = label.settle(failed.error, may_have_acted);
            let (kind, status) = (error.kind().as_str(), error.status());
            if !again || is_sent_once() || Instant::now() + wait > end {
                debug!(attempt, status, kind, elapsed_ms = millis(started), "failed: {error}");
                return Err(error);
            }
            warn!(
                attempt,
                status,
                kind,
                elapsed_ms = millis(started),
                wait_ms = wait.as_millis() as u64,
                "again: {error}"
            );
            sleep(wait).await;
            attempt += 1;
        }
    }
}

fn millis(since: Instant) -> u64 {
    since.elapsed().as_millis().try_into().unwrap_or(u64::MAX)
}

/// Tells the lines of one call apart from those of another; not a secret, so that a failing source of
/// randomness does no harm.
fn request_id() -> String {
    format!("{:016x}", getrandom::u64().unwrap_or_default())
}
