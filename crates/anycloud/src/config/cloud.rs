use super::SecretSource;
use anycloud_core::{Error, Result, Secret};
use anycloud_http::HttpConfig;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use url::{Position, Url};

/// One configured cloud, from a [`Config`](super::Config) or made in code. [`open`](crate::open) takes it.
///
/// Which of these a provider takes, its driver's page says; `open` refuses any other, since what is said and has no effect
/// misleads.
///
/// ```
/// use anycloud::CloudConfig;
/// let config = CloudConfig::new("lon", "elastichosts").zone("lon-p").user("someone").secret("api key");
/// assert_eq!(config.name(), "lon");
/// assert!(!format!("{config:?}").contains("api key"));
/// ```
#[derive(Clone)]
pub struct CloudConfig {
    name: String,
    provider: Option<String>,
    zone: Option<String>,
    region: Option<String>,
    endpoint: Option<Url>,
    /// As it was said: `Url` forgets a port that is the scheme's own.
    endpoint_text: Option<String>,
    user: Option<String>,
    secret: Option<SecretSource>,
    dialect: Option<String>,
    format: Option<String>,
    legacy_get_actions: Option<bool>,
    guests: Option<bool>,
    backend: Option<String>,
    shutdown: Option<bool>,
    image_owners: Option<Vec<String>>,
    profile: Option<String>,
    session_token: Option<SecretSource>,
    context: Option<String>,
    cert_path: Option<PathBuf>,
    http: HttpConfig,
    file: Option<PathBuf>,
}

impl CloudConfig {
    /// A cloud of this provider; the name is the caller's own.
    pub fn new(name: impl Into<String>, provider: impl Into<String>) -> Self {
        Self { provider: Some(provider.into()), ..Self::unnamed_provider(name.into(), None) }
    }

    /// The zone, by the provider's name of it, e.g. `lon-p`: for ElasticHosts and CloudSigma.
    pub fn zone(mut self, zone: impl Into<String>) -> Self {
        self.zone = Some(zone.into());
        self
    }

    /// The region of an account that has several, e.g. `eu-west-1`: for Amazon EC2.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The address of the service, instead of the zone's or region's. The port of an `http` or `https` URL without one is
    /// the scheme's own, also of a Docker engine, where a configuration file has the usual ones of engines.
    pub fn endpoint(mut self, url: Url) -> Self {
        self.endpoint_text = Some(as_text(&url));
        self.endpoint = Some(url);
        self
    }

    pub(super) fn endpoint_as_said(mut self, text: String, url: Url) -> Self {
        self.endpoint = Some(url);
        self.endpoint_text = Some(text);
        self
    }

    /// Who asks: the provider's term may be user, key id or UUID.
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.user = Some(user.into());
        self
    }

    /// What proves it, or where that is found.
    pub fn secret(mut self, secret: impl Into<SecretSource>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// The provider's version of its protocol, if it has several: `1.0` or `2.0` of ElasticHosts, `2014-01`, `2014-05` or
    /// `2` of Mist.io.
    pub fn dialect(mut self, dialect: impl Into<String>) -> Self {
        self.dialect = Some(dialect.into());
        self
    }

    /// The format of its replies, if it has several: `text` or `json` of ElasticHosts.
    pub fn format(mut self, format: impl Into<String>) -> Self {
        self.format = Some(format.into());
        self
    }

    /// Whether actions go by GET, as the manual of CloudSigma 1.0 has it, and not by POST.
    pub fn legacy_get_actions(mut self, legacy: bool) -> Self {
        self.legacy_get_actions = Some(legacy);
        self
    }

    /// Whether servers are reached under `guests`, the other name that CloudSigma 1.0 has for them.
    pub fn guests(mut self, guests: bool) -> Self {
        self.guests = Some(guests);
        self
    }

    /// The one backend of a Mist.io account that this cloud is; the account itself without it.
    pub fn backend(mut self, backend: impl Into<String>) -> Self {
        self.backend = Some(backend.into());
        self
    }

    /// Whether the Mist.io service takes the action `shutdown`, a soft switch-off beside `stop`.
    pub fn shutdown(mut self, shutdown: bool) -> Self {
        self.shutdown = Some(shutdown);
        self
    }

    /// Whose images are listed at Amazon EC2: account numbers, `self`, `amazon`, `aws-marketplace`.
    pub fn image_owners<T: Into<String>>(mut self, owners: impl IntoIterator<Item = T>) -> Self {
        self.image_owners = Some(owners.into_iter().map(Into::into).collect());
        self
    }

    /// The profile of the shared files of AWS' own tools, instead of user and secret.
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = Some(profile.into());
        self
    }

    /// The session token that temporary credentials of AWS have, or where that is found.
    pub fn session_token(mut self, token: impl Into<SecretSource>) -> Self {
        self.session_token = Some(token.into());
        self
    }

    /// The context of the `docker` command whose engine this is.
    pub fn context(mut self, context: impl Into<String>) -> Self {
        self.context = Some(context.into());
        self
    }

    /// The folder with `ca.pem`, `cert.pem` and `key.pem` for a Docker engine that is reached by TLS.
    pub fn cert_path(mut self, folder: impl Into<PathBuf>) -> Self {
        self.cert_path = Some(folder.into());
        self
    }

    /// How connections are made: timeouts, proxy, authorities.
    pub fn http(mut self, http: HttpConfig) -> Self {
        self.http = http;
        self
    }

    /// The caller's name of it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The provider, if the configuration says one.
    pub fn provider(&self) -> Option<&str> {
        self.provider.as_deref()
    }

    /// The zone, the region, the endpoint or the context, whichever is set, as text without credentials.
    pub fn place(&self) -> Option<String> {
        let endpoint = || self.endpoint.as_ref().map(origin);
        let named = self.zone.clone().or_else(|| self.region.clone());
        named.or_else(endpoint).or_else(|| self.context.clone())
    }

    /// The user, if the configuration says one.
    pub fn user_name(&self) -> Option<&str> {
        self.user.as_deref()
    }

    pub(super) fn unnamed_provider(name: String, file: Option<&Path>) -> Self {
        Self {
            name,
            provider: None,
            zone: None,
            region: None,
            endpoint: None,
            endpoint_text: None,
            user: None,
            secret: None,
            dialect: None,
            format: None,
            legacy_get_actions: None,
            guests: None,
            backend: None,
            shutdown: None,
            image_owners: None,
            profile: None,
            session_token: None,
            context: None,
            cert_path: None,
            http: HttpConfig::default(),
            file: file.map(Path::to_owned),
        }
    }

    pub(super) fn provider_named(mut self, provider: impl Into<String>) -> Self {
        self.provider = Some(provider.into());
        self
    }

    pub(super) fn secret_sources(&self) -> impl Iterator<Item = &SecretSource> {
        self.secret.iter().chain(&self.session_token)
    }

    /// An error that says where to look.
    pub(crate) fn wrong(&self, what: impl fmt::Display) -> Error {
        match &self.file {
            Some(file) => Error::config(format!("{}: [clouds.{}]: {what}", file.display(), self.name)),
            None => Error::config(format!("the cloud {:?}: {what}", self.name)),
        }
    }
}

/// What a driver is made from. Only [`open`](crate::open) asks, and without drivers nobody does.
#[cfg_attr(
    not(all(
        feature = "cloudsigma",
        feature = "docker",
        feature = "ec2",
        feature = "elastichosts",
        feature = "mist"
    )),
    allow(dead_code)
)]
impl CloudConfig {
    /// Refuses an option that this provider does not have: what is said and has no effect misleads.
    pub(crate) fn only_options(&self, taken: &[&str]) -> Result<()> {
        let options = [
            ("backend", self.backend.is_some()),
            ("cert_path", self.cert_path.is_some()),
            ("context", self.context.is_some()),
            ("dialect", self.dialect.is_some()),
            ("format", self.format.is_some()),
            ("guests", self.guests.is_some()),
            ("legacy_get_actions", self.legacy_get_actions.is_some()),
            ("image_owners", self.image_owners.is_some()),
            ("profile", self.profile.is_some()),
            ("region", self.region.is_some()),
            ("session_token", self.session_token.is_some()),
            ("shutdown", self.shutdown.is_some()),
        ];
        match options.iter().find(|(key, set)| *set && !taken.contains(key)) {
            None => Ok(()),
            Some((key, _)) => Err(self.wrong(format_args!(
                "`{key}` is no option of the provider {}; it takes {}",
                self.provider.as_deref().unwrap_or_default(),
                taken.join(", ")
            ))),
        }
    }

    pub(crate) fn needed_user(&self) -> Result<&str> {
        self.user.as_deref().ok_or_else(|| self.wrong("`user` is missing"))
    }

    pub(crate) fn needed_secret(&self) -> Result<Secret> {
        let source = self.secret.as_ref().ok_or_else(|| {
            self.wrong(
                "`secret` is missing: { env = \"VAR\" }, { file = \"path\" }, { command = [\"program\"] } or text",
            )
        })?;
        source.read().map_err(|what| self.wrong(what))
    }

    /// Zone and endpoint, of which one at least is set.
    pub(crate) fn needed_place(&self) -> Result<(Option<&str>, Option<&Url>)> {
        if self.zone.is_none() && self.endpoint.is_none() {
            return Err(self.wrong("`zone` or `endpoint` is missing"));
        }
        Ok((self.zone.as_deref(), self.endpoint.as_ref()))
    }

    /// The endpoint, for a provider without zones.
    pub(crate) fn endpoint_alone(&self) -> Result<Option<&Url>> {
        match &self.zone {
            Some(_) => {
                let takes =
                    if self.provider.as_deref() == Some("ec2") { "region and endpoint" } else { "endpoint" };
                Err(self.wrong(format_args!("`zone` is no option of this provider; it takes {takes}")))
            }
            None => Ok(self.endpoint.as_ref()),
        }
    }

    /// The same as it was said, for a driver that reads addresses in its own way.
    pub(crate) fn endpoint_text_alone(&self) -> Result<Option<&str>> {
        self.endpoint_alone().map(|_| self.endpoint_text.as_deref())
    }

    /// The chosen dialect as the driver's own value.
    pub(crate) fn chosen_dialect<T: FromStr<Err = Error>>(&self) -> Result<Option<T>> {
        self.chosen("dialect", self.dialect.as_deref())
    }

    /// The chosen format as the driver's own value.
    pub(crate) fn chosen_format<T: FromStr<Err = Error>>(&self) -> Result<Option<T>> {
        self.chosen("format", self.format.as_deref())
    }

    pub(crate) fn uses_legacy_get_actions(&self) -> Option<bool> {
        self.legacy_get_actions
    }

    pub(crate) fn uses_guests(&self) -> Option<bool> {
        self.guests
    }

    pub(crate) fn named_backend(&self) -> Option<&str> {
        self.backend.as_deref()
    }

    pub(crate) fn named_context(&self) -> Option<&str> {
        self.context.as_deref()
    }

    pub(crate) fn certificates(&self) -> Option<&Path> {
        self.cert_path.as_deref()
    }

    /// Refuses credentials, for a provider that knows no users.
    pub(crate) fn without_credentials(&self) -> Result<()> {
        if self.user.is_some() || self.secret.is_some() {
            return Err(self.wrong("this provider takes neither `user` nor `secret`"));
        }
        Ok(())
    }

    pub(crate) fn takes_shutdown(&self) -> Option<bool> {
        self.shutdown
    }

    pub(crate) fn named_region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    pub(crate) fn listed_owners(&self) -> Option<&[String]> {
        self.image_owners.as_deref()
    }

    /// The profile; with a user or a secret besides it would not be known who asks.
    pub(crate) fn profile_alone(&self) -> Result<Option<&str>> {
        let said = self.user.is_some() || self.secret.is_some() || self.session_token.is_some();
        match &self.profile {
            Some(_) if said => {
                Err(self.wrong("`profile` and `user`, `secret` or `session_token` exclude each other"))
            }
            profile => Ok(profile.as_deref()),
        }
    }

    /// Key id, secret key and session token; none of them where somebody else is to know who asks.
    pub(crate) fn key(&self) -> Result<Option<(&str, Secret, Option<Secret>)>> {
        if self.user.is_none() && self.secret.is_none() && self.session_token.is_none() {
            return Ok(None);
        }
        let (user, secret) = (self.needed_user()?, self.needed_secret()?);
        let token = self.session_token.as_ref().map(SecretSource::read).transpose();
        Ok(Some((user, secret, token.map_err(|what| self.wrong(what))?)))
    }

    fn chosen<T: FromStr<Err = Error>>(&self, key: &str, word: Option<&str>) -> Result<Option<T>> {
        let value = word.map(str::parse::<T>).transpose();
        value.map_err(|e| self.wrong(format_args!("`{key}`: {}", e.message())))
    }

    pub(crate) fn connection(&self) -> &HttpConfig {
        &self.http
    }
}

/// A URL as a person would write it: with its port, and the path of a socket as it is.
fn as_text(url: &Url) -> String {
    match (url.scheme(), url.port(), url.port_or_known_default()) {
        ("unix", ..) => {
            // `Url` escapes what it calls a path, and unescapes that of a file alone.
            let file = Url::parse(&format!("file://{}", url.path())).ok();
            let path = file.and_then(|file| file.to_file_path().ok());
            path.map_or_else(|| url.as_str().to_owned(), |path| format!("unix://{}", path.display()))
        }
        (_, None, Some(port)) => {
            format!("{}:{port}{}", &url[..Position::AfterHost], &url[Position::AfterPort..])
        }
        _ => url.as_str().to_owned(),
    }
}

/// A URL without credentials and, but for that of a socket, without a path.
fn origin(url: &Url) -> String {
    match (url.scheme(), url.host_str(), url.port()) {
        ("unix", _, _) => as_text(url),
        ("tcp", Some(host), Some(port)) => format!("tcp://{host}:{port}"),
        ("tcp", Some(host), None) => format!("tcp://{host}"),
        _ => url.origin().ascii_serialization(),
    }
}

impl fmt::Debug for CloudConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CloudConfig")
            .field("name", &self.name)
            .field("provider", &self.provider)
            .field("place", &self.place())
            .field("secret", &self.secret)
            .field("dialect", &self.dialect)
            .field("format", &self.format)
            .field("legacy_get_actions", &self.legacy_get_actions)
            .field("guests", &self.guests)
            .field("backend", &self.backend)
            .field("shutdown", &self.shutdown)
            .field("image_owners", &self.image_owners)
            .field("profile", &self.profile)
            .field("session_token", &self.session_token)
            .field("context", &self.context)
            .field("cert_path", &self.cert_path)
            .field("http", &self.http)
            .finish_non_exhaustive()
    }
}
