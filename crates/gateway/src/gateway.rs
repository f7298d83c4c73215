use crate::access::Access;
use crate::answer::{self, Answer};
use crate::asked::{Asked, only_json};
use crate::backends::{Backends, Until};
use crate::guard::Guard;
use crate::refusal::{Refusal, Result};
use crate::route;
use crate::settings::Settings;
use crate::store::Store;
use crate::underway::Underway;
use anycloud::run::Event;
use anycloud::{Change, Cloud, CloudConfig, Delivery, Error, ErrorKind, Mutation};
use bytes::Bytes;
use http::{Method, StatusCode};
use std::future::Future;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{timeout, timeout_at};
use tracing::{debug, info, warn};

/// The REST API of Mist.io over any number of clouds; made by [`Gateway::builder`].
///
/// Cheap to clone; clones share everything. [`listen`](Self::listen) serves it over HTTP, [`answer`](Self::answer)
/// without a socket. While one of them lives, no other gateway opens its folder. It answers within a runtime of tokio.
#[derive(Clone, Debug)]
pub struct Gateway(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    access: Access,
    backends: Backends,
    store: Store,
    settings: Settings,
    underway: Underway,
}

/// A gateway that is being put together: it has what clients have added, and is given the clouds of the configuration.
#[derive(Debug)]
pub struct GatewayBuilder {
    backends: Backends,
    store: Store,
    settings: Settings,
}

impl Gateway {
    /// A gateway with what clients have added to it before. Nothing is sent. The folder of the state is made if it is
    /// not there, for its owner only.
    ///
    /// # Errors
    /// `InvalidConfig` if another gateway uses the folder of the state, if that cannot be read, or if the key is not
    /// the one that it was sealed with; `Journal` if the folder of the journal cannot be used.
    pub fn builder(settings: Settings) -> anycloud::Result<GatewayBuilder> {
        let store = Store::open(&settings.state_dir, settings.key.as_ref())?;
        let backends = Backends::open(&settings, &store)?;
        Ok(GatewayBuilder { backends, store, settings })
    }

    /// Answers one request of a client at this address: the token is looked at, wrong ones are counted. The body is
    /// whole, and as long as the caller lets it be; [`listen`](Self::listen) takes 1 MiB. What is refused is an answer,
    /// too. If it is dropped before its end, changes that it has begun go on.
    pub async fn answer(&self, from: IpAddr, request: http::Request<Bytes>) -> http::Response<Bytes> {
        match self.admit(from, request.uri(), request.headers()) {
            Ok(()) => self.answer_admitted(from, request).await,
            Err(refusal) => answer::refused(&refusal, only_json(request.headers())),
        }
    }

    /// Whether a request may be answered at all; a login may, without a token. To be asked once: wrong tokens are
    /// counted.
    ///
    /// # Errors
    /// 401; 429 after too many wrong tokens.
    pub(crate) fn admit(&self, from: IpAddr, uri: &http::Uri, headers: &http::HeaderMap) -> Result<()> {
        if route::is_login(uri) { Ok(()) } else { self.0.access.check(from, headers) }
    }

    pub(crate) async fn answer_admitted(
        &self,
        from: IpAddr,
        request: http::Request<Bytes>,
    ) -> http::Response<Bytes> {
        let as_json = only_json(request.headers());
        let mut line = Line::new(from, &request);
        let answered = match Asked::new(from, request) {
            Ok(asked) => route::answer(self, &asked).await,
            Err(refusal) => Err(refusal),
        };
        let answer = answered.unwrap_or_else(|refusal| answer::refused(&refusal, as_json));
        line.status = Some(answer.status());
        answer
    }

    pub(crate) fn access(&self) -> &Access {
        &self.0.access
    }

    pub(crate) fn backends(&self) -> &Backends {
        &self.0.backends
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn underway(&self) -> &Underway {
        &self.0.underway
    }

    pub(crate) fn guard(&self) -> Guard {
        self.0.settings.guard()
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.0.settings.deadline
    }

    /// A read of one cloud, until the deadline.
    ///
    /// # Errors
    /// The cloud's, or 503 when the time is over.
    pub(crate) async fn read<T>(&self, reading: impl Future<Output = anycloud::Result<T>>) -> Result<T> {
        self.read_until(self.until(), reading).await
    }

    /// The same with a deadline that others share.
    pub(crate) async fn read_until<T>(
        &self,
        until: Until,
        reading: impl Future<Output = anycloud::Result<T>>,
    ) -> Result<T> {
        let (at, missed) = until.at();
        match timeout_at(at, reading).await {
            Ok(read) => Ok(read?),
            Err(_) => Err(Refusal::unavailable(missed)),
        }
    }

    /// Makes a change to its end, whether or not the client waits for it: half of one is worse than all or nothing.
    /// What is held is let go of then.
    ///
    /// # Errors
    /// The cloud's; `WaitTimedOut` with the operation if it is not made within this time, and goes on.
    pub(crate) async fn change<M: Mutation>(
        &self,
        change: Change<M>,
        within: Duration,
        held: impl Send + 'static,
    ) -> anycloud::Result<M::Value> {
        let making = Arc::new(self.underway().begin());
        let (named, made) = (making.clone(), making.clone());
        let change = change.observe(move |event| {
            if let Event::Begun(id) = event {
                named.is(id);
            }
        });
        let done = tokio::spawn(async move {
            let done = change.await.map(|started| started.value);
            drop((making, held));
            if let Err(e) = &done
                && let Some(operation) = e.operation()
            {
                // Its client may have left.
                warn!(%operation, error = %e, "a change is not over");
            }
            done
        });
        match timeout(within, done).await {
            Ok(done) => done.unwrap_or_else(|e| {
                let lost = Error::new(ErrorKind::Cancelled, "the change was interrupted");
                Err(lost.delivered(Delivery::Unknown).with_source(e))
            }),
            Err(_) => {
                let what = format!("the change is not over after {} s, and goes on", within.as_secs_f32());
                let late = Error::new(ErrorKind::WaitTimedOut, what).delivered(Delivery::Unknown);
                Err(made.operation().into_iter().fold(late, Error::with_operation))
            }
        }
    }

    /// How long a change may take before its client is told that it goes on.
    pub(crate) fn patience(&self) -> Duration {
        self.0.settings.patience
    }
}

impl GatewayBuilder {
    /// With a cloud of a configuration, opened by [`anycloud::open`]. One that does not open, or does not answer later,
    /// is shown as unavailable. Its backend has the name for a title, and an id that is made of it.
    ///
    /// # Errors
    /// `InvalidConfig` for a name that is taken.
    pub fn configured(mut self, config: &CloudConfig) -> anycloud::Result<Self> {
        self.backends.configure(config)?;
        Ok(self)
    }

    /// With a cloud that is open, e.g. one of a driver from elsewhere. Its journal is the gateway's, if
    /// [`Settings::journal_dir`] says one.
    ///
    /// # Errors
    /// `InvalidConfig` for a name that is taken.
    pub fn cloud(mut self, cloud: &Cloud) -> anycloud::Result<Self> {
        self.backends.place(cloud)?;
        Ok(self)
    }

    /// The gateway, ready to answer.
    pub fn build(self) -> Gateway {
        let Self { backends, store, settings } = self;
        let access = Access::new(&settings.token);
        Gateway(Arc::new(Inner { access, backends, store, settings, underway: Underway::default() }))
    }
}

/// What the log says of a request, when this is dropped: a client that hangs up takes the answering with it.
struct Line {
    from: IpAddr,
    method: Method,
    path: String,
    /// Of the answer, once there is one.
    status: Option<StatusCode>,
}

impl Line {
    fn new(from: IpAddr, request: &http::Request<Bytes>) -> Self {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        Self { from, method, path, status: None }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let Self { from, method, path, status } = self;
        let status = status.map(|status| status.as_u16());
        let end =
            if status.is_some() { "answered" } else { "the client left; a change that has begun goes on" };
        // Whoever has the token may do everything: what was asked to be done is kept where nobody asked for more.
        match *method {
            Method::GET | Method::HEAD | Method::OPTIONS => debug!(%from, %method, path, status, "{end}"),
            _ => info!(%from, %method, path, status, "{end}"),
        }
    }
}

/// What every handler gives.
pub(crate) type Answered = Result<Answer>;
