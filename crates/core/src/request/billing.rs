//! What is bought, and which transactions a list is asked for.

use super::sealed::Sealed;
use super::{Mutation, good_text, need};
use crate::capability::{BillingCapabilities, Capabilities};
use crate::error::{Error, Result};
use crate::id::SubscriptionId;
use crate::model::Subscription;
use crate::operation::Started;
use crate::provider::{Billing, Provider, missing};
use crate::quantity::Quantity;
use crate::run::Run;
use crate::text::Text;
use crate::time::Timestamp;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which transactions to list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TransactionQuery {
    /// Only those at or after this time.
    pub since: Option<Timestamp>,
}

impl TransactionQuery {
    /// All transactions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only those at or after this time.
    pub fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }
}

/// Buys resources in advance. Asking what it costs takes the same request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CreateSubscription {
    /// The provider's own names of the resources, and how much of each.
    pub resources: BTreeMap<Text, Quantity>,
    /// For so many calendar months.
    pub months: u32,
    /// From when; at once if absent.
    #[serde(default)]
    pub start: Option<Timestamp>,
}

impl CreateSubscription {
    /// Nothing yet, for so many calendar months.
    pub fn new(months: u32) -> Self {
        Self { resources: BTreeMap::new(), months, start: None }
    }

    /// So much of this resource.
    pub fn resource(mut self, resource: impl Into<Text>, quantity: impl Into<Quantity>) -> Self {
        self.resources.insert(resource.into(), quantity.into());
        self
    }

    /// From then on.
    pub fn start(mut self, start: Timestamp) -> Self {
        self.start = Some(start);
        self
    }

    /// What is wrong in it whatever the cloud.
    pub(crate) fn good(&self) -> Result<()> {
        if self.resources.is_empty() {
            return Err(Error::invalid("the subscription names no resource"));
        }
        for (resource, quantity) in &self.resources {
            good_text("a resource", resource)?;
            if *quantity <= Quantity::ZERO {
                return Err(Error::invalid(format!("a subscription to {quantity} of {resource}")));
            }
        }
        whole_months(self.months)
    }
}

impl Sealed for CreateSubscription {}

#[async_trait]
impl Mutation for CreateSubscription {
    const KIND: &'static str = "create_subscription";
    const UNDOABLE: bool = false;
    type Value = Vec<Subscription>;

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { resources: _, months: _, start: _ } = self;
        need(billing(can)?.subscribe, "buy subscriptions")?;
        self.good()
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<Vec<Subscription>>> {
        facet(provider)?.create_subscription(self, run).await
    }
}

/// Buys more time for a subscription. Asking what it costs takes the same request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ExtendSubscription {
    /// Which.
    pub id: SubscriptionId,
    /// By so many calendar months.
    pub months: u32,
}

impl ExtendSubscription {
    /// This subscription, by so many calendar months.
    pub fn new(id: impl Into<SubscriptionId>, months: u32) -> Self {
        Self { id: id.into(), months }
    }

    pub(crate) fn good(&self) -> Result<()> {
        whole_months(self.months)
    }
}

impl Sealed for ExtendSubscription {}

#[async_trait]
impl Mutation for ExtendSubscription {
    const KIND: &'static str = "extend_subscription";
    const UNDOABLE: bool = false;
    type Value = ();

    fn check(&self, can: &Capabilities) -> Result<()> {
        let Self { id: _, months: _ } = self;
        need(billing(can)?.extend, "extend subscriptions")?;
        self.good()
    }

    async fn apply(&self, provider: &dyn Provider, run: &mut Run) -> Result<Started<()>> {
        facet(provider)?.extend_subscription(self, run).await
    }
}

fn whole_months(months: u32) -> Result<()> {
    if months == 0 { Err(Error::invalid("a subscription of no months")) } else { Ok(()) }
}

fn billing(can: &Capabilities) -> Result<&BillingCapabilities> {
    can.billing.as_ref().ok_or_else(|| missing("billing"))
}

fn facet(provider: &dyn Provider) -> Result<&dyn Billing> {
    provider.billing().ok_or_else(|| missing("billing"))
}
