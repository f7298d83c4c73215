//! Money on the simulator: what the conformance suite does not ask of every cloud.
use crate::common::{Over, World, build, builder, on, plain};
use anycloud_cloudsigma::{Order, Refusal, SubscriptionInfo, Term};
use anycloud_core::{
    CreateSubscription, Delivery, ErrorKind, ExtendSubscription, Period, Quantity, SubscriptionId, Tariff,
    Timestamp, TransactionQuery,
};
use anycloud_simulators::cloudsigma::SeedState;
use anycloud_simulators::faults::Fault;
use std::collections::BTreeSet;
use std::time::Duration;
use tempfile::TempDir;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn seeded(json: &str) -> World {
    build(builder().seed(SeedState::from_json(json).unwrap()), Over::Process, false).await
}

#[tokio::test(start_paused = true)]
async fn balance_usage_and_prices() {
    let world = plain().await;
    let cloud = &world.cloud;
    assert_eq!(cloud.balance().await.unwrap().available.to_string(), "1220.87 EUR");
    let usage = cloud.usage().all().await.unwrap();
    let of =
        |resource: &str, tariff: Tariff| usage.iter().find(|u| u.resource == resource && u.tariff == tariff);
    let cpu = of("cpu", Tariff::Burst).unwrap();
    assert_eq!((cpu.quantity, cpu.unit.as_deref()), (3000.into(), Some("core MHz")));
    assert!(of("xfer", Tariff::Subscribed).is_none(), "empty is no zero");
    assert_eq!(of("rx", Tariff::Total).unwrap().unit, None);
    world.mount.take_log();
    let prices = cloud.prices().all().await.unwrap();
    assert_eq!(world.mount.take_log(), ["GET /balance/info", "GET /pricing/info"]);
    let ip = prices.iter().find(|price| price.resource == "ip").unwrap();
    assert_eq!((ip.price.to_string(), ip.period, &ip.unit), ("2.00 EUR".into(), Period::Unstated, &None));
    assert_eq!(ip.valid_from, Some(at("2014-01-01T00:00:00Z")));
}

#[tokio::test(start_paused = true)]
async fn the_history_comes_whole_and_is_cut_by_time() {
    let world = seeded(
        r#"{"billing": {"balance": "50.00", "currency": "GBP"}, "transactions": [
        {"date": "2013-12-30 12:00:00", "description": "Payment", "value": "41.67", "tax": "8.33", "total": "50.00"},
        {"date": "2013-12-31 12:00:00", "description": "Burst use", "total": "-13.75"}]}"#,
    )
    .await;
    let all = world.cloud.transactions(&TransactionQuery::new()).all().await.unwrap();
    let lines: Vec<_> = all.iter().map(|one| format!("{} {}", one.at, one.total)).collect();
    assert_eq!(lines, ["2013-12-31T12:00:00Z -13.75 GBP", "2013-12-30T12:00:00Z 50.00 GBP"]);
    assert_eq!((all[0].value, all[1].tax.unwrap().to_string()), (None, "8.33 GBP".into()));
    let since = TransactionQuery::new().since(at("2013-12-31T00:00:00Z"));
    assert_eq!(world.cloud.transactions(&since).all().await.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_quote_for_everything_that_has_one() {
    let world = plain().await;
    let cloud = &world.cloud;
    let start = at("2014-02-01T00:00:00Z");
    for (resource, quantity, price) in
        [("ip", 2, "16.00"), ("vlan", 2, "40.00"), ("msft_tfa_00009", 1, "15.00")]
    {
        let order = CreateSubscription::new(1).resource(resource, quantity).start(start);
        assert_eq!(
            cloud.quote(&order).await.unwrap().price.to_string(),
            format!("{price} EUR"),
            "{resource}"
        );
    }
    assert_eq!(world.sim.inner().subscriptions(), 0);
    let before = world.sim.inner().requests();
    for order in [
        CreateSubscription::new(1).resource("cpu", 2000),
        CreateSubscription::new(1).resource("mem", 2000).resource("disk", 1),
    ] {
        let error = cloud.quote(&order).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Unsupported, Delivery::NotSent));
    }
    let mixed = CreateSubscription::new(1).resource("ip", 1).resource("vlan", 1);
    assert_eq!(cloud.quote(&mixed).await.unwrap_err().kind(), ErrorKind::InvalidRequest);
    assert_eq!(cloud.create_subscription(&mixed).await.unwrap_err().kind(), ErrorKind::InvalidRequest);
    let odd = CreateSubscription::new(1).resource("gpu", 1);
    assert!(cloud.create_subscription(&odd).await.unwrap_err().to_string().contains("msft_lwa_00135"));
    assert_eq!(world.sim.inner().requests(), before, "before anything is sent");
}

#[tokio::test(start_paused = true)]
async fn every_kind_of_order_and_an_extension() {
    let world = plain().await;
    let (cloud, sim) = (&world.cloud, world.sim.inner());
    let start = at("2014-01-31T13:20:00Z");
    let order =
        |resource: &str, quantity: u64| CreateSubscription::new(1).resource(resource, quantity).start(start);
    let cpu = cloud.create_subscription(&order("cpu", 2000).resource("mem", 1024)).done().await.unwrap();
    assert_eq!((cpu.len(), sim.subscriptions()), (2, 2));
    assert_eq!((&*cpu[0].resource, cpu[0].quantity, cpu[0].start), ("cpu", 2000.into(), Some(start)));
    let ips = cloud.create_subscription(&order("ip", 2)).done().await.unwrap();
    let ids: BTreeSet<_> = ips.iter().map(|one| one.id.as_ref().unwrap()).collect();
    assert_eq!((ips.len(), ids.len()), (2, 1), "two addresses of one subscription");
    let addresses: Vec<_> = cloud.addresses().all().await.unwrap().into_iter().map(|one| one.id).collect();
    assert!(ips.iter().all(|one| addresses.iter().any(|id| id.as_str() == &**one.item.as_ref().unwrap())));
    cloud.create_subscription(&order("vlan", 1)).done().await.unwrap();
    cloud.create_subscription(&order("msft_lwa_00135", 1)).done().await.unwrap();
    let all = cloud.subscriptions().all().await.unwrap();
    assert_eq!((sim.subscriptions(), all.len()), (5, 6), "each address has its line");
    let of_ip: Vec<_> = all.iter().filter(|one| one.resource == "ip").collect();
    assert!(of_ip.iter().all(|one| one.quantity == 2.into() && one.item.is_some() && one.id.is_none()));
    assert_eq!(of_ip[0].native::<SubscriptionInfo>().unwrap().kind, "ip");
    assert_eq!((all[0].start, all[0].end), (Some(start), Some(at("2014-02-28T13:20:00Z"))));
    let extend = ExtendSubscription::new(ips[0].id.clone().unwrap(), 2);
    assert_eq!(cloud.quote_extension(&extend).await.unwrap().price.to_string(), "32.00 EUR");
    let before = cloud.balance().await.unwrap();
    cloud.extend_subscription(&extend).done().await.unwrap();
    assert_ne!(cloud.balance().await.unwrap(), before);
    let ends: Vec<_> = cloud
        .subscriptions()
        .all()
        .await
        .unwrap()
        .iter()
        .filter(|s| s.resource == "ip")
        .map(|s| s.end)
        .collect();
    assert_eq!(ends, [Some(at("2014-04-28T13:20:00Z")); 2]);
    let native = world.driver.client();
    assert_eq!(native.subscribed_net_info().await.unwrap().get("ip").unwrap(), "0", "it begins later");
    assert!(native.subscribed_resources_info().await.unwrap().get("cpu").is_some());
    let missing = ExtendSubscription::new("00000000-0000-4000-8000-00000000dead", 1);
    let error = cloud.extend_subscription(&missing).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
}

#[tokio::test(start_paused = true)]
async fn refused_orders_say_why_and_cost_nothing() {
    let world = plain().await;
    let (cloud, client, sim) = (&world.cloud, world.driver.client(), world.sim.inner());
    let start = at("2014-02-01T00:00:00Z");
    let small = CreateSubscription::new(1).resource("cpu", 1000).resource("mem", 1000).start(start);
    let error = cloud.create_subscription(&small).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::Refused));
    let fields: Vec<_> = Refusal::of(&error).unwrap().fields().iter().map(|f| f.field.to_string()).collect();
    assert_eq!(fields, ["cpu", "mem"]);
    assert!(error.to_string().contains("The minimum CPU subscription is 2000 core MHz"), "{error}");
    let dear = CreateSubscription::new(12).resource("cpu", 2_000_000).start(start);
    let error = cloud.create_subscription(&dear).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::InsufficientFunds, Delivery::Refused));
    let error = client.resources_subscribe(&Order::new().cpu(2000), &Term::new(1)).await.unwrap_err();
    assert_eq!(Refusal::of(&error).unwrap().fields()[0].field, "start_time");
    assert_eq!((sim.subscriptions(), sim.balance()), (0, "1220.87".to_owned()));
    // At once, if nothing is said: the service wants a beginning.
    cloud.create_subscription(&CreateSubscription::new(1).resource("disk", 1)).done().await.unwrap();
    let begun = cloud.subscriptions().all().await.unwrap()[0].start.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(120), "{begun}");
}

/// Nothing finds a subscription again: a person looks.
#[tokio::test(start_paused = true)]
async fn an_order_without_an_answer_is_never_sent_again() {
    let id = "7c1e3d52-0000-4000-8000-000000000005";
    let seed = format!(
        r#"{{"subscriptions": [{{"type": "cpu", "quantity": 2000, "start_time": "2014-01-01 00:00", "months": 1, "subscription": "{id}"}}]}}"#
    );
    for (fault, bought) in [(Fault::DropAfter, 1), (Fault::DropBefore, 0)] {
        let (world, journal) = (seeded(&seed).await, TempDir::new().unwrap());
        let cloud = world.reopen(journal.path());
        world.faults([
            on("POST /subscriptions/resources/create", fault.clone()),
            on("POST /subscriptions/*/set", fault.clone()),
        ]);
        let order = CreateSubscription::new(1).resource("disk", 10);
        let extension = ExtendSubscription::new(id, 1);
        for error in [
            cloud.create_subscription(&order).await.unwrap_err(),
            cloud.extend_subscription(&extension).await.unwrap_err(),
        ] {
            assert_eq!(error.delivery(), Delivery::Unknown);
            let operation = error.operation().unwrap();
            let again = world.reopen(journal.path()).resume(operation).done().await.unwrap_err();
            assert_eq!((again.kind(), again.delivery()), (ErrorKind::Conflict, Delivery::Unknown));
            assert!(world.reopen(journal.path()).undo(operation).await.is_err());
        }
        assert_eq!(world.sim.fired(), [1, 1], "sent once: {fault:?}");
        assert_eq!(world.sim.inner().subscriptions(), 1 + bought);
    }
}

#[tokio::test(start_paused = true)]
async fn quantities_and_ids_are_checked_before_anything_is_sent() {
    let world = plain().await;
    let (cloud, before) = (&world.cloud, world.sim.inner().requests());
    let half: Quantity = "1.5".parse().unwrap();
    for error in [
        cloud.create_subscription(&CreateSubscription::new(1).resource("ip", half)).await.unwrap_err(),
        cloud.create_subscription(&CreateSubscription::new(0).resource("ip", 1)).await.unwrap_err(),
        cloud.extend_subscription(&ExtendSubscription::new("short", 1)).await.unwrap_err(),
        cloud.quote_extension(&ExtendSubscription::new("short", 1)).await.unwrap_err(),
        world.driver.client().subscription_extend(&SubscriptionId::new("../list"), 1).await.unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::NotSent));
    }
    assert_eq!(world.sim.inner().requests(), before);
}

/// A good status alone buys nothing: only an answer with what was ordered says that it was bought.
#[tokio::test(start_paused = true)]
async fn a_purchase_that_is_not_confirmed_is_unknown() {
    let id = "7c1e3d52-0000-4000-8000-000000000005";
    let seed = format!(
        r#"{{"subscriptions": [{{"type": "cpu", "quantity": 2000, "start_time": "2014-01-01 00:00", "months": 1, "subscription": "{id}"}}]}}"#
    );
    let order = |name: &str, quantity: u64| CreateSubscription::new(1).resource(name, quantity);
    let other = "00000000-0000-4000-8000-000000000006";
    let extended = format!("type cpu\nsubscription {other}\nquantity 2000\n");
    for (path, wanted, code, body) in [
        ("resources/create", Some(order("disk", 10)), 200, ""),
        ("resources/create", Some(order("disk", 10)), 204, ""),
        ("resources/create", Some(order("disk", 10)), 200, "type xfer\nquantity 10\n"),
        ("resources/create", Some(order("disk", 10)), 200, "type disk\nquantity 11\n"),
        ("resources/create", Some(order("disk", 10).resource("mem", 2000)), 200, "type disk\nquantity 10\n"),
        ("network/ip/create", Some(order("ip", 2)), 200, "type ip\nquantity 1\nresource 91.203.56.75\n"),
        ("network/ip/create", Some(order("ip", 2)), 200, "type vlan\nquantity 2\n"),
        ("network/vlan/create", Some(order("vlan", 1)), 200, "\n"),
        ("software/create", Some(order("msft_lwa_00135", 1)), 200, "msft_lwa_00135 0\n"),
        ("software/create", Some(order("msft_lwa_00135", 1)), 200, "msft_lwa_00135 2\n"),
        ("software/create", Some(order("msft_lwa_00135", 1)), 200, "msft_tfa_00009 1\n"),
        ("*/set", None, 200, ""),
        ("*/set", None, 204, ""),
        ("*/set", None, 200, &extended),
        ("*/set", None, 200, "type cpu\nquantity 2000\n"),
    ] {
        let (world, journal) = (seeded(&seed).await, TempDir::new().unwrap());
        let cloud = world.reopen(journal.path());
        let answer =
            Fault::Status { code, body: body.into(), headers: Default::default(), retry_after: None };
        world.faults([on(&format!("POST /subscriptions/{path}"), answer)]);
        let error = match wanted {
            Some(order) => cloud.create_subscription(&order).await.err(),
            None => cloud.extend_subscription(&ExtendSubscription::new(id, 1)).await.err(),
        };
        let error = error.unwrap_or_else(|| panic!("{path} {code} {body:?} was believed"));
        assert_eq!(
            (error.kind(), error.delivery()),
            (ErrorKind::Decode, Delivery::Unknown),
            "{path} {body:?}"
        );
        assert!(error.to_string().contains("does not confirm what was ordered"), "{error}");
        let operation = error.operation().unwrap();
        assert!(!cloud.operation(operation).await.unwrap().is_over(), "{path} {body:?}");
        assert_eq!(world.sim.fired(), [1], "sent once: {path}");
    }
}
