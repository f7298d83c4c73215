//! Money: the facet. Buying leaves nothing behind that could carry a stamp, so that a lost answer is for a person to
//! look at; it is never sent again.

use crate::provider::CloudSigma;
use crate::request::invalid;
use crate::settings::{Order, Term};
use crate::wire::SubscriptionInfo;
use anycloud_core::run::{Made, Recover, Run};
use anycloud_core::{
    Balance, Billing, CreateSubscription, Error, ExtendSubscription, Listing, Price, Quantity, Quote,
    ResourceKind, ResourceRef, ResourceUsage, Result, Started, Subscription, SubscriptionId, Timestamp,
    Transaction, TransactionQuery, async_trait,
};
use serde::{Deserialize, Serialize};

#[async_trait]
impl Billing for CloudSigma {
    async fn balance(&self) -> Result<Balance> {
        Ok(Balance::new(self.client.balance_info().await?))
    }

    fn usage(&self) -> Listing<ResourceUsage> {
        let client = self.client.clone();
        Listing::once(async move { Ok(client.usage_info().await?.to_usage()) })
    }

    /// The price list has no currency: it is the balance's.
    fn prices(&self) -> Listing<Price> {
        let client = self.client.clone();
        Listing::once(async move {
            let balance = client.balance_info().await?;
            client.pricing_info().await?.to_prices(balance.currency())
        })
    }

    /// The history comes whole and has no currency: it is the balance's.
    fn transactions(&self, query: &TransactionQuery) -> Listing<Transaction> {
        let (client, since) = (self.client.clone(), query.since);
        Listing::once(async move {
            let balance = client.balance_info().await?;
            let all = client.transactions_list().await?;
            let wanted = all.iter().filter(|one| since.is_none_or(|since| one.date >= since));
            wanted.map(|one| one.to_transaction(balance.currency())).collect()
        })
    }

    fn subscriptions(&self) -> Listing<Subscription> {
        let client = self.client.clone();
        Listing::once(async move {
            let all = client.subscriptions_list().await?;
            Ok(all.iter().map(SubscriptionInfo::to_subscription).collect())
        })
    }

    async fn quote(&self, request: &CreateSubscription) -> Result<Quote> {
        let (wanted, term) = (Wanted::read(request)?, term(request));
        let price = match &wanted {
            Wanted::Ips(quantity) => self.client.ips_quote(*quantity, &term).await?,
            Wanted::Resources(_) => {
                let text = "this cloud quotes addresses, VLANs, software and extensions, but no resources";
                return Err(Error::unsupported(text));
            }
            Wanted::Software(order) => self.client.software_quote(order, &term).await?,
            Wanted::Vlans(quantity) => self.client.vlans_quote(*quantity, &term).await?,
        };
        Ok(Quote::new(price))
    }

    async fn quote_extension(&self, request: &ExtendSubscription) -> Result<Quote> {
        Ok(Quote::new(self.client.extension_quote(&request.id, request.months).await?))
    }

    async fn create_subscription(
        &self,
        request: &CreateSubscription,
        run: &mut Run,
    ) -> Result<Started<Vec<Subscription>>> {
        let (wanted, term) = (Wanted::read(request)?, term(request));
        let bought: Bought = run
            .make("buy", Recover::Stop, async |_| {
                let client = &self.client;
                let made = match &wanted {
                    Wanted::Ips(quantity) => client.ips_subscribe(*quantity, &term).await?,
                    Wanted::Resources(order) => client.resources_subscribe(order, &term).await?,
                    Wanted::Software(order) => client.software_subscribe(order, &term).await?,
                    Wanted::Vlans(quantity) => client.vlans_subscribe(*quantity, &term).await?,
                };
                Ok(Bought::of(&made))
            })
            .await?;
        Ok(Started::done(bought.0))
    }

    async fn extend_subscription(&self, request: &ExtendSubscription, run: &mut Run) -> Result<Started<()>> {
        crate::request::uuid("a subscription", request.id.as_str())?;
        let _: Bought = run
            .make("extend", Recover::Stop, async |_| {
                let made = self.client.subscription_extend(&request.id, request.months).await?;
                Ok(Bought::of(&made))
            })
            .await?;
        Ok(Started::done(()))
    }
}

/// What an order is for. The service has a call for each.
#[derive(Clone, Debug, PartialEq)]
enum Wanted {
    Ips(u64),
    Resources(Order),
    Software(Order),
    Vlans(u64),
}

impl Wanted {
    fn read(request: &CreateSubscription) -> Result<Self> {
        let mut order = Order::new();
        for (name, quantity) in &request.resources {
            order = order.item(name, whole(name, *quantity)?);
        }
        let all = |belongs: fn(&str) -> bool| order.items().all(|(name, _)| belongs(name));
        match order.items().collect::<Vec<_>>()[..] {
            [("ip", quantity)] => Ok(Self::Ips(quantity)),
            [("vlan", quantity)] => Ok(Self::Vlans(quantity)),
            _ if all(Order::is_resource) => Ok(Self::Resources(order)),
            _ if all(Order::is_software) => Ok(Self::Software(order)),
            _ => {
                let known = |name: &str| {
                    matches!(name, "ip" | "vlan") || Order::is_resource(name) || Order::is_software(name)
                };
                Err(invalid(match order.items().find(|(name, _)| !known(name)) {
                    Some((name, _)) => format!(
                        "{name:?} is not sold (there are cpu, mem, disk, xfer, ip, vlan and software such as {})",
                        Order::SOFTWARE[0]
                    ),
                    None => "one order is for resources (cpu, mem, disk, xfer), or for addresses, or for VLANs, or for \
                             software"
                        .to_owned(),
                }))
            }
        }
    }
}

/// What was bought. Nothing gives it back, and nothing finds it again by a stamp.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Bought(Vec<Subscription>);

impl Bought {
    fn of(made: &[SubscriptionInfo]) -> Self {
        Self(made.iter().map(SubscriptionInfo::to_subscription).collect())
    }
}

impl Made for Bought {
    fn kind() -> Option<ResourceKind> {
        Some(ResourceKind::Subscription)
    }

    fn resources(&self) -> Vec<ResourceRef> {
        let mut ids: Vec<&SubscriptionId> = self.0.iter().filter_map(|one| one.id.as_ref()).collect();
        // Each address of an order repeats the order's id.
        ids.dedup();
        ids.into_iter().map(|id| ResourceRef::new(ResourceKind::Subscription, id.as_str())).collect()
    }

    fn adopt(_: Vec<ResourceRef>) -> Option<Self> {
        None
    }
}

/// The service requires a beginning.
fn term(request: &CreateSubscription) -> Term {
    Term::new(request.months).from(request.start.unwrap_or_else(Timestamp::now))
}

fn whole(name: &str, quantity: Quantity) -> Result<u64> {
    let text = quantity.to_string();
    text.parse().map_err(|_| invalid(format!("{name} is sold in whole numbers, not {text}")))
}

#[cfg(test)]
mod tests {
    use super::Wanted;
    use crate::settings::Order;
    use anycloud_core::{CreateSubscription, ErrorKind, Quantity};

    fn read(items: &[(&str, &str)]) -> anycloud_core::Result<Wanted> {
        let request = items.iter().fold(CreateSubscription::new(1), |request, (name, quantity)| {
            request.resource(*name, quantity.parse::<Quantity>().unwrap())
        });
        Wanted::read(&request)
    }

    #[test]
    fn one_call_for_each_order() {
        assert_eq!(read(&[("ip", "2")]).unwrap(), Wanted::Ips(2));
        assert_eq!(read(&[("vlan", "1")]).unwrap(), Wanted::Vlans(1));
        assert_eq!(
            read(&[("cpu", "2000"), ("mem", "2000")]).unwrap(),
            Wanted::Resources(Order::new().cpu(2000).mem(2000))
        );
        let software = Wanted::Software(Order::new().item("msft_lwa_00135", 1));
        assert_eq!(read(&[("msft_lwa_00135", "1")]).unwrap(), software);
        for bad in [
            &[("ip", "1"), ("vlan", "1")][..],
            &[("cpu", "2000"), ("ip", "1")],
            &[("cpu", "2000"), ("msft_lwa_00135", "1")],
            &[("gpu", "1")],
            &[("ip", "1.5")],
            &[("cpu", "-2000")],
        ] {
            assert_eq!(read(bad).unwrap_err().kind(), ErrorKind::InvalidRequest, "{bad:?}");
        }
    }
}
