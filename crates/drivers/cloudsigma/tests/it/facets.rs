//! What the facets do that the conformance suite does not ask of every cloud.
use crate::common::{CD, DEBIAN, plain};
use anycloud_core::{
    AttachAddress, AttachDrive, AttachNetwork, Boot, ByteSize, CloneServer, Cpu, CreateDrive, CreateNetwork,
    CreateServer, Delivery, DestroyDrive, DestroyServer, DetachAddress, DetachDrive, DriveId, DrivesFate,
    ErrorKind, PowerAction, RenameNetwork, ServerId, ServerState, UpdateDrive, UpdateServer,
};
use std::time::Duration;

fn web() -> CreateServer {
    CreateServer::new("web", Boot::image(DEBIAN)).needs(Cpu::Mhz(1000), ByteSize::mib(256))
}

/// The steps of a create, as the service sees them.
#[tokio::test(start_paused = true)]
async fn a_server_from_an_image() {
    let world = plain().await;
    let (cloud, sim) = (&world.cloud, world.sim.inner());
    world.mount.take_log();
    let request = web().drive_size(ByteSize::gib(4)).console_password("longer than eight");
    let id = cloud.create_server(&request).done().await.unwrap();
    let posts: Vec<_> = world.mount.take_log().into_iter().filter(|line| line.starts_with("POST")).collect();
    assert_eq!(posts, [format!("POST /drives/{DEBIAN}/clone"), "POST /servers/create".into()]);
    let server = cloud.server(&id).await.unwrap();
    assert_eq!((server.name.as_str(), &server.state), ("web", &ServerState::Running));
    let drive = cloud.drive(&server.drives[0]).await.unwrap();
    assert_eq!((drive.name.as_str(), drive.size), ("web", Some(ByteSize::gib(4))));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let console = cloud.console(&id).await.unwrap();
    assert_eq!((console.password.unwrap().expose(), console.tls), ("longer than eight", false));
    let small = web().drive_size(ByteSize::mib(1));
    let before = sim.requests();
    let error = cloud.create_server(&small).await.unwrap_err();
    assert_eq!((error.kind(), sim.requests() - before), (ErrorKind::InvalidRequest, 1), "one look: {error}");
}

/// Whatever the service does about `status stopped`, what is made is as it was asked for.
#[tokio::test(start_paused = true)]
async fn a_stopped_server_with_a_cd() {
    let world = plain().await;
    let id = world.cloud.create_server(&web().drive(CD).stopped()).done().await.unwrap();
    let server = world.cloud.server(&id).await.unwrap();
    assert_eq!((&server.state, server.drives.len()), (&ServerState::Stopped, 2));
    let drives = world.sim.inner().drives();
    let destroy = DestroyServer::new(id, DrivesFate::DestroyAll);
    world.cloud.destroy_server(&destroy).done().await.unwrap();
    assert_eq!(world.sim.inner().drives(), drives - 1, "the CD is the service's");
}

#[tokio::test(start_paused = true)]
async fn names_keep_their_stamps_at_the_service_and_lose_them_here() {
    let world = plain().await;
    let (cloud, client) = (&world.cloud, world.driver.client());
    let id = cloud.create_server(&web()).done().await.unwrap();
    let raw = client.server_info(&id).await.unwrap().name();
    assert!(raw.starts_with("web [anycloud ") && raw.ends_with("-server]"), "{raw}");
    cloud.update_server(&UpdateServer::new(id.clone()).name("db")).done().await.unwrap();
    let renamed = client.server_info(&id).await.unwrap();
    assert_eq!((renamed.title(), &renamed.name()[2..]), ("db".into(), &raw[3..]), "the stamp is kept");
    assert_eq!(cloud.find_server("db").await.unwrap().id, id);
    let drive = cloud.server(&id).await.unwrap().drives[0].clone();
    cloud.update_drive(&UpdateDrive::new(drive.clone()).name("disk")).done().await.unwrap();
    assert_eq!(cloud.find_drive("disk").await.unwrap().id, drive);
    assert!(client.drive_info(&drive).await.unwrap().name().ends_with("-drive]"));
    // A name that is somebody else's stays as it is, and so does one without a stamp.
    let other = ServerId::from(world.sim.inner().server_ids().remove(1));
    cloud.update_server(&UpdateServer::new(other.clone()).name("plain")).done().await.unwrap();
    assert_eq!(client.server_info(&other).await.unwrap().name(), "plain");
    let error = cloud.update_server(&UpdateServer::new(other).name(raw)).done().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    let destroy = DestroyServer::new(id, DrivesFate::DestroyAll).expect_name("db");
    cloud.destroy_server(&destroy).done().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn networks_are_stamped_too() {
    let world = plain().await;
    let (cloud, client) = (&world.cloud, world.driver.client());
    let id = cloud.create_network(&CreateNetwork::new("back")).done().await.unwrap();
    assert!(client.vlan_info(&id).await.unwrap().name().ends_with("-network]"));
    cloud.rename_network(&RenameNetwork::new(id.clone(), "front")).done().await.unwrap();
    assert_eq!(cloud.find_network("front").await.unwrap().id, id);
    assert!(client.vlan_info(&id).await.unwrap().name().ends_with("-network]"));
}

#[tokio::test(start_paused = true)]
async fn a_copied_server_has_its_own_drives_and_is_off() {
    let world = plain().await;
    let cloud = &world.cloud;
    let source = cloud.create_server(&web().drive(CD)).done().await.unwrap();
    cloud.set_power(source.clone(), PowerAction::PowerOff).done().await.unwrap();
    let drives = world.sim.inner().drives();
    let copy = cloud.clone_server(&CloneServer::new(source.clone(), "copy")).done().await.unwrap();
    let (a, b) = (cloud.server(&source).await.unwrap(), cloud.server(&copy).await.unwrap());
    assert_eq!(
        (b.name.as_str(), &b.state, b.cpu, b.memory),
        ("copy", &ServerState::Stopped, a.cpu, a.memory)
    );
    assert_ne!(a.drives[0], b.drives[0]);
    assert_eq!(a.drives[1], b.drives[1], "the CD is the same");
    assert_eq!(world.sim.inner().drives(), drives + 1);
    let missing = CloneServer::new("00000000-0000-4000-8000-00000000dead", "none");
    assert_eq!(cloud.clone_server(&missing).await.unwrap_err().kind(), ErrorKind::NotFound);
}

/// One interface for an address, one for a network.
#[tokio::test(start_paused = true)]
async fn two_interfaces_are_all() {
    let world = plain().await;
    let cloud = &world.cloud;
    let id = cloud.create_server(&web().stopped()).done().await.unwrap();
    let networks = cloud.networks().all().await.unwrap();
    let addresses = cloud.addresses().all().await.unwrap();
    cloud.attach_network(&AttachNetwork::new(networks[0].id.clone(), id.clone())).done().await.unwrap();
    let error =
        cloud.attach_network(&AttachNetwork::new(networks[1].id.clone(), id.clone())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
    cloud.attach_address(&AttachAddress::new(addresses[0].id.clone(), id.clone())).done().await.unwrap();
    let error =
        cloud.attach_address(&AttachAddress::new(addresses[1].id.clone(), id.clone())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
    let server = cloud.server(&id).await.unwrap();
    assert_eq!((server.networks.len(), server.addresses.len()), (1, 1));
    cloud.detach_address(&DetachAddress::new(addresses[0].id.clone(), id.clone())).done().await.unwrap();
    assert!(cloud.server(&id).await.unwrap().addresses.is_empty());
    let two = web().network(networks[0].id.clone()).network(networks[1].id.clone());
    assert_eq!(cloud.create_server(&two).await.unwrap_err().kind(), ErrorKind::InvalidRequest);
}

#[tokio::test(start_paused = true)]
async fn the_commands_of_this_provider_alone() {
    let world = plain().await;
    let (cloud, servers) = (&world.cloud, world.sim.inner().server_ids());
    let run = async |name: &str, arguments: &[&str]| {
        let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
        cloud.native_command(name, &arguments).await
    };
    assert_eq!(run("currencies", &[]).await.unwrap(), serde_json::json!(["EUR", "GBP", "USD"]));
    let profile = run("profile show", &[]).await.unwrap();
    assert_eq!((&profile["first_name"], &profile["secret_key"]), (&"Foo".into(), &"***".into()));
    let profile = run("profile set", &["first_name=Ann", "company=A=B"]).await.unwrap();
    assert_eq!((&profile["first_name"], &profile["company"]), (&"Ann".into(), &"A=B".into()));
    assert_eq!(run("profile set", &["Ann"]).await.unwrap_err().kind(), ErrorKind::InvalidRequest);
    let group = run("groups create", &["dbs", "all of them"]).await.unwrap();
    let group = group["id"].as_str().unwrap();
    assert_eq!(run("groups list", &[]).await.unwrap(), serde_json::json!([group]));
    assert_eq!(run("groups rename", &[group, "webs"]).await.unwrap()["name"], "webs");
    let members = run("groups add", &[group, &servers[0], &servers[1]]).await.unwrap();
    assert_eq!(members.as_array().unwrap().len(), 2);
    run("groups stop", &[group]).await.unwrap();
    run("groups start", &[group]).await.unwrap();
    run("groups remove", &[group, &servers[0]]).await.unwrap();
    assert_eq!(run("groups show", &[group]).await.unwrap()["description"], "all of them");
    run("groups destroy", &[group]).await.unwrap();
    run("servers stop-many", &[&servers[0], &servers[1]]).await.unwrap();
    run("servers start-many", &[&servers[0]]).await.unwrap();
    assert_eq!(
        run("servers destroy-many", &[&servers[0], &servers[1]]).await.unwrap_err().kind(),
        ErrorKind::Conflict
    );
    run("servers destroy-many", &[&servers[1]]).await.unwrap();
    assert_eq!(world.sim.inner().servers(), 2);
    let before = world.sim.inner().requests();
    let read_only = cloud.read_only();
    assert_eq!(read_only.native_command("groups list", &[]).await.unwrap(), serde_json::json!([]));
    let error = read_only.native_command("servers stop-many", &[servers[0].clone()]).await.unwrap_err();
    assert_eq!((error.kind(), world.sim.inner().requests()), (ErrorKind::Forbidden, before + 1));
    // Every command of the table is one that runs.
    for command in cloud.native_commands() {
        let arguments = vec!["00000000-0000-4000-8000-00000000dead".to_owned(); 2];
        let outcome = anycloud_core::Provider::command(&world.driver, command.name, &arguments).await;
        assert!(outcome.err().is_none_or(|e| e.kind() != ErrorKind::Unsupported), "{}", command.name);
    }
}

/// A UUID in upper case names the same thing: no comparison may take it for another.
#[tokio::test(start_paused = true)]
async fn ids_in_upper_case_are_the_same_ids() {
    let world = plain().await;
    let (cloud, sim) = (&world.cloud, world.sim.inner());
    let upper = |id: &str| id.to_ascii_uppercase();
    let server = cloud.create_server(&web().stopped()).done().await.unwrap();
    let data = cloud.create_drive(&CreateDrive::new("data").size(ByteSize::gib(1))).done().await.unwrap();
    let (big_server, big_data) = (upper(server.as_str()), upper(data.as_str()));
    cloud.attach_drive(&AttachDrive::new(data.clone(), server.clone())).done().await.unwrap();
    let sets = sim.succeeded("servers/SERVER/set");
    cloud.attach_drive(&AttachDrive::new(&*big_data, &*big_server)).done().await.unwrap();
    assert_eq!(sim.succeeded("servers/SERVER/set"), sets, "it was attached already");
    assert_eq!(cloud.drive(&DriveId::new(&*big_data)).await.unwrap().used_by[0].server, server);
    let other = cloud.create_server(&web().drive(&*big_data).stopped()).done().await.unwrap();
    let destroy = DestroyServer::new(&*big_server, DrivesFate::Destroy(vec![DriveId::new(&*big_data)]));
    let error = cloud.destroy_server(&destroy).await.unwrap_err();
    assert_eq!((error.kind(), error.resource()), (ErrorKind::Conflict, Some(&data.resource())), "{error}");
    cloud.detach_drive(&DetachDrive::new(&*big_data, &*upper(other.as_str()))).done().await.unwrap();
    // The service would destroy a drive that a stopped server has.
    let error = cloud.destroy_drive(&DestroyDrive::new(&*big_data)).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::NotSent));
    cloud.set_power(&*big_server, PowerAction::Start).done().await.unwrap();
    let gone = DestroyServer::new(&*big_server, DrivesFate::DestroyAll);
    let drives = sim.drives();
    cloud.destroy_server(&gone).done().await.unwrap();
    assert_eq!(sim.drives(), drives - 2);
}
