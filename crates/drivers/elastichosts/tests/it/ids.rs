//! A UUID in upper case names the same thing: no comparison may take it for another.
use crate::common::{DEBIAN, World, plain};
use anycloud_core::{
    AttachDrive, AttachNetwork, Boot, ByteSize, CloneDrive, Cpu, CreateDrive, CreateNetwork, CreateServer,
    Delivery, DestroyDrive, DestroyNetwork, DestroyServer, DetachDrive, DetachNetwork, DriveId, DrivesFate,
    ErrorKind, Gone, ImageDrive, NetworkId, PowerAction, RenameNetwork, ServerId, ServerState, UpdateDrive,
    UpdateServer,
};
use anycloud_elastichosts::wire::ClaimType;
use anycloud_elastichosts::{Device, DriveConfig, ServerConfig};

fn upper(id: &str) -> String {
    id.to_ascii_uppercase()
}

fn stopped(name: &str, boot: Boot) -> CreateServer {
    CreateServer::new(name, boot).needs(Cpu::Mhz(500), ByteSize::mib(256)).stopped()
}

async fn drive(world: &World, name: &str) -> DriveId {
    world.cloud.create_drive(&CreateDrive::new(name).size(ByteSize::gib(1))).done().await.unwrap()
}

/// The drive is in two servers, whoever wrote its id how.
#[tokio::test(start_paused = true)]
async fn a_shared_drive_is_not_destroyed() {
    for (one_says, two_says) in [(false, false), (true, false), (false, true)] {
        let world = plain().await;
        let (cloud, client) = (&world.cloud, world.driver.client());
        let shared = DriveConfig::new().name("shared").size(ByteSize::mib(10)).claim_type(ClaimType::Shared);
        let shared = client.drive_create(&shared).await.unwrap().id();
        let mut servers = Vec::new();
        for (name, says_upper) in [("one", one_says), ("two", two_says)] {
            // As another client would make it.
            let id = if says_upper { DriveId::from(upper(shared.as_str())) } else { shared.clone() };
            let config = ServerConfig::new().name(name).cpu(500).mem(ByteSize::mib(256)).persistent(true);
            let config = config.drive(Device::BOOT, &id);
            servers.push(client.server_create_stopped(&config).await.unwrap().id());
        }
        let before = (world.sim.inner().servers(), world.sim.inner().drives());
        for id in [servers[0].clone(), ServerId::from(upper(servers[0].as_str()))] {
            for fate in [
                DrivesFate::Destroy(vec![upper(shared.as_str()).into()]),
                DrivesFate::Destroy(vec![shared.clone()]),
                DrivesFate::DestroyAll,
            ] {
                let error = cloud.destroy_server(&DestroyServer::new(id.clone(), fate)).await.unwrap_err();
                assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::NotSent));
                assert_eq!(error.resource(), Some(&shared.resource()));
                assert!(error.message().contains(servers[1].as_str()), "{error}");
            }
        }
        assert_eq!((world.sim.inner().servers(), world.sim.inner().drives()), before);
        assert!(cloud.operations().await.unwrap().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_drive_is_attached_once_and_detached() {
    let world = plain().await;
    let cloud = &world.cloud;
    let server = cloud.create_server(&stopped("web", Boot::image(DEBIAN))).done().await.unwrap();
    let data = drive(&world, "data").await;
    let (big_server, big_data) =
        (ServerId::from(upper(server.as_str())), DriveId::from(upper(data.as_str())));
    cloud.attach_drive(&AttachDrive::new(data.clone(), server.clone())).done().await.unwrap();
    for (data, server) in [(&big_data, &server), (&data, &big_server), (&big_data, &big_server)] {
        cloud.attach_drive(&AttachDrive::new(data.clone(), server.clone())).done().await.unwrap();
    }
    assert_eq!(world.sim.inner().succeeded("servers/SERVER/set"), 1, "it was attached already");
    assert_eq!(cloud.server(&big_server).await.unwrap().drives.len(), 2);
    assert_eq!(cloud.drive(&big_data).await.unwrap().used_by.len(), 1);

    let error = cloud.destroy_drive(&DestroyDrive::new(big_data.clone())).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::NotSent));
    cloud.detach_drive(&DetachDrive::new(big_data.clone(), big_server)).done().await.unwrap();
    assert_eq!(cloud.server(&server).await.unwrap().drives.len(), 1);
    assert_eq!(cloud.destroy_drive(&DestroyDrive::new(big_data)).done().await.unwrap(), Gone::Destroyed);
}

#[tokio::test(start_paused = true)]
async fn a_network_is_attached_once_and_detached() {
    let world = plain().await;
    let cloud = &world.cloud;
    let server = cloud.create_server(&stopped("web", Boot::image(DEBIAN))).done().await.unwrap();
    let back = cloud.create_network(&CreateNetwork::new("back")).done().await.unwrap();
    let big = NetworkId::from(upper(back.as_str()));
    cloud.attach_network(&AttachNetwork::new(back.clone(), server.clone())).done().await.unwrap();
    cloud.attach_network(&AttachNetwork::new(big.clone(), server.clone())).done().await.unwrap();
    assert_eq!(cloud.server(&server).await.unwrap().networks, [back]);
    cloud.detach_network(&DetachNetwork::new(big.clone(), server.clone())).done().await.unwrap();
    assert!(cloud.server(&server).await.unwrap().networks.is_empty());
    cloud.change(&RenameNetwork::new(big.clone(), "front")).done().await.unwrap();
    assert_eq!(cloud.destroy_network(&DestroyNetwork::new(big)).done().await.unwrap(), Gone::Destroyed);
}

#[tokio::test(start_paused = true)]
async fn every_other_request_finds_it() {
    let world = plain().await;
    let cloud = &world.cloud;
    let data = drive(&world, "data").await;
    let big = DriveId::from(upper(data.as_str()));
    cloud.update_drive(&UpdateDrive::new(big.clone()).name("new")).done().await.unwrap();
    cloud.image_drive(&ImageDrive::new(big.clone(), upper(DEBIAN))).done().await.unwrap();
    let copy = cloud.clone_drive(&CloneDrive::new(big.clone(), "copy")).done().await.unwrap();
    assert_ne!(copy, data);
    cloud.write_drive(&big, 0, "x".into()).await.unwrap();
    assert_eq!(&*cloud.read_drive(&big, 0, 1).await.unwrap(), b"x");
    assert_eq!(cloud.drive(&big).await.unwrap().id, data);

    let request = stopped("web", Boot::drive(big.clone())).drive(upper(copy.as_str()));
    let server = cloud.create_server(&request).done().await.unwrap();
    let id = ServerId::from(upper(server.as_str()));
    assert_eq!(cloud.server(&id).await.unwrap().drives, [data, copy.clone()]);
    cloud.update_server(&UpdateServer::new(id.clone()).name("web-2")).done().await.unwrap();
    for (action, state) in
        [(PowerAction::Start, ServerState::Running), (PowerAction::PowerOff, ServerState::Stopped)]
    {
        cloud.set_power(id.clone(), action).done().await.unwrap();
        assert_eq!(cloud.server(&id).await.unwrap().state, state);
    }
    // Each drive once, in whatever spelling.
    let drives = world.sim.inner().drives();
    let fate = DrivesFate::Destroy(vec![big.clone(), upper(copy.as_str()).into(), copy]);
    assert_eq!(cloud.destroy_server(&DestroyServer::new(id, fate)).done().await.unwrap(), Gone::Destroyed);
    assert_eq!(world.sim.inner().drives(), drives - 2);
    assert_eq!(world.sim.inner().calls("drives/DRIVE/destroy"), 2);
}
