//! Answers that are lost, services that are busy, processes that die.
use crate::common::{DEBIAN, Over, World, on, plain, world};
use anycloud_core::run::Stamp;
use anycloud_core::{
    Boot, ByteSize, Cloud, Cpu, CreateAddress, CreateDrive, CreateNetwork, CreateServer, Delivery,
    DestroyServer, Drive, DrivesFate, Error, ErrorKind, Gone, OnFailure, PowerAction, Provider, ServerId,
    ServerQuery, ServerState,
};
use anycloud_elastichosts::{Dialect, DriveConfig, Format, ServerConfig};
use anycloud_simulators::faults::Fault;
use std::time::Duration;
use tempfile::TempDir;

fn web() -> CreateServer {
    CreateServer::new("web", Boot::image(DEBIAN)).needs(Cpu::Mhz(1000), ByteSize::mib(256))
}

async fn named(cloud: &Cloud, name: &str) -> usize {
    let servers = cloud.servers(&ServerQuery::new().name(name)).all().await.unwrap().len();
    let drives = cloud.drives().all().await.unwrap();
    assert_eq!(
        drives.iter().filter(|drive: &&Drive| drive.name == *name).count(),
        servers,
        "each has its drive"
    );
    servers
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_makes_one_of_each() {
    for fault in [Fault::DropAfter, Fault::Truncate { bytes: 10 }] {
        for path in ["POST /drives/create", "POST /servers/create", "POST /drives/*/image/*/gunzip"] {
            let world = plain().await;
            world.faults([on(path, fault.clone())]);
            world.cloud.create_server(&web()).done().await.unwrap();
            assert_eq!(world.sim.fired(), [1], "{path}");
            assert_eq!(named(&world.cloud, "web").await, 1, "{path} {fault:?}");
            assert_eq!(world.sim.inner().calls("servers/create"), 1);
            assert_eq!(world.sim.inner().calls("drives/create"), 1);
        }
    }
    let world = plain().await;
    let before = world.sim.inner().resources();
    world.faults([on("POST /resources/*/create", Fault::DropAfter).times(2)]);
    let network = world.cloud.create_network(&CreateNetwork::new("back")).done().await.unwrap();
    let address = world.cloud.create_address(&CreateAddress::new("front")).done().await.unwrap();
    assert_eq!(world.sim.inner().resources(), before + 2);
    assert_eq!(world.cloud.find_network("back").await.unwrap().id, network);
    assert!(world.cloud.addresses().all().await.unwrap().iter().any(|a| a.id == address));
}

#[tokio::test]
async fn a_lost_answer_over_tcp_makes_one_server() {
    let world = world(Over::Tcp, Dialect::Two, Format::Text).await;
    world.faults([on("POST /servers/create", Fault::DropAfter)]);
    world.cloud.create_server(&web()).done().await.unwrap();
    assert_eq!((named(&world.cloud, "web").await, world.sim.inner().calls("servers/create")), (1, 1));
}

/// A request that never arrived looks like an answer that was lost: nobody may send it again blindly.
#[tokio::test(start_paused = true)]
async fn a_lost_request_is_unknown_and_can_be_resumed_or_undone() {
    for (resume, path) in
        [(true, "POST /servers/create"), (false, "POST /servers/create"), (true, "POST /drives/create")]
    {
        let (world, journal) = (plain().await, TempDir::new().unwrap());
        let drives = world.sim.inner().drives();
        let cloud = world.reopen(journal.path());
        world.faults([on(path, Fault::DropBefore)]);
        let error = cloud.create_server(&web()).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Transport, Delivery::Unknown));
        assert_eq!(named(&cloud, "other").await, 0);
        let operation = error.operation().unwrap();
        let later = world.reopen(journal.path());
        if resume {
            later.resume(operation).done().await.unwrap();
            assert_eq!(named(&later, "web").await, 1);
            assert_eq!(world.sim.inner().drives(), drives + 1);
        } else {
            later.undo(operation).await.unwrap();
            assert_eq!(named(&later, "web").await, 0);
            assert_eq!(world.sim.inner().drives(), drives, "undo leaves nothing");
        }
    }
}

/// The process dies at each of its requests, before and after the service acts on it; another goes on.
#[tokio::test(start_paused = true)]
async fn a_crash_at_any_request_is_resumed_or_undone() {
    for resume in [true, false] {
        for acted in [true, false] {
            let mut at = 0;
            loop {
                let (world, journal) = (plain().await, TempDir::new().unwrap());
                let (servers, drives) = (world.sim.inner().servers(), world.sim.inner().drives());
                let cloud = world.reopen(journal.path());
                world.mount.crash_after(at, acted);
                if let Some(done) = world.mount.or_crash(cloud.create_server(&web()).done()).await {
                    done.unwrap();
                    assert!(at > 5, "there were requests to die at");
                    break;
                }
                let later = world.reopen(journal.path());
                let mut wanted = 0;
                for id in later.operations().await.unwrap() {
                    let over = later.operation(id).await.unwrap().is_over();
                    wanted += usize::from(over || resume);
                    if over {
                        // It died while it only watched.
                    } else if resume {
                        later.resume(id).done().await.unwrap();
                    } else {
                        later.undo(id).await.unwrap();
                    }
                }
                let made = named(&later, "web").await;
                assert_eq!(made, wanted, "request {at}, acted {acted}, resume {resume}");
                assert_eq!(world.sim.inner().servers(), servers + made);
                assert_eq!(world.sim.inner().drives(), drives + made, "request {at}, acted {acted}");
                at += 1;
            }
        }
    }
}

/// The same for a destroy: nothing is forgotten, nobody else is hit.
#[tokio::test(start_paused = true)]
async fn a_crash_while_destroying_is_resumed() {
    for acted in [true, false] {
        let mut at = 0;
        loop {
            let (world, journal) = (plain().await, TempDir::new().unwrap());
            let (servers, drives) = (world.sim.inner().servers(), world.sim.inner().drives());
            let cloud = world.reopen(journal.path());
            let id = cloud.create_server(&web()).done().await.unwrap();
            world.mount.crash_after(at, acted);
            let destroy = DestroyServer::new(id, DrivesFate::DestroyAll).expect_name("web");
            let done = world.mount.or_crash(cloud.destroy_server(&destroy).done()).await;
            let finished = done.is_some();
            if let Some(done) = done {
                assert_eq!(done.unwrap(), Gone::Destroyed);
            }
            if !finished && world.resume_open(journal.path()).await == 0 {
                world.reopen(journal.path()).destroy_server(&destroy).done().await.unwrap();
            }
            assert_eq!(
                (world.sim.inner().servers(), world.sim.inner().drives()),
                (servers, drives),
                "request {at}"
            );
            if finished {
                break;
            }
            at += 1;
        }
    }
}

/// A reset is the one thing that must not happen twice and leaves no trace but `started`.
#[tokio::test(start_paused = true)]
async fn a_crash_at_a_reset_resets_once() {
    for acted in [true, false] {
        for at in 0..6 {
            let (world, journal) = (plain().await, TempDir::new().unwrap());
            let cloud = world.reopen(journal.path());
            let id = ServerId::from(world.sim.inner().server_ids().remove(1));
            let before = cloud.server(&id).await.unwrap().boot;
            world.mount.crash_after(at, acted);
            let reset = cloud.set_power(id.clone(), PowerAction::Reset).done();
            if let Some(done) = world.mount.or_crash(reset).await {
                done.unwrap();
            }
            world.resume_open(journal.path()).await;
            let resets = world.sim.inner().succeeded("servers/SERVER/reset");
            assert!(resets <= 1, "request {at}: {resets} resets");
            assert_eq!(cloud.server(&id).await.unwrap().boot == before, resets == 0);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn lost_answers_of_power_actions_are_looked_up() {
    for fault in [Fault::DropAfter, Fault::DropBefore] {
        let world = plain().await;
        let (cloud, sim) = (&world.cloud, world.sim.inner());
        let id = cloud.create_server(&web()).done().await.unwrap();
        for (action, path, state) in [
            (PowerAction::PowerOff, "POST /servers/*/stop", ServerState::Stopped),
            (PowerAction::Start, "POST /servers/*/start", ServerState::Running),
            (PowerAction::Reset, "POST /servers/*/reset", ServerState::Running),
        ] {
            // The reset shows in whole seconds.
            tokio::time::sleep(Duration::from_secs(2)).await;
            world.faults([on(path, fault.clone())]);
            let done = cloud.set_power(id.clone(), action).done().await;
            if fault == Fault::DropAfter {
                done.unwrap();
            } else {
                let error = done.unwrap_err();
                assert_eq!(error.delivery(), Delivery::Unknown, "{action:?}");
                cloud.set_power(id.clone(), action).done().await.unwrap();
            }
            assert_eq!(cloud.server(&id).await.unwrap().state, state);
        }
        for call in ["servers/SERVER/stop", "servers/SERVER/start", "servers/SERVER/reset"] {
            assert_eq!(sim.succeeded(call), 1, "{call} {fault:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_would_vanish_is_not_stopped_by_accident() {
    let world = plain().await;
    let (cloud, client) = (&world.cloud, world.driver.client());
    let config = ServerConfig::new().name("fleeting").cpu(500).mem(ByteSize::mib(256));
    for action in [PowerAction::PowerOff, PowerAction::Shutdown] {
        let id = client.server_create(&config).await.unwrap().id();
        world.mount.take_log();
        let error = cloud.set_power(id.clone(), action).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::NotSent));
        let look = format!("GET /servers/{id}/info");
        assert_eq!(
            world.mount.take_log(),
            [look.clone(), look],
            "nothing but looks: at what it allows, at what stays"
        );
        cloud.server(&id).await.unwrap();
        let vanish = anycloud_core::SetPower::new(id.clone(), action).may_vanish();
        cloud.change(&vanish).done().await.unwrap();
        assert_eq!(cloud.server(&id).await.unwrap_err().kind(), ErrorKind::NotFound);
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_leave_nothing_and_say_why() {
    for (path, code, kind) in [
        ("POST /drives/create", "billing", ErrorKind::InsufficientFunds),
        ("POST /drives/create", "full", ErrorKind::StorageFull),
        ("POST /drives/*/image/*/gunzip", "busy", ErrorKind::Busy),
        ("POST /servers/create", "usage", ErrorKind::InvalidRequest),
        ("POST /servers/create", "billing", ErrorKind::InsufficientFunds),
        ("POST /servers/create", "busy", ErrorKind::Busy),
        ("POST /drives/create", "failed", ErrorKind::Provider),
        ("POST /servers/create", "failed", ErrorKind::Provider),
    ] {
        let world = plain().await;
        let before = (world.sim.inner().servers(), world.sim.inner().drives());
        world.faults([on(path, Fault::Refused { code: code.into() })]);
        let error = world.cloud.create_server(&web()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.code(), error.delivery()),
            (kind, Some(code), Delivery::Refused),
            "{path}"
        );
        assert!(error.leftovers().is_empty());
        assert_eq!((world.sim.inner().servers(), world.sim.inner().drives()), before, "{path} {code}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_document_leaves_open_is_unknown() {
    for fault in
        [Fault::Refused { code: "system".into() }, Fault::Html, Fault::Garbage, status(502), status(504)]
    {
        let world = plain().await;
        world.faults([on("POST /drives/create", fault.clone())]);
        let request = CreateDrive::new("data").size(ByteSize::gib(1));
        let error = world.cloud.create_drive(&request).on_failure(OnFailure::Undo).await.unwrap_err();
        assert_eq!(error.delivery(), Delivery::Unknown, "{fault:?}: {error}");
        assert_eq!(world.sim.fired(), [1], "sent once: {fault:?}");
        assert!(matches!(error.kind(), ErrorKind::Provider | ErrorKind::Decode), "{error:?}");
        assert!(error.operation().is_some());
    }
}

fn status(code: u16) -> Fault {
    Fault::Status { code, body: String::new(), headers: Default::default(), retry_after: None }
}

#[tokio::test(start_paused = true)]
async fn a_drive_that_is_held_for_a_moment_is_waited_for() {
    let world = plain().await;
    let (servers, drives) = (world.sim.inner().servers(), world.sim.inner().drives());
    let id = world.cloud.create_server(&web()).done().await.unwrap();
    world.faults([on("POST /drives/*/destroy", Fault::Busy).times(3)]);
    world.cloud.destroy_server(&DestroyServer::new(id, DrivesFate::DestroyAll)).done().await.unwrap();
    assert_eq!((world.sim.inner().servers(), world.sim.inner().drives()), (servers, drives));
}

/// "Not found" is believed only if the list does not have it either.
#[tokio::test(start_paused = true)]
async fn a_false_not_found_is_not_gone() {
    let world = plain().await;
    let id = ServerId::from(world.sim.inner().server_ids().remove(1));
    let missing = Fault::Refused { code: "missing".into() };
    world.faults([on("POST /servers/*/destroy", missing)]);
    let error =
        world.cloud.destroy_server(&DestroyServer::new(id.clone(), DrivesFate::Keep)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
    world.cloud.server(&id).await.unwrap();
    // Nor is a server destroyed whose drives cannot be seen.
    let drives = world.sim.inner().drives();
    world.faults([on("GET /servers/*/info", Fault::Refused { code: "missing".into() }).times(2)]);
    let all = DestroyServer::new(id.clone(), DrivesFate::DestroyAll);
    assert_eq!(world.cloud.destroy_server(&all).await.unwrap_err().kind(), ErrorKind::Busy);
    assert_eq!((world.sim.inner().servers(), world.sim.inner().drives()), (3, drives));
    world.cloud.destroy_server(&all).done().await.unwrap();
    assert_eq!((world.sim.inner().servers(), world.sim.inner().drives()), (2, drives - 1));
}

#[tokio::test(start_paused = true)]
async fn a_400_that_names_the_id_is_not_found() {
    let world: World = plain().await;
    let id = ServerId::from(world.sim.inner().server_ids().remove(1));
    let answer = |body: String| Fault::Status {
        code: 400,
        body,
        headers: [("X-Elastic-Error".to_owned(), "usage".to_owned())].into(),
        retry_after: None,
    };
    let kind = async |body: String| -> Error {
        world.faults([on("GET /servers/*/info", answer(body))]);
        world.cloud.server(&id).await.unwrap_err()
    };
    assert_eq!(kind(format!("server {id} could not be found")).await.kind(), ErrorKind::NotFound);
    assert_eq!(kind("something could not be found".into()).await.kind(), ErrorKind::InvalidRequest);
}

/// `imaging` appears a moment after the call: one look without it proves nothing.
#[tokio::test(start_paused = true)]
async fn imaging_that_does_not_show_yet_is_waited_for() {
    let world = plain().await;
    let silent = format!("drive {DEBIAN}\nname web\nstatus active\n");
    let silent = Fault::Status { code: 200, body: silent, headers: Default::default(), retry_after: None };
    // The first look is at the image.
    world.faults([on("GET /drives/*/info", silent).skip(1)]);
    world.cloud.create_server(&web()).done().await.unwrap();
    assert_eq!((world.sim.fired(), named(&world.cloud, "web").await), (vec![1], 1));
}

#[tokio::test(start_paused = true)]
async fn an_imaging_that_has_begun_is_not_begun_again() {
    let image = "POST /drives/*/image/*/gunzip";
    let world = plain().await;
    world.faults([on(image, Fault::DropAfter), on(image, Fault::Busy)]);
    world.cloud.create_server(&web()).done().await.unwrap();
    assert_eq!(
        (world.sim.fired(), world.sim.inner().calls("drives/DRIVE/image/SOURCE/gunzip")),
        (vec![1, 1], 1)
    );
    // Without a lost answer it is somebody else's.
    let world = plain().await;
    world.faults([on(image, Fault::Busy)]);
    assert_eq!(world.cloud.create_server(&web()).await.unwrap_err().kind(), ErrorKind::Busy);
}

/// Undo destroys only what carries the stamp of its own step.
#[tokio::test(start_paused = true)]
async fn what_carries_another_stamp_is_not_discarded() {
    let world = plain().await;
    let (cloud, driver) = (&world.cloud, &world.driver);
    let stamp = Stamp::new("0123456789abcdef0123456789abcdef".parse().unwrap(), "drive");
    let drive = cloud.create_drive(&CreateDrive::new("data").size(ByteSize::gib(1))).done().await.unwrap();
    let network = cloud.create_network(&CreateNetwork::new("back")).done().await.unwrap();
    let address = cloud.create_address(&CreateAddress::new("front")).done().await.unwrap();
    let server = ServerId::from(world.sim.inner().server_ids().remove(1));
    for made in [drive.resource(), network.resource(), address.resource(), server.resource()] {
        assert!(driver.stamped(&made.kind, &stamp).await.unwrap().is_empty());
        let error = driver.discard(&made, &stamp).await.unwrap_err();
        assert_eq!((error.kind(), error.resource()), (ErrorKind::Conflict, Some(&made)));
    }
    let config =
        DriveConfig::new().name("mine").size(ByteSize::gib(1)).key("user:anycloud:run", &stamp.text());
    let mine = driver.client().drive_create(&config).await.unwrap().id().resource();
    assert_eq!(driver.stamped(&mine.kind, &stamp).await.unwrap(), std::slice::from_ref(&mine));
    assert_eq!(driver.discard(&mine, &stamp).await.unwrap(), Gone::Destroyed);
    assert_eq!(driver.discard(&mine, &stamp).await.unwrap(), Gone::Already);
    cloud.drive(&drive).await.unwrap();
}
