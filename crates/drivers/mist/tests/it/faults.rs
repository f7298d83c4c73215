//! Answers that are lost: what acts once is sent once.
use crate::common::{DIALECTS, World, answer, servers, wanted};
use anycloud_core::run::{OperationState, Stamp};
use anycloud_core::{
    Cloud, Delivery, DestroyServer, DrivesFate, ErrorKind, Gone, PowerAction, Provider, Remaining,
    ServerState, Tags, UpdateServer,
};
use anycloud_mist::Dialect;
use anycloud_simulators::faults::{Fault, FaultRule, FaultScript};
use tempfile::TempDir;

const EC2: &str = "ec2_ap_northeast";
const CREATE: &str = "POST /backends/*/machines";
const ACTION: &str = "POST /backends/*/machines/*";

/// Nothing can carry a stamp: whatever is lost, the create ends unknown, is kept for a person, and is never sent again.
#[tokio::test(start_paused = true)]
async fn a_create_whose_answer_is_lost_is_never_sent_again() {
    for (dialect, _) in DIALECTS {
        for (fault, acted) in [
            (Fault::DropAfter, true),
            (Fault::DropBefore, false),
            (Fault::Truncate { bytes: 10 }, true),
            (Fault::Html, false),
            (answer(500, "Machine creation failed: EC2, got exception timeout"), false),
            (answer(502, ""), false),
            (answer(503, "Backend unavailable"), false),
            (answer(200, "OK"), false),
            (answer(200, "null"), false),
        ] {
            let (world, journal) = (World::new(dialect), TempDir::new().unwrap());
            let cloud = world.reopen(EC2, journal.path());
            let request = wanted(&cloud, "web").await;
            let place = format!("{dialect:?} {fault:?}");
            world.fault(CREATE, fault);
            let error = cloud.create_server(&request).done().await.unwrap_err();
            assert_eq!(error.delivery(), Delivery::Unknown, "{place}: {error}");
            assert_eq!(world.machines(EC2).len(), 3 + usize::from(acted), "{place}");
            let operation = error.operation().unwrap();
            let again = world.reopen(EC2, journal.path());
            assert_eq!(again.operation(operation).await.unwrap().state(), OperationState::Open, "{place}");
            let error = again.resume(operation).done().await.unwrap_err();
            assert_eq!(
                (error.kind(), error.delivery()),
                (ErrorKind::Conflict, Delivery::Unknown),
                "{place}: {error}"
            );
            assert_eq!(sent(&world), 1, "{place}");
        }
    }
}

/// Creates that left the driver, whether or not they arrived.
fn sent(world: &World) -> usize {
    let log = world.mount.log();
    log.iter()
        .filter(|(method, uri)| *method == http::Method::POST && uri.path().ends_with("/machines"))
        .count()
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_to_a_stop_or_start_is_looked_up() {
    for (dialect, _) in DIALECTS {
        let world = World::new(dialect);
        let (cloud, id) = (world.backend(EC2), world.machines(EC2)[1].clone());
        world.fault(ACTION, Fault::DropAfter);
        cloud.set_power(id.clone(), PowerAction::PowerOff).done().await.unwrap();
        assert_eq!(cloud.server(&id).await.unwrap().state, ServerState::Stopped);
        world.fault(ACTION, Fault::DropBefore);
        let error = cloud.set_power(id.clone(), PowerAction::Start).done().await.unwrap_err();
        assert_eq!(error.delivery(), Delivery::Unknown, "it is still off: {error}");
        cloud.resume(error.operation().unwrap()).done().await.unwrap();
        assert_eq!(cloud.server(&id).await.unwrap().state, ServerState::Running);
        assert_eq!(world.calls("POST backends/*/machines/*"), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_reboot_is_sent_once_over_all_processes() {
    let world = World::new(Dialect::May2014);
    let (cloud, id) = (world.backend(EC2), world.machines(EC2)[1].clone());
    world.fault(ACTION, Fault::DropAfter);
    let error = cloud.set_power(id.clone(), PowerAction::Reboot).await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::Unknown);
    let error = cloud.resume(error.operation().unwrap()).done().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::Unknown), "{error}");
    assert_eq!(world.calls("POST backends/*/machines/*"), 1);
    let other = cloud.set_power(world.machines(EC2)[0].clone(), PowerAction::Reboot).await.unwrap();
    assert_eq!(other.remaining, Remaining::Unobservable);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_to_a_destroy_is_looked_up() {
    for (dialect, _) in DIALECTS {
        for fault in [Fault::DropAfter, Fault::DropBefore, answer(503, "Machine currently unavailable: x")] {
            let world = World::new(dialect);
            let (cloud, all) = (world.backend(EC2), world.machines(EC2));
            world.fault(ACTION, fault.clone());
            let destroy = DestroyServer::new(all[1].clone(), DrivesFate::Keep);
            let gone = cloud.destroy_server(&destroy).done().await.unwrap();
            assert_eq!(gone, Gone::Destroyed, "{dialect:?} {fault:?}");
            assert_eq!(alive(&cloud).await, [all[0].clone(), all[2].clone()], "{dialect:?} {fault:?}");
        }
    }
}

/// A machine that the list does not show yet is none that is gone.
#[tokio::test(start_paused = true)]
async fn a_machine_that_is_not_listed_yet_is_destroyed() {
    for (dialect, _) in DIALECTS {
        let world = World::new(dialect);
        let (cloud, all) = (world.backend(EC2), world.machines(EC2));
        let destroy = DestroyServer::new(all[1].clone(), DrivesFate::Keep);
        hide(&world, 2);
        assert_eq!(cloud.destroy_server(&destroy).done().await.unwrap(), Gone::Destroyed, "{dialect:?}");
        assert_eq!(alive(&cloud).await, [all[0].clone(), all[2].clone()], "{dialect:?}");
        // What never was is gone if the service knows of none, either.
        let never = DestroyServer::new("i-0000dead", DrivesFate::Keep);
        let sent = world.calls("POST backends/*/machines/*");
        assert_eq!(cloud.destroy_server(&never).done().await.unwrap(), Gone::Already, "{dialect:?}");
        assert_eq!(world.calls("POST backends/*/machines/*"), sent + 1);
        // A refusal for another reason says nothing of it.
        hide(&world, 2);
        world.fault(ACTION, answer(403, "Forbidden"));
        let other = DestroyServer::new(all[0].clone(), DrivesFate::Keep);
        let error = cloud.destroy_server(&other).done().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Forbidden, "{dialect:?}");
        // Nor does an answer that is lost; the next attempt tells.
        let journal = TempDir::new().unwrap();
        let cloud = world.reopen(EC2, journal.path());
        hide(&world, 2);
        world.sim.arm(FaultScript::new((0..9).map(|_| FaultRule::new(ACTION, Fault::DropBefore).unwrap())));
        let error = cloud.destroy_server(&other).done().await.unwrap_err();
        assert_eq!(error.delivery(), Delivery::Unknown, "{dialect:?}");
        world.sim.disarm();
        let resumed = world.reopen(EC2, journal.path()).resume(error.operation().unwrap());
        resumed.done().await.unwrap();
        assert_eq!(alive(&cloud).await, [all[2].clone()], "{dialect:?}");
    }
}

/// Undo reaches it, too.
#[tokio::test(start_paused = true)]
async fn a_new_machine_that_is_not_listed_yet_is_undone() {
    let world = World::new(Dialect::May2014);
    let journal = TempDir::new().unwrap();
    let cloud = world.reopen(EC2, journal.path());
    let request = wanted(&cloud, "web").await;
    let made = cloud.create_server(&request).await.unwrap().value.resource();
    assert_eq!(world.machines(EC2).len(), 4);
    hide(&world, 1);
    let stamp = Stamp::new(cloud.operations().await.unwrap()[0], "server");
    assert_eq!(world.driver(EC2).discard(&made, &stamp).await.unwrap(), Gone::Destroyed);
    assert_eq!(alive(&cloud).await.len(), 3);
}

/// The next lists show nothing.
fn hide(world: &World, lists: usize) {
    let empty = || FaultRule::new("GET /backends/*/machines", answer(200, "[]")).unwrap();
    world.sim.arm(FaultScript::new((0..lists).map(|_| empty())));
}

async fn alive(cloud: &Cloud) -> Vec<anycloud_core::ServerId> {
    let all = servers(cloud).await;
    all.into_iter().filter(|server| server.state != ServerState::Deleted).map(|server| server.id).collect()
}

#[tokio::test(start_paused = true)]
async fn a_label_whose_answer_is_lost_is_there_once() {
    for fault in [Fault::DropAfter, Fault::DropBefore] {
        let world = World::new(Dialect::May2014);
        let (cloud, id) = (world.backend(EC2), world.machines(EC2)[1].clone());
        let update = UpdateServer::new(id.clone()).tags(Tags::from([("night".into(), "".into())]));
        world.fault("POST /backends/*/machines/*/metadata", fault.clone());
        if let Err(error) = cloud.update_server(&update).done().await {
            assert_eq!((error.delivery(), &fault), (Delivery::Unknown, &Fault::DropBefore));
            cloud.resume(error.operation().unwrap()).done().await.unwrap();
        }
        let machines = world.client().machines(&world.backend_id(EC2)).await.unwrap();
        let tags = machines.iter().find(|machine| machine.id() == id).unwrap().tags();
        assert_eq!(tags.iter().filter(|tag| **tag == "night").count(), 1, "{fault:?} {tags:?}");
    }
}
