//! Whose account it is, what other regions it has, and what it is told that may not ask.

use crate::moto::{Met, Moto};
use anycloud_core::{Boot, Cloud, CloudId, CreateServer, Delivery, ErrorKind, ServerQuery};
use anycloud_ec2::Ec2;

#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn regions_are_clouds_of_one_account() {
    let moto = Moto::new();
    let account = moto.account();
    let cloud = Cloud::new(Ec2::new(CloudId::new("moto"), account.config()).unwrap());
    cloud.verify().await.unwrap();
    assert_eq!(cloud.info().realm.account, None, "nobody has asked yet");
    cloud.discover().await.unwrap();
    let number = account.number().to_string();
    assert_eq!(cloud.info().realm.account.as_deref(), Some(number.as_str()));
    let regions = cloud.clouds().all().await.unwrap();
    assert!(regions.len() > 10, "{}", regions.len());
    let ireland = regions.iter().find(|region| region.id().as_str() == "moto/eu-west-1").unwrap();
    assert_eq!(ireland.info().realm.scope.as_deref(), Some("eu-west-1"));
    assert!(!ireland.info().realm.agrees(&cloud.info().realm), "an operation of one is not another's");
    assert!(ireland.clouds().all().await.is_err(), "a region holds no regions");
    let zones = ireland.locations().all().await.unwrap();
    assert!(zones.iter().all(|zone| zone.id.as_str().starts_with("eu-west-1")), "{zones:?}");
    assert_eq!(ireland.servers(&ServerQuery::new()).all().await.unwrap().len(), 0);
}

/// moto's own checks are tried with the native client: `crates/drivers/ec2/tests/moto/auth.rs`.
#[tokio::test]
#[ignore = "needs moto_server, named by ANYCLOUD_MOTO"]
async fn who_may_not_changes_nothing() {
    let moto = Moto::new();
    for (code, kind) in [
        ("AuthFailure", ErrorKind::Unauthenticated),
        ("RequestExpired", ErrorKind::Unauthenticated),
        ("UnauthorizedOperation", ErrorKind::Forbidden),
        ("InsufficientInstanceCapacity", ErrorKind::CapacityUnavailable),
        ("InstanceLimitExceeded", ErrorKind::QuotaExceeded),
    ] {
        let account = moto.account();
        account.meets(move |form| match form.action() {
            "RunInstances" => Met::Answer(403, code),
            _ => Met::Service,
        });
        let cloud = Cloud::new(Ec2::new(CloudId::new("moto"), account.config()).unwrap());
        let request = CreateServer::new("web", Boot::image(crate::moto::IMAGE)).size("t3.micro");
        let error = cloud.create_server(&request).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery(), error.code()), (kind, Delivery::Refused, Some(code)));
        assert_eq!(error.operation(), None, "there is nothing to resume");
        assert_eq!(cloud.servers(&ServerQuery::new()).all().await.unwrap().len(), 0);
    }
}
