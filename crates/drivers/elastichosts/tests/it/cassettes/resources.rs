//! Addresses and networks.

use anycloud_core::{Cloud, ErrorKind};
use anycloud_elastichosts::{Client, ResourceConfig};
use std::net::IpAddr;

const VLAN: &str = "f1a00000-0000-4000-8000-000000000001";
const SECOND: &str = "f1a00000-0000-4000-8000-000000000002";

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

pub(crate) async fn document(cloud: &Cloud) {
    let client: &Client = cloud.native().unwrap();
    let pair = |kind: &str, id: &str| (kind.into(), id.into());
    let all = client.resources_list().await.unwrap();
    assert_eq!(all, [pair("ip", "192.0.2.40"), pair("ip", "192.0.2.41"), pair("vlan", VLAN)]);
    assert_eq!(client.resources_list_of("ip").await.unwrap(), all[..2]);
    assert!(client.resources_list_of("firewall").await.unwrap().is_empty());

    let infos = client.resources_info().await.unwrap();
    let kinds: Vec<_> = infos.iter().map(|info| (info.kind(), info.name())).collect();
    assert_eq!(kinds, [pair("ip", "front"), pair("vlan", "back")]);
    assert!(infos[0].to_address().is_some() && infos[0].to_network().is_none());
    assert!(infos[1].to_address().is_none() && infos[1].to_network().is_some());

    let info = client.resource_info("ip", "192.0.2.40").await.unwrap();
    assert_eq!((&*info.id(), info.netmask().as_deref()), ("192.0.2.40", Some("255.255.255.0")));
    assert_eq!(
        (info.gateway(), info.nameservers()),
        (Some(ip("192.0.2.1")), vec![ip("192.0.2.2"), ip("192.0.2.3")])
    );
    assert_eq!(info.user().as_deref(), Some("0e000000-0000-4000-8000-000000000001"));
    assert_eq!((info.tags().len(), &*info.user_keys()[0].1), (2, "Ann and Bob"));
    let info = client.resource_info("vlan", VLAN).await.unwrap();
    assert_eq!((&*info.kind(), &*info.name(), info.gateway()), ("vlan", "back", None));

    let config = ResourceConfig::new().name("inner").tags(["net"]).user("owner", "Ann");
    let made = client.resource_create("vlan", &config).await.unwrap();
    assert_eq!((&*made.kind(), &*made.id(), &*made.name()), ("vlan", SECOND, "inner"));
    let made = client.resource_create("ip", &ResourceConfig::new().name("third")).await.unwrap();
    assert_eq!(made.to_address().unwrap().ip, ip("192.0.2.42"));
    let config = ResourceConfig::new().name("fourth").unset("tags").user("owner", "Bob");
    let set = client.resource_set("ip", "192.0.2.42", &config).await.unwrap();
    assert_eq!((&*set.name(), set.tags().len(), &*set.user_keys()[0].1), ("fourth", 0, "Bob"));
    client.resource_destroy("ip", "192.0.2.42").await.unwrap();
    client.resource_destroy("vlan", SECOND).await.unwrap();
}

pub(crate) async fn every_call(cloud: &Cloud) {
    let client: &Client = cloud.native().unwrap();
    let before = client.resources_list().await.unwrap();
    for kind in ["ip", "vlan"] {
        let config = ResourceConfig::new().name("made").tags(["a", "b"]).user("k", "v w");
        let made = client.resource_create(kind, &config).await.unwrap();
        assert_eq!((&*made.kind(), &*made.name(), made.tags().len()), (kind, "made", 2));
        assert_eq!((made.to_address().is_some(), made.gateway().is_some()), (kind == "ip", kind == "ip"));
        let id = made.id();
        assert_eq!(client.resource_info(kind, &id).await.unwrap(), made);
        assert!(client.resources_list_of(kind).await.unwrap().iter().any(|(_, listed)| *listed == id));
        assert_eq!(client.resources_list().await.unwrap().len(), before.len() + 1);
        assert!(client.resources_info().await.unwrap().contains(&made));
        let set = ResourceConfig::new().name("renamed").unset("tags");
        let set = client.resource_set(kind, &id, &set).await.unwrap();
        assert_eq!((&*set.name(), set.tags().len()), ("renamed", 0));
        client.resource_destroy(kind, &id).await.unwrap();
        assert_eq!(client.resource_info(kind, &id).await.unwrap_err().kind(), ErrorKind::NotFound);
    }
}
