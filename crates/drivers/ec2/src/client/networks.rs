//! VPCs and subnets.

use super::Client;
use crate::request::networks as request;
use crate::request::{CreateSubnet, CreateVpc, Describe, Query};
use crate::wire::{Subnet, Vpc};
use anycloud_core::{Listing, Result};

impl Client {
    /// DescribeVpcs: by id, or by filters such as `is-default` and `tag:Name`.
    pub fn describe_vpcs(&self, query: &Query) -> Listing<Vpc> {
        self.list(Describe::VPCS, query)
    }

    /// CreateVpc: `pending` at first. It is sent once.
    ///
    /// # Errors
    /// `QuotaExceeded`: five in a region, if the account has no more.
    pub async fn create_vpc(&self, request: &CreateVpc) -> Result<Vpc> {
        self.one(request::create_vpc(request), "vpc").await
    }

    /// DeleteVpc: one that is empty.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` while there is something in it.
    pub async fn delete_vpc(&self, id: &str) -> Result<()> {
        self.done(request::delete_vpc(id)).await
    }

    /// DescribeSubnets: by id, or by filters such as `vpc-id`, `availability-zone` and `default-for-az`.
    pub fn describe_subnets(&self, query: &Query) -> Listing<Subnet> {
        self.list(Describe::SUBNETS, query)
    }

    /// CreateSubnet. It is sent once.
    ///
    /// # Errors
    /// `NotFound` for the VPC; `InvalidRequest` if its addresses are another's; `QuotaExceeded`.
    pub async fn create_subnet(&self, request: &CreateSubnet) -> Result<Subnet> {
        self.one(request::create_subnet(request), "subnet").await
    }

    /// DeleteSubnet: one that is empty.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` while there is something in it.
    pub async fn delete_subnet(&self, id: &str) -> Result<()> {
        self.done(request::delete_subnet(id)).await
    }
}
