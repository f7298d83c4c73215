//! What it takes to reach an account.

use crate::zones::Zone;
use anycloud_core::{Error, Realm, Result, Secret};
pub use anycloud_elastic_family::Dialect;
use anycloud_elastic_family::id;
use anycloud_http::{Basic, Http, HttpConfig};
use http::header::HeaderName;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// The driver's name in errors, realms and configuration files.
pub(crate) const PROVIDER: &str = "elastichosts";

/// An account and how to reach it. Nothing is checked before [`ElasticHosts::new`](crate::ElasticHosts::new)
/// or [`Client::new`](crate::Client::new).
///
/// ```
/// use anycloud_core::{CloudId, Secret};
/// use anycloud_elastichosts::{Config, ElasticHosts};
/// let config = Config::new("5eed0000-0000-4000-8000-000000000001", Secret::new("made-up")).zone("lon-p");
/// let cloud = ElasticHosts::new(CloudId::new("london"), config)?;
/// # Ok::<(), anycloud_core::Error>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Config {
    user: Box<str>,
    secret: Secret,
    zone: Option<Box<str>>,
    endpoint: Option<Url>,
    dialect: Option<Dialect>,
    format: Format,
    http: HttpConfig,
    settle: Option<Duration>,
}

impl Config {
    /// The user's UUID and the secret API key, for HTTP Basic. Say where with [`zone`](Self::zone) or
    /// [`endpoint`](Self::endpoint).
    pub fn new(user: &str, secret: Secret) -> Self {
        Self {
            user: user.into(),
            secret,
            zone: None,
            endpoint: None,
            dialect: None,
            format: Format::default(),
            http: HttpConfig::default(),
            settle: None,
        }
    }

    /// A zone or white label by its name, e.g. `lon-p`; [`Zone::ALL`] are those that are known, any other is
    /// `InvalidConfig`.
    pub fn zone(mut self, zone: &str) -> Self {
        self.zone = Some(zone.into());
        self
    }

    /// The URL of the API: another white label, or a simulator. With a [`zone`](Self::zone) besides, requests go to
    /// this URL, and dialect and images are the zone's. Plain http beyond this machine needs
    /// [`HttpConfig::allow_plain_http`].
    pub fn endpoint(mut self, url: Url) -> Self {
        self.endpoint = Some(url);
        self
    }

    /// The spelling of the keys, if it is not the zone's. Without a zone it is [`Dialect::Two`].
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// The format of bodies; text by default. What comes out is the same.
    pub fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Timeouts, proxy, authorities, retries, limits, and what carries the requests.
    pub fn http(mut self, http: HttpConfig) -> Self {
        self.http = http;
        self
    }

    /// How late a request whose answer was lost may still take effect; half a minute by default. After so long
    /// a thing that is not found was not made.
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = Some(time);
        self
    }

    pub(crate) fn check(self) -> Result<Checked> {
        self.checked().map_err(|e| e.with_provider(PROVIDER))
    }

    fn checked(self) -> Result<Checked> {
        let user = credentials(&self.user, &self.secret)?;
        let zone = match (&self.zone, &self.endpoint) {
            (Some(name), _) => Some(Zone::find(name).ok_or_else(|| unknown_zone(name))?),
            (None, Some(url)) => url.host_str().and_then(Zone::find),
            (None, None) => None,
        };
        let endpoint = match (self.endpoint, zone) {
            (Some(url), _) => url,
            (None, Some(zone)) => Url::parse(&zone.url())
                .map_err(|e| Error::config("the zone's host is not a host").with_source(e))?,
            (None, None) => return Err(Error::config("say a zone or an endpoint")),
        };
        let dialect = self.dialect.or(zone.map(|z| z.dialect)).unwrap_or_default();
        let realm = Realm::new(PROVIDER, endpoint.origin().ascii_serialization()).account(&*user);
        let http = Http::builder(endpoint, crate::error::judge)
            .provider(PROVIDER)
            .auth(Arc::new(Basic::new(user, self.secret)))
            .config(self.http)
            .log_headers(&["x-elastic-error", "x-elastic-output"])
            .build()?;
        let (format, settle) = (self.format, self.settle);
        Ok(Checked { http, realm, zone, dialect, format, settle })
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The user is half of the credentials, and an unchecked endpoint may hold a password.
        f.debug_struct("Config")
            .field("zone", &self.zone)
            .field("origin", &self.endpoint.as_ref().map(|url| url.origin().ascii_serialization()))
            .field("dialect", &self.dialect)
            .field("format", &self.format)
            .finish_non_exhaustive()
    }
}

/// A configuration that can work.
pub(crate) struct Checked {
    pub(crate) http: Http,
    pub(crate) realm: Realm,
    pub(crate) zone: Option<&'static Zone>,
    pub(crate) dialect: Dialect,
    pub(crate) format: Format,
    pub(crate) settle: Option<Duration>,
}

/// The format of bodies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `application/json`.
    Json,
    /// `text/plain`: lines of KEY VALUE.
    #[default]
    Text,
}

impl Format {
    /// The media type, for `Accept` and `Content-Type`.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Text => "text/plain",
        }
    }
}

impl FromStr for Format {
    type Err = Error;

    /// Reads `json` or `text`; anything else is `InvalidConfig`.
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            _ => Err(Error::config(format!("not a format: {text:?} (there are json and text)"))),
        }
    }
}

/// The header in which the service names an error.
pub(crate) const X_ELASTIC_ERROR: HeaderName = HeaderName::from_static("x-elastic-error");

/// The user's UUID in lower case, as the service writes it. No zone or white label is known to use anything else.
fn credentials(user: &str, secret: &Secret) -> Result<Box<str>> {
    // The user is half of the credentials, and is not repeated.
    let user = id::uuid("the user", user).map_err(|_| Error::config("the user must be the user's UUID"))?;
    if secret.expose().is_empty() || secret.expose().contains(char::is_control) {
        return Err(Error::config("the secret API key is empty, or holds control characters"));
    }
    Ok(user.into())
}

fn unknown_zone(name: &str) -> Error {
    let known: Vec<&str> = Zone::ALL.iter().map(|zone| zone.id).collect();
    Error::config(format!("unknown zone {name:?}; known are {}", known.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::{Config, Dialect, Format};
    use anycloud_core::{ErrorKind, Secret};
    use url::Url;

    const USER: &str = "5eed0000-0000-4000-8000-000000000001";

    fn config() -> Config {
        Config::new(USER, Secret::new("k3y"))
    }

    fn at(url: &str) -> Config {
        config().endpoint(Url::parse(url).unwrap())
    }

    #[test]
    fn zones_and_endpoints() {
        let lon = config().zone("lon-p").check().unwrap();
        assert_eq!(
            lon.realm.to_string(),
            format!("elastichosts at https://api-lon-p.elastichosts.com for {USER}")
        );
        assert_eq!(config().zone("api.lon-p.elastichosts.com").check().unwrap().realm, lon.realm);
        assert_eq!(at("https://api.lon-p.elastichosts.com").check().unwrap().zone.unwrap().id, "lon-p");
        assert_eq!(
            config().zone("syd-y").check().unwrap().http.endpoint().host_str(),
            Some("api-syd-v.elastichosts.com")
        );
        assert_eq!(config().zone("serverlove").check().unwrap().dialect, Dialect::One);
        let both = at("http://127.0.0.1:9/").zone("uk-1").check().unwrap();
        assert_eq!((both.dialect, both.http.endpoint().host_str()), (Dialect::One, Some("127.0.0.1")));
        let other = at("https://api.example.com").dialect(Dialect::One).format(Format::Json).check().unwrap();
        assert_eq!((other.zone, other.dialect, other.format), (None, Dialect::One, Format::Json));
    }

    #[test]
    fn what_cannot_work_is_refused_with_reasons() {
        let refused = |config: Config| {
            let error = config.check().err().unwrap();
            assert_eq!(error.kind(), ErrorKind::InvalidConfig);
            assert!(!format!("{error} {error:?}").contains("k3y"));
            error.to_string()
        };
        let zones = refused(config().zone("moon-1"));
        assert!(
            zones.contains("moon-1") && zones.contains("lon-p") && zones.contains("go2cloud-jhb1"),
            "{zones}"
        );
        refused(config());
        refused(at("http://api.example.com"));
        refused(at("https://user:k3y@api.example.com"));
        for user in
            ["", "a:b", "ann@example.com", "k3y", &USER[1..], "5eed0000-0000-4000-8000-000000000001\n"]
        {
            let text = refused(Config::new(user, Secret::new("k3y")).zone("lon-p"));
            assert!(text.ends_with("the user must be the user's UUID"), "{text}");
        }
        refused(Config::new(USER, Secret::new("")).zone("lon-p"));
        refused(Config::new(USER, Secret::new("k3y\n")).zone("lon-p"));
    }

    #[test]
    fn a_user_in_upper_case_is_the_same() {
        let upper =
            Config::new(&USER.to_ascii_uppercase(), Secret::new("k3y")).zone("lon-p").check().unwrap();
        assert_eq!(upper.realm, config().zone("lon-p").check().unwrap().realm);
    }

    #[test]
    fn words() {
        for dialect in [Dialect::One, Dialect::Two] {
            assert_eq!(dialect.as_str().parse::<Dialect>().unwrap(), dialect);
        }
        assert_eq!("json".parse::<Format>().unwrap(), Format::Json);
        assert_eq!("text".parse::<Format>().unwrap(), Format::Text);
        assert!("3.0".parse::<Dialect>().is_err() && "xml".parse::<Format>().is_err());
        assert!(!format!("{:?}", at("https://me:k3y@x.example")).contains("k3y"));
    }
}
