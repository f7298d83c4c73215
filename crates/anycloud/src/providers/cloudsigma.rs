//! CloudSigma by its API 1.0.

use super::OptionKind::{Flag, Text};
use super::Provider;
#[cfg(feature = "cloudsigma")]
use {
    crate::config::CloudConfig,
    anycloud_cloudsigma::{CloudSigma, Config},
    anycloud_core::{Cloud, CloudId, Result},
};

pub(super) const PROVIDER: Provider = Provider {
    name: "cloudsigma",
    options: &[("guests", Flag), ("legacy_get_actions", Flag), ("zone", Text)],
    #[cfg(feature = "cloudsigma")]
    open: Some(open),
    #[cfg(not(feature = "cloudsigma"))]
    open: None,
};

#[cfg(feature = "cloudsigma")]
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
    if let Some(legacy) = config.flag("legacy_get_actions") {
        driver = driver.legacy_get_actions(legacy);
    }
    if let Some(guests) = config.flag("guests") {
        driver = driver.guests(guests);
    }
    CloudSigma::new(CloudId::new(config.name()), driver).map(Cloud::new)
}
