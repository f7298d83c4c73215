//! The README's table of capabilities is what the driver says.
use anycloud_core::{CloudId, Provider, Secret};
use anycloud_mist::{Config, MistBackend};
use anycloud_testkit::assert_capability_table;

#[test]
fn the_table_of_capabilities_is_true() {
    let config = Config::token("foo@example.com", Secret::new("made-up")).backend("b");
    let driver = MistBackend::new(CloudId::new("x"), config).unwrap();
    assert_capability_table(include_str!("../../README.md"), &driver.capabilities());
}
