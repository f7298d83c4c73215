//! What it takes to reach an account.

use anycloud_core::{Error, Realm, Result, Secret};
use anycloud_http::{Basic, Http, HttpConfig};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// The driver's name in errors, realms and configuration files.
pub(crate) const PROVIDER: &str = "cloudsigma";

/// An account and how to reach it. Nothing is checked before [`CloudSigma::new`](crate::CloudSigma::new) or
/// [`Client::new`](crate::Client::new).
///
/// ```
/// use anycloud_cloudsigma::{CloudSigma, Config};
/// use anycloud_core::{CloudId, Secret};
/// let config = Config::new("foo.bar@example.com", Secret::new("made-up")).zone("zrh");
/// let cloud = CloudSigma::new(CloudId::new("zurich"), config)?;
/// # Ok::<(), anycloud_core::Error>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Config {
    user: Box<str>,
    secret: Secret,
    zone: Option<Box<str>>,
    endpoint: Option<Url>,
    guests: bool,
    legacy_get_actions: bool,
    http: HttpConfig,
    settle: Option<Duration>,
}

impl Config {
    /// The user's email and password, for HTTP Basic. Say where with [`zone`](Self::zone) or
    /// [`endpoint`](Self::endpoint).
    pub fn new(user: &str, secret: Secret) -> Self {
        Self {
            user: user.into(),
            secret,
            zone: None,
            endpoint: None,
            guests: false,
            legacy_get_actions: false,
            http: HttpConfig::default(),
            settle: None,
        }
    }

    /// A location by its name: `zrh` or `lvs`, of [`Zone::ALL`]; any other is `InvalidConfig`.
    pub fn zone(mut self, zone: &str) -> Self {
        self.zone = Some(zone.into());
        self
    }

    /// The URL of the API, e.g. of a simulator. With a [`zone`](Self::zone) besides, requests go to this URL.
    /// Plain http beyond this machine needs [`HttpConfig::allow_plain_http`].
    pub fn endpoint(mut self, url: Url) -> Self {
        self.endpoint = Some(url);
        self
    }

    /// Whether servers are asked for under their older name, `/guests`. They are the same.
    pub fn guests(mut self, guests: bool) -> Self {
        self.guests = guests;
        self
    }

    /// Whether actions go by GET where the manual has that. By default they go by POST with an empty body, as
    /// public clients send them: a GET may be repeated by anything on the way. Three actions have no other form and
    /// always go by GET; no GET that acts is ever sent again by itself.
    pub fn legacy_get_actions(mut self, legacy: bool) -> Self {
        self.legacy_get_actions = legacy;
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
        credentials(&self.user, &self.secret)?;
        let zone = match (&self.zone, &self.endpoint) {
            (Some(name), _) => Some(Zone::find(name).ok_or_else(|| unknown_zone(name))?),
            (None, Some(url)) => url.host_str().and_then(Zone::find),
            (None, None) => None,
        };
        let endpoint = match (self.endpoint, zone) {
            (Some(url), _) => url,
            (None, Some(zone)) => Url::parse(&zone.url())
                .map_err(|e| Error::config("the zone's host is not a host").with_source(e))?,
            (None, None) => return Err(Error::config("say a zone (zrh or lvs) or an endpoint")),
        };
        let realm = Realm::new(PROVIDER, endpoint.origin().ascii_serialization()).account(&*self.user);
        let http = Http::builder(endpoint, crate::error::judge)
            .provider(PROVIDER)
            .auth(Arc::new(Basic::new(self.user, self.secret)))
            .config(self.http)
            .build()?;
        let (guests, legacy_get_actions, settle) = (self.guests, self.legacy_get_actions, self.settle);
        Ok(Checked { http, realm, zone, guests, legacy_get_actions, settle })
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The user is half of the credentials, and an unchecked endpoint may hold a password.
        f.debug_struct("Config")
            .field("zone", &self.zone)
            .field("origin", &self.endpoint.as_ref().map(|url| url.origin().ascii_serialization()))
            .field("guests", &self.guests)
            .field("legacy_get_actions", &self.legacy_get_actions)
            .finish_non_exhaustive()
    }
}

/// A configuration that can work.
pub(crate) struct Checked {
    pub(crate) http: Http,
    pub(crate) realm: Realm,
    pub(crate) zone: Option<&'static Zone>,
    pub(crate) guests: bool,
    pub(crate) legacy_get_actions: bool,
    pub(crate) settle: Option<Duration>,
}

/// A location of the service. docs: CloudSigma API 1.0, §2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Zone {
    /// Its name, as in the host's.
    pub id: &'static str,
    /// The city.
    pub place: &'static str,
    /// The ISO 3166 code of the country or, where a city is in one, of its state.
    pub region: &'static str,
    /// The host of the API.
    pub host: &'static str,
}

impl Zone {
    /// Both locations of the manual.
    pub const ALL: [Self; 2] = [
        Self { id: "zrh", place: "Zurich", region: "CH", host: "api.zrh.cloudsigma.com" },
        Self { id: "lvs", place: "Las Vegas", region: "US-NV", host: "api.lvs.cloudsigma.com" },
    ];

    /// The location of this name or host.
    pub fn find(name: &str) -> Option<&'static Self> {
        const ALL: &[Zone] = &Zone::ALL;
        ALL.iter().find(|zone| zone.id == name || zone.host == name)
    }

    /// The URL of the API, by https.
    pub fn url(&self) -> String {
        format!("https://{}", self.host)
    }
}

fn credentials(user: &str, secret: &Secret) -> Result<()> {
    if user.is_empty() || user.contains(|c: char| c == ':' || c.is_control()) {
        return Err(Error::config("the user must be an email, without a colon"));
    }
    if secret.expose().is_empty() || secret.expose().contains(char::is_control) {
        return Err(Error::config("the password is empty, or holds control characters"));
    }
    Ok(())
}

fn unknown_zone(name: &str) -> Error {
    let known = Zone::ALL.map(|zone| zone.id).join(", ");
    Error::config(format!("unknown zone {name:?}; known are {known}"))
}

#[cfg(test)]
mod tests {
    use super::{Config, Zone};
    use anycloud_core::{ErrorKind, Secret};
    use anycloud_http::HttpConfig;
    use url::Url;

    fn config() -> Config {
        Config::new("foo.bar@example.com", Secret::new("k3y"))
    }

    fn at(url: &str) -> Config {
        config().endpoint(Url::parse(url).unwrap())
    }

    #[test]
    fn zones_and_endpoints() {
        let zurich = config().zone("zrh").check().unwrap();
        assert_eq!(
            zurich.realm.to_string(),
            "cloudsigma at https://api.zrh.cloudsigma.com for foo.bar@example.com"
        );
        let lvs = config().zone("lvs").check().unwrap();
        assert_eq!(lvs.http.endpoint().as_str(), "https://api.lvs.cloudsigma.com/");
        assert_eq!(at("https://api.zrh.cloudsigma.com").check().unwrap().zone.unwrap().place, "Zurich");
        assert!(at("http://127.0.0.1:9/").check().unwrap().zone.is_none());
        let plain = at("http://api.zrh.cloudsigma.com");
        assert!(plain.clone().check().is_err());
        assert!(plain.http(HttpConfig::default().allow_plain_http(true)).check().is_ok());
    }

    #[test]
    fn regions_are_codes() {
        for zone in Zone::ALL {
            let (country, rest) = zone.region.split_at(2);
            assert!(country.bytes().all(|b| b.is_ascii_uppercase()), "{}", zone.region);
            assert!(rest.is_empty() || rest.starts_with('-'), "{}", zone.region);
        }
    }

    #[test]
    fn what_cannot_work_is_refused_with_reasons() {
        let refused = |config: Config| {
            let error = config.check().err().unwrap();
            assert_eq!(error.kind(), ErrorKind::InvalidConfig);
            assert!(!format!("{error} {error:?}").contains("k3y"));
            error.to_string()
        };
        assert!(refused(config().zone("wdc")).contains("zrh, lvs"));
        refused(config());
        refused(at("https://user:k3y@api.example.com"));
        refused(Config::new("a:b", Secret::new("k3y")).zone("zrh"));
        refused(Config::new("", Secret::new("k3y")).zone("zrh"));
        refused(Config::new("a@b.c", Secret::new("")).zone("zrh"));
        refused(Config::new("a@b.c", Secret::new("k3y\n")).zone("zrh"));
        assert!(!format!("{:?}", at("https://me:k3y@x.example")).contains("k3y"));
    }
}
