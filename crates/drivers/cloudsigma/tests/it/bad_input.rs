//! What is wrong is named: in requests before anything is sent, in replies without quoting them.
use crate::common::{DEBIAN, World, on, plain};
use anycloud_cloudsigma::{Device, DriveConfig, Order, Readers, Refusal, ServerConfig, Term};
use anycloud_core::{
    Boot, ByteSize, CloneDrive, CloneServer, Cpu, CreateAddress, CreateDrive, CreateServer, Delivery,
    DestroyAddress, DriveId, Error, ErrorKind, NetworkId, ServerId, TransactionQuery,
};
use anycloud_simulators::faults::Fault;

const STAMPED: &str = "web [anycloud 0123456789abcdef0123456789abcdef-server]";

fn web(name: &str) -> CreateServer {
    CreateServer::new(name, Boot::image(DEBIAN)).needs(Cpu::Mhz(1000), ByteSize::mib(256))
}

fn answer(code: u16, body: &str) -> Fault {
    Fault::Status { code, body: body.into(), headers: Default::default(), retry_after: None }
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_is_not_sent() {
    let world = plain().await;
    let (cloud, before) = (&world.cloud, world.sim.inner().requests());
    let long = "x".repeat(201);
    let refused = |error: Option<Error>| {
        let error = error.unwrap();
        assert_eq!(
            (error.kind(), error.delivery()),
            (ErrorKind::InvalidRequest, Delivery::NotSent),
            "{error}"
        );
    };
    for name in [STAMPED, &long, "a\nb"] {
        refused(cloud.create_server(&web(name)).await.err());
        refused(cloud.create_drive(&CreateDrive::new(name).size(ByteSize::gib(1))).await.err());
        refused(cloud.clone_drive(&CloneDrive::new(DEBIAN, name)).await.err());
        refused(cloud.clone_server(&CloneServer::new(DEBIAN, name)).await.err());
        refused(cloud.create_address(&CreateAddress::new(name)).await.err());
    }
    refused(cloud.create_server(&web("a").address("not an address")).await.err());
    refused(cloud.create_server(&web("a").network("short")).await.err());
    refused(cloud.create_server(&web("a").drive("short")).await.err());
    refused(cloud.create_server(&web("a").drive(DEBIAN).drive(DEBIAN)).await.err());
    refused(cloud.create_server(&web("a").console_password("")).await.err());
    refused(cloud.create_server(&web("a").drive_size(ByteSize::kib(1))).await.err());
    refused(cloud.create_server(&web("a").needs(Cpu::Mhz(1000), ByteSize(300_000_001))).await.err());
    refused(cloud.create_drive(&CreateDrive::new("a")).await.err());
    refused(cloud.destroy_address(&DestroyAddress::new("91.203.100.999")).await.err());
    // A UUID that lacks a digit, as the manual's sample has one.
    let ids = [ServerId::new(DEBIAN), ServerId::new("e4d50a5c-b516-4993-8d73-c36e7782fbb")];
    refused(world.driver.client().servers_destroy(&ids).await.err());
    refused(world.driver.client().drive_clone(&DriveId::new("../list"), &DriveConfig::new()).await.err());
    // Ids in keys, natively.
    let (client, id) = (world.driver.client(), ServerId::new(DEBIAN));
    for config in [
        ServerConfig::new().drive(Device::BOOT, &DriveId::new("short")),
        ServerConfig::new().vlan(1, &NetworkId::new("../list")),
        ServerConfig::new().parent("e4d50a5c-b516-4993-8d73-c36e7782fbb"),
    ] {
        refused(client.server_create(&config).await.err());
        refused(client.server_set(&id, &config).await.err());
    }
    let readers = DriveConfig::new().readers(&Readers::Users(vec![DEBIAN.into(), "all".into()]));
    refused(client.drive_create(&readers).await.err());
    refused(client.drive_clone(&DriveId::new(DEBIAN), &readers).await.err());
    assert_eq!(world.sim.inner().requests(), before);
}

/// One reply of the service, as it may not be.
async fn told<T>(
    world: &World,
    on_path: &str,
    fault: Fault,
    ask: impl AsyncFnOnce() -> anycloud_core::Result<T>,
) -> Error {
    world.faults([on(on_path, fault)]);
    let error = ask().await.err().unwrap();
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    error
}

#[tokio::test(start_paused = true)]
async fn replies_that_do_not_read_are_said_to_be_so() {
    let world = plain().await;
    let cloud = &world.cloud;
    let balance = async || cloud.balance().await;
    for (body, word) in [
        ("balance 1\ncurrency EURO\n", "EURO"),
        ("balance 1\ncurrency E1\n", "E1"),
        ("balance lots\ncurrency EUR\n", "lots"),
        ("balance 1\n", "currency"),
        ("currency EUR\n", "balance"),
    ] {
        let error = told(&world, "GET /balance/info", answer(200, body), balance).await;
        assert!(error.kind() == ErrorKind::Decode && error.to_string().contains(word), "{body}: {error}");
    }
    world.faults([on("GET /balance/info", answer(200, "balance 0.12345678901234567890\ncurrency EUR\n"))]);
    assert_eq!(cloud.balance().await.unwrap().available.to_string(), "0.12345678901234567890 EUR");
    let history = async || cloud.transactions(&TransactionQuery::new()).all().await;
    let body = "date 2010-02-24 11:04:18\ndescription a\ntotal -1\n\ndate 2010-02-24 11:04:18\ndescription hunter2\n";
    let error = told(&world, "GET /transactions/list", answer(200, body), history).await;
    assert!(error.kind() == ErrorKind::Decode && error.to_string().contains("total"), "{error}");
    assert!(error.to_string().contains("entry 2"), "{error}");
    let body = "date 2010-02-24 11:04:18\ndescription \ntotal -1\n\ndate 2010-02-24 11:04:18\ntotal -2\n";
    world.faults([on("GET /transactions/list", answer(200, body))]);
    let all = history().await.unwrap();
    assert!(all.len() == 2 && all.iter().all(|one| one.description.is_empty()), "{all:?}");
    world.faults([on("GET /usage/info", answer(200, "cpu 1000\nnotice none\n"))]);
    assert_eq!(cloud.usage().all().await.unwrap().len(), 1);
    let prices = async || cloud.prices().all().await;
    world.faults([on("GET /pricing/info", answer(200, "ip 2.00\nnotice none\n"))]);
    assert_eq!(prices().await.unwrap().len(), 1);
    let error = told(&world, "GET /pricing/info", answer(200, "ip cheap\n"), prices).await;
    assert!(error.kind() == ErrorKind::Decode && error.to_string().contains("ip"), "{error}");
    let subscriptions = async || cloud.subscriptions().all().await;
    let body = "type cpu\nquantity 2000\nmonths -1\n";
    let error = told(&world, "GET /subscriptions/list", answer(200, body), subscriptions).await;
    assert!(error.to_string().contains("months"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn refusals_that_are_odd_are_refusals() {
    let world = plain().await;
    let (cloud, id) = (&world.cloud, ServerId::from(world.sim.inner().server_ids().remove(1)));
    let look = async || cloud.server(&id).await;
    let error = told(&world, "GET /servers/*/info", answer(400, "hunter2 is wrong\n"), look).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::InvalidRequest, Some(400)));
    assert!(
        Refusal::of(&error).unwrap().fields().is_empty() && error.to_string().contains("does not say why")
    );
    let page = "<!DOCTYPE html><html>hunter2</html>";
    for code in [200, 400, 404, 500, 503] {
        let error = told(&world, "GET /servers/*/info", answer(code, page), look).await;
        assert_eq!(error.kind(), ErrorKind::Decode, "{code}: {error}");
        assert!(error.to_string().contains("web page"), "{error}");
    }
    let error = told(&world, "GET /servers/*/info", Fault::Html, look).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    let body = "vnc:password hunter2\nerrors:vnc:password hunter2 is too short\nerrors:name * too long\n";
    let error = told(&world, "GET /servers/*/info", answer(400, body), look).await;
    assert!(
        error.to_string().contains("name: too long") && error.to_string().contains("vnc:password: ***"),
        "{error}"
    );
}

/// What a create of a server is answered with, natively: want of funds if the request is repeated, else nobody knows.
#[tokio::test(start_paused = true)]
async fn a_server_that_no_answer_names() {
    let world = plain().await;
    let config = ServerConfig::new().name("x").cpu(1000).mem(ByteSize::gib(1));
    let create = async || world.driver.client().server_create(&config).await;
    for (body, kind, delivery) in [
        ("name x\ncpu 1000\n", ErrorKind::InsufficientFunds, Delivery::Refused),
        ("cpu 1000\nvnc:password hunter2\n", ErrorKind::Decode, Delivery::Unknown),
        ("", ErrorKind::Decode, Delivery::Unknown),
        ("server a\n\nserver b\n", ErrorKind::Decode, Delivery::Unknown),
    ] {
        let error = told(&world, "POST /servers/create", answer(200, body), create).await;
        assert_eq!((error.kind(), error.delivery()), (kind, delivery), "{body:?}: {error}");
    }
}

/// What the native client is answered with when it buys: all of the order, or nobody knows.
#[tokio::test(start_paused = true)]
async fn a_purchase_that_the_answer_does_not_confirm() {
    let world = plain().await;
    let client = world.driver.client();
    let (order, term) = (Order::new().cpu(2000).mem(2000), Term::new(1));
    let buy = async || client.resources_subscribe(&order, &term).await;
    for body in
        ["", "cpu 2000\n", "cpu 2000\nmem 0\n", "cpu 2000\nmem 2000\ndisk 1\n", "cpu 2000\nmem lots\n"]
    {
        let error = told(&world, "POST /subscriptions/resources/create", answer(200, body), buy).await;
        assert_eq!(
            (error.kind(), error.delivery()),
            (ErrorKind::Decode, Delivery::Unknown),
            "{body:?}: {error}"
        );
    }
    world.faults([on("POST /subscriptions/resources/create", answer(200, "cpu 2000\nmem 2000\ndisk 0\n"))]);
    assert_eq!(buy().await.unwrap().len(), 2);
}
