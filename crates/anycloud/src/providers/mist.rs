//! Mist.io: an account, or one of its backends.

use super::OptionKind::{Flag, Text};
use super::Provider;
#[cfg(feature = "mist")]
use {
    crate::config::CloudConfig,
    anycloud_core::{Cloud, CloudId, Result},
    anycloud_mist::{Config, Mist, MistBackend},
};

pub(super) const PROVIDER: Provider = Provider {
    name: "mist",
    options: &[("backend", Text), ("dialect", Text), ("shutdown", Flag)],
    #[cfg(feature = "mist")]
    open: Some(open),
    #[cfg(not(feature = "mist"))]
    open: None,
};

#[cfg(feature = "mist")]
fn open(config: &CloudConfig) -> Result<Cloud> {
    let mut driver = match config.user_name() {
        Some(user) => Config::token(user, config.needed_secret()?),
        None => Config::open(),
    };
    driver = driver.http(config.connection().clone());
    if let Some(url) = config.endpoint_url() {
        driver = driver.endpoint(url.clone());
    }
    if let Some(dialect) = config.parsed("dialect")? {
        driver = driver.dialect(dialect);
    }
    if let Some(shutdown) = config.flag("shutdown") {
        driver = driver.shutdown(shutdown);
    }
    let id = CloudId::new(config.name());
    match config.text("backend") {
        Some(backend) => MistBackend::new(id, driver.backend(backend)).map(Cloud::new),
        None => Mist::new(id, driver).map(Cloud::new),
    }
}
