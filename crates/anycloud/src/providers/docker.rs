//! An engine of Docker.

use super::OptionKind::Text;
use super::Provider;
#[cfg(feature = "docker")]
use {
    crate::config::CloudConfig,
    anycloud_core::{Cloud, CloudId, Error, Result},
    anycloud_docker::{Config, Docker, Tls},
};

pub(super) const PROVIDER: Provider = Provider {
    name: "docker",
    options: &[("cert_path", Text), ("context", Text)],
    #[cfg(feature = "docker")]
    open: Some(open),
    #[cfg(not(feature = "docker"))]
    open: None,
};

/// The engine at the endpoint, of the context, or the one that the `docker` command would talk to.
#[cfg(feature = "docker")]
fn open(config: &CloudConfig) -> Result<Cloud> {
    if config.says_credentials() {
        return Err(Error::config("this provider takes neither `user` nor `secret`"));
    }
    let mut driver = match (config.endpoint_text(), config.text("context")) {
        (Some(_), Some(_)) => return Err(Error::config("`endpoint` and `context` exclude each other")),
        (Some(address), None) => Config::new(address),
        (None, Some(context)) => Config::from_context(context)?,
        (None, None) => Config::from_env()?,
    };
    if let Some(folder) = config.path("cert_path") {
        driver = driver.tls(Tls::in_folder(folder));
    }
    Docker::new(CloudId::new(config.name()), driver.http(config.connection().clone())).map(Cloud::new)
}
