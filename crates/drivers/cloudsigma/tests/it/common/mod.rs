//! A simulated account with neighbours: at least three servers are there, so that acting on the wrong one shows.

use anycloud_cloudsigma::{CloudSigma, Config};
use anycloud_core::{CloudId, Secret};
use anycloud_simulators::cloudsigma::{Builder, CloudSigma as Simulated};
use anycloud_simulators::faults::{Fault, FaultRule};
pub(crate) use anycloud_testkit::Over;
use std::time::Duration;

/// A standard image of the simulator.
pub(crate) const DEBIAN: &str = "932ccf77-88ca-40f8-94c6-affe364a4caa";
/// A standard CD of the simulator.
pub(crate) const CD: &str = "5caa223b-0177-49d8-a287-39865a07e650";

/// An account with three servers, a drive and an address each, and the driver on it.
pub(crate) type World = anycloud_testkit::World<Simulated, CloudSigma>;

/// One fault, once.
pub(crate) fn on(pattern: &str, fault: Fault) -> FaultRule {
    FaultRule::new(pattern, fault).unwrap()
}

pub(crate) fn builder() -> Builder {
    Simulated::builder()
        .filled(3)
        .boot_takes(Duration::from_millis(50))
        .shutdown_takes(Duration::from_millis(50))
        .imaging_takes(Duration::from_millis(200))
}

/// The usual one: in process.
pub(crate) async fn plain() -> World {
    build(builder(), Over::Process, false).await
}

pub(crate) async fn build(builder: Builder, over: Over, legacy: bool) -> World {
    let account = builder.build().unwrap();
    let config = Config::new(account.user(), Secret::new(account.password()))
        .legacy_get_actions(legacy)
        .guests(legacy)
        .settle(Duration::from_millis(300));
    let open = move |url, http| {
        let config = config.clone().endpoint(url).http(http);
        CloudSigma::new(CloudId::new("test"), config).unwrap()
    };
    World::new(account, over, open).await
}
