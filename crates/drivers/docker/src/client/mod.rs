//! The native client: the calls of the Engine API, typed.

mod containers;
mod exec;
mod files;
mod images;
mod networks;
mod system;
mod volumes;

pub use exec::Execution;
pub use files::Archive;

use crate::config::{Config, Host};
use crate::error::{about, unreached, unread};
use crate::request::{Requests, ping};
use crate::version::ApiVersion;
use crate::wire;
use anycloud_core::{ResourceRef, Result};
use anycloud_http::{Call, Http, Reply, Streamed};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// The calls of the Engine API, without journal and undo.
///
/// Clones are cheap and share connections and the version of the API, which the first call agrees on with the engine.
/// Errors name the call and the thing, and carry the engine's words as a [`Refusal`](crate::Refusal). Ids must be
/// whole: the engine also takes the beginning of one, and a mistyped id would hit another container; a name that could
/// be such a beginning is `InvalidRequest` before anything is sent. What acts once each time is sent once: if its
/// answer is lost, the error's [`delivery`](anycloud_core::Error::delivery) is unknown.
///
/// Logs, events, pulls and archives are values that hold their connection. No task runs for them: dropping one closes
/// it.
///
/// # Errors of any call
///
/// What a call can be refused for is said at each. Besides, any of them gives `Transport` (no engine listens there, the
/// connection broke, or nothing came within [`HttpConfig::timeout`](anycloud_http::HttpConfig::timeout)), `Forbidden`
/// (this user may not use the socket), `Unsupported` (the engine is older than API 1.41, or has no such call),
/// `Provider` (the engine failed, or what answers is not one) and `Decode` (its reply cannot be read).
///
/// ```no_run
/// # async fn f() -> anycloud_core::Result<()> {
/// use anycloud_docker::{Client, Config, CreateContainer, LogsQuery, WaitFor};
/// let engine = Client::new(Config::from_env()?)?;
/// engine.image_pull(&"busybox:1.36".into(), None, None).await?.finish().await?;
/// let hello = CreateContainer::new("busybox:1.36").name("hello").command(["echo", "hello"]);
/// let id = engine.container_create(&hello).await?;
/// engine.container_start(&id).await?;
/// let exit = engine.container_wait(&id, WaitFor::NotRunning).await?;
/// let mut log = engine.container_logs(&id, &LogsQuery::new()).await?;
/// while let Some(output) = log.next().await? {
///     println!("{:?} {}", output.source, String::from_utf8_lossy(&output.bytes));
/// }
/// engine.container_remove(&id, false, true).await?;
/// # let _ = exit.code();
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    http: Http,
    host: Arc<Host>,
    version: Arc<OnceCell<ApiVersion>>,
}

impl Client {
    /// A client of this engine. Files of certificates are read now; nothing is sent.
    ///
    /// # Errors
    /// `InvalidConfig`, with what is allowed: an address or version that cannot be, plain TCP beyond this machine, a
    /// file that is not there.
    pub fn new(config: Config) -> Result<Self> {
        let checked = config.check()?;
        let version = checked.api_version.map_or_else(OnceCell::new, OnceCell::from);
        Ok(Self { http: checked.http, host: Arc::new(checked.host), version: Arc::new(version) })
    }

    /// Where the engine listens: `unix:///path`, `http://host:port` or `https://host:port`.
    pub fn host(&self) -> String {
        self.host.to_string()
    }

    /// The version of the API that is spoken: what [`Config::api_version`] says, or the newest that the engine and this
    /// driver know. Clones ask for it once (`GET /_ping`), and again only if that failed.
    ///
    /// # Errors
    /// Those of [any call](Self#errors-of-any-call); `Decode` if what answers does not say a version.
    pub async fn api_version(&self) -> Result<ApiVersion> {
        let agree = async || {
            let engine = self.sent(self.http.call(ping()?, wire::ping).await)?.api_version;
            ApiVersion::agreed(
                engine.ok_or_else(|| unread("what answers is no engine: it does not say its version"))?,
            )
        };
        self.version.get_or_try_init(agree).await.copied()
    }

    /// A call about these, the last of them the one that is meant.
    async fn call<T>(
        &self,
        asked: &[ResourceRef],
        build: impl Fn(Requests) -> Result<Call>,
        decode: impl FnOnce(Reply) -> Result<T>,
    ) -> Result<T> {
        let call = self.built(build).await.map_err(|e| about(e, asked))?;
        self.sent(self.http.call(call, decode).await).map_err(|e| about(e, asked))
    }

    /// A call whose reply goes on.
    async fn stream(
        &self,
        asked: &[ResourceRef],
        build: impl Fn(Requests) -> Result<Call>,
    ) -> Result<Streamed> {
        let call = self.built(build).await.map_err(|e| about(e, asked))?;
        self.sent(self.http.stream(call).await).map_err(|e| about(e, asked))
    }

    /// The call in the version that is spoken.
    async fn built(&self, build: impl Fn(Requests) -> Result<Call>) -> Result<Call> {
        if self.version.get().is_none() {
            // What is wrong in itself is refused before the engine is even asked for its version.
            build(Requests { version: ApiVersion::NEWEST }).map(drop)?;
        }
        build(Requests { version: self.api_version().await? })
    }

    fn sent<T>(&self, result: Result<T>) -> Result<T> {
        result.map_err(|e| unreached(e, &self.host))
    }
}
