//! ElasticHosts and its white labels.

use super::OptionKind::Text;
use super::Provider;
#[cfg(feature = "elastichosts")]
use {
    crate::config::CloudConfig,
    anycloud_core::{Cloud, CloudId, Result},
    anycloud_elastichosts::{Config, ElasticHosts},
};

pub(super) const PROVIDER: Provider = Provider {
    name: "elastichosts",
    options: &[("dialect", Text), ("format", Text), ("zone", Text)],
    #[cfg(feature = "elastichosts")]
    open: Some(open),
    #[cfg(not(feature = "elastichosts"))]
    open: None,
};

#[cfg(feature = "elastichosts")]
fn open(config: &CloudConfig) -> Result<Cloud> {
    config.needs_a_place()?;
    let mut driver =
        Config::new(config.needed_user()?, config.needed_secret()?).http(config.connection().clone());
    if let Some(zone) = config.text("zone") {
        driver = driver.zone(zone);
    }
    if let Some(url) = config.endpoint_url() {
        driver = driver.endpoint(url.clone());
    }
    if let Some(dialect) = config.parsed("dialect")? {
        driver = driver.dialect(dialect);
    }
    if let Some(format) = config.parsed("format")? {
        driver = driver.format(format);
    }
    ElasticHosts::new(CloudId::new(config.name()), driver).map(Cloud::new)
}
