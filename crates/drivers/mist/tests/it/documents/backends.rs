//! The document on backends of January 2014.

use super::{backend, play};
use anycloud_core::{ByteSize, Period, Secret};
use anycloud_mist::{AddBackend, Dialect};

#[tokio::test]
async fn list_of_all_added_backends() {
    let (client, replay) = play("backends", 0..1, Dialect::January2014);
    let all = client.backends().await.unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].id().as_str(), "2tK74h4mXbj8nNohljLIzqc4SHn3");
    assert_eq!(
        (all[0].title().as_str(), all[0].provider().as_str()),
        ("EC2 AP NORTHEAST", "ec2_ap_northeast")
    );
    assert_eq!((all[0].region(), all[0].state().as_deref()), (None, Some("wait")));
    assert_eq!((all[0].is_enabled(), all[0].poll_interval()), (true, Some(10000)));
    assert_eq!(all[0].apikey().unwrap().expose(), "A09009NUMIQCIHA");
    assert_eq!(all[1].id().as_str(), "3po809NuIjqiNgqqmDJAKSLWp6");
    assert_eq!((all[1].provider().as_str(), all[1].region().as_deref()), ("rackspace", Some("dfw")));
    assert_eq!(all[1].title(), "Rackspace DFW");
    replay.finish().unwrap();
}

#[tokio::test]
async fn add_backend() {
    for dialect in [Dialect::January2014, Dialect::May2014] {
        let (client, replay) = play("backends", 1..3, dialect);
        let secret = Secret::new("09jLlilkjIU087JKHgjhguy90ur");
        let sydney = AddBackend::ec2("EC2 AP Sydney", "ec2_ap_southeast_2", "POIHJOINPOIMIQCIHA", secret);
        let added = client.backend_add(&sydney).await.unwrap();
        assert_eq!(added.id().as_str(), "48emAUzL9teVYhkyJc9koRaPXEDp");
        assert_eq!(
            (added.title().as_str(), added.provider().as_str()),
            ("EC2 AP Sydney", "ec2_ap_southeast_2")
        );
        assert_eq!((added.status().as_deref(), added.state(), added.index()), (Some("off"), None, Some(2)));
        assert_eq!((added.tenant_name(), added.apiurl(), added.region()), (None, None, None));
        assert!(added.is_enabled());
        let (url, secret) = ("http://31.53.71.90:5000/v2.0", Secret::new("superstronpassword"));
        let own = AddBackend::openstack("OpenStack", url, "myuser", secret, "mist");
        let added = client.backend_add(&own).await.unwrap();
        assert_eq!((added.tenant_name().as_deref(), added.apiurl().as_deref()), (Some("mist"), Some(url)));
        replay.finish().unwrap();
    }
}

#[tokio::test]
async fn delete_rename_and_toggle() {
    let (client, replay) = play("backends", 3..6, Dialect::January2014);
    client.backend_delete(&backend()).await.unwrap();
    client.backend_rename(&backend(), "Renamed Backend").await.unwrap();
    client.backend_disable(&backend()).await.unwrap();
    replay.finish().unwrap();
}

#[tokio::test]
async fn list_of_all_sizes() {
    let (client, replay) = play("backends", 6..7, Dialect::May2014);
    let all = client.sizes(&backend()).await.unwrap();
    let shown = all.iter().map(|size| {
        let prices = size.prices();
        let linux = prices.iter().find(|p| p.system.as_deref() == Some("linux")).unwrap();
        assert!(prices.iter().all(|p| p.period == Period::Hour && p.price.currency() == "USD"));
        let (ram, disk) = (size.ram().unwrap().as_mib(), size.disk().unwrap().0 >> 30);
        format!(
            "{} {}: {ram} MiB, {disk} GiB, {} prices, linux {}",
            size.id(),
            size.name(),
            prices.len(),
            linux.price
        )
    });
    let wanted = [
        "t1.micro Micro Instance: 613 MiB, 15 GiB, 5 prices, linux 0.027 USD",
        "m1.small Small Instance: 1740 MiB, 160 GiB, 6 prices, linux 0.088 USD",
        "m1.medium Medium Instance: 3700 MiB, 410 GiB, 6 prices, linux 0.175 USD",
        "m1.large Large Instance: 7680 MiB, 850 GiB, 6 prices, linux 0.35 USD",
        "m1.xlarge Extra Large Instance: 15360 MiB, 1690 GiB, 6 prices, linux 0.7 USD",
        "m2.xlarge High-Memory Extra Large Instance: 17510 MiB, 420 GiB, 6 prices, linux 0.505 USD",
        "m2.2xlarge High-Memory Double Extra Large Instance: 35021 MiB, 850 GiB, 6 prices, linux 1.01 USD",
    ];
    assert_eq!(shown.collect::<Vec<_>>(), wanted);
    let micro = all[0].prices();
    let price = |system: &str| {
        let found = micro.iter().find(|p| p.system.as_deref() == Some(system));
        found.map(|p| p.price.to_string())
    };
    let five = ["mswin", "sles", "mswinSQLWeb", "rhel", "linux"].map(|system| price(system).unwrap());
    assert_eq!(five, ["0.035 USD", "0.037 USD", "0.081 USD", "0.087 USD", "0.027 USD"]);
    assert_eq!(price("mswinSQL"), None);
    assert_eq!((all[0].bandwidth(), all[0].driver().as_deref()), (None, Some("Amazon EC2 (ap-northeast-1)")));
    let model = all[1].to_size();
    assert_eq!(
        (model.memory, model.disk, model.prices.len()),
        (Some(ByteSize::mib(1740)), Some(ByteSize::gib(160)), 6)
    );
    replay.finish().unwrap();
}

#[tokio::test]
async fn list_locations() {
    let (client, replay) = play("backends", 7..8, Dialect::May2014);
    let all = client.locations(&backend()).await.unwrap();
    let shown: Vec<_> = all
        .iter()
        .map(|l| (l.id().to_string(), l.name().to_string(), l.country().unwrap().to_string()))
        .collect();
    let zone = |id: &str, name: &str| (id.to_owned(), name.to_owned(), "Japan".to_owned());
    assert_eq!(
        shown,
        [zone("0", "ap-northeast-1a"), zone("1", "ap-northeast-1b"), zone("2", "ap-northeast-1c")]
    );
    assert_eq!(all[2].to_location().name, "ap-northeast-1c");
    replay.finish().unwrap();
}
