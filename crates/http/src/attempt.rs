//! One attempt of a call: auth → rate limit → timeout → transport → redirects → judge.

use crate::body::Body;
use crate::call::Call;
use crate::client::Inner;
use crate::origin::origin;
use crate::redact::{Headers, Place, token};
use crate::redirect::{MOST, redirect, too_many};
use crate::retry::{Failed, Outcome, delivery_of_answer};
use crate::retry_after::retry_after;
use crate::transport::{Sent, Target, TransportError};
use anycloud_core::{Delivery, Error, ErrorKind};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderValue, USER_AGENT};
use http::response::Parts;
use http::{Method, Uri};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use tracing::{Span, debug, trace};
use url::Url;

/// The most bytes of a refusal that the judge sees.
const REFUSAL: usize = 1 << 20;

/// Who asks, unless the call says another.
const OURSELVES: HeaderValue = HeaderValue::from_static(concat!("anycloud/", env!("CARGO_PKG_VERSION")));

/// What an attempt gives back when the judge let the reply pass.
#[derive(Debug)]
pub(crate) enum Got {
    Whole(Parts, Bytes),
    /// With what was read ahead of the body.
    Open(Parts, Bytes, Body),
}

/// What is wanted of the body of a success.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Want {
    Whole {
        max: usize,
    },
    /// As it arrives, but not before so many bytes, or the end, are there.
    Open {
        ahead: usize,
    },
}

/// What is the same for all attempts of a call.
#[derive(Debug)]
pub(crate) struct Task<'a> {
    pub(crate) call: &'a Call,
    pub(crate) url: Url,
    pub(crate) want: Want,
    /// After this, nothing waits for the rate limit any more.
    pub(crate) end: Instant,
}

impl Inner {
    pub(crate) async fn attempt(&self, task: &Task<'_>) -> Result<Got, Failed> {
        let timeout = task.call.timeout.unwrap_or(self.config.timeout);
        let mut url = task.url.clone();
        let mut deadline = None;
        for _ in 0..=MOST {
            let request = self.prepare(task, &url).await?;
            self.take_token(task.end).await?;
            let deadline = *deadline.get_or_insert_with(|| Instant::now() + timeout);
            let response = timeout_at(deadline, self.transport.send(request)).await;
            let (parts, body) = match response {
                Err(_) => {
                    let message = format!("no reply {} within {} s", self.from(&url), timeout.as_secs_f32());
                    return Err(lost(message));
                }
                Ok(Err(e)) => return Err(no_answer(&format!("no reply {}", self.from(&url)), e)),
                Ok(Ok(response)) => response.into_parts(),
            };
            Span::current().record("status", parts.status.as_u16());
            trace!(status = parts.status.as_u16(), headers = ?Headers(&parts.headers, self.shown), "reply");
            match redirect(task.call, &url, &parts) {
                None => return self.judged(task.want, parts, body, deadline, timeout).await,
                Some(Ok(next)) => url = next,
                Some(Err(e)) => return Err(answered(Outcome::Final, e, &parts)),
            }
        }
        Err(Failed { error: too_many(), outcome: Outcome::Final })
    }

    /// Who should have replied, for people.
    fn from(&self, url: &Url) -> String {
        let by = if self.config.proxy.is_some() { " by way of the proxy" } else { "" };
        match &self.config.unix_socket {
            Some(path) => format!("from {}", path.display()),
            None => format!("from {}{by}", origin(url)),
        }
    }

    /// The request as it leaves: who asks, length, credentials.
    async fn prepare(&self, task: &Task<'_>, url: &Url) -> Result<http::Request<Bytes>, Failed> {
        let early = |e: Error| Failed { error: e.delivered(Delivery::NotSent), outcome: Outcome::Final };
        let mut request = task.call.request.clone();
        let uri = url
            .as_str()
            .parse::<Uri>()
            .map_err(|e| early(Error::invalid("the URI of a call is not valid").with_source(e)))?;
        *request.uri_mut() = uri.clone();
        let carries = matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH);
        let length = request.body().len();
        if !request.headers().contains_key(USER_AGENT) {
            request.headers_mut().insert(USER_AGENT, OURSELVES);
        }
        // An empty POST says so: some services wait for a body otherwise, or answer 411.
        if carries || length > 0 {
            request.headers_mut().insert(CONTENT_LENGTH, length.into());
        }
        if let Some(auth) = &self.auth {
            auth.authorize(&mut request).await.map_err(early)?;
        }
        request.extensions_mut().insert(Target { url: url.clone(), uri });
        debug!(method = %request.method(), url = %Place(url), "request");
        trace!(headers = ?Headers(request.headers(), self.shown), body_len = length, "request");
        Ok(request)
    }

    async fn take_token(&self, end: Instant) -> Result<(), Failed> {
        self.budget.take(end).await.map_err(|wait| {
            let error =
                Error::new(ErrorKind::RateLimited, "our own limit of requests leaves no room in time")
                    .delivered(Delivery::NotSent)
                    .with_retry_after(wait);
            Failed { error, outcome: Outcome::Final }
        })
    }

    async fn judged(
        &self,
        want: Want,
        parts: Parts,
        mut body: Body,
        deadline: Instant,
        timeout: Duration,
    ) -> Result<Got, Failed> {
        let good = parts.status.is_success();
        let mut read = Collected::default();
        // Half of a success is none; half of a refusal is still a refusal.
        let half = |failed: Failed| Failed {
            error: failed.error.with_status(parts.status.as_u16()),
            outcome: failed.outcome,
        };
        let max = match want {
            Want::Open { ahead } if good => {
                if let Some(e) = (self.judge)(&parts, &[]) {
                    return Err(self.refused(e, &parts));
                }
                let begun = timeout_at(deadline, read.begin(&mut body, ahead)).await;
                begun.unwrap_or_else(|_| Err(no_reply(timeout))).map_err(half)?;
                return Ok(Got::Open(parts, read.into_bytes(), body));
            }
            Want::Open { .. } => REFUSAL,
            Want::Whole { max } if good => max,
            Want::Whole { max } => max.min(REFUSAL),
        };
        let end = timeout_at(deadline, read.fill(&mut body, max)).await;
        let end = end.unwrap_or_else(|_| Err(no_reply(timeout)));
        let bytes = read.into_bytes();
        if good && let Err(failed) = end {
            return Err(half(failed));
        }
        if let Some(e) = (self.judge)(&parts, &bytes) {
            return Err(self.refused(e, &parts));
        }
        end?;
        match want {
            Want::Whole { .. } => Ok(Got::Whole(parts, bytes)),
            Want::Open { .. } => Ok(Got::Open(parts, bytes, Body::empty())),
        }
    }

    /// The judge's error with what the head of the reply adds to it.
    fn refused(&self, mut error: Error, parts: &Parts) -> Failed {
        let status = parts.status.as_u16();
        if error.status().is_none() {
            error = error.with_status(status);
        }
        if error.retry_after().is_none()
            && let Some(wait) = retry_after(&parts.headers)
        {
            error = error.with_retry_after(wait);
        }
        let id = parts.headers.get("x-request-id").and_then(|v| v.to_str().ok()).and_then(token);
        if let (None, Some(id)) = (error.request_id(), id) {
            error = error.with_request_id(id);
        }
        let delivery = delivery_of_answer(status, &error);
        let outcome = Outcome::of_answer(status, &error);
        if let (Outcome::Throttled, Some(wait)) = (outcome, error.retry_after()) {
            self.budget.pause(wait.min(self.retry.budget()));
        }
        Failed { error: error.delivered(delivery), outcome }
    }
}

/// The bytes of a body so far; they outlive a timeout.
#[derive(Default)]
struct Collected {
    chunks: Vec<Bytes>,
    length: usize,
}

impl Collected {
    /// All of a body.
    async fn fill(&mut self, body: &mut Body, max: usize) -> Result<(), Failed> {
        while let Some(chunk) = next(body).await? {
            let take = chunk.len().min(max - self.length);
            self.push(chunk.slice(..take));
            if take < chunk.len() {
                let error = Error::new(ErrorKind::Decode, format!("the reply is longer than {max} bytes"))
                    .delivered(Delivery::Unknown);
                return Err(Failed { error, outcome: Outcome::Final });
            }
        }
        Ok(())
    }

    /// The beginning of a body: at least `least` bytes, or all there are.
    async fn begin(&mut self, body: &mut Body, least: usize) -> Result<(), Failed> {
        while self.length < least
            && let Some(chunk) = next(body).await?
        {
            self.push(chunk);
        }
        Ok(())
    }

    fn push(&mut self, chunk: Bytes) {
        self.length += chunk.len();
        self.chunks.push(chunk);
    }

    /// Most replies are one chunk, and are not copied.
    fn into_bytes(mut self) -> Bytes {
        match self.chunks.len() {
            0 | 1 => self.chunks.pop().unwrap_or_default(),
            _ => self.chunks.concat().into(),
        }
    }
}

async fn next(body: &mut Body) -> Result<Option<Bytes>, Failed> {
    body.chunk().await.map_err(|e| {
        let failed = no_answer("the reply was cut off", e);
        Failed { error: failed.error.delivered(Delivery::Unknown), outcome: Outcome::Unknown }
    })
}

fn no_reply(timeout: Duration) -> Failed {
    lost(format!("no whole reply within {} s", timeout.as_secs_f32()))
}

fn lost(message: String) -> Failed {
    let error = Error::new(ErrorKind::Transport, message).delivered(Delivery::Unknown);
    Failed { error, outcome: Outcome::Unknown }
}

fn no_answer(what: &str, e: TransportError) -> Failed {
    let (delivery, outcome) = match e.sent() {
        Sent::No => (Delivery::NotSent, Outcome::NotSent),
        Sent::Unknown => (Delivery::Unknown, Outcome::Unknown),
    };
    let error = Error::new(ErrorKind::Transport, format!("{what}: {e}")).delivered(delivery).with_source(e);
    Failed { error, outcome }
}

fn answered(outcome: Outcome, error: Error, parts: &Parts) -> Failed {
    Failed { error: error.with_status(parts.status.as_u16()), outcome }
}
