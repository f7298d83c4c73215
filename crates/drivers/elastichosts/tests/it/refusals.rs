//! What the service refuses for good in the middle of a change: nothing stays unsaid, and nothing is lost.
use crate::common::{DEBIAN, on, plain};
use anycloud_core::run::OperationState;
use anycloud_core::{
    AttachDrive, Boot, ByteSize, Cpu, CreateDrive, CreateServer, Delivery, DestroyDrive, DestroyServer,
    DetachDrive, DriveState, DrivesFate, ErrorKind, Gone, PowerAction, ServerState,
};
use anycloud_simulators::faults::Fault;
use tempfile::TempDir;

fn web() -> CreateServer {
    CreateServer::new("web", Boot::image(DEBIAN)).needs(Cpu::Mhz(1000), ByteSize::mib(256))
}

fn refused(code: &str) -> Fault {
    Fault::Refused { code: code.into() }
}

/// The server is gone when its drive is refused: only going on can take the drive, which costs money.
#[tokio::test(start_paused = true)]
async fn a_half_done_destroy_stays_open_and_goes_on() {
    let (world, journal) = (plain().await, TempDir::new().unwrap());
    let before = (world.sim.inner().servers(), world.sim.inner().drives());
    let cloud = world.reopen(journal.path());
    let data = cloud.create_drive(&CreateDrive::new("data").size(ByteSize::gib(1))).done().await.unwrap();
    let id = cloud.create_server(&web().drive(data)).done().await.unwrap();
    // The first of the two drives goes, the second does not.
    world.faults([on("POST /drives/*/destroy", refused("billing")).skip(1)]);
    let destroy = DestroyServer::new(id.clone(), DrivesFate::DestroyAll);
    let error = cloud.destroy_server(&destroy).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::InsufficientFunds, Delivery::Refused));
    let operation = error.operation().unwrap();
    assert_eq!((world.sim.inner().servers(), world.sim.inner().drives()), (before.0, before.1 + 1));

    let later = world.reopen(journal.path());
    assert_eq!(later.operation(operation).await.unwrap().state(), OperationState::Open);
    let undo = later.undo(operation).await.unwrap_err();
    assert_eq!(
        (undo.kind(), undo.delivery()),
        (ErrorKind::Conflict, Delivery::NotSent),
        "nothing takes it back"
    );
    later.resume(operation).done().await.unwrap();
    assert_eq!(later.operation(operation).await.unwrap().state(), OperationState::Done);
    assert_eq!((world.sim.inner().servers(), world.sim.inner().drives()), before);
}

#[tokio::test(start_paused = true)]
async fn a_destroy_that_is_refused_at_once_leaves_nothing_open() {
    for code in ["billing", "failed"] {
        let world = plain().await;
        let id = world.cloud.create_server(&web()).done().await.unwrap();
        let before = (world.sim.inner().servers(), world.sim.inner().drives());
        world.faults([on("POST /servers/*/destroy", refused(code)).always()]);
        let destroy = DestroyServer::new(id.clone(), DrivesFate::DestroyAll);
        let error = world.cloud.destroy_server(&destroy).await.unwrap_err();
        assert_eq!((error.code(), error.delivery()), (Some(code), Delivery::Refused));
        assert_eq!(error.operation(), None, "{error}");
        assert_eq!((world.sim.inner().servers(), world.sim.inner().drives()), before);
    }
}

/// "500 failed" is the service's word about this command. docs: the simulator, of a server whose drive is gone.
#[tokio::test(start_paused = true)]
async fn a_command_that_failed_is_a_plain_refusal() {
    let world = plain().await;
    let (cloud, client) = (&world.cloud, world.driver.client());
    let id = cloud.create_server(&web().stopped()).done().await.unwrap();
    let boot = cloud.server(&id).await.unwrap().drives.remove(0);
    client.drive_destroy(&boot).await.unwrap();
    let error = cloud.set_power(id.clone(), PowerAction::Start).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(500), Some("failed")));
    assert_eq!((error.delivery(), error.operation()), (Delivery::Refused, None), "{error}");
    assert_eq!(cloud.server(&id).await.unwrap().state, ServerState::Stopped);
    for operation in cloud.operations().await.unwrap() {
        assert!(cloud.operation(operation).await.unwrap().is_over());
    }
}

/// The service claims drives for running servers only, and would destroy this one without a word.
#[tokio::test(start_paused = true)]
async fn a_drive_of_stopped_servers_is_not_free() {
    let world = plain().await;
    let cloud = &world.cloud;
    let one = cloud.create_server(&web().stopped()).done().await.unwrap();
    let two = cloud.create_server(&web().stopped()).done().await.unwrap();
    let data = cloud.create_drive(&CreateDrive::new("data").size(ByteSize::mib(10))).done().await.unwrap();
    for server in [&one, &two] {
        cloud.attach_drive(&AttachDrive::new(data.clone(), server.clone())).done().await.unwrap();
    }
    let single = cloud.drive(&data).await.unwrap();
    let listed = cloud.drives().all().await.unwrap().into_iter().find(|drive| drive.id == data).unwrap();
    for drive in [&single, &listed] {
        assert_eq!(drive.state, DriveState::Attached);
        let used: Vec<_> = drive.used_by.iter().map(|u| (u.server.clone(), u.device.as_deref())).collect();
        assert!(used.contains(&(one.clone(), Some("ide:0:1"))) && used.len() == 2, "{used:?}");
        let native = drive.native::<anycloud_elastichosts::DriveInfo>().unwrap();
        assert!(native.claimed().is_empty(), "what the service said");
    }
    for left in [vec![&one, &two], vec![&two]] {
        let error = cloud.destroy_drive(&DestroyDrive::new(data.clone())).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::NotSent));
        assert!(left.iter().all(|server| error.message().contains(server.as_str())), "{error}");
        cloud.detach_drive(&DetachDrive::new(data.clone(), left[0].clone())).done().await.unwrap();
    }
    assert_eq!(cloud.drive(&data).await.unwrap().state, DriveState::Available);
    assert_eq!(cloud.destroy_drive(&DestroyDrive::new(data)).done().await.unwrap(), Gone::Destroyed);
}
