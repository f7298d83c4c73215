//! The facet of money.

use crate::error::{Error, Result};
use crate::listing::Listing;
use crate::model::{Balance, Price, Quote, ResourceUsage, Subscription, Transaction};
use crate::operation::Started;
use crate::request::{CreateSubscription, ExtendSubscription, TransactionQuery};
use crate::run::Run;
use async_trait::async_trait;
use std::fmt::Debug;

/// Money. A quote and what it buys are two calls, and buying is never repeated blindly.
///
/// What has a default here refuses as `Unsupported`.
#[async_trait]
pub trait Billing: Debug + Send + Sync {
    /// What the account has left.
    async fn balance(&self) -> Result<Balance>;

    /// What is used now.
    fn usage(&self) -> Listing<ResourceUsage> {
        Listing::failed(Error::unsupported("this cloud does not tell what is used"))
    }

    /// The price list.
    fn prices(&self) -> Listing<Price> {
        Listing::failed(Error::unsupported("this cloud has no price list"))
    }

    /// Money that moved, out and in, in the provider's order; what is older than the query asks for, core leaves out.
    fn transactions(&self, _query: &TransactionQuery) -> Listing<Transaction> {
        Listing::failed(Error::unsupported("this cloud does not tell what was spent"))
    }

    /// Subscriptions.
    fn subscriptions(&self) -> Listing<Subscription> {
        Listing::failed(Error::unsupported("this cloud has no subscriptions"))
    }

    /// What a subscription would cost. Buys nothing.
    async fn quote(&self, _request: &CreateSubscription) -> Result<Quote> {
        Err(Error::unsupported("this cloud quotes no subscriptions"))
    }

    /// What an extension would cost. Buys nothing.
    async fn quote_extension(&self, _request: &ExtendSubscription) -> Result<Quote> {
        Err(Error::unsupported("this cloud quotes no extensions"))
    }

    /// Buys subscriptions: answers with what the provider says was bought, a line for each thing that is one by itself,
    /// e.g. an address.
    async fn create_subscription(
        &self,
        _request: &CreateSubscription,
        _run: &mut Run,
    ) -> Result<Started<Vec<Subscription>>> {
        Err(Error::unsupported("this cloud sells no subscriptions"))
    }

    /// Buys more time for a subscription.
    async fn extend_subscription(
        &self,
        _request: &ExtendSubscription,
        _run: &mut Run,
    ) -> Result<Started<()>> {
        Err(Error::unsupported("this cloud extends no subscriptions"))
    }
}
