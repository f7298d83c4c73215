//! Elastic IPs.

use super::Client;
use crate::request::networks as request;
use crate::request::{AllocateAddress, AssociateAddress, Describe, Query};
use crate::wire::{Address, Allocation};
use anycloud_core::{Listing, Result, Text};

impl Client {
    /// DescribeAddresses: by allocation id, or by name for public addresses themselves.
    pub fn describe_addresses(&self, query: &Query) -> Listing<Address> {
        self.list(Describe::ADDRESSES, query)
    }

    /// AllocateAddress: it costs money until it is released.
    ///
    /// # Errors
    /// `QuotaExceeded`, `CapacityUnavailable`.
    pub async fn allocate_address(&self, request: &AllocateAddress) -> Result<Allocation> {
        self.one(request::allocate(request), "").await
    }

    /// AssociateAddress: the id of the association.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if it is another's and may not be taken from it.
    pub async fn associate_address(&self, request: &AssociateAddress) -> Result<Text> {
        self.text(request::associate(request), "associationId").await
    }

    /// DisassociateAddress: by the id of the association.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn disassociate_address(&self, association: &str) -> Result<()> {
        self.done(request::disassociate(association)).await
    }

    /// ReleaseAddress: by the id of the allocation.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` while it is associated.
    pub async fn release_address(&self, allocation: &str) -> Result<()> {
        self.done(request::release(allocation)).await
    }
}
