//! The whole life of a server, over every mount, dialect and format, with neighbours that must not notice.
use crate::common::{DEBIAN, Over, World, world};
use anycloud_core::{
    Action, Boot, ByteSize, Cpu, CreateServer, Delivery, DestroyServer, DrivesFate, ErrorKind, Goal, Gone,
    PowerAction, ServerQuery, ServerState, UpdateServer,
};
use anycloud_elastichosts::{Dialect, Format, ServerInfo};
use std::collections::BTreeMap;

fn request() -> CreateServer {
    CreateServer::new("web", Boot::image(DEBIAN)).needs(Cpu::Mhz(2000), ByteSize::mib(512))
}

/// Everything about the servers that were there before.
async fn neighbours(world: &World, but: Option<&str>) -> BTreeMap<String, (String, String)> {
    let all = world.cloud.servers(&ServerQuery::new()).all().await.unwrap();
    let others = all.into_iter().filter(|server| Some(server.id.as_str()) != but);
    others
        .map(|s| (s.id.to_string(), (s.state.to_string(), format!("{:?}{:?}{}", s.boot, s.drives, s.name))))
        .collect()
}

async fn life(over: Over, dialect: Dialect, format: Format) {
    let world = world(over, dialect, format).await;
    let (cloud, sim) = (&world.cloud, world.sim.inner());
    cloud.verify().await.unwrap();
    let before = neighbours(&world, None).await;
    assert_eq!(before.len(), 3);
    let drives = sim.drives();

    let request = request().tag("prod", "").tag("owner", "me").console_password("s3cr3t");
    let server = cloud.create_server(&request).until(Goal::Address).await.unwrap();
    let id = server.id.clone();
    assert_eq!((server.state.clone(), &*server.name), (ServerState::Running, "web"));
    assert_eq!((server.cpu, server.memory), (Some(Cpu::Mhz(2000)), Some(ByteSize::mib(512))));
    assert_eq!((server.drives.len(), server.addresses.len()), (1, 1));
    assert_eq!(server.tags, BTreeMap::from([("owner".into(), "me".into()), ("prod".into(), "".into())]));
    assert!(server.native::<ServerInfo>().unwrap().persistent());
    assert_eq!((sim.calls("drives/create"), sim.calls("servers/create"), sim.drives()), (1, 1, drives + 1));
    assert!(sim.drive_contents(server.drives[0].as_str(), 0, 512).unwrap().iter().any(|b| *b != 0));

    let console = cloud.console(&id).await.unwrap();
    assert_eq!((&*console.protocol, console.port, console.tls), ("vnc", 5900, false));
    assert_eq!(console.host.as_str(), server.address().unwrap().to_string());
    assert_eq!(console.password.unwrap().expose(), "s3cr3t");

    let found = cloud.find_server("web").await.unwrap();
    assert_eq!(found.id, id);

    cloud.set_power(id.clone(), PowerAction::Reboot).done().await.unwrap();
    assert_ne!(cloud.server(&id).await.unwrap().boot, server.boot);

    let update = UpdateServer::new(id.clone()).name("web-2").cpu(Cpu::Mhz(3000));
    cloud.update_server(&update).done().await.unwrap();
    let error =
        cloud.update_server(&UpdateServer::new(id.clone()).memory(ByteSize::mib(1024))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "memory cannot change while it runs");

    cloud.set_power(id.clone(), PowerAction::Shutdown).done().await.unwrap();
    let stopped = cloud.server(&id).await.unwrap();
    assert_eq!(stopped.state, ServerState::Stopped);
    assert!(stopped.actions.contains(Action::Start) && !stopped.actions.contains(Action::PowerOff));
    assert_eq!(cloud.console(&id).await.unwrap_err().kind(), ErrorKind::Conflict);
    let tags = BTreeMap::from([("owner".into(), "you".into()), ("new".into(), "".into())]);
    let update = UpdateServer::new(id.clone()).memory(ByteSize::mib(1024)).tags(tags.clone());
    cloud.update_server(&update).done().await.unwrap();
    let server = cloud.server(&id).await.unwrap();
    assert_eq!(
        (server.memory, server.cpu, &*server.name),
        (Some(ByteSize::mib(1024)), Some(Cpu::Mhz(3000)), "web-2")
    );
    assert_eq!(server.tags, tags);

    for action in [PowerAction::Start, PowerAction::PowerOff] {
        cloud.set_power(id.clone(), action).done().await.unwrap();
        let error = cloud.set_power(id.clone(), action).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::NotSent), "{error}");
    }
    assert_eq!((sim.calls("servers/SERVER/start"), sim.calls("servers/SERVER/stop")), (1, 1));

    let destroy = DestroyServer::new(id.clone(), DrivesFate::DestroyAll);
    assert_eq!(cloud.destroy_server(&destroy).done().await.unwrap(), Gone::Destroyed);
    assert_eq!(cloud.destroy_server(&destroy).done().await.unwrap(), Gone::Already);
    assert_eq!(cloud.server(&id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!((sim.servers(), sim.drives()), (3, drives), "nothing is left");
    assert_eq!(neighbours(&world, None).await, before, "and nobody else noticed");
}

#[tokio::test(start_paused = true)]
async fn in_process_two_text() {
    life(Over::Process, Dialect::Two, Format::Text).await;
}

#[tokio::test(start_paused = true)]
async fn in_process_two_json() {
    life(Over::Process, Dialect::Two, Format::Json).await;
}

#[tokio::test(start_paused = true)]
async fn in_process_one_text() {
    life(Over::Process, Dialect::One, Format::Text).await;
}

#[tokio::test(start_paused = true)]
async fn in_process_one_json() {
    life(Over::Process, Dialect::One, Format::Json).await;
}

#[tokio::test]
async fn over_tcp_two_text() {
    life(Over::Tcp, Dialect::Two, Format::Text).await;
}

#[tokio::test]
async fn over_tcp_one_json() {
    life(Over::Tcp, Dialect::One, Format::Json).await;
}
