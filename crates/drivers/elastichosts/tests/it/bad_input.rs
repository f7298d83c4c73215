//! Input that is wrong has an error with a name, and nothing is sent for it.
use crate::common::{DEBIAN, Over, World, build, on, plain};
use anycloud_core::{
    AttachDrive, Boot, ByteSize, CloneDrive, Cloud, Cpu, CreateDrive, CreateNetwork, CreateServer, Delivery,
    DestroyServer, DrivesFate, Error, ErrorKind, ServerQuery, UpdateDrive, UpdateServer,
};
use anycloud_elastichosts::{Dialect, Format};
use anycloud_simulators::elastichosts::ElasticHosts as Simulated;
use anycloud_simulators::faults::Fault;

const D: &str = "6aa953cc-3395-4e8d-938e-65c74fd20334";
const E: &str = "980cf63c-f21e-4382-997b-6541d5809629";

fn web() -> CreateServer {
    CreateServer::new("web", Boot::image(DEBIAN)).needs(Cpu::Mhz(1000), ByteSize::mib(256))
}

async fn refused(world: &World, request: CreateServer) -> Error {
    world.mount.take_log();
    let error = world.cloud.create_server(&request).await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::NotSent, "{error}");
    assert_eq!(world.mount.take_log(), Vec::<String>::new(), "{error}");
    assert!(world.cloud.operations().await.unwrap().is_empty(), "nothing is journaled: {error}");
    error
}

#[tokio::test(start_paused = true)]
async fn servers() {
    let world = plain().await;
    let needs =
        |mhz, mib| CreateServer::new("web", Boot::image(DEBIAN)).needs(Cpu::Mhz(mhz), ByteSize::mib(mib));
    let unsized_ = CreateServer::new("web", Boot::image(DEBIAN));
    for (what, request, kind) in [
        (
            "a name with a newline",
            CreateServer::new("web\ncpu 1", Boot::image(DEBIAN)),
            ErrorKind::InvalidRequest,
        ),
        ("no name", CreateServer::new("", Boot::image(DEBIAN)), ErrorKind::InvalidRequest),
        (
            "backslash n",
            CreateServer::new("a\\nb", Boot::image(DEBIAN)).needs(Cpu::Mhz(500), ByteSize::mib(256)),
            ErrorKind::InvalidRequest,
        ),
        ("no sizing", unsized_.clone(), ErrorKind::InvalidRequest),
        ("cores", unsized_.clone().needs(Cpu::cores(1), ByteSize::mib(256)), ErrorKind::Unsupported),
        ("a named size", unsized_.size("small"), ErrorKind::Unsupported),
        ("little cpu", needs(499, 256), ErrorKind::InvalidRequest),
        ("much cpu", needs(20_001, 256), ErrorKind::InvalidRequest),
        ("little memory", needs(500, 255), ErrorKind::InvalidRequest),
        ("much memory", needs(500, 32_769), ErrorKind::InvalidRequest),
        (
            "half a MiB",
            CreateServer::new("web", Boot::image(DEBIAN)).needs(Cpu::Mhz(500), ByteSize((256 << 20) + 1)),
            ErrorKind::InvalidRequest,
        ),
        (
            "a malformed image",
            CreateServer::new("web", Boot::image("debian")).needs(Cpu::Mhz(500), ByteSize::mib(256)),
            ErrorKind::InvalidRequest,
        ),
        (
            "a malformed boot drive",
            CreateServer::new("web", Boot::drive("..")).needs(Cpu::Mhz(500), ByteSize::mib(256)),
            ErrorKind::InvalidRequest,
        ),
        ("a malformed drive", web().drive("x/../y"), ErrorKind::InvalidRequest),
        ("a drive twice", web().drive(D).drive(D), ErrorKind::InvalidRequest),
        ("a drive in two spellings", web().drive(D).drive(D.to_ascii_uppercase()), ErrorKind::InvalidRequest),
        (
            "a boot drive in two spellings",
            CreateServer::new("web", Boot::drive(D))
                .needs(Cpu::Mhz(500), ByteSize::mib(256))
                .drive(D.to_ascii_uppercase()),
            ErrorKind::InvalidRequest,
        ),
        (
            "a network in two spellings",
            web().network(D).network(D.to_ascii_uppercase()),
            ErrorKind::InvalidRequest,
        ),
        ("a malformed network", web().network("lan"), ErrorKind::InvalidRequest),
        ("a network twice", web().network(D).network(D), ErrorKind::InvalidRequest),
        ("a malformed address", web().address("1.2.3"), ErrorKind::InvalidRequest),
        ("a tag with a space", web().tag("two words", ""), ErrorKind::InvalidRequest),
        ("the driver's own tag", web().tag("anycloud:run", "x"), ErrorKind::InvalidRequest),
        ("a tag with a newline", web().tag("a", "b\nname x"), ErrorKind::InvalidRequest),
        ("a long console password", web().console_password("ninechars"), ErrorKind::InvalidRequest),
        ("an empty console password", web().console_password(""), ErrorKind::InvalidRequest),
        ("a tiny boot drive", web().drive_size(ByteSize(1)), ErrorKind::InvalidRequest),
        ("a huge boot drive", web().drive_size(ByteSize::gib(2049)), ErrorKind::InvalidRequest),
        (
            "a size for a drive that has one",
            CreateServer::new("web", Boot::drive(D))
                .needs(Cpu::Mhz(500), ByteSize::mib(256))
                .drive_size(ByteSize::gib(1)),
            ErrorKind::InvalidRequest,
        ),
    ] {
        let error = refused(&world, request).await;
        assert_eq!(error.kind(), kind, "{what}: {error}");
        assert!(!format!("{error} {error:?}").contains("ninechars"));
    }
    let many =
        (0..20).fold(web(), |request, n| request.drive(format!("6aa953cc-3395-4e8d-938e-65c74fd203{n:02}")));
    refused(&world, many).await;
}

#[tokio::test(start_paused = true)]
async fn images_that_are_not_there_are_looked_for_and_not_journaled() {
    let world = plain().await;
    let request =
        |image: &str| CreateServer::new("web", Boot::image(image)).needs(Cpu::Mhz(500), ByteSize::mib(256));
    let error = world.cloud.create_server(&request(D)).await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::NotFound, None));
    for size in [ByteSize::mib(1), ByteSize::mib(512)] {
        let small = request(E).drive_size(size);
        let error = world.cloud.create_server(&small).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::NotSent));
        assert!(error.message().contains(&format!("needs {}", ByteSize::gib(1))), "{error}");
        assert!(world.cloud.operations().await.unwrap().is_empty());
    }
    assert_eq!(world.sim.inner().calls("POST *"), 0);
}

#[tokio::test(start_paused = true)]
async fn ids_and_the_rest() {
    let world = plain().await;
    let cloud = &world.cloud;
    let nothing_sent = |error: Error, kind: ErrorKind| {
        assert_eq!((error.kind(), error.delivery()), (kind, Delivery::NotSent), "{error}");
        assert_eq!(world.mount.take_log(), Vec::<String>::new(), "{error}");
    };
    let invalid = ErrorKind::InvalidRequest;
    nothing_sent(cloud.server(&"web".into()).await.unwrap_err(), invalid);
    nothing_sent(cloud.drive(&"../servers".into()).await.unwrap_err(), invalid);
    nothing_sent(cloud.read_drive(&"x".into(), 0, 1).await.unwrap_err(), invalid);
    nothing_sent(cloud.write_drive(&"x".into(), 0, "x".into()).await.unwrap_err(), invalid);
    nothing_sent(cloud.create_drive(&CreateDrive::new("data")).await.unwrap_err(), invalid);
    nothing_sent(cloud.create_drive(&CreateDrive::new("data").size(ByteSize(1))).await.unwrap_err(), invalid);
    nothing_sent(
        cloud.create_drive(&CreateDrive::new("data\n").size(ByteSize::gib(1))).await.unwrap_err(),
        invalid,
    );
    nothing_sent(cloud.clone_drive(&CloneDrive::new("x", "copy")).await.unwrap_err(), invalid);
    nothing_sent(cloud.update_drive(&UpdateDrive::new("x").name("y")).await.unwrap_err(), invalid);
    nothing_sent(cloud.update_server(&UpdateServer::new("x").name("y")).await.unwrap_err(), invalid);
    nothing_sent(
        cloud.update_server(&UpdateServer::new(D).console_password("ninechars")).await.unwrap_err(),
        invalid,
    );
    nothing_sent(cloud.attach_drive(&AttachDrive::new(D, E).device("ide:0:7")).await.unwrap_err(), invalid);
    nothing_sent(cloud.create_network(&CreateNetwork::new("a\\nb")).await.unwrap_err(), invalid);
    nothing_sent(cloud.sizes().all().await.unwrap_err(), ErrorKind::Unsupported);
    nothing_sent(cloud.balance().await.unwrap_err(), ErrorKind::Unsupported);
    for fate in [DrivesFate::DestroyAll, DrivesFate::Destroy(vec!["x".into()])] {
        nothing_sent(cloud.destroy_server(&DestroyServer::new("x", fate)).await.unwrap_err(), invalid);
    }
}

#[tokio::test(start_paused = true)]
async fn replies_that_are_none() {
    let large = format!("server {D}\nuser:note {}\n", "x".repeat(3 << 20));
    let answer =
        |body: String| Fault::Status { code: 200, body, headers: Default::default(), retry_after: None };
    for (what, fault) in [
        ("a web page", Fault::Html),
        ("a page without its type", answer("<html>hunter2</html>".into())),
        ("not UTF-8", Fault::Garbage),
        ("a record of 3 MiB", answer(large)),
        ("cut off", Fault::Truncate { bytes: 3 }),
        ("a server without an id", answer("name hunter2\n".into())),
    ] {
        let world = plain().await;
        world.faults([on("GET /servers/info", fault).always()]);
        let error = world.cloud.servers(&ServerQuery::new()).all().await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Decode | ErrorKind::Transport), "{what}: {error:?}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
        assert_eq!(error.call(), Some("servers info"));
    }
}

#[tokio::test(start_paused = true)]
async fn what_looks_bad_and_is_not() {
    let world = build(Simulated::builder(), Over::Process, Dialect::Two, Format::Text).await;
    let cloud: &Cloud = &world.cloud;
    assert!(cloud.servers(&ServerQuery::new()).all().await.unwrap().is_empty());
    assert!(cloud.drives().all().await.unwrap().is_empty());
    assert!(cloud.networks().all().await.unwrap().is_empty());
    let bare = anycloud_elastichosts::ServerConfig::new()
        .name("bare")
        .cpu(500)
        .mem(ByteSize::mib(256))
        .persistent(true);
    let id = world.driver.client().server_create_stopped(&bare).await.unwrap().id();
    assert!(cloud.server(&id).await.unwrap().drives.is_empty(), "a server without drives is a server");
    cloud.destroy_server(&DestroyServer::new(id, DrivesFate::DestroyAll)).done().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn wrong_credentials() {
    let world = plain().await;
    world.faults([on("*", Fault::Refused { code: "auth".into() }).always()]);
    assert_eq!(world.cloud.verify().await.unwrap_err().kind(), ErrorKind::Unauthenticated);
}

/// A list costs one request, or two if another kind of thing knows a part of it, whatever is in it.
#[tokio::test(start_paused = true)]
async fn lists_cost_one_request_or_two() {
    let world = build(Simulated::builder().filled(50), Over::Process, Dialect::Two, Format::Text).await;
    assert_eq!(world.cloud.servers(&ServerQuery::new()).all().await.unwrap().len(), 50);
    assert_eq!(world.mount.take_log(), ["GET /servers/info"]);
    assert_eq!(world.cloud.drives().all().await.unwrap().len(), 50);
    assert_eq!(world.mount.take_log(), ["GET /servers/info", "GET /drives/info"]);
}

/// While nothing was handed out a list is asked for again; after that its end is the error, and never a short list.
#[tokio::test]
async fn a_long_list_that_is_cut_off_is_no_short_list() {
    let world = build(Simulated::builder().filled(5000), Over::Tcp, Dialect::Two, Format::Text).await;
    let asked = || world.sim.inner().calls("GET servers/info");
    world.faults([on("GET /servers/info", Fault::Truncate { bytes: 2 << 20 })]);
    let mut servers = world.cloud.servers(&ServerQuery::new());
    let mut seen = 0;
    let error = loop {
        match servers.next().await {
            Ok(server) => seen += server.map(|_| 1).expect("the list goes on"),
            Err(e) => break e,
        }
    };
    assert_eq!((error.kind(), error.call()), (ErrorKind::Transport, Some("servers info")));
    assert!((1000..5000).contains(&seen), "{seen}");
    assert!(servers.next().await.unwrap().is_none(), "an error is the end");
    assert_eq!(asked(), 1);

    world.faults([on("GET /servers/info", Fault::Truncate { bytes: 1 << 19 })]);
    assert_eq!(world.cloud.servers(&ServerQuery::new()).all().await.unwrap().len(), 5000);
    assert_eq!(asked(), 3, "asked for again");
}
