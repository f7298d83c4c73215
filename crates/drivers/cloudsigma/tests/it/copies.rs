//! Copies of servers that are undone: the copies of their drives go too, and nobody else's.
use crate::common::{World, on, plain};
use anycloud_cloudsigma::{Device, ServerConfig};
use anycloud_core::{CloneServer, Delivery, DriveId, ErrorKind, PowerAction, ResourceKind, ServerId};
use anycloud_simulators::faults::Fault;
use tempfile::TempDir;

fn counts(world: &World) -> (usize, usize) {
    (world.sim.inner().servers(), world.sim.inner().drives())
}

fn status(code: u16, body: &str) -> Fault {
    Fault::Status { code, body: body.into(), headers: Default::default(), retry_after: None }
}

/// If a copied server cannot be switched off, it goes again, and its copies of drives with it.
#[tokio::test(start_paused = true)]
async fn a_copy_that_is_undone_takes_its_drives_along() {
    let world = plain().await;
    let (cloud, before) = (&world.cloud, counts(&world));
    let source = ServerId::from(world.sim.inner().server_ids().remove(1));
    cloud.set_power(source.clone(), PowerAction::PowerOff).done().await.unwrap();
    world.faults([on("POST /servers/*/stop", status(400, "errors:system no\n"))]);
    let error = cloud.clone_server(&CloneServer::new(source, "copy")).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::Refused));
    assert!(error.leftovers().is_empty(), "{error}");
    assert_eq!((counts(&world), world.sim.inner().succeeded("servers/SERVER/clone")), (before, 1));
}

/// What undoes a copy of a server dies at each of its requests, and another goes on: no copy of a drive is forgotten, and
/// nobody else's is taken. Before that the copy was written down, or its answer was lost.
#[tokio::test(start_paused = true)]
async fn a_crash_while_a_copy_is_undone_leaves_nothing() {
    for (noted, acted) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut at = 0;
        loop {
            let (world, journal) = (plain().await, TempDir::new().unwrap());
            let source = ServerId::from(world.sim.inner().server_ids().remove(1));
            world.cloud.set_power(source.clone(), PowerAction::PowerOff).done().await.unwrap();
            let native = world.driver.client();
            let all = async || {
                let drives = native.drives_info().await.unwrap();
                let servers = native.servers_info().await.unwrap();
                let drives = drives.iter().map(|d| format!("{} {}", d.id(), d.name()));
                drives.chain(servers.iter().map(|s| format!("{} {}", s.id(), s.name()))).collect::<Vec<_>>()
            };
            let before = all().await;
            let cloud = world.reopen(journal.path());
            // One look at the original, the copy, and what follows it.
            world.mount.crash_after(if noted { 2 } else { 1 }, true);
            let clone = CloneServer::new(source, "copy");
            let copied = world.mount.or_crash(cloud.clone_server(&clone).done()).await;
            assert!(copied.is_none(), "it was to die");
            assert_eq!(all().await.len(), before.len() + 2);
            let cloud = world.reopen(journal.path());
            let id = cloud.operations().await.unwrap().remove(0);
            let made: Vec<_> = cloud.operation(id).await.unwrap().made().map(|r| r.kind.clone()).collect();
            let named = [ResourceKind::Server, ResourceKind::Drive];
            assert_eq!(made, if noted { &named[..] } else { &[] }, "the server goes before its drive");
            world.mount.crash_after(at, acted);
            let undone = world.mount.or_crash(cloud.undo(id)).await;
            let finished = undone.is_some();
            match undone {
                Some(undone) => undone.unwrap(),
                None => world.reopen(journal.path()).undo(id).await.unwrap(),
            };
            world.mount.never_crash();
            assert_eq!(all().await, before, "request {at}, acted {acted}, noted {noted}");
            if finished {
                assert!(at > 5, "there were requests to die at");
                break;
            }
            at += 1;
        }
    }
}

/// What an undo could not remove is named: not the server that is gone, but its drive.
#[tokio::test(start_paused = true)]
async fn a_copy_of_a_drive_that_is_left_is_named() {
    let (world, journal) = (plain().await, TempDir::new().unwrap());
    let source = ServerId::from(world.sim.inner().server_ids().remove(1));
    world.cloud.set_power(source.clone(), PowerAction::PowerOff).done().await.unwrap();
    let (cloud, before) = (world.reopen(journal.path()), counts(&world));
    world.mount.crash_after(2, true);
    let clone = CloneServer::new(source, "copy");
    let copied = world.mount.or_crash(cloud.clone_server(&clone).done()).await;
    assert!(copied.is_none(), "it was to die");
    let cloud = world.reopen(journal.path());
    let id = cloud.operations().await.unwrap().remove(0);
    let no = status(400, "errors:system no\n");
    world.faults([on("POST /drives/*/destroy", no)]);
    let error = cloud.undo(id).await.unwrap_err();
    let kinds: Vec<_> = error.leftovers().iter().map(|left| left.kind.clone()).collect();
    assert_eq!((kinds, counts(&world)), (vec![ResourceKind::Drive], (before.0, before.1 + 1)), "{error}");
    cloud.undo(id).await.unwrap();
    assert_eq!(counts(&world), before);
}

/// A drive of the copy that somebody has put into another server meanwhile is theirs.
#[tokio::test(start_paused = true)]
async fn a_copy_of_a_drive_that_another_server_has_is_not_taken() {
    let (world, journal) = (plain().await, TempDir::new().unwrap());
    let source = ServerId::from(world.sim.inner().server_ids().remove(1));
    world.cloud.set_power(source.clone(), PowerAction::PowerOff).done().await.unwrap();
    let (cloud, before) = (world.reopen(journal.path()), counts(&world));
    world.mount.crash_after(2, true);
    let clone = CloneServer::new(source.clone(), "copy");
    let copied = world.mount.or_crash(cloud.clone_server(&clone).done()).await;
    assert!(copied.is_none(), "it was to die");
    let cloud = world.reopen(journal.path());
    let id = cloud.operations().await.unwrap().remove(0);
    let made: Vec<_> = cloud.operation(id).await.unwrap().made().cloned().collect();
    let drive = DriveId::new(made[1].id.clone());
    let config = ServerConfig::new().drive(Device::ide(1, 0).unwrap(), &drive);
    world.driver.client().server_set(&source, &config).await.unwrap();
    let error = cloud.undo(id).await.unwrap_err();
    assert_eq!((error.kind(), error.leftovers()), (ErrorKind::Conflict, &made[1..]), "{error}");
    assert_eq!(counts(&world), (before.0, before.1 + 1));
}
