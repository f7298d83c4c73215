//! What it takes to reach an engine.

mod context;
mod host;

pub(crate) use host::Host;

use crate::version::ApiVersion;
use anycloud_core::{Error, Result};
use anycloud_http::{Http, HttpConfig};
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The driver's name in errors, realms and configuration files.
pub(crate) const PROVIDER: &str = "docker";

/// An engine and how to reach it. Nothing is checked before [`Client::new`](crate::Client::new).
///
/// ```no_run
/// use anycloud_docker::{Client, Config, Tls};
/// let here = Client::new(Config::new("unix:///var/run/docker.sock"))?;
/// let there = Config::new("tcp://engine.example.com:2376").tls(Tls::in_folder("/etc/docker/certs"));
/// let as_the_docker_command_does = Client::new(Config::from_env()?)?;
/// # Ok::<(), anycloud_core::Error>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Config {
    host: Box<str>,
    tls: Option<Tls>,
    api_version: Option<ApiVersion>,
    http: HttpConfig,
    pub(crate) settle: Option<Duration>,
}

impl Config {
    /// The engine's address: `unix:///path`, `tcp://host[:port]`, or `http://` and `https://`. Plain TCP beyond this
    /// machine needs [`HttpConfig::allow_plain_http`]: whoever reaches an engine is root on its machine.
    pub fn new(host: &str) -> Self {
        Self { host: host.into(), tls: None, api_version: None, http: HttpConfig::default(), settle: None }
    }

    /// The engine that the `docker` command would talk to: `DOCKER_HOST` with `DOCKER_TLS_VERIFY` and
    /// `DOCKER_CERT_PATH`, else the context that `DOCKER_CONTEXT` or the configuration in `DOCKER_CONFIG` (`~/.docker`)
    /// names, else the usual socket. `DOCKER_API_VERSION` is spoken, if it is set.
    ///
    /// One thing differs: a certificate is always verified, also where the command would not.
    ///
    /// # Errors
    /// `InvalidConfig`: there is no such context, or it is one that cannot be reached from here (ssh).
    pub fn from_env() -> Result<Self> {
        Self::from_vars(|name| std::env::var(name).ok())
    }

    /// The engine of a context of the `docker` command.
    ///
    /// # Errors
    /// As for [`from_env`](Self::from_env).
    pub fn from_context(context: &str) -> Result<Self> {
        Self::from_vars(|name| match name {
            "DOCKER_CONTEXT" => Some(context.to_owned()),
            "DOCKER_HOST" => None,
            _ => std::env::var(name).ok(),
        })
    }

    /// Certificates for TLS; with them `tcp://` is TLS.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// The version of the API to speak, without asking the engine which it knows.
    pub fn api_version(mut self, version: ApiVersion) -> Self {
        self.api_version = Some(version);
        self
    }

    /// Timeouts and proxy. How long an archive, or a log that is not followed, may say nothing is
    /// [`HttpConfig::idle_timeout`]; of a pull it is ten minutes at least.
    pub fn http(mut self, http: HttpConfig) -> Self {
        self.http = http;
        self
    }

    /// How late a lost request may still take effect; half a minute by default.
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = Some(time);
        self
    }

    pub(crate) fn check(self) -> Result<Checked> {
        self.checked().map_err(|e| e.with_provider(PROVIDER))
    }

    fn checked(self) -> Result<Checked> {
        if let Some(version) = self.api_version.filter(|version| *version < ApiVersion::OLDEST) {
            return Err(Error::config(format!("API {version} is too old: {} is needed", ApiVersion::OLDEST)));
        }
        let host = Host::parse(&self.host, self.tls.is_some())?;
        let mut http = self.http;
        match &host {
            Host::Unix(path) => http = http.unix_socket(path),
            Host::Tcp(_) => {
                if let Some(tls) = self.tls {
                    http = tls.apply(http)?;
                }
            }
        }
        let http =
            Http::builder(host.endpoint()?, crate::error::judge).provider(PROVIDER).config(http).build()?;
        Ok(Checked { http, host, api_version: self.api_version })
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An unchecked address may hold a password.
        f.debug_struct("Config")
            .field("tls", &self.tls)
            .field("api_version", &self.api_version)
            .field("http", &self.http)
            .finish_non_exhaustive()
    }
}

/// A configuration that can work.
pub(crate) struct Checked {
    pub(crate) http: Http,
    pub(crate) host: Host,
    pub(crate) api_version: Option<ApiVersion>,
}

/// PEM files for TLS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tls {
    /// The authority that signed the engine's certificate; the system's authorities without one.
    pub ca: Option<PathBuf>,
    /// Our certificate.
    pub certificate: Option<PathBuf>,
    /// Its key.
    pub key: Option<PathBuf>,
}

impl Tls {
    /// The files `ca.pem`, `cert.pem` and `key.pem` of a folder, those that are there.
    pub fn in_folder(folder: impl AsRef<Path>) -> Self {
        let file = |name: &str| Some(folder.as_ref().join(name)).filter(|path| path.exists());
        Self { ca: file("ca.pem"), certificate: file("cert.pem"), key: file("key.pem") }
    }

    fn apply(self, mut http: HttpConfig) -> Result<HttpConfig> {
        if let Some(ca) = self.ca {
            http = http.ca_file(ca);
        }
        match (self.certificate, self.key) {
            (Some(certificate), Some(key)) => Ok(http.client_certificate(certificate, key)),
            (None, None) => Ok(http),
            _ => Err(Error::config("a client's certificate and its key go together")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Config, Tls};
    use crate::version::ApiVersion;
    use anycloud_core::ErrorKind;

    fn refused(config: Config) -> String {
        let error = config.check().err().unwrap();
        assert_eq!(error.kind(), ErrorKind::InvalidConfig);
        assert!(!format!("{error} {error:?}").contains("hunter2"));
        error.to_string()
    }

    #[test]
    fn addresses() {
        let at = |host: &str| Config::new(host).check().unwrap().host.to_string();
        assert_eq!(at("unix:///run/docker.sock"), "unix:///run/docker.sock");
        assert_eq!(at("tcp://127.0.0.1"), "http://127.0.0.1:2375");
        assert_eq!(at("http://localhost:99"), "http://localhost:99");
        let tls = Config::new("tcp://engine.example.com").tls(Tls::default()).check().unwrap();
        assert_eq!(tls.host.to_string(), "https://engine.example.com:2376");
        assert_eq!(tls.http.endpoint().as_str(), "https://engine.example.com:2376/");
    }

    #[test]
    fn what_cannot_work_is_refused_with_reasons() {
        assert!(refused(Config::new("tcp://engine.example.com")).contains("use https, or allow plain http"));
        assert!(refused(Config::new("ssh://me@engine.example.com")).contains("ssh"));
        assert!(refused(Config::new("unix://")).contains("unix:///"));
        assert!(refused(Config::new("unix://relative.sock")).contains("unix:///"));
        assert!(refused(Config::new("docker.sock")).contains("unix:///"));
        refused(Config::new("tcp://me:hunter2@127.0.0.1:2375"));
        let old = Config::new("unix:///x").api_version(ApiVersion::new(1, 24));
        assert!(refused(old).contains("1.41 is needed"));
        let mut half = Tls { certificate: Some("/nowhere/cert.pem".into()), ..Tls::default() };
        assert!(refused(Config::new("tcp://127.0.0.1").tls(half.clone())).contains("go together"));
        half.key = Some("/nowhere/key.pem".into());
        assert!(refused(Config::new("tcp://127.0.0.1").tls(half)).contains("/nowhere/cert.pem"));
        assert!(!format!("{:?}", Config::new("tcp://me:hunter2@x.example")).contains("hunter2"));
    }
}
