use super::cloud::beside;
use super::value::{Refusal, count, duration, flag, only_known, table, text, url, words};
use super::{CloudConfig, OptionValue, SecretSource};
use crate::providers::{self, OptionKind, option_kind};
use anycloud_core::{Error, Result, Secret};
use anycloud_http::{HttpConfig, RateLimit, RetryPolicy};
use etcetera::BaseStrategy;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;
use toml::{Table, Value};

/// The clouds of a configuration file.
///
/// ```toml
/// [clouds.lon]
/// provider = "elastichosts"
/// zone = "lon-p"                         # or: endpoint = "https://…", or both
/// user = "00000000-0000-0000-0000-000000000000"
/// secret = { env = "LON_SECRET" }        # or { file = "…" }, { command = ["pass", "lon"] }, or text
/// # dialect = "2.0"                      # elastichosts: the version of its protocol
/// # format = "text"                      # elastichosts: of its replies
///
/// [clouds.zrh]
/// provider = "cloudsigma"                # its API 1.0
/// zone = "zrh"                           # or "lvs"
/// user = "foo.bar@example.com"
/// secret = { file = "zrh.secret" }
/// # legacy_get_actions = true            # cloudsigma: actions by GET, as its manual has them
/// # guests = true                        # cloudsigma: servers under their other name
///
/// [clouds.mist]
/// provider = "mist"                      # an account of many clouds
/// user = "foo@example.com"               # neither this nor a secret for a service of one's own
/// secret = { env = "MIST_TOKEN" }
/// # endpoint = "https://mist.example"    # another service than mist.io
/// # backend = "2tK74h4mXbj8nNohljLIzqc4" # mist: one of its clouds alone
/// # dialect = "2014-05"                  # mist: or "2014-01", "2"; else see `discover`
/// # shutdown = true                      # mist: the service takes the action `shutdown`
///
/// [clouds.ireland]
/// provider = "ec2"                       # Amazon EC2
/// region = "eu-west-1"                   # or AWS_REGION, or the profile's
/// # endpoint = "https://ec2.example"     # another host than the region's
/// # user = "AKIDEXAMPLE"                 # key id and secret key; without them, AWS' own environment variables,
/// # secret = { env = "AWS_KEY" }         # shared files and the role of the server are looked into
/// # session_token = { env = "AWS_TOKEN" }# ec2: of temporary credentials
/// # profile = "work"                     # ec2: of the shared files; one with `role_arn`, `sso_session` or
///                                        # `credential_process` needs the feature `aws-config`
/// # image_owners = ["self", "amazon"]    # ec2: whose images are listed: account numbers, `aws-marketplace`, …;
///                                        # any other can be used by its id
///
/// [clouds.here]
/// provider = "docker"                    # the engine that the `docker` command would talk to, or:
/// # endpoint = "unix:///var/run/docker.sock" # or tcp://host:2376, https://host:2376
/// # cert_path = "certs"                  # docker: the folder of ca.pem, cert.pem and key.pem, for TLS
/// # context = "lab"                      # docker: a context of the `docker` command, instead of an endpoint
///
/// [clouds.lon.http]                      # all optional; times, `attempts` and `allow_plain_http` are the defaults
/// ca_file = "company.pem"
/// proxy = "http://proxy.example:3128"
/// timeout = "60s"
/// connect_timeout = "10s"
/// idle_timeout = "30s"                   # how long a stream may be silent; a pull of an image 10 minutes at least
/// attempts = 4                           # in all, where sending again is safe; 1: never again
/// requests_per_second = 10               # at the most, with this credential; else what the provider asks for
/// allow_plain_http = false
/// ```
///
/// A key that is not listed here is an error. Relative paths are relative to the file. No error and no `Debug`
/// shows a value that may be secret.
#[derive(Clone, Debug, Default)]
pub struct Config {
    clouds: BTreeMap<String, CloudConfig>,
    file: Option<PathBuf>,
    exposed: bool,
}

/// What every provider takes; beside these, its options.
const KEYS: [&str; 5] = ["provider", "endpoint", "user", "secret", "http"];
const HTTP_KEYS: [&str; 8] = [
    "ca_file",
    "proxy",
    "timeout",
    "connect_timeout",
    "idle_timeout",
    "attempts",
    "requests_per_second",
    "allow_plain_http",
];

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// `InvalidConfig`, with the file, the key and what is allowed.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|e| {
            Error::config(format!("{}: the configuration cannot be read: {e}", path.display())).with_source(e)
        })?;
        let mut config = Self::parse(&text, Some(path))
            .map_err(|why| Error::config(format!("{}: {why}", path.display())))?;
        config.exposed = others_can_read(path);
        Ok(config)
    }

    /// Reads the text of a file. Relative paths in it are relative to the working directory.
    ///
    /// # Errors
    /// `InvalidConfig`, with the key and what is allowed.
    pub fn from_toml(text: &str) -> Result<Self> {
        Self::parse(text, None).map_err(Error::config)
    }

    /// Where the file is when nobody says otherwise: `anycloud/config.toml` in the platform's folder for
    /// configuration.
    ///
    /// # Errors
    /// `InvalidConfig` if the platform names no home folder.
    pub fn default_path() -> Result<PathBuf> {
        let base = etcetera::choose_base_strategy()
            .map_err(|e| Error::config("the home folder is not known").with_source(e))?;
        Ok(base.config_dir().join("anycloud").join("config.toml"))
    }

    /// One cloud.
    ///
    /// # Errors
    /// `InvalidConfig` naming the clouds that there are.
    pub fn cloud(&self, name: &str) -> Result<&CloudConfig> {
        self.clouds.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.names().collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            let place = self.file.as_ref().map(|file| format!("{}: ", file.display())).unwrap_or_default();
            Error::config(format!("{place}no cloud is named {name:?}; configured: {known}"))
        })
    }

    /// The clouds, in the order of their names.
    pub fn clouds(&self) -> impl ExactSizeIterator<Item = &CloudConfig> {
        self.clouds.values()
    }

    /// The names of the clouds, in order.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.clouds.keys().map(String::as_str)
    }

    /// What a careful person would change; one sentence each, without secrets.
    pub fn warnings(&self) -> Vec<String> {
        let plain = |cloud: &&CloudConfig| {
            cloud.secret_sources().any(|source| matches!(source, SecretSource::Plain(_)))
        };
        let (Some(file), true) = (&self.file, self.exposed) else { return Vec::new() };
        let names: Vec<&str> = self.clouds.values().filter(plain).map(CloudConfig::name).collect();
        if names.is_empty() {
            return Vec::new();
        }
        let (file, names) = (file.display(), names.join(", "));
        vec![format!("{file} holds the secret of {names} and others can read it: chmod 600 {file}")]
    }

    fn parse(text: &str, file: Option<&Path>) -> Result<Self, Refusal> {
        let root: Table = text.parse().map_err(|e: toml::de::Error| {
            // The error's own text shows the line, and the line may hold the secret.
            let before = e.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            format!("line {line} is not TOML")
        })?;
        only_known(&root, &["clouds"])?;
        let mut clouds = BTreeMap::new();
        if let Some(value) = root.get("clouds") {
            for (name, value) in table(value, "clouds")? {
                good_name(name)?;
                let path = format!("[clouds.{name}]");
                let cloud =
                    cloud(name, table(value, &path)?, file).map_err(|why| format!("{path}: {why}"))?;
                clouds.insert(name.clone(), cloud);
            }
        }
        Ok(Self { clouds, file: file.map(Path::to_owned), exposed: false })
    }
}

/// A configuration made in code. Of two clouds of one name the later one counts.
impl FromIterator<CloudConfig> for Config {
    fn from_iter<I: IntoIterator<Item = CloudConfig>>(clouds: I) -> Self {
        let clouds = clouds.into_iter().map(|cloud| (cloud.name().to_owned(), cloud)).collect();
        Self { clouds, ..Self::default() }
    }
}

/// `OUTER/INNER` is how a cloud inside another one is said, so that no cloud of the file may look like one.
fn good_name(name: &str) -> Result<(), Refusal> {
    if name.is_empty() || name.contains(|c: char| c == '/' || c.is_control()) {
        return Err(format!(
            "a cloud's name is not empty and holds neither `/` nor control characters: {name:?}"
        ));
    }
    Ok(())
}

fn cloud(name: &str, keys: &Table, file: Option<&Path>) -> Result<CloudConfig, Refusal> {
    let options = providers::options().map(|(key, _)| key);
    let known: BTreeSet<&str> = options.collect();
    only_known(keys, &KEYS.into_iter().chain(known).collect::<Vec<_>>())?;
    let mut cloud = CloudConfig::unnamed_provider(name.to_owned(), file);
    for (key, value) in keys {
        let path = format!("`{key}`");
        cloud = match (key.as_str(), option_kind(key)) {
            (_, Some(kind)) => cloud.option(key, option(value, kind, key, file)?),
            ("provider", _) => cloud.provider_named(text(value, &path)?),
            ("endpoint", _) => cloud.endpoint_as_said(text(value, &path)?, url(value, &path)?),
            ("user", _) => cloud.user(text(value, &path)?),
            ("secret", _) => cloud.secret(secret(value, key, file)?),
            _ => cloud.http(http(table(value, &path)?, file)?),
        };
    }
    Ok(cloud)
}

fn option(value: &Value, kind: OptionKind, key: &str, file: Option<&Path>) -> Result<OptionValue, Refusal> {
    let path = format!("`{key}`");
    Ok(match kind {
        OptionKind::Flag => flag(value, &path)?.into(),
        OptionKind::Secret => secret(value, key, file)?.into(),
        OptionKind::Text => text(value, &path)?.into(),
        OptionKind::Words => words(value, &path)?.into(),
    })
}

fn secret(value: &Value, key: &str, file: Option<&Path>) -> Result<SecretSource, Refusal> {
    let refuse = || {
        format!(
            "`{key}` must be text or one of {{ env = \"VAR\" }}, {{ file = \"path\" }}, {{ command = [\"program\"] }}"
        )
    };
    let source = match value {
        Value::String(secret) => return Ok(SecretSource::Plain(Secret::new(secret.as_str()))),
        Value::Table(source) if source.len() == 1 => source,
        _ => return Err(refuse()),
    };
    let (kind, value) = source.iter().next().ok_or_else(refuse)?;
    let path = format!("`{key}.{kind}`");
    match kind.as_str() {
        "env" => Ok(SecretSource::Env(text(value, &path)?)),
        "file" => Ok(SecretSource::File(beside(file, &text(value, &path)?))),
        "command" => Ok(SecretSource::Command(words(value, &path)?)),
        _ => Err(refuse()),
    }
}

fn http(keys: &Table, file: Option<&Path>) -> Result<HttpConfig, Refusal> {
    only_known(keys, &HTTP_KEYS).map_err(|why| format!("`http`: {why}"))?;
    let mut http = HttpConfig::default();
    for (key, value) in keys {
        http = match key.as_str() {
            "ca_file" => http.ca_file(beside(file, &text(value, "`http.ca_file`")?)),
            "proxy" => http
                .proxy(&url(value, "`http.proxy`")?)
                .map_err(|e| format!("`http.proxy`: {}", e.message()))?,
            "timeout" => http.timeout(duration(value, "`http.timeout`")?),
            "connect_timeout" => http.connect_timeout(duration(value, "`http.connect_timeout`")?),
            "idle_timeout" => http.idle_timeout(duration(value, "`http.idle_timeout`")?),
            "attempts" => http.retry(RetryPolicy::default().attempts(count(value, "`http.attempts`")?)),
            "requests_per_second" => {
                http.rate(RateLimit::new(count(value, "`http.requests_per_second`")?, Duration::from_secs(1)))
            }
            _ => http.allow_plain_http(flag(value, "`http.allow_plain_http`")?),
        };
    }
    Ok(http)
}

#[cfg(unix)]
fn others_can_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o044 != 0)
}

#[cfg(not(unix))]
fn others_can_read(_path: &Path) -> bool {
    false
}
