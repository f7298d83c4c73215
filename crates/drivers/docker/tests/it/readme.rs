//! The README's table of capabilities is what the driver says.

use anycloud_core::{CloudId, Provider};
use anycloud_docker::{Config, Docker};
use anycloud_testkit::assert_capability_table;

#[test]
fn the_table_of_capabilities_is_true() {
    let driver = Docker::new(CloudId::new("x"), Config::new("unix:///run/docker.sock")).unwrap();
    assert_capability_table(include_str!("../../README.md"), &driver.capabilities());
}
