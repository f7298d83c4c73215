//! Simulators in the same process, on tokio's clock, which a test can pause.

use anycloud_http::{Body, Transport, TransportError};
use anycloud_simulators::{Reply, Simulator, Then};
use async_trait::async_trait;
use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONTENT_LENGTH, HOST};
use http::{HeaderValue, Method, Request, Response, Uri};
use std::fmt;
use std::future::pending;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

/// A simulator as a transport. Clones are connections to the same one.
///
/// Its time begins with the first request. A real socket would not get along with a paused clock; this does.
///
/// ```
/// use anycloud_http::Transport;
/// use anycloud_simulators::{Reply, Simulator};
/// use anycloud_testkit::InProcess;
/// use std::time::Duration;
///
/// #[derive(Debug)]
/// struct Teapot;
///
/// impl Simulator for Teapot {
///     fn handle(&self, _now: Duration, _request: http::Request<bytes::Bytes>) -> Reply {
///         Reply::answer(http::Response::new("short and stout".into())).delayed(Duration::from_secs(3600))
///     }
/// }
/// # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(async {
/// let teapot = InProcess::new(Teapot);
/// let mut response = teapot.send(http::Request::get("http://localhost/").body("".into())?).await?;
/// assert_eq!(response.body_mut().chunk().await?.unwrap(), "short and stout");
/// assert_eq!(teapot.requests(), 1);
/// # Ok::<_, Box<dyn std::error::Error>>(()) }).unwrap();
/// ```
#[derive(Clone)]
pub struct InProcess(Arc<Inner>);

struct Inner {
    simulator: Arc<dyn Simulator>,
    began: OnceLock<Instant>,
    seen: Mutex<Vec<(Method, Uri)>>,
    crash: Mutex<Option<Crash>>,
    crashed: Notify,
}

/// The process that sends dies at a request.
#[derive(Clone, Copy)]
struct Crash {
    /// So many requests pass before.
    left: u32,
    /// Whether the simulator still acts on it.
    acted: bool,
}

impl InProcess {
    /// Mounts a simulator. Keep an `Arc` of it to look at its state from outside.
    pub fn new(simulator: impl Simulator) -> Self {
        let simulator: Arc<dyn Simulator> = Arc::new(simulator);
        Self(Arc::new(Inner {
            simulator,
            began: OnceLock::new(),
            seen: Mutex::default(),
            crash: Mutex::default(),
            crashed: Notify::new(),
        }))
    }

    /// How many requests have arrived, since [`take_log`](Self::take_log) was asked last.
    pub fn requests(&self) -> u64 {
        self.seen().len() as u64
    }

    /// Method, path and query of every request, in order, since [`take_log`](Self::take_log) was asked last.
    pub fn log(&self) -> Vec<(Method, Uri)> {
        self.seen().clone()
    }

    /// The same as `METHOD /path`, without queries; what it has said is forgotten.
    pub fn take_log(&self) -> Vec<String> {
        let seen = std::mem::take(&mut *self.seen());
        seen.into_iter().map(|(method, uri)| format!("{method} {}", uri.path())).collect()
    }

    /// The process that sends dies at a request, after so many more have passed: that one is never answered, and
    /// [`or_crash`](Self::or_crash) tells. `acted` says whether the simulator still acts on it.
    pub fn crash_after(&self, requests: u32, acted: bool) {
        *self.crash() = Some(Crash { left: requests, acted });
    }

    /// The process does not die any more.
    pub fn never_crash(&self) {
        *self.crash() = None;
    }

    /// What `change` comes to; `None` if the process died in it, as [`crash_after`](Self::crash_after) has said.
    pub async fn or_crash<T>(&self, change: impl IntoFuture<Output = T>) -> Option<T> {
        tokio::select! {
            outcome = change.into_future() => Some(outcome),
            () = self.0.crashed.notified() => None,
        }
    }

    fn seen(&self) -> MutexGuard<'_, Vec<(Method, Uri)>> {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn crash(&self) -> MutexGuard<'_, Option<Crash>> {
        self.0.crash.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `Some` if the process dies at this request, with whether the simulator acts.
    fn dies(&self) -> Option<bool> {
        let mut crash = self.crash();
        let Crash { left, acted } = (*crash)?;
        *crash = left.checked_sub(1).map(|left| Crash { left, acted });
        (left == 0).then_some(acted)
    }
}

#[async_trait]
impl Transport for InProcess {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let request = as_received(request)?;
        self.seen().push((request.method().clone(), request.uri().clone()));
        let now = self.0.began.get_or_init(Instant::now).elapsed();
        if let Some(acted) = self.dies() {
            if acted {
                self.0.simulator.handle(now, request);
            }
            self.0.crashed.notify_one();
            return pending().await;
        }
        let Reply { after, then, .. } = self.0.simulator.handle(now, request);
        sleep(after).await;
        match then {
            Then::Answer(response) => Ok(response.map(Body::full)),
            Then::Drop => Err(TransportError::unknown("the connection was closed without an answer")),
            Then::Stall => pending().await,
            Then::Truncate { response, bytes } => Ok(response.map(|body| cut(body, bytes))),
            _ => Err(TransportError::unknown("the simulator does what this mount does not know")),
        }
    }
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InProcess")
            .field("simulator", &self.0.simulator)
            .field("requests", &self.requests())
            .finish_non_exhaustive()
    }
}

/// What a server gets to see: a path, the host and the length apart from it.
fn as_received(request: Request<Bytes>) -> Result<Request<Bytes>, TransportError> {
    let (mut head, body) = request.into_parts();
    let bad = |_: http::Error| TransportError::not_sent("the request has no path or host that could be sent");
    if let Some(authority) = head.uri.authority() {
        // Credentials never leave in the Host header.
        let host = authority.as_str().rsplit('@').next().unwrap_or_default();
        head.headers.insert(HOST, HeaderValue::from_str(host).map_err(|e| bad(e.into()))?);
    }
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    head.uri = path.parse().map_err(|e: http::uri::InvalidUri| bad(e.into()))?;
    if !body.is_empty() || head.method == Method::POST || head.method == Method::PUT {
        head.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    }
    Ok(Request::from_parts(head, body))
}

/// The first bytes of a body, then the end of the connection.
fn cut(mut body: Bytes, bytes: usize) -> Body {
    if bytes >= body.len() {
        return Body::full(body);
    }
    body.truncate(bytes);
    Body::from_stream(Cut { rest: Some(body) })
}

struct Cut {
    rest: Option<Bytes>,
}

impl Stream for Cut {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(Some(match self.rest.take() {
            Some(bytes) if !bytes.is_empty() => Ok(bytes),
            _ => Err(TransportError::unknown("the connection was closed in the middle of the body")),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::InProcess;
    use anycloud_http::{Sent, Transport};
    use anycloud_simulators::{Reply, Simulator};
    use bytes::Bytes;
    use http::{Request, Response};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;
    use tokio::time::{Instant, timeout};

    #[derive(Debug)]
    struct ByPath;

    impl Simulator for ByPath {
        fn handle(&self, now: Duration, request: Request<Bytes>) -> Reply {
            assert_eq!(request.uri().host(), None);
            let host = request.headers()["host"].to_str().unwrap().to_owned();
            let answer = || Response::new(Bytes::from(format!("{host} {}", now.as_secs())));
            match request.uri().path() {
                "/drop" => Reply::drop().delayed(Duration::from_secs(5)),
                "/stall" => Reply::stall(),
                "/cut" => Reply::truncate(answer(), 4),
                _ => Reply::answer(answer()).delayed(Duration::from_secs(60)),
            }
        }
    }

    fn get(path: &str) -> Request<Bytes> {
        Request::get(format!("https://me:x@sim.test:81{path}")).body(Bytes::new()).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn time_passes_for_the_simulator() {
        let mount = InProcess::new(ByPath);
        for now in ["0", "60"] {
            let mut response = mount.send(get("/time?x=1")).await.unwrap();
            let body = response.body_mut().chunk().await.unwrap().unwrap();
            assert_eq!(body, format!("sim.test:81 {now}"));
        }
        assert_eq!(mount.requests(), 2);
        assert_eq!(mount.log()[0].1, "/time?x=1");
    }

    #[tokio::test(start_paused = true)]
    async fn a_process_dies_where_it_is_told() {
        #[derive(Debug, Default)]
        struct Count(AtomicU32);
        impl Simulator for Count {
            fn handle(&self, _now: Duration, _request: Request<Bytes>) -> Reply {
                self.0.fetch_add(1, Ordering::Relaxed);
                Reply::answer(Response::new(Bytes::new()))
            }
        }
        for (acted, handled) in [(true, 2), (false, 1)] {
            let service = Arc::new(Count::default());
            let mount = InProcess::new(service.clone());
            mount.crash_after(1, acted);
            assert!(mount.or_crash(mount.send(get("/first?x=1"))).await.is_some());
            assert!(mount.or_crash(mount.send(get("/second"))).await.is_none());
            assert_eq!(service.0.load(Ordering::Relaxed), handled);
            assert_eq!(mount.take_log(), ["GET /first", "GET /second"]);
            assert_eq!(mount.requests(), 0);
            mount.crash_after(0, acted);
            mount.never_crash();
            assert!(mount.or_crash(mount.send(get("/third"))).await.is_some());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn lost_replies_are_unknown() {
        let (mount, began) = (InProcess::new(ByPath), Instant::now());
        assert_eq!(mount.send(get("/drop")).await.unwrap_err().sent(), Sent::Unknown);
        assert_eq!(began.elapsed(), Duration::from_secs(5));
        let day = Duration::from_secs(86400);
        assert!(timeout(day, mount.send(get("/stall"))).await.is_err());
        let mut response = mount.send(get("/cut")).await.unwrap();
        assert_eq!(response.body_mut().chunk().await.unwrap().unwrap(), "sim.");
        assert_eq!(response.body_mut().chunk().await.unwrap_err().sent(), Sent::Unknown);
    }
}
