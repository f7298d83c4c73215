//! The native client on the simulator: over TCP, with actions by POST and by GET.
use crate::common::{CD, DEBIAN, Over, build, builder};
use anycloud_cloudsigma::{
    Client, Device, DriveConfig, NicModel, ProfileConfig, Refusal, ServerConfig, Status,
};
use anycloud_core::{AddressId, ByteSize, DriveId, ErrorKind, NetworkId, ServerId};
use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzEncoder;
use std::io::Read;
use std::time::Duration;

#[tokio::test]
async fn the_whole_of_an_account() {
    for legacy in [false, true] {
        let world = build(builder(), Over::Tcp, legacy).await;
        let (client, sim) = (world.driver.client(), world.sim.inner());
        profile(client).await;
        let boot = drives(client).await;
        let servers = servers(client, &boot, legacy).await;
        groups(client, &servers).await;
        resources(client).await;
        client.servers_destroy(&servers).await.unwrap();
        assert_eq!((sim.servers(), sim.groups(), sim.resources()), (3, 0, 6), "the neighbours are there");
        let by_get = sim.calls("GET servers/SERVER/stop") + sim.calls("GET servers/SERVER/destroy");
        assert_eq!(by_get > 0, legacy);
    }
}

async fn profile(client: &Client) {
    let before = client.profile_info().await.unwrap();
    let change =
        ProfileConfig::new().set("first_name", "Ann").unwrap().set("company", "Höhle & Söhne").unwrap();
    let after = client.profile_set(&change).await.unwrap();
    assert_eq!((after.first_name().unwrap(), after.last_name()), ("Ann".into(), before.last_name()));
    assert_eq!(after.company().unwrap(), "Höhle & Söhne");
    let wrong = ProfileConfig::new().set("email", "nobody").unwrap().set("nick_name", " ").unwrap();
    let error = client.profile_set(&wrong).await.unwrap_err();
    let mut fields: Vec<_> =
        Refusal::of(&error).unwrap().fields().iter().map(|f| f.field.to_string()).collect();
    fields.sort();
    assert_eq!(fields, ["email", "nick_name"]);
    assert_eq!(client.profile_info().await.unwrap().nick_name(), before.nick_name(), "nothing was taken");
}

async fn drives(client: &Client) -> DriveId {
    let config = DriveConfig::new().name("data").size(ByteSize::mib(8)).ssd(true);
    let data = client.drive_create(&config).await.unwrap();
    assert!(data.is_ssd());
    let id = data.id();
    client.drive_write(&id, 0, Bytes::from_static(b"begin")).await.unwrap();
    let mut gzipped = Vec::new();
    GzEncoder::new(&b"middle"[..], Compression::default()).read_to_end(&mut gzipped).unwrap();
    client.drive_write_gzip(&id, 4096, gzipped.into()).await.unwrap();
    assert_eq!(&*client.drive_read(&id, 0, 5).await.unwrap(), b"begin");
    assert_eq!(&*client.drive_read(&id, 4096, 6).await.unwrap(), b"middle");
    let config = DriveConfig::new().name("copy").size(ByteSize::mib(16)).ssd(false);
    let copy = client.drive_clone(&id, &config).await.unwrap().id();
    while client.drive_info(&copy).await.unwrap().imaging().is_some() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let seen = client.drive_info(&copy).await.unwrap();
    assert_eq!((seen.size(), seen.is_ssd()), (Some(ByteSize::mib(16)), false), "a copy moves to HDD");
    assert_eq!(&*client.drive_read(&copy, 4096, 6).await.unwrap(), b"middle");
    let grown =
        client.drive_set(&copy, &DriveConfig::new().name("grown").size(ByteSize::mib(32))).await.unwrap();
    assert_eq!((grown.name(), grown.size()), ("grown".into(), Some(ByteSize::mib(32))));
    let (cds, images) =
        (client.standard_cds_list().await.unwrap(), client.standard_images_list().await.unwrap());
    assert!(cds.contains(&CD.into()) && images.contains(&DEBIAN.into()) && !images.contains(&CD.into()));
    let all = client.standard_drives_list().await.unwrap();
    assert_eq!((all.len(), client.standard_drives_info().await.unwrap().len()), (8, 8));
    assert!(client.drives_list().await.unwrap().contains(&copy));
    client.drive_destroy(&copy).await.unwrap();
    assert_eq!(client.drive_destroy(&copy).await.unwrap_err().kind(), ErrorKind::NotFound);
    id
}

async fn servers(client: &Client, boot: &DriveId, legacy: bool) -> [ServerId; 2] {
    let config = ServerConfig::new()
        .name("native")
        .cpu(1000)
        .mem(ByteSize::mib(512))
        .drive(Device::BOOT, boot)
        .boot(&[Device::BOOT])
        .stopped();
    let made = client.server_create(&config).await.unwrap();
    assert_eq!(made.status(), Status::Stopped);
    let id = made.id();
    let status = async || client.server_info(&id).await.unwrap().status();
    client.server_start(&id).await.unwrap();
    assert_eq!(status().await, Status::Active);
    let error = client.server_destroy(&id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "legacy {legacy}: {error}");
    let error = client.drive_destroy(boot).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
    client.server_reset(&id).await.unwrap();
    client.server_stop(&id).await.unwrap();
    assert_eq!(status().await, Status::Stopped);
    client.server_stop(&id).await.unwrap();
    client.server_set(&id, &ServerConfig::new().name("renamed").cpu(2000)).await.unwrap();
    let missing = DriveId::new("00000000-0000-4000-8000-00000000dead");
    let error =
        client.server_set(&id, &ServerConfig::new().drive(Device::ide(1, 0).unwrap(), &missing)).await;
    let error = error.unwrap_err();
    assert_eq!((error.kind(), error.resource()), (ErrorKind::NotFound, Some(&missing.resource())));
    let config = ServerConfig::new().nic(0, NicModel::E1000).dhcp(0, "192.0.2.1".parse().unwrap());
    let error = client.server_set(&id, &config).await.unwrap_err();
    let nobodys = AddressId::new("192.0.2.1").resource();
    assert_eq!((error.kind(), error.resource()), (ErrorKind::NotFound, Some(&nobodys)));
    let copy = client.server_clone(&id, "copy").await.unwrap();
    assert_ne!(copy.devices()[0].drive, *boot, "its drive is a copy");
    let both = [id.clone(), copy.id()];
    assert_eq!(client.servers_start(&both).await.unwrap().len(), 2);
    client.server_shutdown(&id).await.unwrap();
    assert_eq!(client.servers_stop(&both).await.unwrap().len(), 2);
    assert_eq!(client.servers_list().await.unwrap().len(), client.servers_info().await.unwrap().len());
    both
}

async fn groups(client: &Client, servers: &[ServerId; 2]) {
    let made = client.group_create("dbs", Some("all of them")).await.unwrap();
    let id = made.id.unwrap();
    assert_eq!(client.group_info(&id).await.unwrap().description.unwrap(), "all of them");
    assert_eq!(client.group_rename(&id, "webs").await.unwrap().name, "webs");
    assert_eq!(client.group_add(&id, servers).await.unwrap().len(), 2);
    assert_eq!(client.group_start(&id).await.unwrap().len(), 2);
    for server in servers {
        assert_eq!(client.server_info(server).await.unwrap().status(), Status::Active);
    }
    assert_eq!(client.group_stop(&id).await.unwrap().len(), 2);
    assert_eq!(client.group_remove(&id, &servers[..1]).await.unwrap(), &servers[1..]);
    assert_eq!(client.groups_list().await.unwrap(), std::slice::from_ref(&id));
    client.group_destroy(&id).await.unwrap();
    assert_eq!(client.group_info(&id).await.unwrap_err().kind(), ErrorKind::NotFound);
}

async fn resources(client: &Client) {
    let vlan = NetworkId::new(client.vlan_create("back").await.unwrap().id());
    assert_eq!(client.vlan_rename(&vlan, "front").await.unwrap().name(), "front");
    assert_eq!(client.vlan_info(&vlan).await.unwrap().name(), "front");
    assert_eq!((client.vlans_list().await.unwrap().len(), client.vlans_info().await.unwrap().len()), (4, 4));
    client.vlan_destroy(&vlan).await.unwrap();
    let ip = AddressId::new(client.ip_create(None).await.unwrap().id());
    assert_eq!(client.ip_info(&ip).await.unwrap().netmask().unwrap(), "255.255.255.0");
    assert_eq!((client.ips_list().await.unwrap().len(), client.ips_info().await.unwrap().len()), (4, 4));
    client.ip_destroy(&ip).await.unwrap();
    assert_eq!(client.ip_destroy(&ip).await.unwrap_err().kind(), ErrorKind::NotFound);
}
