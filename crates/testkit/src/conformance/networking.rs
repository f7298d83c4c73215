//! Networks and static addresses.

use super::case::{
    ATTACH_ADDRESS, ATTACH_NETWORK, Case, MANAGE_ADDRESSES, MANAGE_NETWORKS, Outcome, RENAME_NETWORKS,
    THREE_ADDRESSES, THREE_NETWORKS, THREE_SERVERS, case,
};
use super::fixture::Lab;
use super::look::{attempt, key};
use anycloud_core::{
    AttachAddress, AttachNetwork, CreateAddress, CreateNetwork, DestroyAddress, DestroyNetwork,
    DetachAddress, DetachNetwork, ErrorKind, Gone, RenameNetwork, ServerId,
};

pub(super) const CASES: &[Case] = &[
    case!(one creates_renames_and_destroys_a_network, MANAGE_NETWORKS, THREE_NETWORKS),
    case!(one renames_only_the_asked_network, RENAME_NETWORKS, THREE_NETWORKS),
    case!(one destroys_only_the_asked_network, MANAGE_NETWORKS, THREE_NETWORKS),
    case!(one a_line_break_in_a_network_name_is_refused_unsent, MANAGE_NETWORKS),
    case!(one attaches_and_detaches_only_the_asked_network, ATTACH_NETWORK, THREE_NETWORKS, THREE_SERVERS),
    case!(one creates_and_destroys_an_address, MANAGE_ADDRESSES, THREE_ADDRESSES),
    case!(one destroys_only_the_asked_address, MANAGE_ADDRESSES, THREE_ADDRESSES),
    case!(one a_line_break_in_an_address_name_is_refused_unsent, MANAGE_ADDRESSES),
    case!(one attaches_and_detaches_only_the_asked_address, ATTACH_ADDRESS, THREE_ADDRESSES, THREE_SERVERS),
];

async fn creates_renames_and_destroys_a_network(lab: Lab) -> Outcome {
    let before = lab.looks().await;
    let id = attempt(&lab.cloud, &CreateNetwork::new("back-end")).await.expect("it is made");
    before.assert_only(&lab.looks().await, &[key(id.resource())]);
    assert_eq!(lab.cloud.find_network("back-end").await.expect("it is listed").id, id);
    if (RENAME_NETWORKS.met)(&lab) {
        attempt(&lab.cloud, &RenameNetwork::new(id.clone(), "front-end")).await.expect("it is renamed");
        assert_eq!(lab.cloud.find_network(id.as_str()).await.expect("it is listed").name, "front-end");
    }
    for gone in [Gone::Destroyed, Gone::Already] {
        let destroy = DestroyNetwork::new(id.clone());
        assert_eq!(attempt(&lab.cloud, &destroy).await.expect("it is destroyed"), gone);
        before.assert_only(&lab.looks().await, &[]);
    }
    Ok(())
}

async fn renames_only_the_asked_network(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.networks[1].clone());
    attempt(&lab.cloud, &RenameNetwork::new(target.clone(), "renamed")).await.expect("it is renamed");
    assert_eq!(lab.cloud.find_network(target.as_str()).await.expect("it is listed").name, "renamed");
    before.assert_only(&lab.looks().await, &[key(target.resource())]);
    Ok(())
}

async fn destroys_only_the_asked_network(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.networks[1].clone());
    let gone = attempt(&lab.cloud, &DestroyNetwork::new(target.clone())).await.expect("it is destroyed");
    assert_eq!(gone, Gone::Destroyed);
    let after = lab.looks().await;
    before.assert_only(&after, &[key(target.resource())]);
    assert!(after.get(&key(target.resource())).is_none(), "{target} is still there");
    Ok(())
}

async fn a_line_break_in_a_network_name_is_refused_unsent(lab: Lab) -> Outcome {
    let create = CreateNetwork::new("net\nuser x");
    lab.unsent("creating it", ErrorKind::InvalidRequest, attempt(&lab.cloud, &create)).await;
    Ok(())
}

async fn attaches_and_detaches_only_the_asked_network(lab: Lab) -> Outcome {
    let (server, network) = (switched_off(&lab).await?, lab.networks[1].clone());
    let (before, meant) = (lab.looks().await, [key(server.resource()), key(network.resource())]);
    let mut networks = lab.server(&server).await.networks;
    let attach = AttachNetwork::new(network.clone(), server.clone());
    attempt(&lab.cloud, &attach).await.expect("it is attached");
    before.assert_only(&lab.looks().await, &meant);
    networks.push(network.clone());
    networks.sort();
    let mut now = lab.server(&server).await.networks;
    now.sort();
    assert_eq!(now, networks);
    attempt(&lab.cloud, &DetachNetwork::new(network, server)).await.expect("it is detached");
    before.assert_only(&lab.looks().await, &[]);
    Ok(())
}

async fn creates_and_destroys_an_address(lab: Lab) -> Outcome {
    let before = lab.looks().await;
    let id = attempt(&lab.cloud, &CreateAddress::new("front")).await.expect("it is taken");
    before.assert_only(&lab.looks().await, &[key(id.resource())]);
    let address = lab.cloud.find_address(id.as_str()).await.expect("it is listed");
    assert!(!address.ip.is_unspecified(), "{address:?}");
    for gone in [Gone::Destroyed, Gone::Already] {
        let destroy = DestroyAddress::new(id.clone());
        assert_eq!(attempt(&lab.cloud, &destroy).await.expect("it is given back"), gone);
        before.assert_only(&lab.looks().await, &[]);
    }
    Ok(())
}

async fn destroys_only_the_asked_address(lab: Lab) -> Outcome {
    let (before, target) = (lab.looks().await, lab.addresses[1].clone());
    let gone = attempt(&lab.cloud, &DestroyAddress::new(target.clone())).await.expect("it is given back");
    assert_eq!(gone, Gone::Destroyed);
    let after = lab.looks().await;
    before.assert_only(&after, &[key(target.resource())]);
    assert!(after.get(&key(target.resource())).is_none(), "{target} is still there");
    Ok(())
}

async fn a_line_break_in_an_address_name_is_refused_unsent(lab: Lab) -> Outcome {
    let create = CreateAddress::new("ip\nuser x");
    lab.unsent("taking it", ErrorKind::InvalidRequest, attempt(&lab.cloud, &create)).await;
    Ok(())
}

async fn attaches_and_detaches_only_the_asked_address(lab: Lab) -> Outcome {
    let (server, address) = (switched_off(&lab).await?, lab.addresses[1].clone());
    let ip = lab.cloud.find_address(address.as_str()).await.expect("it is listed").ip;
    let (before, meant) = (lab.looks().await, [key(server.resource()), key(address.resource())]);
    let attach = AttachAddress::new(address.clone(), server.clone());
    attempt(&lab.cloud, &attach).await.expect("it is attached");
    before.assert_only(&lab.looks().await, &meant);
    let shown = lab.server(&server).await;
    assert!(shown.addresses.iter().any(|a| a.ip == ip), "{ip} is not among {:?}", shown.addresses);
    attempt(&lab.cloud, &DetachAddress::new(address, server.clone())).await.expect("it is detached");
    let shown = lab.server(&server).await;
    assert!(shown.addresses.iter().all(|a| a.ip != ip), "{ip} is still among {:?}", shown.addresses);
    before.assert_only(&lab.looks().await, &meant);
    Ok(())
}

/// Networking has no flag that says whether a running server may be changed, so the server is switched off.
async fn switched_off(lab: &Lab) -> Result<ServerId, super::case::Skip> {
    lab.switch_off(&lab.servers[1]).await?;
    Ok(lab.servers[1].clone())
}
