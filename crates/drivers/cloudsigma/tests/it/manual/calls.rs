//! Every call of the manual, written out from its headings. The client must make each, in the method of its mode.

use super::{MODES, Mode};
use anycloud_cloudsigma::{Client, DriveConfig, Order, ProfileConfig, ServerConfig, Term};
use anycloud_core::{AddressId, DriveId, NetworkId, ServerId, SubscriptionId};
use anycloud_http::{Body, Transport, TransportError};
use bytes::Bytes;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// Section, method of the manual, path. Where heading, table and sample differ the README says what was ruled.
const MANUAL: &[(&str, &str, &str)] = &[
    ("6.1", "GET", "/profile/info"),
    ("6.2", "POST", "/profile/set"),
    ("7.1", "POST", "/drives/create"),
    ("7.2", "POST", "/drives/UUID/write"),
    ("7.2", "POST", "/drives/UUID/write/OFFSET"),
    ("7.3", "GET", "/drives/UUID/read/OFFSET/SIZE"),
    ("7.4", "POST", "/drives/UUID/clone"),
    ("7.5", "POST", "/drives/UUID/destroy"),
    ("7.6", "GET", "/drives/UUID/info"),
    ("7.7", "GET", "/drives/info"),
    ("2", "GET", "/drives/list"),
    ("7.8", "GET", "/drives/standard/cd/list"),
    ("7.9", "GET", "/drives/standard/img/list"),
    ("7.10", "GET", "/drives/standard/list"),
    ("8.1", "GET", "/servers/list"),
    ("8.2", "POST", "/servers/create"),
    ("8.3", "POST", "/servers/UUID/clone"),
    ("8.4", "GET", "/servers/UUID/destroy"),
    ("8.5", "POST", "/servers/destroy"),
    ("8.6", "GET", "/servers/UUID/info"),
    ("8.7", "GET", "/servers/info"),
    ("8.8", "POST", "/servers/UUID/set"),
    ("8.9", "GET", "/servers/UUID/stop"),
    ("8.10", "GET", "/servers/UUID/shutdown"),
    ("8.11", "GET", "/servers/UUID/start"),
    ("8.12", "GET", "/servers/UUID/destroy"),
    ("8.13", "POST", "/servers/stop"),
    ("8.14", "POST", "/servers/start"),
    ("9.1", "GET", "/resources/vlan/list"),
    ("9.2", "GET", "/resources/vlan/UUID/info"),
    ("9.3", "POST", "/resources/vlan/create"),
    ("9.4", "POST", "/resources/vlan/UUID/set"),
    ("9.5", "GET", "/resources/ip/info"),
    ("9.6", "GET", "/resources/ip/list"),
    ("9.7", "POST", "/resources/ip/create"),
    ("9.8", "GET", "/resources/ip/IP/destroy"),
    ("10.1", "POST", "/servergroups/create"),
    ("10.2", "POST", "/servergroups/UUID/set"),
    ("10.3", "POST", "/servergroups/UUID/destroy"),
    ("10.4", "GET", "/servergroups/list"),
    ("10.5", "GET", "/servergroups/UUID/info"),
    ("10.6", "GET", "/servergroups/UUID/info"),
    ("10.7", "POST", "/servergroups/UUID/add"),
    ("10.8", "POST", "/servergroups/UUID/remove"),
    ("10.9", "GET", "/servergroups/UUID/start"),
    ("10.10", "GET", "/servergroups/UUID/stop"),
    ("11.1", "GET", "/currencies/list"),
    ("11.2", "GET", "/usage/info"),
    ("11.3", "GET", "/pricing/info"),
    ("11.4", "GET", "/transactions/list"),
    ("11.5", "GET", "/balance/info"),
    ("11.6", "GET", "/subscriptions/resources/info"),
    ("11.7", "GET", "/subscriptions/net/info"),
    ("11.8", "GET", "/subscriptions/list"),
    ("11.9", "POST", "/subscriptions/resources/create"),
    ("11.10", "POST", "/subscriptions/resources/create"),
    ("11.11", "POST", "/subscriptions/network/ip/create"),
    ("11.12", "POST", "/subscriptions/network/ip/calculate"),
    ("11.13", "POST", "/subscriptions/network/vlan/create"),
    ("11.14", "POST", "/subscriptions/network/vlan/calculate"),
    ("11.15", "POST", "/subscriptions/software/create"),
    ("11.16", "POST", "/subscriptions/software/calculate"),
    ("11.17", "POST", "/subscriptions/UUID/set"),
    ("11.18", "POST", "/subscriptions/UUID/set/calculate"),
];

/// Calls that the client has beside the manual's: what public clients send.
const BESIDE: &[(&str, &str)] = &[
    ("POST", "/drives/UUID/set"),
    ("GET", "/drives/standard/info"),
    ("POST", "/servers/UUID/reset"),
    ("GET", "/resources/vlan/info"),
    ("GET", "/resources/vlan/UUID/destroy"),
    ("GET", "/resources/ip/IP/info"),
];

/// The aliases: `/guests` for all of chapter 8; §8.5 has `/guest/destroy`.
fn named(mode: Mode, path: &str) -> String {
    match path.strip_prefix("/servers/") {
        Some(rest) if mode.guests => format!("/guests/{rest}"),
        _ => path.to_owned(),
    }
}

/// Actions go by POST unless told otherwise; three have no other method than GET.
fn sent(mode: Mode, method: &str, path: &str) -> String {
    let action =
        ["destroy", "shutdown", "start", "stop"].iter().any(|verb| path.ends_with(&format!("/{verb}")));
    let only = path == "/resources/ip/IP/destroy" || path.starts_with("/servergroups/");
    let method = if action && !only && !mode.legacy { "POST" } else { method };
    format!("{method} {}", named(mode, path))
}

#[tokio::test]
async fn every_call_of_the_manual_is_made() {
    for mode in MODES {
        let seen = Log::default();
        every_call(&mode.client(Arc::new(seen.clone()))).await;
        let made = seen.0.lock().unwrap().clone();
        let mut wanted = BTreeSet::new();
        for (section, method, path) in MANUAL {
            let call = sent(mode, method, path);
            assert!(made.contains(&call), "§{section} {call} is not made in {mode:?}");
            wanted.insert(call);
        }
        wanted.extend(BESIDE.iter().map(|(method, path)| sent(mode, method, path)));
        let more: Vec<_> = made.difference(&wanted).collect();
        assert!(more.is_empty(), "calls that nothing documents: {more:?}");
    }
}

/// Sixty operations under their own paths, of which thirteen have the alias `/guests`.
#[test]
fn the_list_is_whole() {
    let operations: BTreeSet<_> = MANUAL.iter().map(|(_, method, path)| (method, path)).collect();
    let sections: BTreeSet<_> = MANUAL.iter().map(|(section, ..)| *section).collect();
    let aliased = operations.iter().filter(|(_, path)| path.starts_with("/servers/")).count();
    assert_eq!((operations.len(), aliased), (61, 13), "§7.2 counts twice, with and without an offset");
    for (chapter, last) in [(6, 2), (7, 10), (8, 14), (9, 8), (10, 10), (11, 18)] {
        for section in 1..=last {
            assert!(sections.contains(&*format!("{chapter}.{section}")), "§{chapter}.{section}");
        }
    }
}

/// Every method of the client, whatever the answer.
async fn every_call(client: &Client) {
    const ID: &str = "00000000-0000-4000-8000-000000000001";
    let (drive, server, servers) = (DriveId::new(ID), ServerId::new(ID), [ServerId::new(ID)]);
    let (vlan, ip, subscription) = (NetworkId::new(ID), AddressId::new("192.0.2.1"), SubscriptionId::new(ID));
    let (named, keys) = (DriveConfig::new().name("x"), ServerConfig::new().name("x"));
    let term = Term::new(1);
    let software = Order::new().item(Order::SOFTWARE[0], 1);
    drop(client.profile_info().await);
    drop(client.profile_set(&ProfileConfig::new().set("title", "x").unwrap()).await);
    drop(client.drives_list().await);
    drop(client.drives_info().await);
    drop(client.drive_info(&drive).await);
    drop(client.drive_create(&named).await);
    drop(client.drive_clone(&drive, &named).await);
    drop(client.drive_set(&drive, &named).await);
    drop(client.drive_destroy(&drive).await);
    drop(client.drive_read(&drive, 0, 1).await);
    drop(client.drive_write(&drive, 0, Bytes::from_static(b"x")).await);
    drop(client.drive_write_gzip(&drive, 512, Bytes::from_static(b"x")).await);
    drop(client.standard_cds_list().await);
    drop(client.standard_images_list().await);
    drop(client.standard_drives_list().await);
    drop(client.standard_drives_info().await);
    drop(client.servers_list().await);
    drop(client.servers_info().await);
    drop(client.server_info(&server).await);
    drop(client.server_create(&keys).await);
    drop(client.server_clone(&server, "x").await);
    drop(client.server_set(&server, &keys).await);
    drop(client.server_start(&server).await);
    drop(client.server_stop(&server).await);
    drop(client.server_shutdown(&server).await);
    drop(client.server_reset(&server).await);
    drop(client.server_destroy(&server).await);
    drop(client.servers_destroy(&servers).await);
    drop(client.servers_start(&servers).await);
    drop(client.servers_stop(&servers).await);
    drop(client.vlans_list().await);
    drop(client.vlans_info().await);
    drop(client.vlan_info(&vlan).await);
    drop(client.vlan_create("x").await);
    drop(client.vlan_rename(&vlan, "x").await);
    drop(client.vlan_destroy(&vlan).await);
    drop(client.ips_list().await);
    drop(client.ips_info().await);
    drop(client.ip_info(&ip).await);
    drop(client.ip_create(None).await);
    drop(client.ip_create(Some("x")).await);
    drop(client.ip_destroy(&ip).await);
    drop(client.groups_list().await);
    drop(client.group_info(ID).await);
    drop(client.group_create("x", Some("y")).await);
    drop(client.group_rename(ID, "x").await);
    drop(client.group_set(ID, None, Some("y")).await);
    drop(client.group_destroy(ID).await);
    drop(client.group_add(ID, &servers).await);
    drop(client.group_remove(ID, &servers).await);
    drop(client.group_start(ID).await);
    drop(client.group_stop(ID).await);
    drop(client.currencies_list().await);
    drop(client.usage_info().await);
    drop(client.pricing_info().await);
    drop(client.transactions_list().await);
    drop(client.balance_info().await);
    drop(client.subscribed_resources_info().await);
    drop(client.subscribed_net_info().await);
    drop(client.subscriptions_list().await);
    drop(client.resources_subscribe(&Order::new().cpu(2000), &term).await);
    drop(client.ips_subscribe(1, &term).await);
    drop(client.ips_quote(1, &term).await);
    drop(client.vlans_subscribe(1, &term).await);
    drop(client.vlans_quote(1, &term).await);
    drop(client.software_subscribe(&software, &term).await);
    drop(client.software_quote(&software, &term).await);
    drop(client.subscription_extend(&subscription, 1).await);
    drop(client.extension_quote(&subscription, 1).await);
}

/// Answers everything with 204 and notes what was asked, with words for what differs.
#[derive(Clone, Debug, Default)]
struct Log(Arc<Mutex<BTreeSet<String>>>);

#[anycloud_core::async_trait]
impl Transport for Log {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let mut words: Vec<&str> = request.uri().path().split('/').collect();
        for at in 0..words.len() {
            words[at] = match (words[at], at.checked_sub(1).map(|before| words[before])) {
                (word, _) if word.len() == 36 => "UUID",
                (_, Some("ip")) if words[at].contains('.') => "IP",
                (_, Some("write" | "read")) => "OFFSET",
                (_, Some("OFFSET")) => "SIZE",
                (word, _) => word,
            };
        }
        self.0.lock().unwrap().insert(format!("{} {}", request.method(), words.join("/")));
        Ok(http::Response::builder().status(204).body(Body::empty()).unwrap())
    }
}
