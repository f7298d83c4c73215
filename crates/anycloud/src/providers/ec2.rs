//! Amazon EC2.

use super::OptionKind::{Secret, Text, Words};
use super::Provider;
#[cfg(feature = "ec2")]
use {
    crate::config::CloudConfig,
    anycloud_core::{Cloud, CloudId, Error, Result},
    anycloud_ec2::{Config, Credentials, Ec2},
};

pub(super) const PROVIDER: Provider = Provider {
    name: "ec2",
    options: &[("image_owners", Words), ("profile", Text), ("region", Text), ("session_token", Secret)],
    #[cfg(feature = "ec2")]
    open: Some(open),
    #[cfg(not(feature = "ec2"))]
    open: None,
};

#[cfg(feature = "ec2")]
fn open(config: &CloudConfig) -> Result<Cloud> {
    let mut driver = who(config)?.http(config.connection().clone());
    if let Some(region) = config.text("region") {
        driver = driver.region(region);
    }
    if let Some(url) = config.endpoint_url() {
        driver = driver.endpoint(url.clone());
    }
    if let Some(owners) = config.words("image_owners") {
        driver = driver.image_owners(owners.iter().map(String::as_str));
    }
    Ec2::new(CloudId::new(config.name()), driver).map(Cloud::new)
}

/// A profile or a key, and without either whoever AWS' own tools would be.
#[cfg(feature = "ec2")]
fn who(config: &CloudConfig) -> Result<Config> {
    let token = config.secret_option("session_token")?;
    let key = token.is_some() || config.says_credentials();
    match config.text("profile") {
        Some(_) if key => {
            Err(Error::config("`profile` and `user`, `secret` or `session_token` exclude each other"))
        }
        Some(profile) => Ok(Config::profile(profile)),
        None if key => {
            let key = Credentials::new(config.needed_user()?, config.needed_secret()?);
            Ok(Config::new(match token {
                Some(token) => key.session_token(token),
                None => key,
            }))
        }
        None => Ok(Config::standard()),
    }
}
