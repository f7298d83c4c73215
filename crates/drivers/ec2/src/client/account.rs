//! Regions, zones and the account.

use super::Client;
use crate::request::{Describe, Query};
use crate::wire::{AccountAttribute, Region, Zone};
use anycloud_core::Listing;

impl Client {
    /// DescribeRegions: those that the account may use, whatever the client's own; all with
    /// [`set("AllRegions", true)`](Query::set). By name.
    pub fn describe_regions(&self, query: &Query) -> Listing<Region> {
        self.list(Describe::REGIONS, query)
    }

    /// DescribeAvailabilityZones: of this region, those that the account may use; all with
    /// [`set("AllAvailabilityZones", true)`](Query::set). By id, e.g. `euw1-az1`, or by name, e.g. `eu-west-1a`.
    pub fn describe_availability_zones(&self, query: &Query) -> Listing<Zone> {
        self.list(Describe::ZONES, query)
    }

    /// DescribeAccountAttributes: limits of the account, and its default VPC. By name: `default-vpc`,
    /// `max-elastic-ips`, `max-instances`, `supported-platforms`, …
    pub fn describe_account_attributes(&self, query: &Query) -> Listing<AccountAttribute> {
        self.list(Describe::ACCOUNT_ATTRIBUTES, query)
    }
}
