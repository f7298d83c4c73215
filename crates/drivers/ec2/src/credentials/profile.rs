//! Credentials in AWS' shared files.

use super::{CredentialSource, Credentials, Environment, by_aws, ini, wrong};
use anycloud_core::{Result, Timestamp};
use async_trait::async_trait;
use std::collections::HashMap;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A profile of the shared files, which are read when its credentials are needed.
///
/// The files are `~/.aws/credentials` and `~/.aws/config`, or what `AWS_SHARED_CREDENTIALS_FILE` and `AWS_CONFIG_FILE`
/// name; the profile is what `AWS_PROFILE` names, or `default`. What the credentials file says counts before the config
/// file. Keys with a session token are read again each minute, for whoever wrote them writes new ones there.
#[derive(Clone)]
pub struct Profile {
    environment: Environment,
    name: Option<Box<str>>,
}

/// Temporary credentials are believed for so many seconds: the files do not say when they end, and whoever made them
/// writes new ones there. Kept ones are fetched anew some minutes before their end, so that these are read again each
/// minute.
const BELIEVED: i64 = 5 * 60;

/// How a profile may say that its credentials come from a service or program.
const SOURCES: [&str; 7] = [
    "credential_process",
    "credential_source",
    "login_session",
    "role_arn",
    "sso_session",
    "sso_start_url",
    "web_identity_token_file",
];

impl Profile {
    /// The profile that the environment names by `AWS_PROFILE`; `default`, which need not exist, if it names none.
    pub fn new(environment: &Environment) -> Self {
        Self { environment: environment.clone(), name: None }
    }

    /// A profile by its name, in the files that the environment names. It must exist: as a source it fails with
    /// [`InvalidConfig`](anycloud_core::ErrorKind::InvalidConfig) otherwise.
    pub fn named(environment: &Environment, name: &str) -> Self {
        Self { environment: environment.clone(), name: Some(name.into()) }
    }

    /// What the profile says by this key, if anything.
    pub(crate) fn setting(&self, key: &str) -> Result<Option<String>> {
        Ok(self.settings()?.and_then(|mut settings| settings.remove(key)).filter(|value| !value.is_empty()))
    }

    /// Whether somebody named it: then it must exist.
    fn chosen(&self) -> Option<String> {
        self.name.as_deref().map(String::from).or_else(|| self.environment.get("AWS_PROFILE"))
    }

    /// What both files say of it.
    fn settings(&self) -> Result<Option<HashMap<String, String>>> {
        let chosen = self.chosen();
        let name = chosen.as_deref().unwrap_or("default");
        let config = self.text("AWS_CONFIG_FILE", "config")?;
        let credentials = self.text("AWS_SHARED_CREDENTIALS_FILE", "credentials")?;
        let prefixed = format!("profile {name}");
        let of_config =
            ini::section(&config, |section| section == prefixed || (name == "default" && section == name));
        let of_credentials = ini::section(&credentials, |section| section == name);
        match (of_config, of_credentials, chosen) {
            (None, None, Some(name)) => Err(wrong(format!("the shared files have no profile {name:?}"))),
            (None, None, None) => Ok(None),
            (config, credentials, _) => Ok(Some(merged(config, credentials))),
        }
    }

    fn text(&self, variable: &str, file: &str) -> Result<String> {
        let home = || self.environment.get("HOME").or_else(|| self.environment.get("USERPROFILE"));
        let path = match (self.environment.get(variable), home()) {
            (Some(path), _) => PathBuf::from(path),
            (None, Some(home)) => Path::new(&home).join(".aws").join(file),
            (None, None) => return Ok(String::new()),
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(text),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(String::new()),
            Err(e) => Err(wrong(format!("{} cannot be read", path.display())).with_source(e)),
        }
    }
}

/// A key and its secret are never put together from two files.
fn merged(
    config: Option<HashMap<String, String>>,
    credentials: Option<HashMap<String, String>>,
) -> HashMap<String, String> {
    let (mut all, credentials) = (config.unwrap_or_default(), credentials.unwrap_or_default());
    if credentials.contains_key("aws_access_key_id") {
        all.retain(|key, _| !key.starts_with("aws_"));
    }
    all.extend(credentials);
    all
}

#[async_trait]
impl CredentialSource for Profile {
    async fn credentials(&self) -> Result<Option<Credentials>> {
        let Some(settings) = self.settings()? else { return Ok(None) };
        let get = |key: &str| settings.get(key).filter(|value| !value.is_empty());
        if let Some(source) = SOURCES.iter().find(|source| get(source).is_some()) {
            let name = self.chosen().unwrap_or_else(|| "default".into());
            return by_aws(&self.environment, Some(&name), format!("{self:?} has {source}")).await;
        }
        match (get("aws_access_key_id"), get("aws_secret_access_key")) {
            (None, None) => Ok(None),
            (Some(id), Some(secret)) => {
                let credentials = Credentials::new(id, secret.as_str());
                Ok(Some(match get("aws_session_token") {
                    Some(token) => {
                        let until = Timestamp::from_unix(Timestamp::now().as_unix() + BELIEVED)?;
                        credentials.session_token(token.as_str()).expires(until)
                    }
                    None => credentials,
                }))
            }
            _ => Err(wrong(format!("{self:?} has half of a key"))),
        }
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the profile {:?}", self.chosen().as_deref().unwrap_or("default"))
    }
}
