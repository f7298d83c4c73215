//! Answers that are lost, services that are busy, accounts without money, processes that die.
use crate::common::{DEBIAN, Over, World, build, builder, on, plain};
use anycloud_cloudsigma::{CloudSigma, Config, DriveConfig, Refusal, ServerConfig};
use anycloud_core::run::Stamp;
use anycloud_core::{
    AddressId, Boot, ByteSize, CloneServer, Cloud, CloudId, Cpu, CreateDrive, CreateNetwork, CreateServer,
    Delivery, DestroyServer, DrivesFate, ErrorKind, Gone, OnFailure, PowerAction, Provider, Result, Secret,
    ServerId, ServerQuery, ServerState, async_trait,
};
use anycloud_http::{Body, HttpConfig, Transport, TransportError};
use anycloud_simulators::faults::Fault;
use anycloud_testkit::InProcess;
use bytes::Bytes;
use http::{Request, Response};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

fn web() -> CreateServer {
    CreateServer::new("web", Boot::image(DEBIAN)).needs(Cpu::Mhz(1000), ByteSize::mib(256))
}

async fn named(cloud: &Cloud, name: &str) -> usize {
    cloud.servers(&ServerQuery::new().name(name)).all().await.unwrap().len()
}

fn counts(world: &World) -> (usize, usize) {
    (world.sim.inner().servers(), world.sim.inner().drives())
}

fn status(code: u16, body: &str) -> Fault {
    Fault::Status { code, body: body.into(), headers: Default::default(), retry_after: None }
}

/// 200 without a `server` key is how the service says that it was not paid for.
#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_paid_for_leaves_nothing() {
    let world = plain().await;
    let (cloud, before) = (&world.cloud, counts(&world));
    world.sim.inner().set_balance("0").unwrap();
    let error = cloud.create_server(&web().console_password("hunter2")).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::InsufficientFunds, Delivery::Refused));
    assert!(error.leftovers().is_empty() && !format!("{error:?}").contains("hunter2"), "{error:?}");
    assert_eq!(counts(&world), before, "the copied drive is gone again");
    assert_eq!(world.sim.inner().succeeded("drives/DRIVE/clone"), 1, "there was one");
    let source = ServerId::from(world.sim.inner().server_ids().remove(1));
    cloud.set_power(source.clone(), PowerAction::PowerOff).done().await.unwrap();
    let error = cloud.clone_server(&CloneServer::new(source, "copy")).await.unwrap_err();
    assert_eq!((error.kind(), counts(&world)), (ErrorKind::InsufficientFunds, before));
    let config = ServerConfig::new().name("x").cpu(1000).mem(ByteSize::gib(1));
    let native = world.driver.client().server_create(&config);
    assert_eq!(native.await.unwrap_err().kind(), ErrorKind::InsufficientFunds);
}

/// An answer that names no server, whatever else it says: the stamp tells whether there is one.
#[tokio::test(start_paused = true)]
async fn an_answer_without_a_server_is_looked_up() {
    for copy in [false, true] {
        let path = if copy { "POST /servers/*/clone" } else { "POST /servers/create" };
        for fault in [
            status(200, ""),
            status(204, ""),
            status(200, "cpu 1000\nmem 256\n"),
            status(200, "name web\ncpu 1000\n"),
        ] {
            let world = plain().await;
            let source = stopped(&world).await;
            let before = counts(&world);
            world.faults([on(path, fault.clone())]);
            let error = make(&world.cloud, copy, source).await.unwrap_err();
            let place = format!("{path} {fault:?}");
            assert_eq!(error.kind(), ErrorKind::InsufficientFunds, "{place}: {error}");
            assert_eq!(error.delivery(), Delivery::Refused, "{place}");
            assert!(error.leftovers().is_empty() && error.operation().is_none(), "{place}");
            assert_eq!(counts(&world), before, "{place}");
            assert_eq!(world.sim.fired(), [1], "sent once: {place}");
        }
        let world = plain().await;
        let (source, before) = (stopped(&world).await, counts(&world));
        let account = world.sim.inner();
        let config = Config::new(account.user(), Secret::new(account.password()))
            .endpoint("http://127.0.0.1:9".parse().unwrap())
            .http(HttpConfig::default().transport(Arc::new(Wordless(world.mount.clone()))));
        let cloud = Cloud::new(CloudSigma::new(CloudId::new("test"), config).unwrap());
        make(&cloud, copy, source).await.unwrap();
        assert_eq!(counts(&world), (before.0 + 1, before.1 + 1), "copy {copy}");
        let call = if copy { "servers/SERVER/clone" } else { "servers/create" };
        assert_eq!(world.sim.inner().calls(call), 1, "sent once");
    }
}

async fn stopped(world: &World) -> ServerId {
    let id = ServerId::from(world.sim.inner().server_ids().remove(1));
    world.cloud.set_power(id.clone(), PowerAction::PowerOff).done().await.unwrap();
    id
}

async fn make(cloud: &Cloud, copy: bool, source: ServerId) -> Result<ServerId> {
    if copy {
        cloud.clone_server(&CloneServer::new(source, "web")).done().await
    } else {
        cloud.create_server(&web()).done().await
    }
}

/// The service makes a server, and its answer is empty.
#[derive(Debug)]
struct Wordless(InProcess);

#[async_trait]
impl Transport for Wordless {
    async fn send(&self, request: Request<Bytes>) -> std::result::Result<Response<Body>, TransportError> {
        let path = request.uri().path();
        let makes = path.starts_with("/servers/") && (path.ends_with("/create") || path.ends_with("/clone"));
        let response = self.0.send(request).await?;
        Ok(if makes { response.map(|_| Body::full(Bytes::new())) } else { response })
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_leave_nothing_and_say_why() {
    for (path, code, kind) in [
        ("POST /drives/*/clone", "billing", ErrorKind::InsufficientFunds),
        ("POST /drives/*/clone", "busy", ErrorKind::Busy),
        ("POST /servers/create", "usage", ErrorKind::InvalidRequest),
        ("POST /servers/create", "billing", ErrorKind::InsufficientFunds),
        ("POST /servers/create", "busy", ErrorKind::Busy),
    ] {
        let world = plain().await;
        let before = counts(&world);
        world.faults([on(path, Fault::Refused { code: code.into() })]);
        let error = world.cloud.create_server(&web()).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (kind, Delivery::Refused), "{path}");
        assert!(Refusal::of(&error).is_some() && error.leftovers().is_empty(), "{error:?}");
        assert_eq!(counts(&world), before, "{path} {code}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_manual_leaves_open_is_unknown() {
    for fault in [
        Fault::Refused { code: "failed".into() },
        Fault::Refused { code: "timeout".into() },
        Fault::Html,
        Fault::Garbage,
        status(502, ""),
        status(200, "cpu 1\n"),
    ] {
        let world = plain().await;
        world.faults([on("POST /drives/create", fault.clone())]);
        let request = CreateDrive::new("data").size(ByteSize::gib(1));
        let error = world.cloud.create_drive(&request).on_failure(OnFailure::Undo).await.unwrap_err();
        assert_eq!(error.delivery(), Delivery::Unknown, "{fault:?}: {error}");
        assert_eq!(world.sim.fired(), [1], "sent once: {fault:?}");
        assert!(matches!(error.kind(), ErrorKind::Provider | ErrorKind::Decode), "{error:?}");
    }
}

/// What can be stamped is found again, whether the reply or the request was lost.
#[tokio::test(start_paused = true)]
async fn a_lost_answer_makes_one() {
    for fault in [Fault::DropAfter, Fault::DropBefore] {
        let acted = usize::from(fault == Fault::DropAfter);
        for path in ["POST /drives/create", "POST /resources/vlan/create"] {
            let (world, journal) = (plain().await, TempDir::new().unwrap());
            let cloud = world.reopen(journal.path());
            let made = |world: &World| world.sim.inner().drives() + world.sim.inner().resources();
            let before = made(&world);
            world.faults([on(path, fault.clone())]);
            let error = if path.contains("vlan") {
                cloud.create_network(&CreateNetwork::new("once")).done().await.err()
            } else {
                cloud.create_drive(&CreateDrive::new("once").size(ByteSize::gib(1))).done().await.err()
            };
            assert_eq!(made(&world), before + acted, "{path}");
            if let Some(error) = error {
                assert_eq!((acted, error.delivery()), (0, Delivery::Unknown), "{path}");
                world.reopen(journal.path()).resume(error.operation().unwrap()).done().await.unwrap();
            }
            assert_eq!(made(&world), before + 1, "{path}");
        }
    }
}

/// The process dies at each of its requests, before and after the service acts on it; another goes on.
#[tokio::test(start_paused = true)]
async fn a_crash_at_any_request_is_resumed_or_undone() {
    for copy in [false, true] {
        for (resume, acted) in [(true, true), (true, false), (false, true), (false, false)] {
            let mut at = 0;
            loop {
                let (world, journal) = (plain().await, TempDir::new().unwrap());
                let source = ServerId::from(world.sim.inner().server_ids().remove(1));
                world.cloud.set_power(source.clone(), PowerAction::PowerOff).done().await.unwrap();
                let before = counts(&world);
                let cloud = world.reopen(journal.path());
                world.mount.crash_after(at, acted);
                let (request, clone) = (web(), CloneServer::new(source, "web"));
                let change = async {
                    if copy {
                        cloud.clone_server(&clone).done().await
                    } else {
                        cloud.create_server(&request).done().await
                    }
                };
                if let Some(done) = world.mount.or_crash(change).await {
                    done.unwrap();
                    assert!(at > 2, "there were requests to die at");
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
                let place = format!("request {at}, acted {acted}, resume {resume}, copy {copy}");
                assert_eq!(named(&later, "web").await, wanted, "{place}");
                assert_eq!(counts(&world), (before.0 + wanted, before.1 + wanted), "{place}");
                at += 1;
            }
        }
    }
}

/// Nothing is forgotten, nobody else is hit.
#[tokio::test(start_paused = true)]
async fn a_crash_while_destroying_is_resumed() {
    for acted in [true, false] {
        let mut at = 0;
        loop {
            let (world, journal) = (plain().await, TempDir::new().unwrap());
            let before = counts(&world);
            let cloud = world.reopen(journal.path());
            let id = cloud.create_server(&web()).done().await.unwrap();
            world.mount.crash_after(at, acted);
            let destroy = DestroyServer::new(id, DrivesFate::DestroyAll).expect_name("web");
            let done = world.mount.or_crash(cloud.destroy_server(&destroy).done()).await;
            let finished = done.is_some();
            if let Some(done) = done {
                assert_eq!(done.unwrap(), Gone::Destroyed);
            }
            let mut begun = finished;
            if !finished {
                let later = world.reopen(journal.path());
                for id in later.operations().await.unwrap() {
                    let operation = later.operation(id).await.unwrap();
                    begun |= operation.kind() == "destroy_server";
                    if !operation.is_over() {
                        later.resume(id).done().await.unwrap();
                    }
                }
            }
            // What was not written down has not begun: then all of it is there.
            let left = usize::from(!begun);
            let wanted = (before.0 + left, before.1 + left);
            assert_eq!(counts(&world), wanted, "request {at}, acted {acted}");
            assert!(begun || at < 4, "request {at}, acted {acted}: only looks come before");
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
    for legacy in [false, true] {
        for fault in [Fault::DropAfter, Fault::DropBefore] {
            let world = build(builder(), Over::Process, legacy).await;
            let (cloud, sim) = (&world.cloud, world.sim.inner());
            let id = ServerId::from(sim.server_ids().remove(1));
            for (action, verb, state) in [
                (PowerAction::PowerOff, "stop", ServerState::Stopped),
                (PowerAction::Start, "start", ServerState::Running),
                (PowerAction::Reset, "reset", ServerState::Running),
            ] {
                // The reset shows in whole seconds.
                tokio::time::sleep(Duration::from_secs(2)).await;
                world.faults([on(
                    &format!("/{}/*/{verb}", if legacy { "guests" } else { "servers" }),
                    fault.clone(),
                )]);
                let done = cloud.set_power(id.clone(), action).done().await;
                if fault == Fault::DropAfter {
                    done.unwrap();
                } else {
                    assert_eq!(done.unwrap_err().delivery(), Delivery::Unknown, "{action:?}");
                    cloud.set_power(id.clone(), action).done().await.unwrap();
                }
                assert_eq!(cloud.server(&id).await.unwrap().state, state);
            }
            for call in ["servers/SERVER/stop", "servers/SERVER/start", "servers/SERVER/reset"] {
                assert_eq!(sim.succeeded(call), 1, "{call} {fault:?}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_drive_that_is_held_for_a_moment_is_waited_for() {
    let world = plain().await;
    let before = counts(&world);
    let id = world.cloud.create_server(&web()).done().await.unwrap();
    let in_use = status(400, "errors:system Drive is currently in use\n");
    world.faults([on("POST /drives/*/destroy", in_use).times(3)]);
    world.cloud.destroy_server(&DestroyServer::new(id, DrivesFate::DestroyAll)).done().await.unwrap();
    assert_eq!(counts(&world), before);
}

/// "Not found" is believed only of an id that it names, and a destroy only if no list has the thing.
#[tokio::test(start_paused = true)]
async fn a_false_not_found_is_not_gone() {
    let world = plain().await;
    let id = ServerId::from(world.sim.inner().server_ids().remove(1));
    let destroy = DestroyServer::new(id.clone(), DrivesFate::Keep);
    let named = format!("errors:system Server {id} could not be found. Please re-validate your entry.\n");
    world.faults([on("POST /servers/*/destroy", status(400, &named))]);
    let error = world.cloud.destroy_server(&destroy).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
    world.faults([on("POST /servers/*/destroy", Fault::Refused { code: "missing".into() })]);
    let error = world.cloud.destroy_server(&destroy).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "it names nothing: {error}");
    world.cloud.server(&id).await.unwrap();
    world.cloud.destroy_server(&destroy).done().await.unwrap();
}

/// A service that does not know how to list all VLANs is asked one by one.
#[tokio::test(start_paused = true)]
async fn an_older_service_lists_networks_one_by_one() {
    let world = plain().await;
    world.faults([on("GET /resources/vlan/info", status(404, "no such command\n")).always()]);
    let all = world.cloud.networks().all().await.unwrap();
    let mut names: Vec<_> = all.iter().map(|network| network.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["vlan-0", "vlan-1", "vlan-2"]);
}

/// Undo destroys only what carries the stamp of its own step.
#[tokio::test(start_paused = true)]
async fn what_carries_another_stamp_is_not_discarded() {
    let world = plain().await;
    let (cloud, driver) = (&world.cloud, &world.driver);
    let stamp = Stamp::new("0123456789abcdef0123456789abcdef".parse().unwrap(), "drive");
    let drive = cloud.create_drive(&CreateDrive::new("data").size(ByteSize::gib(1))).done().await.unwrap();
    let network = cloud.create_network(&CreateNetwork::new("back")).done().await.unwrap();
    let server = ServerId::from(world.sim.inner().server_ids().remove(1));
    for made in [drive.resource(), network.resource(), server.resource()] {
        assert!(driver.stamped(&made.kind, &stamp).await.unwrap().is_empty());
        let error = driver.discard(&made, &stamp).await.unwrap_err();
        assert_eq!((error.kind(), error.resource()), (ErrorKind::Conflict, Some(&made)));
    }
    let address = AddressId::new("91.203.100.1").resource();
    assert_eq!(driver.stamped(&address.kind, &stamp).await.unwrap_err().kind(), ErrorKind::Unsupported);
    assert_eq!(driver.discard(&address, &stamp).await.unwrap_err().kind(), ErrorKind::Unsupported);
    let name = format!("mine [anycloud {}]", stamp.text());
    let config = DriveConfig::new().name(&name).size(ByteSize::gib(1));
    let mine = driver.client().drive_create(&config).await.unwrap().id().resource();
    assert_eq!(driver.stamped(&mine.kind, &stamp).await.unwrap(), std::slice::from_ref(&mine));
    assert_eq!(driver.discard(&mine, &stamp).await.unwrap(), Gone::Destroyed);
    assert_eq!(driver.discard(&mine, &stamp).await.unwrap(), Gone::Already);
    cloud.drive(&drive).await.unwrap();
}
