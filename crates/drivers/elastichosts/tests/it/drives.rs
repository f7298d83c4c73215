//! Drives: the facet and the native calls, on the simulator.
use crate::common::{DEBIAN, Over, gzipped, plain, world};
use anycloud_core::run::Event;
use anycloud_core::{
    AttachDrive, Boot, ByteSize, CloneDrive, Cpu, CreateDrive, CreateServer, DestroyDrive, DestroyServer,
    DetachDrive, DriveState, DrivesFate, ErrorKind, Gone, ImageDrive, PowerAction, ServerState, UpdateDrive,
};
use anycloud_elastichosts::images::{install_cds, standard_images};
use anycloud_elastichosts::{CHUNK_MAX, Conversion, Dialect, DriveConfig, Format, ServerInfo};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

#[tokio::test(start_paused = true)]
async fn life_of_a_drive() {
    let world = plain().await;
    let (cloud, sim) = (&world.cloud, world.sim.inner());
    let before = sim.drives();
    let request = CreateDrive::new("data").size(ByteSize::gib(1)).tag("db", "").tag("owner", "me");
    let id = cloud.create_drive(&request).done().await.unwrap();
    let drive = cloud.drive(&id).await.unwrap();
    assert_eq!(
        (&*drive.name, drive.size, drive.state),
        ("data", Some(ByteSize::gib(1)), DriveState::Available)
    );
    assert_eq!(drive.tags, BTreeMap::from([("db".into(), "".into()), ("owner".into(), "me".into())]));
    assert_eq!(cloud.drives().all().await.unwrap().len(), before + 1);

    let tags = BTreeMap::from([("cold".into(), "".into()), ("owner".into(), "you".into())]);
    let update = UpdateDrive::new(id.clone()).name("data-2").size(ByteSize::gib(2)).tags(tags.clone());
    cloud.update_drive(&update).done().await.unwrap();
    let drive = cloud.drive(&id).await.unwrap();
    assert_eq!((&*drive.name, drive.size, drive.tags), ("data-2", Some(ByteSize::gib(2)), tags));
    let shrink = cloud.update_drive(&UpdateDrive::new(id.clone()).size(ByteSize::gib(1))).await.unwrap_err();
    assert!(shrink.to_string().starts_with("elastichosts: this cloud cannot shrink drives: it has 2 GiB"));

    let bytes: Bytes = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    cloud.write_drive(&id, 4096, bytes.clone()).await.unwrap();
    cloud.write_drive(&id, 0, Bytes::from(vec![7; 4096])).await.unwrap();
    cloud.write_drive(&id, 0, Bytes::new()).await.unwrap();
    assert_eq!(cloud.read_drive(&id, 4096, bytes.len() as u64).await.unwrap(), bytes);
    assert_eq!(cloud.read_drive(&id, 4095, 1).await.unwrap(), &[7][..]);
    assert!(cloud.read_drive(&id, 0, 0).await.unwrap().is_empty());
    for length in [CHUNK_MAX + 1, u64::MAX] {
        assert_eq!(cloud.read_drive(&id, 0, length).await.unwrap_err().kind(), ErrorKind::InvalidRequest);
    }
    let end = ByteSize::gib(2).0;
    for (offset, length) in [(end, 1), (end - 1, 2), (u64::MAX, 1)] {
        let error = cloud.read_drive(&id, offset, length).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert!(error.message().contains(&format!("the bytes {offset} to ")), "{error}");
    }
    let full = cloud.write_drive(&id, ByteSize::gib(2).0 - 1, Bytes::from_static(b"ab")).await.unwrap_err();
    assert_eq!(full.kind(), ErrorKind::StorageFull);

    let copy =
        cloud.clone_drive(&CloneDrive::new(id.clone(), "copy").size(ByteSize::gib(3))).done().await.unwrap();
    assert_eq!(cloud.read_drive(&copy, 4096, 4).await.unwrap(), &0_u32.to_le_bytes()[..]);
    assert_eq!(cloud.drive(&copy).await.unwrap().size, Some(ByteSize::gib(3)));
    let small =
        cloud.clone_drive(&CloneDrive::new(id.clone(), "small").size(ByteSize::gib(1))).await.unwrap_err();
    assert_eq!(small.kind(), ErrorKind::InvalidRequest);

    for drive in [id, copy] {
        assert_eq!(
            cloud.destroy_drive(&DestroyDrive::new(drive.clone())).done().await.unwrap(),
            Gone::Destroyed
        );
        assert_eq!(cloud.destroy_drive(&DestroyDrive::new(drive)).done().await.unwrap(), Gone::Already);
    }
    assert_eq!(sim.drives(), before);
}

#[tokio::test(start_paused = true)]
async fn imaging_tells_how_far_it_is() {
    let world = plain().await;
    let cloud = &world.cloud;
    let id = cloud.create_drive(&CreateDrive::new("data").size(ByteSize::gib(1))).done().await.unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let observed = seen.clone();
    let image = cloud.image_drive(&ImageDrive::new(id.clone(), DEBIAN)).observe(move |event| {
        if let Event::Waiting { progress: Some(progress), .. } = event {
            observed.lock().unwrap().push(progress.done);
        }
    });
    image.done().await.unwrap();
    let seen = seen.lock().unwrap().clone();
    assert!(seen.len() > 1 && seen.is_sorted() && seen.iter().all(|percent| *percent < 100), "{seen:?}");
    assert_eq!(cloud.drive(&id).await.unwrap().progress, None);
    let boot = cloud.read_drive(&id, 0, 512).await.unwrap();
    assert!(boot.iter().any(|byte| *byte != 0) && !boot.starts_with(&[0x1f, 0x8b]), "gunzipped");

    let tiny = cloud.create_drive(&CreateDrive::new("tiny").size(ByteSize::mib(1))).done().await.unwrap();
    let error = cloud.image_drive(&ImageDrive::new(tiny, DEBIAN)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "the image needs more");
}

#[tokio::test(start_paused = true)]
async fn attaching_takes_a_stopped_server() {
    let world = plain().await;
    let cloud = &world.cloud;
    let sizing = |r: CreateServer| r.needs(Cpu::Mhz(1000), ByteSize::mib(256));
    let web = sizing(CreateServer::new("web", Boot::image(DEBIAN))).stopped();
    let server = cloud.create_server(&web).done().await.unwrap();
    assert_eq!(cloud.server(&server).await.unwrap().state, ServerState::Stopped);
    let mut data = Vec::new();
    for name in ["one", "two", "three"] {
        data.push(cloud.create_drive(&CreateDrive::new(name).size(ByteSize::mib(10))).done().await.unwrap());
    }
    let attach = AttachDrive::new(data[0].clone(), server.clone());
    cloud.attach_drive(&attach).done().await.unwrap();
    cloud.attach_drive(&attach).done().await.unwrap();
    cloud
        .attach_drive(&AttachDrive::new(data[1].clone(), server.clone()).device("block:7"))
        .done()
        .await
        .unwrap();
    let info = world.driver.client().server_info(&server).await.unwrap();
    let slots: Vec<String> = info.devices().iter().map(|a| a.device.to_string()).collect();
    assert_eq!(slots, ["ide:0:0", "ide:0:1", "block:7"]);

    for (device, kind) in [
        ("ide:0:1", ErrorKind::Conflict),
        ("ide:9:9", ErrorKind::InvalidRequest),
        ("block:0:0", ErrorKind::InvalidRequest),
        ("hda", ErrorKind::InvalidRequest),
    ] {
        let attach = AttachDrive::new(data[2].clone(), server.clone()).device(device);
        let error = cloud.attach_drive(&attach).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (kind, anycloud_core::Delivery::NotSent), "{device}");
    }
    let elsewhere = cloud.attach_drive(&attach.device("ide:1:1")).await.unwrap_err();
    assert_eq!(elsewhere.kind(), ErrorKind::Conflict);

    cloud.set_power(server.clone(), PowerAction::Start).done().await.unwrap();
    assert_eq!(cloud.drive(&data[1]).await.unwrap().used_by[0].device.as_deref(), Some("block:7"));
    for error in [
        cloud.attach_drive(&AttachDrive::new(data[2].clone(), server.clone())).await.unwrap_err(),
        cloud.detach_drive(&DetachDrive::new(data[0].clone(), server.clone())).await.unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Conflict, anycloud_core::Delivery::NotSent));
    }
    let busy = cloud.destroy_drive(&DestroyDrive::new(data[0].clone())).await.unwrap_err();
    assert_eq!((busy.kind(), busy.delivery()), (ErrorKind::Conflict, anycloud_core::Delivery::NotSent));
    cloud.set_power(server.clone(), PowerAction::PowerOff).done().await.unwrap();

    let boot = cloud.server(&server).await.unwrap().drives[0].clone();
    cloud.detach_drive(&DetachDrive::new(boot.clone(), server.clone())).done().await.unwrap();
    cloud.detach_drive(&DetachDrive::new(boot.clone(), server.clone())).done().await.unwrap();
    let model = cloud.server(&server).await.unwrap();
    assert_eq!(model.drives, data[..2], "the others stay");
    assert!(model.native::<ServerInfo>().unwrap().boot().is_empty(), "what is gone is not booted from");

    let all = DestroyServer::new(server, DrivesFate::Destroy(vec![data[0].clone()]));
    cloud.destroy_server(&all).done().await.unwrap();
    assert_eq!(cloud.drive(&data[0]).await.unwrap_err().kind(), ErrorKind::NotFound);
    for kept in [&data[1], &data[2], &boot] {
        cloud.drive(kept).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_shared_drive_is_not_destroyed() {
    let world = plain().await;
    let (cloud, client) = (&world.cloud, world.driver.client());
    let shared = DriveConfig::new()
        .name("shared")
        .size(ByteSize::mib(10))
        .claim_type(anycloud_elastichosts::wire::ClaimType::Shared);
    let shared = client.drive_create(&shared).await.unwrap().id();
    let server = |name: &str| {
        CreateServer::new(name, Boot::drive(shared.clone())).needs(Cpu::Mhz(500), ByteSize::mib(256))
    };
    let one = cloud.create_server(&server("one").stopped()).done().await.unwrap();
    let two = cloud.create_server(&server("two").stopped()).done().await.unwrap();
    let servers = world.sim.inner().servers();
    for fate in [DrivesFate::DestroyAll, DrivesFate::Destroy(vec![shared.clone()])] {
        let error = cloud.destroy_server(&DestroyServer::new(one.clone(), fate)).await.unwrap_err();
        assert_eq!((error.kind(), error.resource()), (ErrorKind::Conflict, Some(&shared.resource())));
    }
    assert_eq!(world.sim.inner().servers(), servers, "nothing was destroyed");
    cloud.destroy_server(&DestroyServer::new(one, DrivesFate::Keep)).done().await.unwrap();
    cloud.destroy_server(&DestroyServer::new(two, DrivesFate::DestroyAll)).done().await.unwrap();
    assert_eq!(cloud.drive(&shared).await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test(start_paused = true)]
async fn a_cd_of_the_service_is_left_alone() {
    let world = plain().await;
    let (cloud, client) = (&world.cloud, world.driver.client());
    let cd = client
        .standard_drives_info()
        .await
        .unwrap()
        .into_iter()
        .find(|d| d.media().as_deref() == Some("cdrom"))
        .unwrap();
    let web = CreateServer::new("web", Boot::image(DEBIAN))
        .needs(Cpu::Mhz(500), ByteSize::mib(256))
        .drive(cd.id())
        .stopped();
    let server = cloud.create_server(&web).done().await.unwrap();
    let drives = world.sim.inner().drives();
    cloud.destroy_server(&DestroyServer::new(server, DrivesFate::DestroyAll)).done().await.unwrap();
    assert_eq!(world.sim.inner().drives(), drives - 1);
    let sent = world.mount.take_log();
    assert!(!sent.contains(&format!("POST /drives/{}/destroy", cd.id())), "{sent:?}");
}

#[tokio::test]
async fn every_native_call_of_drives_over_tcp() {
    for format in [Format::Text, Format::Json] {
        let world = world(Over::Tcp, Dialect::Two, format).await;
        let client = world.driver.client();
        let (to, from) = (
            DriveConfig::new().name("to").size(ByteSize::mib(64)),
            DriveConfig::new().name("from").size(ByteSize::mib(1)),
        );
        let (to, from) =
            (client.drive_create(&to).await.unwrap().id(), client.drive_create(&from).await.unwrap().id());
        client.drive_write(&from, 0, Bytes::from_static(b"hello")).await.unwrap();
        client.drive_write_gzip(&from, 5, gzipped(b" world")).await.unwrap();
        assert_eq!(client.drive_read(&from, 0, 11).await.unwrap(), &b"hello world"[..]);
        let settled = async |id| while client.drive_info(id).await.unwrap().imaging().is_some() {};
        client.drive_image(&to, &from, Conversion::Gzip).await.unwrap();
        settled(&to).await;
        assert_eq!(client.drive_read(&to, 0, 2).await.unwrap(), &[0x1f, 0x8b][..]);
        client.drive_image(&from, &to, Conversion::Gunzip).await.unwrap();
        settled(&from).await;
        client.drive_image(&to, &from, Conversion::None).await.unwrap();
        settled(&to).await;
        assert_eq!(client.drive_read(&to, 0, 11).await.unwrap(), &b"hello world"[..]);
        let grown =
            client.drive_set(&to, &DriveConfig::new().size(ByteSize::mib(65)).name("grown")).await.unwrap();
        assert_eq!((grown.size(), grown.name()), (Some(ByteSize::mib(65)), "grown".into()));
        assert_eq!(client.drives_list().await.unwrap().len(), client.drives_info().await.unwrap().len());
        let listed = client.standard_drives_list().await.unwrap();
        let infos = client.standard_drives_info().await.unwrap();
        assert_eq!(infos.iter().map(|info| info.id()).collect::<Vec<_>>(), listed);
        for known in standard_images(None) {
            let info = infos.iter().find(|info| info.id().as_str() == known.id).unwrap();
            assert_eq!((info.raw_size(), info.is_gzip()), (Some(known.unzipped), true), "{}", known.name);
        }
        assert!(install_cds().all(|cd| listed.contains(&cd.id.into())));
        client.drive_destroy(&to).await.unwrap();
        assert_eq!(client.drive_destroy(&to).await.unwrap_err().kind(), ErrorKind::NotFound);
    }
}
