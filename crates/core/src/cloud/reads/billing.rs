//! Money.

use super::Cloud;
use crate::capability::Support;
use crate::error::{Error, Result};
use crate::listing::Listing;
use crate::model::{Balance, Price, Quote, ResourceUsage, Subscription, Transaction};
use crate::provider::{Billing, missing};
use crate::request::{CreateSubscription, ExtendSubscription, TransactionQuery};
use crate::runway::Runway;
use crate::time::Timestamp;
use std::time::Duration;

/// Reads: money.
impl Cloud {
    /// What the account has left.
    ///
    /// # Errors
    /// `Unsupported` where the cloud does not tell, before any request.
    pub async fn balance(&self) -> Result<Balance> {
        self.read(async { self.billing()?.balance().await }).await
    }

    /// What is used now, resource by resource.
    pub fn usage(&self) -> Listing<ResourceUsage> {
        self.listing(self.billing().map(|b| b.usage()))
    }

    /// The price list.
    pub fn prices(&self) -> Listing<Price> {
        self.listing(self.billing().map(|b| b.prices()))
    }

    /// Money that moved, out and in, in the provider's order.
    pub fn transactions(&self, query: &TransactionQuery) -> Listing<Transaction> {
        let since = query.since;
        self.listing(self.billing().map(|billing| {
            // Providers that cannot be asked for a time list everything; this is what the query promises.
            billing.transactions(query).filter(move |t| since.is_none_or(|since| t.at >= since))
        }))
    }

    /// Resources that are paid for in advance.
    pub fn subscriptions(&self) -> Listing<Subscription> {
        self.listing(self.billing().map(|b| b.subscriptions()))
    }

    /// What a subscription would cost. Buys nothing.
    ///
    /// # Errors
    /// `Unsupported` where the cloud quotes no such thing, `InvalidRequest` for a request that is wrong in itself: both
    /// before anything is sent.
    pub async fn quote(&self, request: &CreateSubscription) -> Result<Quote> {
        self.read(async {
            let billing = self.quoting()?;
            request.good()?;
            billing.quote(request).await
        })
        .await
    }

    /// What the extension of a subscription would cost. Buys nothing.
    ///
    /// # Errors
    /// `Unsupported` where the cloud quotes no such thing, `InvalidRequest` for a request that is wrong in itself: both
    /// before anything is sent.
    pub async fn quote_extension(&self, request: &ExtendSubscription) -> Result<Quote> {
        self.read(async {
            let billing = self.quoting()?;
            request.good()?;
            billing.quote_extension(request).await
        })
        .await
    }

    /// How long the money lasts, if it is spent on as in the last `window`, of which whole seconds count.
    ///
    /// # Errors
    /// `Unsupported` where the cloud tells no balance or no transactions; those of [`Runway::new`], so `InvalidRequest`
    /// for a window of less than a second and `NotFound` if nothing happened in it; otherwise as any read.
    pub async fn runway(&self, window: Duration) -> Result<Runway> {
        let seconds =
            i64::try_from(window.as_secs()).map_err(|_| Error::invalid("the window is too long"))?;
        // Whole seconds, the present one among them.
        let until = Timestamp::from_unix(Timestamp::now().as_unix() + 1)?;
        let from = Timestamp::from_unix(until.as_unix().saturating_sub(seconds))?;
        let balance = self.balance().await?;
        let made = self.transactions(&TransactionQuery::new().since(from)).all().await?;
        // The provider's clock may be ahead of ours, or its times of another zone than we assume.
        let ahead = made.iter().map(|t| t.at).filter(|at| *at >= until).max();
        let until = ahead.map_or(Ok(until), |at| Timestamp::from_unix(at.as_unix() + 1))?;
        Runway::new(balance, &made, from, until)
    }

    fn billing(&self) -> Result<&dyn Billing> {
        self.0.provider.billing().ok_or_else(|| missing("billing"))
    }

    fn quoting(&self) -> Result<&dyn Billing> {
        let billing = self.billing()?;
        match &self.capabilities().billing {
            Some(can) if can.quote != Support::No => Ok(billing),
            _ => Err(Error::unsupported("this cloud quotes no subscriptions")),
        }
    }
}
