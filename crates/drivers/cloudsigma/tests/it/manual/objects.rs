//! Chapters 2 and 6 to 10.

use super::MODES;
use anycloud_cloudsigma::{Device, DriveConfig, ProfileConfig, Readers, Refusal, ServerConfig, Smp, Status};
use anycloud_core::{
    AddressId, ByteSize, Cpu, Delivery, DriveId, DriveState, ErrorKind, NetworkId, ServerId, ServerState,
};

const GROUP: &str = "7baa150e-00ca-4f48-ac6c-02e59b23d04d";

fn three() -> [ServerId; 3] {
    [
        "b91bd1cd-c63b-45ae-9dda-69fc53d74f41",
        "179f2015-f28b-4537-beab-a5d30d5fd4e2",
        "e4d50a5c-b516-4993-8d73-c36e7782fbbb",
    ]
    .map(ServerId::from)
}

#[tokio::test]
async fn what_the_command_line_script_prints() {
    for mode in MODES {
        let (client, replay) = mode.play("commands");
        let drives = client.drives_list().await.unwrap();
        assert_eq!((drives.len(), drives[0].as_str()), (13, "efdeb730-7ed2-485d-8c60-2e23986cc63a"));
        let id = DriveId::new("d3a15904-5a2f-4d9e-b12f-f304c361422e");
        let drive = client.drive_info(&id).await.unwrap();
        assert_eq!((drive.name(), drive.size(), drive.id()), ("Test".into(), Some(ByteSize(12_582_912)), id));
        assert_eq!((drive.io().read_bytes, drive.io().write_requests), (Some(4096), Some(1)));
        assert_eq!(drive.kind().unwrap(), "disk");
        let servers = client.servers_info().await.unwrap();
        let server = servers[0].to_server();
        assert_eq!((servers.len(), &server.state, server.name.as_str()), (1, &ServerState::Stopped, "Clone"));
        assert_eq!((server.memory, server.cpu), (Some(ByteSize::gib(2)), Some(Cpu::Mhz(2000))));
        assert_eq!(servers[0].vnc().asked.unwrap(), "auto");
        assert!(servers[0].persistent() && server.addresses.is_empty());
        replay.finish().unwrap();
    }
}

#[tokio::test]
async fn chapter_6_profile() {
    for mode in MODES {
        let (client, replay) = mode.play("profile");
        let profile = client.profile_info().await.unwrap();
        assert_eq!(profile.email().unwrap(), "foo.bar@example.com");
        assert_eq!(profile.uuid().unwrap(), "f2e19d5c-eaa1-44e5-94aa-dc194594bd7b");
        assert_eq!(
            (profile.first_name().unwrap(), profile.last_name().unwrap()),
            ("Foo".into(), "Bar".into())
        );
        assert_eq!(profile.nick_name().unwrap(), "FooBar");
        assert_eq!((profile.address().unwrap(), profile.postcode().unwrap()), ("here".into(), "1000".into()));
        assert_eq!(
            (profile.title(), profile.company(), profile.phone()),
            (None, None, None),
            "empty is absent"
        );
        assert_eq!((profile.currency(), profile.country(), profile.language()), (None, None, None));
        assert_eq!(profile.secret_key().unwrap().expose(), "made-up-secret-key");
        let shown = format!("{profile:?} {}", anycloud_core::Record::to_json(&profile));
        assert!(!shown.contains("made-up-secret-key"), "{shown}");
        let change = ProfileConfig::new().set("first_name", "").unwrap();
        let error = client.profile_set(&change).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::InvalidRequest, Delivery::Refused));
        let refusal = Refusal::of(&error).unwrap();
        assert_eq!((refusal.status(), refusal.fields().len()), (400, 1));
        assert_eq!(refusal.fields()[0].field, "first_name");
        assert_eq!(refusal.fields()[0].why, "* This field is required.");
        assert!(!format!("{error} {error:?}").contains("made-up-secret-key"));
        replay.finish().unwrap();
    }
}

#[tokio::test]
async fn chapter_7_drives() {
    for mode in MODES {
        let (client, replay) = mode.play("drives");
        let config = DriveConfig::new().name("TEST_DRIVE").size(ByteSize::mib(4));
        let made = client.drive_create(&config).await.unwrap();
        assert_eq!(made.id().as_str(), "210a0b7e-2b71-4bba-8703-195704469a81");
        assert_eq!((made.size(), made.is_ssd()), (Some(ByteSize::mib(4)), false));
        assert_eq!(made.readers(), Readers::Users(Vec::new()));
        let id = DriveId::new("7e8ab721-81c9-4cb9-a651-4cafbfe1501c");
        let cd = client.drive_info(&id).await.unwrap();
        assert_eq!((cd.name(), cd.size()), ("gentoo-livecd".into(), Some(ByteSize::gib(1))));
        let all = client.drives_info().await.unwrap();
        let drives: Vec<_> = all.iter().map(|drive| drive.to_drive()).collect();
        assert_eq!(drives.len(), 8);
        let used: Vec<_> = drives.iter().filter(|d| d.state == DriveState::Attached).collect();
        assert_eq!(
            used.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(),
            ["root1", "root2", "data", "root12"]
        );
        assert_eq!(used[0].used_by[0].server.as_str(), "28644a70-9e81-4a3e-85ea-91129f724034");
        assert_eq!(used[2].used_by[0].device.as_deref(), Some("ide:1:0"));
        assert_eq!(drives[6].size, Some(ByteSize::gib(500)));
        let (cds, images) =
            (client.standard_cds_list().await.unwrap(), client.standard_images_list().await.unwrap());
        assert_eq!((cds.len(), &cds), (8, &images));
        assert_eq!(cds[7].as_str(), "c138e42c-2070-41fe-a354-7058870c79b0");
        replay.finish().unwrap();
    }
}

#[tokio::test]
async fn chapter_8_servers() {
    for mode in MODES {
        let (client, replay) = mode.play("servers");
        assert_eq!(client.servers_list().await.unwrap().len(), 12);
        let config = ServerConfig::new()
            .name("Test server")
            .cpu(1000)
            .mem(ByteSize::mib(1000))
            .drive(Device::BOOT, &DriveId::new("6baaa083-534a-4376-8a60-c5488fc99258"));
        let made = client.server_create(&config).await.unwrap();
        assert_eq!(
            (made.status(), made.smp(), made.cpu()),
            (Status::Active, Some(Smp::Count(1)), Some(1000))
        );
        assert_eq!((made.traffic().rx, made.traffic().tx), (Some(0), Some(0)));
        assert!(!made.persistent() && made.parent().is_none());
        let source = ServerId::new("e8b8a739-7c39-442e-a86d-ba6a043f3d4c");
        let copy = client.server_clone(&source, "node005_clone").await.unwrap();
        assert_eq!(copy.id().as_str(), "e2d38cf0-ba63-479b-9bd8-a9b9a449c6cd");
        assert_eq!((copy.name(), copy.boot()), ("node005_clone".into(), vec![Device::BOOT]));
        let nics = copy.nics();
        assert_eq!((nics.len(), nics[0].index), (1, 1));
        assert_eq!(nics[0].mac.as_deref(), Some("6a:98:e3:23:c2:47"));
        assert_eq!(nics[0].vlan, Some(NetworkId::new("6e2d1f6a-03c8-422b-bc8e-d744612cf46a")));
        let [gateway, _, _] = three();
        client.server_destroy(&gateway).await.unwrap();
        let others = client.servers_destroy(&three()).await.unwrap();
        assert_eq!((others.len(), others[0].as_str()), (6, "e2ac6e98-986c-4361-8ecf-de31be73dc4a"));
        let db = ServerId::new("bb783ced-d2b4-4003-a66e-87337ea6427e");
        let info = client.server_info(&db).await.unwrap();
        let server = info.to_server();
        assert_eq!((server.name.as_str(), server.cpu), ("dbserver1", Some(Cpu::Mhz(4000))));
        assert_eq!(server.memory, Some(ByteSize::gib(4)));
        assert_eq!(server.address().unwrap().to_string(), "91.203.56.72");
        assert_eq!(server.networks, [NetworkId::new("6e2d1f6a-03c8-422b-bc8e-d744612cf46a")]);
        assert_eq!((server.drives.len(), info.devices()[1].device.to_string()), (2, "ide:0:1".into()));
        let vnc = info.vnc();
        assert_eq!((vnc.ip.unwrap().to_string(), vnc.tls), ("91.203.56.72".into(), false));
        assert_eq!(vnc.password.unwrap().expose(), "Made-Up1");
        assert!(!format!("{info:?} {}", serde_json::to_string(&server).unwrap()).contains("Made-Up1"));
        let all = client.servers_info().await.unwrap();
        assert_eq!(all.len(), 12);
        let by = |name: &str| all.iter().find(|server| server.name() == name).unwrap();
        assert_eq!(
            (by("gateway").traffic().rx, by("gateway").traffic().tx),
            (Some(80_967_670), Some(7_214_582))
        );
        assert_eq!(by("node005").devices().len(), 2);
        assert!(all.iter().all(|server| server.status() == Status::Active));
        client.server_stop(&gateway).await.unwrap();
        client.server_shutdown(&gateway).await.unwrap();
        client.server_start(&gateway).await.unwrap();
        client.server_destroy(&gateway).await.unwrap();
        assert_eq!(client.servers_stop(&three()).await.unwrap(), three());
        assert!(client.servers_start(&three()).await.unwrap().is_empty());
        replay.finish().unwrap();
    }
}

#[tokio::test]
async fn chapter_9_resources() {
    for mode in MODES {
        let (client, replay) = mode.play("resources");
        let id = NetworkId::new("6e2d1f6a-03c8-422b-bc8e-d744612cf46a");
        assert_eq!(client.vlans_list().await.unwrap(), std::slice::from_ref(&id));
        let vlan = client.vlan_info(&id).await.unwrap().to_network().unwrap();
        assert_eq!((vlan.id, vlan.name.as_str()), (id.clone(), "My VLAN"));
        assert_eq!(client.vlan_create("My VLAN1").await.unwrap().name(), "My VLAN1");
        assert_eq!(client.vlan_rename(&id, "My VLAN1").await.unwrap().name(), "My VLAN1");
        let ips = client.ips_info().await.unwrap();
        let ip = ips[0].to_address().unwrap();
        assert_eq!((ip.name.as_str(), ip.ip.to_string()), ("p9", "178.22.67.72".into()));
        assert_eq!(ip.netmask.as_deref(), Some("255.255.248.0"));
        assert_eq!(ip.gateway.unwrap().to_string(), "178.22.64.1");
        assert_eq!(ip.nameservers.len(), 2);
        assert_eq!(client.ips_list().await.unwrap()[2], AddressId::new("91.203.56.78"));
        let made = client.ip_create(None).await.unwrap();
        assert_eq!((&*made.id(), &*made.kind(), &*made.name()), ("91.203.56.71", "ip", ""));
        client.ip_destroy(&AddressId::new("91.203.56.71")).await.unwrap();
        replay.finish().unwrap();
    }
}

#[tokio::test]
async fn chapter_10_groups() {
    for mode in MODES {
        let (client, replay) = mode.play("groups");
        let made = client.group_create("Database Servers", None).await.unwrap();
        assert_eq!((made.id.as_deref(), made.description), (Some(GROUP), None));
        let renamed = client.group_rename(GROUP, "Web Servers").await.unwrap();
        assert_eq!((renamed.id, renamed.name.as_str(), renamed.description), (None, "Web Servers", None));
        client.group_destroy(GROUP).await.unwrap();
        assert_eq!(client.groups_list().await.unwrap().len(), 3);
        let info = client.group_info("abee3635-74b2-4592-849a-a7897e209645").await.unwrap();
        assert_eq!((info.id.is_some(), info.name.as_str()), (true, "Database Servers"));
        let group = "92f5ba00-7851-4ebf-9c0f-b5311ceed042";
        let named = client.group_info(group).await.unwrap();
        assert_eq!(named.description.unwrap(), "all kind of database servers");
        assert_eq!(client.group_add(GROUP, &three()).await.unwrap(), three());
        let [_, second, third] = three();
        assert_eq!(client.group_remove(GROUP, &three()[..1]).await.unwrap(), [second, third]);
        assert_eq!(client.group_start(group).await.unwrap().len(), 5);
        assert_eq!(client.group_stop(group).await.unwrap().len(), 5);
        replay.finish().unwrap();
    }
}
