//! Sizes of servers.

use super::Client;
use crate::request::{Describe, Query};
use crate::wire::InstanceType;
use anycloud_core::Listing;

impl Client {
    /// DescribeInstanceTypes: sizes that this region has. Their ids are their names, e.g. `t3.micro`.
    pub fn describe_instance_types(&self, query: &Query) -> Listing<InstanceType> {
        self.list(Describe::INSTANCE_TYPES, query)
    }
}
