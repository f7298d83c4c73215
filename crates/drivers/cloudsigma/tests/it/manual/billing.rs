//! Chapter 11.

use super::MODES;
use anycloud_cloudsigma::wire::UsageLine;
use anycloud_cloudsigma::{Order, Refusal, SubscriptionInfo, Term};
use anycloud_core::{Delivery, ErrorKind, SubscriptionId, Tariff, Timestamp};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn order(cpu: u64, mem: u64) -> Order {
    Order::new().cpu(cpu).mem(mem).disk(100).xfer(10)
}

fn month(start: &str) -> Term {
    Term::new(1).from(at(start))
}

#[tokio::test]
async fn chapter_11_billing() {
    for mode in MODES {
        let (client, replay) = mode.play("billing");
        assert_eq!(client.currencies_list().await.unwrap(), ["EUR", "GBP", "USD"]);

        let usage = client.usage_info().await.unwrap();
        let line = |resource: &str, tariff| {
            let same = |line: &&UsageLine| line.resource == resource && line.tariff == tariff;
            usage.lines().iter().find(same).map(|line| line.quantity.to_string())
        };
        assert_eq!(line("cpu", Tariff::Total).unwrap(), "24000");
        assert_eq!(line("cpu", Tariff::Burst).unwrap(), "21000");
        assert_eq!(line("disk", Tariff::Subscribed).unwrap(), "1000");
        assert_eq!(line("tx", Tariff::Total).unwrap(), "0.001");
        assert_eq!((line("xfer", Tariff::Burst), line("xfer", Tariff::Subscribed)), (None, None), "no zero");
        assert_eq!(usage.lines().len(), 12);
        let units: Vec<_> =
            usage.to_usage().into_iter().filter(|u| u.unit.is_none()).map(|u| u.resource).collect();
        assert_eq!(units, ["rx", "tx", "xfer"]);

        let pricing = client.pricing_info().await.unwrap();
        assert_eq!(pricing.start, Some(at("2010-02-23T17:18:32.401708Z")));
        assert_eq!(pricing.end, Some(at("2010-02-23T17:23:32.401708Z")));
        let prices = pricing.to_prices("EUR").unwrap();
        assert_eq!(prices.len(), 13);
        assert_eq!((&*prices[0].resource, prices[0].tariff), ("cpu", Tariff::Subscribed));
        assert_eq!(prices[0].price.to_string(), "0.200 EUR");
        assert_eq!((&*prices[12].resource, prices[12].tariff), ("msft_tfa_00009", Tariff::Total));

        let made = client.transactions_list().await.unwrap();
        assert_eq!((made.len(), made[0].date), (6, at("2010-02-24T11:04:18Z")));
        assert_eq!((made[5].total.to_string(), made[5].value, made[5].tax), ("-16.50".into(), None, None));
        assert!(made[0].description.starts_with("5 minutes of burst virtual server use at rate of 2.750"));
        assert_eq!(client.balance_info().await.unwrap().to_string(), "1220.87 EUR");

        let all = client.subscriptions_list().await.unwrap();
        let kinds: Vec<_> = all.iter().map(|one| one.kind.as_str()).collect();
        assert_eq!(kinds, ["xfer", "disk", "mem", "cpu"]);
        assert!(all.iter().all(|one| one.id.is_none() && one.resource.is_none() && one.months.is_none()));
        assert_eq!((all[3].unit.as_deref(), all[3].label.as_deref()), (Some("core MHz"), Some("CPU")));
        assert_eq!(all[0].end, Some(at("2010-04-08T21:15:18Z")));

        resources(&client).await;
        addresses_and_vlans(&client).await;

        let software =
            Order::new().item("msft_lwa_00135", 1).item("msft_p73_04837", 0).item("msft_tfa_00009", 0);
        let made = client.software_subscribe(&software, &month("2010-03-21T12:21:00Z")).await.unwrap();
        assert_eq!((made.len(), made[0].kind.as_str(), made[0].quantity), (1, "msft_lwa_00135", 1.into()));
        assert_eq!(made[0].end, Some(at("2010-03-31T12:21:00Z")));
        let software =
            Order::new().item("msft_lwa_00135", 1).item("msft_p73_04837", 1).item("msft_tfa_00009", 1);
        let price = client.software_quote(&software, &month("2010-03-22T00:00:00Z")).await.unwrap();
        assert_eq!(price.to_string(), "45.00 EUR");
        let id = SubscriptionId::new("c8308b4d-3c98-472c-9944-024b9c700c10");
        let extended = client.subscription_extend(&id, 1).await.unwrap();
        assert_eq!((extended[0].id.as_ref(), extended[0].end), (Some(&id), Some(at("2010-07-10T20:58:00Z"))));
        let other = SubscriptionId::new("3cb16f75-1bac-48a4-8b29-e021d4fa0019");
        assert_eq!(client.extension_quote(&other, 1).await.unwrap().to_string(), "60.00 EUR");
        replay.finish().unwrap();
    }
}

async fn resources(client: &anycloud_cloudsigma::Client) {
    let kinds = |made: &[SubscriptionInfo]| {
        made.iter().map(|one| format!("{} {}", one.quantity, one.kind)).collect::<Vec<_>>()
    };
    let wanted = ["2000 cpu", "2000 mem", "100 disk", "10 xfer"];
    let term = month("2010-03-20T13:20:00Z");
    let made = client.resources_subscribe(&order(2000, 2000), &term).await.unwrap();
    assert_eq!(kinds(&made), wanted, "one object");
    assert!(made.iter().all(|one| one.id.is_none() && one.start == one.end));
    let term = month("2010-04-12T00:00:00Z");
    let made = client.resources_subscribe(&order(2000, 2000), &term).await.unwrap();
    assert_eq!(kinds(&made), wanted, "blocks");
    assert_eq!(made[0].id.as_ref().unwrap().as_str(), "233bfb80-a1a8-4e9a-a1e4-d7822a87b681");
    assert_eq!(made[3].start, Some(at("2010-03-10T21:24:00Z")));
    let term = month("2010-03-22T00:12:00Z");
    let error = client.resources_subscribe(&order(1000, 1000), &term).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::Refused));
    let wrong = Refusal::of(&error).unwrap().fields();
    assert_eq!(wrong.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["cpu", "mem"]);
    assert_eq!(wrong[1].why, "The minimum memory subscription is 1024 MB");
}

async fn addresses_and_vlans(client: &anycloud_cloudsigma::Client) {
    let made = client.ips_subscribe(2, &month("2010-03-23T00:00:00Z")).await.unwrap();
    let items: Vec<_> = made.iter().map(|one| one.to_subscription()).collect();
    assert_eq!(
        items.iter().map(|one| one.item.as_deref()).collect::<Vec<_>>(),
        [Some("91.203.56.75"), Some("91.203.56.77")]
    );
    assert!(items.iter().all(|one| one.quantity == 2.into()), "each repeats the order's");
    assert_eq!(
        (items[0].start, items[1].start),
        (Some(at("2010-03-10T11:49:09Z")), Some(at("2010-03-10T11:49:00Z")))
    );
    let error = client.ips_subscribe(1, &Term::default()).await.unwrap_err();
    let wrong = Refusal::of(&error).unwrap().fields();
    assert_eq!((&*wrong[0].field, &*wrong[0].why), ("start_time", "This field is required."));
    let term = month("2010-03-22T00:00:00Z");
    assert_eq!(client.ips_quote(2, &term).await.unwrap().to_string(), "16.00 EUR");
    let made = client.vlans_subscribe(1, &month("2010-03-09T14:04:00Z")).await.unwrap();
    assert_eq!(made[0].resource.as_deref(), Some("727d8022-9045-48ff-92ae-a4d243bab890"));
    assert_eq!(made[0].label.as_deref(), Some("Private network VLAN"));
    assert_eq!(client.vlans_quote(2, &term).await.unwrap().to_string(), "40.00 EUR");
}
