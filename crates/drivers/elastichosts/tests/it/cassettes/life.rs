//! A server's life through the facets, as programs lead it: what they send, in which order. On the simulator and on
//! what was recorded of it, so secrets may be `***`.

use anycloud_core::{
    Boot, ByteSize, Cloud, Cpu, CreateServer, DestroyServer, DrivesFate, ErrorKind, Goal, Gone, PowerAction,
    ServerId, ServerQuery, ServerState,
};

const DEBIAN: &str = "980cf63c-f21e-4382-997b-6541d5809629";

fn web() -> CreateServer {
    CreateServer::new("web", Boot::image(DEBIAN))
        .needs(Cpu::Mhz(2000), ByteSize::mib(512))
        .tag("prod", "")
        .tag("owner", "Ann and Bob")
        .console_password("maDeUp1")
}

async fn power(cloud: &Cloud, id: &ServerId, action: PowerAction, state: ServerState) {
    cloud.set_power(id.clone(), action).done().await.unwrap();
    assert_eq!(cloud.server(id).await.unwrap().state, state);
}

async fn destroy(cloud: &Cloud, id: &ServerId, gone: Gone) {
    let destroy = DestroyServer::new(id.clone(), DrivesFate::DestroyAll);
    assert_eq!(cloud.destroy_server(&destroy).done().await.unwrap(), gone);
}

/// From an image to running, off, gone.
pub(crate) async fn in_short(cloud: &Cloud) {
    let id = cloud.create_server(&web()).done().await.unwrap();
    cloud.set_power(id.clone(), PowerAction::PowerOff).done().await.unwrap();
    destroy(cloud, &id, Gone::Destroyed).await;
}

/// Everything that power can do besides, a console, and neighbours that do not notice.
pub(crate) async fn in_full(cloud: &Cloud) {
    let neighbours = all(cloud).await;
    let server = cloud.create_server(&web()).until(Goal::Address).await.unwrap();
    let id = &server.id;
    assert_eq!((server.state.clone(), &*server.name), (ServerState::Running, "web"));
    assert_eq!((server.cpu, server.memory), (Some(Cpu::Mhz(2000)), Some(ByteSize::mib(512))));
    assert_eq!((server.drives.len(), server.addresses.len(), server.tags.len()), (1, 1, 2));
    let console = cloud.console(id).await.unwrap();
    assert_eq!((console.port, console.password.is_some()), (5900, true));
    assert_eq!(console.host.as_str(), server.address().unwrap().to_string());

    cloud.set_power(id.clone(), PowerAction::Reboot).done().await.unwrap();
    assert!(cloud.server(id).await.unwrap().started > server.started);
    power(cloud, id, PowerAction::Shutdown, ServerState::Stopped).await;
    power(cloud, id, PowerAction::Start, ServerState::Running).await;
    power(cloud, id, PowerAction::PowerOff, ServerState::Stopped).await;

    destroy(cloud, id, Gone::Destroyed).await;
    assert_eq!(cloud.server(id).await.unwrap_err().kind(), ErrorKind::NotFound);
    destroy(cloud, id, Gone::Already).await;
    assert_eq!(all(cloud).await, neighbours);
}

async fn all(cloud: &Cloud) -> Vec<String> {
    let servers = cloud.servers(&ServerQuery::new()).all().await.unwrap();
    servers.into_iter().map(|server| format!("{} {}", server.id, server.state)).collect()
}
