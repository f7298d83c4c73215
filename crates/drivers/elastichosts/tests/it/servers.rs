//! Servers: the native calls over TCP, images and locations, console passwords, services that answer otherwise.
use crate::common::{DEBIAN, Over, World, build, builder, on, plain, world};
use anycloud_core::{
    Boot, ByteSize, Cloud, CloudId, Cpu, CreateServer, DestroyServer, DrivesFate, ErrorKind, Gone,
    PowerAction, Secret, UpdateServer,
};
use anycloud_elastichosts::images::standard_images;
use anycloud_elastichosts::wire::{Media, NicModel, Smp, Status};
use anycloud_elastichosts::{Client, Config, Device, Dialect, ElasticHosts, Format, ServerConfig, Zone};
use anycloud_http::HttpConfig;
use anycloud_simulators::faults::Fault;
use std::sync::Arc;
use std::time::Duration;

fn config() -> ServerConfig {
    ServerConfig::new().name("web").cpu(1000).mem(ByteSize::mib(512)).smp(Smp::Count(2)).persistent(true)
}

#[tokio::test]
async fn every_native_call_of_servers_over_tcp() {
    for (dialect, format) in
        [(Dialect::Two, Format::Text), (Dialect::Two, Format::Json), (Dialect::One, Format::Text)]
    {
        let world = world(Over::Tcp, dialect, format).await;
        let client: &Client = world.cloud.native().unwrap();
        let cd = client.standard_drives_list().await.unwrap().pop().unwrap();
        let slot = Device::ide(1, 0).unwrap();
        let config = config()
            .drive(slot, &cd)
            .media(slot, Media::Cdrom)
            .boot(&[slot])
            .nic(0, NicModel::Rtl8139)
            .dhcp_auto(0)
            .vnc_auto()
            .vnc_password(&Secret::new("pw"))
            .vnc_tls(true)
            .tags(["a", "b"])
            .user("k", "v");
        let made = client.server_create_stopped(&config).await.unwrap();
        let id = made.id();
        assert_eq!((made.status(), made.persistent(), made.cpu()), (Status::Stopped, true, Some(1000)));
        assert_eq!((made.devices()[0].media, made.boot()), (Media::Cdrom, vec![slot]));
        assert_eq!((made.vnc().password.unwrap().expose(), made.vnc().tls), ("pw", true));
        client.server_start(&id).await.unwrap();
        assert_eq!(client.server_start(&id).await.unwrap_err().kind(), ErrorKind::Busy);
        let running = client.server_info(&id).await.unwrap();
        assert_eq!((running.status(), running.started().is_some()), (Status::Active, true));
        assert!(running.io(slot).read_bytes.is_some() && running.traffic().rx.is_some());
        client.server_reset(&id).await.unwrap();
        assert_ne!(client.server_info(&id).await.unwrap().started(), running.started());
        let set =
            client.server_set(&id, &ServerConfig::new().name("renamed").unset("vnc:password")).await.unwrap();
        assert_eq!((&*set.name(), set.vnc().password), ("renamed", None));
        assert_eq!(
            client.server_set(&id, &ServerConfig::new().mem(ByteSize::gib(1))).await.unwrap_err().kind(),
            ErrorKind::Busy
        );
        client.server_stop(&id).await.unwrap();
        assert_eq!(client.server_info(&id).await.unwrap().status(), Status::Stopped);
        client.server_start(&id).await.unwrap();
        client.server_shutdown(&id).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(client.server_info(&id).await.unwrap().status(), Status::Stopped);
        let second = client.server_create(&config).await.unwrap();
        assert_eq!(second.status(), Status::Active);
        assert_eq!(client.servers_list().await.unwrap().len(), client.servers_info().await.unwrap().len());
        for id in [id, second.id()] {
            client.server_destroy(&id).await.unwrap();
            assert_eq!(client.server_info(&id).await.unwrap_err().kind(), ErrorKind::NotFound);
        }
    }
}

/// The document and the later service differ in what they answer; all of it is understood.
#[tokio::test(start_paused = true)]
async fn services_that_answer_otherwise() {
    let builder = builder().answers_with_info(true).sizes_in_list(true).password_key(true);
    for format in [Format::Text, Format::Json] {
        let world = build(builder.clone(), Over::Process, Dialect::Two, format).await;
        let web = CreateServer::new("web", Boot::image(DEBIAN)).needs(Cpu::Mhz(1000), ByteSize::mib(256));
        let id = world.cloud.create_server(&web.console_password("pw")).done().await.unwrap();
        let entry =
            world.driver.client().servers_list().await.unwrap().into_iter().find(|e| e.id == id).unwrap();
        assert_eq!((entry.cpu, entry.mem), (Some(1000), Some(ByteSize::mib(256))));
        world.cloud.set_power(id.clone(), PowerAction::PowerOff).done().await.unwrap();
        world.cloud.set_power(id.clone(), PowerAction::Start).done().await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(world.cloud.console(&id).await.unwrap().password.unwrap().expose(), "pw");
        world.cloud.destroy_server(&DestroyServer::new(id, DrivesFate::DestroyAll)).done().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_console_is_switched_on_and_off() {
    for dialect in [Dialect::One, Dialect::Two] {
        let world = world(Over::Process, dialect, Format::Text).await;
        let cloud = &world.cloud;
        let web = CreateServer::new("web", Boot::image(DEBIAN)).needs(Cpu::Mhz(1000), ByteSize::mib(256));
        let id = cloud.create_server(&web).done().await.unwrap();
        assert_eq!(cloud.console(&id).await.unwrap_err().kind(), ErrorKind::Conflict, "it has no password");
        let password = |text: &str| UpdateServer::new(id.clone()).console_password(text);
        let error = cloud.update_server(&password("s3cr3t")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "its address is asked for at a start");
        cloud.set_power(id.clone(), PowerAction::PowerOff).done().await.unwrap();
        cloud.update_server(&password("s3cr3t")).done().await.unwrap();
        cloud.set_power(id.clone(), PowerAction::Start).done().await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(cloud.console(&id).await.unwrap().password.unwrap().expose(), "s3cr3t");
        cloud.update_server(&password("other")).done().await.unwrap();
        assert_eq!(cloud.console(&id).await.unwrap().password.unwrap().expose(), "other");
        cloud.update_server(&password("")).done().await.unwrap();
        assert_eq!(cloud.console(&id).await.unwrap_err().kind(), ErrorKind::Conflict);
    }
}

/// The same account as a zone that the simulator plays.
fn zoned(world: &World, zone: &str) -> Cloud {
    let account = world.sim.inner();
    let config = Config::new(account.user(), Secret::new(account.secret()))
        .zone(zone)
        .endpoint("http://127.0.0.1:9".parse().unwrap())
        .http(HttpConfig::default().transport(Arc::new(world.mount.clone())));
    Cloud::new(ElasticHosts::new(CloudId::new("z"), config).unwrap())
}

#[tokio::test(start_paused = true)]
async fn images_are_listed_or_known() {
    let world = plain().await;
    let listed = world.cloud.images().all().await.unwrap();
    assert_eq!(world.mount.take_log(), ["GET /drives/info/standard"]);
    let debian = listed.iter().find(|image| image.id.as_str() == DEBIAN).unwrap();
    assert_eq!(debian.size, Some(ByteSize::gib(1)));
    assert!(!listed.iter().any(|image| image.name.contains("Install CD")), "a CD is no image");

    let known = zoned(&world, "uk-1").images().all().await.unwrap();
    assert_eq!(world.mount.take_log(), Vec::<String>::new(), "that one does not list them");
    let zone = Zone::find("uk-1");
    let names: Vec<&str> = standard_images(zone).map(|image| image.name).collect();
    assert_eq!(known.iter().map(|image| &*image.name).collect::<Vec<_>>(), names);

    for code in ["missing", "usage"] {
        world.faults([on("GET /drives/info/standard", Fault::Refused { code: code.into() })]);
        let built_in = world.cloud.images().all().await.unwrap();
        assert_eq!(built_in.len(), 8, "the document's");
    }
    world.faults([on("GET /drives/info/standard", Fault::Refused { code: "auth".into() })]);
    assert_eq!(world.cloud.images().all().await.unwrap_err().kind(), ErrorKind::Unauthenticated);
}

#[tokio::test(start_paused = true)]
async fn an_image_that_is_not_listed_is_still_unzipped() {
    let world = plain().await;
    world.faults([on(&format!("GET /drives/{DEBIAN}/info"), Fault::Refused { code: "missing".into() })]);
    let web = CreateServer::new("web", Boot::image(DEBIAN)).needs(Cpu::Mhz(1000), ByteSize::mib(256));
    let id = world.cloud.create_server(&web.drive_size(ByteSize::gib(5))).done().await.unwrap();
    let drive = world.cloud.server(&id).await.unwrap().drives.remove(0);
    assert_eq!(world.cloud.drive(&drive).await.unwrap().size, Some(ByteSize::gib(5)));
    assert_eq!(world.sim.inner().calls("drives/DRIVE/image/SOURCE/gunzip"), 1);
    // A drive of the account serves as an image too, and is not unzipped.
    world.cloud.set_power(id, PowerAction::PowerOff).done().await.unwrap();
    let mine =
        CreateServer::new("copy", Boot::image(drive.as_str())).needs(Cpu::Mhz(1000), ByteSize::mib(256));
    world.cloud.create_server(&mine).done().await.unwrap();
    assert_eq!(world.sim.inner().calls("drives/DRIVE/image/SOURCE"), 1);
}

#[tokio::test(start_paused = true)]
async fn the_location_is_the_zone() {
    let world = plain().await;
    let only = |cloud: Cloud| async move { cloud.locations().all().await.unwrap().remove(0) };
    let manchester = only(zoned(&world, "uk-1")).await;
    assert_eq!((&*manchester.name, manchester.region.as_deref()), ("Manchester", Some("GB-MAN")));
    assert_eq!(only(world.cloud.clone()).await.id.as_str(), "127.0.0.1");
    assert!(world.mount.take_log().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_boot_drive_of_the_users_is_never_undone() {
    let world = plain().await;
    let (cloud, sim) = (&world.cloud, world.sim.inner());
    let drive = anycloud_core::CreateDrive::new("mine").size(ByteSize::gib(1));
    let drive = cloud.create_drive(&drive).done().await.unwrap();
    let drives = sim.drives();
    world.faults([on("POST /servers/create", Fault::Refused { code: "billing".into() })]);
    let web = CreateServer::new("web", Boot::drive(drive.clone())).needs(Cpu::Mhz(500), ByteSize::mib(256));
    assert_eq!(cloud.create_server(&web).await.unwrap_err().kind(), ErrorKind::InsufficientFunds);
    assert_eq!(sim.drives(), drives);
    let id = cloud.create_server(&web).done().await.unwrap();
    world.faults([on("POST /servers/*/destroy", Fault::DropAfter)]);
    let keep = DestroyServer::new(id, DrivesFate::Keep);
    assert_eq!(
        cloud.destroy_server(&keep).done().await.unwrap(),
        Gone::Destroyed,
        "by the attempt that was lost"
    );
    assert_eq!(sim.drives(), drives);
    world.faults([on("POST /drives/*/destroy", Fault::DropAfter)]);
    let gone = cloud.destroy_drive(&anycloud_core::DestroyDrive::new(drive)).done().await.unwrap();
    assert_eq!(gone, Gone::Destroyed);
}

/// An old service tells of a standard drive no more than of any other; that it is gzipped is known.
#[tokio::test(start_paused = true)]
async fn a_known_image_is_unzipped_whatever_the_service_says_of_it() {
    let world = plain().await;
    let bare = format!("drive {DEBIAN}\nname Debian\nsize 184549376\n");
    let bare = Fault::Status { code: 200, body: bare, headers: Default::default(), retry_after: None };
    world.faults([on(&format!("GET /drives/{DEBIAN}/info"), bare)]);
    let web = CreateServer::new("web", Boot::image(DEBIAN)).needs(Cpu::Mhz(1000), ByteSize::mib(256));
    let id = world.cloud.create_server(&web).done().await.unwrap();
    let drive = world.cloud.server(&id).await.unwrap().drives.remove(0);
    assert_eq!(world.cloud.drive(&drive).await.unwrap().size, Some(ByteSize::gib(1)));
    assert_eq!(world.sim.inner().calls("drives/DRIVE/image/SOURCE/gunzip"), 1);
}
