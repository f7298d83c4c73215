//! The README's table of capabilities is what the driver says.
use anycloud_cloudsigma::{CloudSigma, Config};
use anycloud_core::{CloudId, Provider, Secret};
use anycloud_testkit::assert_capability_table;

#[test]
fn the_table_of_capabilities_is_true() {
    let config = Config::new("foo.bar@example.com", Secret::new("made-up")).zone("zrh");
    let driver = CloudSigma::new(CloudId::new("x"), config).unwrap();
    assert_capability_table(include_str!("../../README.md"), &driver.capabilities());
}
