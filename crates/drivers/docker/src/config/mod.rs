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
    /// The engine's address: `unix:///path`, `tcp://host[:port]`, or `http://` and `https://`; without a port 2375, and
    /// 2376 for TLS. Plain TCP beyond this machine needs [`HttpConfig::allow_plain_http`]: whoever reaches an engine is
    /// root on its machine.
    pub fn new(host: &str) -> Self {
        Self { host: host.into(), tls: None, api_version: None, http: HttpConfig::default(), settle: None }
    }

    /// The engine that the `docker` command would talk to: `DOCKER_HOST` with `DOCKER_TLS_VERIFY`, `DOCKER_TLS` and
    /// `DOCKER_CERT_PATH`, else the context that `DOCKER_CONTEXT` or the configuration in `DOCKER_CONFIG` (`~/.docker`)
    /// names, else the usual socket. `DOCKER_API_VERSION` is spoken, if it is set.
    ///
    /// Two things differ: a certificate is always verified, also where the command would not; and `DOCKER_CERT_PATH`
    /// alone means TLS, as for programs on Docker's own libraries.
    ///
    /// # Errors
    /// `InvalidConfig`: there is no such context, it names no engine or wants no verification, a file of the command's
    /// configuration cannot be read, or `DOCKER_API_VERSION` is no version. What is named is checked by
    /// [`Client::new`](crate::Client::new).
    pub fn from_env() -> Result<Self> {
        Self::from_vars(|name| std::env::var(name).ok())
    }

    /// The engine of a context of the `docker` command (`docker context ls`), whatever `DOCKER_HOST` says.
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

    /// Certificates for TLS; with them `tcp://` is TLS, and its port 2376 if none is said. A socket needs none: there
    /// they have no effect.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// The version of the API to speak, without asking the engine which it knows. One older than
    /// [`ApiVersion::OLDEST`] is refused by [`Client::new`](crate::Client::new).
    pub fn api_version(mut self, version: ApiVersion) -> Self {
        self.api_version = Some(version);
        self
    }

    /// Timeouts, proxy, retries, authorities. How long an archive, or a log that is not followed, may say nothing is
    /// [`HttpConfig::idle_timeout`]; of a pull it is ten minutes at least.
    pub fn http(mut self, http: HttpConfig) -> Self {
        self.http = http;
        self
    }

    /// How late a lost request may still take effect; half a minute by default. So long [`Docker`](crate::Docker) looks
    /// for what a create may have made whose answer was lost; a [`Client`](crate::Client) does not use it.
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

/// PEM files for TLS. They are read by [`Client::new`](crate::Client::new).
///
/// ```
/// use anycloud_docker::Tls;
/// let mut by_a_public_authority = Tls::default();
/// by_a_public_authority.certificate = Some("me.pem".into());
/// by_a_public_authority.key = Some("me-key.pem".into());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tls {
    /// The authorities of which one signed the engine's certificate; the system's without it.
    pub ca: Option<PathBuf>,
    /// Our certificate, for an engine that asks for one (`dockerd --tlsverify`). It goes together with its key.
    pub certificate: Option<PathBuf>,
    /// Its key, without a passphrase.
    pub key: Option<PathBuf>,
}

impl Tls {
    /// The files of a folder, by the names that the `docker` command has for them: `ca.pem`, which must be there, and
    /// `cert.pem` with `key.pem`, both or neither.
    ///
    /// Source: `SetDefaultOptions` of the command's `cli/flags/options.go`.
    pub fn in_folder(folder: impl AsRef<Path>) -> Self {
        let there = Self::found_in(folder.as_ref());
        let own = there.certificate.is_some() || there.key.is_some();
        let file = |name: &str| folder.as_ref().join(name);
        Self {
            ca: Some(file("ca.pem")),
            certificate: own.then(|| file("cert.pem")),
            key: own.then(|| file("key.pem")),
        }
    }

    /// What is there of them: a context may have any.
    fn found_in(folder: &Path) -> Self {
        let file = |name: &str| Some(folder.join(name)).filter(|path| path.exists());
        Self { ca: file("ca.pem"), certificate: file("cert.pem"), key: file("key.pem") }
    }

    fn apply(self, mut http: HttpConfig) -> Result<HttpConfig> {
        if self.certificate.is_some() != self.key.is_some() {
            return Err(Error::config("a client's certificate and its key go together"));
        }
        let missing: Vec<String> = [&self.ca, &self.certificate, &self.key]
            .into_iter()
            .flatten()
            .filter(|path| !path.exists())
            .map(|path| path.display().to_string())
            .collect();
        if !missing.is_empty() {
            return Err(Error::config(format!(
                "for TLS there is no {}: a folder of certificates has ca.pem, and cert.pem with key.pem if the \
                 engine asks for ours",
                missing.join(" and no ")
            )));
        }
        if let Some(ca) = self.ca {
            http = http.ca_file(ca);
        }
        Ok(match self.certificate.zip(self.key) {
            Some((certificate, key)) => http.client_certificate(certificate, key),
            None => http,
        })
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

    /// The folders are named with what they lack, as the `docker` command does it.
    #[test]
    fn a_folder_of_certificates_has_them() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let lacks = || refused(Config::new("tcp://127.0.0.1").tls(Tls::in_folder(folder.path())));
        let says = |text: &str, names: &[&str]| {
            for name in ["ca.pem", "cert.pem", "key.pem"] {
                assert_eq!(text.contains(&at(name)), names.contains(&name), "{name}: {text}");
            }
        };
        says(&lacks(), &["ca.pem"]);
        std::fs::write(folder.path().join("key.pem"), "hunter2").unwrap();
        says(&lacks(), &["ca.pem", "cert.pem"]);
        std::fs::write(folder.path().join("ca.pem"), "hunter2").unwrap();
        says(&lacks(), &["cert.pem"]);
        let nowhere = Config::new("tcp://127.0.0.1").tls(Tls::in_folder("/nowhere"));
        assert!(refused(nowhere).contains("there is no /nowhere/ca.pem"));
        // A socket needs none.
        let socket = Config::new("unix:///run/docker.sock").tls(Tls::in_folder("/nowhere"));
        assert_eq!(socket.check().unwrap().host.to_string(), "unix:///run/docker.sock");
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
