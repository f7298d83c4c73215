use super::{OptionValue, SecretSource};
use crate::providers::{OptionKind, option_kind};
use anycloud_core::{Error, Result, Secret};
use anycloud_http::HttpConfig;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use url::{Position, Url};

/// One configured cloud, from a [`Config`](super::Config) or made in code. [`open`](crate::open) takes it.
///
/// What all providers take has a method here. What only some take is an [`option`](Self::option); which, and what they
/// mean, the sample of [`Config`](super::Config) shows. A program that knows its provider can as well make the driver from
/// its own typed configuration, e.g. `anycloud::ec2::Config`.
///
/// ```
/// use anycloud::CloudConfig;
/// let config = CloudConfig::new("lon", "elastichosts").zone("lon-p").user("someone").secret("api key");
/// let config = config.option("dialect", "2.0");
/// assert_eq!(config.name(), "lon");
/// assert!(!format!("{config:?}").contains("api key"));
/// ```
#[derive(Clone)]
pub struct CloudConfig {
    name: String,
    provider: Option<String>,
    endpoint: Option<Url>,
    /// As it was said: `Url` forgets a port that is the scheme's own.
    endpoint_text: Option<String>,
    user: Option<String>,
    secret: Option<SecretSource>,
    options: BTreeMap<String, OptionValue>,
    http: HttpConfig,
    file: Option<PathBuf>,
}

impl CloudConfig {
    /// A cloud of this provider; the name is the caller's own.
    pub fn new(name: impl Into<String>, provider: impl Into<String>) -> Self {
        Self { provider: Some(provider.into()), ..Self::unnamed_provider(name.into(), None) }
    }

    /// The zone, by the provider's name of it, e.g. `lon-p`: an option of ElasticHosts and CloudSigma.
    pub fn zone(self, zone: impl Into<String>) -> Self {
        self.option("zone", zone.into())
    }

    /// The region of an account that has several, e.g. `eu-west-1`: an option of Amazon EC2.
    pub fn region(self, region: impl Into<String>) -> Self {
        self.option("region", region.into())
    }

    /// The address of the service, instead of the zone's or region's. An `http` or `https` URL without a port means 80
    /// or 443, of a Docker engine too; in a configuration file an engine's means 2375 or 2376.
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

    /// What only some providers take, by its key in a [configuration file](super::Config). [`open`](crate::open) refuses
    /// an option that the provider does not take or that is of another kind: what is said and has no effect misleads.
    ///
    /// ```
    /// use anycloud::{CloudConfig, open};
    /// let config = CloudConfig::new("zrh", "cloudsigma").zone("zrh").user("me").secret("made up").option("guest", true);
    /// assert!(open(&config).unwrap_err().message().contains("it takes guests, legacy_get_actions, zone"));
    /// ```
    pub fn option(mut self, key: impl Into<String>, value: impl Into<OptionValue>) -> Self {
        let (key, value) = (key.into(), value.into());
        let value = match (option_kind(&key), value) {
            // What nobody knows may be a secret, too.
            (Some(OptionKind::Secret) | None, OptionValue::Text(text)) => OptionValue::Secret(text.into()),
            (_, value) => value,
        };
        self.options.insert(key, value);
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
        let named = self.text("zone").or_else(|| self.text("region")).map(str::to_owned);
        let endpoint = || self.endpoint.as_ref().map(origin);
        named.or_else(endpoint).or_else(|| self.text("context").map(str::to_owned))
    }

    /// The user, if the configuration says one.
    pub fn user_name(&self) -> Option<&str> {
        self.user.as_deref()
    }

    pub(super) fn unnamed_provider(name: String, file: Option<&Path>) -> Self {
        Self {
            name,
            provider: None,
            endpoint: None,
            endpoint_text: None,
            user: None,
            secret: None,
            options: BTreeMap::new(),
            http: HttpConfig::default(),
            file: file.map(Path::to_owned),
        }
    }

    pub(super) fn provider_named(mut self, provider: impl Into<String>) -> Self {
        self.provider = Some(provider.into());
        self
    }

    pub(super) fn secret_sources(&self) -> impl Iterator<Item = &SecretSource> {
        self.secret.iter().chain(self.options.values().filter_map(|value| match value {
            OptionValue::Secret(source) => Some(source),
            _ => None,
        }))
    }

    /// An error that says where to look.
    pub(crate) fn wrong(&self, what: impl fmt::Display) -> Error {
        match &self.file {
            Some(file) => Error::config(format!("{}: [clouds.{}]: {what}", file.display(), self.name)),
            None => Error::config(format!("the cloud {:?}: {what}", self.name)),
        }
    }

    /// Refuses what this provider does not take: what is said and has no effect misleads.
    pub(crate) fn check_options(&self, taken: &[(&str, OptionKind)]) -> Result<()> {
        for (key, value) in &self.options {
            match taken.iter().find(|(known, _)| known == key) {
                Some((_, kind)) if value.is(*kind) => {}
                Some((_, kind)) => return Err(Error::config(format!("`{key}` must be {kind}"))),
                None => {
                    return Err(Error::config(format!(
                        "`{key}` is no option of the provider {}; it takes {}",
                        self.provider.as_deref().unwrap_or_default(),
                        taken.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", ")
                    )));
                }
            }
        }
        Ok(())
    }

    /// An option that is text.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        match self.options.get(key) {
            Some(OptionValue::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// What a driver is made from: only the [openers](crate::providers) ask. Errors need not say which cloud it is.
// Without their drivers some have nobody who asks.
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
    pub(crate) fn connection(&self) -> &HttpConfig {
        &self.http
    }

    pub(crate) fn endpoint_url(&self) -> Option<&Url> {
        self.endpoint.as_ref()
    }

    /// The endpoint as it was said, for a driver that reads addresses in its own way.
    pub(crate) fn endpoint_text(&self) -> Option<&str> {
        self.endpoint_text.as_deref()
    }

    /// Refuses a configuration that says neither zone nor endpoint.
    pub(crate) fn needs_a_place(&self) -> Result<()> {
        match (self.text("zone"), &self.endpoint) {
            (None, None) => Err(Error::config("`zone` or `endpoint` is missing")),
            _ => Ok(()),
        }
    }

    pub(crate) fn says_credentials(&self) -> bool {
        self.user.is_some() || self.secret.is_some()
    }

    pub(crate) fn needed_user(&self) -> Result<&str> {
        self.user.as_deref().ok_or_else(|| Error::config("`user` is missing"))
    }

    pub(crate) fn needed_secret(&self) -> Result<Secret> {
        let source = self.secret.as_ref().ok_or_else(|| {
            Error::config(
                "`secret` is missing: { env = \"VAR\" }, { file = \"path\" }, { command = [\"program\"] } or text",
            )
        })?;
        source.read("secret").map_err(Error::config)
    }

    /// An option that is true or false.
    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        match self.options.get(key) {
            Some(OptionValue::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }

    /// An option that is several texts.
    pub(crate) fn words(&self, key: &str) -> Option<&[String]> {
        match self.options.get(key) {
            Some(OptionValue::Words(words)) => Some(words),
            _ => None,
        }
    }

    /// An option that is a path; a relative one in a file is relative to the file.
    pub(crate) fn path(&self, key: &str) -> Option<PathBuf> {
        self.text(key).map(|path| beside(self.file.as_deref(), path))
    }

    /// An option that is a secret, read now.
    pub(crate) fn secret_option(&self, key: &str) -> Result<Option<Secret>> {
        match self.options.get(key) {
            Some(OptionValue::Secret(source)) => source.read(key).map(Some).map_err(Error::config),
            _ => Ok(None),
        }
    }

    /// An option as the driver's own value.
    pub(crate) fn parsed<T: FromStr<Err = Error>>(&self, key: &str) -> Result<Option<T>> {
        let value = self.text(key).map(str::parse).transpose();
        value.map_err(|e: Error| Error::config(format!("`{key}`: {}", e.message())))
    }
}

/// A path of the file, relative to the folder that the file is in.
pub(super) fn beside(file: Option<&Path>, path: &str) -> PathBuf {
    match file.and_then(Path::parent) {
        Some(folder) => folder.join(path),
        None => path.into(),
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
            .field("options", &self.options)
            .field("http", &self.http)
            .finish_non_exhaustive()
    }
}
