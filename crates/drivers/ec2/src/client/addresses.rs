//! Elastic IPs.

use super::Client;
use crate::request::addresses as request;
use crate::request::{AllocateAddress, AssociateAddress, Describe, Query};
use crate::wire::{Address, Allocation};
use anycloud_core::{Listing, Result, Text};

impl Client {
    /// DescribeAddresses: by allocation id, or by name, which is the public address itself.
    pub fn describe_addresses(&self, query: &Query) -> Listing<Address> {
        self.list(Describe::ADDRESSES, query)
    }

    /// AllocateAddress: it costs money until it is [released](Self::release_address). It is sent once.
    ///
    /// # Errors
    /// `QuotaExceeded`, `CapacityUnavailable`.
    pub async fn allocate_address(&self, request: &AllocateAddress) -> Result<Allocation> {
        self.one(request::allocate(request), "").await
    }

    /// AssociateAddress: the id of the association, e.g. `eipassoc-1234567890abcdef0`.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` if something else has it and it [may not be taken](AssociateAddress::allow_reassociation)
    /// from there.
    pub async fn associate_address(&self, request: &AssociateAddress) -> Result<Text> {
        self.text(request::associate(request), "associationId").await
    }

    /// DisassociateAddress: by the id of the association. The address stays the account's.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn disassociate_address(&self, association: &str) -> Result<()> {
        self.done(request::disassociate(association)).await
    }

    /// ReleaseAddress: by the id of the allocation. Somebody else may get it next.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` while something has it. In the default VPC it is taken from that instead.
    pub async fn release_address(&self, allocation: &str) -> Result<()> {
        self.done(request::release(allocation)).await
    }
}
