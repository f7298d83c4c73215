//! The native client: every call of the manual, typed.

mod billing;
mod drives;
mod groups;
mod profile;
mod resources;
mod servers;

use crate::config::{Checked, Config, Zone};
use crate::error::about;
use crate::request::{Requests, check_server};
use crate::wire::Arriving;
use anycloud_core::{Listing, ResourceRef, Result};
use anycloud_elastic_family::{DriveConfig, ServerConfig, Stretch};
use anycloud_http::{Call, Http, Reply};
use url::Url;

/// Every call of CloudSigma's API 1.0, without journal and undo. A method is named after its path:
/// `POST /servers/create` is [`server_create`](Self::server_create), `GET /drives/info` is
/// [`drives_info`](Self::drives_info). `§` are sections of the manual; calls that it does not have, and public clients
/// send, say so. The [front page](crate#the-native-client) has a program.
///
/// Clones are cheap and share connections. Reads, and what comes to the same when it is repeated (`set`, `destroy`,
/// `write`), are sent again if their answer is lost. Creates, copies, purchases, start, stop, shutdown, reset, what
/// acts on several servers, and whatever acts by GET are sent once.
///
/// # Errors
/// They name the call and what it was about; [`delivery`](anycloud_core::Error::delivery) says whether the service may
/// have acted, and [`Refusal::of`](crate::Refusal::of) has the service's own reasons. Any call can fail with
///
/// - `Transport`: no answer, or not all of it;
/// - `Unauthenticated` (401) or `Forbidden` (403): the credentials;
/// - `RateLimited` (429);
/// - `Decode`: a reply that does not read, or a web page where a reply should be;
/// - `Unsupported` (405): the service wants the call sent otherwise;
/// - `Provider`: the service failed (5xx), or refused with a status that is not documented.
///
/// An id that is not a UUID, and keys that the wire cannot carry, are `InvalidRequest` before anything is sent; keys
/// that only the sibling's service has are `Unsupported`. Methods name what they can meet besides. A 400 is
/// `InvalidRequest`, unless its words make it `NotFound` (of what was asked for, by its id), `Busy` (in use),
/// `Conflict` (the server runs) or `InsufficientFunds`.
#[derive(Clone, Debug)]
pub struct Client {
    http: Http,
    requests: Requests,
    zone: Option<&'static Zone>,
}

impl Client {
    /// A client of this account. Sends nothing.
    ///
    /// ```
    /// use anycloud_cloudsigma::{Client, Config};
    /// use anycloud_core::Secret;
    /// let client = Client::new(Config::new("foo.bar@example.com", Secret::new("made-up")).zone("zrh"))?;
    /// assert_eq!(client.zone().unwrap().place, "Zurich");
    /// # Ok::<(), anycloud_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`CloudSigma::new`](crate::CloudSigma::new).
    pub fn new(config: Config) -> Result<Self> {
        config.check().map(Self::checked)
    }

    pub(crate) fn checked(config: Checked) -> Self {
        let Checked { http, zone, guests, legacy_get_actions, .. } = config;
        Self { http, requests: Requests { guests, legacy_get_actions }, zone }
    }

    /// The URL of the API, which requests go to.
    pub fn endpoint(&self) -> &Url {
        self.http.endpoint()
    }

    /// The location, if it is a known one.
    pub fn zone(&self) -> Option<&'static Zone> {
        self.zone
    }

    /// Whether these keys could be sent.
    pub(crate) fn check_server(&self, config: &ServerConfig) -> Result<()> {
        check_server(config)?;
        self.requests.server_create(config).map(drop)
    }

    /// Whether these keys could be sent.
    pub(crate) fn check_drive(&self, config: &DriveConfig) -> Result<()> {
        self.requests.drive_create(config).map(drop)
    }

    /// Whether this could be the name of a VLAN or address.
    pub(crate) fn check_name(&self, name: &str) -> Result<()> {
        self.requests.vlan_create(name).map(drop)
    }

    /// A call about nothing that exists.
    async fn call<T>(&self, call: Result<Call>, decode: impl FnOnce(Reply) -> Result<T>) -> Result<T> {
        self.http.call(call?, decode).await
    }

    /// A call for a list of objects, which is read as it arrives.
    fn listed<T: Send + 'static>(
        &self,
        call: Result<Call>,
        read: impl Fn(&Stretch) -> Result<Vec<T>> + Send + 'static,
    ) -> Listing<T> {
        let mut reply = Arriving::default();
        match call {
            Ok(call) => self.http.list(call, move |parts, piece| reply.read(parts, piece, &read)),
            Err(e) => Listing::failed(e),
        }
    }

    /// A call that names these.
    async fn call_on<T>(
        &self,
        asked: &[ResourceRef],
        call: Result<Call>,
        decode: impl FnOnce(Reply) -> Result<T>,
    ) -> Result<T> {
        self.call(call, decode).await.map_err(|e| about(e, asked))
    }
}
