//! VPCs and subnets.

use super::Client;
use crate::request::networks as request;
use crate::request::{CreateSubnet, CreateVpc, Describe, Query};
use crate::wire::{Subnet, Vpc};
use anycloud_core::{Listing, Result};

impl Client {
    /// DescribeVpcs.
    pub fn describe_vpcs(&self, query: &Query) -> Listing<Vpc> {
        self.list(Describe::VPCS, query)
    }

    /// CreateVpc.
    ///
    /// # Errors
    /// `QuotaExceeded`.
    pub async fn create_vpc(&self, request: &CreateVpc) -> Result<Vpc> {
        self.one(request::create_vpc(request), "vpc").await
    }

    /// DeleteVpc.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` while there is something in it.
    pub async fn delete_vpc(&self, id: &str) -> Result<()> {
        self.done(request::delete_vpc(id)).await
    }

    /// DescribeSubnets.
    pub fn describe_subnets(&self, query: &Query) -> Listing<Subnet> {
        self.list(Describe::SUBNETS, query)
    }

    /// CreateSubnet.
    ///
    /// # Errors
    /// `NotFound`; `InvalidRequest` if its addresses are another's.
    pub async fn create_subnet(&self, request: &CreateSubnet) -> Result<Subnet> {
        self.one(request::create_subnet(request), "subnet").await
    }

    /// DeleteSubnet.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` while there is something in it.
    pub async fn delete_subnet(&self, id: &str) -> Result<()> {
        self.done(request::delete_subnet(id)).await
    }
}
