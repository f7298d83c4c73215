//! The native client: every call of the document, typed.

mod drives;
mod resources;
mod servers;

pub(crate) use resources::resource_ref;
pub use servers::ServerEntry;

use crate::config::{Checked, Config, Dialect, Format};
use crate::error::about;
use crate::request::Requests;
use crate::settings::{DriveConfig, ResourceConfig, ServerConfig};
use crate::wire::Arriving;
use crate::zones::Zone;
use anycloud_core::{Listing, ResourceRef, Result};
use anycloud_elastic_family::Stretch;
use anycloud_http::{Call, Http, Reply, begins_as_page, web_page};
use url::Url;

/// Every call of the ElasticHosts API, without journal and undo. A method is named after its path:
/// `POST /servers/create` is [`server_create`](Self::server_create), `GET /drives/info` is
/// [`drives_info`](Self::drives_info). Resources are static addresses (`ip`) and VLANs (`vlan`). The
/// [front page](crate#the-native-client) has a program.
///
/// Clones are cheap and share connections. Reads, and what comes to the same when it is repeated (`set`, `destroy`,
/// `image`, `write`), are sent again if their answer is lost. Creates, start, stop, shutdown and reset are sent once.
///
/// # Errors
/// They name the call and the resource; [`delivery`](anycloud_core::Error::delivery) says whether the service may have
/// acted. Any call can fail with
///
/// - `Transport`: no answer, or not all of it;
/// - `Unauthenticated` (401) or `Forbidden` (403): the credentials;
/// - `RateLimited` (429);
/// - `Decode`: a reply that does not read, or a web page where a reply should be;
/// - `Unsupported` (405): the service wants the call sent otherwise;
/// - `Provider`: the service calls it failed, failed itself (5xx), or refused with a code that is not documented.
///
/// An id that is not a UUID, and keys that the wire cannot carry, are `InvalidRequest` before anything is sent. Methods
/// name what they can meet besides: the document's 400 (`InvalidRequest`), 402 (`InsufficientFunds`), 404 (`NotFound`),
/// 409 (`Busy`) and 507 (`StorageFull`).
///
/// The service's own words may repeat what was sent, so that no error shows them. They are in its source, an
/// [`ElasticError`](crate::ElasticError): `error.find_source::<ElasticError>()` has the code and the body.
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
    /// use anycloud_core::Secret;
    /// use anycloud_elastichosts::{Client, Config};
    /// let config = Config::new("5eed0000-0000-4000-8000-000000000001", Secret::new("made-up")).zone("lon-p");
    /// let client = Client::new(config)?;
    /// assert_eq!(client.zone().unwrap().id, "lon-p");
    /// # Ok::<(), anycloud_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`ElasticHosts::new`](crate::ElasticHosts::new).
    pub fn new(config: Config) -> Result<Self> {
        config.check().map(Self::checked)
    }

    pub(crate) fn checked(config: Checked) -> Self {
        let Checked { http, zone, dialect, format, .. } = config;
        Self { http, requests: Requests { format, dialect }, zone }
    }

    /// The URL of the API, which requests go to.
    pub fn endpoint(&self) -> &Url {
        self.http.endpoint()
    }

    /// The zone or white label, if it is a known one.
    pub fn zone(&self) -> Option<&'static Zone> {
        self.zone
    }

    /// The spelling in which requests are written; replies are understood in both.
    pub fn dialect(&self) -> Dialect {
        self.requests.dialect
    }

    /// The format of bodies, of requests and replies.
    pub fn format(&self) -> Format {
        self.requests.format
    }

    /// Whether these keys could be sent.
    pub(crate) fn check_server(&self, config: &ServerConfig) -> Result<()> {
        self.requests.server_create(config, false).map(drop)
    }

    /// Whether these keys could be sent.
    pub(crate) fn check_drive(&self, config: &DriveConfig) -> Result<()> {
        self.requests.drive_create(config).map(drop)
    }

    /// Whether these keys could be sent.
    pub(crate) fn check_resource(&self, config: &ResourceConfig) -> Result<()> {
        self.requests.resource_create("vlan", config).map(drop)
    }

    /// A call about no resource that exists.
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

    /// A call about this resource.
    async fn call_on<T>(
        &self,
        resource: ResourceRef,
        call: Result<Call>,
        decode: impl FnOnce(Reply) -> Result<T>,
    ) -> Result<T> {
        self.call(call, decode).await.map_err(|e| about(e, &resource))
    }
}

/// The reply to an action: nothing at first, the object's info in later years. Neither is needed, but a web page
/// means that something else answered.
fn nothing(reply: Reply) -> Result<()> {
    if begins_as_page(&reply.body) { Err(web_page()) } else { Ok(()) }
}
