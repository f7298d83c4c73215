//! What a user may set about the connection.

use crate::rate::RateLimit;
use crate::retry::RetryPolicy;
use crate::transport::Transport;
use anycloud_core::{Error, Result, Secret};
use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// How the requests of one client travel, whatever the provider. Nothing is shared by the process, and the environment's proxies are not used.
///
/// ```
/// use anycloud_http::HttpConfig;
/// use std::time::Duration;
/// let config = HttpConfig::default().ca_file("/etc/ssl/company.pem").timeout(Duration::from_secs(20));
/// ```
#[derive(Clone)]
pub struct HttpConfig {
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) client_certificate: Option<(PathBuf, PathBuf)>,
    pub(crate) unix_socket: Option<PathBuf>,
    pub(crate) proxy: Option<Proxy>,
    pub(crate) connect_timeout: Duration,
    pub(crate) timeout: Duration,
    pub(crate) idle_timeout: Duration,
    pub(crate) allow_plain_http: bool,
    pub(crate) only_addresses: Option<AddressRule>,
    pub(crate) retry: RetryPolicy,
    pub(crate) rate: RateLimit,
    pub(crate) transport: Option<Arc<dyn Transport>>,
}

/// Which addresses may be connected to.
pub(crate) type AddressRule = Arc<dyn Fn(IpAddr) -> bool + Send + Sync>;

impl HttpConfig {
    /// A PEM bundle of the authorities to trust, *instead of* the system's. For machines that have none, and
    /// for services with a private authority.
    pub fn ca_file(mut self, path: impl AsRef<Path>) -> Self {
        self.ca_file = Some(path.as_ref().to_owned());
        self
    }

    /// The PEM files of a certificate (with its chain) and its key, shown to services that know their callers by them.
    pub fn client_certificate(mut self, certificate: impl AsRef<Path>, key: impl AsRef<Path>) -> Self {
        self.client_certificate = Some((certificate.as_ref().to_owned(), key.as_ref().to_owned()));
        self
    }

    /// A unix socket to which every request goes, whatever host its URL names. Only on unix.
    pub fn unix_socket(mut self, path: impl AsRef<Path>) -> Self {
        self.unix_socket = Some(path.as_ref().to_owned());
        self
    }

    /// An HTTP proxy for every request, with credentials in its userinfo if it wants any.
    ///
    /// # Errors
    /// [`InvalidConfig`](anycloud_core::ErrorKind::InvalidConfig) if it is no `http` or `https` URL.
    pub fn proxy(mut self, url: &Url) -> Result<Self> {
        self.proxy = Some(Proxy::new(url)?);
        Ok(self)
    }

    /// How long name resolution, connection and TLS may take. 10 s by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take: until the end of the reply if it is buffered, until its head if it is
    /// [streamed](crate::Http::stream), until its first MiB or its end if it is a [list](crate::Http::list). 60 s by
    /// default. Waiting for the rate limit does not count.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long a streamed reply may be silent. 30 s by default.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// Whether credentials may go over a connection without TLS. Off by default. Loopback is always allowed.
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.allow_plain_http = allow;
        self
    }

    /// Connects only to addresses for which the rule says yes. It is asked after every name resolution, so that a name
    /// cannot lead elsewhere later. For endpoints that come from strangers. A proxy resolves by itself, and a unix socket has
    /// no address: of neither is it asked.
    pub fn only_addresses(mut self, rule: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Self {
        self.only_addresses = Some(Arc::new(rule));
        self
    }

    /// How often and for how long calls are tried.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// How many requests these credentials may send. Unlimited by default.
    pub fn rate(mut self, rate: RateLimit) -> Self {
        self.rate = rate;
        self
    }

    /// What carries the requests instead of the network, e.g. a simulator in the same process.
    /// [`timeout`](Self::timeout), [`idle_timeout`](Self::idle_timeout), retries, rate and
    /// [`allow_plain_http`](Self::allow_plain_http) hold for it too; how to connect is its own affair:
    /// [`connect_timeout`](Self::connect_timeout), authorities, proxy and the like do not.
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            ca_file: None,
            client_certificate: None,
            unix_socket: None,
            proxy: None,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(60),
            idle_timeout: Duration::from_secs(30),
            allow_plain_http: false,
            only_addresses: None,
            retry: RetryPolicy::default(),
            rate: RateLimit::unlimited(),
            transport: None,
        }
    }
}

impl fmt::Debug for HttpConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpConfig")
            .field("ca_file", &self.ca_file)
            .field(
                "client_certificate",
                &self.client_certificate.as_ref().map(|(certificate, _)| certificate),
            )
            .field("unix_socket", &self.unix_socket)
            .field("proxy", &self.proxy.as_ref().map(|p| p.url.as_str()))
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("allow_plain_http", &self.allow_plain_http)
            .field("only_addresses", &self.only_addresses.is_some())
            .field("retry", &self.retry)
            .field("rate", &self.rate)
            .field("transport", &self.transport.is_some())
            .finish()
    }
}

/// The proxy, its credentials taken out of the URL so that no log can show them.
#[derive(Clone)]
pub(crate) struct Proxy {
    pub(crate) url: Url,
    pub(crate) credentials: Option<(String, Secret)>,
}

impl Proxy {
    fn new(with_userinfo: &Url) -> Result<Self> {
        if !matches!(with_userinfo.scheme(), "http" | "https") || with_userinfo.host().is_none() {
            return Err(Error::config("the proxy must be an http or https URL"));
        }
        let mut url = with_userinfo.clone();
        let (user, password) = (decoded(url.username())?, decoded(url.password().unwrap_or_default())?);
        let credentials = (!user.is_empty() || !password.is_empty()).then(|| (user, Secret::new(password)));
        url.set_path("/");
        url.set_query(None);
        url.set_fragment(None);
        // Neither can fail: the URL has a host.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        Ok(Self { url, credentials })
    }
}

/// Userinfo is percent-encoded in a URL, and plain in the header that carries it.
fn decoded(text: &str) -> Result<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = (first == b'%').then(|| tail.get(..2)).flatten();
        let byte = hex.and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).map_err(|_| Error::config("the proxy's user and password must be UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::HttpConfig;
    use url::Url;

    #[test]
    fn proxy_credentials_leave_the_url() {
        let url = Url::parse("http://us%40er:p%25w@proxy.example:3128/x?y").unwrap();
        let config = HttpConfig::default().proxy(&url).unwrap();
        let proxy = config.proxy.unwrap();
        assert_eq!(proxy.url.as_str(), "http://proxy.example:3128/");
        let (user, password) = proxy.credentials.unwrap();
        assert_eq!((user.as_str(), password.expose()), ("us@er", "p%w"));
        assert!(HttpConfig::default().proxy(&Url::parse("socks5://proxy.example").unwrap()).is_err());
    }
}
