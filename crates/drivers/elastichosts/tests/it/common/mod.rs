//! A simulated account with neighbours: at least three servers are there, so that acting on the wrong one shows.

use anycloud_core::{CloudId, Secret};
use anycloud_elastichosts::{Config, Dialect, ElasticHosts, Format};
use anycloud_simulators::elastichosts;
use anycloud_simulators::elastichosts::{Builder, ElasticHosts as Simulated};
use anycloud_simulators::faults::{Fault, FaultRule};
pub(crate) use anycloud_testkit::Over;
use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzEncoder;
use std::io::Read;
use std::time::Duration;

/// The standard drives that the simulator offers, as the document has them.
pub(crate) const DEBIAN: &str = "980cf63c-f21e-4382-997b-6541d5809629";

/// An account with three servers, a drive and an address each, and the driver on it.
pub(crate) type World = anycloud_testkit::World<Simulated, ElasticHosts>;

/// As a piece of a drive travels.
pub(crate) fn gzipped(bytes: &[u8]) -> Bytes {
    let mut zipped = Vec::new();
    GzEncoder::new(bytes, Compression::default()).read_to_end(&mut zipped).unwrap();
    zipped.into()
}

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

pub(crate) async fn world(over: Over, dialect: Dialect, format: Format) -> World {
    build(builder(), over, dialect, format).await
}

/// The usual one: in process, dialect 2.0, text.
pub(crate) async fn plain() -> World {
    world(Over::Process, Dialect::Two, Format::Text).await
}

pub(crate) async fn build(builder: Builder, over: Over, dialect: Dialect, format: Format) -> World {
    let simulated = match dialect {
        Dialect::One => elastichosts::Dialect::One,
        _ => elastichosts::Dialect::Two,
    };
    let account = builder.dialect(simulated).build().unwrap();
    let config = Config::new(account.user(), Secret::new(account.secret()))
        .dialect(dialect)
        .format(format)
        .settle(Duration::from_millis(300));
    let open = move |url, http| {
        let config = config.clone().endpoint(url).http(http);
        ElasticHosts::new(CloudId::new("test"), config).unwrap()
    };
    World::new(account, over, open).await
}
