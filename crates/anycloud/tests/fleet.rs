//! Every cloud of a configuration at once. Nothing here is sent anywhere.
#![cfg(feature = "elastichosts")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use anycloud::{
    ByteSize, CloudConfig, Config, Cpu, Delivery, ErrorKind, Need, ServerQuery, Sizing, open, open_all,
};

fn london() -> CloudConfig {
    CloudConfig::new("london", "elastichosts")
        .zone("lon-p")
        .user("5eed0000-0000-4000-8000-000000000001")
        .secret("made up")
}

#[tokio::test]
async fn a_cloud_that_does_not_open_keeps_no_other_from_answering() {
    let paris = CloudConfig::new("paris", "elastichosts").zone("atlantis").user("me").secret("made up");
    let config: Config = [paris, london()].into_iter().collect();
    assert_eq!(config.clouds().map(CloudConfig::name).collect::<Vec<_>>(), ["london", "paris"]);
    let answers = open_all(&config).ask(async |cloud| Ok(cloud.info().realm.origin.clone())).await;
    let [london, paris] = &answers[..] else { panic!("{answers:?}") };
    assert_eq!(london.cloud.as_str(), "london");
    assert_eq!(**london.outcome.as_ref().unwrap(), *"https://api-lon-p.elastichosts.com");
    let why = paris.outcome.as_ref().unwrap_err();
    assert_eq!((paris.cloud.as_str(), why.kind()), ("paris", ErrorKind::InvalidConfig));
    assert_eq!(why.to_string(), open(config.cloud("paris").unwrap()).unwrap_err().to_string());
    assert_eq!(
        open_all(&Config::default()).ask(async |c| c.servers(&ServerQuery::new()).all().await).await.len(),
        0
    );
}

#[tokio::test]
async fn a_need_is_fitted_in_the_unit_that_the_cloud_counts() {
    let cloud = open(&london()).unwrap();
    let need = Need::new().cpu(Cpu::cores(2)).memory(ByteSize::gib(4));
    let error = cloud.fit(&need).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Unsupported, Delivery::NotSent));
    assert_eq!(error.message(), "this cloud counts processors in MHz: say the need so, too");
    let fit = cloud.fit(&need.or_cpu(Cpu::Mhz(4000))).await.unwrap();
    assert_eq!(fit.sizing, Sizing::Needs { cpu: Cpu::Mhz(4000), memory: ByteSize::gib(4) });
    assert_eq!((fit.size.is_none(), fit.price), (true, None));
    assert_eq!(fit.why, "4000 MHz and 4 GiB: this cloud sells both freely, and tells no price");
}
