//! The README's table of capabilities is what the driver says.

use anycloud_core::{CloudId, Provider};
use anycloud_ec2::{Config, Credentials, Ec2};
use anycloud_testkit::assert_capability_table;

#[test]
fn the_table_of_capabilities_is_true() {
    let config = Config::new(Credentials::new("AKIDEXAMPLE", "made-up")).region("eu-west-1");
    let driver = Ec2::new(CloudId::new("x"), config).unwrap();
    assert_capability_table(include_str!("../../README.md"), &driver.capabilities());
}
