//! The facets, answered from `fixtures/ec2`: what moto said, without moto.
//!
//! To record it anew: `ANYCLOUD_MOTO=$(.ci/moto) cargo test -p anycloud-ec2 --test it record -- --ignored`.

use crate::server::{Moto, stamp};
use anycloud_core::{
    AttachDrive, Boot, ByteSize, Cloud, CloudId, CreateAddress, CreateDrive, CreateFirewall, CreateServer,
    CreateSnapshot, Delivery, DestroyDrive, DestroyServer, DetachDrive, DrivesFate, ErrorKind, FirewallRule,
    ImportKeyPair, PageToken, PowerAction, ServerQuery, ServerState, UpdateServer,
};
use anycloud_ec2::{Client, Config, Credentials, Ec2, ImageQuery, Query, RunInstances};
use anycloud_http::{HttpConfig, ReqwestTransport, Transport};
use anycloud_testkit::cassette::{Cassette, Recorder};
use std::sync::Arc;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../fixtures/ec2/life.cassette");
const OTHERWISE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../../fixtures/ec2/otherwise_than_moto.cassette");
const PUBLIC: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHnnNXRjK8Gs3BuMaDB8XSuMSI4/29NtIesoZS0Gntvd test";

fn cloud(url: &str, transport: Arc<dyn Transport>) -> Cloud {
    let config = Config::new(Credentials::new("AKIDEXAMPLE", "made-up"))
        .region("us-east-1")
        .endpoint(url.parse().unwrap())
        .http(HttpConfig::default().transport(transport));
    Cloud::new(Ec2::new(CloudId::new("tape"), config).unwrap())
}

#[tokio::test(start_paused = true)]
async fn life() {
    let tape = Cassette::load(FILE).unwrap().replay();
    of_three(&cloud("http://127.0.0.1/", Arc::new(tape.clone()))).await;
    tape.finish().unwrap();
}

/// By the manual, and not by moto: a token acts once, a volume is attached once, pages have a size, a page token can be bad.
#[tokio::test(start_paused = true)]
async fn what_moto_does_otherwise() {
    let tape = Cassette::load(OTHERWISE).unwrap().replay();
    let cloud = cloud("http://127.0.0.1/", Arc::new(tape.clone()));
    let client = cloud.native::<Client>().unwrap();
    let one = RunInstances::new("ami-1234567890abcdef0").instance_type("t3.micro");
    for _ in 0..2 {
        let made = client.run_instances(&one, &stamp("server")).await.unwrap();
        assert_eq!(made.instances()[0].id(), "i-1234567890abcdef0", "the same one");
    }
    let other = one.instance_type("t3.large");
    let error = client.run_instances(&other, &stamp("server")).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Conflict, Some("IdempotentParameterMismatch")));

    let (volume, first, second) = ("vol-1234567890abcdef0", "i-1234567890abcdef0", "i-0598c7d356eba48d7");
    client.attach_volume(volume, first, "/dev/sdf").await.unwrap();
    let error = client.attach_volume(volume, second, "/dev/sdf").await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, Delivery::Refused));
    assert!(error.to_string().contains("is already attached to an instance"), "{error}");

    let images = client.describe_images(&ImageQuery::owners(["self"]).page_size(2)).all().await.unwrap();
    let ids: Vec<_> = images.iter().map(|image| image.id()).collect();
    assert_eq!(ids, ["ami-0000000000000000a", "ami-0000000000000000b", "ami-0000000000000000c"]);
    let nowhere = Query::all().page_size(5).from(PageToken::new("nobody's"));
    let error = client.describe_instances(&nowhere).all().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::InvalidRequest, Some("InvalidPaginationToken")));
    tape.finish().unwrap();
}

#[tokio::test]
#[ignore = "writes fixtures; needs moto_server, named by ANYCLOUD_MOTO"]
async fn record() {
    let moto = Moto::open().await;
    let inner = Arc::new(ReqwestTransport::new(&HttpConfig::default()).unwrap());
    let mut recorder = Recorder::new(inner, "moto 5.2.5");
    // The stamp is new each time.
    for field in ["ClientToken", "TagSpecification.1.Tag.2.Value", "TagSpecification.2.Tag.1.Value"] {
        recorder = recorder.secret_field(field);
    }
    of_three(&cloud(moto.url().as_str(), Arc::new(recorder.clone()))).await;
    std::fs::create_dir_all(std::path::Path::new(FILE).parent().unwrap()).unwrap();
    recorder.cassette().save(FILE).unwrap();
}

/// There are three of each, the middle one is acted on, and the others stay.
async fn of_three(cloud: &Cloud) {
    let (mut servers, mut drives) = (Vec::new(), Vec::new());
    cloud.import_key_pair(&ImportKeyPair::new("me", PUBLIC)).done().await.unwrap();
    for n in 1..=3 {
        let wall = CreateFirewall::new(format!("wall-{n}")).rule(FirewallRule::tcp_in(n, n, "192.0.2.0/24"));
        let wall = cloud.create_firewall(&wall).done().await.unwrap();
        let server = CreateServer::new(format!("web-{n}"), Boot::image("ami-03cf127a")).size("t3.micro");
        let server = server.key_pair("me").firewall(wall).user_data("#!/bin/true").location("us-east-1a");
        servers.push(cloud.create_server(&server).done().await.unwrap());
        let drive = CreateDrive::new(format!("data-{n}")).size(ByteSize::gib(1)).location("us-east-1a");
        drives.push(cloud.create_drive(&drive).done().await.unwrap());
        cloud.create_address(&CreateAddress::new(format!("address-{n}"))).done().await.unwrap();
    }
    let (server, drive) = (servers[1].clone(), drives[1].clone());
    cloud.create_snapshot(&CreateSnapshot::new(drive.clone(), "kept")).done().await.unwrap();
    cloud.attach_drive(&AttachDrive::new(drive.clone(), server.clone())).done().await.unwrap();
    assert_eq!(cloud.drive(&drive).await.unwrap().used_by[0].server, server);
    cloud.detach_drive(&DetachDrive::new(drive.clone(), server.clone())).done().await.unwrap();
    cloud.destroy_drive(&DestroyDrive::new(drive.clone())).done().await.unwrap();
    cloud.set_power(server.clone(), PowerAction::PowerOff).done().await.unwrap();
    cloud
        .update_server(&UpdateServer::new(server.clone()).name("renamed").size("t3.small"))
        .done()
        .await
        .unwrap();
    let seen = cloud.server(&server).await.unwrap();
    assert_eq!((seen.name.as_str(), &seen.state), ("renamed", &ServerState::Stopped));
    assert_eq!(seen.size.unwrap().as_str(), "t3.small");
    cloud.destroy_server(&DestroyServer::new(server, DrivesFate::DestroyAll)).done().await.unwrap();
    let left = cloud.servers(&ServerQuery::new()).all().await.unwrap();
    assert_eq!(left.iter().map(|server| server.name.as_str()).collect::<Vec<_>>(), ["web-1", "web-3"]);
    assert_eq!(cloud.addresses().all().await.unwrap().len(), 3);
}
