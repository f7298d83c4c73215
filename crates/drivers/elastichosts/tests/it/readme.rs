//! The README's table of capabilities is what the driver says.
use anycloud_core::{CloudId, Provider, Secret};
use anycloud_elastichosts::{Config, ElasticHosts};
use anycloud_testkit::assert_capability_table;

#[test]
fn the_table_of_capabilities_is_true() {
    let config = Config::new("5eed0000-0000-4000-8000-000000000001", Secret::new("made-up")).zone("lon-p");
    let driver = ElasticHosts::new(CloudId::new("x"), config).unwrap();
    assert_capability_table(include_str!("../../README.md"), &driver.capabilities());
}
