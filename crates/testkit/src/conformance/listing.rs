//! Lists are complete and cheap, and one thing by its id is what the list said.

use super::case::{
    ADDRESSES, COMPUTE, CONSOLE, Case, DRIVES, IMAGES, LOCATIONS, MALFORMED, NETWORKS, Outcome, SECRETS,
    SIZES, THREE_ADDRESSES, THREE_DRIVES, THREE_NETWORKS, THREE_SERVERS, case, offered, skip,
};
use super::fixture::{At, Fault, Lab};
use super::look::{refused, to_json, without_native};
use anycloud_core::{DriveId, ErrorKind, Image, ImageId, ResourceKind, ServerId, ServerQuery, Support};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::task::JoinSet;

pub(super) const CASES: &[Case] = &[
    case!(one verifies_and_discovers),
    case!(one lists_every_server, COMPUTE, THREE_SERVERS),
    case!(one lists_every_drive, DRIVES, THREE_DRIVES),
    case!(one lists_every_network, NETWORKS, THREE_NETWORKS),
    case!(one lists_every_address, ADDRESSES, THREE_ADDRESSES),
    case!(one a_server_by_id_is_its_listed_self, COMPUTE, THREE_SERVERS),
    case!(one a_drive_by_id_is_its_listed_self, DRIVES, THREE_DRIVES),
    case!(one servers_are_found_by_name_and_by_id, COMPUTE, THREE_SERVERS),
    case!(one a_missing_server_is_not_found, COMPUTE),
    case!(one a_missing_drive_is_not_found, DRIVES),
    case!(one a_malformed_server_id_is_refused_unsent, COMPUTE, MALFORMED),
    case!(one a_malformed_drive_id_is_refused_unsent, DRIVES, MALFORMED),
    case!(one a_list_of_servers_costs_few_requests, COMPUTE, THREE_SERVERS),
    case!(one a_list_of_drives_costs_few_requests, DRIVES, THREE_DRIVES),
    case!(one a_cut_off_list_is_never_a_short_list, COMPUTE, THREE_SERVERS),
    case!(one a_list_that_stalls_ends, COMPUTE),
    case!(one eight_clones_list_at_once, COMPUTE, THREE_SERVERS),
    case!(one lists_images, IMAGES),
    case!(one lists_sizes, SIZES),
    case!(one lists_locations, LOCATIONS),
    case!(one server_json_has_its_keys, COMPUTE, THREE_SERVERS),
    case!(one no_secret_shows, SECRETS),
    case!(one a_console_hides_its_password, CONSOLE, THREE_SERVERS),
];

async fn verifies_and_discovers(lab: Lab) -> Outcome {
    lab.cloud.verify().await.expect("the credentials are good");
    lab.cloud.discover().await.expect("the cloud says what it can do");
    Ok(())
}

async fn lists_every_server(lab: Lab) -> Outcome {
    let all = lab.cloud.servers(&ServerQuery::new()).all().await.expect("servers are listed");
    complete("servers", all.into_iter().map(|s| s.id).collect(), &lab.servers);
    let truly = lab.service.count(&ResourceKind::Server);
    assert!(truly.is_none_or(|n| n == lab.servers.len()), "the fixture names {:?} of {truly:?}", lab.servers);
    let can = lab.cloud.capabilities().compute.as_ref().map_or(Support::No, |can| can.pages);
    if offered(can) { goes_on_from_a_page(&lab).await } else { Ok(()) }
}

/// Another process goes on where a page ends, and what it lists is the rest.
async fn goes_on_from_a_page(lab: &Lab) -> Outcome {
    let (mut first, mut ids) = (lab.cloud.servers(&ServerQuery::new().page_size(1)), Vec::new());
    while let Some(server) = first.next().await.expect("servers are listed") {
        ids.push(server.id);
        if let Some(page) = first.token() {
            let rest = lab.cloud.servers(&ServerQuery::new().page_size(1).from(page.clone())).all().await;
            ids.extend(rest.expect("servers are listed").into_iter().map(|server| server.id));
            break;
        }
    }
    complete("servers", ids, &lab.servers);
    Ok(())
}

async fn lists_every_drive(lab: Lab) -> Outcome {
    let all: Vec<DriveId> =
        lab.cloud.drives().all().await.expect("drives are listed").into_iter().map(|d| d.id).collect();
    if let Some(truly) = lab.service.count(&ResourceKind::Drive) {
        assert_eq!(all.len(), truly, "the service has {truly} drives");
    }
    let named = |id: &DriveId| lab.drives.contains(id);
    complete("drives", all.into_iter().filter(named).collect(), &lab.drives);
    Ok(())
}

async fn lists_every_network(lab: Lab) -> Outcome {
    let all = lab.cloud.networks().all().await.expect("networks are listed");
    complete("networks", all.into_iter().map(|n| n.id).collect(), &lab.networks);
    Ok(())
}

async fn lists_every_address(lab: Lab) -> Outcome {
    let all = lab.cloud.addresses().all().await.expect("addresses are listed");
    complete("addresses", all.into_iter().map(|a| a.id).collect(), &lab.addresses);
    Ok(())
}

async fn a_server_by_id_is_its_listed_self(lab: Lab) -> Outcome {
    let all = lab.cloud.servers(&ServerQuery::new()).all().await.expect("servers are listed");
    for listed in all {
        let single = lab.server(&listed.id).await;
        let (mut list, mut one) = (without_native(to_json(&listed)), without_native(to_json(&single)));
        if lab.unlisted.is_empty() {
            assert_eq!(listed.boot, single.boot, "both show the same evidence of the last boot");
        }
        for key in &lab.unlisted {
            assert_eq!(list[key].take(), Value::Null, "the list says {key} after all");
            assert_ne!(one[key].take(), Value::Null, "nothing says {key}");
        }
        assert_eq!(list, one);
    }
    Ok(())
}

async fn a_drive_by_id_is_its_listed_self(lab: Lab) -> Outcome {
    for listed in lab.cloud.drives().all().await.expect("drives are listed") {
        let single = lab.cloud.drive(&listed.id).await.expect("the drive is there");
        assert_eq!(without_native(to_json(&listed)), without_native(to_json(&single)));
    }
    Ok(())
}

async fn servers_are_found_by_name_and_by_id(lab: Lab) -> Outcome {
    let wanted = lab.server(&lab.servers[1]).await;
    for text in [wanted.id.as_str(), &wanted.name] {
        assert_eq!(lab.cloud.find_server(text).await.expect("one matches").id, wanted.id, "{text}");
    }
    let query = ServerQuery::new().name(wanted.name.clone());
    let found = lab.cloud.servers(&query).all().await.expect("servers are listed");
    assert_eq!(found.iter().map(|s| &s.id).collect::<Vec<_>>(), [&wanted.id]);
    let nobody = lab.cloud.servers(&ServerQuery::new().name("nobody has this name")).all().await;
    assert!(nobody.expect("an empty list is a good list").is_empty());
    Ok(())
}

async fn a_missing_server_is_not_found(lab: Lab) -> Outcome {
    let id: ServerId = lab.absent(&ResourceKind::Server)?;
    let error = refused("reading it", lab.cloud.server(&id)).await;
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    Ok(())
}

async fn a_missing_drive_is_not_found(lab: Lab) -> Outcome {
    let id: DriveId = lab.absent(&ResourceKind::Drive)?;
    let error = refused("reading it", lab.cloud.drive(&id)).await;
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    Ok(())
}

async fn a_malformed_server_id_is_refused_unsent(lab: Lab) -> Outcome {
    use anycloud_core::{DestroyServer, DrivesFate, PowerAction, UpdateServer};
    for bad in &lab.malformed {
        let id = ServerId::new(bad.clone());
        lab.unsent("reading", ErrorKind::InvalidRequest, lab.cloud.server(&id)).await;
        let can = lab.cloud.capabilities().into_owned().compute.unwrap_or_default();
        for action in [PowerAction::Start, PowerAction::PowerOff, PowerAction::Shutdown, PowerAction::Reboot]
        {
            if can.power.contains(action.action()) {
                let change = lab.cloud.set_power(id.clone(), action);
                lab.unsent("a power action", ErrorKind::InvalidRequest, change.done()).await;
            }
        }
        if super::case::offered(can.update.name) {
            let update = UpdateServer::new(id.clone()).name("new");
            lab.unsent("renaming", ErrorKind::InvalidRequest, lab.cloud.update_server(&update).done()).await;
        }
        if super::case::offered(can.destroy) {
            let destroy = DestroyServer::new(id, DrivesFate::Keep);
            lab.unsent("destroying", ErrorKind::InvalidRequest, lab.cloud.destroy_server(&destroy).done())
                .await;
        }
    }
    Ok(())
}

async fn a_malformed_drive_id_is_refused_unsent(lab: Lab) -> Outcome {
    use anycloud_core::{DestroyDrive, UpdateDrive};
    for bad in &lab.malformed {
        let id = DriveId::new(bad.clone());
        lab.unsent("reading", ErrorKind::InvalidRequest, lab.cloud.drive(&id)).await;
        let can = lab.cloud.capabilities().into_owned().drives.unwrap_or_default();
        if super::case::offered(can.rename) {
            let update = UpdateDrive::new(id.clone()).name("new");
            lab.unsent("renaming", ErrorKind::InvalidRequest, lab.cloud.update_drive(&update).done()).await;
        }
        if super::case::offered(can.destroy) {
            let destroy = DestroyDrive::new(id);
            lab.unsent("destroying", ErrorKind::InvalidRequest, lab.cloud.destroy_drive(&destroy).done())
                .await;
        }
    }
    Ok(())
}

async fn a_list_of_servers_costs_few_requests(lab: Lab) -> Outcome {
    let before = lab.requests();
    let n = lab.cloud.servers(&ServerQuery::new()).all().await.expect("servers are listed").len();
    cheap(&lab, n, lab.requests() - before);
    Ok(())
}

async fn a_list_of_drives_costs_few_requests(lab: Lab) -> Outcome {
    let before = lab.requests();
    let n = lab.cloud.drives().all().await.expect("drives are listed").len();
    cheap(&lab, n, lab.requests() - before);
    Ok(())
}

async fn a_cut_off_list_is_never_a_short_list(lab: Lab) -> Outcome {
    lab.inject(At::ListServers, Fault::Truncate)?;
    if let Ok(all) = lab.cloud.servers(&ServerQuery::new()).all().await {
        complete("servers", all.into_iter().map(|s| s.id).collect(), &lab.servers);
    }
    Ok(())
}

async fn a_list_that_stalls_ends(lab: Lab) -> Outcome {
    lab.inject(At::ListServers, Fault::Stall)?;
    let list = lab.cloud.servers(&ServerQuery::new()).all();
    let ended = tokio::time::timeout(Duration::from_secs(3600), list).await;
    match ended.expect("a service that says nothing is not waited for forever") {
        Ok(all) => complete("servers", all.into_iter().map(|s| s.id).collect(), &lab.servers),
        Err(error) => assert_eq!(error.kind(), ErrorKind::Transport, "{error}"),
    }
    Ok(())
}

async fn eight_clones_list_at_once(lab: Lab) -> Outcome {
    let mut all = JoinSet::new();
    for _ in 0..8 {
        let cloud = lab.cloud.clone();
        all.spawn(async move { cloud.servers(&ServerQuery::new()).all().await });
    }
    for list in all.join_all().await {
        let list = list.expect("servers are listed");
        complete("servers", list.into_iter().map(|s| s.id).collect(), &lab.servers);
    }
    Ok(())
}

async fn lists_images(lab: Lab) -> Outcome {
    let all = lab.cloud.images().all().await.expect("images are listed");
    let Some(image) = &lab.image else { return skip("no image in the fixture") };
    let listed = all.iter().find(|i| i.id == *image);
    assert!(listed.is_some(), "{image} is not listed");
    // Where the cloud can be asked for one, that is what it says.
    let single = lab.cloud.image(image).await.expect("the image is there");
    let shown = |image: Option<&Image>| image.map(|image| without_native(to_json(image)));
    assert_eq!(shown(single.as_ref()), shown(listed));
    let nobody = lab.cloud.image(&ImageId::new("no image has this id")).await.expect("it is not there");
    assert!(nobody.is_none(), "{nobody:?}");
    Ok(())
}

async fn lists_sizes(lab: Lab) -> Outcome {
    assert!(!lab.cloud.sizes().all().await.expect("sizes are listed").is_empty());
    Ok(())
}

async fn lists_locations(lab: Lab) -> Outcome {
    assert!(!lab.cloud.locations().all().await.expect("locations are listed").is_empty());
    Ok(())
}

async fn server_json_has_its_keys(lab: Lab) -> Outcome {
    for server in lab.cloud.servers(&ServerQuery::new()).all().await.expect("servers are listed") {
        let json = to_json(&server);
        for key in ["id", "name", "state", "public_addresses", "private_addresses", "drives", "tags"] {
            assert!(json.get(key).is_some_and(|v| !v.is_null()), "{key} is missing: {json}");
        }
        assert!(server.address().is_some(), "a running server has an address: {json}");
    }
    Ok(())
}

async fn no_secret_shows(lab: Lab) -> Outcome {
    let mut shown = format!("{:?} {:?}\n", lab.cloud, lab);
    if lab.cloud.capabilities().compute.is_some() {
        for server in lab.cloud.servers(&ServerQuery::new()).all().await.expect("servers are listed") {
            shown += &format!("{server:?} {}\n", to_json(&server));
        }
    }
    if lab.cloud.capabilities().drives.is_some() {
        for drive in lab.cloud.drives().all().await.expect("drives are listed") {
            shown += &format!("{drive:?} {}\n", to_json(&drive));
        }
    }
    for secret in &lab.secrets {
        assert!(!shown.contains(secret.expose()), "a secret of the fixture shows:\n{shown}");
    }
    Ok(())
}

async fn a_console_hides_its_password(lab: Lab) -> Outcome {
    let console = match lab.cloud.console(&lab.servers[0]).await {
        Ok(console) => console,
        Err(e) if e.kind() == ErrorKind::Conflict => return skip("the server has no console now"),
        Err(e) => panic!("{e}"),
    };
    let Some(password) = &console.password else { return skip("this console needs no password") };
    let shown = format!("{console:?} {}", to_json(&console));
    assert!(!shown.contains(password.expose()), "the password shows: {shown}");
    Ok(())
}

fn complete<T: Clone + Ord + std::fmt::Debug>(what: &str, listed: Vec<T>, expected: &[T]) {
    let (n, listed): (usize, BTreeSet<T>) = (listed.len(), listed.into_iter().collect());
    assert_eq!(n, listed.len(), "the list of {what} repeats itself");
    assert_eq!(listed, expected.iter().cloned().collect(), "the list of {what} is not all that there is");
}

fn cheap(lab: &Lab, items: usize, requests: u64) {
    let pages = lab.page_size.map_or(1, |size| items.div_ceil(size));
    assert!(requests <= pages as u64 + 1, "{items} items in {pages} pages cost {requests} requests");
}
